//! The loss clock: when the first record is lost if nothing changes. A lower bound, so that nobody sleeps on a promise;
//! blank where it is not heading there.

use chrono::{DateTime, Utc};

use super::sentence::time;
use crate::pipeline::{Course, Lag, Loss, say_span};

/// What the clock is computed from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Heading {
    /// Arrival of the oldest record that waits, epoch seconds; not later than it really is.
    pub(super) head: i64,
    /// When that was measured.
    pub(super) at: i64,
    /// Seconds the age grows each second, at the most.
    pub(super) steepest: f64,
    /// Seconds a record is kept.
    pub(super) kept_secs: f64,
}

impl Heading {
    /// For a lag that grows; none for one that does not.
    pub(super) fn of(lag: Lag, head: i64, at: i64, steepest: f64, kept_secs: Option<f64>) -> Option<Self> {
        let steepest = match lag.course {
            Course::Standing => 1.0,
            Course::Behind { .. } if lag.slope >= 0.02 => steepest.clamp(lag.slope.min(1.0), 1.0),
            // A backlog that shrinks may still grow old before it is gone.
            Course::CatchingUp { eta_secs }
                if lag.slope >= 0.02 && lag.age_secs + lag.slope * eta_secs >= kept_secs? =>
            {
                steepest.clamp(lag.slope.min(1.0), 1.0)
            }
            _ => return None,
        };
        Some(Self { head, at, steepest, kept_secs: kept_secs? })
    }

    /// The same if nothing got through from now on: where the pace is set by somebody who refuses, it may get worse
    /// at any moment.
    pub(super) const fn at_worst(self) -> Self {
        Self { steepest: 1.0, ..self }
    }

    /// When the age reaches what is kept.
    pub(super) fn loss(self, now: DateTime<Utc>) -> Option<Loss> {
        let age = (self.at - self.head).max(0) as f64;
        let left = (self.kept_secs - age) / self.steepest.clamp(0.01, 1.0);
        // Nobody plans further ahead than two months; and time must not overflow.
        if !left.is_finite() || left > 60.0 * 86_400.0 {
            return None;
        }
        let at = time(self.at.saturating_add(left as i64));
        let wait = (at - now).num_seconds();
        let sentence = if wait <= 0 {
            "the oldest records are being lost now".to_owned()
        } else {
            format!("the first record is lost in {} at the earliest", say_span(wait as f64))
        };
        Some(Loss { at, sentence: sentence.into() })
    }
}
