//! Health of a whole pipeline: every stage judged, the causes found and told, the worst of it, and the headline.
//! The door to judgement; knows no clock, `now` is handed in.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{
    candidate::Candidate,
    causes::find,
    conservation::flows,
    effect::effect,
    evidence::Evidence,
    ground::Ground,
    headline::{headline, worst},
    lag::{Reader, reader},
    memory,
    next::next,
    roots::{Root, health, roots},
    stage::{judge_stage, settle},
};
use crate::pipeline::{
    AlarmState, Confidence, Health, MetricKey, Pipeline, PipelineHealth, Reason, Resolved, StageHealth,
    StageName, Unit, Verdict,
};

/// Judges a pipeline. `previous` is the health judged last: it carries on since when a state holds that began
/// before the points that are at hand, and what was told, so that nothing flaps.
pub fn judge(
    pipeline: &Pipeline,
    evidence: &Evidence<'_>,
    previous: Option<&PipelineHealth>,
    now: DateTime<Utc>,
) -> PipelineHealth {
    let ground = Ground::new(pipeline, evidence, now);
    let before = |name: &StageName| {
        previous.and_then(|health| health.stages.iter().find(|stage| stage.stage == *name))
    };
    let mut stages: Vec<StageHealth> =
        ground.sights.iter().map(|sight| judge_stage(&ground, sight, before(&sight.stage.name))).collect();
    let readers: Vec<Reader<'_, '_>> = match ground.blind {
        Some(_) => Vec::new(),
        None => ground
            .sights
            .iter()
            .filter_map(|sight| reader(&ground, sight, before(&sight.stage.name).and_then(|stage| stage.lag)))
            .collect(),
    };
    for reader in &readers {
        if let Some(stage) = stages.get_mut(reader.sight.index) {
            stage.lag = reader.lag;
        }
    }
    let all = find(&ground, &stages, &readers, previous);
    let roots = roots(&ground, &all);
    let (mut verdicts, ending): (Vec<Verdict>, Vec<bool>) = roots
        .iter()
        .filter_map(|root| Some((told(&ground, &all, root, previous)?, is_ending(&all, root))))
        .unzip();
    memory::linger(previous, &mut verdicts, &ending);
    let resolved = match &ground.blind {
        Some(blind) => {
            verdicts.extend(memory::out_of_sight(previous, blind));
            previous.map(|health| health.resolved.clone()).unwrap_or_default()
        }
        None => memory::resolved(&ground, previous, &verdicts, &all, &roots),
    };
    if ground.blind.is_none() {
        raise(&ground, &mut stages, &all, &verdicts, previous);
    }
    whole(&ground, stages, verdicts, resolved)
}

/// True when all that is left of a root waits only to be sure that it is over.
fn is_ending(all: &[Candidate], root: &Root) -> bool {
    let mut places = root.folded.iter().chain([&root.cause]);
    places.all(|place| all.get(*place).is_some_and(|candidate| candidate.is_ending))
}

/// The verdict of a root.
fn told(
    ground: &Ground<'_>,
    all: &[Candidate],
    root: &Root,
    previous: Option<&PipelineHealth>,
) -> Option<Verdict> {
    let cause = all.get(root.cause)?;
    let folded: Vec<&Candidate> = root.folded.iter().filter_map(|place| all.get(*place)).collect();
    let stage = cause.stage.and_then(|place| ground.sight(place)).map(|sight| sight.stage);
    let effect = effect(ground, cause, &folded);
    let lost = std::iter::once(cause).chain(folded.iter().copied());
    let is_refused = cause.class.is_refusal();
    let heading = |candidate: &Candidate| {
        let heading = candidate.backlog?.heading?;
        if is_refused {
            heading.at_worst(cause.since.timestamp()).loss(ground.now)
        } else {
            heading.loss(ground.now)
        }
    };
    let loss = lost.filter_map(heading).min_by_key(|loss| loss.at);
    let mut places: Vec<usize> = folded.iter().filter_map(|candidate| candidate.stage).collect();
    places.extend(effect.complete_to.iter().filter_map(|(name, _)| ground.place_of(name)));
    places.sort_unstable();
    places.dedup();
    let symptoms: Vec<StageName> = places
        .into_iter()
        .filter(|place| Some(*place) != cause.stage)
        .filter_map(|place| Some(ground.sight(place)?.stage.name.clone()))
        .collect();
    let alarms = ringing(ground, stage.map(|stage| &stage.name), &symptoms);
    let mut proofs = cause.proofs.clone();
    proofs.extend(folded.iter().flat_map(|candidate| candidate.proofs.iter().cloned()));
    let mut verdict = Verdict {
        class: cause.class,
        stage: stage.map(|stage| stage.name.clone()),
        health: health(all, root),
        confidence: match &cause.doubt {
            Some(doubt) => Confidence::Low(Arc::from(doubt.as_str())),
            None => Confidence::High,
        },
        since: cause.since.min(ground.now),
        cause: Arc::from(cause.cause.as_str()),
        effect,
        loss,
        next: Some(next(ground.pipeline, stage, cause)),
        proofs,
        symptoms,
        alarms,
    };
    verdict.since = memory::since(previous, &verdict, ground.now).min(ground.now);
    Some(verdict)
}

