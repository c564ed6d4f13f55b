//! How long the collector takes to fold a reading of 500 series of 180 points into what it holds.
//! Aim: under 5 ms.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use tidewatch::{
    collector::fold,
    pipeline::{Point, Series, SeriesKey, Shape, Unit, Window},
    question::{Answer, Answered, Entry, Item, MetricsAnswer, Provenance, Question, SeriesAnswer},
};

const SERIES: usize = 500;

fn main() {
    divan::main();
}

/// A reading of the last `minutes` minutes.
fn reading(minutes: i64, now: DateTime<Utc>) -> Item {
    let end = now.timestamp() / 60 * 60;
    let points: Vec<Point> =
        (1..=minutes).map(|back| Point { at: end - back * 60, value: back as f64 }).collect();
    let series = (0..SERIES).map(|index| {
        let key =
            SeriesKey::new(format!("stage-{}", index / 20).as_str(), format!("metric-{index}").as_str());
        let series =
            Series::new(Unit::Count, Shape::Counter, 60).with_points(points.iter().copied(), end - 180);
        (key, SeriesAnswer { series: Arc::new(series), problem: None })
    });
    let provenance = Provenance {
        source: Arc::from("CloudWatch eu-west-1"),
        as_of: now,
        complete_to: None,
        latency: Duration::from_millis(80),
        cost_micro_usd: 5_000,
        call: Arc::from("GetMetricData"),
        command: Arc::from("aws cloudwatch get-metric-data"),
    };
    let question = Question::Metrics { pipeline: "clicks".into(), window: Window::JUDGED };
    let answer = Answer::Metrics(MetricsAnswer { series: series.collect() });
    Item::answered(question, Answered { answer, provenance })
}

fn start() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

/// The first answer, whole.
#[divan::bench]
fn first(bencher: divan::Bencher<'_, '_>) {
    let unasked = Entry::unasked(Duration::from_mins(1));
    bencher.with_inputs(|| reading(180, start())).bench_values(|item| fold(&unasked, item, start()));
}

/// A minute later: the whole window again.
#[divan::bench]
fn whole(bencher: divan::Bencher<'_, '_>) {
    let held = fold(&Entry::unasked(Duration::from_mins(1)), reading(180, start()), start());
    let now = start() + TimeDelta::minutes(1);
    bencher.with_inputs(|| reading(180, now)).bench_values(|item| fold(&held, item, now));
}

/// A minute later: only the tail of 30 minutes.
#[divan::bench]
fn tail(bencher: divan::Bencher<'_, '_>) {
    let held = fold(&Entry::unasked(Duration::from_mins(1)), reading(180, start()), start());
    let now = start() + TimeDelta::minutes(1);
    bencher.with_inputs(|| reading(30, now)).bench_values(|item| fold(&held, item, now));
}
