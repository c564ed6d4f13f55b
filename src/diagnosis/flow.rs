//! What a metric alone does not show: that it falls silent although there is traffic. An idle stream is no trouble.
//! Who reads nothing at all is told by its lag, not here.

use std::sync::Arc;

use chrono::DateTime;

use super::{evidence::Standing, measure::Place, names::INCOMING, slots::Slot};
use crate::pipeline::{Health, Metric, Missing, Reason, StageHealth, Unit, say_span};

/// Complete slots that are looked at: ten minutes by the minute.
const LOOKED_AT: usize = 10;
/// Of these, so many with traffic make a silence a symptom.
const WITH_TRAFFIC: usize = 5;

/// The reasons that come of comparing a stage's metrics with the stream that feeds it.
pub(super) fn reasons(place: &Place<'_>, previous: Option<&StageHealth>) -> Vec<Reason> {
    place.sight.stage.metrics.iter().filter_map(|metric| silent(metric, place, previous)).collect()
}

/// A metric whose gaps are symptoms, silent for ten minutes in which its stream took in records.
fn silent<'a>(metric: &Metric, place: &Place<'a>, previous: Option<&StageHealth>) -> Option<Reason> {
    if metric.missing != Missing::Bad {
        return None;
    }
    let stage = place.sight.stage;
    let view = place.ground.evidence.view(&stage.name, &metric.key)?;
    if view.standing != Standing::Complete {
        return None;
    }
    let ground = place.ground;
    let stream = ground.pipeline.stream_of(stage)?;
    let traffic = ground.sight(ground.place_of(&stream.name)?)?.named(INCOMING)?.1;
    let slots = place.sight.slots(&metric.key)?.1;
    if slots.period != traffic.period {
        return None;
    }
    let end = slots.end.min(traffic.end);
    let (cells, traffic) = (slots.cells_until(end), traffic.cells_until(end));
    let newest = |cells: &'a [Slot]| cells.get(cells.len().saturating_sub(LOOKED_AT)..).unwrap_or_default();
    let is_silent = newest(cells).iter().all(|slot| *slot == Slot::Unknown);
    let busy = newest(traffic).iter().filter(|slot| slot.is_busy()).count();
    if !is_silent || busy < WITH_TRAFFIC {
        return None;
    }
    let silence = cells.iter().rev().take_while(|slot| **slot == Slot::Unknown).count();
    let was_ever_there = silence < cells.len();
    let is_grave = stage.rules.iter().any(|rule| rule.metric == metric.key && rule.critical.is_some());
    // A metric that was never there may not exist for this kind of reader: worth a look, not a call.
    let health = if was_ever_there && is_grave { Health::Critical } else { Health::Warning };
    let began = end - silence as i64 * slots.period;
    let story = if stage.name == stream.name {
        "although records come in".to_owned()
    } else {
        format!("while {} takes in records", stream.name)
    };
    Some(silence_of(metric, health, (began, end), &story, previous))
}

fn silence_of(
    metric: &Metric,
    health: Health,
    (began, end): (i64, i64),
    story: &str,
    previous: Option<&StageHealth>,
) -> Reason {
    let is_same =
        |reason: &&Reason| reason.metric == metric.key && reason.health == health && reason.value.is_none();
    let before = previous.and_then(|stage| stage.reasons.iter().find(is_same)).map(|reason| reason.since);
    let began = DateTime::from_timestamp(began, 0).unwrap_or_default();
    let since = before.map_or(began, |before| before.min(began));
    let silence = say_span((end - since.timestamp()).max(0) as f64);
    Reason {
        metric: metric.key.clone(),
        health,
        value: None,
        unit: Unit::None,
        threshold: None,
        since,
        sentence: Arc::from(format!("no {} for {silence} {story}", metric.label)),
    }
}
