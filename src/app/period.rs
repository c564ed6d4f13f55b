//! Which days a viewer has chosen, and what they are compared with.

use chrono::{Datelike, NaiveDate};

use crate::business::{DateRange, Granularity};

/// Which days the business screens show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RangeChoice {
    /// Today only.
    Today,
    /// The last so many days, today included.
    Last(u32),
    /// This calendar month so far.
    Month,
    /// This calendar quarter so far.
    Quarter,
    /// This calendar year so far.
    Year,
    /// Given days.
    Days(DateRange),
}

/// What the shown period is compared with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Compare {
    /// Nothing.
    Nothing,
    /// The period of equal length before.
    #[default]
    Previous,
    /// The same days a week earlier.
    WeekBefore,
    /// The same days 28 days earlier.
    FourWeeksBefore,
    /// The same days a year earlier.
    YearBefore,
}

impl RangeChoice {
    /// The days that are meant, given what day it is today.
    pub fn days(self, today: NaiveDate) -> DateRange {
        match self {
            Self::Today => DateRange::ending(today, 1),
            Self::Last(days) => DateRange::ending(today, days),
            Self::Month => DateRange::since(Granularity::Month.around(today).from(), today),
            Self::Quarter => DateRange::since(quarter_start(today), today),
            Self::Year => DateRange::since(today.with_ordinal(1).unwrap_or(today), today),
            Self::Days(range) => range,
        }
    }
}

/// The first day of the calendar quarter around a day.
fn quarter_start(day: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(day.year(), day.month0() / 3 * 3 + 1, 1).unwrap_or(day)
}

impl Compare {
    /// Every choice, in the order the key goes through them.
    pub const ALL: [Self; 5] =
        [Self::Nothing, Self::Previous, Self::WeekBefore, Self::FourWeeksBefore, Self::YearBefore];

    /// The choice as it is typed and stored: `previous`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Previous => "previous",
            Self::WeekBefore => "week",
            Self::FourWeeksBefore => "28-days",
            Self::YearBefore => "year",
        }
    }

    /// The choice for people, as it ends the sentence "compared with".
    pub const fn label(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Previous => "the previous period",
            Self::WeekBefore => "the same days last week",
            Self::FourWeeksBefore => "the same days 28 days ago",
            Self::YearBefore => "the same days last year",
        }
    }
}
