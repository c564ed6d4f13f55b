//! The view of customers: who came when, how often, and what they spent. Read from the single visits, since
//! books do not know people.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate};
use rayon::prelude::*;

use super::{
    crowd::Crowd,
    shopper::{Deed, Event},
    views::{columns, rate},
    world::World,
};
use crate::business::{Cell, ColumnType, DateRange, SummaryTable};

/// Rows at most; the highest spenders come first.
const MOST_ROWS: usize = 10_000;

/// One customer of one vendor.
#[derive(Clone, Copy, Default)]
struct Customer {
    id: u32,
    first: u32,
    last: u32,
    days: u32,
    last_day: u32,
    views: u32,
    favorites: u32,
    cart_adds: u32,
    products: u32,
    orders: u32,
    cents: u64,
}

impl Customer {
    fn take(&mut self, event: &Event) {
        self.id = event.customer;
        let day = event.at / 86_400;
        if self.last == 0 || event.at < self.first {
            self.first = event.at;
        }
        self.last = self.last.max(event.at);
        // Days come in order, so a new one is one that was not the last.
        self.days += u32::from(self.last_day != day);
        self.last_day = day;
        if event.deed != Deed::VendorView {
            self.products |= 1 << (event.product % 32);
        }
        match event.deed {
            Deed::ProductView => self.views += 1,
            Deed::ProductFavorite => self.favorites += 1,
            Deed::CartAdd => self.cart_adds += 1,
            Deed::OrderCreated => {
                self.orders += 1;
                self.cents += u64::from(event.cents);
            }
            Deed::VendorView | Deed::OrderCompleted => {}
        }
    }
}

/// The view for one vendor or all.
pub(super) fn table(world: &World, vendor: Option<usize>, range: DateRange) -> SummaryTable {
    let days = world.queryable_days(range);
    let vendors: Vec<usize> = match vendor {
        Some(vendor) => vec![vendor],
        None => (0..world.market.shops.len()).collect(),
    };
    let mut found: Vec<(usize, Customer)> = vendors
        .par_iter()
        .flat_map_iter(|vendor| read(world, *vendor, &days).into_iter().map(|one| (*vendor, one)))
        .collect();
    found.sort_by_key(|(vendor, one)| (std::cmp::Reverse(one.cents), *vendor, one.id));
    found.truncate(MOST_ROWS);
    let rows = found.iter().filter_map(|(vendor, one)| row(world, *vendor, one)).collect();
    let names = [
        ("vendorid", ColumnType::Text),
        ("customerid", ColumnType::Text),
        ("first_seen", ColumnType::Timestamp),
        ("last_seen", ColumnType::Timestamp),
        ("active_days", ColumnType::Integer),
        ("product_views", ColumnType::Integer),
        ("favorites", ColumnType::Integer),
        ("cart_adds", ColumnType::Integer),
        ("products_touched", ColumnType::Integer),
        ("orders", ColumnType::Integer),
        ("total_spent", ColumnType::Double),
        ("avg_order_value", ColumnType::Double),
        ("segment", ColumnType::Text),
    ];
    SummaryTable { columns: columns(&names), rows }
}

/// Every signed-in customer of a vendor. Completions are the vendor's doing and not looked at.
fn read(world: &World, vendor: usize, days: &[NaiveDate]) -> Vec<Customer> {
    let ends = days.first().zip(days.last());
    let crowd = ends.zip(world.market.shops.get(vendor));
    let Some(crowd) = crowd.map(|((first, last), shop)| Crowd::over(shop, vendor, *first, *last)) else {
        return Vec::new();
    };
    let mut customers = vec![Customer::default(); crowd.len()];
    world.each_event(vendor, days, &mut |event| {
        let place = crowd.place(event.customer).filter(|_| event.deed != Deed::OrderCompleted);
        if let Some(customer) = place.and_then(|place| customers.get_mut(place)) {
            customer.take(&event);
        }
    });
    customers.retain(|customer| customer.id != 0);
    customers
}

fn row(world: &World, vendor: usize, one: &Customer) -> Option<Vec<Cell>> {
    let int = |value: u32| Cell::Integer(i64::from(value));
    let at = |at: u32| {
        DateTime::from_timestamp(i64::from(at), 0).map_or(Cell::Null, |at| Cell::Timestamp(at.naive_utc()))
    };
    let spent = one.cents as f64 / 100.0;
    let segment = match one.orders {
        0 => "browser",
        1 => "one_time",
        _ => "repeat",
    };
    Some(vec![
        Cell::Text(world.market.shops.get(vendor)?.vendor.id.as_str().into()),
        Cell::Text(Arc::from(format!("customer_{}", one.id))),
        at(one.first),
        at(one.last),
        int(one.days),
        int(one.views),
        int(one.favorites),
        int(one.cart_adds),
        int(one.products.count_ones()),
        int(one.orders),
        Cell::Double(spent),
        rate(spent, i64::from(one.orders)),
        Cell::Text(segment.into()),
    ])
}
