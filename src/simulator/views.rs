//! The summary views of the lake, as Athena would answer them: same columns, same types, same order of rows.
//! Only days that are delivered and catalogued are seen.

use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate};

use super::{
    book::{Book, HourSums, ProductSums},
    counts, customers,
    market::{Market, Shop},
    orders, people,
    world::{World, day_of},
};
use crate::business::{Cell, ColumnType, Counters, DateRange, SummaryTable, View};
use ColumnType::{Date, Double, Integer, Text, Timestamp};

/// A day of the lake with a book a vendor.
pub(super) type LakeDay = (NaiveDate, Vec<Book>);

impl World {
    /// Rows of a view for one vendor or all. Over all vendors, days, traffic and funnel are summed.
    pub fn summary(&mut self, view: View, vendor: Option<usize>, range: DateRange) -> SummaryTable {
        match view {
            View::CustomerBehavior => return customers::table(self, vendor, range),
            View::DataFreshness => return self.freshness(vendor, range),
            View::RetentionCohort => return people::cohorts(self, vendor, range),
            View::CustomerMix => return people::mix(self, vendor, range),
            View::OrderCompletionTime => return orders::completion(self, vendor, range),
            View::NewestOrders => return orders::newest(self, vendor, range),
            _ => {}
        }
        let days = self.lake_days(range);
        let market = Arc::clone(&self.market);
        match view {
            View::ProductPerformance => products(&market, vendor, &days),
            View::ConversionFunnel => funnel(&market, vendor, &days),
            View::HourlyTraffic => traffic(&market, vendor, &days),
            View::CategoryPerformance => counts::categories(&market, vendor, &days),
            View::VendorTotals => counts::totals(&market, vendor, &days),
            View::EventCounts => counts::events(&market, &self.lake, vendor, &days),
            _ => daily(&market, vendor, &days),
        }
    }

    /// Days of a range that can be queried, in order.
    pub(super) fn queryable_days(&self, range: DateRange) -> Vec<NaiveDate> {
        let end = day_of(self.plant.crawler.visible_to());
        let today = day_of(self.cursor);
        range
            .dates()
            .filter(|date| *date >= self.history.first_day() && *date < end && *date <= today)
            .collect()
    }

    /// Events up to now that can be queried, by vendor and day. A day without events is not there.
    fn lake_days(&mut self, range: DateRange) -> Vec<LakeDay> {
        let dates = self.queryable_days(range);
        let past: Vec<NaiveDate> = dates.iter().copied().filter(|date| self.is_history(*date)).collect();
        if let (Some(first), Some(last)) = (past.first(), past.last()) {
            self.history.ensure(*first, *last);
        }
        let books = dates.into_iter().filter_map(|date| {
            let books = match self.lake.books(date) {
                Some(books) => Some(books),
                None if self.is_history(date) => self.history.day(date).map(|day| day.books.clone()),
                None => None,
            };
            Some((date, books?))
        });
        books.collect()
    }

    /// True for a day that was over, and delivered, before the physics began.
    pub(super) fn is_history(&self, date: NaiveDate) -> bool {
        date < day_of(self.origin) && !self.lake.holds(date)
    }

    fn freshness(&mut self, vendor: Option<usize>, range: DateRange) -> SummaryTable {
        let days = self.lake_days(DateRange::ending(range.to(), 2));
        let of_vendor = |books: &[Book]| -> i64 {
            let all =
                books.iter().enumerate().filter(|(index, _)| vendor.is_none_or(|vendor| vendor == *index));
            all.flat_map(|(_, book)| &book.hours).map(|hour| i64::from(hour.events)).sum()
        };
        let events = days.iter().map(|(_, books)| of_vendor(books)).sum();
        let newest = days.last().map(|(date, _)| {
            let live = self.lake.events(*date).iter();
            let own = live.filter(|event| vendor.is_none_or(|vendor| vendor == usize::from(event.vendor)));
            let newest = own.map(|event| i64::from(event.at)).max();
            let end_of_day = *date + Days::new(1);
            let at = newest.and_then(|at| chrono::DateTime::from_timestamp(at, 0)).map(|at| at.naive_utc());
            at.unwrap_or_else(|| end_of_day.and_time(chrono::NaiveTime::MIN) - chrono::TimeDelta::seconds(1))
        });
        SummaryTable {
            columns: columns(&[("newest_event", Timestamp), ("events_in_window", Integer)]),
            rows: vec![vec![newest.map_or(Cell::Null, Cell::Timestamp), Cell::Integer(events)]],
        }
    }
}

