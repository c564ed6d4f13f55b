//! How far back a chart looks, and the period CloudWatch is asked for at that distance.
//! Periods follow CloudWatch's retention tiers: 60 s for 15 days, 300 s for 63 days, 3600 s beyond.

use chrono::TimeDelta;
use serde::Serialize;

/// A span of time that ends now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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
}

impl Window {
    /// Every window, shortest first.
    pub const ALL: [Self; 7] =
        [Self::Minutes15, Self::Hour1, Self::Hours3, Self::Hours6, Self::Hours24, Self::Days7, Self::Days30];

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
        })
    }

    /// Seconds a point stands for, for a metric published every `native_secs`.
    pub fn period_secs(self, native_secs: u32) -> u32 {
        let tier = match self {
            Self::Minutes15 | Self::Hour1 | Self::Hours3 | Self::Hours6 => 60,
            Self::Hours24 => 300,
            Self::Days7 => 900,
            Self::Days30 => 3_600,
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
