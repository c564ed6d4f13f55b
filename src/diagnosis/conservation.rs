//! Conservation: over an hour, what went into an edge came out of it, or waits, or was dropped for a known reason. A
//! leak is named with its error bar, or nothing is said. Also what flows along each edge now.

use super::{
    candidate::{Candidate, before},
    ground::{Ground, Sight},
    names::{COLLECTED, DELIVERED, FRESHNESS, INCOMING, REQUESTS},
    sentence::{Claim, about, span, time},
    slope::whole_secs,
    slots::{Slot, Slots},
};
use crate::pipeline::{Class, Flow, Health, Metric, PipelineHealth, StageKind};

/// Seconds that are balanced: an hour, and more where an hour's error bar is too wide.
const SPANS: [i64; 4] = [3_600, 5_400, 7_200, 9_000];
/// A loss smaller than this share may be rounding.
const SHARE: f64 = 0.03;
/// And fewer records than this may be chance.
const LEAST: f64 = 50.0;
/// What a buffer gathers where nobody told its interval, in seconds: up to one of it may be on either side of an end.
const BUFFER: f64 = 300.0;

/// A delivery stream out of which less comes than went in.
pub(super) fn missing(
    ground: &Ground<'_>,
    sight: &Sight<'_>,
    previous: Option<&PipelineHealth>,
) -> Option<Candidate> {
    if sight.stage.kind != StageKind::Firehose {
        return None;
    }
    let (metric, read) = sight.first_named(COLLECTED)?;
    let told = before(previous, Class::RecordsMissing, Some(&sight.stage.name));
    let balances = SPANS.iter().filter_map(|span| Balance::over(sight, read, *span));
    // What was told goes on until all but the longest span are in balance again.
    let balance = match told {
        Some(_) => balances.take(3).find(|balance| balance.leak > 0.5 * balance.bar),
        None => balances.into_iter().find(|balance| balance.leak > balance.bar),
    }?;
    let Balance { span: secs, due, out, leak, bar } = balance;
    if leak < LEAST && told.is_none() {
        return None;
    }
    let cause = format!(
        "{} ± {} records have gone into {} in {} and not come out of it, {:.0} % of them",
        about(leak),
        about(bar),
        sight.who(),
        span(secs),
        leak / due * 100.0
    );
    let since = told.map_or_else(|| time(read.end - secs), |verdict| verdict.since).min(ground.now);
    let mut candidate =
        Candidate::new(Class::RecordsMissing, Some(sight.index), Health::Warning, since, cause);
    candidate.doubt = Some("a transformation that drops records on purpose would look the same".to_owned());
    candidate.proofs = vec![
        Claim {
            words: format!(
                "{} read, {} written, refused as unconvertible or still waiting",
                about(due),
                about(out)
            ),
            series: sight.series(metric),
            metric,
            slots: read,
            back: (secs / read.period.max(1)) as usize,
            value: Some(leak),
            unit: metric.unit,
            rule: "in = out + backlog + known drops, within 3 % and what may wait at either end",
        }
        .proof(),
    ];
    Some(candidate)
}

/// What went in, what became of it, and how exactly that is known.
struct Balance {
    /// Seconds.
    span: i64,
    /// Records that went in.
    due: f64,
    /// Records that came out, were dropped for a known reason, or wait longer than they did at the beginning.
    out: f64,
    leak: f64,
    bar: f64,
}

