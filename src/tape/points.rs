//! Points of series as they are written: runs of values at the series' own period, and what is new since before.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::form::{Garbled, second};
use crate::pipeline::{Point, Series, Shape, Unit};

/// Values at equal distances: the first moment (epoch seconds) and the values.
pub(super) type Run = (i64, Vec<f64>);

/// What a series is, without its points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(super) struct Kind {
    unit: Unit,
    shape: Shape,
    period_secs: u32,
}

/// What happened to the points of a series.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub(super) struct Change {
    /// Which series of its answer.
    pub(super) place: usize,
    /// Nothing held before counts.
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) whole: bool,
    /// Points before this are dropped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<i64>,
    /// Up to when points are final, when that moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ripe_to: Option<i64>,
    /// New and changed points.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    runs: Vec<Run>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

impl Kind {
    pub(super) const fn of(series: &Series) -> Self {
        Self { unit: series.unit, shape: series.shape, period_secs: series.period_secs }
    }

    fn empty(self) -> Series {
        Series::new(self.unit, self.shape, self.period_secs)
    }
}

impl Change {
    /// The whole series.
    pub(super) fn whole(place: usize, series: &Series) -> Self {
        let runs = runs(series.points().iter(), series.period_secs);
        Self { place, whole: true, from: None, ripe_to: Some(series.ripe_to), runs }
    }

    /// What makes `new` of `old`; none when they are equal.
    pub(super) fn between(place: usize, old: &Arc<Series>, new: &Arc<Series>) -> Option<Self> {
        if Arc::ptr_eq(old, new) {
            return None;
        }
        if Kind::of(old) != Kind::of(new) || new.ripe_to < old.ripe_to {
            return Some(Self::whole(place, new));
        }
        let Some(first) = new.points().first() else {
            return (old != new).then(|| Self::whole(place, new));
        };
        let held = old.between(first.at, i64::MAX);
        let Some(news) = news(held, new.points()) else { return Some(Self::whole(place, new)) };
        let change = Self {
            place,
            whole: false,
            from: (held.len() < old.points().len()).then_some(first.at),
            ripe_to: (new.ripe_to != old.ripe_to).then_some(new.ripe_to),
            runs: runs(news.iter(), new.period_secs),
        };
        let is_nothing = change.from.is_none() && change.ripe_to.is_none() && change.runs.is_empty();
        (!is_nothing).then_some(change)
    }

    /// Applies it to a series of this kind.
    ///
    /// # Errors
    /// When a moment lies outside of all calendars.
    pub(super) fn apply(self, kind: Kind, held: &mut Arc<Series>) -> Result<(), Garbled> {
        if self.whole {
            *held = Arc::new(kind.empty());
        }
        let ripe_to = self.ripe_to.unwrap_or(held.ripe_to);
        if ripe_to != i64::MIN {
            second(ripe_to)?;
        }
        let mut points = Vec::with_capacity(self.runs.iter().map(|(_, values)| values.len()).sum());
        for (start, values) in self.runs {
            let period = i64::from(kind.period_secs);
            second(start)?;
            second(start.saturating_add(period.saturating_mul(values.len() as i64)))?;
            let run = values.into_iter().zip(0_i64..);
            points.extend(run.map(|(value, step)| Point { at: start + step * period, value }));
        }
        let series = Arc::make_mut(held);
        if let Some(from) = self.from {
            series.trim_before(from);
        }
        series.merge(points, ripe_to);
        Ok(())
    }
}

/// Points of `new` that `held` does not have just so; none when `held` has points that `new` has not.
fn news(held: &[Point], new: &[Point]) -> Option<Vec<Point>> {
    let mut held = held.iter().peekable();
    let mut news = Vec::new();
    for point in new {
        match held.peek() {
            Some(before) if before.at < point.at => return None,
            Some(before) if before.at == point.at => {
                if before.value.to_bits() != point.value.to_bits() {
                    news.push(*point);
                }
                held.next();
            }
            _ => news.push(*point),
        }
    }
    held.next().is_none().then_some(news)
}

/// Points as runs of values at the period of the series.
fn runs<'a>(points: impl Iterator<Item = &'a Point>, period_secs: u32) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for point in points {
        match runs.last_mut() {
            Some((start, values)) if *start + i64::from(period_secs) * values.len() as i64 == point.at => {
                values.push(point.value);
            }
            _ => runs.push((point.at, vec![point.value])),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn series() -> impl Strategy<Value = Series> {
        let points = prop::collection::vec((0i64..40, -1e9f64..1e9), 0..20);
        (points, 0u32..4, 0i64..3_000).prop_map(|(points, period, ripe_to)| {
            let points = points.into_iter().map(|(at, value)| Point { at: at * 30, value });
            Series::new(Unit::Count, Shape::Gauge, period * 30).with_points(points, ripe_to)
        })
    }

    proptest! {
        #[test]
        fn a_change_makes_the_new_series_of_the_old(old in series(), new in series()) {
            let (old, new) = (Arc::new(old), Arc::new(new));
            let mut held = Arc::clone(&old);
            if let Some(change) = Change::between(0, &old, &new) {
                let written = serde_json::to_string(&change).unwrap();
                let read: Change = serde_json::from_str(&written).unwrap();
                read.apply(Kind::of(&new), &mut held).unwrap();
            }
            prop_assert_eq!(held, new);
        }
    }

    #[test]
    fn a_minute_more_is_one_value() {
        let minute = |count: i64| {
            let points = (0..count).map(|minute| Point { at: minute * 60, value: 0.1 });
            Arc::new(Series::new(Unit::Count, Shape::Counter, 60).with_points(points, count * 60 - 120))
        };
        let change = Change::between(3, &minute(180), &minute(181)).unwrap();
        assert_eq!(
            serde_json::to_string(&change).unwrap(),
            r#"{"place":3,"ripe_to":10740,"runs":[[10800,[0.1]]]}"#
        );
    }
}
