//! Ranges of business days, and the days, ISO weeks and months they fall into.
//! Knows no clock: who asks says which day is today.

use chrono::{Datelike, Days, Months, NaiveDate, TimeDelta, Weekday};
use serde::{Deserialize, Serialize};

/// Days from `from` to `to`, both included. `from` is never after `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(try_from = "Written")]
pub struct DateRange {
    from: NaiveDate,
    to: NaiveDate,
}

/// A range as it is written down; it is checked when it is read.
#[derive(Deserialize)]
struct Written {
    from: NaiveDate,
    to: NaiveDate,
}

impl TryFrom<Written> for DateRange {
    type Error = RangeError;

    fn try_from(days: Written) -> Result<Self, RangeError> {
        Self::new(days.from, days.to)
    }
}

/// Why two dates are not a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RangeError {
    /// The first day is after the last.
    #[error("the range ends on {to}, before it begins on {from}: swap --from and --to")]
    Backwards {
        /// First day as given.
        from: NaiveDate,
        /// Last day as given.
        to: NaiveDate,
    },
    /// More than ten years.
    #[error("the range has {0} days; at most 3660 can be asked for at once")]
    TooLong(i64),
}

impl DateRange {
    /// A range of at most ten years.
    pub fn new(from: NaiveDate, to: NaiveDate) -> Result<Self, RangeError> {
        if from > to {
            return Err(RangeError::Backwards { from, to });
        }
        let range = Self { from, to };
        if range.days() > 3660 {
            return Err(RangeError::TooLong(range.days()));
        }
        Ok(range)
    }

    /// The days from `from` up to `last`; only `last` where it is the earlier, at most ten years.
    pub fn since(from: NaiveDate, last: NaiveDate) -> Self {
        Self::new(from, last).unwrap_or_else(|_| Self::ending(last, 1))
    }

    /// The `days` days that end on `last` (at least one).
    pub fn ending(last: NaiveDate, days: u32) -> Self {
        let back = Days::new(u64::from(days.clamp(1, 3660) - 1));
        Self { from: last.checked_sub_days(back).unwrap_or(last), to: last }
    }

    /// First day.
    pub const fn from(&self) -> NaiveDate {
        self.from
    }

    /// Last day.
    pub const fn to(&self) -> NaiveDate {
        self.to
    }

    /// Number of days, at least 1.
    pub fn days(&self) -> i64 {
        (self.to - self.from).num_days() + 1
    }

    /// True when the day is in the range.
    pub fn contains(&self, date: NaiveDate) -> bool {
        self.from <= date && date <= self.to
    }

    /// Every day, in order.
    pub fn dates(&self) -> impl Iterator<Item = NaiveDate> + use<> {
        self.from.iter_days().take(usize::try_from(self.days()).unwrap_or(0))
    }

    /// The range of equal length that ends the day before this one begins.
    pub fn previous(&self) -> Self {
        self.shifted(-1)
    }

    /// The same days of the calendar a year earlier; 29 February becomes the 28th.
    pub fn year_before(&self) -> Option<Self> {
        let back = |day: NaiveDate| day.checked_sub_months(Months::new(12));
        Self::new(back(self.from)?, back(self.to)?).ok()
    }

    /// The range moved by `steps` of its own length; unchanged at the ends of the calendar.
    pub fn shifted(&self, steps: i32) -> Self {
        let by = TimeDelta::days(self.days() * i64::from(steps));
        match (self.from.checked_add_signed(by), self.to.checked_add_signed(by)) {
            (Some(from), Some(to)) => Self { from, to },
            _ => *self,
        }
    }

    /// The range moved back by so many days; none before the calendar begins.
    pub fn days_earlier(&self, days: i64) -> Option<Self> {
        let by = TimeDelta::days(days);
        Self::new(self.from.checked_sub_signed(by)?, self.to.checked_sub_signed(by)?).ok()
    }

