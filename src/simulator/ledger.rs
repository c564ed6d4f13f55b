//! Single events and orders as rows, a vendor and some days at a time: the lake's table as it would be read. Only the
//! days that are handed over are held in memory.

use std::collections::BTreeMap;

use chrono::{DateTime, Days};
use rust_decimal::Decimal;

use super::{
    orders::{event_id, id_of},
    shopper::{Deed, Event},
    world::World,
};
use crate::business::{Cell, DateRange};

impl World {
    /// Every event of a vendor on these days that can be queried, by time: `vendorid`, `event_time`, eventtype, eventid,
    /// customerid, productid, orderid, category, total, items.
    pub fn event_rows(&self, vendor: usize, days: DateRange, tell: &mut dyn FnMut([Cell; 10])) {
        let Some(shop) = self.market.shops.get(vendor) else { return };
        let whose = Cell::Text(shop.vendor.id.as_str().into());
        let category = shop.vendor.category.clone().map_or(Cell::Null, Cell::Text);
        let products: Vec<Cell> =
            shop.products.iter().map(|product| Cell::Text(product.id.as_str().into())).collect();
        for event in self.events_on(vendor, days) {
            let product = products.get(usize::from(event.product)).cloned().unwrap_or(Cell::Null);
            let is_order = event.deed == Deed::OrderCreated;
            let is_about_order = is_order || event.deed == Deed::OrderCompleted;
            let items = match (&product, is_order) {
                (Cell::Text(id), true) => Cell::Text(items(id, &event).into()),
                _ => Cell::Null,
            };
            let is_about_product = !is_about_order && event.deed != Deed::VendorView;
            tell([
                whose.clone(),
                moment(event.at),
                Cell::Text(event.deed.event_type().into()),
                Cell::Text(event_id(self.seed, &event).into()),
                customer(&event),
                if is_about_product { product } else { Cell::Null },
                if is_about_order { Cell::Text(id_of(&event).into()) } else { Cell::Null },
                if is_about_product { category.clone() } else { Cell::Null },
                if is_order { cents(event.cents) } else { Cell::Null },
                items,
            ]);
        }
    }

    /// Every order of a vendor made on these days that can be queried, by time: vendorid, orderid, customerid,
    /// `ordered_at`, `completed_at` (up to `last`), lines, units, total.
    pub fn order_rows(
        &self,
        vendor: usize,
        days: DateRange,
        last: chrono::NaiveDate,
        tell: &mut dyn FnMut([Cell; 8]),
    ) {
        let Some(shop) = self.market.shops.get(vendor) else { return };
        let whose = Cell::Text(shop.vendor.id.as_str().into());
        // An order is completed on its own day or on the next.
        let next = days.to().checked_add_days(Days::new(1)).map_or(days.to(), |next| next.min(last));
        let seen = DateRange::new(days.from(), next).unwrap_or(days);
        let events = self.events_on(vendor, seen);
        let key = |event: &Event| (event.ordered_at, event.customer, event.product);
        let completed: BTreeMap<_, u32> = events
            .iter()
            .filter(|event| event.deed == Deed::OrderCompleted)
            .map(|event| (key(event), event.at))
            .collect();
        let made = events.iter().filter(|event| event.deed == Deed::OrderCreated);
        for order in made.filter(|order| day_of(order.at).is_some_and(|day| days.contains(day))) {
            tell([
                whose.clone(),
                Cell::Text(id_of(order).into()),
                customer(order),
                moment(order.at),
                completed.get(&key(order)).map_or(Cell::Null, |at| moment(*at)),
                Cell::Integer(1),
                Cell::Integer(order.units.into()),
                cents(order.cents),
            ]);
        }
    }

    fn events_on(&self, vendor: usize, days: DateRange) -> Vec<Event> {
        let mut events = Vec::new();
        self.each_event(vendor, &self.queryable_days(days), &mut |event| events.push(event));
        events.sort_unstable();
        events
    }
}

fn items(product: &str, event: &Event) -> String {
    let price = event.cents / u32::from(event.units.max(1));
    format!(
        "[{{\"productid\":\"{product}\",\"quantity\":{},\"price\":{}}}]",
        event.units,
        Decimal::new(price.into(), 2)
    )
}

fn day_of(at: u32) -> Option<chrono::NaiveDate> {
    DateTime::from_timestamp(i64::from(at), 0).map(|at| at.date_naive())
}

fn moment(at: u32) -> Cell {
    DateTime::from_timestamp(i64::from(at), 0).map_or(Cell::Null, |at| Cell::Timestamp(at.naive_utc()))
}

fn customer(event: &Event) -> Cell {
    if event.customer == 0 { Cell::Null } else { Cell::Text(format!("customer_{}", event.customer).into()) }
}

fn cents(cents: u32) -> Cell {
    Cell::Decimal(Decimal::new(cents.into(), 2))
}
