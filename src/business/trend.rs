//! Days put together over a range: totals, buckets and the comparison with an earlier period.
//! A day nobody has read is unknown and stays so; a day that was read and had no item is zero.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{
    counters::{Counters, DayCounters},
    kpi::{Change, Kpi, Kpis},
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

/// Which days a comparison stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// All days of both periods.
    Whole,
    /// The closed days only: today is still open and is left out of both sides.
    ClosedDays,
    /// One day that is still open, against a whole earlier day: amounts are a part, rates are fair.
    OpenDay,
}

/// A period beside an earlier one of equal length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// KPIs of the compared days of the period.
    pub now: Kpis,
    /// KPIs of the earlier days.
    pub before: Kpis,
    /// Counters of the compared days of the period.
    pub counters: Counters,
    /// Counters of the earlier days.
    pub counters_before: Counters,
    /// Which days are compared.
    pub basis: Basis,
    /// True when some of the earlier days were not read.
    pub is_partial: bool,
}

impl Comparison {
    /// How a KPI changed. An amount of an open day has no change: see [`Self::part_of`].
    pub fn change(&self, kpi: Kpi) -> Option<Change> {
        if self.basis == Basis::OpenDay && matches!(kpi, Kpi::Revenue | Kpi::Orders) {
            return None;
        }
        self.now.change(&self.before, kpi)
    }

    /// For an open day: the share of the earlier day's amount that is reached so far, 0 to 1 and beyond.
    pub fn part_of(&self, kpi: Kpi) -> Option<f64> {
        let (now, before) = (self.now.value(kpi)?, self.before.value(kpi)?);
        (self.basis == Basis::OpenDay && before > 0.0).then_some(now / before)
    }

    /// How a counter changed, in percent; none for an open day and against nothing.
    pub fn counter_change(&self, of: impl Fn(&Counters) -> i64) -> Option<Change> {
        let (now, before) = (of(&self.counters) as f64, of(&self.counters_before) as f64);
        let is_told = self.basis != Basis::OpenDay && before != 0.0;
        is_told.then(|| Change::Percent((now - before) / before.abs() * 100.0))
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

    /// True when nothing was read.
    pub const fn is_empty(&self) -> bool {
        self.known.is_empty()
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

    /// The period beside an earlier one of equal length. When the period ends on the open day `today`, that
    /// day and its counterpart are left out, so that equal lengths of time are compared. None when either
    /// side was not read at all.
    pub fn compare(&self, range: DateRange, before: DateRange, today: NaiveDate) -> Option<Comparison> {
        let is_open = range.to() >= today;
        let (now_range, before_range, basis) = match (is_open, range.days()) {
            (false, _) => (range, before, Basis::Whole),
            (true, 1) => (range, before, Basis::OpenDay),
            (true, _) => {
                let closed_to = today.pred_opt().unwrap_or(today);
                let now = DateRange::new(range.from(), closed_to).unwrap_or(range);
                let cut = chrono::TimeDelta::days(now.days() - 1);
                let until = before.from().checked_add_signed(cut).unwrap_or(before.to());
                (now, DateRange::new(before.from(), until).unwrap_or(before), Basis::ClosedDays)
            }
        };
        let (now, then) = (self.total(now_range), self.total(before_range));
        (!now.is_unknown() && !then.is_unknown()).then(|| Comparison {
            now: Kpis::of(&now.counters),
            before: Kpis::of(&then.counters),
            counters: now.counters,
            counters_before: then.counters,
            basis,
            is_partial: !then.is_whole() || !now.is_whole(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
    fn the_open_day_is_left_out_of_both_sides() {
        let mut book = DayBook::default();
        let days: Vec<_> = (1..=6).map(|d| day(&format!("2026-11-0{d}"), 10 * d)).collect();
        book.take(range("2026-11-01", "2026-11-06"), &days);
        let now = range("2026-11-04", "2026-11-06");
        let compared = book.compare(now, now.previous(), date("2026-11-06")).unwrap();
        assert_eq!(compared.basis, Basis::ClosedDays);
        assert_eq!((compared.now.revenue, compared.before.revenue), (Decimal::from(90), Decimal::from(30)));
        assert_eq!(compared.change(Kpi::Revenue), Some(Change::Percent(200.0)));
    }

    #[test]
    fn an_open_day_tells_its_part_and_no_change_of_amounts() {
        let mut book = DayBook::default();
        book.take(range("2026-11-01", "2026-11-02"), &[day("2026-11-01", 40), day("2026-11-02", 10)]);
        let today = range("2026-11-02", "2026-11-02");
        let compared = book.compare(today, today.previous(), date("2026-11-02")).unwrap();
        assert_eq!(compared.change(Kpi::Revenue), None);
        assert_eq!(compared.part_of(Kpi::Revenue), Some(0.25));
        assert_eq!(compared.change(Kpi::Conversion), Some(Change::Points(0.0)));
    }

    #[test]
    fn nothing_is_compared_with_days_that_were_not_read() {
        let mut book = DayBook::default();
        book.take(range("2026-11-02", "2026-11-02"), &[day("2026-11-02", 10)]);
        let today = range("2026-11-02", "2026-11-02");
        assert_eq!(book.compare(today, today.previous(), date("2026-11-03")), None);
    }

    #[test]
    fn weeks_without_a_read_day_stay_gaps() {
        let mut book = DayBook::default();
        book.take(range("2026-11-09", "2026-11-10"), &[day("2026-11-09", 7)]);
        let weeks = book.buckets(range("2026-11-02", "2026-11-15"), Granularity::Week);
        assert_eq!(weeks[0].1, None);
        assert_eq!(weeks[1].1.map(|c| c.revenue), Some(Decimal::from(7)));
    }
}
