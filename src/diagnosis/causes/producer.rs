//! A producer that fell silent: a stream or an API that took in records all the time, and then none. A quiet night is none of it:
//! that is quiet bit by bit. Always a guess, and told as one.

use crate::{
    diagnosis::{
        candidate::{Candidate, before},
        ground::{Ground, Sight},
        names::{INCOMING, REQUESTS},
        sentence::{Claim, lasted, rate, span, time},
        slope::median,
        slots::Slot,
    },
    pipeline::{Class, Health, PipelineHealth, StageKind},
};

/// Slots without anything that are a silence.
const SILENT: usize = 15;
/// Slots before it that are compared.
const BEFORE: usize = 60;
/// The newest of these, which must not have been quieter than the rest.
const JUST_BEFORE: usize = 10;
/// A slot's usual records; fewer come in bursts by nature.
const USUAL: f64 = 2.0;
/// What should have come in a silence: a night that falls still all at once may bring one where a hundred came before.
const EXPECTED: f64 = 450.0;

/// Nothing arrives any more.
pub(super) fn silent(
    ground: &Ground<'_>,
    sight: &Sight<'_>,
    previous: Option<&PipelineHealth>,
) -> Option<Candidate> {
    let (metric, slots) = match sight.stage.kind {
        StageKind::Kinesis => sight.named(INCOMING)?,
        StageKind::HttpApi | StageKind::RestApi | StageKind::Appsync => sight.first_named(REQUESTS)?,
        _ => return None,
    };
    let quiet = slots.cells.iter().rev().take_while(|slot| slot.is_zero()).count();
    let earlier = slots.cells.get(..slots.cells.len() - quiet)?;
    let earlier = earlier.get(earlier.len().checked_sub(BEFORE)?..)?;
    let told = before(previous, Class::ProducerSilent, Some(&sight.stage.name));
    let mut values: Vec<f64> = earlier.iter().filter_map(|slot| slot.value()).collect();
    let usual = median(&mut values)?;
    let just: f64 = earlier.iter().rev().take(JUST_BEFORE).filter_map(|slot| slot.value()).sum();
    let was_steady = usual >= USUAL && just >= 0.5 * usual * JUST_BEFORE as f64;
    // So many should have come that none by chance is out of the question, and pauses are shorter by far.
    let is_odd = quiet as f64 * usual >= EXPECTED && quiet >= 5 * longest_pause(earlier) + 5;
    if quiet < SILENT || (!(was_steady && is_odd) && told.is_none()) {
        return None;
    }
    let began = time(slots.end - quiet as i64 * slots.period);
    let since = told.map_or(began, |verdict| verdict.since.min(began)).min(ground.now);
    let usual = rate(usual / slots.period.max(1) as f64);
    let usual =
        if sight.stage.kind == StageKind::Kinesis { usual } else { usual.replace("records", "requests") };
    let cause = format!(
        "nothing has reached {} for {}; before, {usual} came in",
        sight.who(),
        lasted(since, ground.now)
    );
    let mut candidate =
        Candidate::new(Class::ProducerSilent, Some(sight.index), Health::Warning, since, cause);
    candidate.doubt = Some("producers may have nothing to send".to_owned());
    candidate.proofs = vec![
        Claim {
            words: format!("{} are zero for {}", metric.label, span(quiet as i64 * slots.period)),
            series: sight.series(metric),
            metric,
            slots,
            back: quiet,
            value: Some(0.0),
            unit: metric.unit,
            rule: "zero in at least 15 slots in which 450 would have come, after an hour of much shorter pauses",
        }
        .proof(),
    ];
    Some(candidate)
}

fn longest_pause(cells: &[Slot]) -> usize {
    let (mut longest, mut run) = (0, 0);
    for slot in cells {
        run = if slot.is_busy() { 0 } else { run + 1 };
        longest = longest.max(run);
    }
    longest
}
