//! Queries of the lake that fail or wait. Queries come when people ask, so that it is the newest few that are judged,
//! and not the newest minutes.

use super::crossed::Crossed;
use crate::{
    diagnosis::{
        candidate::{Candidate, before},
        ground::{Ground, Sight},
        sentence::{Claim, count_of, lasted, time},
        slope::{Mark, marks},
    },
    pipeline::{Class, Health, Metric, PipelineHealth, StageKind, Unit, say_span},
};

/// A query that waits longer than this queues.
const QUEUES: f64 = 30.0;
/// And this long is grave.
const GRAVE: f64 = 300.0;
/// Slots back in which queries are looked for.
const LOOKED_AT: usize = 60;
/// Slots without a failure that end it.
const REMEMBERED: usize = 30;
/// The newest so many queries decide.
const NEWEST: usize = 3;

const QUEUE_TIME: &str = "QueryQueueTime";

/// The candidate of a query threshold.
pub(super) fn queries(sight: &Sight<'_>, crossed: &Crossed<'_>) -> Candidate {
    if crossed.class != Class::QueriesFailing {
        return crossed.candidate(sight);
    }
    let failed = crossed
        .reasons
        .first()
        .and_then(|reason| sight.slots(&reason.metric))
        .map(|(_, slots)| slots.sum(slots.back_to(crossed.since.timestamp())));
    let cause = match failed.filter(|failed| *failed > 0.0) {
        Some(failed) => format!("{} of {} failed", count_of(failed, "query", "queries"), sight.who()),
        None => return crossed.candidate(sight),
    };
    crossed.saying(sight, cause)
}

/// Failures that were told go on until half an hour passes without one: queries come when people ask.
pub(super) fn failing(
    ground: &Ground<'_>,
    sight: &Sight<'_>,
    previous: Option<&PipelineHealth>,
) -> Option<Candidate> {
    let told = before(previous, Class::QueriesFailing, Some(&sight.stage.name))?;
    let is_failed = |metric: &Metric| {
        metric.dimensions.iter().any(|(key, value)| (&**key, &**value) == ("QueryState", "FAILED"))
    };
    let metric = sight.stage.metrics.iter().find(|metric| is_failed(metric))?;
    let (_, slots) = sight.slots(&metric.key)?;
    let is_on = slots.newest(REMEMBERED).iter().any(|slot| slot.is_busy());
    let lasts = told.health.max(Health::Warning);
    let failed = slots.sum(slots.back_to(told.since.timestamp()));
    let cause = format!(
        "{} of {} failed in {}",
        count_of(failed, "query", "queries"),
        sight.who(),
        lasted(told.since, ground.now)
    );
    let mut candidate =
        Candidate::new(Class::QueriesFailing, Some(sight.index), lasts, told.since.min(ground.now), cause);
    candidate.proofs.clone_from(&told.proofs);
    is_on.then_some(candidate)
}

/// Most of the newest queries waited in the queue.
pub(super) fn waiting(
    ground: &Ground<'_>,
    sight: &Sight<'_>,
    previous: Option<&PipelineHealth>,
) -> Option<Candidate> {
    if sight.stage.kind != StageKind::Athena {
        return None;
    }
    let (metric, slots) = sight.named(QUEUE_TIME)?;
    let seen = marks(slots, metric.unit, LOOKED_AT);
    let newest = seen.get(seen.len().saturating_sub(NEWEST)..)?;
    let slow = newest.iter().filter(|mark| mark.age > QUEUES).count();
    let told = before(previous, Class::QueriesQueueing, Some(&sight.stage.name));
    // Two slow ones begin it, two quick ones end it.
    let is_on = if told.is_some() { slow >= 2 || (slow == 1 && newest.len() > 1) } else { slow >= 2 };
    if !is_on {
        return None;
    }
    let is_slow = |mark: &&Mark| mark.age > QUEUES;
    let longest = newest.iter().map(|mark| mark.age).fold(0.0, f64::max);
    let first =
        seen.iter().rev().take_while(|mark| is_slow(mark)).last().or_else(|| newest.iter().find(is_slow))?;
    let since = told.map_or_else(|| time(first.at - slots.period), |verdict| verdict.since).min(ground.now);
    let health = if newest.iter().all(|mark| mark.age > GRAVE) { Health::Critical } else { Health::Warning };
    let cause = format!(
        "queries of {} have waited in the queue for {}: the newest up to {}",
        sight.who(),
        lasted(since, ground.now),
        say_span(longest)
    );
    let mut candidate = Candidate::new(Class::QueriesQueueing, Some(sight.index), health, since, cause);
    candidate.proofs = vec![
        Claim {
            words: format!(
                "{slow} of the newest {} minutes with queries waited longer than 30 s",
                newest.len()
            ),
            series: sight.series(metric),
            metric,
            slots,
            back: ((slots.end - newest.first()?.at) / slots.period.max(1)) as usize + 1,
            value: Some(longest),
            unit: Unit::Seconds,
            rule: "two of the newest three over 30 s",
        }
        .proof(),
    ];
    candidate.harm = Some("summaries of the lake come late; nothing is lost".into());
    Some(candidate)
}
