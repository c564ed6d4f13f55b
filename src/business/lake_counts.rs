//! What the lake counted, day by day and counter by counter, out of the rows of `event_counts`: with duplicates and
//! without, by the business day and by the day of the partition. Knows column names, not where the rows come from.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;
use serde::Serialize;

use super::{
    counters::Counters,
    history::{amount_of, date_of, whole_of},
    summary::{Cell, SummaryTable},
};

/// One of the seven daily counters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Counter {
    /// Product pages viewed.
    ProductViews,
    /// Vendor profile pages viewed.
    ProfileViews,
    /// Products marked as favourite.
    ProductFavorites,
    /// Products put into a cart.
    CartAdds,
    /// Orders created.
    Orders,
    /// Orders completed.
    CompletedOrders,
}

impl Counter {
    /// All that count events; revenue is an amount and goes with the orders.
    pub const ALL: [Self; 6] = [
        Self::ProductViews,
        Self::ProfileViews,
        Self::ProductFavorites,
        Self::CartAdds,
        Self::Orders,
        Self::CompletedOrders,
    ];

    /// For people: `cart adds`.
    pub const fn label(self) -> &'static str {
        match self {
            Self::ProductViews => "product views",
            Self::ProfileViews => "profile views",
            Self::ProductFavorites => "favourites",
            Self::CartAdds => "cart adds",
            Self::Orders => "orders",
            Self::CompletedOrders => "completed orders",
        }
    }

    /// The counter out of a day's counters.
    pub const fn of(self, counters: &Counters) -> i64 {
        match self {
            Self::ProductViews => counters.product_views,
            Self::ProfileViews => counters.profile_views,
            Self::ProductFavorites => counters.product_favorites,
            Self::CartAdds => counters.cart_adds,
            Self::Orders => counters.orders,
            Self::CompletedOrders => counters.completed_orders,
        }
    }

    /// The counter an event of this type is counted in; none for types the vendor table does not count.
    fn of_event(kind: &str) -> Option<Self> {
        Some(match kind {
            "ProductView" => Self::ProductViews,
            "VendorView" => Self::ProfileViews,
            "ProductFavorite" => Self::ProductFavorites,
            "CartAdd" => Self::CartAdds,
            "OrderCreated" => Self::Orders,
            "OrderCompleted" => Self::CompletedOrders,
            _ => return None,
        })
    }
}

/// What the lake counted of one counter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LakeCount {
    /// Events as they were delivered, duplicates included.
    pub events: i64,
    /// Distinct events; for orders, distinct orders.
    pub distinct: i64,
}

/// What the lake counted on one day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LakeDay {
    /// By counter, of events whose time falls on this business day.
    pub counts: BTreeMap<Counter, LakeCount>,
    /// Distinct by counter, of events in this day's partition, which is a UTC day.
    pub in_partition: BTreeMap<Counter, i64>,
    /// Each order's total once.
    pub revenue: Decimal,
}

/// The days of a range as the lake counted them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LakeCounts {
    /// By business day. A day without events is not there.
    pub days: BTreeMap<NaiveDate, LakeDay>,
    /// The newest event, UTC.
    pub newest_event: Option<NaiveDateTime>,
}

impl LakeCounts {
    /// Out of an `event_counts` table. None when one of its columns is missing: nothing can be compared then.
    pub fn of_summary(table: &SummaryTable) -> Option<Self> {
        let at = |name| table.column(name);
        let (partition, business, kind) = (at("event_date")?, at("business_date")?, at("eventtype")?);
        let (events, distinct) = (at("events")?, at("distinct_events")?);
        let (orders, revenue, newest) = (at("distinct_orders")?, at("revenue")?, at("newest_event")?);
        let mut counts = Self::default();
        for row in &table.rows {
            counts.newest_event = counts.newest_event.max(row.get(newest).and_then(time_of));
            let kind = row.get(kind).and_then(Cell::as_text).and_then(Counter::of_event);
            let Some(counter) = kind else { continue };
            let whole = |at: usize| row.get(at).and_then(whole_of).unwrap_or(0);
            let is_order = matches!(counter, Counter::Orders | Counter::CompletedOrders);
            let once = whole(if is_order { orders } else { distinct });
            if let Some(date) = row.get(business).and_then(date_of) {
                let day = counts.days.entry(date).or_default();
                let count = day.counts.entry(counter).or_default();
                count.events = count.events.saturating_add(whole(events));
                count.distinct = count.distinct.saturating_add(once);
                if counter == Counter::Orders {
                    let amount = row.get(revenue).and_then(amount_of).unwrap_or_default();
                    day.revenue = day.revenue.saturating_add(amount);
                }
            }
            if let Some(date) = row.get(partition).and_then(date_of) {
                let held = counts.days.entry(date).or_default().in_partition.entry(counter).or_default();
                *held = held.saturating_add(once);
            }
        }
        Some(counts)
    }
}

impl LakeDay {
    /// What was counted of a counter; nothing where no such event is there.
    pub fn count(&self, counter: Counter) -> LakeCount {
        self.counts.get(&counter).copied().unwrap_or_default()
    }
}

fn time_of(cell: &Cell) -> Option<NaiveDateTime> {
    match cell {
        Cell::Timestamp(at) => Some(*at),
        Cell::Text(text) => text.parse().ok(),
        _ => None,
    }
}
