//! Dead letters: records that are put aside. That they grow is the fault, not that some are there; who puts them aside
//! is the stage at fault.

use crate::{
    diagnosis::{
        candidate::{Candidate, before},
        ground::{Ground, Sight},
        sentence::{Claim, count_of, lasted, time},
        slots::Slots,
    },
    pipeline::{Class, Health, PipelineHealth, StageKind, say_count},
};

/// Without growth for so many seconds it is over.
const OVER: i64 = 1_800;
/// So many at once are no accident.
const HANDFUL: f64 = 5.0;
/// So many in an hour call for a person.
const GRAVE: f64 = 25.0;

const WAITING: &str = "ApproximateNumberOfMessagesVisible";

/// A queue that nothing reads and that a stage fills.
pub(super) fn growing(
    ground: &Ground<'_>,
    sight: &Sight<'_>,
    previous: Option<&PipelineHealth>,
) -> Option<Candidate> {
    if sight.stage.kind != StageKind::Sqs || !sight.fed.is_empty() {
        return None;
    }
    let filler = ground.feeders_of(sight).find(|feeder| {
        matches!(
            feeder.stage.kind,
            StageKind::Lambda | StageKind::Sns | StageKind::Eventbridge | StageKind::Sqs
        )
    })?;
    let (metric, slots) = sight.named(WAITING)?;
    let growth = growth(slots)?;
    let told = before(previous, Class::DeadLetters, Some(&filler.stage.name));
    // One letter may be an accident; it begins with a second one at another time, or with a handful at once.
    if growth.rises < 2 && growth.more < HANDFUL && told.is_none() {
        return None;
    }
    let since = told
        .map_or_else(|| time(growth.from), |verdict| verdict.since.min(time(growth.from)))
        .min(ground.now);
    let health = if growth.more >= GRAVE { Health::Critical } else { Health::Warning };
    let cause = format!(
        "{} puts records aside: {} more in {}, {} wait in {}",
        filler.who(),
        say_count(growth.more.round()),
        lasted(since, ground.now),
        say_count(growth.now.round()),
        sight.stage.name
    );
    let mut candidate = Candidate::new(Class::DeadLetters, Some(filler.index), health, since, cause);
    candidate.proofs = vec![
        Claim {
            words: format!(
                "{} grew {} by {} to {}",
                metric.label,
                count_of(growth.rises as f64, "time", "times"),
                say_count(growth.more),
                say_count(growth.now)
            ),
            series: sight.series(metric),
            metric,
            slots,
            back: slots.back_to(growth.from),
            value: Some(growth.more),
            unit: metric.unit,
            rule: "grown twice or by 5, and again within 30 min; over when it has not grown for 30 min",
        }
        .proof(),
    ];
    candidate.harm = Some("what was put aside is counted nowhere until somebody looks at it".into());
    Some(candidate)
}

struct Growth {
    /// Start of the slot in which it grew first.
    from: i64,
    /// Slots in which it grew.
    rises: usize,
    /// By how much.
    more: f64,
    /// How many wait now.
    now: f64,
}

/// The growth that lasts to the newest slot; none when it is over.
fn growth(slots: &Slots) -> Option<Growth> {
    let mut held: Option<f64> = None;
    let mut growth: Option<(Growth, i64)> = None;
    for (index, value) in
        slots.cells.iter().enumerate().filter_map(|(index, slot)| Some((index, slot.value()?)))
    {
        let at = slots.at(index);
        growth = growth.filter(|(_, last)| at - last <= OVER);
        if let Some(before) = held
            && value > before
        {
            let (mut grown, _) = growth.unwrap_or((Growth { from: at, rises: 0, more: 0.0, now: value }, at));
            grown.rises += 1;
            grown.more += value - before;
            growth = Some((grown, at));
        }
        held = Some(value);
    }
    let now = held?;
    let (grown, last) = growth?;
    (slots.end - last <= OVER && now > 0.0).then_some(Growth { now, ..grown })
}

/// How many remain in the queues a stage fills, for the moment when it is over.
pub(in crate::diagnosis) fn remaining(ground: &Ground<'_>, filler: usize) -> Option<String> {
    let queue = ground
        .fed_by(ground.sight(filler)?)
        .find(|sight| sight.stage.kind == StageKind::Sqs && sight.fed.is_empty())?;
    let (_, now) = queue.named(WAITING)?.1.newest_value()?;
    Some(match now {
        now if now <= 0.0 => format!("{} is empty", queue.stage.name),
        now => format!("{} remain in {}", say_count(now), queue.stage.name),
    })
}
