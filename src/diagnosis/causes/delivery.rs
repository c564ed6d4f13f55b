//! Deliveries: refused by the destination, later than the buffer explains, or not convertible. The buffer is what the
//! user told; where nobody told it, the doubt says so.

use super::crossed::Crossed;
use crate::{
    diagnosis::{
        candidate::{Backlog, Candidate},
        ground::{Ground, Sight},
        loss::Heading,
        names::FRESHNESS,
        sentence::{Claim, count_of, lasted, span, time},
        slope::whole_secs,
        slots::Slots,
    },
    pipeline::{Class, Health, StageKind, Unit, say, say_span},
};

/// The longest any buffer gathers, in seconds.
const LONGEST_BUFFER: f64 = 900.0;
/// What a delivery may take beyond its buffer.
const GRACE: f64 = 120.0;
/// So few tries that succeed are said at once.
const MOST_REFUSED: f64 = 0.5;
/// Firehose keeps what was put to it directly for so long.
const KEPT_SECS: f64 = 86_400.0;

const SUCCESS: &str = "DeliveryToS3.Success";

/// The candidate of a delivery's threshold.
pub(super) fn delivery(ground: &Ground<'_>, sight: &Sight<'_>, crossed: &Crossed<'_>) -> Candidate {
    let mut candidate = match crossed.class {
        Class::DeliveryFailing if sight.stage.kind == StageKind::Firehose => {
            crossed.saying(sight, failing(ground, sight, crossed.since))
        }
        Class::DeliveryLate => crossed.saying(sight, late(sight)),
        Class::ConversionFailing => crossed.saying(sight, unconverted(sight, crossed)),
        _ => crossed.candidate(sight),
    };
    if candidate.class == Class::DeliveryLate {
        candidate.doubt = unknown_buffer(sight);
    }
    if matches!(candidate.class, Class::DeliveryLate | Class::DeliveryFailing) {
        candidate.backlog = backlog(ground, sight, candidate.class);
    }
    if candidate.class == Class::ConversionFailing {
        candidate.harm =
            Some("they lie under the error prefix of the bucket and are missing from the lake".into());
    }
    candidate
}

/// A delivery that is refused and older than its buffer: two measurements agree, which is enough at once. So are most
/// tries refused in one settled point, but that may be over before the next: it is said as a warning, and with doubt.
pub(super) fn early(ground: &Ground<'_>, sight: &Sight<'_>) -> Option<Candidate> {
    let (success, success_slots) = sight.named(SUCCESS)?;
    let (freshness, freshness_slots) = sight.named(FRESHNESS)?;
    let (at, share) = success_slots.newest_value()?;
    let age = freshness_slots.newest_value();
    let buffer = sight.stage.told.buffer_secs.map_or(LONGEST_BUFFER, f64::from);
    let is_new = |at: i64, slots: &Slots| slots.end - at <= 3 * slots.period;
    let old = age.filter(|(at, age)| *age > buffer + GRACE && is_new(*at, freshness_slots));
    let is_bad = share < 0.95 && (old.is_some() || share <= MOST_REFUSED);
    if !is_bad || !is_new(at, success_slots) {
        return None;
    }
    let cells = success_slots.cells.iter().rev();
    let bad = cells.take_while(|slot| slot.value().is_none_or(|value| value < 1.0)).count();
    let began = success_slots.end - bad as i64 * success_slots.period;
    let oldest = old.map_or(began, |(_, age)| freshness_slots.end - whole_secs(age));
    let since = time(began.max(oldest)).min(ground.now);
    let cause = failing(ground, sight, since);
    let mut candidate =
        Candidate::new(Class::DeliveryFailing, Some(sight.index), Health::Critical, since, cause);
    if old.is_none() {
        candidate.health = Health::Warning;
        candidate.doubt = Some("it is one point, and Firehose tries again: the next may be well".to_owned());
    }
    let age = age.map_or(0.0, |(_, age)| age);
    let claims = [
        (
            success,
            success_slots,
            share,
            format!("{:.0} % of the deliveries succeeded", share * 100.0),
            "under 95 %, or half of them at once",
        ),
        (
            freshness,
            freshness_slots,
            age,
            format!("the oldest record waits {}", say(age, Unit::Seconds)),
            "older than its buffer and 120 s makes it sure",
        ),
    ];
    candidate.proofs = claims
        .into_iter()
        .map(|(metric, slots, value, claim, rule)| {
            let series = sight.series(metric);
            Claim {
                words: claim,
                series,
                metric,
                slots,
                back: 1,
                value: Some(value),
                unit: metric.unit,
                rule,
            }
            .proof()
        })
        .collect();
    candidate.backlog = backlog(ground, sight, Class::DeliveryFailing);
    Some(candidate)
}

