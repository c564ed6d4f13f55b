//! Days put together over a range: totals and periods.
//! A day nobody has read is unknown and stays so; a day that was read and had no item is zero.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{
    counters::{Counters, DayCounters},
    range::{Bucket, DateRange, Granularity},
};

/// What is known of a vendor's days, gathered from one or more answers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DayBook {
    days: BTreeMap<NaiveDate, Counters>,
    known: Vec<DateRange>,
}

/// The total over some days, and how many of them are known.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Total {
    /// Sum over the known days.
    pub counters: Counters,
    /// Days that were read.
    pub known_days: i64,
    /// Days asked for.
    pub days: i64,
}

impl Total {
    /// True when every day was read.
    pub const fn is_whole(&self) -> bool {
        self.known_days == self.days
    }

    /// True when no day was read: the total says nothing.
    pub const fn is_unknown(&self) -> bool {
        self.known_days == 0
    }
}

/// A day, week or month of a range, and what is known of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Period {
    /// The period and the part of it in the range.
    pub bucket: Bucket,
    /// Sum over the known days of the part; none where no day of it was read.
    pub counters: Option<Counters>,
    /// Days of the part that were read.
    pub known_days: i64,
    /// It holds the open day.
    pub is_open: bool,
}

impl Period {
    /// True when the whole period is over, in the range and read: only such periods are compared with each other.
    pub fn is_whole(&self) -> bool {
        self.part().is_none() && self.counters.is_some()
    }

    /// Why it is only a part, in a word: still `open`, `cut` by the range, or days `missing`. None for a whole period,
    /// and for one that was not read at all.
    pub fn part(&self) -> Option<&'static str> {
        self.counters?;
        if self.is_open {
            Some("open")
        } else if self.bucket.is_partial() {
            Some("cut")
        } else {
            (self.known_days < self.bucket.part.days()).then_some("missing")
        }
    }
}

impl DayBook {
    /// Takes in an answer: within `known`, a day that is absent from `days` had nothing happen.
    /// Of two answers about a day the later taken wins.
    pub fn take(&mut self, known: DateRange, days: &[DayCounters]) {
        self.days.extend(days.iter().filter(|d| known.contains(d.date)).map(|day| (day.date, day.counters)));
        if !self.known.contains(&known) {
            self.known.push(known);
        }
    }

    /// Takes in one day that is known.
    pub fn know(&mut self, date: NaiveDate, counters: Counters) {
        self.days.insert(date, counters);
    }

