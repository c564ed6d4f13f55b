//! Which days come from where: the vendor table keeps the newest days, the lake the older ones. Also the
//! arithmetic of ranges that the keys move. Knows no answer, only where to ask.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use super::state::{App, Compare, RangeChoice};
use crate::{
    business::{DateRange, Granularity, VendorScope, View},
    question::{Estate, Question},
};

/// A range of days, cut to where its parts are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DaySplit {
    /// Days the vendor table keeps, up to today.
    pub table: Option<DateRange>,
    /// Older days, asked of the lake.
    pub lake: Option<DateRange>,
    /// Older days that nobody keeps: unknown.
    pub unkept: Option<DateRange>,
}

impl DaySplit {
    /// Cuts a range at today and at the first day the table keeps.
    pub fn of(range: DateRange, estate: &Estate, now: DateTime<Utc>) -> Self {
        let today = estate.business_day(now);
        let Ok(past) = DateRange::new(range.from(), range.to().min(today)) else {
            return Self::default();
        };
        let kept = estate.kept_from(now).filter(|from| *from <= past.to());
        let table = kept.and_then(|from| DateRange::new(from.max(past.from()), past.to()).ok());
        let older = match table {
            Some(table) => table.from().pred_opt().and_then(|last| DateRange::new(past.from(), last).ok()),
            None => Some(past),
        };
        if estate.lake.is_some() {
            Self { table, lake: older, unkept: None }
        } else {
            Self { table, lake: None, unkept: older }
        }
    }

    /// The questions that bring these days of a vendor.
    pub fn questions(self, vendor: &VendorScope) -> impl Iterator<Item = Question> {
        let table = self.table.map(|range| Question::VendorDays { vendor: vendor.clone(), range });
        let lake = self.lake.map(|range| Question::Summary {
            view: View::DailyVendorPerformance,
            vendor: vendor.clone(),
            range,
        });
        table.into_iter().chain(lake)
    }
}

impl App {
    /// The days the shown ones are compared with.
    pub fn compared_range(&self, today: NaiveDate) -> Option<DateRange> {
        let shown = self.date_range(today);
        match self.compare {
            Compare::Nothing => None,
            Compare::Previous => Some(shown.previous()),
            Compare::WeekBefore => days_before(shown, 7),
            Compare::FourWeeksBefore => days_before(shown, 28),
        }
    }

    /// Moves the days by their own length, or by whole months where they are one; never past today.
    pub(super) fn step_range(&mut self, steps: i32, today: NaiveDate) {
        let shown = self.date_range(today);
        let whole_month = Granularity::Month.around(shown.from());
        let is_month = self.range == RangeChoice::Month || shown == whole_month;
        let moved = if is_month { month_after(whole_month, steps) } else { shown.shifted(steps) };
        self.range = choice_of(moved, today, is_month);
    }
}

fn days_before(range: DateRange, days: i64) -> Option<DateRange> {
    let by = TimeDelta::days(days);
    DateRange::new(range.from().checked_sub_signed(by)?, range.to().checked_sub_signed(by)?).ok()
}

fn month_after(month: DateRange, steps: i32) -> DateRange {
    let inside = if steps < 0 { month.from().pred_opt() } else { month.to().checked_add_days(Days::new(1)) };
    inside.map_or(month, |day| Granularity::Month.around(day))
}

/// The choice that stands for a range: one that ends today goes on with the days, others stay where they are.
fn choice_of(range: DateRange, today: NaiveDate, is_month: bool) -> RangeChoice {
    let days = u32::try_from(range.days()).unwrap_or(1);
    if is_month && range.contains(today) {
        RangeChoice::Month
    } else if range.to() < today {
        RangeChoice::Days(range)
    } else if is_month {
        // A month that lies ahead: stay with this one.
        RangeChoice::Month
    } else if days == 1 {
        RangeChoice::Today
    } else {
        RangeChoice::Last(days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixture;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn range(from: &str, to: &str) -> DateRange {
        DateRange::new(date(from), date(to)).unwrap()
    }

    #[test]
    fn what_the_table_no_longer_keeps_is_asked_of_the_lake() {
        let (estate, now) = (fixture::estate(), fixture::now());
        let split = DaySplit::of(range("2026-10-01", "2026-12-31"), &estate, now);
        assert_eq!(split.table, Some(range("2026-10-24", "2026-11-22")));
        assert_eq!(split.lake, Some(range("2026-10-01", "2026-10-23")));
        let old = DaySplit::of(range("2026-01-01", "2026-01-31"), &estate, now);
        assert_eq!((old.table, old.lake), (None, Some(range("2026-01-01", "2026-01-31"))));
        let ahead = DaySplit::of(range("2027-01-01", "2027-01-31"), &estate, now);
        assert_eq!(ahead, DaySplit::default());
    }

    #[test]
    fn without_a_lake_older_days_are_unknown_and_not_asked() {
        let mut estate = fixture::estate();
        estate.lake = None;
        let split = DaySplit::of(range("2026-10-20", "2026-10-25"), &estate, fixture::now());
        assert_eq!(split.unkept, Some(range("2026-10-20", "2026-10-23")));
        assert_eq!(split.questions(&VendorScope::All).count(), 1);
    }

    #[test]
    fn stepping_back_and_forth_comes_home() {
        let today = date("2026-11-22");
        for start in [RangeChoice::Today, RangeChoice::Last(7), RangeChoice::Last(30), RangeChoice::Month] {
            let mut app = fixture::app();
            app.range = start;
            for _ in 0..3 {
                app.step_range(-1, today);
                assert!(app.date_range(today).to() < today);
            }
            for _ in 0..4 {
                app.step_range(1, today);
            }
            assert_eq!(app.range, start);
        }
    }

    #[test]
    fn months_step_by_months() {
        let mut app = fixture::app();
        app.range = RangeChoice::Month;
        app.step_range(-1, date("2026-11-22"));
        assert_eq!(app.range, RangeChoice::Days(range("2026-10-01", "2026-10-31")));
        app.step_range(-1, date("2026-11-22"));
        assert_eq!(app.range, RangeChoice::Days(range("2026-09-01", "2026-09-30")));
    }
}
