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

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, time::Duration};

    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;
    use crate::{
        pipeline::{SeriesKey, Shape, Unit},
        question::{Fault, Provenance, Trouble},
    };

    const DAY: i64 = 20_000 * 86_400;

    fn time(secs: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(DAY + secs, 0).unwrap()
    }

    fn question() -> Question {
        Question::Metrics { pipeline: "clicks".into(), window: Window::JUDGED }
    }

    /// A reading made at `as_of` of two series: points as (second, value).
    fn reading(points: &[(i64, f64)], as_of: i64, problem: Option<SeriesProblem>) -> Item {
        let points = points.iter().map(|(at, value)| Point { at: DAY + at, value: *value });
        let series = Series::new(Unit::Count, Shape::Counter, 60).with_points(points, DAY + as_of - 180);
        let quiet = Series::new(Unit::Count, Shape::Counter, 60).with_points([], DAY);
        let series = [
            (SeriesKey::new("a", "busy"), SeriesAnswer { series: Arc::new(series), problem }),
            (SeriesKey::new("a", "quiet"), SeriesAnswer { series: Arc::new(quiet), problem: None }),
        ];
        let provenance = Provenance {
            source: Arc::from("CloudWatch"),
            as_of: time(as_of),
            complete_to: None,
            latency: Duration::ZERO,
            cost_micro_usd: 0,
            call: Arc::from(""),
            command: Arc::from(""),
        };
        let answer = Answer::Metrics(MetricsAnswer { series: BTreeMap::from(series) });
        Item::answered(question(), Answered { answer, provenance })
    }

    fn unasked() -> Entry {
        Entry::unasked(Duration::from_mins(1))
    }

    fn series<'a>(entry: &'a Entry, metric: &str) -> &'a SeriesAnswer {
        match &entry.held.as_ref().unwrap().answer {
            Answer::Metrics(metrics) => &metrics.series[&SeriesKey::new("a", metric)],
            other => panic!("{other:?}"),
        }
    }

    fn values(entry: &Entry) -> Vec<(i64, f64)> {
        series(entry, "busy").series.points().iter().map(|point| (point.at - DAY, point.value)).collect()
    }

    #[test]
    fn a_tail_is_merged_by_timestamp_and_what_did_not_change_is_shared() {
        let held = fold(&unasked(), reading(&[(0, 1.0), (60, 2.0)], 120, None), time(120));
        let next = fold(&held, reading(&[(60, 5.0), (120, 7.0)], 180, None), time(180));
        assert_eq!(values(&next), [(0, 1.0), (60, 5.0), (120, 7.0)]);
        assert!(Arc::ptr_eq(&series(&held, "quiet").series, &series(&next, "quiet").series));
        assert_eq!(values(&held), [(0, 1.0), (60, 2.0)], "older snapshots do not change");
    }

    #[test]
    fn trouble_keeps_the_answer_and_counts_the_failures() {
        let held = fold(&unasked(), reading(&[(0, 1.0)], 60, None), time(60));
        let trouble = Trouble {
            source: Arc::from("CloudWatch"),
            fault: Fault::Offline,
            sentence: Arc::from("unreachable"),
            fix: Arc::from("wait"),
            action: None,
            stage: None,
            at: time(120),
        };
        let once = fold(&held, Item::troubled(question(), trouble.clone()), time(120));
        let twice = fold(&once, Item::troubled(question(), trouble), time(180));
        assert_eq!((twice.failures, twice.troubles.len(), values(&twice)), (2, 1, vec![(0, 1.0)]));
        let well = fold(&twice, reading(&[(180, 1.0)], 240, None), time(240));
        assert_eq!((well.failures, well.troubles.len(), well.attempts), (0, 0, 4));
    }

    #[test]
    fn a_part_keeps_the_points_that_were_there_and_says_what_is_missing() {
        let held = fold(&unasked(), reading(&[(0, 1.0)], 60, None), time(60));
        let part = fold(&held, reading(&[], 120, Some(SeriesProblem::Internal)), time(120));
        assert_eq!(values(&part), [(0, 1.0)]);
        assert_eq!(series(&part, "busy").problem, Some(SeriesProblem::Internal));
        let whole = fold(&part, reading(&[(60, 1.0)], 180, None), time(180));
        assert_eq!(series(&whole, "busy").problem, None);
    }

    #[test]
    fn what_left_the_window_is_dropped() {
        let held = fold(&unasked(), reading(&[(0, 1.0), (60, 1.0)], 120, None), time(120));
        let later = 4 * 3_600;
        let next = fold(&held, reading(&[(later, 9.0)], later, None), time(later));
        assert_eq!(values(&next), [(later, 9.0)]);
    }

    #[test]
    fn a_query_that_still_runs_keeps_the_old_answer_and_is_no_failure() {
        let held = fold(&unasked(), reading(&[(0, 1.0)], 60, None), time(60));
        let item = Item::waiting(question(), Arc::from("queued for 3 s"), Duration::from_secs(1));
        let entry = fold(&held, item, time(63));
        assert_eq!((entry.failures, entry.waiting.as_deref()), (0, Some("queued for 3 s")));
        assert!(entry.held.is_some());
    }

    proptest! {
        /// Final points never differ between readings, so any order of readings makes the same series.
        #[test]
        fn the_order_of_readings_does_not_matter(
            spans in prop::collection::vec((0i64..150, 1i64..40), 1..8), seed in any::<u64>(),
        ) {
            let readings: Vec<Item> = spans
                .iter()
                .enumerate()
                .map(|(index, (from, count))| {
                    let points: Vec<_> = (*from..from + count).map(|minute| (minute * 60, minute as f64)).collect();
                    reading(&points, 11_000 + index as i64, None)
                })
                .collect();
            let mut shuffled = readings.clone();
            fastrand::Rng::with_seed(seed).shuffle(&mut shuffled);
            let now = time(0) + TimeDelta::hours(3);
            let all = |readings: Vec<Item>| readings.into_iter().fold(unasked(), |entry, item| fold(&entry, item, now));
            prop_assert_eq!(all(readings).held, all(shuffled).held);
        }

        /// Of two readings the later one is believed where they differ, whichever comes in first.
        #[test]
        fn the_later_reading_wins(
            older in prop::collection::btree_map(0i64..60, 0.0f64..9.0, 0..40),
            newer in prop::collection::btree_map(0i64..60, 0.0f64..9.0, 0..40),
        ) {
            let points = |map: &BTreeMap<i64, f64>| map.iter().map(|(m, v)| (m * 60, *v)).collect::<Vec<_>>();
            let (older, newer) = (reading(&points(&older), 4_000, None), reading(&points(&newer), 4_060, None));
            let both = |first: &Item, second: &Item| {
                fold(&fold(&unasked(), first.clone(), time(4_060)), second.clone(), time(4_060))
            };
            let straight = both(&older, &newer);
            prop_assert_eq!(&straight.held, &both(&newer, &older).held);
            let again = fold(&straight, newer, time(4_060));
            prop_assert_eq!(straight.held, again.held);
        }
    }
}
