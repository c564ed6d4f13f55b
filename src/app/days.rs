//! The arithmetic of the days that the keys move: what they are compared with, and the step to the next.
//! Knows no answer and no clock.

use chrono::NaiveDate;

use super::{period::RangeChoice, screen::Screen, state::App};
use crate::{
    business::{DateRange, Span},
    question::{History, Snapshot},
};

impl App {
    /// The days the shown ones are compared with.
    pub fn compared_range(&self, today: NaiveDate) -> Option<DateRange> {
        self.compared_with(self.date_range(today))
    }

    /// The days that any days are compared with, by the same choice.
    pub fn compared_with(&self, shown: DateRange) -> Option<DateRange> {
        // Chosen days that are not over end on the open day.
        let is_chosen = shown == self.date_range(shown.to());
        self.compare.days(shown, if is_chosen { self.range.span(NaiveDate::MIN) } else { Span::Days })
    }

    /// Looks for kept days without an item, which only the lake can tell about.
    pub(super) fn look_for_holes(&mut self, newest: &Snapshot) {
        if self.screen != Screen::Vendor || newest.estate.lake.is_none() {
            return;
        }
        let holes = History::of(newest, &self.vendor).holes(self.today(&newest.estate));
        self.holes = holes.map(|range| (self.vendor.clone(), range));
    }

    /// Moves the days by their own length, or by whole months, quarters or years where they are one; never past today.
    pub(super) fn step_range(&mut self, steps: i32, today: NaiveDate) {
        let span = self.range.span(today);
        let moved = span.moved(self.date_range(today), steps);
        self.range = choice_of(moved, span, today);
    }
}

/// The choice that stands for a range that was stepped to: one that ends today goes on with the days, others stay where
/// they are, and nothing lies ahead.
fn choice_of(range: DateRange, span: Span, today: NaiveDate) -> RangeChoice {
    let is_over = range.to() < today;
    match span {
        _ if is_over => RangeChoice::Days(range),
        Span::Month => RangeChoice::Month,
        Span::Quarter => RangeChoice::Quarter,
        Span::Year => RangeChoice::Year,
        Span::Days if range.days() == 1 => RangeChoice::Today,
        Span::Days => RangeChoice::Last(u32::try_from(range.days()).unwrap_or(1)),
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
        let starts = [
            RangeChoice::Today,
            RangeChoice::Last(7),
            RangeChoice::Last(30),
            RangeChoice::Month,
            RangeChoice::Quarter,
            RangeChoice::Year,
        ];
        for start in starts {
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

    #[test]
    fn quarters_and_years_step_by_their_own_kind() {
        let (mut app, today) = (fixture::app(), date("2026-11-22"));
        app.range = RangeChoice::Quarter;
        app.step_range(-1, today);
        assert_eq!(app.range, RangeChoice::Days(range("2026-07-01", "2026-09-30")));
        app.range = RangeChoice::Year;
        app.step_range(-2, today);
        assert_eq!(app.range, RangeChoice::Days(range("2024-01-01", "2024-12-31")));
    }

    #[test]
    fn each_choice_is_compared_with_days_that_are_like_it() {
        use crate::app::Compare;
        let (mut app, today) = (fixture::app(), date("2026-11-22"));
        let mut beside = |choice, compare| {
            (app.range, app.compare) = (choice, compare);
            app.compared_range(today)
        };
        let week = RangeChoice::Last(7);
        assert_eq!(beside(week, Compare::Nothing), None);
        assert_eq!(beside(week, Compare::Previous), Some(range("2026-11-09", "2026-11-15")));
        assert_eq!(beside(week, Compare::WeekBefore), Some(range("2026-11-09", "2026-11-15")));
        assert_eq!(beside(week, Compare::FourWeeksBefore), Some(range("2026-10-19", "2026-10-25")));
        assert_eq!(beside(week, Compare::YearBefore), Some(range("2025-11-17", "2025-11-23")));
        let month = RangeChoice::Month;
        assert_eq!(beside(month, Compare::Previous), Some(range("2026-10-01", "2026-10-22")));
        assert_eq!(beside(month, Compare::YearBefore), Some(range("2025-11-01", "2025-11-22")));
    }
}