/// Names of the alarms in ALARM at the stage at fault and where it shows.
fn ringing(ground: &Ground<'_>, stage: Option<&StageName>, symptoms: &[StageName]) -> Vec<Arc<str>> {
    let is_hit = |name: &StageName| Some(name) == stage || symptoms.contains(name);
    let alarms = ground.evidence.alarms.iter().filter(|alarm| alarm.state == AlarmState::Alarm);
    alarms.filter(|alarm| alarm.stages.iter().any(is_hit)).map(|alarm| Arc::clone(&alarm.name)).collect()
}

/// Stages are as ill as what is told of them.
fn raise(
    ground: &Ground<'_>,
    stages: &mut [StageHealth],
    all: &[Candidate],
    verdicts: &[Verdict],
    previous: Option<&PipelineHealth>,
) {
    for verdict in verdicts.iter().filter(|verdict| verdict.health >= Health::Warning) {
        let Some(stage) = stages.iter_mut().find(|stage| Some(&stage.stage) == verdict.stage.as_ref()) else {
            continue;
        };
        if stage.health >= verdict.health {
            continue;
        }
        let own = all.iter().find(|candidate| {
            candidate.class == verdict.class
                && candidate.stage.and_then(|place| ground.sight(place)).map(|sight| &sight.stage.name)
                    == verdict.stage.as_ref()
        });
        let proof = own.and_then(|candidate| candidate.proofs.first());
        let metric = proof.and_then(|proof| proof.series.as_ref()).map(|series| series.metric.clone());
        stage.reasons.push(Reason {
            metric: metric.unwrap_or_else(|| MetricKey::from("verdict")),
            health: verdict.health,
            value: proof.and_then(|proof| proof.value).or(Some(0.0)),
            unit: proof.map_or(Unit::None, |proof| proof.unit),
            threshold: None,
            since: verdict.since,
            sentence: Arc::clone(&verdict.cause),
        });
        let before =
            previous.and_then(|health| health.stages.iter().find(|before| before.stage == stage.stage));
        settle(stage, before, ground.now);
    }
}

fn whole(
    ground: &Ground<'_>,
    stages: Vec<StageHealth>,
    verdicts: Vec<Verdict>,
    resolved: Vec<Resolved>,
) -> PipelineHealth {
    let worst = worst(&stages);
    let health = match (worst, stages.is_empty()) {
        (Some(worst), _) => worst.health,
        (None, true) => Health::Unknown,
        (None, false) => Health::Ok,
    };
    let like = stages.iter().filter(|stage| stage.health == health).filter_map(|stage| stage.since);
    // Ill since the first of those stages fell ill; well since the last of them got well.
    let since = if health == Health::Ok { like.max() } else { like.min() };
    let named = verdicts.first().filter(|verdict| verdict.health == health);
    let worst_stage = named.and_then(|verdict| verdict.stage.clone());
    PipelineHealth {
        pipeline: ground.pipeline.name.clone(),
        health,
        since,
        headline: Arc::from(headline(&stages, &verdicts, ground.blind.as_deref(), ground.now)),
        worst_stage: worst_stage.or_else(|| worst.map(|stage| stage.stage.clone())),
        flows: flows(ground),
        stages,
        verdicts,
        resolved,
    }
}
