//! Calls that fail: requests to an API, invocations of a function. Both are rates over their thresholds.

use chrono::TimeDelta;

use super::crossed::Crossed;
use crate::{
    diagnosis::{
        candidate::{Candidate, before},
        ground::{Ground, Sight},
        names::REQUESTS,
        sentence::{about, lasted, span},
    },
    pipeline::{Class, PipelineHealth, say_count},
};

/// Newest slots in which calls and failures are counted.
const RECENT: usize = 5;

/// So many failures need no second look.
const MANY: f64 = 50.0;
/// Fewer are watched for so long.
const WATCHED: TimeDelta = TimeDelta::minutes(10);

const INVOCATIONS: &[&str] = &["Invocations"];

/// The candidate of a rate of failures.
///
/// A few failing invocations are looked at for a while before they are named: a bad record, dead letters or a slow store
/// show themselves in that time. The threshold itself is told by the stage at once.
pub(super) fn errors(
    ground: &Ground<'_>,
    sight: &Sight<'_>,
    crossed: &Crossed<'_>,
    previous: Option<&PipelineHealth>,
) -> Option<Candidate> {
    let told = before(previous, crossed.class, Some(&sight.stage.name)).is_some();
    let mut candidate = named(ground, sight, crossed);
    let failed = crossed.reasons.first().and_then(|reason| sight.slots(&reason.metric));
    let errors = failed.map_or(0.0, |(_, slots)| slots.sum(RECENT));
    // The window still holds what has all but stopped: the end of something, and nothing new.
    candidate.is_ending |= failed.is_some_and(|(_, slots)| slots.sum(2) <= 0.2 * errors);
    let is_young = ground.now - crossed.since < WATCHED;
    let is_early = crossed.class == Class::FunctionErrors && !told && is_young && errors < MANY;
    (!is_early).then_some(candidate)
}

fn named(ground: &Ground<'_>, sight: &Sight<'_>, crossed: &Crossed<'_>) -> Candidate {
    let failed = crossed.reasons.first().and_then(|reason| sight.slots(&reason.metric));
    let (names, things) = match crossed.class {
        Class::ApiErrors => (REQUESTS, "requests to"),
        _ => (INVOCATIONS, "invocations of"),
    };
    let (Some((_, failed)), Some((_, calls))) = (failed, sight.first_named(names)) else {
        return crossed.candidate(sight);
    };
    let (errors, all) = (failed.sum(RECENT), calls.sum(RECENT).max(failed.sum(RECENT)));
    if errors <= 0.0 {
        return crossed.candidate(sight);
    }
    let within = span(RECENT as i64 * failed.period);
    let cause = format!(
        "{:.0} % of the {things} {} fail: {} of {} in {within}, and it has gone on for {}",
        (errors / all * 100.0).max(1.0),
        sight.who(),
        say_count(errors),
        say_count(all),
        lasted(crossed.since, ground.now)
    );
    let mut candidate = crossed.saying(sight, cause);
    if errors < 3.0 {
        candidate.doubt = Some("so few failures may be chance".to_owned());
    }
    if crossed.class == Class::ApiErrors {
        let lost = failed.sum(failed.back_to(crossed.since.timestamp()));
        candidate.harm = Some(format!(
            "about {} requests failed since; what they carried is lost unless clients try again",
            about(lost)
        ));
    }
    candidate
}
