//! What a series says of one moment: a value, nothing, or not yet. Every silence keeps its own meaning.
//! Knows no clock and no chart.

use super::{
    metric::{Metric, Missing},
    scale::Scale,
    series::Series,
};

/// What is known of a metric at a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Seen {
    /// A point covers the moment.
    Value {
        /// As shown: a counter per second, a gauge as it is.
        shown: f64,
        /// False while the point may still change.
        is_ripe: bool,
    },
    /// No point, and that means zero.
    Zero,
    /// No point, and that means that nothing is wrong.
    Calm,
    /// No point, and nobody knows why.
    NoData,
    /// The moment is too young to have its point.
    NotYet,
}

impl Seen {
    /// What `series` says of the moment `at` (epoch seconds).
    pub fn at(series: &Series, metric: &Metric, at: i64) -> Self {
        let period = i64::from(series.period_secs);
        let before = series.points().partition_point(|point| point.at <= at);
        let point = before.checked_sub(1).and_then(|place| series.points().get(place));
        if let Some(point) = point.filter(|point| at < point.at.saturating_add(period)) {
            return Self::Value { shown: series.shown(*point), is_ripe: series.is_ripe(*point) };
        }
        let slot = at.div_euclid(period.max(1)) * period;
        match metric.missing {
            _ if slot.saturating_add(period) > series.ripe_to => Self::NotYet,
            Missing::Zero => Self::Zero,
            Missing::Fine => Self::Calm,
            Missing::Unknown | Missing::Bad => Self::NoData,
        }
    }

    /// In words: `312/min`, `no data`.
    pub fn say(self, scale: Scale) -> String {
        match self {
            Self::Value { shown, is_ripe: true } => scale.say(shown),
            Self::Value { shown, is_ripe: false } => format!("{} unripe", scale.say(shown)),
            Self::Zero => scale.say(0.0),
            Self::Calm => "nothing published".to_owned(),
            Self::NoData => "no data".to_owned(),
            Self::NotYet => "not yet".to_owned(),
        }
    }

    /// The value as shown; a silence that means zero is zero.
    pub const fn shown(self) -> Option<f64> {
        match self {
            Self::Value { shown, .. } => Some(shown),
            Self::Zero => Some(0.0),
            Self::Calm | Self::NoData | Self::NotYet => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{Point, Shape, Unit};
    use proptest::prelude::*;

    fn metric(missing: Missing, shape: Shape) -> Metric {
        Metric {
            key: "m".into(),
            label: "m".into(),
            namespace: "AWS/Lambda".into(),
            name: "M".into(),
            dimensions: [].into(),
            statistic: "Sum".into(),
            unit: Unit::Count,
            shape,
            period_secs: 60,
            settle_secs: 60,
            missing,
        }
    }

    fn series(shape: Shape, period: u32, points: &[(i64, f64)], ripe_to: i64) -> Series {
        let points: Vec<_> = points.iter().map(|(at, value)| Point { at: *at, value: *value }).collect();
        Series::new(Unit::Count, shape, period).with_points(points, ripe_to)
    }

    #[test]
    fn a_point_speaks_for_its_whole_period_and_no_longer() {
        let series = series(Shape::Gauge, 300, &[(600, 7.0), (1_500, 9.0)], 1_700);
        let gauge = metric(Missing::Bad, Shape::Gauge);
        let said = [599, 600, 899, 900, 1_500, 1_800].map(|at| Seen::at(&series, &gauge, at));
        let seven = Seen::Value { shown: 7.0, is_ripe: true };
        let nine = Seen::Value { shown: 9.0, is_ripe: false };
        assert_eq!(said, [Seen::NoData, seven, seven, Seen::NoData, nine, Seen::NotYet]);
    }

    #[test]
    fn every_silence_keeps_its_meaning() {
        let silent = series(Shape::Counter, 60, &[], 6_000);
        let said = [Missing::Zero, Missing::Fine, Missing::Unknown, Missing::Bad]
            .map(|missing| Seen::at(&silent, &metric(missing, Shape::Counter), 3_000));
        assert_eq!(said, [Seen::Zero, Seen::Calm, Seen::NoData, Seen::NoData]);
        assert_eq!(said.map(Seen::shown), [Some(0.0), None, None, None]);
    }

    proptest! {
        #[test]
        fn a_steady_counter_reads_the_same_at_any_zoom(rate in 0.01f64..1e6, period in prop::sample::select(vec![60u32, 300, 900, 3_600]), at in 0i64..36_000) {
            let period_secs = i64::from(period);
            let points: Vec<_> = (0..36_000 / period_secs).map(|n| (n * period_secs, rate * f64::from(period))).collect();
            let series = series(Shape::Counter, period, &points, 40_000);
            let shown = Seen::at(&series, &metric(Missing::Zero, Shape::Counter), at).shown().unwrap();
            prop_assert!((shown - rate).abs() <= rate * 1e-9);
        }
    }
}