/// Column names and types.
pub(super) fn columns(of: &[(&str, ColumnType)]) -> Vec<(Arc<str>, ColumnType)> {
    of.iter().map(|(name, kind)| (Arc::from(*name), *kind)).collect()
}

/// A quotient as SQL has it: NULL without a divisor.
pub(super) fn rate(part: f64, whole: i64) -> Cell {
    if whole == 0 { Cell::Null } else { Cell::Double(part / whole as f64) }
}

fn int(value: u32) -> Cell {
    Cell::Integer(i64::from(value))
}

pub(super) fn shops(market: &Market, vendor: Option<usize>) -> impl Iterator<Item = (usize, &Shop)> {
    market.shops.iter().enumerate().filter(move |(index, _)| vendor.is_none_or(|vendor| vendor == *index))
}

pub(super) fn text(id: &crate::business::VendorId) -> Cell {
    Cell::Text(id.as_str().into())
}

fn daily(market: &Market, vendor: Option<usize>, days: &[LakeDay]) -> SummaryTable {
    let sums = [
        ("product_views", Integer),
        ("profile_views", Integer),
        ("product_favorites", Integer),
        ("cart_adds", Integer),
        ("orders", Integer),
        ("completed_orders", Integer),
        ("revenue", Double),
        ("avg_order_value", Double),
        ("conversion_rate", Double),
        ("completion_rate", Double),
    ];
    let row = |date: NaiveDate, counters: &Counters| {
        let revenue = f64::try_from(counters.revenue).unwrap_or_default();
        vec![
            Cell::Date(date),
            Cell::Integer(counters.product_views),
            Cell::Integer(counters.profile_views),
            Cell::Integer(counters.product_favorites),
            Cell::Integer(counters.cart_adds),
            Cell::Integer(counters.orders),
            Cell::Integer(counters.completed_orders),
            Cell::Double(revenue),
            rate(revenue, counters.orders),
            rate(counters.orders as f64, counters.product_views),
            rate(counters.completed_orders as f64, counters.orders),
        ]
    };
    let mut names = vec![("event_date", Date)];
    names.extend(sums);
    let mut rows = Vec::new();
    for (date, books) in days {
        match vendor.and_then(|vendor| Some((market.shops.get(vendor)?, books.get(vendor)?))) {
            Some((shop, book)) => {
                let mut cells = row(*date, &book.counters());
                cells.insert(0, text(&shop.vendor.id));
                cells.insert(6, int(book.customers));
                rows.push(cells);
            }
            None => rows.push(row(*date, &books.iter().map(Book::counters).sum())),
        }
    }
    if vendor.is_some() {
        names.insert(0, ("vendorid", Text));
        names.insert(6, ("unique_customers", Integer));
    }
    SummaryTable { columns: columns(&names), rows }
}

