//! Single orders: their ids, their events in time order, and how long they take to be completed. An order is known by
//! its vendor, the second it was made, and who ordered what; the id is made of these.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};
use rayon::prelude::*;

use super::{
    chance,
    shopper::{Deed, Event, midnight_of},
    views::columns,
    world::World,
};
use crate::business::{Cell, ColumnType, DateRange, NEWEST_ORDERS, OrderId, SummaryTable};

/// Letters and digits that are not mistaken for each other.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// `order_101-20261122-140211-k3f`: vendor, day and second, and a tail for who and what.
pub(super) fn id_of(event: &Event) -> String {
    let at = DateTime::from_timestamp(i64::from(event.ordered_at), 0).unwrap_or_default();
    let mixed = chance::mix(&[u64::from(event.customer), u64::from(event.product), 41]);
    let tail: String =
        (0..3).map(|place| char::from(ALPHABET[(mixed >> (place * 5)) as usize % ALPHABET.len()])).collect();
    format!("order_{}-{}-{tail}", 101 + u32::from(event.vendor), at.format("%Y%m%d-%H%M%S"))
}

/// The id of an event: unlike that of any other, also of what the same person does in the same second.
pub(super) fn event_id(seed: u64, event: &Event) -> String {
    let who = u64::from(event.customer) << 32 | u64::from(event.at);
    let what = u64::from(event.vendor) << 16 | u64::from(event.product) << 8 | event.deed as u64;
    format!("evt_{:016x}", chance::mix(&[seed, who, what]))
}

/// The day and second an id speaks of.
fn moment_of(id: &str) -> Option<NaiveDateTime> {
    let mut parts = id.split('-').skip(1);
    let date = NaiveDate::parse_from_str(parts.next()?, "%Y%m%d").ok()?;
    let time = NaiveTime::parse_from_str(parts.next()?, "%H%M%S").ok()?;
    Some(date.and_time(time))
}

impl World {
    /// The events of one order of a vendor that can be queried on these days, in time order. What the same person did
    /// with the same product on the way to the order is not part of it: only events that carry its id are.
    pub fn order(&self, vendor: usize, order: &OrderId, range: DateRange) -> SummaryTable {
        let mut found: Vec<Event> = Vec::new();
        if let Some(made) = moment_of(order.as_str()) {
            // It is completed on the day it is made or on the next.
            let queryable = self.queryable_days(range);
            let days: Vec<NaiveDate> =
                made.date().iter_days().take(2).filter(|day| queryable.contains(day)).collect();
            let second = u32::try_from(made.and_utc().timestamp()).unwrap_or(0);
            self.each_event(vendor, &days, &mut |event| {
                if event.ordered_at == second && id_of(&event) == order.as_str() {
                    found.push(event);
                }
            });
        }
        found.sort_by_key(|event| event.at);
        let rows = found.iter().filter_map(|event| self.order_row(vendor, event)).collect();
        let names = [
            ("event_time", ColumnType::Timestamp),
            ("eventtype", ColumnType::Text),
            ("eventid", ColumnType::Text),
            ("customerid", ColumnType::Text),
            ("productid", ColumnType::Text),
            ("quantity", ColumnType::Integer),
            ("price", ColumnType::Double),
            ("total", ColumnType::Double),
        ];
        SummaryTable { columns: columns(&names), rows }
    }

    fn order_row(&self, vendor: usize, event: &Event) -> Option<Vec<Cell>> {
        let product = self.market.shops.get(vendor)?.products.get(usize::from(event.product))?;
        let at = DateTime::from_timestamp(i64::from(event.at), 0)?;
        let customer = match event.customer {
            0 => Cell::Null,
            id => Cell::Text(format!("customer_{id}").into()),
        };
        let is_order = event.deed == Deed::OrderCreated;
        let amount = |cents: u32| if is_order { Cell::Double(f64::from(cents) / 100.0) } else { Cell::Null };
        Some(vec![
            Cell::Timestamp(at.naive_utc()),
            Cell::Text(event.deed.event_type().into()),
            Cell::Text(event_id(self.seed, event).into()),
            customer,
            if is_order { Cell::Text(product.id.as_str().into()) } else { Cell::Null },
            if is_order { Cell::Integer(event.units.into()) } else { Cell::Null },
            amount(event.cents / u32::from(event.units.max(1))),
            amount(event.cents),
        ])
    }

    /// Ids of the newest orders of a vendor that can be queried, the newest first.
    pub fn newest_orders(&self, vendor: usize, range: DateRange, count: usize) -> Vec<OrderId> {
        let mut newest: Vec<Event> = Vec::new();
        if let Some(day) = self.queryable_days(range).pop() {
            self.each_event(vendor, &[day], &mut |event| {
                if event.deed == Deed::OrderCreated {
                    newest.push(event);
                }
            });
        }
        newest.sort_by_key(|event| std::cmp::Reverse(event.at));
        newest.iter().take(count).filter_map(|event| OrderId::parse(&id_of(event)).ok()).collect()
    }
}

