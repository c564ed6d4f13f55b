//! Days as people type them: `7d`, `last month`, `2026-Q3`, `2026-10-01..2026-11-15`. Knows no answer and no clock.

use chrono::{Datelike, NaiveDate, Weekday};

use super::period::RangeChoice;
use crate::business::{DateRange, Granularity, Span};

/// What is said of a text that means no days.
pub const RANGE_HELP: &str =
    "say 7d, today, last month, 2026-10, 2026-Q3, 2026-W47, 2026 or 2026-10-01..2026-11-15";

/// The days a text means, given what day it is today; in words what is wrong with it otherwise.
pub fn range_typed(text: &str, today: NaiveDate) -> Result<RangeChoice, String> {
    let text = text.trim().to_lowercase();
    let (from, to) = match ends(&text) {
        Some(ends) => ends,
        None => match named(&text, today).or_else(|| counted(&text)) {
            Some(choice) => return Ok(choice),
            None => (text.as_str(), text.as_str()),
        },
    };
    let unknown = |part: &str| format!("`{part}` is not a range: {RANGE_HELP}");
    let first = written(from).ok_or_else(|| unknown(from))?;
    let last = if to.is_empty() || to == "today" {
        DateRange::ending(today, 1)
    } else {
        written(to).ok_or_else(|| unknown(to))?
    };
    if first.from() > today {
        return Err(format!("{} lies ahead: nothing has happened yet", first.from()));
    }
    if first.from() > last.to() {
        return Err(format!("{} is after {}: the first day comes first", first.from(), last.to()));
    }
    DateRange::new(first.from(), last.to())
        .map(|range| RangeChoice::of(range, today))
        .map_err(|_| "at most ten years can be shown at once".to_owned())
}

/// Both ends of a range: two dots, or a blank between two dates.
fn ends(text: &str) -> Option<(&str, &str)> {
    let blank = || text.split_once(' ').filter(|(from, _)| written(from).is_some());
    let (from, to) = text.split_once("..").or_else(|| text.split_once(" to ")).or_else(blank)?;
    Some((from.trim(), to.trim()))
}

fn named(text: &str, today: NaiveDate) -> Option<RangeChoice> {
    let before = |span: Span| span.around(today).map(|whole| RangeChoice::Days(span.moved(whole, -1)));
    let week = Granularity::Week.around(today);
    Some(match text {
        "today" => RangeChoice::Today,
        "yesterday" => RangeChoice::Days(DateRange::ending(today.pred_opt()?, 1)),
        "week" | "this week" => RangeChoice::of(DateRange::since(week.from(), today), today),
        "last week" => RangeChoice::Days(week.previous()),
        "month" | "this month" => RangeChoice::Month,
        "quarter" | "this quarter" => RangeChoice::Quarter,
        "year" | "this year" => RangeChoice::Year,
        "last month" => before(Span::Month)?,
        "last quarter" => before(Span::Quarter)?,
        "last year" => before(Span::Year)?,
        _ => return None,
    })
}

/// `7d`, `12w`, `last 30 days`.
fn counted(text: &str) -> Option<RangeChoice> {
    let text = text.strip_prefix("last ").unwrap_or(text);
    let letters = text.find(|c: char| !c.is_ascii_digit())?;
    let (count, unit) = text.split_at_checked(letters)?;
    let days = match unit.trim() {
        "d" | "day" | "days" => 1,
        "w" | "week" | "weeks" => 7,
        _ => return None,
    };
    let days = count.parse::<u32>().ok()?.checked_mul(days)?;
    (1..=3_660).contains(&days).then_some(RangeChoice::Last(days))
}

/// A day, ISO week, month, quarter or year: `2026-11-03`, `2026-W47`, `2026-10`, `2026-Q3`, `2026`.
fn written(text: &str) -> Option<DateRange> {
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Some(DateRange::ending(day, 1)).filter(|_| is_sensible(day.year()));
    }
    let (year, rest) = text.split_once('-').unwrap_or((text, ""));
    let year = year.parse().ok().filter(|year| is_sensible(*year))?;
    let first = |month| NaiveDate::from_ymd_opt(year, month, 1);
    if rest.is_empty() {
        return Span::Year.around(first(1)?);
    }
    if let Some(quarter) = rest.strip_prefix('q') {
        let quarter = quarter.parse::<u32>().ok().filter(|quarter| (1..=4).contains(quarter))?;
        return Span::Quarter.around(first(quarter * 3)?);
    }
    if let Some(week) = rest.strip_prefix('w') {
        let monday = NaiveDate::from_isoywd_opt(year, week.parse().ok()?, Weekday::Mon)?;
        return Some(Granularity::Week.around(monday));
    }
    Span::Month.around(first(rest.parse().ok()?)?)
}

const fn is_sensible(year: i32) -> bool {
    matches!(year, 1970..=9998)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn today() -> NaiveDate {
        "2026-11-22".parse().unwrap()
    }

    fn days(from: &str, to: &str) -> RangeChoice {
        RangeChoice::Days(DateRange::new(from.parse().unwrap(), to.parse().unwrap()).unwrap())
    }

    #[test]
    fn ranges_are_read_as_people_type_them() {
        let read = [
            ("today", RangeChoice::Today),
            ("7d", RangeChoice::Last(7)),
            ("12w", RangeChoice::Last(84)),
            ("last 90 days", RangeChoice::Last(90)),
            ("month", RangeChoice::Month),
            ("last month", days("2026-10-01", "2026-10-31")),
            ("last quarter", days("2026-07-01", "2026-09-30")),
            ("Last Year", days("2025-01-01", "2025-12-31")),
            ("last week", days("2026-11-09", "2026-11-15")),
            ("2026-11-01..2026-11-07", days("2026-11-01", "2026-11-07")),
            ("2026-11-01 2026-11-07", days("2026-11-01", "2026-11-07")),
            ("2026-11-01 to 2026-11-07", days("2026-11-01", "2026-11-07")),
            ("2026-11-03", days("2026-11-03", "2026-11-03")),
            ("2026-10", days("2026-10-01", "2026-10-31")),
            ("2026-Q3", days("2026-07-01", "2026-09-30")),
            ("2026-q4", RangeChoice::Quarter),
            ("2026-11", RangeChoice::Month),
            ("2026", RangeChoice::Year),
            ("2025", days("2025-01-01", "2025-12-31")),
            ("2026-W01", days("2025-12-29", "2026-01-04")),
            ("2026-08..2026-10", days("2026-08-01", "2026-10-31")),
            ("2026-11-22", RangeChoice::Today),
        ];
        for (text, expected) in read {
            assert_eq!(range_typed(text, today()), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_range_says_why() {
        let wrong = [
            ("2026-11-07..2026-11-01", "comes first"),
            ("0d", "not a range"),
            ("soon", "say 7d"),
            ("2026-13", "not a range"),
            ("2026-Q5", "not a range"),
            ("2027-01", "lies ahead"),
            ("1990-01-01..2026-01-01", "ten years"),
            ("", "not a range"),
        ];
        for (text, said) in wrong {
            let told = range_typed(text, today()).unwrap_err();
            assert!(told.contains(said), "{text}: {told}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in ".{0,30}") {
            let _ = range_typed(&text, today());
        }
    }
}
