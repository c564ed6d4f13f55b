//! Marks of a time axis: at round times of the zone that is shown, named as coarsely as the span allows.
//! Knows no buffer and no series.

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, Offset, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

const DAY: i64 = 86_400;
const MOST_MARKS: usize = 64;

/// A mark: its moment in epoch seconds and its name.
pub type Mark = (f64, String);

/// Marks from `from` to `to` (epoch seconds), `most` of them or fewer.
pub fn marks(from: i64, to: i64, most: usize, zone: Tz) -> Vec<Mark> {
    const STEPS: [i64; 16] = [
        60,
        300,
        600,
        900,
        1_800,
        3_600,
        7_200,
        10_800,
        21_600,
        43_200,
        DAY,
        2 * DAY,
        5 * DAY,
        7 * DAY,
        14 * DAY,
        28 * DAY,
    ];
    let (span, most) = (to.saturating_sub(from), most.clamp(1, MOST_MARKS) as i64);
    // Beyond two months a reader thinks in months, and months are not equally long.
    let step =
        STEPS.into_iter().find(|step| span / step <= most).filter(|step| *step < 14 * DAY || span < 60 * DAY);
    match step {
        Some(step) => by_seconds(from, to, step, zone),
        None => by_months(from, to, most, zone),
    }
}

fn offset_secs(at: i64, zone: Tz) -> i64 {
    let moment = DateTime::<Utc>::from_timestamp(at, 0).unwrap_or_default();
    i64::from(zone.offset_from_utc_datetime(&moment.naive_utc()).fix().local_minus_utc())
}

fn by_seconds(from: i64, to: i64, step: i64, zone: Tz) -> Vec<Mark> {
    let ahead = offset_secs(from, zone);
    let first = from + (step - (from + ahead).rem_euclid(step)) % step;
    let mut marks = Vec::new();
    let mut slot = first;
    while slot <= to && marks.len() < MOST_MARKS {
        // Where clocks are put back or forward in between, midnight stays midnight.
        let at = if step >= DAY { slot - (offset_secs(slot, zone) - ahead) } else { slot };
        if let Some(moment) = DateTime::<Utc>::from_timestamp(at, 0) {
            let local = moment.with_timezone(&zone);
            let is_midnight = local.num_seconds_from_midnight() == 0;
            let is_day = step >= DAY || (is_midnight && to - from > DAY);
            let name = if is_day { local.format("%-d %b") } else { local.format("%H:%M") };
            marks.push((at as f64, name.to_string()));
        }
        slot += step;
    }
    marks
}

fn by_months(from: i64, to: i64, most: i64, zone: Tz) -> Vec<Mark> {
    let months = (to - from) / (30 * DAY);
    let step = [1_i64, 2, 3, 6, 12].into_iter().find(|step| months / step <= most).unwrap_or(12);
    let begin =
        DateTime::<Utc>::from_timestamp(from, 0).unwrap_or_default().with_timezone(&zone).date_naive();
    let mut day = NaiveDate::from_ymd_opt(begin.year(), 1, 1);
    let mut marks = Vec::new();
    while let Some(first) = day {
        let local = zone.from_local_datetime(&first.and_time(NaiveTime::MIN)).earliest();
        let at = local.map_or(i64::MAX, |local| local.timestamp());
        if at > to || marks.len() >= MOST_MARKS {
            break;
        }
        if at >= from {
            // The year is said where it begins, and at the first mark.
            let is_year = first.month() == 1 || marks.is_empty();
            let name = if is_year { first.format("%b %Y") } else { first.format("%b") };
            marks.push((at as f64, name.to_string()));
        }
        day = first.checked_add_months(Months::new(step as u32));
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> i64 {
        text.parse::<DateTime<Utc>>().unwrap().timestamp()
    }

    fn names(from: &str, to: &str, most: usize, zone: Tz) -> Vec<String> {
        marks(at(from), at(to), most, zone).into_iter().map(|(_, name)| name).collect()
    }

    #[test]
    fn each_span_is_named_as_people_name_it() {
        let utc = Tz::UTC;
        let hours = names("2026-11-22T11:02:31Z", "2026-11-22T14:02:31Z", 4, utc);
        assert_eq!(hours, ["12:00", "13:00", "14:00"]);
        let night = names("2026-11-21T00:00:00Z", "2026-11-23T00:00:00Z", 4, utc);
        assert_eq!(night, ["21 Nov", "12:00", "22 Nov", "12:00", "23 Nov"]);
        let quarter = names("2026-08-24T14:00:00Z", "2026-11-22T14:00:00Z", 5, utc);
        assert_eq!(quarter, ["Sep 2026", "Oct", "Nov"]);
        let long = names("2025-08-24T14:00:00Z", "2026-11-22T14:00:00Z", 6, utc);
        assert_eq!(long, ["Oct 2025", "Jan 2026", "Apr", "Jul", "Oct"]);
    }

    #[test]
    fn days_begin_at_midnight_of_the_zone_also_when_clocks_change() {
        let berlin = Tz::Europe__Berlin;
        let (from, to) = (at("2026-10-22T09:00:00Z"), at("2026-10-28T09:00:00Z"));
        for (moment, name) in marks(from, to, 8, berlin) {
            let local = DateTime::<Utc>::from_timestamp(moment as i64, 0).unwrap().with_timezone(&berlin);
            assert_eq!(local.num_seconds_from_midnight(), 0, "{name}");
        }
    }

    proptest! {
        #[test]
        fn marks_are_inside_and_in_order(from in 0i64..4_000_000_000, span in 0i64..60_000_000, most in 0usize..40) {
            let marks = marks(from, from + span, most, Tz::America__New_York);
            prop_assert!(marks.len() <= MOST_MARKS + 1);
            prop_assert!(marks.windows(2).all(|pair| pair[0].0 < pair[1].0), "{marks:?}");
            let slack = 3_600.0;
            prop_assert!(marks.iter().all(|(at, _)| *at >= from as f64 - slack && *at <= (from + span) as f64 + slack));
        }
    }
}
