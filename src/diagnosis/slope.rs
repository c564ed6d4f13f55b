//! The slope of an age over time, robust against gaps, late points and single odd ones. An age cannot rise faster
//! than time passes: what would need that is not believed. Knows neither stages nor thresholds.

use super::slots::Slots;
use crate::pipeline::Unit;

/// Slots that are looked at.
const LOOKED_AT: usize = 30;
/// Points of the newest piece that is fitted first.
const SHORT: usize = 5;
/// Points of the whole piece at most: a longer one says nothing new and costs time.
const LONG: usize = 15;
/// A newest point older than this says nothing about now.
const STALE_SLOTS: i64 = 4;
/// Nobody is used to being later than this, in seconds.
const MOST_USUAL: f64 = 300.0;
/// Nothing is older than this, in seconds: three centuries.
const MOST_AGE: f64 = 1e10;
/// Seconds by which points scatter around a line.
const SLACK: f64 = 20.0;

/// An age at a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mark {
    /// End of the slot, epoch seconds.
    pub(super) at: i64,
    /// Seconds.
    pub(super) age: f64,
}

/// Where an age is going.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Trend {
    /// Seconds a second: the median of the slopes between all pairs of points.
    pub(super) slope: f64,
    /// A slope that few pairs exceed; never less than `slope`.
    pub(super) steepest: f64,
    /// The newest age that is believed.
    pub(super) age: f64,
    /// End of its slot, epoch seconds.
    pub(super) at: i64,
    /// Seconds of a slot.
    pub(super) period: i64,
    /// Seconds since the first point of this piece.
    pub(super) span: i64,
    /// Points of this piece.
    pub(super) points: usize,
}

impl Trend {
    /// Seconds by which the age changed over the piece.
    pub(super) fn rise(&self) -> f64 {
        self.slope * self.span as f64
    }

    /// The slope that a promise may be built on: a steep one where it has been steady for a while, and else the steepest
    /// there is.
    pub(super) fn surely(&self) -> f64 {
        let is_long = self.points >= LONG - 3 && self.span >= (LONG as i64 - 5) * self.period;
        let is_even = self.steepest <= 1.25 * self.slope + 0.03;
        if is_long && is_even { self.steepest } else { 1.0 }
    }

    /// The newest piece of a series of ages that goes one way; none with too few or too old points.
    pub(super) fn of(slots: &Slots, unit: Unit) -> Option<Self> {
        let marks = believed(marks(slots, unit, LOOKED_AT));
        let newest = marks.last()?;
        let is_stale = slots.end - newest.at > STALE_SLOTS * slots.period;
        if is_stale || marks.len() < 3 {
            return None;
        }
        let piece = newest_piece(&marks)?;
        let slopes = pair_slopes(piece)?;
        let first = piece.first()?;
        Some(Self {
            slope: slopes.median,
            steepest: slopes.steepest,
            age: newest.age,
            at: newest.at,
            period: slots.period,
            span: newest.at - first.at,
            points: piece.len(),
        })
    }
}

/// Ages in the newest `count` slots, in seconds.
pub(super) fn marks(slots: &Slots, unit: Unit, count: usize) -> Vec<Mark> {
    let scale = if unit == Unit::Milliseconds { 1_000.0 } else { 1.0 };
    let from = slots.cells.len().saturating_sub(count);
    let mark = |(index, slot): (usize, &super::slots::Slot)| {
        let age = slot.value()? / scale;
        Some(Mark { at: slots.at(index) + slots.period, age: age.clamp(0.0, MOST_AGE) })
    };
    slots.cells.iter().enumerate().skip(from).filter_map(mark).collect()
}

/// An age in whole seconds, whatever was published.
pub(super) const fn whole_secs(age: f64) -> i64 {
    age.clamp(0.0, MOST_AGE) as i64
}

