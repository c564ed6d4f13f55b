//! The views that are sums of books: categories, vendors side by side, and events for the reconciliation.

use std::{cmp::Reverse, collections::BTreeMap};

use chrono::DateTime;

use super::{
    book::{Book, ProductSums},
    calm::DEEDS,
    lake::Lake,
    market::Market,
    shopper::Deed,
    views::{LakeDay, columns, rate, shops, text},
};
use crate::business::{Cell, ColumnType, Counters, SummaryTable};
use ColumnType::{Date, Double, Integer, Text, Timestamp};

/// One row per category of products, the one with the most revenue first.
pub(super) fn categories(market: &Market, vendor: Option<usize>, days: &[LakeDay]) -> SummaryTable {
    let mut sums: BTreeMap<&str, ProductSums> = BTreeMap::new();
    for (_, books) in days {
        for (index, shop) in shops(market, vendor) {
            let Some(book) = books.get(index) else { continue };
            for (product, own) in shop.products.iter().zip(&book.products) {
                let sum = sums.entry(product.shelf).or_default();
                sum.views += own.views;
                sum.orders += own.orders;
                sum.units += own.units;
                sum.cents += own.cents;
            }
        }
    }
    let mut rows: Vec<(&str, ProductSums)> = sums.into_iter().collect();
    rows.sort_by_key(|(shelf, sum)| (Reverse(sum.cents), *shelf));
    let row = |(shelf, sum): (&str, ProductSums)| {
        vec![
            Cell::Text(shelf.into()),
            Cell::Integer(sum.views.into()),
            Cell::Integer(sum.orders.into()),
            Cell::Integer(sum.units.into()),
            Cell::Double(sum.cents as f64 / 100.0),
            rate(f64::from(sum.orders), sum.views.into()),
        ]
    };
    let names = [
        ("category", Text),
        ("views", Integer),
        ("orders", Integer),
        ("units", Integer),
        ("revenue", Double),
        ("conversion_rate", Double),
    ];
    SummaryTable { columns: columns(&names), rows: rows.into_iter().map(row).collect() }
}

/// One row per vendor: its counters summed over the days. A vendor without an event is not there.
pub(super) fn totals(market: &Market, vendor: Option<usize>, days: &[LakeDay]) -> SummaryTable {
    let row = |(index, shop): (usize, &super::Shop)| {
        let sum: Counters = days.iter().filter_map(|(_, books)| books.get(index)).map(Book::counters).sum();
        (sum != Counters::default()).then(|| {
            vec![
                text(&shop.vendor.id),
                Cell::Integer(sum.product_views),
                Cell::Integer(sum.profile_views),
                Cell::Integer(sum.product_favorites),
                Cell::Integer(sum.cart_adds),
                Cell::Integer(sum.orders),
                Cell::Integer(sum.completed_orders),
                Cell::Double(f64::try_from(sum.revenue).unwrap_or_default()),
            ]
        })
    };
    let names = [
        ("vendorid", Text),
        ("product_views", Integer),
        ("profile_views", Integer),
        ("product_favorites", Integer),
        ("cart_adds", Integer),
        ("orders", Integer),
        ("completed_orders", Integer),
        ("revenue", Double),
    ];
    SummaryTable { columns: columns(&names), rows: shops(market, vendor).filter_map(row).collect() }
}

/// Events of each type and day. Days of this market are those of UTC, so that a partition holds one business day.
pub(super) fn events(market: &Market, lake: &Lake, vendor: Option<usize>, days: &[LakeDay]) -> SummaryTable {
    let mut rows = Vec::new();
    for (date, books) in days {
        let own = || shops(market, vendor).filter_map(|(index, _)| Some((index, books.get(index)?)));
        let counters: Counters = own().map(|(_, book)| book.counters()).sum();
        let mut twice = [0_i64; Deed::COUNT];
        for (index, _) in own() {
            let repeated = lake.repeated(*date, index);
            twice.iter_mut().zip(repeated).for_each(|(sum, repeated)| *sum += i64::from(repeated));
        }
        for deed in DEEDS {
            let (name, count) = told(deed, &counters);
            if count == 0 {
                continue;
            }
            let newest = own().map(|(_, book)| book.newest[deed as usize]).max().unwrap_or(0);
            let is_order = matches!(deed, Deed::OrderCreated | Deed::OrderCompleted);
            let revenue = if deed == Deed::OrderCreated { counters.revenue } else { 0.into() };
            rows.push(vec![
                Cell::Date(*date),
                Cell::Date(*date),
                Cell::Text(name.into()),
                Cell::Integer(count + twice[deed as usize]),
                Cell::Integer(count),
                Cell::Integer(if is_order { count } else { 0 }),
                Cell::Double(f64::try_from(revenue).unwrap_or_default()),
                DateTime::from_timestamp(newest.into(), 0)
                    .map_or(Cell::Null, |at| Cell::Timestamp(at.naive_utc())),
            ]);
        }
    }
    let names = [
        ("event_date", Date),
        ("business_date", Date),
        ("eventtype", Text),
        ("events", Integer),
        ("distinct_events", Integer),
        ("distinct_orders", Integer),
        ("revenue", Double),
        ("newest_event", Timestamp),
    ];
    SummaryTable { columns: columns(&names), rows }
}

/// The type of an event as producers send it, and how many there were.
fn told(deed: Deed, counters: &Counters) -> (&'static str, i64) {
    let count = match deed {
        Deed::ProductView => counters.product_views,
        Deed::VendorView => counters.profile_views,
        Deed::ProductFavorite => counters.product_favorites,
        Deed::CartAdd => counters.cart_adds,
        Deed::OrderCreated => counters.orders,
        Deed::OrderCompleted => counters.completed_orders,
    };
    (deed.event_type(), count)
}
