//! Conservation: over an hour, what went into an edge came out of it, or waits, or was dropped for a known reason. A
//! leak is named with its error bar, or nothing is said. Also what flows along each edge now.

use super::{
    candidate::Candidate,
    ground::{Ground, Sight},
    sentence::{Claim, about, time},
    slots::{Slot, Slots},
};
use crate::pipeline::{Class, Flow, Health, Metric, StageKind};

/// Seconds that are balanced.
const HOUR: i64 = 3_600;
/// A loss smaller than this share may be rounding.
const SHARE: f64 = 0.03;
/// And fewer records than this may be chance.
const LEAST: f64 = 100.0;

const READ: &[&str] = &["DataReadFromKinesisStream.Records", "IncomingRecords"];
const WRITTEN: &str = "DeliveryToS3.Records";

/// A delivery stream out of which less comes than went in.
pub(super) fn missing(ground: &Ground<'_>, sight: &Sight<'_>) -> Option<Candidate> {
    if sight.stage.kind != StageKind::Firehose {
        return None;
    }
    let (metric, read) = sight.first_named(READ)?;
    let (_, written) = sight.named(WRITTEN)?;
    let waits = sight.named("DeliveryToS3.DataFreshness")?.1.newest_value()?.1;
    let failed = sight
        .named("FailedConversion.Records")
        .map_or(0.0, |(_, slots)| slots.sum((HOUR / slots.period) as usize));
    let end = read.end.min(written.end);
    let seconds = HOUR + waits as i64 + 600;
    // What came in lately may still wait; what came out at first may have come in before.
    let due_to = end - waits as i64 - 300 - read.period;
    let due = whole(read, due_to - HOUR, due_to)?;
    let out = whole(written, end - seconds, end)? + failed;
    let leak = due - out;
    let bar = SHARE * due + 3.0 * due.sqrt();
    if due < LEAST || leak < LEAST || leak <= bar {
        return None;
    }
    let cause = format!(
        "{} ± {} records of an hour have gone into {} and not come out of it, {:.0} % of them",
        about(leak),
        about(bar),
        sight.who(),
        leak / due * 100.0
    );
    let since = time(due_to - HOUR).min(ground.now);
    let mut candidate =
        Candidate::new(Class::RecordsMissing, Some(sight.index), Health::Warning, since, cause);
    candidate.doubt = Some("a transformation that drops records on purpose would look the same".to_owned());
    candidate.proofs = vec![
        Claim {
            words: format!("{} read, {} written or refused as unconvertible", about(due), about(out)),
            series: sight.series(metric),
            metric,
            slots: read,
            back: (seconds / read.period.max(1)) as usize,
            value: Some(leak),
            unit: metric.unit,
            rule: "in = out + backlog + known drops within 3 % and three deviations",
        }
        .proof(),
    ];
    Some(candidate)
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
        StageKind::Kinesis => &["IncomingRecords"],
        StageKind::Firehose => &[WRITTEN],
        StageKind::HttpApi | StageKind::RestApi | StageKind::Appsync => &["Count", "Requests"],
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
        StageKind::Kinesis => &["IncomingRecords"],
        StageKind::Firehose => READ,
        StageKind::Sqs => &["NumberOfMessagesSent"],
        StageKind::Sns => &["NumberOfMessagesPublished"],
        // Nothing is lost between a delivery stream and the bucket it says it has written to.
        StageKind::S3 if from.stage.kind == StageKind::Firehose => return from.named(WRITTEN),
        _ => return None,
    };
    sight.first_named(names)
}
