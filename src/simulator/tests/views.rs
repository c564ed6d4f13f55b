//! The views tell one world: their sums agree, people and orders behave as people and orders do.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, TimeDelta};

use super::*;
use crate::business::{Cell, Counters, DateRange, OrderId, SummaryTable, View};

fn days(count: u32) -> DateRange {
    DateRange::ending(start().date_naive(), count)
}

fn integers(table: &SummaryTable, name: &str) -> Vec<i64> {
    let place = table.column(name).unwrap();
    table.rows.iter().map(|row| row[place].as_integer().unwrap()).collect()
}

fn sum_of(table: &SummaryTable, name: &str) -> i64 {
    integers(table, name).iter().sum()
}

fn money(table: &SummaryTable, name: &str) -> rust_decimal::Decimal {
    let place = table.column(name).unwrap();
    table.rows.iter().map(|row| row[place].as_decimal().unwrap()).sum::<rust_decimal::Decimal>().round_dp(2)
}

fn dates(table: &SummaryTable, name: &str) -> Vec<NaiveDate> {
    let place = table.column(name).unwrap();
    table.rows.iter().map(|row| row[place].as_date().unwrap()).collect()
}

#[test]
fn categories_vendors_and_event_counts_are_sums_of_the_other_views() {
    let mut world = world(Scenario::Calm);
    for vendor in [None, Some(0), Some(13)] {
        let products = world.summary(View::ProductPerformance, vendor, days(20));
        let categories = world.summary(View::CategoryPerformance, vendor, days(20));
        let daily = world.summary(View::DailyVendorPerformance, vendor, days(20));
        let totals = world.summary(View::VendorTotals, vendor, days(20));
        let events = world.summary(View::EventCounts, vendor, days(20));
        for name in ["views", "orders", "units"] {
            assert_eq!(sum_of(&categories, name), sum_of(&products, name), "{name}");
        }
        assert!(categories.rows.len() > 1);
        for name in ["product_views", "profile_views", "cart_adds", "orders", "completed_orders"] {
            assert_eq!(sum_of(&totals, name), sum_of(&daily, name), "{name}");
        }
        for table in [&categories, &totals, &events] {
            assert_eq!(money(table, "revenue"), money(&daily, "revenue"));
        }
        let kind = events.column("eventtype").unwrap();
        let of = |wanted: &str, name: &str| -> i64 {
            let place = events.column(name).unwrap();
            let rows = events.rows.iter().filter(|row| row[kind].as_text() == Some(wanted));
            rows.map(|row| row[place].as_integer().unwrap()).sum()
        };
        assert_eq!(of("ProductView", "distinct_events"), sum_of(&daily, "product_views"));
        assert_eq!(of("OrderCreated", "distinct_orders"), sum_of(&daily, "orders"));
        assert_eq!(of("OrderCompleted", "distinct_orders"), sum_of(&daily, "completed_orders"));
        assert_eq!(of("CartAdd", "distinct_orders"), 0);
    }
}

#[test]
fn in_a_calm_world_every_day_that_is_over_reconciles_and_no_event_comes_twice() {
    let mut world = world(Scenario::Calm);
    let range = DateRange::ending(start().date_naive() - Days::new(1), 10);
    let events = world.summary(View::EventCounts, Some(4), range);
    assert_eq!(integers(&events, "events"), integers(&events, "distinct_events"));
    let counted: Counters = world.vendor_days(Some(4), range).iter().map(|day| day.counters).sum();
    let lake = world.summary(View::VendorTotals, None, range);
    assert_eq!(integers(&lake, "orders")[4], counted.orders);
    assert_eq!(integers(&lake, "product_views")[4], counted.product_views);
    let newest = events.column("newest_event").unwrap();
    for (row, date) in events.rows.iter().zip(dates(&events, "event_date")) {
        let Cell::Timestamp(at) = row[newest] else { panic!("{row:?}") };
        assert_eq!(at.date(), date);
    }
}

#[test]
fn what_was_refused_and_then_delivered_lies_in_the_lake_twice_in_places_and_counts_once() {
    let mut world = world(Scenario::DeliveryFailing);
    world.play(Scenario::Calm, start() + TimeDelta::minutes(20));
    world.advance(start() + TimeDelta::minutes(40));
    let today = days(1);
    let events = world.summary(View::EventCounts, None, today);
    let (all, distinct) = (sum_of(&events, "events"), sum_of(&events, "distinct_events"));
    assert!(all > distinct && all < distinct + distinct / 10, "{all} of {distinct}");
    let daily = world.summary(View::DailyVendorPerformance, None, today);
    let kinds =
        ["product_views", "profile_views", "product_favorites", "cart_adds", "orders", "completed_orders"];
    assert_eq!(distinct, kinds.iter().map(|kind| sum_of(&daily, kind)).sum::<i64>());
}

