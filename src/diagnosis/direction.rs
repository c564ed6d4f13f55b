//! Where an age is going, given its trend and where it was going before: standing, falling behind, catching up. Knows
//! neither stages nor what is read.

use super::slope::Trend;
use crate::pipeline::Course;

/// Nothing gets through: the age rises as fast as time passes.
pub(super) const STANDING: f64 = 0.8;
/// A slope below this is no slope.
const DEAD_BAND: f64 = 0.1;
/// Falling behind is believed once the age has risen by so many seconds.
const LEAST_RISE: f64 = 90.0;
/// Without a state before, an age this high that falls is a backlog that shrinks.
const BACKLOG: f64 = 300.0;
/// Ages below this are nobody's trouble, in seconds.
pub(super) const LEAST_AGE: f64 = 60.0;

/// The course of a trend, after `before`.
pub(super) fn course(trend: &Trend, usual: f64, before: Course) -> Course {
    let was_on = before != Course::Steady;
    // While it lasts the backlog itself is in what seems usual.
    let floor =
        if was_on { LEAST_AGE.max(usual.min(LEAST_AGE) * 2.0) } else { LEAST_AGE.max(3.0 * usual + 30.0) };
    if trend.age < floor {
        return Course::Steady;
    }
    let needs = 1.0 / (1.0 - trend.slope.clamp(0.0, 0.95));
    let fall = -trend.rise();
    let eta_secs = (trend.age - usual).max(0.0) / trend.slope.abs().max(0.01);
    let is_standing = trend.slope >= STANDING && trend.points >= 4 && trend.rise() >= 120.0;
    let is_behind = trend.slope >= DEAD_BAND && trend.points >= 6 && trend.rise() >= LEAST_RISE;
    let shrinks = trend.slope <= -DEAD_BAND && trend.points >= 3;
    match before {
        Course::Standing if trend.slope >= 0.5 => Course::Standing,
        _ if is_standing => Course::Standing,
        Course::Steady if shrinks && trend.age >= BACKLOG => Course::CatchingUp { eta_secs },
        Course::Standing | Course::Behind { .. }
            if shrinks && (trend.points >= 5 || fall >= 0.5 * (trend.age + fall)) =>
        {
            Course::CatchingUp { eta_secs }
        }
        Course::CatchingUp { .. } if !is_behind => Course::CatchingUp { eta_secs },
        Course::Standing | Course::Behind { .. } => Course::Behind { needs },
        _ if is_behind => Course::Behind { needs },
        _ => Course::Steady,
    }
}
