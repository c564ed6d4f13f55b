//! A series as it is drawn: regular slots for sparklines, points with gaps for charts.
//! A gap is a gap unless the metric's own meaning of "no data" is zero.

use crate::pipeline::{Metric, Missing, Series, Shape};

/// The values of a sparkline.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spark {
    /// One a slot, oldest first; none where nothing is known.
    pub values: Vec<Option<f64>>,
    /// How many of the last slots are unripe.
    pub unripe: usize,
}

/// The newest ripe value of a series as shown, with what a missing point means. None when nothing is known.
pub fn newest(series: &Series, metric: &Metric) -> Option<f64> {
    match (series.last_ripe(), metric.missing) {
        (Some(point), Missing::Zero) if is_behind(series, point.at) => Some(0.0),
        (Some(point), Missing::Unknown | Missing::Bad) if is_far_behind(series, point.at) => None,
        (Some(point), _) => Some(series.shown(point)),
        (None, Missing::Zero) if series.ripe_to > i64::MIN => Some(0.0),
        (None, _) => None,
    }
}

fn is_behind(series: &Series, at: i64) -> bool {
    series.ripe_to.saturating_sub(at) > 2 * i64::from(series.period_secs)
}

fn is_far_behind(series: &Series, at: i64) -> bool {
    series.ripe_to.saturating_sub(at) > 5 * i64::from(series.period_secs)
}

/// A sparkline of `slots` slots from `from` to `to` (epoch seconds): counters averaged, gauges at their highest.
pub fn spark(series: &Series, metric: &Metric, from: i64, to: i64, slots: usize) -> Spark {
    let slots = slots.clamp(1, 600);
    let points = series.between(from, to);
    let span = (to - from).max(1);
    let mut sums = vec![(0.0_f64, 0_u32); slots];
    let mut unripe_from = slots;
    for point in points {
        let slot = ((point.at - from) * slots as i64 / span) as usize;
        let Some(cell) = sums.get_mut(slot) else { continue };
        let shown = series.shown(*point);
        match series.shape {
            Shape::Counter => cell.0 += shown,
            Shape::Gauge => cell.0 = if cell.1 == 0 { shown } else { cell.0.max(shown) },
        }
        cell.1 += 1;
        if !series.is_ripe(*point) {
            unripe_from = unripe_from.min(slot);
        }
    }
    let zero_to = zero_slots(series, metric, from, span, slots);
    let value = |(slot, (sum, count)): (usize, (f64, u32))| match (count, series.shape) {
        (0, _) => (slot < zero_to).then_some(0.0),
        (count, Shape::Counter) => Some(sum / f64::from(count)),
        (_, Shape::Gauge) => Some(sum),
    };
    let mut values: Vec<Option<f64>> = sums.into_iter().enumerate().map(value).collect();
    bridge(&mut values, span / slots as i64, i64::from(series.period_secs));
    Spark { values, unripe: slots - unripe_from }
}

/// How many slots from the left are zero where no point is: those that are ripe, for metrics of that meaning.
fn zero_slots(series: &Series, metric: &Metric, from: i64, span: i64, slots: usize) -> usize {
    if metric.missing != Missing::Zero || series.ripe_to == i64::MIN {
        return 0;
    }
    let ripe = (series.ripe_to - from).clamp(0, span);
    (ripe * slots as i64 / span) as usize
}

/// Slots shorter than the period hold no point of their own: they take the one before.
fn bridge(values: &mut [Option<f64>], slot_secs: i64, period_secs: i64) {
    if slot_secs >= period_secs {
        return;
    }
    let reach = (period_secs / slot_secs.max(1)) as usize;
    let mut held: Option<(usize, f64)> = None;
    for (slot, value) in values.iter_mut().enumerate() {
        match (*value, held) {
            (Some(present), _) => held = Some((slot, present)),
            (None, Some((since, present))) if slot - since <= reach => *value = Some(present),
            (None, _) => {}
        }
    }
}

/// Points of a chart: time in epoch seconds and the scaled value; none marks a gap.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    /// Oldest first.
    pub points: Vec<(f64, Option<f64>)>,
    /// How many of the last points are unripe.
    pub unripe: usize,
}

