//! Months, quarters and years as ranges of days: which one a range stands for, the one before, and the step to others.
//! Knows no clock: who asks says which day is today.

use chrono::{Datelike, Days, Months, NaiveDate, TimeDelta};

use super::range::{DateRange, Granularity};

/// What a range of days stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// So many days.
    Days,
    /// A calendar month, or this one so far.
    Month,
    /// A calendar quarter, or this one so far.
    Quarter,
    /// A calendar year, or this one so far.
    Year,
}

impl Span {
    const CALENDAR: [Self; 3] = [Self::Month, Self::Quarter, Self::Year];

    /// The calendar period that is exactly these days, or that has come to `today`; else just days. What is both a
    /// month and a quarter so far is a month.
    pub fn of(range: DateRange, today: NaiveDate) -> Self {
        let is_span = |span: &Self| {
            span.around(range.from()).is_some_and(|whole| {
                whole.from() == range.from() && (range.to() == whole.to() || is_so_far(range, whole, today))
            })
        };
        Self::CALENDAR.into_iter().find(is_span).unwrap_or(Self::Days)
    }

    /// The whole month, quarter or year around a day; none for plain days.
    pub fn around(self, day: NaiveDate) -> Option<DateRange> {
        match self {
            Self::Days => None,
            Self::Month => Some(Granularity::Month.around(day)),
            Self::Quarter => whole(day.year(), day.month0() / 3 * 3, 3),
            Self::Year => whole(day.year(), 0, 12),
        }
    }

    /// The range so many of its kind later (earlier below zero): whole calendar periods, or days by their own number.
    pub fn moved(self, range: DateRange, steps: i32) -> DateRange {
        let Some(mut period) = self.around(range.from()) else { return range.shifted(steps) };
        for _ in 0..steps.unsigned_abs().min(12_000) {
            let beside =
                if steps < 0 { period.from().pred_opt() } else { period.to().checked_add_days(Days::new(1)) };
            let Some(next) = beside.and_then(|day| self.around(day)) else { break };
            period = next;
        }
        period
    }

    /// What the range is compared with by "the previous period": as many days right before, or the calendar period
    /// before; of one that is not over, its first days, as many as have passed of this one.
    pub fn previous(self, range: DateRange) -> DateRange {
        let Some(this) = self.around(range.from()) else { return range.previous() };
        let before = self.moved(range, -1);
        if range == this {
            return before;
        }
        let same_dates = range.year_before().filter(|_| self == Self::Year);
        let until = before.from().checked_add_signed(TimeDelta::days(range.days() - 1));
        let until = until.unwrap_or(before.to()).min(before.to());
        same_dates.unwrap_or_else(|| DateRange::since(before.from(), until))
    }

    /// The same days a year earlier: of calendar periods the same dates, of plain days the same weekdays, 52 weeks
    /// earlier.
    pub fn year_before(self, range: DateRange) -> Option<DateRange> {
        if self == Self::Days { range.days_earlier(364) } else { range.year_before() }
    }
}

fn is_so_far(range: DateRange, whole: DateRange, today: NaiveDate) -> bool {
    range.to() == today && whole.contains(today)
}

/// So many months of a year, from the month `first` (0 for January) on.
fn whole(year: i32, first: u32, months: u32) -> Option<DateRange> {
    let from = NaiveDate::from_ymd_opt(year, first + 1, 1)?;
    let after = from.checked_add_months(Months::new(months))?;
    DateRange::new(from, after.pred_opt()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn range(from: &str, to: &str) -> DateRange {
        DateRange::new(date(from), date(to)).unwrap()
    }

    #[test]
    fn a_range_is_known_for_the_period_it_is() {
        let today = date("2026-11-22");
        let told = [
            (range("2026-10-01", "2026-10-31"), Span::Month),
            (range("2026-11-01", "2026-11-22"), Span::Month),
            (range("2026-07-01", "2026-09-30"), Span::Quarter),
            (range("2026-10-01", "2026-11-22"), Span::Quarter),
            (range("2025-01-01", "2025-12-31"), Span::Year),
            (range("2026-01-01", "2026-11-22"), Span::Year),
            (range("2026-10-01", "2026-10-15"), Span::Days),
            (range("2026-11-16", "2026-11-22"), Span::Days),
        ];
        for (range, span) in told {
            assert_eq!(Span::of(range, today), span, "{range:?}");
        }
    }

    #[test]
    fn the_period_before_has_its_own_length_and_as_many_days_of_it_as_have_passed() {
        let before = |span: Span, from, to| span.previous(range(from, to));
        assert_eq!(before(Span::Month, "2026-10-01", "2026-10-31"), range("2026-09-01", "2026-09-30"));
        assert_eq!(before(Span::Month, "2026-11-01", "2026-11-22"), range("2026-10-01", "2026-10-22"));
        assert_eq!(before(Span::Month, "2026-03-01", "2026-03-30"), range("2026-02-01", "2026-02-28"));
        assert_eq!(before(Span::Quarter, "2026-10-01", "2026-11-22"), range("2026-07-01", "2026-08-22"));
        assert_eq!(before(Span::Year, "2026-01-01", "2026-11-22"), range("2025-01-01", "2025-11-22"));
        assert_eq!(before(Span::Days, "2026-11-16", "2026-11-22"), range("2026-11-09", "2026-11-15"));
    }

    #[test]
    fn a_year_earlier_keeps_weekdays_of_days_and_dates_of_calendar_periods() {
        let week = range("2026-11-16", "2026-11-22");
        let then = Span::Days.year_before(week).unwrap();
        assert_eq!(then, range("2025-11-17", "2025-11-23"));
        assert_eq!(then.from().weekday(), week.from().weekday());
        let leap = range("2028-02-01", "2028-02-29");
        assert_eq!(Span::Month.year_before(leap), Some(range("2027-02-01", "2027-02-28")));
    }

    proptest! {
        #[test]
        fn steps_come_home_and_touch(start in 0i32..40_000, span in 0usize..3, steps in 1i32..30) {
            let day = NaiveDate::from_num_days_from_ce_opt(710_000 + start).unwrap();
            let span = Span::CALENDAR[span];
            let whole = span.around(day).unwrap();
            prop_assert!(whole.contains(day));
            prop_assert_eq!(span.moved(span.moved(whole, -steps), steps), whole);
            prop_assert_eq!(span.previous(whole).to().succ_opt().unwrap(), whole.from());
        }
    }
}
