//! Refusals: writes to a stream, table or index, reads, invocations. Tells one full shard from a full stream by what
//! the stream takes as a whole.

use super::crossed::Crossed;
use crate::{
    diagnosis::{
        candidate::Candidate,
        ground::{Ground, Sight},
        measure::{SHARD_BYTES, SHARD_RECORDS},
        names::INCOMING,
        sentence::{lasted, span},
        slots::Slots,
    },
    pipeline::{Class, Metric, StageKind, StreamFacts, StreamMode, say_count},
};

/// A stream that is less full than this as a whole, and refuses, has a full shard.
const WELL_UNDER: f64 = 0.7;
/// Shard-level metrics that can be switched on.
const SHARD_METRICS: u32 = 7;
/// What one of them costs a month, in US dollars.
const METRIC_USD: f64 = 0.30;

/// The candidate of refusals at a stage.
pub(super) fn refused(ground: &Ground<'_>, sight: &Sight<'_>, crossed: &Crossed<'_>) -> Candidate {
    let Some((metric, slots)) = crossed.reasons.first().and_then(|reason| sight.slots(&reason.metric)) else {
        return crossed.candidate(sight);
    };
    if sight.stage.kind == StageKind::Kinesis && &*metric.name == "WriteProvisionedThroughputExceeded" {
        return full(ground, sight, crossed, metric, slots);
    }
    let (verb, things) = match (crossed.class, sight.stage.kind) {
        (Class::ConcurrencyThrottled, _) => ("was refused", "invocations"),
        (Class::ReadsThrottled, StageKind::Kinesis) => ("has refused", "calls of its readers"),
        (Class::ReadsThrottled, _) => ("has refused", "reads"),
        (_, StageKind::Firehose) => ("has refused", "records"),
        _ => ("has refused", "writes"),
    };
    if let Some(count) = refusals(crossed, slots) {
        let lasted = lasted(crossed.since, ground.now);
        let why =
            if crossed.class == Class::ConcurrencyThrottled { ", as no concurrency was left" } else { "" };
        return crossed
            .saying(sight, format!("{} {verb} {} {things} in {lasted}{why}", sight.who(), say_count(count)));
    }
    // What is over its threshold here is a share of a limit, and nothing is refused yet.
    crossed.candidate(sight)
}

/// What was refused since it began; none when nothing was.
fn refusals(crossed: &Crossed<'_>, slots: &Slots) -> Option<f64> {
    Some(slots.sum(slots.back_to(crossed.since.timestamp()))).filter(|count| *count > 0.0)
}

fn full(
    ground: &Ground<'_>,
    sight: &Sight<'_>,
    crossed: &Crossed<'_>,
    metric: &Metric,
    slots: &Slots,
) -> Candidate {
    let lasted = lasted(crossed.since, ground.now);
    let count = refusals(crossed, slots).map_or_else(|| metric.label.to_string(), say_count);
    let facts = ground.facts(sight);
    let share = facts.and_then(|facts| fullness(sight, facts));
    let (Some(facts), Some(share)) = (facts, share) else {
        let cause = format!("{} has refused {count} records in {lasted}", sight.who());
        let mut candidate = crossed.saying(sight, cause);
        candidate.doubt =
            Some("its shards are not known, so that one full shard would look the same".to_owned());
        return candidate;
    };
    let of = format!("{:.0} % of what its {} shards can", share * 100.0, facts.open_shards);
    let mut candidate = if share < WELL_UNDER && facts.open_shards > 1 {
        let cause = format!(
            "one shard of {} is full: {count} records were refused in {lasted} while the stream takes {of}",
            sight.who()
        );
        Candidate { class: Class::HotShard, ..crossed.saying(sight, cause) }
    } else {
        let cause = format!("{} has refused {count} records in {lasted} and takes {of}", sight.who());
        crossed.saying(sight, cause)
    };
    let refusing = slots.newest(10).iter().filter(|slot| slot.is_busy()).count();
    candidate.doubt = match facts.mode {
        StreamMode::OnDemand => Some("an on-demand stream refuses too while it grows".to_owned()),
        StreamMode::Provisioned if candidate.class == Class::HotShard && refusing < 5 => {
            Some("a burst shorter than a minute would look the same".to_owned())
        }
        StreamMode::Provisioned => None,
    };
    candidate.hint = shard_metrics(facts);
    let shortest = span(slots.period);
    candidate.harm = Some(format!(
        "producers try refused records again, and lose those they give up on (the newest {shortest}: {})",
        say_count(slots.sum(1))
    ));
    candidate
}

/// The fuller of records and bytes, as a share of what the shards take together.
fn fullness(sight: &Sight<'_>, facts: &StreamFacts) -> Option<f64> {
    let shards = f64::from(facts.open_shards.max(1));
    let part = |name, each: f64| Some(sight.named(name)?.1.per_sec(5)? / (each * shards));
    let records = part(INCOMING, SHARD_RECORDS);
    let bytes = part("IncomingBytes", SHARD_BYTES);
    match (records, bytes) {
        (Some(records), Some(bytes)) => Some(records.max(bytes)),
        (records, bytes) => records.or(bytes),
    }
}

/// What switching shard-level metrics on would bring and cost; none when they are on.
fn shard_metrics(facts: &StreamFacts) -> Option<String> {
    facts.shard_metrics.is_empty().then(|| {
        let cost = f64::from(SHARD_METRICS * facts.open_shards) * METRIC_USD;
        format!(
            "shard-level metrics are off; they would name the shard, for about ${cost:.2} a month ({SHARD_METRICS} metrics \
             x {} shards x $0.30)",
            facts.open_shards
        )
    })
}
