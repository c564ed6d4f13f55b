//! How far back a chart looks, and the period CloudWatch is asked for at that distance.
//! Periods follow CloudWatch's retention tiers: 60 s for 15 days, 300 s for 63 days, 3600 s beyond.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// A span of time that ends now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// 15 minutes, by the minute.
    Minutes15,
    /// 1 hour, by the minute.
    Hour1,
    /// 3 hours, by the minute: what health is judged on.
    Hours3,
    /// 6 hours, by the minute.
    Hours6,
    /// 24 hours, by 5 minutes.
    Hours24,
    /// 7 days, by 15 minutes.
    Days7,
    /// 30 days, by the hour.
    Days30,
    /// 90 days, by 6 hours.
    Days90,
    /// 15 months, by the day: as far back as CloudWatch keeps anything.
    Months15,
}

impl Window {
    /// Every window, shortest first.
    pub const ALL: [Self; 9] = [
        Self::Minutes15,
        Self::Hour1,
        Self::Hours3,
        Self::Hours6,
        Self::Hours24,
        Self::Days7,
        Self::Days30,
        Self::Days90,
        Self::Months15,
    ];

    /// The window that health is judged on and that is always asked.
    pub const JUDGED: Self = Self::Hours3;

    /// Length of the window.
    pub const fn span(self) -> TimeDelta {
        TimeDelta::seconds(match self {
            Self::Minutes15 => 900,
            Self::Hour1 => 3_600,
            Self::Hours3 => 10_800,
            Self::Hours6 => 21_600,
            Self::Hours24 => 86_400,
            Self::Days7 => 604_800,
            Self::Days30 => 2_592_000,
            Self::Days90 => 7_776_000,
            Self::Months15 => 455 * 86_400,
        })
    }

    /// Seconds a point stands for, for a metric published every `native_secs`.
    pub fn period_secs(self, native_secs: u32) -> u32 {
        let tier = match self {
            Self::Minutes15 | Self::Hour1 | Self::Hours3 | Self::Hours6 => 60,
            Self::Hours24 => 300,
            Self::Days7 => 900,
            Self::Days30 => 3_600,
            Self::Days90 => 21_600,
            Self::Months15 => 86_400,
        };
        tier.max(native_secs)
    }

    /// The window whose points serve this one: the short windows are the end of the judged one.
    pub const fn served_by(self) -> Self {
        match self {
            Self::Minutes15 | Self::Hour1 | Self::Hours3 => Self::Hours3,
            longer => longer,
        }
    }

    /// Short name, as on the screen: `15m`, `3h`, `7d`.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Minutes15 => "15m",
            Self::Hour1 => "1h",
            Self::Hours3 => "3h",
            Self::Hours6 => "6h",
            Self::Hours24 => "24h",
            Self::Days7 => "7d",
            Self::Days30 => "30d",
            Self::Days90 => "90d",
            Self::Months15 => "15mo",
        }
    }

    /// The next longer window, or itself.
    pub fn longer(self) -> Self {
        Self::ALL.into_iter().find(|w| *w > self).unwrap_or(self)
    }

    /// The next shorter window, or itself.
    pub fn shorter(self) -> Self {
        Self::ALL.into_iter().rev().find(|w| *w < self).unwrap_or(self)
    }
}

/// No stretch that is read from outside reaches beyond the year 9999.
const FARTHEST: i64 = 253_402_300_799;

/// A span of time that has been looked at and does not move: zoomed, panned, or last week's. Its bounds are whole
/// minutes, so that equal looks are equal questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(try_from = "Written")]
pub struct Stretch {
    from: i64,
    to: i64,
}

/// A stretch as it is written down; it is checked when it is read.
#[derive(Deserialize)]
struct Written {
    from: i64,
    to: i64,
}

impl TryFrom<Written> for Stretch {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, &'static str> {
        let stretch = Self { from: written.from, to: written.to };
        let is_sound = (0..=FARTHEST).contains(&written.from) && (0..=FARTHEST).contains(&written.to);
        if is_sound && Self::new(written.from, written.to) == stretch {
            Ok(stretch)
        } else {
            Err("the bounds are not those of a stretch of time")
        }
    }
}

impl Stretch {
    /// The shortest stretch, in seconds.
    pub const LEAST_SECS: i64 = 300;
    /// The longest: CloudWatch keeps nothing older than 455 days.
    pub const MOST_SECS: i64 = 455 * 86_400;

    /// From one moment to another (epoch seconds), widened to whole minutes; too short or too long is set right.
    pub fn new(from: i64, to: i64) -> Self {
        let to = to.div_euclid(60) * 60 + if to.rem_euclid(60) > 0 { 60 } else { 0 };
        let span = to.saturating_sub(from).clamp(Self::LEAST_SECS, Self::MOST_SECS);
        Self { from: (to - span).div_euclid(60) * 60, to }
    }

    /// First moment, epoch seconds.
    pub const fn from(self) -> i64 {
        self.from
    }

    /// End, epoch seconds, not part of it.
    pub const fn to(self) -> i64 {
        self.to
    }

    /// Length in seconds.
    pub const fn secs(self) -> i64 {
        self.to - self.from
    }

    /// Seconds a point stands for: fine enough for some hundred points, and never finer than CloudWatch keeps at that
    /// age (60 s for 15 days, 300 s for 63 days, 3600 s beyond) or than the metric is published.
    pub fn period_secs(self, native_secs: u32, now: i64) -> u32 {
        const DAY: i64 = 86_400;
        let kept = match now.saturating_sub(self.from) {
            age if age > 63 * DAY => 3_600,
            age if age > 15 * DAY => 300,
            _ => 60,
        };
        let wanted = self.secs() / 400;
        let fine = [60, 300, 900, 3_600, 21_600, 86_400];
        let tier = fine.into_iter().find(|period| i64::from(*period) >= wanted.max(kept)).unwrap_or(86_400);
        tier.max(native_secs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_points_are_asked_as_coarsely_as_they_are_kept() {
        let now = 1_760_000_000;
        let hours = |from: i64, to: i64| Stretch::new(now - from * 3_600, now - to * 3_600);
        let periods = [
            (hours(3, 0), 60),
            (hours(24, 0), 300),
            (hours(24 * 16, 24 * 16 - 1), 300),
            (hours(24 * 70, 24 * 70 - 1), 3_600),
            (hours(24 * 455, 0), 86_400),
        ];
        for (stretch, period) in periods {
            assert_eq!(stretch.period_secs(60, now), period.min(86_400), "{stretch:?}");
        }
    }

    #[test]
    fn bounds_are_whole_minutes_in_any_order() {
        let stretch = Stretch::new(61, 1_000);
        assert_eq!((stretch.from(), stretch.to()), (60, 1_020));
        assert_eq!(Stretch::new(5_000, 10).secs(), Stretch::LEAST_SECS);
    }
}
