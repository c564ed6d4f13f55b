//! What a metric alone does not show: a stage that reads nothing while its stream takes in records, and a metric
//! that falls silent although there is traffic. An idle stream is no trouble.

use std::sync::Arc;

use chrono::DateTime;

use super::{
    evidence::Standing,
    measure::Place,
    slots::{Slot, Slots},
};
use crate::pipeline::{Health, Metric, Missing, Reason, Stage, StageHealth, StageKind, Unit, say_span};

/// Complete slots that are looked at: ten minutes by the minute.
const LOOKED_AT: usize = 10;
/// Of these, so many with traffic make a silence a symptom.
const WITH_TRAFFIC: usize = 5;

/// CloudWatch's name of what a stream takes in.
const INCOMING: &str = "IncomingRecords";
/// CloudWatch's name of what a delivery stream has written.
const DELIVERED: &str = "DeliveryToS3.Records";

/// The reasons that come of comparing a stage with the stream that feeds it.
pub(super) fn reasons(place: &Place<'_>, previous: Option<&StageHealth>) -> Vec<Reason> {
    if let Some(stalled) = stalled(place, previous) {
        return vec![stalled];
    }
    place.stage.metrics.iter().filter_map(|metric| silent(metric, place, previous)).collect()
}

/// Critical when the stream had records in each of the last ten minutes and the stage read none of them.
fn stalled(place: &Place<'_>, previous: Option<&StageHealth>) -> Option<Reason> {
    let names: &[&str] = match place.stage.kind {
        StageKind::Lambda => &["Invocations"],
        StageKind::Firehose => &["DataReadFromKinesisStream.Records", INCOMING],
        _ => return None,
    };
    let stream = place
        .stage
        .after
        .iter()
        .find_map(|name| place.pipeline.stage(name).filter(|stage| stage.kind == StageKind::Kinesis))?;
    let input = names.iter().find_map(|name| named(place.stage, name))?;
    let (_, input_slots) = place.slots(&input.key)?;
    let traffic = incoming(stream, place)?;
    let (input_slots, traffic) = together(input_slots, traffic)?;
    let is_stalled = input_slots.newest(LOOKED_AT).iter().all(|slot| slot.is_zero())
        && traffic.newest(LOOKED_AT).iter().all(|slot| slot.is_busy())
        && traffic.cells.len() >= LOOKED_AT;
    if !is_stalled || is_unpublished(input, place) {
        return None;
    }
    // It began with the first record that was not read.
    let silent = input_slots.cells.iter().rev().take_while(|slot| slot.is_zero()).count();
    let unread = traffic.newest(silent).iter().position(|slot| slot.is_busy())?;
    let began = traffic.at(traffic.cells.len() - silent.min(traffic.cells.len()) + unread);
    let story = format!("while {} takes in records", stream.name);
    Some(story_of("reads nothing", input, Health::Critical, began, input_slots.end, &story, previous))
        .filter(|_| began < input_slots.end)
}

/// True when the metric was never there while the stage delivers: what it reads is not published, but it reads.
fn is_unpublished(input: &Metric, place: &Place<'_>) -> bool {
    let has_points = |metric: &Metric, is_told: fn(f64) -> bool| {
        let view = place.evidence.view(&place.stage.name, &metric.key);
        view.is_some_and(|view| view.series.points().iter().any(|point| is_told(point.value)))
    };
    let delivers =
        named(place.stage, DELIVERED).is_some_and(|metric| has_points(metric, |value| value > 0.0));
    delivers && !has_points(input, |_| true)
}

/// A metric whose gaps are symptoms, silent for ten minutes in which its stream took in records.
fn silent(metric: &Metric, place: &Place<'_>, previous: Option<&StageHealth>) -> Option<Reason> {
    if metric.missing != Missing::Bad {
        return None;
    }
    let view = place.evidence.view(&place.stage.name, &metric.key)?;
    if view.standing != Standing::Complete {
        return None;
    }
    let stream = place.pipeline.stream_of(place.stage)?;
    let (slots, traffic) = together(Slots::of(metric, view)?, incoming(stream, place)?)?;
    let is_silent = slots.newest(LOOKED_AT).iter().all(|slot| *slot == Slot::Unknown);
    let busy = traffic.newest(LOOKED_AT).iter().filter(|slot| slot.is_busy()).count();
    if !is_silent || busy < WITH_TRAFFIC {
        return None;
    }
    let silence = slots.cells.iter().rev().take_while(|slot| **slot == Slot::Unknown).count();
    let was_ever_there = silence < slots.cells.len();
    let is_grave = place.stage.rules.iter().any(|rule| rule.metric == metric.key && rule.critical.is_some());
    // A metric that was never there may not exist for this kind of reader: worth a look, not a call.
    let health = if was_ever_there && is_grave { Health::Critical } else { Health::Warning };
    let began = slots.at(slots.cells.len() - silence);
    let story = if place.stage.name == stream.name {
        "although records come in".to_owned()
    } else {
        format!("while {} takes in records", stream.name)
    };
    let what = format!("no {}", metric.label);
    Some(story_of(&what, metric, health, began, slots.end, &story, previous))
}

fn story_of(
    what: &str,
    metric: &Metric,
    health: Health,
    began: i64,
    end: i64,
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
        sentence: Arc::from(format!("{what} for {silence} {story}")),
    }
}

/// What a stream takes in, in slots.
fn incoming(stream: &Stage, place: &Place<'_>) -> Option<Slots> {
    let metric = named(stream, INCOMING)?;
    Slots::of(metric, place.evidence.view(&stream.name, &metric.key)?)
}

/// The metric with this CloudWatch name, whatever its key.
fn named<'a>(stage: &'a Stage, name: &str) -> Option<&'a Metric> {
    stage.metrics.iter().find(|metric| *metric.name == *name)
}

/// Both up to the moment that both have settled; none when their slots differ in length.
fn together(a: Slots, b: Slots) -> Option<(Slots, Slots)> {
    let end = a.end.min(b.end);
    (a.period == b.period).then(|| (a.until(end), b.until(end)))
}
