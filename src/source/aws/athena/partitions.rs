//! A range of days as a predicate over the partition columns year, month and day.
//! Plain comparisons of zero-padded text only: partition projection and the catalog prune nothing else.

use chrono::{Datelike, NaiveDate};

use crate::business::{DateRange, Granularity};

/// The predicate of a range, in parentheses. At most five alternatives however long the range: the rest of the
/// first month, the rest of its year, whole years, whole months of the last year, the start of the last month.
pub(super) fn predicate(range: DateRange) -> String {
    let (first, last) = (range.from(), range.to());
    let mut parts = Vec::new();
    if (first.year(), first.month()) == (last.year(), last.month()) {
        parts.push(in_month(first, first.day()..=last.day()));
    } else {
        // Months are counted from year 0 so that a run of them is a range of numbers.
        let (mut from, mut to) = (month_number(first), month_number(last));
        let head = (first.day() > 1).then(|| {
            from += 1;
            in_month(first, first.day()..=31)
        });
        let tail = (!is_last_of_month(last)).then(|| {
            to -= 1;
            in_month(last, 1..=last.day())
        });
        parts.extend(head);
        parts.extend(whole_months(from, to));
        parts.extend(tail);
    }
    match parts.as_slice() {
        [only] => only.clone(),
        parts => format!("({})", parts.join(" OR ")),
    }
}

/// Days of one month; bounds that every day of the month meets are left out.
fn in_month(month: NaiveDate, days: std::ops::RangeInclusive<u32>) -> String {
    let mut tests = vec![format!("\"year\" = '{:04}'", month.year()), month_is(month.month())];
    let (first, last) = (*days.start(), *days.end());
    if first == last {
        tests.push(format!("\"day\" = '{first:02}'"));
    } else {
        if first > 1 {
            tests.push(format!("\"day\" >= '{first:02}'"));
        }
        if last < u32::from(month.num_days_in_month()) {
            tests.push(format!("\"day\" <= '{last:02}'"));
        }
    }
    format!("({})", tests.join(" AND "))
}

/// The whole months from one number to another: the end of a year, whole years, the start of a year.
fn whole_months(from: i32, to: i32) -> Vec<String> {
    if from > to {
        return Vec::new();
    }
    let ((first_year, first), (last_year, last)) = (year_and_month(from), year_and_month(to));
    if first_year == last_year {
        return vec![in_year(first_year, first, last)];
    }
    let mut parts = Vec::new();
    let (mut years_from, mut years_to) = (first_year, last_year);
    if first > 1 {
        years_from += 1;
        parts.push(in_year(first_year, first, 12));
    }
    if last < 12 {
        years_to -= 1;
    }
    if years_from == years_to {
        parts.push(format!("(\"year\" = '{years_from:04}')"));
    } else if years_from < years_to {
        parts.push(format!("(\"year\" >= '{years_from:04}' AND \"year\" <= '{years_to:04}')"));
    }
    if last < 12 {
        parts.push(in_year(last_year, 1, last));
    }
    parts
}

/// Whole months of one year; bounds that every month meets are left out.
fn in_year(year: i32, first: u32, last: u32) -> String {
    let mut tests = vec![format!("\"year\" = '{year:04}'")];
    if first == last {
        tests.push(month_is(first));
    } else {
        if first > 1 {
            tests.push(format!("\"month\" >= '{first:02}'"));
        }
        if last < 12 {
            tests.push(format!("\"month\" <= '{last:02}'"));
        }
    }
    format!("({})", tests.join(" AND "))
}

fn month_is(month: u32) -> String {
    format!("\"month\" = '{month:02}'")
}

fn month_number(date: NaiveDate) -> i32 {
    date.year() * 12 + date.month0() as i32
}

fn year_and_month(number: i32) -> (i32, u32) {
    (number.div_euclid(12), number.rem_euclid(12) as u32 + 1)
}

fn is_last_of_month(date: NaiveDate) -> bool {
    Granularity::Month.around(date).to() == date
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn range(from: &str, to: &str) -> DateRange {
        DateRange::new(from.parse().unwrap(), to.parse().unwrap()).unwrap()
    }

    /// Reads a predicate as SQL would: OR of parentheses, AND of comparisons of text.
    fn holds(predicate: &str, date: NaiveDate) -> bool {
        let (year, month, day) =
            (format!("{:04}", date.year()), format!("{:02}", date.month()), format!("{:02}", date.day()));
        predicate.split(" OR ").any(|part| {
            part.trim_matches(['(', ')']).split(" AND ").all(|test| {
                let words: Vec<&str> = test.split_whitespace().collect();
                let [column, operator, literal] = words[..] else { panic!("not a comparison: {test}") };
                let value = match column {
                    "\"year\"" => &year,
                    "\"month\"" => &month,
                    "\"day\"" => &day,
                    other => panic!("not a partition column: {other}"),
                };
                let literal = literal.trim_matches('\'');
                match operator {
                    "=" => value == literal,
                    ">=" => value.as_str() >= literal,
                    "<=" => value.as_str() <= literal,
                    other => panic!("not a plain comparison: {other}"),
                }
            })
        })
    }

    #[test]
    fn a_range_over_two_months_is_two_plain_comparisons() {
        assert_eq!(
            predicate(range("2025-10-15", "2025-11-08")),
            "((\"year\" = '2025' AND \"month\" = '10' AND \"day\" >= '15') OR \
             (\"year\" = '2025' AND \"month\" = '11' AND \"day\" <= '08'))"
        );
    }

    #[test]
    fn a_whole_month_a_whole_year_and_a_single_day_say_no_more_than_needed() {
        assert_eq!(predicate(range("2024-02-01", "2024-02-29")), "(\"year\" = '2024' AND \"month\" = '02')");
        assert_eq!(predicate(range("2024-01-01", "2024-12-31")), "(\"year\" = '2024')");
        assert_eq!(
            predicate(range("2023-01-01", "2024-12-31")),
            "(\"year\" >= '2023' AND \"year\" <= '2024')"
        );
        assert_eq!(
            predicate(range("2025-11-08", "2025-11-08")),
            "(\"year\" = '2025' AND \"month\" = '11' AND \"day\" = '08')"
        );
    }

    proptest! {
        #[test]
        fn exactly_the_days_of_the_range_meet_its_predicate(start in 738_000i32..740_000, days in 1u32..1_500) {
            let last = NaiveDate::from_num_days_from_ce_opt(start).unwrap();
            let range = DateRange::ending(last, days);
            let predicate = predicate(range);
            let around = DateRange::new(
                range.from() - chrono::Days::new(400),
                range.to() + chrono::Days::new(400),
            ).unwrap();
            for date in around.dates() {
                prop_assert_eq!(holds(&predicate, date), range.contains(date), "{} in {}", date, &predicate);
            }
            prop_assert!(predicate.matches(" OR ").count() <= 4, "{}", predicate);
        }
    }
}