#[test]
fn people_are_new_once_and_order_no_more_than_everybody_does() {
    let mut world = world(Scenario::Calm);
    for vendor in [None, Some(2), Some(20)] {
        let mix = world.summary(View::CustomerMix, vendor, days(60));
        let daily = world.summary(View::DailyVendorPerformance, vendor, days(60));
        assert_eq!(dates(&mix, "event_date"), dates(&daily, "event_date"));
        for (name, bound) in
            [("orders", "orders"), ("cart_adds", "cart_adds"), ("product_views", "product_views")]
        {
            for (own, all) in integers(&mix, name).iter().zip(integers(&daily, bound)) {
                assert!(*own <= all && *own * 2 > all, "{own} of {all} {name}");
            }
        }
        let (all, new) = (integers(&mix, "customers"), integers(&mix, "new_customers"));
        let returning = integers(&mix, "returning_customers");
        assert!(all.iter().zip(new.iter().zip(&returning)).all(|(all, (new, back))| *all == new + back));
        let share = new.iter().sum::<i64>() as f64 / all.iter().sum::<i64>() as f64;
        assert!((0.02..0.35).contains(&share), "{share} are new");
        if let Some(unique) = daily.column("unique_customers") {
            let unique: Vec<i64> = daily.rows.iter().map(|row| row[unique].as_integer().unwrap()).collect();
            assert_eq!(all, unique);
        }
        // Who is new on a day does not depend on how many days are asked for.
        let week = world.summary(View::CustomerMix, vendor, days(7));
        assert_eq!(integers(&week, "new_customers")[..], new[new.len() - 7..]);
    }
}

#[test]
fn cohorts_fade_and_keep_some_who_are_loyal() {
    let mut world = world(Scenario::Calm);
    for vendor in [None, Some(0), Some(9)] {
        let table = world.summary(View::RetentionCohort, vendor, days(396));
        let (cohorts, later) = (dates(&table, "cohort_month"), integers(&table, "months_later"));
        let (customers, sizes) = (integers(&table, "customers"), integers(&table, "cohort_size"));
        let mut shares: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
        for (row, month) in later.iter().enumerate() {
            if *month == 0 {
                assert_eq!(customers[row], sizes[row]);
            }
            // The first cohort is everybody who ordered before, too.
            if cohorts[row] > cohorts[0] {
                let (back, size) = shares.entry(*month).or_default();
                *back += customers[row];
                *size += sizes[row];
            }
        }
        let share = |month: i64| shares[&month].0 as f64 / shares[&month].1 as f64;
        assert!((0.15..0.8).contains(&share(1)), "{}", share(1));
        assert!(share(1) > share(3) && share(3) > share(6), "{shares:?}");
        assert!(share(9) > 0.01, "nobody is loyal: {shares:?}");
        let sum: i64 = (0..table.rows.len()).filter(|row| later[*row] == 0).map(|row| sizes[row]).sum();
        assert!(sum > 200, "{sum} customers");
    }
}

#[test]
fn an_order_is_its_events_in_time_order_and_nobody_elses() {
    let mut world = world(Scenario::Calm);
    let ids = world.newest_orders(6, days(7), 400);
    let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
    assert!(ids.len() > 20 && distinct.len() == ids.len());
    let mut completed = 0;
    for id in &ids {
        let events = world.order(6, id, days(7));
        let kind = |row: usize| events.rows[row][1].as_text().unwrap();
        assert_eq!(kind(0), "OrderCreated");
        assert!(events.rows.len() <= 2, "{events:?}");
        if events.rows.len() == 2 {
            completed += 1;
            assert_eq!(kind(1), "OrderCompleted");
            let (Cell::Timestamp(made), Cell::Timestamp(done)) = (&events.rows[0][0], &events.rows[1][0])
            else {
                panic!("{events:?}")
            };
            assert!(made < done);
            assert_ne!(events.rows[0][2], events.rows[1][2]);
        }
        assert!(world.order(7, id, days(7)).rows.is_empty(), "another vendor sees {id}");
        let before = DateRange::ending(start().date_naive() - Days::new(30), 7);
        assert!(world.order(6, id, before).rows.is_empty());
    }
    assert!(completed * 2 > ids.len(), "{completed} of {}", ids.len());
    for odd in ["nothing", "order_107-20261122-999999-abc", "order_107-99999999-000000-abc"] {
        assert!(world.order(6, &OrderId::parse(odd).unwrap(), days(7)).rows.is_empty());
    }
    let time = world.summary(View::OrderCompletionTime, Some(6), days(7));
    let minutes = |name: &str| time.rows[0][time.column(name).unwrap()].as_decimal().unwrap();
    assert!(minutes("p50_minutes") > 0.into() && minutes("p50_minutes") <= minutes("p95_minutes"));
    assert!(sum_of(&time, "completed") > 100);
}

#[test]
fn a_long_life_does_not_lose_the_people_of_days_that_are_over() {
    let mut world = world(Scenario::Calm);
    world.advance(start() + TimeDelta::hours(70));
    let range = DateRange::ending(world.now().date_naive(), 5);
    let mix = world.summary(View::CustomerMix, Some(3), range);
    assert_eq!(mix.rows.len(), 5);
    assert!(integers(&mix, "orders").iter().all(|orders| *orders > 0), "{mix:?}");
}