/// The newest orders of the range: vendor, id, when made and completed, total; the newest first.
pub(super) fn newest(world: &World, vendor: Option<usize>, range: DateRange) -> SummaryTable {
    let days = world.queryable_days(range);
    let vendors: Vec<usize> = match vendor {
        Some(vendor) => vec![vendor],
        None => (0..world.market.shops.len()).collect(),
    };
    let mut found: Vec<(Event, Option<u32>)> =
        vendors.par_iter().flat_map_iter(|vendor| newest_of(world, *vendor, &days)).collect();
    found.sort_by_key(|(made, _)| (std::cmp::Reverse(made.at), made.vendor, made.customer, made.product));
    found.truncate(NEWEST_ORDERS);
    let time = |at: u32| {
        DateTime::from_timestamp(i64::from(at), 0).map_or(Cell::Null, |at| Cell::Timestamp(at.naive_utc()))
    };
    let row = |(made, completed): &(Event, Option<u32>)| {
        let shop = world.market.shops.get(usize::from(made.vendor))?;
        Some(vec![
            Cell::Text(shop.vendor.id.as_str().into()),
            Cell::Text(id_of(made).into()),
            time(made.at),
            completed.map_or(Cell::Null, time),
            Cell::Double(f64::from(made.cents) / 100.0),
        ])
    };
    let names = [
        ("vendorid", ColumnType::Text),
        ("orderid", ColumnType::Text),
        ("order_time", ColumnType::Timestamp),
        ("completed_time", ColumnType::Timestamp),
        ("total", ColumnType::Double),
    ];
    SummaryTable { columns: columns(&names), rows: found.iter().filter_map(row).collect() }
}

/// The newest orders of a vendor with the time of their completion: days are gone back only until there are enough.
fn newest_of(world: &World, vendor: usize, days: &[NaiveDate]) -> Vec<(Event, Option<u32>)> {
    let (mut made, mut completed) = (Vec::new(), HashMap::new());
    for day in days.iter().rev() {
        if made.len() >= NEWEST_ORDERS {
            break;
        }
        world.each_event(vendor, &[*day], &mut |event| match event.deed {
            Deed::OrderCreated => made.push(event),
            Deed::OrderCompleted => {
                completed.insert((event.ordered_at, event.customer, event.product), event.at);
            }
            _ => {}
        });
    }
    made.sort_by_key(|event| std::cmp::Reverse(event.at));
    made.truncate(NEWEST_ORDERS);
    let told = |event: Event| {
        let at = completed.get(&(event.ordered_at, event.customer, event.product)).copied();
        (event, at)
    };
    made.into_iter().map(told).collect()
}

/// How long orders made in the range took to be completed, for those that were: one row.
pub(super) fn completion(world: &World, vendor: Option<usize>, range: DateRange) -> SummaryTable {
    let days = world.queryable_days(range);
    let vendors: Vec<usize> = match vendor {
        Some(vendor) => vec![vendor],
        None => (0..world.market.shops.len()).collect(),
    };
    let began = days.first().map_or(0, |first| midnight_of(*first));
    let mut spans: Vec<u32> = vendors
        .par_iter()
        .flat_map_iter(|vendor| {
            let mut spans = Vec::new();
            world.each_event(*vendor, &days, &mut |event| {
                if event.deed == Deed::OrderCompleted && event.ordered_at >= began {
                    spans.push(event.at - event.ordered_at);
                }
            });
            spans
        })
        .collect();
    let completed = spans.len();
    let sum: u64 = spans.iter().map(|span| u64::from(*span)).sum();
    let minutes = |secs: f64| if completed == 0 { Cell::Null } else { Cell::Double(secs / 60.0) };
    let mut percentile = |percent: usize| {
        // The nearest rank: the smallest span that so many percent do not exceed.
        let rank = (completed * percent).div_ceil(100).saturating_sub(1);
        if rank < spans.len() { f64::from(*spans.select_nth_unstable(rank).1) } else { 0.0 }
    };
    let row = vec![
        Cell::Integer(completed as i64),
        minutes(sum as f64 / completed.max(1) as f64),
        minutes(percentile(50)),
        minutes(percentile(95)),
    ];
    let names = [
        ("completed", ColumnType::Integer),
        ("avg_minutes", ColumnType::Double),
        ("p50_minutes", ColumnType::Double),
        ("p95_minutes", ColumnType::Double),
    ];
    SummaryTable { columns: columns(&names), rows: vec![row] }
}
