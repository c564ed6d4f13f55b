//! What becomes of an entry when a reading comes in. Pure; series are shared with the entry before where nothing changed.
//! Newer readings win, older ones fill gaps, repeats change nothing.

use std::{collections::btree_map, sync::Arc};

use chrono::{DateTime, Utc};

use crate::{
    pipeline::{Point, Series, Window},
    question::{Answer, Answered, Entry, Item, MetricsAnswer, Question, SeriesAnswer, SeriesProblem},
};

/// The entry after an attempt brought `item`. A held answer stays when the attempt brought none.
pub fn fold(entry: &Entry, item: Item, now: DateTime<Utc>) -> Entry {
    let has_failed = item.answered.is_none() && !item.troubles.is_empty();
    let held = match (entry.held.clone(), item.answered) {
        (held, None) => held,
        (None, Some(newer)) => Some(Arc::new(trimmed(newer, &item.question, now))),
        (Some(held), Some(newer)) => Some(join(&held, newer, &item.question, now)),
    };
    Entry {
        held,
        troubles: item.troubles,
        waiting: item.waiting,
        failures: if has_failed { entry.failures.saturating_add(1) } else { 0 },
        attempts: entry.attempts.saturating_add(1),
        asked_at: entry.asked_at,
        next_at: entry.next_at,
        every: entry.every,
    }
}

/// True when an answer lacks nothing that reading it again would bring.
pub(super) fn is_whole(item: &Item) -> bool {
    let lacks = |problem: &SeriesProblem| !matches!(problem, SeriesProblem::Forbidden);
    match &item.answered {
        Some(Answered { answer: Answer::Metrics(metrics), .. }) => {
            !metrics.series.values().any(|series| series.problem.as_ref().is_some_and(lacks))
        }
        Some(_) => true,
        None => false,
    }
}

/// Metrics are merged point by point; of every other answer the one that was read later stays.
fn join(held: &Arc<Answered>, newer: Answered, question: &Question, now: DateTime<Utc>) -> Arc<Answered> {
    let is_late = newer.provenance.as_of < held.provenance.as_of;
    match (&held.answer, newer.answer) {
        (Answer::Metrics(before), Answer::Metrics(brought)) => {
            let mut metrics = before.clone();
            for (key, series) in brought.series {
                match metrics.series.entry(key) {
                    btree_map::Entry::Vacant(empty) => {
                        empty.insert(series);
                    }
                    btree_map::Entry::Occupied(mut known) => merge(known.get_mut(), series, is_late),
                }
            }
            let provenance = if is_late { held.provenance.clone() } else { newer.provenance };
            let answered = Answered { answer: Answer::Metrics(metrics), provenance };
            Arc::new(trimmed(answered, question, now))
        }
        (_, _) if is_late => Arc::clone(held),
        (_, answer) => Arc::new(Answered { answer, provenance: newer.provenance }),
    }
}

/// Takes `brought` into `known`. Nothing is copied when it says nothing new.
fn merge(known: &mut SeriesAnswer, brought: SeriesAnswer, is_late: bool) {
    let is_alike =
        |a: &Series, b: &Series| (a.unit, a.shape, a.period_secs) == (b.unit, b.shape, b.period_secs);
    if !is_alike(&known.series, &brought.series) {
        if !is_late {
            *known = brought;
        }
        return;
    }
    let ripe_to = brought.series.ripe_to.max(known.series.ripe_to);
    if is_late {
        let mut whole = Arc::unwrap_or_clone(brought.series);
        whole.merge(known.series.points().iter().copied(), ripe_to);
        if whole != *known.series {
            known.series = Arc::new(whole);
        }
        return;
    }
    known.problem = brought.problem;
    let news = news(&known.series, &brought.series);
    if !news.is_empty() || ripe_to != known.series.ripe_to {
        Arc::make_mut(&mut known.series).merge(news.iter().copied(), ripe_to);
    }
}

/// The end of `brought` from the first point on that `known` does not hold just so.
fn news<'a>(known: &Series, brought: &'a Series) -> &'a [Point] {
    let points = brought.points();
    let Some(first) = points.first() else { return points };
    let held = known.between(first.at, i64::MAX);
    let same = points.iter().zip(held).take_while(|(a, b)| a == b).count();
    points.get(same..).unwrap_or_default()
}

/// Drops what lies before the window. A few points more are kept, so that the first of the window has a
/// neighbour and metrics that are published once a day have points at all.
fn trimmed(mut answered: Answered, question: &Question, now: DateTime<Utc>) -> Answered {
    if let (Answer::Metrics(metrics), Question::Metrics { window, .. }) = (&mut answered.answer, question) {
        trim(metrics, *window, now);
    }
    answered
}

fn trim(metrics: &mut MetricsAnswer, window: Window, now: DateTime<Utc>) {
    for known in metrics.series.values_mut() {
        let margin = i64::from(known.series.period_secs) * 5;
        let from = (now - window.span()).timestamp().saturating_sub(margin);
        if known.series.points().first().is_some_and(|first| first.at < from) {
            Arc::make_mut(&mut known.series).trim_before(from);
        }
    }
}
