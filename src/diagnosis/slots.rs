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

    /// The same slots up to `end`, to be compared with others that end there.
    pub(super) fn until(mut self, end: i64) -> Self {
        let surplus = (self.end - end).max(0) / self.period;
        let keep = self.cells.len().saturating_sub(surplus as usize);
        self.cells.truncate(keep);
        self.end -= surplus * self.period;
        self
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
