//! What follows from what: each candidate is folded under the one that explains it, by topology and by kind of fault.
//! Pressure goes upstream (who is refused waits and fails), famine and lateness go downstream. What nothing explains is
//! a root; two of them are two faults.

use chrono::TimeDelta;

use super::{candidate::Candidate, ground::Ground};
use crate::pipeline::{Class, Health, StageKind};

/// A cause may be seen so much later than what follows from it: series settle at their own pace.
const SEEN_LATER: TimeDelta = TimeDelta::minutes(15);

/// A root and what is folded under it, as places in the list of candidates.
#[derive(Debug)]
pub(super) struct Root {
    pub(super) cause: usize,
    pub(super) folded: Vec<usize>,
}

/// The roots, the worst first; among equals the one that began first.
pub(super) fn roots(ground: &Ground<'_>, all: &[Candidate]) -> Vec<Root> {
    let parents: Vec<Option<usize>> = (0..all.len()).map(|place| parent(ground, all, place)).collect();
    let mut roots: Vec<Root> = Vec::new();
    let root_of: Vec<usize> = (0..all.len()).map(|place| root(&parents, place)).collect();
    for (place, cause) in root_of.iter().enumerate() {
        if place == *cause {
            let folded = root_of.iter().enumerate().filter(|(other, root)| *root == cause && other != cause);
            roots.push(Root { cause: *cause, folded: folded.map(|(other, _)| other).collect() });
        }
    }
    let rank = |root: &Root| {
        let cause = all.get(root.cause);
        let health = health(all, root);
        (
            std::cmp::Reverse(health),
            cause.map_or(u8::MAX, |cause| rank(cause.class)),
            cause.map(|cause| cause.since),
        )
    };
    roots.sort_by_key(rank);
    roots
}

/// The worst of a cause and of what follows from it.
pub(super) fn health(all: &[Candidate], root: &Root) -> Health {
    let places = root.folded.iter().chain([&root.cause]);
    places.filter_map(|place| all.get(*place)).map(|candidate| candidate.health).max().unwrap_or_default()
}

/// The end of the chain of explanations; a ring ends where it was entered, at the cause that ranks first.
fn root(parents: &[Option<usize>], place: usize) -> usize {
    let mut seen = vec![place];
    let mut at = place;
    while let Some(next) = parents.get(at).copied().flatten() {
        if seen.contains(&next) {
            return seen.iter().skip_while(|held| **held != next).min().copied().unwrap_or(next);
        }
        seen.push(next);
        at = next;
    }
    at
}

/// The best explanation of a candidate: the deepest cause first, then the one that began first.
fn parent(ground: &Ground<'_>, all: &[Candidate], place: usize) -> Option<usize> {
    let candidate = all.get(place)?;
    let explains_it =
        |(other, cause): &(usize, &Candidate)| *other != place && explains(ground, cause, candidate);
    let best =
        all.iter().enumerate().filter(explains_it).min_by_key(|(_, cause)| (rank(cause.class), cause.since));
    best.map(|(other, _)| other)
}

/// How deep a cause of this class lies: of two at one stage the lower one is the cause.
const fn rank(class: Class) -> u8 {
    match class {
        Class::NoAccess | Class::NoData => 0,
        Class::ConcurrencyThrottled => 1,
        Class::HotShard => 2,
        Class::WritesThrottled => 3,
        Class::Stopped => 4,
        Class::DeadLetters => 5,
        Class::PoisonRecord => 6,
        Class::DeliveryFailing => 7,
        Class::FunctionErrors => 8,
        Class::ReadsThrottled => 9,
        Class::ApiErrors => 10,
        Class::UnderCapacity => 11,
        Class::CatchingUp => 12,
        Class::ConversionFailing => 13,
        Class::DeliveryLate => 14,
        Class::LakeBehind => 15,
        Class::QueriesFailing => 16,
        Class::QueriesQueueing => 17,
        Class::RecordsMissing => 18,
        Class::ProducerSilent => 19,
        Class::Threshold => 20,
    }
}

/// True when `cause` explains `effect`.
fn explains(ground: &Ground<'_>, cause: &Candidate, effect: &Candidate) -> bool {
    let (Some(at), Some(hit)) = (cause.stage, effect.stage) else { return false };
    if cause.health < Health::Warning || effect.health < Health::Warning {
        return false;
    }
    if at == hit {
        return rank(cause.class) < rank(effect.class) && within_stage(cause.class, effect.class);
    }
    // A stream's age is that of its readers from the first second on, whatever each is called meanwhile.
    let in_time = cause.since <= effect.since + SEEN_LATER || cause.is_behind();
    pressure(ground, cause, effect, at, hit) && in_time
        || famine(ground, cause, effect, at, hit)
        || siblings(ground, cause, effect, at, hit)
}