    /// The part both ranges share.
    pub fn overlap(&self, other: &Self) -> Option<Self> {
        let (from, to) = (self.from.max(other.from), self.to.min(other.to));
        (from <= to).then_some(Self { from, to })
    }

    /// The buckets the range falls into, in order; the first and last may be partial.
    pub fn buckets(&self, granularity: Granularity) -> Vec<Bucket> {
        let mut buckets: Vec<Bucket> = Vec::new();
        for date in self.dates() {
            let whole = granularity.around(date);
            match buckets.last_mut() {
                Some(last) if last.whole == whole => last.part.to = date,
                _ => buckets.push(Bucket { whole, part: Self { from: date, to: date } }),
            }
        }
        buckets
    }
}

/// What days are summed into.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Granularity {
    /// Single days.
    #[default]
    Day,
    /// ISO weeks, Monday to Sunday.
    Week,
    /// Calendar months.
    Month,
}

impl Granularity {
    /// `day`, `week` or `month`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// The whole day, week or month around a date.
    pub fn around(self, date: NaiveDate) -> DateRange {
        match self {
            Self::Day => DateRange { from: date, to: date },
            Self::Week => {
                let week = date.week(Weekday::Mon);
                DateRange { from: week.first_day(), to: week.last_day() }
            }
            Self::Month => {
                let from = date.with_day(1).unwrap_or(date);
                DateRange { from, to: from + Days::new(u64::from(date.num_days_in_month()) - 1) }
            }
        }
    }
}

/// A day, week or month, and the part of it that lies in a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Bucket {
    /// The whole period.
    pub whole: DateRange,
    /// The part in the range.
    pub part: DateRange,
}

impl Bucket {
    /// True when the range cuts the period short.
    pub fn is_partial(&self) -> bool {
        self.whole != self.part
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_backwards_range_says_how_to_mend_it() {
        let wrong = DateRange::new(date("2026-11-08"), date("2026-11-01")).unwrap_err();
        assert!(wrong.to_string().contains("swap --from and --to"));
    }

    #[test]
    fn the_previous_range_has_equal_length_and_touches() {
        let week = DateRange::ending(date("2026-11-22"), 7);
        assert_eq!(week.previous().to(), date("2026-11-15"));
        assert_eq!(week.previous().days(), 7);
    }

    #[test]
    fn weeks_are_iso_weeks_and_cut_ones_are_partial() {
        let range = DateRange::new(date("2026-11-18"), date("2026-11-24")).unwrap();
        let weeks = range.buckets(Granularity::Week);
        assert_eq!(weeks.len(), 2);
        assert_eq!(weeks[0].whole.from(), date("2026-11-16"));
        assert!(weeks.iter().all(Bucket::is_partial));
    }

    #[test]
    fn a_range_from_outside_is_checked_like_any_other() {
        let read = |text: &str| serde_json::from_str::<DateRange>(text);
        let week = DateRange::ending(date("2026-11-22"), 7);
        assert_eq!(read(&serde_json::to_string(&week).unwrap()).unwrap(), week);
        assert!(read(r#"{"from":"2026-11-08","to":"2026-11-01"}"#).is_err());
        assert!(read(r#"{"from":"1926-11-08","to":"2026-11-01"}"#).is_err());
    }

    #[test]
    fn february_of_a_leap_year_has_29_days() {
        assert_eq!(Granularity::Month.around(date("2028-02-10")).to(), date("2028-02-29"));
    }

    proptest! {
        #[test]
        fn buckets_cover_each_day_once(start in 0i64..20_000, days in 1u32..500, g in 0usize..3) {
            let last = NaiveDate::from_num_days_from_ce_opt(720_000 + start as i32).unwrap();
            let range = DateRange::ending(last, days);
            let granularity = [Granularity::Day, Granularity::Week, Granularity::Month][g];
            let covered: Vec<_> = range.buckets(granularity).iter().flat_map(|b| b.part.dates()).collect();
            prop_assert_eq!(covered, range.dates().collect::<Vec<_>>());
        }
    }
}
