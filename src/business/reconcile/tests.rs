//! Every cause of a difference, from books made for it.

use std::{collections::BTreeMap, sync::Arc};

use super::*;
use crate::business::{Cell, ColumnType, SummaryTable, lake_counts::LakeCount};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn range() -> DateRange {
    DateRange::new(date("2026-11-16"), date("2026-11-22")).unwrap()
}

/// A week of equal days: 100 views, 10 orders of 5.00.
fn counted() -> Vec<DayCounters> {
    let counters =
        Counters { product_views: 100, orders: 10, revenue: Decimal::new(5000, 2), ..Counters::default() };
    range().dates().map(|date| DayCounters { date, counters }).collect()
}

fn lake() -> LakeCounts {
    let twice = |count| LakeCount { events: count, distinct: count };
    let day = LakeDay {
        counts: BTreeMap::from([(Counter::ProductViews, twice(100)), (Counter::Orders, twice(10))]),
        in_partition: BTreeMap::from([(Counter::ProductViews, 100), (Counter::Orders, 10)]),
        revenue: Decimal::new(5000, 2),
    };
    LakeCounts { days: range().dates().map(|date| (date, day.clone())).collect(), newest_event: None }
}

fn compare(counted: &[DayCounters], lake: &LakeCounts) -> Reconciliation {
    let books = Books {
        counted,
        kept_from: Some(date("2026-11-01")),
        lake,
        lake_to: Some(date("2026-11-22").and_hms_opt(14, 0, 0).unwrap()),
        today: date("2026-11-22"),
    };
    Reconciliation::of(range(), &books)
}

fn views(lake: &mut LakeCounts, on: &str, events: i64, distinct: i64) {
    let day = lake.days.get_mut(&date(on)).unwrap();
    day.counts.insert(Counter::ProductViews, LakeCount { events, distinct });
    day.in_partition.insert(Counter::ProductViews, distinct);
}

#[test]
fn equal_books_agree() {
    let found = compare(&counted(), &lake());
    assert_eq!(found.cause(), None);
    assert_eq!(found.sentence(), "All 7 days agree.");
}

#[test]
fn today_may_differ_and_a_day_the_lake_has_not_reached_is_late() {
    let mut lake = lake();
    views(&mut lake, "2026-11-22", 60, 60);
    assert_eq!(compare(&counted(), &lake).sentence(), "6 of 7 days agree; still open: 22 Nov.");
    lake.days.remove(&date("2026-11-21"));
    let books = Books {
        counted: &counted(),
        kept_from: None,
        lake: &lake,
        lake_to: Some(date("2026-11-21").and_hms_opt(3, 0, 0).unwrap()),
        today: date("2026-11-22"),
    };
    let found = Reconciliation::of(range(), &books);
    assert_eq!(found.sentence(), "5 of 7 days agree; late: 21 Nov; still open: 22 Nov.");
    let unknown = Books { lake_to: None, ..books };
    assert_eq!(
        Reconciliation::of(range(), &unknown).cause(),
        Some(Cause::Late),
        "nobody knows how far it goes"
    );
}

#[test]
fn what_was_delivered_and_counted_twice_is_a_duplicate() {
    let mut lake = lake();
    views(&mut lake, "2026-11-18", 103, 98);
    // 100 were counted: 98 events, of which two came twice in the counters and five in the lake.
    assert_eq!(compare(&counted(), &lake).sentence(), "6 of 7 days agree; duplicate: 18 Nov.");
    views(&mut lake, "2026-11-18", 100, 95);
    assert_eq!(compare(&counted(), &lake).cause(), Some(Cause::Duplicate));
}

#[test]
fn a_loss_is_on_the_road_that_has_less() {
    let mut lake = lake();
    views(&mut lake, "2026-11-18", 140, 140);
    views(&mut lake, "2026-11-19", 70, 70);
    let found = compare(&counted(), &lake);
    assert_eq!(found.sentence(), "5 of 7 days agree; lost in lake: 19 Nov; lost in counters: 18 Nov.");
}

#[test]
fn a_day_on_which_both_roads_lost_is_unexplained() {
    let mut lake = lake();
    views(&mut lake, "2026-11-18", 140, 140);
    let day = lake.days.get_mut(&date("2026-11-18")).unwrap();
    day.counts.insert(Counter::Orders, LakeCount { events: 4, distinct: 4 });
    day.in_partition.insert(Counter::Orders, 4);
    assert_eq!(compare(&counted(), &lake).sentence(), "6 of 7 days agree; unexplained: 18 Nov.");
}