fn failing(ground: &Ground<'_>, sight: &Sight<'_>, since: chrono::DateTime<chrono::Utc>) -> String {
    let share = sight.named(SUCCESS).and_then(|(_, slots)| slots.newest_value());
    let share =
        share.map_or_else(String::new, |(_, share)| format!(": {:.0} % of its tries succeed", share * 100.0));
    let waits = sight.named(FRESHNESS).and_then(|(_, slots)| slots.newest_value());
    let waits =
        waits.map_or_else(String::new, |(_, age)| format!(", and the oldest record waits {}", say_span(age)));
    format!("{} has not been able to write for {}{share}{waits}", sight.who(), lasted(since, ground.now))
}

fn late(sight: &Sight<'_>) -> String {
    let age = sight.named(FRESHNESS).and_then(|(_, slots)| slots.newest_value()).map_or(0.0, |(_, age)| age);
    let buffer = match sight.stage.told.buffer_secs {
        Some(secs) => format!("and its buffer explains {}", say_span(f64::from(secs))),
        None => "which is longer than usual buffers".to_owned(),
    };
    format!("{} delivers late: the oldest record waits {}, {buffer}", sight.who(), say_span(age))
}

fn unknown_buffer(sight: &Sight<'_>) -> Option<String> {
    let age = sight.named(FRESHNESS)?.1.newest_value()?.1;
    match sight.stage.told.buffer_secs {
        None if age <= LONGEST_BUFFER + GRACE => {
            Some("its buffer interval is not known; the longest, 15 min, would explain this".to_owned())
        }
        Some(secs) if age <= f64::from(secs) + GRACE => {
            Some(format!("its buffer of {} explains this age", say_span(f64::from(secs))))
        }
        _ => None,
    }
}

fn unconverted(sight: &Sight<'_>, crossed: &Crossed<'_>) -> String {
    let failed = sight.named("FailedConversion.Records").map(|(_, slots)| {
        let back = slots.back_to(crossed.since.timestamp());
        (slots.sum(back), back as i64 * slots.period)
    });
    let Some((failed, secs)) = failed.filter(|(failed, _)| *failed > 0.0) else {
        return format!("{} could not convert records", sight.who());
    };
    format!("{} could not convert {} in {}", sight.who(), count_of(failed, "record", "records"), span(secs))
}

/// What waits for delivery. While the destination refuses, the oldest record stays where it is.
fn backlog(ground: &Ground<'_>, sight: &Sight<'_>, class: Class) -> Option<Backlog> {
    let (_, slots) = sight.named(FRESHNESS)?;
    let (at, age) = slots.newest_value()?;
    // It was that old at the end of its slot, or earlier in it: the clock reckons with the earliest.
    let (earliest, head) = (at - whole_secs(age), at + slots.period - whole_secs(age));
    let stream = ground.streams_of(sight).next();
    let kept =
        stream.and_then(|stream| ground.retention_secs(stream)).map_or(KEPT_SECS, |secs| secs.min(KEPT_SECS));
    let heading = Heading { head: earliest, at, steepest: 1.0, kept_secs: kept };
    Some(Backlog {
        at: sight.index,
        input: stream.map(|stream| stream.index),
        head,
        heading: (class == Class::DeliveryFailing).then_some(heading),
        shards: None,
    })
}
