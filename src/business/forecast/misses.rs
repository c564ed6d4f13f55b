//! How far forecasts of this very series were off: made anew from each day of the past, held against what came.
//! Intervals are drawn from these misses (conformal), and proved on days they have not seen. Knows no calendar.

use super::weekly::Weekly;
use crate::business::middle::quantile;

/// Share of days that the interval is to hold.
pub(super) const LEVEL: f64 = 0.8;
/// Days of history that past forecasts are made from at least: a third of what is known, within these. One made
/// from two weeks misses by more than the one that is asked for.
const TRAINING: (usize, usize) = (14, 42);
/// Days whose misses an interval is drawn from.
const CALIBRATION_DAYS: usize = 84;
/// Days forecast that an interval needs at least.
const LEAST_CALIBRATION: usize = 7;
/// Days that are held out to prove it.
pub(super) const HELD_OUT: usize = 28;
/// Horizons whose misses go together: a week.
const BAND: usize = 7;

/// A forecast of a day that has come since.
#[derive(Clone, Copy, Debug)]
struct Miss {
    /// Known days when it was made.
    origin: usize,
    /// Place of the day.
    target: usize,
    expected: f64,
    actual: f64,
    scale: f64,
    is_slight: bool,
}

impl Miss {
    /// Days ahead, 1 for the next.
    const fn ahead(&self) -> usize {
        self.target - self.origin + 1
    }

    /// The miss as a share of its scale.
    fn share(&self) -> Option<f64> {
        let share = (self.actual - self.expected) / self.scale;
        share.is_finite().then_some(share)
    }
}

/// Every forecast of the past that can be told.
#[derive(Clone, Debug)]
pub(super) struct Misses {
    all: Vec<Miss>,
    days: usize,
    horizon: usize,
}

/// How good forecasts of this series were.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Record {
    pub(super) days: usize,
    pub(super) folds: usize,
    pub(super) forecasts: usize,
    pub(super) coverage: f64,
    pub(super) miss: f64,
    pub(super) naive_miss: Option<f64>,
}

impl Misses {
    /// Forecasts from every day of the past that the intervals and their proof need.
    pub(super) fn of(history: &[Option<f64>], horizon: usize) -> Self {
        let days = history.len();
        let training = (days / 3).clamp(TRAINING.0, TRAINING.1);
        let first = days.saturating_sub(CALIBRATION_DAYS + HELD_OUT + horizon).max(training);
        let mut all = Vec::with_capacity((days.saturating_sub(first)) * horizon);
        for origin in first..days {
            let Some(weekly) = history.get(..origin).and_then(Weekly::of) else { continue };
            let future = history.iter().enumerate().skip(origin).take(horizon);
            all.extend(future.filter_map(|(target, actual)| {
                let ahead = target - origin + 1;
                Some(Miss {
                    origin,
                    target,
                    expected: weekly.expected(ahead),
                    actual: (*actual)?,
                    scale: weekly.scale(ahead),
                    is_slight: weekly.is_slight(ahead),
                })
            }));
        }
        Self { all, days, horizon }
    }

    /// The interval `ahead` days after the first `known` days, around what was expected then; none when too few
    /// forecasts had been told by that day.
    fn spread(&self, known: usize, ahead: usize, is_slight: bool) -> Option<(f64, f64)> {
        let from = known.saturating_sub(CALIBRATION_DAYS);
        let band = (ahead - 1) / BAND;
        let pool = |is_meant: &dyn Fn(&Miss) -> bool| -> Vec<f64> {
            let told = self.all.iter().filter(|miss| (from..known).contains(&miss.target));
            told.filter(|miss| is_meant(miss)).filter_map(Miss::share).collect()
        };
        if is_slight {
            // Of a weekday that carries nothing few misses are told: those of all horizons go together.
            return Some(shares(&mut pool(&|miss| miss.is_slight), self.horizon).unwrap_or((0.0, 0.0)));
        }
        let mut own = pool(&|miss| !miss.is_slight && (miss.ahead() - 1) / BAND == band);
        if own.len() >= LEAST_CALIBRATION * BAND {
            return shares(&mut own, BAND);
        }
        let mut near = pool(&|miss| !miss.is_slight);
        (near.len() >= LEAST_CALIBRATION * 3).then(|| shares(&mut near, self.horizon)).flatten()
    }

    /// Intervals for every horizon after the first `known` days, by `(low, high)` as shares of the scale.
    fn spreads(&self, known: usize) -> Option<Spreads> {
        let bands = self.horizon.div_ceil(BAND);
        let usual = (0..bands).map(|band| self.spread(known, band * BAND + 1, false));
        Some(Spreads { usual: usual.collect::<Option<_>>()?, slight: self.spread(known, 1, true)? })
    }

