//! A series of points in time order. Gaps stay gaps, the newest points are unripe, counters keep their period.
//! Knows no clock: who merges says up to when points are final.

use serde::{Deserialize, Serialize};

use super::{metric::Shape, unit::Unit};

/// One data point.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct Point {
    /// Start of the period, epoch seconds (CloudWatch stamps a point with the start of its period).
    pub at: i64,
    /// The value, in the series' unit; a counter's Sum over the period.
    pub value: f64,
}

/// Points of one metric at one period, ascending, one a period at most.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Series {
    /// Unit of the values.
    pub unit: Unit,
    /// Counter or gauge.
    pub shape: Shape,
    /// Seconds a point stands for.
    pub period_secs: u32,
    /// Points that end after this moment (epoch seconds) may still change: drawn hollow, never judged.
    pub ripe_to: i64,
    points: Vec<Point>,
}

impl Series {
    /// More points than this are never held (30 days by the minute are 43,200).
    pub const MOST_POINTS: usize = 50_000;

    /// An empty series.
    pub fn new(unit: Unit, shape: Shape, period_secs: u32) -> Self {
        Self { unit, shape, period_secs: period_secs.max(1), ripe_to: i64::MIN, points: Vec::new() }
    }

    /// The same series with `points`, in any order; of two at the same second the later given wins.
    pub fn with_points(mut self, points: impl IntoIterator<Item = Point>, ripe_to: i64) -> Self {
        self.merge(points, ripe_to);
        self
    }

    /// Takes in newer knowledge: a point replaces an older one at the same second, values that are
    /// not finite are dropped, and only the newest [`Self::MOST_POINTS`] are kept.
    pub fn merge(&mut self, points: impl IntoIterator<Item = Point>, ripe_to: i64) {
        let before = self.points.len();
        self.points.extend(points.into_iter().filter(|point| point.value.is_finite()));
        let is_sorted =
            self.points[before.saturating_sub(1)..].windows(2).all(|pair| pair[0].at < pair[1].at);
        if !is_sorted {
            // Stable, so that of equal seconds the last one given comes last and is the one kept.
            self.points.sort_by_key(|point| point.at);
            self.points.reverse();
            self.points.dedup_by_key(|point| point.at);
            self.points.reverse();
        }
        let surplus = self.points.len().saturating_sub(Self::MOST_POINTS);
        self.points.drain(..surplus);
        self.ripe_to = self.ripe_to.max(ripe_to);
    }

    /// Drops points that begin before `at` (epoch seconds).
    pub fn trim_before(&mut self, at: i64) {
        let keep_from = self.points.partition_point(|point| point.at < at);
        self.points.drain(..keep_from);
    }

    /// Every point, oldest first.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// Points that begin at or after `from` and before `to` (epoch seconds).
    pub fn between(&self, from: i64, to: i64) -> &[Point] {
        let start = self.points.partition_point(|point| point.at < from);
        let end = self.points.partition_point(|point| point.at < to);
        &self.points[start..end.max(start)]
    }

    /// Points that will not change any more: the only ones that may be judged.
    pub fn ripe(&self) -> &[Point] {
        let end = self.points.partition_point(|point| self.is_ripe(*point));
        &self.points[..end]
    }

    /// True when the point's period has ended and settled.
    pub fn is_ripe(&self, point: Point) -> bool {
        point.at.saturating_add(i64::from(self.period_secs)) <= self.ripe_to
    }

    /// The newest ripe point.
    pub fn last_ripe(&self) -> Option<Point> {
        self.ripe().last().copied()
    }

    /// The newest point, ripe or not.
    pub fn last(&self) -> Option<Point> {
        self.points.last().copied()
    }

    /// The greatest shown value between two moments; none where there is no point.
    pub fn most_shown(&self, from: i64, to: i64) -> Option<f64> {
        self.between(from, to).iter().map(|point| self.shown(*point)).reduce(f64::max)
    }

    /// A point's value as it is shown: a counter per second, a gauge as it is.
    pub fn shown(&self, point: Point) -> f64 {
        match self.shape {
            Shape::Counter => point.value / f64::from(self.period_secs),
            Shape::Gauge => point.value,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn gauge() -> Series {
        Series::new(Unit::Count, Shape::Gauge, 60)
    }

    #[test]
    fn a_later_reading_of_the_same_minute_replaces_the_earlier_one() {
        let mut series = gauge().with_points([Point { at: 0, value: 1.0 }, Point { at: 60, value: 2.0 }], 60);
        series.merge([Point { at: 60, value: 5.0 }, Point { at: 120, value: 7.0 }], 120);
        assert_eq!(series.points().iter().map(|p| p.value).collect::<Vec<_>>(), [1.0, 5.0, 7.0]);
    }

    #[test]
    fn a_gap_stays_a_gap() {
        let series = gauge().with_points([Point { at: 0, value: 1.0 }, Point { at: 600, value: 2.0 }], 660);
        assert_eq!(series.points().len(), 2);
    }

    #[test]
    fn the_newest_points_are_unripe() {
        let series = gauge().with_points([Point { at: 0, value: 1.0 }, Point { at: 60, value: 2.0 }], 60);
        assert_eq!(series.last_ripe(), Some(Point { at: 0, value: 1.0 }));
        assert!(!series.is_ripe(Point { at: 60, value: 2.0 }));
    }

    #[test]
    fn a_counter_reads_the_same_at_any_period() {
        let by_minute = Series::new(Unit::Count, Shape::Counter, 60);
        let by_five = Series::new(Unit::Count, Shape::Counter, 300);
        let rates =
            (by_minute.shown(Point { at: 0, value: 60.0 }), by_five.shown(Point { at: 0, value: 300.0 }));
        assert_eq!(rates, (1.0, 1.0));
    }

    #[test]
    fn values_that_are_not_numbers_are_dropped() {
        let series = gauge()
            .with_points([Point { at: 0, value: f64::NAN }, Point { at: 60, value: f64::INFINITY }], 0);
        assert!(series.points().is_empty());
    }

    proptest! {
        #[test]
        fn order_and_repeats_do_not_matter(mut points in prop::collection::vec((0i64..500, -1e6f64..1e6), 0..80)) {
            points.sort_by_key(|p| p.0);
            points.dedup_by_key(|p| p.0);
            let points: Vec<Point> = points.into_iter().map(|(at, value)| Point { at, value }).collect();
            let straight = gauge().with_points(points.clone(), 500);
            let mut twice = gauge().with_points(points.iter().rev().copied(), 500);
            twice.merge(points, 500);
            prop_assert_eq!(straight, twice);
        }

        #[test]
        fn a_series_is_bounded(count in 0usize..200) {
            let many = (0..(Series::MOST_POINTS + count) as i64).map(|at| Point { at, value: 1.0 });
            prop_assert!(gauge().with_points(many, 0).points().len() <= Series::MOST_POINTS);
        }
    }
}