    /// True when nothing was read.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty() && self.days.is_empty()
    }

    /// Counters of a day; none when it was not read.
    pub fn day(&self, date: NaiveDate) -> Option<Counters> {
        match self.days.get(&date) {
            Some(counters) => Some(*counters),
            None => self.known.iter().any(|range| range.contains(date)).then(Counters::default),
        }
    }

    /// The total over a range.
    pub fn total(&self, range: DateRange) -> Total {
        let mut total = Total { days: range.days(), ..Total::default() };
        for counters in range.dates().filter_map(|date| self.day(date)) {
            total.counters += counters;
            total.known_days += 1;
        }
        total
    }

    /// The totals by day, week or month; none where no day of the bucket was read.
    pub fn buckets(&self, range: DateRange, granularity: Granularity) -> Vec<(Bucket, Option<Counters>)> {
        let buckets = range.buckets(granularity).into_iter();
        buckets
            .map(|bucket| {
                let total = self.total(bucket.part);
                (bucket, (!total.is_unknown()).then_some(total.counters))
            })
            .collect()
    }

    /// The periods of a range, each with what is known of it. `today` is the open day.
    pub fn periods(&self, range: DateRange, granularity: Granularity, today: NaiveDate) -> Vec<Period> {
        let period = |bucket: Bucket| {
            let total = self.total(bucket.part);
            Period {
                bucket,
                counters: (!total.is_unknown()).then_some(total.counters),
                known_days: total.known_days,
                is_open: bucket.part.contains(today),
            }
        };
        range.buckets(granularity).into_iter().map(period).collect()
    }

    /// The first and the last day that are known.
    pub fn ends(&self) -> Option<(NaiveDate, NaiveDate)> {
        let first = self.known.iter().map(DateRange::from).chain(self.days.keys().next().copied()).min()?;
        let last = self.known.iter().map(DateRange::to).chain(self.days.keys().next_back().copied()).max()?;
        Some((first, last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn range(from: &str, to: &str) -> DateRange {
        DateRange::new(date(from), date(to)).unwrap()
    }

    fn day(text: &str, revenue: i64) -> DayCounters {
        let counters =
            Counters { revenue: Decimal::from(revenue), orders: 1, product_views: 10, ..Counters::default() };
        DayCounters { date: date(text), counters }
    }

    #[test]
    fn a_day_nobody_read_is_unknown_and_a_day_without_an_item_is_zero() {
        let mut book = DayBook::default();
        book.take(range("2026-11-10", "2026-11-12"), &[day("2026-11-10", 5)]);
        assert_eq!(book.day(date("2026-11-11")), Some(Counters::default()));
        assert_eq!(book.day(date("2026-11-13")), None);
        let total = book.total(range("2026-11-10", "2026-11-14"));
        assert_eq!((total.known_days, total.days, total.counters.revenue), (3, 5, Decimal::from(5)));
    }

    #[test]
    fn weeks_without_a_read_day_stay_gaps() {
        let mut book = DayBook::default();
        book.take(range("2026-11-09", "2026-11-10"), &[day("2026-11-09", 7)]);
        let weeks = book.buckets(range("2026-11-02", "2026-11-15"), Granularity::Week);
        assert_eq!(weeks[0].1, None);
        assert_eq!(weeks[1].1.map(|c| c.revenue), Some(Decimal::from(7)));
    }

    #[test]
    fn a_part_of_a_period_says_what_kind_of_part_it_is() {
        let mut book = DayBook::default();
        book.take(range("2026-10-28", "2026-11-22"), &[]);
        book.take(range("2026-10-19", "2026-10-20"), &[]);
        let today = date("2026-11-22");
        let weeks = book.periods(range("2026-10-07", "2026-11-22"), Granularity::Week, today);
        let parts: Vec<_> = weeks.iter().map(|week| (week.counters.is_some(), week.part())).collect();
        let (gap, whole) = ((false, None), (true, None));
        let missing = (true, Some("missing"));
        assert_eq!(parts, [gap, gap, missing, missing, whole, whole, (true, Some("open"))]);
        let cut = book.periods(range("2026-10-28", "2026-11-08"), Granularity::Week, today);
        assert_eq!(cut.iter().map(Period::part).collect::<Vec<_>>(), [Some("cut"), None]);
    }

    proptest! {
        /// Days to weeks to months keep their sums, whatever the range, over leap days and year ends.
        #[test]
        fn sums_are_kept_at_every_granularity(
            start in 0i32..14_000, amounts in prop::collection::vec(-9_999i64..99_999, 1..420), holes in 1usize..9,
        ) {
            let last = NaiveDate::from_num_days_from_ce_opt(730_000 + start).unwrap();
            let range = DateRange::ending(last, u32::try_from(amounts.len()).unwrap());
            let mut book = DayBook::default();
            for (place, (date, cents)) in range.dates().zip(&amounts).enumerate() {
                if place % (holes + 1) > 0 {
                    let revenue = Decimal::new(*cents, 2);
                    book.know(date, Counters { revenue, orders: cents % 7, ..Counters::default() });
                }
            }
            let whole = book.total(range);
            for granularity in [Granularity::Day, Granularity::Week, Granularity::Month] {
                let periods = book.periods(range, granularity, last);
                let sum: Counters = periods.iter().filter_map(|period| period.counters).sum();
                prop_assert_eq!(sum, whole.counters);
                prop_assert_eq!(periods.iter().map(|period| period.known_days).sum::<i64>(), whole.known_days);
                prop_assert_eq!(periods.iter().map(|period| period.bucket.part.days()).sum::<i64>(), range.days());
            }
        }
    }
}
