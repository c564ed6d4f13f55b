//! How long the demo takes to be there: 90 days of history, the first answers, an hour of world time.

use chrono::{DateTime, TimeDelta, Utc};
use futures::FutureExt;
use tidewatch::{
    business::{DateRange, VendorScope},
    pipeline::Window,
    question::{Ask, Question},
    simulator::{Scenario, World},
};

fn main() {
    divan::main();
}

fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_356_150, 0).unwrap_or_default()
}

#[divan::bench(sample_count = 20)]
fn ninety_days_of_history() -> usize {
    let mut world = World::new(7, start(), Scenario::Calm);
    world.vendor_days(None, DateRange::ending(start().date_naive(), 91)).len()
}

#[divan::bench(sample_count = 20)]
fn first_answers() -> usize {
    let (estate, mut source) = tidewatch::source::demo(7, start(), Scenario::ConsumerStopped, 1.0);
    let pipeline = estate.pipelines[0].name.clone();
    let range = DateRange::ending(start().date_naive(), 30);
    let asks = [
        Question::Metrics { pipeline: pipeline.clone(), window: Window::Hours3 },
        Question::Alarms { pipeline },
        Question::Vendors,
        Question::VendorDays { vendor: VendorScope::All, range },
    ]
    .map(|question| Ask { question, tail_only: false });
    source.answer(&asks, start()).now_or_never().map_or(0, |reading| reading.items.len())
}

#[divan::bench(sample_count = 20)]
fn a_world_alone() -> World {
    World::new(7, start(), Scenario::ConsumerStopped)
}

#[divan::bench(sample_count = 20)]
fn an_hour_of_world_time(bencher: divan::Bencher<'_, '_>) {
    bencher.with_inputs(|| World::new(7, start(), Scenario::Calm)).bench_local_values(|mut world| {
        world.advance(start() + TimeDelta::hours(1));
        world
    });
}

#[divan::bench(sample_count = 20)]
fn thirty_days_of_metrics() -> usize {
    let mut world = World::new(7, start(), Scenario::Calm);
    let to = start().timestamp();
    world.series(to - 30 * 86_400, to, 3_600).len()
}
