//! The JSON of `check`, as docs/json.md describes it. Fields are only ever added; what is not known is null.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    pipeline::{
        Alarm, Confidence, Course, Flow, Health, Lag, PipelineHealth, Proof, Reason, Resolved, Step, Verdict,
    },
    question::{Note, Snapshot, Trouble},
};

/// The whole document.
#[derive(Debug, Serialize)]
pub(super) struct Report<'a> {
    version: u8,
    at: DateTime<Utc>,
    health: Health,
    summary: String,
    verdict: Option<VerdictRow<'a>>,
    verdicts: Vec<VerdictRow<'a>>,
    resolved: Vec<ResolvedRow<'a>>,
    stages: Vec<StageRow<'a>>,
    flows: Vec<FlowRow<'a>>,
    alarms: Vec<&'a Alarm>,
    notes: Vec<NoteRow<'a>>,
    troubles: Vec<TroubleRow<'a>>,
}

#[derive(Clone, Debug, Serialize)]
struct VerdictRow<'a> {
    pipeline: &'a str,
    class: &'static str,
    stage: Option<&'a str>,
    health: Health,
    since: DateTime<Utc>,
    confidence: &'static str,
    doubt: Option<&'a str>,
    cause: &'a str,
    effect: EffectRow<'a>,
    loss_at: Option<DateTime<Utc>>,
    loss: Option<&'a str>,
    next: Option<&'a Step>,
    symptoms: Vec<&'a str>,
    alarms: Vec<&'a str>,
    evidence: &'a [Proof],
}

#[derive(Clone, Debug, Serialize)]
struct EffectRow<'a> {
    sentence: Option<&'a str>,
    waiting_records: Option<f64>,
    complete_to: Vec<CompleteRow<'a>>,
    vendors: Option<u32>,
    orders: Option<f64>,
    revenue: Option<&'a str>,
}

#[derive(Clone, Debug, Serialize)]
struct CompleteRow<'a> {
    stage: &'a str,
    at: DateTime<Utc>,
}

#[derive(Debug, Serialize)]
struct ResolvedRow<'a> {
    at: DateTime<Utc>,
    sentence: &'a str,
    verdict: VerdictRow<'a>,
}

#[derive(Debug, Serialize)]
struct StageRow<'a> {
    pipeline: &'a str,
    name: &'a str,
    kind: &'static str,
    resource: &'a str,
    health: Health,
    since: Option<DateTime<Utc>>,
    lag: Option<LagRow>,
    reasons: &'a [Reason],
}

#[derive(Debug, Serialize)]
struct LagRow {
    age_secs: f64,
    slope: f64,
    course: &'static str,
    needs: Option<f64>,
    eta_secs: Option<f64>,
}

#[derive(Debug, Serialize)]
struct FlowRow<'a> {
    pipeline: &'a str,
    #[serde(flatten)]
    flow: &'a Flow,
}

#[derive(Debug, Serialize)]
struct NoteRow<'a> {
    #[serde(flatten)]
    note: &'a Note,
    holds: bool,
}

#[derive(Debug, Serialize)]
struct TroubleRow<'a> {
    question: String,
    #[serde(flatten)]
    trouble: &'a Trouble,
}

impl<'a> Report<'a> {
    /// Everything that is to be told of a snapshot.
    pub(super) fn of(snapshot: &'a Snapshot) -> Self {
        let all = || snapshot.health.iter();
        let verdicts: Vec<_> = verdicts(snapshot).map(|(p, v)| VerdictRow::of(p, v)).collect();
        let resolved = all().flat_map(|p| p.resolved.iter().map(|resolved| ResolvedRow::of(p, resolved)));
        let flows =
            all().flat_map(|p| p.flows.iter().map(|flow| FlowRow { pipeline: p.pipeline.as_str(), flow }));
        let troubles =
            snapshot.troubles().map(|(question, trouble)| TroubleRow { question: question.label(), trouble });
        Self {
            version: 1,
            at: snapshot.at,
            health: snapshot.worst_health(),
            summary: summary(snapshot),
            verdict: verdicts.first().cloned(),
            verdicts,
            resolved: resolved.collect(),
            stages: all().flat_map(stages).collect(),
            flows: flows.collect(),
            alarms: alarms(snapshot),
            notes: snapshot
                .notes
                .iter()
                .map(|note| NoteRow { note, holds: note.holds(snapshot.at) })
                .collect(),
            troubles: troubles.collect(),
        }
    }
}

