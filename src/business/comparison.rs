//! A period beside an earlier one: equal numbers of days, the open day left out of both, and never a day that is known
//! against one that is not.

use chrono::{NaiveDate, TimeDelta};
use serde::Serialize;

use super::{
    counters::Counters,
    kpi::{Change, Kpi, Kpis},
    range::{Bucket, DateRange, Granularity},
    trend::{DayBook, Total},
};

/// Which days a comparison stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// All days of both periods.
    Whole,
    /// The closed days only: today is still open and is left out of both sides.
    ClosedDays,
    /// One day that is still open, against a whole earlier day: amounts are a part, rates are fair.
    OpenDay,
}

/// A period beside an earlier one.
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
    /// How many days of the period are compared.
    pub days: i64,
    /// With how many earlier ones: another number only where calendar periods differ in length.
    pub days_before: i64,
    /// True when days were left out of both sides because one side of them was not read.
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
    /// The period beside an earlier one. When the period ends on the open day `today`, that day and its counterpart
    /// are left out, so that equal lengths of time are compared. Where a day of one side was not read, it and its
    /// counterpart are left out as well; none when that leaves less than half of the days.
    pub fn compare(&self, range: DateRange, before: DateRange, today: NaiveDate) -> Option<Comparison> {
        let is_open = range.to() >= today;
        let (range, before, basis) = match (is_open, range.days()) {
            (false, _) => (range, before, Basis::Whole),
            (true, 1) => (range, before, Basis::OpenDay),
            (true, _) => {
                let closed_to = today.pred_opt().unwrap_or(today);
                let now = DateRange::new(range.from(), closed_to).unwrap_or(range);
                (now, first_days(before, now.days()), Basis::ClosedDays)
            }
        };
        let (now, then) = (self.total(range), self.total(before));
        if now.is_whole() && then.is_whole() {
            let sides = (now.counters, then.counters);
            return Some(comparison(sides, basis, (range.days(), before.days()), false));
        }
        let pairs = range.dates().zip(before.dates());
        let known = pairs.filter_map(|(now, then)| Some((self.day(now)?, self.day(then)?)));
        let mut days = 0;
        let mut sides = (Counters::default(), Counters::default());
        for (now, then) in known {
            days += 1;
            sides = (sides.0 + now, sides.1 + then);
        }
        (days > 0 && days * 2 >= range.days()).then(|| comparison(sides, basis, (days, days), true))
    }

    /// The earlier days that stand beside each period of a range, in its order, summed: calendar periods beside
    /// calendar periods where both ranges divide alike, else as many days as the period has. None where a period has no
    /// counterpart; its counters are none where a day of it was not read: a part is not drawn as if it were whole.
    pub fn beside(
        &self,
        range: DateRange,
        before: DateRange,
        granularity: Granularity,
    ) -> Vec<(Option<DateRange>, Option<Counters>)> {
        let (now, then) = (range.buckets(granularity), before.buckets(granularity));
        let are_alike = now.len() == then.len() && now.iter().zip(&then).all(|(a, b)| has_same_cut(a, b));
        let counterpart = |place: usize, bucket: &Bucket| {
            if are_alike {
                return then.get(place).map(|bucket| bucket.part);
            }
            let back = range.from() - before.from();
            let from = bucket.part.from().checked_sub_signed(back)?;
            let to = bucket.part.to().checked_sub_signed(back)?;
            DateRange::new(from, to).ok().filter(|days| before.contains(days.to()))
        };
        let sum = |(place, bucket)| {
            let days = counterpart(place, bucket);
            let total = days.map(|days| self.total(days)).filter(Total::is_whole);
            (days, total.map(|total| total.counters))
        };
        now.iter().enumerate().map(sum).collect()
    }
}

fn has_same_cut(a: &Bucket, b: &Bucket) -> bool {
    let head = |bucket: &Bucket| bucket.part.from() - bucket.whole.from();
    let tail = |bucket: &Bucket| bucket.part.to() == bucket.whole.to();
    head(a) == head(b) && (tail(a) == tail(b) || a.part.days() == b.part.days())
}

fn first_days(range: DateRange, days: i64) -> DateRange {
    let until = range.from().checked_add_signed(TimeDelta::days(days - 1)).unwrap_or(range.to());
    DateRange::since(range.from(), until.min(range.to()))
}

fn comparison(sides: (Counters, Counters), basis: Basis, days: (i64, i64), is_partial: bool) -> Comparison {
    Comparison {
        now: Kpis::of(&sides.0),
        before: Kpis::of(&sides.1),
        counters: sides.0,
        counters_before: sides.1,
        basis,
        days: days.0,
        days_before: days.1,
        is_partial,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::business::DayCounters;
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
    fn a_known_day_is_never_compared_with_an_unknown_one() {
        let mut book = DayBook::default();
        let now: Vec<_> = (11..=20).map(|d| day(&format!("2026-11-{d}"), 10)).collect();
        book.take(range("2026-11-11", "2026-11-20"), &now);
        // Of the ten days before, the first four are not kept anywhere.
        let before: Vec<_> = (5..=9).map(|d| day(&format!("2026-11-0{d}"), 5)).collect();
        book.take(range("2026-11-05", "2026-11-10"), &before);
        let shown = range("2026-11-11", "2026-11-20");
        let compared = book.compare(shown, shown.previous(), date("2026-11-22")).unwrap();
        assert!(compared.is_partial);
        assert_eq!((compared.days, compared.days_before), (6, 6));
        assert_eq!((compared.now.revenue, compared.before.revenue), (Decimal::from(60), Decimal::from(25)));
        let older = range("2026-10-28", "2026-11-06");
        assert_eq!(book.compare(shown, older, date("2026-11-22")), None, "two of ten days say nothing");
    }

    #[test]
    fn the_earlier_line_has_as_many_days_at_every_place() {
        let mut book = DayBook::default();
        let all = range("2026-08-01", "2026-11-22");
        for date in all.dates() {
            book.know(date, Counters { orders: 1, ..Counters::default() });
        }
        let shown = range("2026-10-24", "2026-11-22");
        let orders = |granularity, before| -> Vec<i64> {
            let beside = book.beside(shown, before, granularity);
            beside.into_iter().map(|(_, counters)| counters.map_or(-1, |counters| counters.orders)).collect()
        };
        assert_eq!(orders(Granularity::Week, shown.previous()), [2, 7, 7, 7, 7]);
        let quarter = range("2026-10-01", "2026-11-22");
        let months = book.beside(quarter, range("2026-07-01", "2026-08-22"), Granularity::Month);
        let orders: Vec<_> = months.iter().map(|(_, c)| c.map(|c| c.orders)).collect();
        assert_eq!(orders, [None, Some(22)], "July is not known, so it is not drawn");
    }
}
