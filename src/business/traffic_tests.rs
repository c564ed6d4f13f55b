//! Hours read as a week: clocks that are put forward and back, half-hour zones, gaps and open hours.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::business::{Cell, ColumnType};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn range(from: &str, to: &str) -> DateRange {
    DateRange::new(date(from), date(to)).unwrap()
}

fn table(rows: impl IntoIterator<Item = (NaiveDate, i64, i64)>) -> SummaryTable {
    let names = [("event_date", ColumnType::Date), ("hour_of_day", ColumnType::Integer)];
    let counts = [("views", ColumnType::Integer), ("orders", ColumnType::Integer)];
    let row = |(day, hour, views): (NaiveDate, i64, i64)| {
        vec![Cell::Date(day), Cell::Integer(hour), Cell::Integer(views), Cell::Integer(views / 10)]
    };
    SummaryTable {
        columns: names.into_iter().chain(counts).map(|(name, kind)| (Arc::from(name), kind)).collect(),
        rows: rows.into_iter().map(row).collect(),
    }
}

/// Every hour of the UTC days, `value` each.
fn every_hour(days: DateRange, value: impl Fn(NaiveDate, i64) -> i64) -> SummaryTable {
    table(
        days.dates()
            .flat_map(|day| (0..24).map(move |hour| (day, hour)))
            .map(|(day, hour)| (day, hour, value(day, hour))),
    )
}

fn map(table: &SummaryTable, range: DateRange, zone: Tz) -> HeatMap {
    HeatMap::of(table, HourCount::Views, range, zone, None).unwrap()
}

#[test]
fn five_mondays_and_four_sundays_weigh_the_same() {
    // 2 November 2026 is a Monday; the range ends on the fifth.
    let days = range("2026-11-02", "2026-11-30");
    let map = map(&every_hour(days, |_, _| 10), days, Tz::UTC);
    let (monday, sunday) = (map.cells[0][9], map.cells[6][9]);
    assert_eq!((monday.dates, sunday.dates), (5, 4));
    assert_eq!((monday.mean(), sunday.mean()), (Some(10.0), Some(10.0)));
    assert_eq!(map.weekdays(), [Some(240.0); 7]);
    assert_eq!((map.days, map.missing), (29, 0));
}

#[test]
fn a_day_without_rows_is_a_gap_and_an_hour_without_a_row_is_quiet() {
    let days = range("2026-11-02", "2026-11-08");
    let table = table([(date("2026-11-02"), 9, 30), (date("2026-11-04"), 9, 10)]);
    let map = map(&table, days, Tz::UTC);
    assert_eq!(map.mean((0, 10)), Some(0.0), "a Monday hour in which nothing happened");
    assert_eq!(map.mean((1, 9)), None, "a Tuesday nobody knows");
    assert_eq!((map.days, map.missing), (2, 4));
    assert_eq!(map.peak(), Some(((0, 9), 30.0)));
    assert_eq!(map.weekdays()[1], None);
    assert_eq!(map.hours()[9], Some(20.0));
}

#[test]
fn the_open_hour_is_left_out() {
    let day = range("2026-11-22", "2026-11-22");
    let to = "2026-11-22T14:02:00Z".parse().ok();
    let map = HeatMap::of(&every_hour(day, |_, _| 5), HourCount::Views, day, Tz::UTC, to).unwrap();
    assert_eq!((map.mean((6, 13)), map.mean((6, 14))), (Some(5.0), None));
    assert_eq!(map.weekdays()[6], None, "a day that is not over has no sum");
    assert_eq!(map.quiet(), None);
}

#[test]
fn hours_are_those_of_the_business() {
    let day = range("2026-11-23", "2026-11-23");
    let hour = |zone: Tz| {
        let table =
            every_hour(utc_days(day, zone), |day, hour| i64::from(day == date("2026-11-23") && hour == 4));
        map(&table, day, zone).peak()
    };
    assert_eq!(hour(Tz::Europe__Berlin), Some(((0, 5), 1.0)));
    assert_eq!(hour(Tz::Asia__Tokyo), Some(((0, 13), 1.0)));
    // 04:00 UTC is still Sunday in New York.
    assert_eq!(hour(Tz::America__New_York), None);
    assert_eq!(utc_days(day, Tz::America__New_York), range("2026-11-23", "2026-11-24"));
    assert_eq!(utc_days(day, Tz::Asia__Tokyo), range("2026-11-22", "2026-11-23"));
    assert_eq!(utc_days(day, Tz::UTC), day);
}

