//! A series cut into time slots, one a period, up to the last that will not change any more. What an empty slot
//! means depends on the metric. Knows no thresholds.

use super::evidence::{SeriesView, Standing};
use crate::pipeline::{Metric, Missing, Window};

/// At least this many slots are looked at, however long the period.
const FEWEST: i64 = 5;

/// What a slot says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Slot {
    /// This value was measured, or follows from nothing having happened.
    Value(f64),
    /// Nothing was published, and that is a good sign.
    Fine,
    /// Nothing is known.
    Unknown,
}

/// Slots of equal length, oldest first.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Slots {
    /// Where the last slot ends, epoch seconds.
    pub(super) end: i64,
    /// Seconds a slot lasts.
    pub(super) period: i64,
    /// The slots.
    pub(super) cells: Vec<Slot>,
}

impl Slots {
    /// The judged window of a metric in slots; none when it may not be read or no moment is ripe yet.
    pub(super) fn of(metric: &Metric, view: SeriesView<'_>) -> Option<Self> {
        let series = view.series;
        if view.standing == Standing::Forbidden || series.ripe_to <= 0 {
            return None;
        }
        let period = i64::from(series.period_secs.max(1));
        let end = series.ripe_to.div_euclid(period) * period;
        let count = (Window::JUDGED.span().num_seconds() / period).max(FEWEST);
        let start = end - count * period;
        let mut cells = vec![Self::empty(metric.missing, view.standing); usize::try_from(count).ok()?];
        for point in series.between(start, end) {
            let index = usize::try_from((point.at - start) / period).ok()?;
            if let Some(slot) = cells.get_mut(index) {
                *slot = Slot::Value(point.value);
            }
        }
        Some(Self { end, period, cells })
    }

    /// Start of a slot, epoch seconds.
    pub(super) fn at(&self, index: usize) -> i64 {
        self.end - (self.cells.len() as i64 - index as i64) * self.period
    }

    /// The slots up to `end`.
    pub(super) fn cells_until(&self, end: i64) -> &[Slot] {
        let surplus = ((self.end - end).max(0) / self.period) as usize;
        self.cells.get(..self.cells.len().saturating_sub(surplus)).unwrap_or_default()
    }

    /// How many of the newest slots reach back to a moment; one at least.
    pub(super) fn back_to(&self, at: i64) -> usize {
        ((self.end - at) / self.period).max(1) as usize
    }

    /// The newest value and the start of its slot.
    pub(super) fn newest_value(&self) -> Option<(i64, f64)> {
        let back = self.cells.iter().rev().position(|slot| slot.value().is_some())?;
        let index = self.cells.len() - 1 - back;
        Some((self.at(index), self.cells.get(index)?.value()?))
    }

    /// What is known in the newest `count` slots, added up.
    pub(super) fn sum(&self, count: usize) -> f64 {
        self.newest(count).iter().filter_map(|slot| slot.value()).sum()
    }

    /// A counter by the second over the newest `count` slots that are known; none when none is.
    pub(super) fn per_sec(&self, count: usize) -> Option<f64> {
        let known = self.newest(count).iter().filter(|slot| **slot != Slot::Unknown).count();
        (known > 0).then(|| self.sum(count) / (known as i64 * self.period) as f64)
    }

    /// A counter added up from a moment to another; the newest known rate goes on after the last slot.
    pub(super) fn between(&self, from: i64, to: i64) -> f64 {
        let since = |at: i64| {
            let back = ((self.end - at).max(0) / self.period) as usize;
            let part = if at < self.end { (self.end - at).rem_euclid(self.period) as f64 } else { 0.0 };
            let edge =
                self.cells.len().checked_sub(back + 1).and_then(|index| self.cells.get(index)?.value());
            self.sum(back.min(self.cells.len())) + edge.unwrap_or(0.0) * part / self.period as f64
        };
        let ahead = (to - self.end.max(from)).max(0) as f64;
        (since(from) - since(to)).max(0.0) + self.per_sec(5).unwrap_or(0.0) * ahead
    }

    /// The busiest stretch of `span` seconds since a moment, by the second; 0 when nothing came in.
    pub(super) fn busiest_since(&self, from: i64, span: i64) -> f64 {
        let back = ((self.end - from).max(0) / self.period.max(1)) as usize;
        let count = (span / self.period.max(1)).max(1) as usize;
        let rate = |cells: &[Slot]| {
            let known: f64 = cells.iter().filter_map(|slot| slot.value()).sum();
            known / (cells.len() as i64 * self.period.max(1)) as f64
        };
        self.newest(back).windows(count).map(rate).fold(0.0, f64::max)
    }

    /// The newest `count` slots.
    pub(super) fn newest(&self, count: usize) -> &[Slot] {
        self.cells.get(self.cells.len().saturating_sub(count)..).unwrap_or_default()
    }

    fn empty(missing: Missing, standing: Standing) -> Slot {
        match (standing, missing) {
            (Standing::Complete, Missing::Zero) => Slot::Value(0.0),
            (Standing::Complete, Missing::Fine) => Slot::Fine,
            _ => Slot::Unknown,
        }
    }
}

impl Slot {
    /// The value, where there is one.
    pub(super) const fn value(self) -> Option<f64> {
        match self {
            Self::Value(value) => Some(value),
            Self::Fine | Self::Unknown => None,
        }
    }

    /// True when something is known to have been counted.
    pub(super) fn is_busy(self) -> bool {
        self.value().is_some_and(|value| value > 0.0)
    }

    /// True when it is known that nothing was counted.
    pub(super) fn is_zero(self) -> bool {
        self == Self::Value(0.0) || self == Self::Fine
    }
}