/// The points of a series from `from` to `to` (epoch seconds), at most `most` of them.
pub fn curve(series: &Series, metric: &Metric, (from, to): (i64, i64), factor: f64, most: usize) -> Curve {
    let points = series.between(from, to);
    let period = i64::from(series.period_secs);
    let stride = points.len().div_ceil(most.max(1)).max(1);
    let fills_zero = metric.missing == Missing::Zero;
    let mut curve = Curve { points: Vec::with_capacity(points.len().div_ceil(stride) + 8), unripe: 0 };
    // The first point that can be there is the first whole period after `from`.
    let mut last = from + (period - from.rem_euclid(period.max(1))) % period.max(1) - period;
    for chunk in points.chunks(stride) {
        let Some(first) = chunk.first() else { continue };
        if first.at - last > period + period / 2 {
            curve.gap(last + period, first.at - period, fills_zero);
        }
        let value = match series.shape {
            Shape::Counter => chunk.iter().map(|p| series.shown(*p)).sum::<f64>() / chunk.len() as f64,
            Shape::Gauge => chunk.iter().map(|p| p.value).fold(f64::MIN, f64::max),
        };
        curve.points.push((first.at as f64, Some(value * factor)));
        curve.unripe += usize::from(chunk.iter().any(|point| !series.is_ripe(*point)));
        last = chunk.last().map_or(last, |point| point.at);
    }
    let ripe_end = series.ripe_to.min(to) - period;
    if ripe_end - last > period / 2 && series.ripe_to > i64::MIN {
        curve.gap(last + period, ripe_end, fills_zero);
    }
    curve
}

impl Curve {
    /// Between two moments no point was published.
    fn gap(&mut self, from: i64, to: i64, is_zero: bool) {
        let value = is_zero.then_some(0.0);
        self.points.push((from as f64, value));
        if to > from {
            self.points.push((to as f64, value));
        }
    }

    /// The greatest value.
    pub fn most(&self) -> Option<f64> {
        self.points.iter().filter_map(|point| point.1).reduce(f64::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{Point, Unit};

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

    fn series(shape: Shape, points: &[(i64, f64)], ripe_to: i64) -> Series {
        let points: Vec<_> = points.iter().map(|(at, value)| Point { at: *at, value: *value }).collect();
        Series::new(Unit::Count, shape, 60).with_points(points, ripe_to)
    }

    #[test]
    fn a_gap_is_drawn_as_a_gap_and_a_silent_counter_as_zero() {
        let points = [(0, 60.0), (600, 60.0)];
        let gauge = curve(
            &series(Shape::Gauge, &points, 660),
            &metric(Missing::Unknown, Shape::Gauge),
            (0, 660),
            1.0,
            99,
        );
        assert!(gauge.points.contains(&(60.0, None)));
        let counter = series(Shape::Counter, &points, 660);
        let counter = curve(&counter, &metric(Missing::Zero, Shape::Counter), (0, 660), 1.0, 99);
        assert!(counter.points.contains(&(60.0, Some(0.0))));
    }

    #[test]
    fn a_counter_that_fell_silent_reads_zero_and_a_gauge_unknown() {
        let counter = series(Shape::Counter, &[(0, 60.0)], 1_200);
        assert_eq!(newest(&counter, &metric(Missing::Zero, Shape::Counter)), Some(0.0));
        let gauge = series(Shape::Gauge, &[(0, 60.0)], 1_200);
        assert_eq!(newest(&gauge, &metric(Missing::Bad, Shape::Gauge)), None);
    }

    #[test]
    fn a_chart_that_begins_between_two_points_does_not_begin_with_a_gap() {
        let counter = series(Shape::Counter, &[(60, 60.0), (120, 60.0)], 180);
        let counter = curve(&counter, &metric(Missing::Zero, Shape::Counter), (10, 180), 1.0, 99);
        assert_eq!(counter.points.first(), Some(&(60.0, Some(1.0))));
    }

    #[test]
    fn unripe_slots_are_counted_from_the_right() {
        let series = series(Shape::Gauge, &[(0, 1.0), (60, 1.0), (120, 1.0), (180, 1.0)], 180);
        let spark = spark(&series, &metric(Missing::Unknown, Shape::Gauge), 0, 240, 4);
        assert_eq!((spark.values, spark.unripe), (vec![Some(1.0); 4], 1));
    }
}