fn products(market: &Market, vendor: Option<usize>, days: &[LakeDay]) -> SummaryTable {
    let names = [
        ("vendorid", Text),
        ("productid", Text),
        ("category", Text),
        ("event_date", Date),
        ("views", Integer),
        ("favorites", Integer),
        ("cart_adds", Integer),
        ("orders", Integer),
        ("units", Integer),
        ("revenue", Double),
        ("view_to_cart_rate", Double),
        ("view_to_order_rate", Double),
    ];
    let mut rows = Vec::new();
    for (date, books) in days {
        for (index, shop) in shops(market, vendor) {
            let Some(book) = books.get(index) else { continue };
            for (product, sums) in shop.products.iter().zip(&book.products) {
                if *sums == ProductSums::default() {
                    continue;
                }
                rows.push(vec![
                    text(&shop.vendor.id),
                    Cell::Text(product.id.as_str().into()),
                    Cell::Text(product.shelf.into()),
                    Cell::Date(*date),
                    int(sums.views),
                    int(sums.favorites),
                    int(sums.cart_adds),
                    int(sums.orders),
                    int(sums.units),
                    Cell::Double(sums.cents as f64 / 100.0),
                    rate(f64::from(sums.cart_adds), i64::from(sums.views)),
                    rate(f64::from(sums.orders), i64::from(sums.views)),
                ]);
            }
        }
    }
    SummaryTable { columns: columns(&names), rows }
}

fn funnel(market: &Market, vendor: Option<usize>, days: &[LakeDay]) -> SummaryTable {
    let mut names = vec![
        ("event_date", Date),
        ("viewed", Integer),
        ("favorited", Integer),
        ("carted", Integer),
        ("ordered", Integer),
        ("completed", Integer),
        ("view_to_cart", Double),
        ("cart_to_order", Double),
        ("order_to_completed", Double),
    ];
    let mut rows = Vec::new();
    for (date, books) in days {
        let mut people = [0_u32; 5];
        for (index, _) in shops(market, vendor) {
            let Some(book) = books.get(index) else { continue };
            for (sum, own) in people.iter_mut().zip(book.people.iter().chain([&book.completed_people])) {
                *sum += own;
            }
        }
        let [viewed, _, carted, ordered, completed] = people;
        let mut cells = vec![Cell::Date(*date)];
        cells.extend(people.map(int));
        cells.push(rate(f64::from(carted), i64::from(viewed)));
        cells.push(rate(f64::from(ordered), i64::from(carted)));
        cells.push(rate(f64::from(completed), i64::from(ordered)));
        if let Some(shop) = vendor.and_then(|vendor| market.shops.get(vendor)) {
            cells.insert(0, text(&shop.vendor.id));
        }
        rows.push(cells);
    }
    if vendor.is_some() {
        names.insert(0, ("vendorid", Text));
    }
    SummaryTable { columns: columns(&names), rows }
}

fn traffic(market: &Market, vendor: Option<usize>, days: &[LakeDay]) -> SummaryTable {
    let mut names = vec![
        ("event_date", Date),
        ("day_of_week", Integer),
        ("hour_of_day", Integer),
        ("events", Integer),
        ("views", Integer),
        ("cart_adds", Integer),
        ("orders", Integer),
    ];
    let mut rows = Vec::new();
    for (date, books) in days {
        for hour in 0..24_usize {
            let mut sums = HourSums::default();
            for (index, _) in shops(market, vendor) {
                let Some(own) = books.get(index).map(|book| book.hours[hour]) else { continue };
                sums.events += own.events;
                sums.customers += own.customers;
                sums.views += own.views;
                sums.cart_adds += own.cart_adds;
                sums.orders += own.orders;
            }
            if sums.events == 0 {
                continue;
            }
            let mut cells = vec![
                Cell::Date(*date),
                Cell::Integer(i64::from(date.weekday().number_from_monday())),
                Cell::Integer(hour as i64),
                int(sums.events),
                int(sums.views),
                int(sums.cart_adds),
                int(sums.orders),
            ];
            if let Some(shop) = vendor.and_then(|vendor| market.shops.get(vendor)) {
                cells.insert(0, text(&shop.vendor.id));
                cells.insert(5, int(sums.customers));
            }
            rows.push(cells);
        }
    }
    if vendor.is_some() {
        names.insert(0, ("vendorid", Text));
        names.insert(5, ("unique_customers", Integer));
    }
    SummaryTable { columns: columns(&names), rows }
}