/// At one stage: which faults bring which others along.
const fn within_stage(cause: Class, effect: Class) -> bool {
    match cause {
        // A stage of its own kind of trouble each: neither brings the other.
        Class::ReadsThrottled | Class::ConversionFailing | Class::RecordsMissing => {
            matches!(effect, Class::Threshold | Class::UnderCapacity)
        }
        Class::DeliveryFailing => !matches!(effect, Class::ConversionFailing),
        _ => true,
    }
}

/// Who is refused, or waits for a slow store, falls behind and fails: downstream causes, upstream effects.
fn pressure(ground: &Ground<'_>, cause: &Candidate, effect: &Candidate, at: usize, hit: usize) -> bool {
    if !ground.is_below(at, hit) {
        return false;
    }
    let kind = |place: usize| ground.sight(place).map(|sight| sight.stage.kind);
    let presses = match cause.class {
        Class::WritesThrottled | Class::HotShard | Class::ReadsThrottled | Class::ConcurrencyThrottled => {
            true
        }
        Class::Threshold => {
            matches!(kind(at), Some(StageKind::DynamodbTable | StageKind::DynamodbIndex))
                && effect.is_behind()
        }
        Class::Stopped
        | Class::PoisonRecord
        | Class::UnderCapacity
        | Class::FunctionErrors
        | Class::CatchingUp => {
            // The age of a stream is the age of its readers.
            kind(hit) == Some(StageKind::Kinesis)
                && ground.sight(at).is_some_and(|sight| sight.feeders.contains(&hit))
                && matches!(effect.class, Class::Threshold | Class::ReadsThrottled | Class::UnderCapacity)
        }
        Class::DeliveryFailing => effect.class == Class::Threshold && kind(hit) == Some(StageKind::Kinesis),
        _ => false,
    };
    // A stream in between buffers: pressure ends there, except at the stream itself.
    presses && !is_buffered(ground, at, hit) && suffers(effect.class)
}

/// True when every way from `hit` down to `at` leads through a stream or a queue in between.
fn is_buffered(ground: &Ground<'_>, at: usize, hit: usize) -> bool {
    let mut waiting = vec![hit];
    let mut seen = Vec::new();
    while let Some(place) = waiting.pop() {
        let Some(sight) = ground.sight(place) else { continue };
        if sight.fed.contains(&at) {
            return false;
        }
        let flows_on = |next: &usize| {
            let kind = ground.sight(*next).map(|sight| sight.stage.kind);
            !matches!(kind, Some(StageKind::Kinesis | StageKind::Sqs | StageKind::Msk))
                && !seen.contains(next)
        };
        waiting.extend(sight.fed.iter().copied().filter(flows_on));
        seen.push(place);
    }
    true
}

const fn suffers(effect: Class) -> bool {
    !matches!(
        effect,
        Class::NoAccess
            | Class::NoData
            | Class::LakeBehind
            | Class::Stopped
            | Class::ProducerSilent
            | Class::DeadLetters
    )
}

/// What does not arrive is missing downstream; a flood that fills a shard is too much for who reads it.
fn famine(ground: &Ground<'_>, cause: &Candidate, effect: &Candidate, at: usize, hit: usize) -> bool {
    if !ground.is_below(hit, at) {
        return false;
    }
    let starves = matches!(
        cause.class,
        Class::Stopped
            | Class::PoisonRecord
            | Class::UnderCapacity
            | Class::CatchingUp
            | Class::FunctionErrors
            | Class::DeliveryFailing
            | Class::DeliveryLate
            | Class::ConcurrencyThrottled
            | Class::ProducerSilent
            | Class::ApiErrors
            | Class::DeadLetters
    );
    match effect.class {
        Class::ProducerSilent | Class::LakeBehind | Class::DeliveryLate => {
            starves && cause.since <= effect.since + SEEN_LATER
        }
        Class::DeadLetters => matches!(
            cause.class,
            Class::DeadLetters | Class::PoisonRecord | Class::FunctionErrors | Class::DeliveryFailing
        ),
        Class::UnderCapacity | Class::CatchingUp | Class::ReadsThrottled | Class::ConcurrencyThrottled => {
            cause.class == Class::HotShard && ground.sight(at).is_some_and(|sight| sight.fed.contains(&hit))
        }
        Class::QueriesFailing => cause.class == Class::LakeBehind,
        Class::Threshold => starves && cause.since <= effect.since + SEEN_LATER,
        _ => false,
    }
}

/// Records that cannot be read are refused by every reader of the stream.
fn siblings(ground: &Ground<'_>, cause: &Candidate, effect: &Candidate, at: usize, hit: usize) -> bool {
    let feeders =
        |place: usize| ground.sight(place).map(|sight| sight.feeders.as_slice()).unwrap_or_default();
    let share_a_feeder = feeders(at).iter().any(|feeder| feeders(hit).contains(feeder));
    share_a_feeder
        && effect.class == Class::ConversionFailing
        && matches!(cause.class, Class::DeadLetters | Class::PoisonRecord)
}
