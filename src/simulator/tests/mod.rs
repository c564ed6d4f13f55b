//! The world held to its word: counters agree, nothing vanishes, every incident shows.

mod counters;
mod incidents;
mod past;
mod time;
mod views;

use chrono::{DateTime, Utc};

use super::{Scenario, World};
use crate::pipeline::SeriesKey;

/// A Sunday afternoon.
fn start() -> DateTime<Utc> {
    "2026-11-22T14:02:30Z".parse().unwrap()
}

fn world(scenario: Scenario) -> World {
    World::new(7, start(), scenario)
}

/// Values by the minute of the last `minutes` minutes, without the one that is not over.
fn values(world: &mut World, stage: &str, metric: &str, minutes: i64) -> Vec<(i64, f64)> {
    let to = world.now().timestamp().div_euclid(60) * 60;
    let wanted = SeriesKey::new(stage, metric);
    let series = world.series(to - minutes * 60, to, 60).into_iter().find(|(key, _)| *key == wanted);
    series.unwrap().1.iter().map(|point| (point.at, point.value)).collect()
}

fn sum(values: &[(i64, f64)]) -> f64 {
    values.iter().map(|(_, value)| value).sum()
}
