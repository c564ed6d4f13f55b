//! Which days a viewer has chosen, and what they are compared with.

use chrono::NaiveDate;

use crate::business::{DateRange, Granularity, Span};

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
            Self::Quarter => so_far(Span::Quarter, today),
            Self::Year => so_far(Span::Year, today),
            Self::Days(range) => range,
        }
    }

    /// The choice that stands for days: one that has come to today goes on with the days, others stay where they are.
    pub fn of(range: DateRange, today: NaiveDate) -> Self {
        if !range.contains(today) {
            return Self::Days(range);
        }
        let until_today = DateRange::since(range.from(), today);
        let is_whole = |span: Span| span.around(today) == Some(range);
        if range.days() == 1 {
            return Self::Today;
        }
        match Span::of(until_today, today) {
            Span::Month if range == until_today || is_whole(Span::Month) => Self::Month,
            Span::Month | Span::Quarter if range == until_today || is_whole(Span::Quarter) => Self::Quarter,
            Span::Month | Span::Quarter | Span::Year if range == until_today || is_whole(Span::Year) => {
                Self::Year
            }
            _ => Self::Days(range),
        }
    }

    /// What kind of period it is: what it steps by, and what stands before it.
    pub fn span(self, today: NaiveDate) -> Span {
        match self {
            Self::Today | Self::Last(_) => Span::Days,
            Self::Month => Span::Month,
            Self::Quarter => Span::Quarter,
            Self::Year => Span::Year,
            Self::Days(range) => Span::of(range, today),
        }
    }
}

fn so_far(span: Span, today: NaiveDate) -> DateRange {
    let from = span.around(today).map_or(today, |whole| whole.from());
    DateRange::since(from, today)
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

    /// The earlier days in words, as they end a sentence: `the 29 days before`. `before` are the days that are compared.
    pub fn said(self, span: Span, before: DateRange) -> String {
        let (days, year) = (before.days(), before.from().format("%Y"));
        let dates = || {
            let (from, to) = (before.from().format("%-d %b"), before.to().format("%-d %b"));
            if days == 1 { before.from().format("%a %-d %b").to_string() } else { format!("{from} – {to}") }
        };
        match (self, span) {
            (Self::Nothing, _) => "nothing".to_owned(),
            (Self::Previous, Span::Days) if days > 1 => format!("the {days} days before"),
            (Self::Previous, _) => dates(),
            (Self::WeekBefore, _) => "the same days a week earlier".to_owned(),
            (Self::FourWeeksBefore, _) => "the same days 28 days earlier".to_owned(),
            (Self::YearBefore, Span::Days) => "the same weekdays 52 weeks earlier".to_owned(),
            (Self::YearBefore, _) => format!("the same dates of {year}"),
        }
    }

    /// The days that a period is compared with.
    pub fn days(self, shown: DateRange, span: Span) -> Option<DateRange> {
        match self {
            Self::Nothing => None,
            Self::Previous => Some(span.previous(shown)),
            Self::WeekBefore => shown.days_earlier(7),
            Self::FourWeeksBefore => shown.days_earlier(28),
            Self::YearBefore => span.year_before(shown),
        }
    }
}