/// What is usual: an age that four of five points of the older part of the window exceed, and never so much that an old
/// backlog would pass for a habit; 0 when nothing is known of it.
pub(super) fn usual(slots: &Slots, unit: Unit) -> f64 {
    let old = slots.cells.len().saturating_sub(LOOKED_AT);
    let scale = if unit == Unit::Milliseconds { 1_000.0 } else { 1.0 };
    let mut ages: Vec<f64> =
        slots.cells.iter().take(old).filter_map(|slot| Some(slot.value()? / scale)).collect();
    // Few points are no habit.
    if ages.len() < 10 {
        return 0.0;
    }
    ages.sort_unstable_by(f64::total_cmp);
    ages.get(ages.len() / 5).copied().unwrap_or(0.0).clamp(0.0, MOST_USUAL)
}

/// The marks without those that no age can have: jumps upward faster than time that the next point does not
/// confirm, and dips below what a later point proves.
fn believed(mut marks: Vec<Mark>) -> Vec<Mark> {
    let mut kept: Vec<Mark> = Vec::with_capacity(marks.len());
    for (index, mark) in marks.iter().enumerate() {
        let possible = |before: &Mark| before.age + (mark.at - before.at) as f64 + SLACK;
        let is_possible =
            kept.is_empty() || kept.iter().rev().take(3).any(|before| mark.age <= possible(before));
        let next = marks.get(index + 1);
        let is_confirmed = next.is_some_and(|next| next.age >= mark.age * 0.9 - SLACK);
        if is_possible || is_confirmed {
            kept.push(*mark);
        }
    }
    // A fall that no second point confirms may be another shard's reader.
    if let [.., before, last] = kept.as_slice()
        && before.age >= 60.0
        && last.age < before.age * 0.5
    {
        kept.pop();
    }
    let mut proven = f64::NEG_INFINITY;
    let mut later = i64::MAX;
    marks.clear();
    for mark in kept.into_iter().rev() {
        if later != i64::MAX {
            proven -= (later - mark.at) as f64;
        }
        later = mark.at;
        if mark.age >= proven - SLACK - 0.05 * proven.max(0.0) {
            marks.push(mark);
        }
        proven = proven.max(mark.age);
    }
    marks.reverse();
    marks
}

/// The marks at the end that lie on one line.
fn newest_piece(marks: &[Mark]) -> Option<&[Mark]> {
    let mut first = marks.len().saturating_sub(SHORT);
    let short = marks.get(first..)?;
    let end = short.last()?.at;
    let slope = pair_slopes(short)?.median;
    let at_end = |mark: &Mark| mark.age + slope * (end - mark.at) as f64;
    let level = median(&mut short.iter().map(at_end).collect::<Vec<_>>())?;
    let fits = |mark: &Mark| (at_end(mark) - level).abs() <= SLACK.max(0.1 * level.abs());
    let mut misses = 0;
    let oldest = marks.len().saturating_sub(LONG);
    for (index, mark) in marks.iter().enumerate().take(first).skip(oldest).rev() {
        if fits(mark) {
            (first, misses) = (index, 0);
        } else {
            misses += 1;
            if misses == 2 {
                break;
            }
        }
    }
    while marks.len() - first > 3 && marks.get(first).is_some_and(|mark| !fits(mark)) {
        first += 1;
    }
    let piece = marks.get(first..)?;
    let odd = piece.iter().filter(|mark| !fits(mark)).count();
    // A bend in the middle is two pieces: only the newer one counts, and it is short.
    if odd * 4 > piece.len() { marks.get(marks.len().checked_sub(3)?..) } else { Some(piece) }
}

struct Slopes {
    median: f64,
    steepest: f64,
}

/// Slopes between all pairs (Theil and Sen).
fn pair_slopes(marks: &[Mark]) -> Option<Slopes> {
    let mut slopes = Vec::with_capacity(marks.len() * marks.len() / 2);
    for (index, one) in marks.iter().enumerate() {
        for other in marks.iter().skip(index + 1) {
            let secs = other.at - one.at;
            if secs > 0 {
                slopes.push((other.age - one.age) / secs as f64);
            }
        }
    }
    let median = median(&mut slopes)?;
    // After `median` the slopes are sorted.
    let steepest = slopes.get(slopes.len() * 9 / 10).copied().unwrap_or(median);
    Some(Slopes { median, steepest: steepest.max(median) })
}

/// Sorts the values and gives the middle one.
pub(super) fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let upper = *values.get(values.len() / 2)?;
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *values.get(values.len() / 2 - 1)?;
    Some(f64::midpoint(lower, upper))
}