#[test]
fn the_hour_a_clock_skips_is_not_known_and_the_one_it_repeats_counts_twice() {
    // Berlin put the clock forward on Sunday 29 March 2026, and back on Sunday 25 October.
    let spring = range("2026-03-29", "2026-03-29");
    let map_of = |day: DateRange| {
        let zone = Tz::Europe__Berlin;
        map(&every_hour(utc_days(day, zone), |_, _| 7), day, zone)
    };
    let forward = map_of(spring);
    assert_eq!(forward.cells[6][2], HourCell::default());
    assert_eq!((forward.mean((6, 1)), forward.mean((6, 3))), (Some(7.0), Some(7.0)));
    assert_eq!(forward.weekdays()[6], Some(23.0 * 7.0));
    let back = map_of(range("2026-10-25", "2026-10-25"));
    assert_eq!(back.cells[6][2], HourCell { sum: 14, hours: 2, dates: 1 });
    assert_eq!(back.mean((6, 2)), Some(7.0), "an average hour is no busier for being there twice");
}

#[test]
fn a_zone_with_half_hours_is_told_in_utc() {
    let days = range("2026-11-02", "2026-11-08");
    for zone in [Tz::Asia__Kolkata, Tz::Asia__Kathmandu, Tz::Australia__Adelaide] {
        assert_eq!(map(&every_hour(days, |_, _| 1), days, zone).zone, Tz::UTC, "{zone}");
    }
    assert_eq!(map(&every_hour(days, |_, _| 1), days, Tz::Asia__Dubai).zone, Tz::Asia__Dubai);
    // Lord Howe goes from ten and a half hours to eleven: whole hours in summer only.
    let howe = Tz::Australia__Lord_Howe;
    assert_eq!(map(&every_hour(days, |_, _| 1), days, howe).zone, howe);
    let winter = range("2026-07-01", "2026-07-03");
    assert_eq!(map(&every_hour(winter, |_, _| 1), winter, howe).zone, Tz::UTC);
}

#[test]
fn quiet_hours_go_over_midnight() {
    let days = range("2026-11-02", "2026-11-08");
    let night = map(&every_hour(days, |_, hour| if (5..23).contains(&hour) { 50 } else { 1 }), days, Tz::UTC);
    assert_eq!(night.quiet(), Some((23, 5)));
    assert_eq!(map(&every_hour(days, |_, _| 9), days, Tz::UTC).quiet(), None);
    assert_eq!(map(&every_hour(days, |_, _| 0), days, Tz::UTC).peak(), None);
}

#[test]
fn only_hours_that_both_periods_know_are_compared() {
    let (this, before) = (range("2026-11-09", "2026-11-15"), range("2026-11-02", "2026-11-08"));
    let now = map(&every_hour(this, |_, _| 12), this, Tz::UTC);
    let then = map(&every_hour(range("2026-11-02", "2026-11-04"), |_, _| 10), before, Tz::UTC);
    assert_eq!(now.total_change(&then), Some(Change::Percent(20.0)));
    assert_eq!(now.change(&then, (5, 5)), None);
}

#[test]
fn a_count_that_is_not_there_is_no_map() {
    let days = range("2026-11-02", "2026-11-08");
    let table = every_hour(days, |_, _| 1);
    assert!(HeatMap::of(&table, HourCount::Customers, days, Tz::UTC, None).is_none());
    assert_eq!(HourCount::named("cart_adds"), Some(HourCount::CartAdds));
    assert_eq!(HourCount::named("Cart adds"), Some(HourCount::CartAdds));
}

proptest! {
    #[test]
    fn no_hour_is_lost_whatever_the_zone(from in 0_i64..700, days in 1_u32..40, zone in prop::sample::select(vec![
        Tz::UTC, Tz::Europe__Berlin, Tz::America__New_York, Tz::Asia__Kolkata, Tz::Pacific__Apia, Tz::Pacific__Chatham,
    ])) {
        let first = date("2025-01-01") + TimeDelta::days(from);
        let range = DateRange::ending(first + TimeDelta::days(i64::from(days) - 1), days);
        let utc = utc_days(range, zone);
        let map = map(&every_hour(utc, |_, hour| hour), range, zone);
        let hours: u32 = map.cells.iter().flatten().map(|cell| cell.hours).sum();
        // Every day has its 24 hours; only a clock put forward or back makes one less or more.
        let off = i64::from(hours) - range.days() * 24;
        prop_assert!(off.abs() <= 2, "{hours} hours in {} days", range.days());
        prop_assert_eq!(i64::from(map.days), range.days());
        prop_assert_eq!(map.missing, 0);
    }
}
