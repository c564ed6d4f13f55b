//! What was told before: a verdict that goes on keeps its beginning, one that is over stays visible for a day, and one
//! that comes back soon never was over.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::{candidate::Candidate, causes::remaining, ground::Ground, roots::Root, sentence::lasted};
use crate::pipeline::{Class, Confidence, Effect, Health, PipelineHealth, Resolved, Verdict};

/// How long and how many of what is over are kept.
const KEPT: TimeDelta = TimeDelta::hours(24);
const MOST: usize = 50;
/// What comes back within this time goes on.
const BACK_AGAIN: TimeDelta = TimeDelta::minutes(10);

/// The beginning of a verdict, as it was told before where it was.
pub(super) fn since(
    previous: Option<&PipelineHealth>,
    verdict: &Verdict,
    now: DateTime<Utc>,
) -> DateTime<Utc> {
    let Some(previous) = previous else { return verdict.since };
    let held = previous.verdicts.iter().find(|held| held.is_same(verdict));
    let back =
        previous.resolved.iter().find(|over| over.verdict.is_same(verdict) && now - over.at <= BACK_AGAIN);
    match held.or_else(|| back.map(|over| &over.verdict)) {
        Some(held) => held.since.min(verdict.since),
        None => verdict.since,
    }
}

/// Thresholds that are back on the good side are the end of what was told, and nothing new: what was told goes on
/// until they are clear too.
pub(super) fn linger(previous: Option<&PipelineHealth>, verdicts: &mut Vec<Verdict>, ending: &[bool]) {
    let Some(previous) = previous else { return };
    let mut lasting: Vec<Verdict> = Vec::new();
    let mut kept: Vec<Verdict> = Vec::with_capacity(verdicts.len());
    for (verdict, is_ending) in verdicts.drain(..).zip(ending) {
        let is_told = previous.verdicts.iter().any(|held| held.is_same(&verdict));
        let covers = |held: &&Verdict| {
            held.health >= Health::Warning
                && verdict
                    .stage
                    .as_ref()
                    .is_some_and(|stage| held.stage.as_ref() == Some(stage) || held.symptoms.contains(stage))
        };
        match previous.verdicts.iter().find(covers) {
            Some(held) if *is_ending && !is_told => lasting.push(Verdict {
                health: verdict.health,
                effect: Effect::default(),
                loss: None,
                ..held.clone()
            }),
            _ => kept.push(verdict),
        }
    }
    for held in lasting {
        match kept.iter_mut().find(|verdict| verdict.is_same(&held)) {
            Some(verdict) => verdict.health = verdict.health.max(held.health),
            None => kept.push(held),
        }
    }
    *verdicts = kept;
}

/// Verdicts whose stages nobody can see at this moment: they are not over, and nobody can say that they last.
pub(super) fn out_of_sight(previous: Option<&PipelineHealth>, why: &str) -> Vec<Verdict> {
    let seen = |verdict: &&Verdict| !matches!(verdict.class, Class::NoAccess | Class::NoData);
    let held = previous.into_iter().flat_map(|health| health.verdicts.iter()).filter(seen);
    held.map(|verdict| Verdict {
        health: Health::Unknown,
        confidence: Confidence::Low(Arc::from(format!("as it was told last; {why}"))),
        loss: None,
        ..verdict.clone()
    })
    .collect()
}

/// What is over: what was told before and is told no more, and no longer than a day ago.
pub(super) fn resolved(
    ground: &Ground<'_>,
    previous: Option<&PipelineHealth>,
    verdicts: &[Verdict],
    all: &[Candidate],
    roots: &[Root],
) -> Vec<Resolved> {
    let Some(previous) = previous else { return Vec::new() };
    let now = ground.now;
    let is_told = |held: &Verdict| verdicts.iter().any(|verdict| held.is_same(verdict));
    let over = previous
        .verdicts
        .iter()
        .filter(|held| !is_told(held) && !goes_on(ground, held, verdicts, all, roots));
    let mut resolved: Vec<Resolved> = over.map(|held| ended(ground, held, now)).collect();
    let kept = previous.resolved.iter().filter(|over| now - over.at <= KEPT && over.at <= now + BACK_AGAIN);
    resolved.extend(kept.filter(|over| !(is_told(&over.verdict) && now - over.at <= BACK_AGAIN)).cloned());
    resolved.sort_by_key(|over| std::cmp::Reverse(over.at));
    resolved.truncate(MOST);
    resolved
}

/// True when a verdict was replaced and is not over: it is folded under its cause now, or the same trouble of the same
/// stage has got a better name.
fn goes_on(
    ground: &Ground<'_>,
    held: &Verdict,
    verdicts: &[Verdict],
    all: &[Candidate],
    roots: &[Root],
) -> bool {
    let stage = held.stage.as_ref().and_then(|name| ground.place_of(name));
    let is_it = |place: &usize| {
        all.get(*place).is_some_and(|candidate| candidate.class == held.class && candidate.stage == stage)
    };
    let is_folded = roots.iter().flat_map(|root| &root.folded).any(is_it);
    let is_worse = |verdict: &Verdict| verdict.stage == held.stage && replaces(verdict.class, held.class);
    let is_symptom = |verdict: &Verdict| {
        held.stage.as_ref().is_some_and(|stage| verdict.symptoms.contains(stage)) && is_behind(held.class)
    };
    is_folded || verdicts.iter().any(|verdict| is_worse(verdict) || is_symptom(verdict))
}

const fn is_behind(class: Class) -> bool {
    matches!(class, Class::Stopped | Class::PoisonRecord | Class::UnderCapacity | Class::FunctionErrors)
}

/// True when the new class at the same stage is another word for the trouble that was told as the old one.
const fn replaces(new: Class, old: Class) -> bool {
    matches!(old, Class::Threshold)
        || is_behind(old) && (is_behind(new) || matches!(new, Class::ConcurrencyThrottled))
        || matches!(
            (new, old),
            (Class::HotShard, Class::WritesThrottled) | (Class::WritesThrottled, Class::HotShard)
        )
        || matches!((new, old), (Class::DeliveryFailing, Class::DeliveryLate))
}

fn ended(ground: &Ground<'_>, held: &Verdict, now: DateTime<Utc>) -> Resolved {
    let after = format!("resolved after {}", lasted(held.since, now));
    let filler = held.stage.as_ref().filter(|_| held.class == Class::DeadLetters);
    let rest = filler.and_then(|name| remaining(ground, ground.place_of(name)?));
    let sentence = rest.map_or(after.clone(), |rest| format!("{after}; {rest}"));
    Resolved { verdict: held.clone(), at: now, sentence: sentence.into() }
}
