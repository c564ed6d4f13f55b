//! When things happen in a run: at every hour of the day and on every weekday, spread by the seed.

use chrono::{DateTime, TimeDelta, Utc};
use tidewatch::simulator::Scenario;

/// The moments of one run.
pub(crate) struct Plan {
    /// The world begins.
    pub(crate) start: DateTime<Utc>,
    /// The scenario is played.
    pub(crate) played: DateTime<Utc>,
    /// The fault begins to exist: later than it was played where it waits for its hour.
    pub(crate) fault: DateTime<Utc>,
    /// It is mended.
    pub(crate) mended: DateTime<Utc>,
    /// Between two looks.
    pub(crate) step: TimeDelta,
}

/// A Monday midnight.
pub(super) const MONDAY: i64 = 1_794_787_200;
/// The crawler has done its round of the day at so many seconds after midnight.
const CRAWLED: i64 = 2 * 3_600 + 240;

impl Plan {
    /// The plan of a scenario and a seed.
    pub(crate) fn of(scenario: Scenario, seed: u64) -> Self {
        let day = MONDAY + (seed * 5 % 14) as i64 * 86_400;
        let seconds = (seed * 7 + 3) % 24 * 3_600 + seed * 613 % 3_600;
        let at = |secs: i64| DateTime::from_timestamp(secs, 0).unwrap_or_default();
        if scenario == Scenario::CrawlerLate {
            // What the crawler should have done is missing from its next round on.
            let fault = at(day + 86_400 + CRAWLED);
            let played = at(day + seconds as i64);
            let start = played - TimeDelta::minutes(15);
            return Self {
                start,
                played,
                fault,
                mended: fault + TimeDelta::hours(40),
                step: TimeDelta::minutes(5),
            };
        }
        let fault = at(day + seconds as i64);
        let start = fault - TimeDelta::minutes(15) - TimeDelta::seconds((seed % 60) as i64);
        // What is lost without a word takes hours to tell from chance.
        let lasts = if scenario == Scenario::RecordsMissing { 240 } else { 90 };
        Self {
            start,
            played: fault,
            fault,
            mended: fault + TimeDelta::minutes(lasts),
            step: TimeDelta::minutes(1),
        }
    }
}