    /// Intervals after all known days.
    pub(super) fn newest(&self) -> Option<Spreads> {
        self.spreads(self.days)
    }

    /// The interval of a sum of the next `days` days as shares of what is expected of it, drawn from the misses of
    /// such sums; none where too few were told.
    pub(super) fn sum_spread(&self, known: usize, days: usize) -> Option<(f64, f64)> {
        let from = known.saturating_sub(CALIBRATION_DAYS);
        let mut sums = Vec::new();
        for origin in self.all.chunk_by(|a, b| a.origin == b.origin) {
            let told = origin.iter().take_while(|miss| miss.ahead() <= days && miss.target < known);
            let (count, expected, actual) = told.fold((0, 0.0, 0.0), |(count, expected, actual), miss| {
                (count + 1, expected + miss.expected, actual + miss.actual)
            });
            let is_late = origin.first().is_some_and(|miss| miss.origin + days > from);
            if count == days && is_late && expected > 0.0 {
                sums.push((actual - expected) / expected);
            }
        }
        (sums.len() >= LEAST_CALIBRATION).then(|| shares(&mut sums, days)).flatten()
    }

    /// How good they were on the last days: each interval drawn only from what was known when it was made.
    pub(super) fn record(&self, history: &[Option<f64>], rounded: impl Fn(Shape) -> Shape) -> Option<Record> {
        let from = self.days.saturating_sub(HELD_OUT);
        let mut seen = vec![false; self.days];
        let (mut folds, mut forecasts, mut held) = (0, 0_usize, 0_usize);
        let (mut missed, mut naive, mut sum) = (0.0, Some(0.0), 0.0);
        for told in self.all.chunk_by(|a, b| a.origin == b.origin) {
            let Some(first) = told.first().filter(|miss| miss.origin + self.horizon > from) else { continue };
            let Some(spreads) = self.spreads(first.origin) else { continue };
            let mut is_used = false;
            for miss in told.iter().filter(|miss| miss.target >= from) {
                let shape = rounded(spreads.shape(miss.ahead(), miss.expected, miss.scale, miss.is_slight));
                held += usize::from(shape.low <= miss.actual && miss.actual <= shape.high);
                missed += (miss.actual - miss.expected).abs();
                let last_week = miss.target.checked_sub((miss.ahead() - 1) / 7 * 7 + 7);
                let before = last_week.and_then(|place| history.get(place).copied().flatten());
                naive = naive.zip(before).map(|(sum, before)| sum + (miss.actual - before).abs());
                sum += miss.actual.abs();
                forecasts += 1;
                is_used = true;
                if let Some(day) = seen.get_mut(miss.target) {
                    *day = true;
                }
            }
            folds += usize::from(is_used);
        }
        (forecasts > 0 && sum > 0.0).then(|| Record {
            days: seen.iter().filter(|day| **day).count(),
            folds,
            forecasts,
            coverage: held as f64 / forecasts as f64,
            miss: missed / sum,
            naive_miss: naive.map(|naive| naive / sum),
        })
    }
}

/// Intervals by horizon, as shares of the scale.
#[derive(Clone, Debug)]
pub(super) struct Spreads {
    usual: Vec<(f64, f64)>,
    slight: (f64, f64),
}

/// An expected value and its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Shape {
    pub(super) point: f64,
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Shape {
    /// The interval around an expected value, which it always holds; never below zero.
    pub(super) fn around(point: f64, scale: f64, (low, high): (f64, f64)) -> Self {
        Self {
            point,
            low: (point + low * scale).min(point).max(0.0),
            high: (point + high * scale).max(point),
        }
    }
}

impl Spreads {
    /// The interval around what is expected `ahead` days on.
    pub(super) fn shape(&self, ahead: usize, expected: f64, scale: f64, is_slight: bool) -> Shape {
        let usual = self.usual.get((ahead - 1) / BAND).or(self.usual.last()).copied().unwrap_or((0.0, 0.0));
        Shape::around(expected, scale, if is_slight { self.slight } else { usual })
    }
}

/// The shares between which [`LEVEL`] of the misses lie, with the correction for few of them; `together` of them
/// tell of the same day and count as one.
fn shares(misses: &mut [f64], together: usize) -> Option<(f64, f64)> {
    let count = (misses.len() as f64 / together.max(1) as f64).max(1.0);
    let tail = (1.0 - LEVEL) / 2.0;
    let high = (1.0 - tail) * (count + 1.0) / count;
    Some((quantile(misses, 1.0 - high)?, quantile(misses, high)?))
}
