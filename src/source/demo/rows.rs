//! Rows of any number out of a demo world of their own: a vendor and a few days at a time, so that a year of events
//! takes no more memory than a fortnight of one vendor.

use chrono::{DateTime, Days, NaiveDate, Utc};
use tokio::sync::mpsc::Sender;

use crate::{
    business::{Cell, DateRange, View},
    simulator::{Scenario, World},
    source::rows::{Batch, Part, RowKind, RowStream, RowsWanted, chosen, exact},
};

/// Days that are drawn at once.
const DAYS_AT_ONCE: u64 = 14;
/// Rows that are handed on at once.
const ROWS_AT_ONCE: usize = 2_000;

/// The rows of a demo world.
pub fn demo_rows(seed: u64, start: DateTime<Utc>, scenario: Scenario, wanted: RowsWanted) -> RowStream {
    RowStream::of_thread(move |parts| {
        let world = World::new(seed, start, scenario);
        Teller { world, wanted, parts }.tell();
    })
}

struct Teller {
    world: World,
    wanted: RowsWanted,
    parts: Sender<Part>,
}

impl Teller {
    fn tell(mut self) {
        let vendors: Vec<usize> = match self.wanted.vendor.one() {
            Some(id) => self.world.market().position(id).into_iter().collect(),
            None => (0..self.world.market().shops.len()).collect(),
        };
        let chunks = chunks(self.wanted.range);
        let all = (vendors.len() * chunks.len()).max(1) as f64;
        let mut done = 0.0;
        for vendor in vendors {
            for days in &chunks {
                done += 1.0;
                if !self.tell_days(vendor, *days, done / all) {
                    return;
                }
            }
        }
        // A reader that has gone needs no end.
        let _ = self.parts.blocking_send(Part::Done("the demo world asks nobody".into()));
    }

    /// Tells some days of a vendor; false when nobody listens any more.
    fn tell_days(&mut self, vendor: usize, days: DateRange, share: f64) -> bool {
        let (kind, digits) = (self.wanted.kind, self.wanted.minor_digits);
        let width = kind.columns().len();
        let mut batches = vec![Batch::new(width)];
        let mut push = |row: &mut dyn Iterator<Item = Cell>| {
            if batches.last().is_none_or(|batch| batch.len() >= ROWS_AT_ONCE) {
                batches.push(Batch::new(width));
            }
            if let Some(batch) = batches.last_mut() {
                batch.push(row);
            }
        };
        let world = &mut self.world;
        match kind {
            RowKind::Events => world.event_rows(vendor, days, &mut |row| push(&mut row.into_iter())),
            RowKind::Orders => {
                let last = self.wanted.range.to();
                world.order_rows(vendor, days, last, &mut |row| push(&mut row.into_iter()));
            }
            RowKind::Days | RowKind::Products | RowKind::Hours => {
                let table = world.summary(view_of(kind), Some(vendor), days);
                for row in &table.rows {
                    let cells = chosen(&table, kind.columns(), row).zip(kind.columns());
                    let money = |(cell, (name, _)): (Cell, &(&str, _))| {
                        if *name == "revenue" { exact(cell, digits) } else { cell }
                    };
                    push(&mut cells.map(money));
                }
            }
        }
        batches
            .into_iter()
            .filter(|batch| !batch.is_empty())
            .all(|batch| self.parts.blocking_send(Part::Rows(batch, Some(share))).is_ok())
            && !self.parts.is_closed()
    }
}

/// The view that holds rows of a kind, where there is one.
const fn view_of(kind: RowKind) -> View {
    match kind {
        RowKind::Products => View::ProductPerformance,
        RowKind::Hours => View::HourlyTraffic,
        RowKind::Days | RowKind::Orders | RowKind::Events => View::DailyVendorPerformance,
    }
}

fn chunks(range: DateRange) -> Vec<DateRange> {
    let mut chunks = Vec::new();
    let mut from: Option<NaiveDate> = Some(range.from());
    while let Some(first) = from.filter(|first| *first <= range.to()) {
        let last =
            first.checked_add_days(Days::new(DAYS_AT_ONCE - 1)).map_or(range.to(), |d| d.min(range.to()));
        chunks.extend(DateRange::new(first, last));
        from = last.checked_add_days(Days::new(1));
    }
    chunks
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{business::VendorScope, simulator::Market};

    fn start() -> DateTime<Utc> {
        "2026-11-22T14:00:00Z".parse().unwrap()
    }

    async fn rows(kind: RowKind, days: u32) -> Vec<Vec<Cell>> {
        let market = Market::new(7);
        let vendor = VendorScope::One(market.shops[0].vendor.id.clone());
        let range = DateRange::ending(start().date_naive(), days);
        let wanted = RowsWanted { kind, vendor, range, minor_digits: 2 };
        let mut stream = demo_rows(7, start(), Scenario::Calm, wanted);
        let mut rows = Vec::new();
        let mut is_done = false;
        while let Some(part) = stream.next().await {
            match part {
                Part::Rows(mut batch, _) => rows.extend(batch.rows().map(|row| row.to_vec())),
                Part::Done(_) => is_done = true,
                other => panic!("{other:?}"),
            }
        }
        assert!(is_done);
        rows
    }

    #[tokio::test]
    async fn events_and_orders_add_up_to_the_days() {
        let (days, events, orders) =
            (rows(RowKind::Days, 20).await, rows(RowKind::Events, 20).await, rows(RowKind::Orders, 20).await);
        let sum = |place: usize| -> i64 { days.iter().filter_map(|row| row[place].as_integer()).sum() };
        let of_type = |name: &str| events.iter().filter(|row| row[2].as_text() == Some(name)).count() as i64;
        assert_eq!(of_type("ProductView"), sum(2));
        assert_eq!(of_type("CartAdd"), sum(5));
        assert_eq!(of_type("OrderCreated"), sum(6));
        assert_eq!(orders.len() as i64, sum(6));
        let money = |rows: &[Vec<Cell>], place: usize| -> rust_decimal::Decimal {
            rows.iter().filter_map(|row| row[place].as_decimal()).sum()
        };
        assert_eq!(money(&orders, 7), money(&days, 8));
        assert_eq!(money(&events, 8), money(&days, 8));
        let times: Vec<&Cell> = events.iter().map(|row| &row[1]).collect();
        assert!(times.windows(2).all(|pair| match (pair[0], pair[1]) {
            (Cell::Timestamp(one), Cell::Timestamp(next)) => one <= next,
            _ => false,
        }));
    }

    #[tokio::test]
    async fn events_have_ids_of_their_own_but_for_strangers_in_the_same_second() {
        let events = rows(RowKind::Events, 3).await;
        let ids: BTreeSet<&str> = events.iter().filter_map(|row| row[3].as_text()).collect();
        assert!(ids.len() * 1_000 > events.len() * 995, "{} ids of {} events", ids.len(), events.len());
    }

    #[test]
    fn days_are_cut_without_gap_or_overlap() {
        let range = DateRange::ending("2026-11-22".parse().unwrap(), 45);
        let days: Vec<NaiveDate> = chunks(range).iter().flat_map(DateRange::dates).collect();
        assert_eq!(days, range.dates().collect::<Vec<_>>());
    }
}