/// Every verdict with its pipeline: the worst first, and of equals in the order of the estate.
pub(super) fn verdicts(snapshot: &Snapshot) -> impl Iterator<Item = (&PipelineHealth, &Verdict)> {
    let all = snapshot.health.iter().flat_map(|p| p.verdicts.iter().map(move |verdict| (p, verdict)));
    let mut all: Vec<_> = all.collect();
    all.sort_by_key(|(_, verdict)| std::cmp::Reverse(verdict.health));
    all.into_iter()
}

/// One line: the worst thing and since when.
pub(super) fn summary(snapshot: &Snapshot) -> String {
    let mut worst: Option<&PipelineHealth> = None;
    for pipeline in snapshot.health.iter() {
        if worst.is_none_or(|held| pipeline.health > held.health) {
            worst = Some(pipeline);
        }
    }
    match (worst, snapshot.health.len()) {
        (None, _) => "nothing has been judged yet".to_owned(),
        (Some(worst), 1) => worst.headline.to_string(),
        (Some(worst), _) => format!("{}: {}", worst.pipeline, worst.headline),
    }
}

/// Every alarm once, those in ALARM first.
pub(super) fn alarms(snapshot: &Snapshot) -> Vec<&Alarm> {
    let lists = snapshot.estate.pipelines.iter().filter_map(|p| snapshot.alarms(&p.name));
    let mut alarms: Vec<&Alarm> = lists.flat_map(|list| list.alarms.iter().map(|alarm| &**alarm)).collect();
    alarms.sort_by(|a, b| (a.state, &a.arn, &a.name).cmp(&(b.state, &b.arn, &b.name)));
    alarms.dedup_by(|a, b| a.arn == b.arn && a.name == b.name);
    alarms
}

fn stages(pipeline: &PipelineHealth) -> impl Iterator<Item = StageRow<'_>> {
    pipeline.stages.iter().map(|stage| StageRow {
        pipeline: pipeline.pipeline.as_str(),
        name: stage.stage.as_str(),
        kind: stage.kind.as_str(),
        resource: &stage.resource,
        health: stage.health,
        since: stage.since,
        lag: stage.lag.map(LagRow::from),
        reasons: &stage.reasons,
    })
}

impl<'a> VerdictRow<'a> {
    fn of(pipeline: &'a PipelineHealth, verdict: &'a Verdict) -> Self {
        let (confidence, doubt) = match &verdict.confidence {
            Confidence::High => ("high", None),
            Confidence::Low(doubt) => ("low", Some(&**doubt)),
        };
        let effect = &verdict.effect;
        let complete_to = effect.complete_to.iter();
        Self {
            pipeline: pipeline.pipeline.as_str(),
            class: verdict.class.as_str(),
            stage: verdict.stage.as_ref().map(crate::pipeline::StageName::as_str),
            health: verdict.health,
            since: verdict.since,
            confidence,
            doubt,
            cause: &verdict.cause,
            effect: EffectRow {
                sentence: Some(&*effect.sentence).filter(|sentence| !sentence.is_empty()),
                waiting_records: effect.waiting_records,
                complete_to: complete_to
                    .map(|(stage, at)| CompleteRow { stage: stage.as_str(), at: *at })
                    .collect(),
                vendors: effect.vendors,
                orders: effect.orders,
                revenue: effect.revenue.as_deref(),
            },
            loss_at: verdict.loss.as_ref().map(|loss| loss.at),
            loss: verdict.loss.as_ref().map(|loss| &*loss.sentence),
            next: verdict.next.as_ref(),
            symptoms: verdict.symptoms.iter().map(crate::pipeline::StageName::as_str).collect(),
            alarms: verdict.alarms.iter().map(|alarm| &**alarm).collect(),
            evidence: &verdict.proofs,
        }
    }
}

impl<'a> ResolvedRow<'a> {
    fn of(pipeline: &'a PipelineHealth, resolved: &'a Resolved) -> Self {
        let verdict = VerdictRow::of(pipeline, &resolved.verdict);
        Self { at: resolved.at, sentence: &resolved.sentence, verdict }
    }
}

impl From<Lag> for LagRow {
    fn from(lag: Lag) -> Self {
        let (course, needs, eta_secs) = match lag.course {
            Course::Steady => ("steady", None, None),
            Course::Standing => ("standing", None, None),
            Course::Behind { needs } => ("behind", Some(needs), None),
            Course::CatchingUp { eta_secs } => ("catching_up", None, Some(eta_secs)),
        };
        Self { age_secs: lag.age_secs, slope: lag.slope, course, needs, eta_secs }
    }
}
