//! The two clocks of the house: the wall's, and the demo's, which may run faster.
//! Everybody else is told what time it is.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

use crate::question::Clock;

/// The time of the machine.
#[expect(clippy::disallowed_methods, reason = "this is where the time of the machine enters the house")]
pub fn wall() -> Clock {
    Arc::new(Utc::now)
}

/// A clock that shows `start` now and runs `speed` times as fast as real time. It follows tokio's clock, so a
/// test that pauses time pauses it too.
pub fn scaled(start: DateTime<Utc>, speed: f64) -> Clock {
    let origin = Instant::now();
    Arc::new(move || start + stretch(origin.elapsed(), speed))
}

/// A stretch of real time in the time of a clock that runs `speed` times as fast.
pub(super) fn stretch(real: std::time::Duration, speed: f64) -> TimeDelta {
    TimeDelta::milliseconds((real.as_secs_f64() * speed * 1_000.0) as i64)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_demo_clock_runs_as_fast_as_it_is_told() {
        let clock = scaled(DateTime::UNIX_EPOCH, 60.0);
        assert_eq!(clock(), DateTime::UNIX_EPOCH);
        tokio::time::advance(Duration::from_secs(90)).await;
        assert_eq!(clock(), DateTime::UNIX_EPOCH + TimeDelta::minutes(90));
    }
}
