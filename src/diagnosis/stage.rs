//! Health of one stage: the worst of its reasons, and unknown rather than ok when too little of it is seen.
//! Knows nothing of the pipeline's other stages except through the flow.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{
    evidence::{Evidence, SeriesView, Standing},
    flow,
    ground::{Ground, Sight},
    measure::Place,
    rules,
    sentence::moment,
};
use crate::pipeline::{
    Health, Metric, MetricKey, Missing, Reason, Stage, StageHealth, Unit, Window, say_span,
};

/// A stage whose metrics say nothing when silent must have had a point in the last so many seconds.
const SEEN_WITHIN: i64 = 900;

/// Judges a stage.
///
/// It is ok only when its most telling metrics are known: the first of its list, and every one that a rule
/// with a critical threshold judges. Known means read whole; points may be missing where that is normal.
pub(super) fn judge_stage<'a>(
    ground: &'a Ground<'a>,
    sight: &'a Sight<'a>,
    previous: Option<&StageHealth>,
) -> StageHealth {
    let (stage, evidence, now) = (sight.stage, ground.evidence, ground.now);
    let mut reasons = Vec::new();
    if ground.blind.is_none() {
        let place = Place { ground, sight };
        reasons.extend(stage.rules.iter().filter_map(|rule| rules::reason(rule, &place, previous)));
        reasons.extend(flow::reasons(&place, previous));
    }
    if let Some(gap) = ground.blind.clone().or_else(|| gap(stage, evidence, now)) {
        reasons.push(unknown(stage, &gap, previous, now));
    }
    let mut health = StageHealth {
        stage: stage.name.clone(),
        kind: stage.kind,
        resource: Arc::clone(&stage.resource),
        health: Health::Ok,
        since: None,
        reasons,
        lag: None,
    };
    settle(&mut health, previous, now);
    health
}

/// Brings the reasons of a stage into order, and its health and since in line with them.
pub(super) fn settle(stage: &mut StageHealth, previous: Option<&StageHealth>, now: DateTime<Utc>) {
    stage.reasons.sort_by(|a, b| b.health.cmp(&a.health).then(a.since.cmp(&b.since)));
    stage.health = stage.reasons.first().map_or(Health::Ok, |reason| reason.health);
    let like = stage.reasons.iter().filter(|reason| reason.health == stage.health);
    stage.since = like.map(|reason| reason.since).min().or_else(|| ok_since(previous, now));
}

/// Why too little of a stage is seen to call it ok.
fn gap(stage: &Stage, evidence: &Evidence<'_>, now: DateTime<Utc>) -> Option<String> {
    let Some(first) = stage.metrics.first() else { return Some("nothing is measured here".to_owned()) };
    let views: Vec<(&Metric, Option<SeriesView<'_>>)> =
        stage.metrics.iter().map(|metric| (metric, evidence.view(&stage.name, &metric.key))).collect();
    let is_judged = |key: &MetricKey| {
        *key == first.key || stage.rules.iter().any(|rule| rule.metric == *key && rule.critical.is_some())
    };
    let telling = views.iter().filter(|(metric, _)| is_judged(&metric.key));
    for (metric, view) in telling {
        match view {
            None => return Some(format!("{} has not been read yet", metric.label)),
            Some(view) if view.standing == Standing::Forbidden => {
                return Some(format!("{}: access denied", metric.label));
            }
            Some(view) if view.standing == Standing::Partial => {
                if let Some(gap) = partial_gap(metric, *view, evidence, now) {
                    return Some(gap);
                }
            }
            Some(_) => {}
        }
    }
    let span = say_span(Window::JUDGED.span().num_seconds() as f64);
    let newest = views.iter().filter_map(|(_, view)| Some(view.as_ref()?.series.last()?.at)).max();
    let Some(newest) = newest else {
        return Some(format!("no data points in {span}: wrong name or region, or idle"));
    };
    let silence_speaks = |(metric, view): &(&Metric, Option<SeriesView<'_>>)| {
        matches!(metric.missing, Missing::Zero | Missing::Fine)
            && view.is_some_and(|view| view.standing == Standing::Complete)
    };
    let period = views.iter().filter_map(|(_, view)| Some(view.as_ref()?.series.period_secs)).max();
    let ripe_to = views.iter().filter_map(|(_, view)| Some(view.as_ref()?.series.ripe_to)).max();
    let quiet = ripe_to.unwrap_or(newest).saturating_sub(newest);
    if !views.iter().any(silence_speaks) && quiet > SEEN_WITHIN + 2 * i64::from(period.unwrap_or(60)) {
        let since = DateTime::from_timestamp(newest, 0).unwrap_or(now);
        return Some(format!("no data points since {}", moment(since, now)));
    }
    None
}

/// Why a series that was read in part says too little: no points, or none that are recent.
fn partial_gap(
    metric: &Metric,
    view: SeriesView<'_>,
    evidence: &Evidence<'_>,
    now: DateTime<Utc>,
) -> Option<String> {
    let Some(last) = view.series.last() else { return Some(format!("{} could not be read", metric.label)) };
    let patience = SEEN_WITHIN + i64::from(metric.settle_secs) + 2 * i64::from(view.series.period_secs);
    let read_at = evidence.as_of.unwrap_or(now).timestamp();
    (read_at - last.at > patience).then(|| {
        let since = DateTime::from_timestamp(last.at, 0).unwrap_or(now);
        format!("{} could not be read since {}", metric.label, moment(since, now))
    })
}

fn unknown(stage: &Stage, gap: &str, previous: Option<&StageHealth>, now: DateTime<Utc>) -> Reason {
    let before =
        previous.and_then(|stage| stage.reasons.iter().find(|reason| reason.health == Health::Unknown));
    Reason {
        metric: stage.metrics.first().map_or_else(|| MetricKey::from("none"), |metric| metric.key.clone()),
        health: Health::Unknown,
        value: None,
        unit: Unit::None,
        threshold: None,
        since: before.map_or(now, |reason| reason.since),
        sentence: Arc::from(gap),
    }
}

fn ok_since(previous: Option<&StageHealth>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let previous = previous?;
    if previous.health == Health::Ok { previous.since } else { Some(now) }
}