#[test]
fn counters_cut_by_the_partition_day_are_a_matter_of_the_zone() {
    let mut lake = lake();
    let day = lake.days.get_mut(&date("2026-11-18")).unwrap();
    day.counts.insert(Counter::ProductViews, LakeCount { events: 91, distinct: 91 });
    assert_eq!(compare(&counted(), &lake).cause(), Some(Cause::ZoneCut));
}

#[test]
fn revenue_goes_with_its_orders_and_the_noise_of_doubles_is_no_difference() {
    let mut lake = lake();
    lake.days.get_mut(&date("2026-11-17")).unwrap().revenue = Decimal::new(50_000_001, 6);
    assert_eq!(compare(&counted(), &lake).cause(), None);
    lake.days.get_mut(&date("2026-11-17")).unwrap().revenue = Decimal::new(4999, 2);
    assert_eq!(
        compare(&counted(), &lake).cause(),
        Some(Cause::Unexplained),
        "the orders agree, the money does not"
    );
    let mut counted = counted();
    counted[1].counters.orders = 12;
    counted[1].counters.revenue = Decimal::new(6000, 2);
    let day = lake.days.get_mut(&date("2026-11-17")).unwrap();
    day.counts.insert(Counter::Orders, LakeCount { events: 12, distinct: 10 });
    assert_eq!(compare(&counted, &lake).cause(), Some(Cause::Duplicate));
}

#[test]
fn a_kept_day_without_an_item_was_never_counted_and_a_forgotten_day_is_not_compared() {
    let mut counted = counted();
    counted.remove(2);
    assert_eq!(compare(&counted, &lake()).sentence(), "6 of 7 days agree; lost in counters: 18 Nov.");
    let books = Books {
        counted: &counted,
        kept_from: Some(date("2026-11-20")),
        lake: &lake(),
        lake_to: None,
        today: date("2026-11-22"),
    };
    let found = Reconciliation::of(range(), &books);
    assert_eq!((found.days.len(), found.not_compared), (3, 4));
}

#[test]
fn a_correction_below_zero_is_unexplained() {
    let mut counted = counted();
    counted[0].counters.product_views = -3;
    assert_eq!(compare(&counted, &lake()).cause(), Some(Cause::Unexplained));
}

#[test]
fn rows_are_counted_by_business_day_and_by_partition() {
    let names = [
        "event_date",
        "business_date",
        "eventtype",
        "events",
        "distinct_events",
        "distinct_orders",
        "revenue",
        "newest_event",
    ];
    let columns = names.iter().map(|name| (Arc::from(*name), ColumnType::Other)).collect();
    let row = |partition: &str, business: &str, kind: &str, counts: [i64; 3], revenue: Cell| {
        let mut cells =
            vec![Cell::Date(date(partition)), Cell::Date(date(business)), Cell::Text(kind.into())];
        cells.extend(counts.map(Cell::Integer));
        cells.extend([revenue, Cell::Timestamp(date(partition).and_hms_opt(23, 0, 0).unwrap())]);
        cells
    };
    let rows = vec![
        row("2026-11-17", "2026-11-18", "OrderCreated", [3, 3, 2], Cell::Double(20.1)),
        row("2026-11-18", "2026-11-18", "OrderCreated", [5, 5, 5], Cell::Double(50.2)),
        row("2026-11-18", "2026-11-18", "PageScrolled", [9, 9, 0], Cell::Null),
    ];
    let table = SummaryTable { columns, rows };
    let counts = LakeCounts::of_summary(&table).unwrap();
    let day = &counts.days[&date("2026-11-18")];
    assert_eq!(day.count(Counter::Orders), LakeCount { events: 8, distinct: 7 });
    assert_eq!((day.in_partition[&Counter::Orders], day.revenue), (5, Decimal::new(703, 1)));
    assert_eq!(counts.newest_event, date("2026-11-18").and_hms_opt(23, 0, 0));
    let cut = SummaryTable { columns: table.columns[1..].to_vec(), rows: Vec::new() };
    assert_eq!(LakeCounts::of_summary(&cut), None, "without a column nothing can be compared");
}
