//! Counters, lake and metrics come from the same events.

use chrono::{Days, NaiveDate, TimeDelta};

use super::*;
use crate::business::{Cell, Counters, DateRange, DayCounters, SummaryTable, View};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn column(table: &SummaryTable, name: &str) -> Vec<Cell> {
    let place = table.column(name).unwrap();
    table.rows.iter().map(|row| row[place].clone()).collect()
}

fn integers(table: &SummaryTable, name: &str) -> Vec<i64> {
    column(table, name).iter().map(|cell| cell.as_integer().unwrap()).collect()
}

#[test]
fn there_are_24_vendors_in_4_categories_with_8_to_20_products() {
    let world = world(Scenario::Calm);
    let shops = &world.market().shops;
    assert_eq!(shops.len(), 24);
    assert!(shops.iter().all(|shop| (8..=20).contains(&shop.products.len())));
    let categories: std::collections::BTreeSet<_> =
        shops.iter().map(|shop| shop.vendor.category.clone()).collect();
    assert_eq!(categories.len(), 4);
}

#[test]
fn fourteen_months_are_there_at_start() {
    let mut world = world(Scenario::Calm);
    let days = world.vendor_days(None, DateRange::ending(start().date_naive(), 500));
    assert_eq!(days.len(), 428);
    assert!(days.iter().all(|day| day.counters.orders > 100), "{days:?}");
}

#[test]
fn products_add_up_to_their_vendor_and_vendors_to_all() {
    let mut world = world(Scenario::Calm);
    let range = DateRange::ending(start().date_naive(), 9);
    let mut all: Vec<DayCounters> =
        range.dates().map(|date| DayCounters { date, counters: Counters::default() }).collect();
    for vendor in 0..24 {
        let products = world.product_days(vendor, range);
        let days = world.vendor_days(Some(vendor), range);
        for (day, sum) in days.iter().zip(&mut all) {
            let own = || products.iter().filter(|product| product.date == day.date);
            assert_eq!(day.counters.product_views, own().map(|p| p.views).sum::<i64>());
            assert_eq!(day.counters.product_favorites, own().map(|p| p.favorites).sum::<i64>());
            assert_eq!(day.counters.cart_adds, own().map(|p| p.cart_adds).sum::<i64>());
            assert_eq!(day.counters.orders, own().map(|p| p.orders).sum::<i64>());
            assert_eq!(day.counters.revenue, own().map(|p| p.revenue).sum());
            sum.counters += day.counters;
        }
    }
    assert_eq!(world.vendor_days(None, range), all);
}

#[test]
fn the_lake_agrees_with_the_counters_once_a_day_is_over() {
    let mut world = world(Scenario::Calm);
    // Yesterday from history, and a day that the physics itself lived through.
    world.advance(start() + TimeDelta::hours(14));
    for day in [date("2026-11-21"), date("2026-11-22")] {
        let range = DateRange::ending(day, 1);
        let counted = world.vendor_days(None, range)[0].counters;
        let lake = world.summary(View::DailyVendorPerformance, None, range);
        assert_eq!(integers(&lake, "product_views"), [counted.product_views]);
        assert_eq!(integers(&lake, "orders"), [counted.orders]);
        assert_eq!(integers(&lake, "completed_orders"), [counted.completed_orders]);
        let revenue = column(&lake, "revenue")[0].as_decimal().unwrap();
        assert_eq!(revenue.round_dp(2), counted.revenue);
        let products = world.summary(View::ProductPerformance, None, range);
        assert_eq!(integers(&products, "orders").iter().sum::<i64>(), counted.orders);
        let hours = world.summary(View::HourlyTraffic, None, range);
        assert_eq!(integers(&hours, "cart_adds").iter().sum::<i64>(), counted.cart_adds);
        let people = world.summary(View::ConversionFunnel, Some(3), range);
        let (viewed, ordered) = (integers(&people, "viewed")[0], integers(&people, "ordered")[0]);
        assert!(viewed > ordered && ordered > 0);
    }
}

#[test]
fn a_day_lived_through_is_the_day_history_tells() {
    let mut lived = world(Scenario::Calm);
    lived.advance(start() + TimeDelta::hours(14));
    let range = DateRange::ending(date("2026-11-22"), 1);
    let told = lived.vendor_days(None, range);
    // Drawn once more as history, from minute counts and books alone.
    lived.history.ensure(range.from(), range.to());
    let drawn: Counters =
        lived.history.day(range.from()).unwrap().books.iter().map(super::super::book::Book::counters).sum();
    assert_eq!(told[0].counters, drawn);
}

#[test]
fn customers_of_a_vendor_spend_what_its_signed_in_orders_bring() {
    let mut world = world(Scenario::Calm);
    let range = DateRange::ending(date("2026-11-21"), 7);
    let customers = world.summary(View::CustomerBehavior, Some(0), range);
    let orders: i64 = integers(&customers, "orders").iter().sum();
    let counted: i64 = world.vendor_days(Some(0), range).iter().map(|day| day.counters.orders).sum();
    assert!(orders > 0 && orders <= counted, "{orders} of {counted}");
    assert!(integers(&customers, "active_days").iter().any(|days| *days > 1), "nobody ever returned");
}

#[test]
fn records_of_the_stream_are_the_same_in_history_and_in_physics() {
    let mut world = world(Scenario::Calm);
    let origin = world.origin;
    world.history.ensure(start().date_naive(), start().date_naive());
    let minutes = world.history.day(start().date_naive()).unwrap().minutes.clone();
    let first = usize::try_from(origin.rem_euclid(86_400) / 60).unwrap();
    let drawn: u64 = minutes[first..first + 180].iter().flatten().map(|count| u64::from(*count)).sum();
    let wanted = SeriesKey::new("stream", "incoming_records");
    let lived =
        world.series(origin, origin + 180 * 60, 60).into_iter().find(|(key, _)| *key == wanted).unwrap().1;
    assert_eq!(lived.iter().map(|point| point.value as u64).sum::<u64>(), drawn);
    assert!(drawn / 180 > 40 && drawn / 180 < 300, "{} records a minute", drawn / 180);
}

#[test]
fn sundays_differ_from_mondays_and_nights_from_evenings() {
    let mut world = world(Scenario::Calm);
    let hours = world.summary(View::HourlyTraffic, None, DateRange::ending(date("2026-11-21"), 1));
    let events = integers(&hours, "events");
    assert!(events[3] * 4 < events[17], "{events:?}");
    let day = |world: &mut World, date| {
        world.vendor_days(None, DateRange::ending(date, 1))[0].counters.product_views
    };
    let saturday = day(&mut world, date("2026-11-21"));
    let tuesday = day(&mut world, date("2026-11-21") - Days::new(4));
    assert!(saturday > tuesday);
}
