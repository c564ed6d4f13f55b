//! What lies between a service and its reader: points that come late, twice, out of order or never, and a clock that
//! is wrong. Spoils readings; knows nothing of scenarios.

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use chrono::{DateTime, TimeDelta, Utc};
use tidewatch::{
    pipeline::{Point, Series, SeriesKey},
    question::{Answer, Item, SeriesAnswer},
};

/// Of so many points one never comes.
const MISSING: u64 = 700;
/// Of so many points one comes four to nine minutes late.
const LATE: u64 = 300;
/// Of so many points one comes twice.
const TWICE: u64 = 40;

/// The noise of one run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Noise {
    seed: u64,
    /// How far the reader's clock is ahead of the service's.
    skew: TimeDelta,
    is_on: bool,
    /// A queue that nobody has touched for six hours publishes nothing at all.
    has_idle_queue: bool,
}

impl Noise {
    /// Noise with single points missing and late, and a clock up to two minutes wrong.
    pub(crate) fn of(seed: u64) -> Self {
        let skew = TimeDelta::seconds((number(&(seed, "skew")) % 241) as i64 - 120);
        Self { seed, skew, is_on: true, has_idle_queue: seed.is_multiple_of(2) }
    }

    /// Silence: every point comes, once, in time, and the clock is right.
    pub(crate) const fn none() -> Self {
        Self { seed: 0, skew: TimeDelta::zero(), is_on: false, has_idle_queue: false }
    }

    /// What the reader's clock shows.
    pub(crate) fn clock(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now + self.skew
    }

    /// What is left of an item on its way.
    pub(crate) fn spoil(&self, item: &mut Item, now: DateTime<Utc>) {
        if !self.is_on {
            return;
        }
        for trouble in &mut item.troubles {
            trouble.at += self.skew;
        }
        let Some(answered) = &mut item.answered else { return };
        answered.provenance.as_of += self.skew;
        if let Answer::Metrics(metrics) = &mut answered.answer {
            self.spoil_series(&mut metrics.series, now.timestamp());
        }
    }

    fn spoil_series(&self, all: &mut BTreeMap<SeriesKey, SeriesAnswer>, now: i64) {
        for (key, answer) in all {
            let series = &answer.series;
            let is_silent = self.has_idle_queue && series.points().iter().all(|point| point.value == 0.0);
            if is_silent && key.stage.as_str() == "dead-letters" {
                let silent = Series::new(series.unit, series.shape, series.period_secs);
                answer.series = Arc::new(silent.with_points([], series.ripe_to));
                continue;
            }
            let mut points = Vec::with_capacity(series.points().len());
            for point in series.points().iter().rev() {
                let times = self.times(key, *point, now);
                points.extend(std::iter::repeat_n(*point, times));
            }
            // The reader reckons by its own clock what has settled.
            let ripe_to = (series.ripe_to + self.skew.num_seconds()).div_euclid(60) * 60;
            let spoiled =
                Series::new(series.unit, series.shape, series.period_secs).with_points(points, ripe_to);
            answer.series = Arc::new(spoiled);
        }
    }

    /// How often a point is handed over at this moment.
    fn times(&self, key: &SeriesKey, point: Point, now: i64) -> usize {
        let luck = |salt: &str| number(&(self.seed, key.stage.as_str(), key.metric.as_str(), point.at, salt));
        let late = if luck("late") % LATE == 0 { 240 + (luck("how late") % 6) as i64 * 60 } else { 0 };
        if luck("missing") % MISSING == 0 || now < point.at + late {
            return 0;
        }
        1 + usize::from(luck("twice") % TWICE == 0)
    }
}

fn number(parts: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    parts.hash(&mut hasher);
    hasher.finish()
}
