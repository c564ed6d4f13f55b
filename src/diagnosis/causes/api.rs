//! Calls that fail: requests to an API, invocations of a function. Both are rates over their thresholds.

use super::crossed::Crossed;
use crate::{
    diagnosis::{
        candidate::Candidate,
        ground::{Ground, Sight},
        sentence::{about, lasted, span},
    },
    pipeline::{Class, say_count},
};

/// Newest slots in which calls and failures are counted.
const RECENT: usize = 5;

const REQUESTS: &[&str] = &["Count", "Requests"];
const INVOCATIONS: &[&str] = &["Invocations"];

/// The candidate of a rate of failures.
pub(super) fn errors(ground: &Ground<'_>, sight: &Sight<'_>, crossed: &Crossed<'_>) -> Candidate {
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
        let lost = failed.sum(crossed.slots_back(failed.end, failed.period));
        candidate.harm = Some(format!(
            "about {} requests failed since; what they carried is lost unless clients try again",
            about(lost)
        ));
    }
    candidate
}
