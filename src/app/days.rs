//! The arithmetic of the days that the keys move: what they are compared with, and the step to the next.
//! Knows no answer and no clock.

use chrono::{Days, NaiveDate, TimeDelta};

use super::{
    period::{Compare, RangeChoice},
    state::App,
};
use crate::business::{DateRange, Granularity};

impl App {
    /// The days the shown ones are compared with.
    pub fn compared_range(&self, today: NaiveDate) -> Option<DateRange> {
        self.compared_with(self.date_range(today))
    }

    /// The days that any days are compared with, by the same choice.
    pub fn compared_with(&self, shown: DateRange) -> Option<DateRange> {
        match self.compare {
            Compare::Nothing => None,
            Compare::Previous => Some(shown.previous()),
            Compare::WeekBefore => days_before(shown, 7),
            Compare::FourWeeksBefore => days_before(shown, 28),
            Compare::YearBefore => shown.year_before(),
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