impl Balance {
    fn over(sight: &Sight<'_>, read: &Slots, span: i64) -> Option<Self> {
        let (_, written) = sight.named(DELIVERED)?;
        let (_, freshness) = sight.named(FRESHNESS)?;
        let end = read.end.min(written.end).min(freshness.end).div_euclid(300) * 300;
        let from = end - span;
        let due = whole(read, from, end)?;
        let failed = sight.named("FailedConversion.Records").and_then(|(_, slots)| whole(slots, from, end));
        let buffer = sight.stage.told.buffer_secs.map_or(BUFFER, f64::from).max(BUFFER);
        // What waits at a moment was read since the last flush: between nothing and all of the oldest one's age.
        let waits = |at: i64| {
            let age = freshness.cells_until(at).iter().rev().take(3).find_map(|slot| slot.value());
            read.between(at - whole_secs(age.unwrap_or(0.0).max(buffer)), at)
        };
        let (before, after) = (waits(from), waits(end));
        let out = whole(written, from, end)? + failed.unwrap_or(0.0) + (after - before) / 2.0;
        let edges = f64::midpoint(before, after) + 3.0 * (before + after).sqrt();
        let bar = SHARE * due + edges + unpublished(written, read, from, end);
        Some(Self { span, due, out, leak: due - out, bar })
    }
}

/// What was read in slots in which nothing was written: their points may be late, or lost on their way to us.
fn unpublished(written: &Slots, read: &Slots, from: i64, end: i64) -> f64 {
    let slots = written.cells.iter().enumerate().map(|(index, slot)| (written.at(index), slot));
    let silent = slots.filter(|(at, slot)| (from..end).contains(at) && !slot.is_busy());
    silent.map(|(at, _)| read.between(at, at + written.period)).sum()
}

/// A counter from a moment to another; none when a slot of it is not known.
fn whole(slots: &Slots, from: i64, to: i64) -> Option<f64> {
    let count = slots.cells.len() as i64;
    let index = |at: i64| count - (slots.end - at).div_euclid(slots.period.max(1));
    let (first, last) = (index(from), index(to));
    let cells = slots.cells.get(usize::try_from(first).ok()?..usize::try_from(last).ok()?)?;
    let is_known = !cells.is_empty() && cells.iter().all(|slot| *slot != Slot::Unknown);
    is_known.then(|| cells.iter().filter_map(|slot| slot.value()).sum())
}

/// What flows along each edge.
pub(super) fn flows(ground: &Ground<'_>) -> Vec<Flow> {
    let edges = ground.sights.iter().flat_map(|to| to.feeders.iter().map(move |from| (*from, to)));
    edges
        .filter_map(|(from, to)| {
            let from = ground.sight(from)?;
            Some(Flow {
                from: from.stage.name.clone(),
                to: to.stage.name.clone(),
                sent_per_sec: sent(from).and_then(newest),
                taken_per_sec: taken(to, from).and_then(newest),
            })
        })
        .collect()
}

/// The rate of the newest five minutes, or of the newest slot where slots are longer.
fn newest((_, slots): (&Metric, &Slots)) -> Option<f64> {
    slots.per_sec((300 / slots.period.max(1)).max(1) as usize)
}

/// What a stage hands on, in records.
fn sent<'g>(sight: &'g Sight<'_>) -> Option<(&'g Metric, &'g Slots)> {
    let names: &[&str] = match sight.stage.kind {
        StageKind::Kinesis => &[INCOMING],
        StageKind::Firehose => &[DELIVERED],
        StageKind::HttpApi | StageKind::RestApi | StageKind::Appsync => REQUESTS,
        StageKind::Sqs => &["NumberOfMessagesSent"],
        StageKind::Sns => &["NumberOfMessagesPublished"],
        StageKind::Eventbridge => &["MatchedEvents"],
        _ => return None,
    };
    sight.first_named(names)
}

/// What a stage takes from its feeder, in records.
fn taken<'g>(sight: &'g Sight<'_>, from: &'g Sight<'_>) -> Option<(&'g Metric, &'g Slots)> {
    let names: &[&str] = match sight.stage.kind {
        StageKind::Kinesis => &[INCOMING],
        StageKind::Firehose => COLLECTED,
        StageKind::Sqs => &["NumberOfMessagesSent"],
        StageKind::Sns => &["NumberOfMessagesPublished"],
        // Nothing is lost between a delivery stream and the bucket it says it has written to.
        StageKind::S3 if from.stage.kind == StageKind::Firehose => return from.named(DELIVERED),
        _ => return None,
    };
    sight.first_named(names)
}
