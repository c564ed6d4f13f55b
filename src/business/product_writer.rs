//! How a book of products is written from answers that come by day: each product's days are brought together. Of two
//! answers about a day the one that was taken first holds. Knows no source.

use std::{collections::HashMap, sync::Arc};

use chrono::NaiveDate;

use super::{
    history::{amount_of, date_of, whole_of},
    product::{ProductCounts, ProductDay, ProductId, ProductKey},
    product_book::{BookedProduct, CountedDay, ProductBook},
    range::DateRange,
    summary::{Cell, SummaryTable},
};

/// A book being written. Of two answers about a day, the one that is taken first holds.
#[derive(Debug, Default)]
pub struct ProductBookWriter {
    products: Vec<(ProductKey, Option<Arc<str>>)>,
    /// Places by vendor (empty for the one vendor) and product.
    places: HashMap<Arc<str>, HashMap<Arc<str>, usize>>,
    /// The product that came after each the last time: days repeat their products, so it mostly comes again.
    follows: Vec<usize>,
    last: usize,
    rows: Vec<(usize, CountedDay)>,
    known: Vec<DateRange>,
}

impl ProductBookWriter {
    /// Takes in days of the index: within `known`, a product without a day had nothing happen.
    pub fn take_days(&mut self, known: DateRange, days: &[ProductDay]) {
        let mut gate = Gate { known, taken: self.known.clone(), last: None };
        self.rows.reserve(days.len());
        for day in days {
            if gate.admits(day.date) {
                let place = self.place("", day.product.as_str());
                self.rows.push((place, (day.date, ProductCounts::of_day(day))));
            }
        }
        self.known.push(known);
    }

    /// Takes in rows of a `product_performance` table, by vendor where `is_all`. False when a column is missing: its
    /// numbers are unknown then, and none of it is taken. A row without a readable day is left out.
    pub fn take_summary(&mut self, known: DateRange, table: &SummaryTable, is_all: bool) -> bool {
        let Some(columns) = Columns::of(table, is_all) else { return false };
        let mut gate = Gate { known, taken: self.known.clone(), last: None };
        for row in &table.rows {
            let Some(date) = row.get(columns.date).and_then(date_of).filter(|date| gate.admits(*date)) else {
                continue;
            };
            let text = |at: usize| row.get(at).and_then(Cell::as_text).unwrap_or_default();
            let place = self.place(columns.vendor.map_or("", text), text(columns.product));
            if let Some(category) = columns.category.map(text).filter(|category| !category.is_empty())
                && let Some((_, held)) = self.products.get_mut(place)
                && held.is_none()
            {
                *held = Some(category.into());
            }
            self.rows.push((place, (date, columns.counts(row))));
        }
        self.known.push(known);
        true
    }

    fn place(&mut self, vendor: &str, product: &str) -> usize {
        let guess = self.follows.get(self.last).copied().unwrap_or(0);
        let is_it = self.products.get(guess).is_some_and(|(key, _)| {
            key.product.as_str() == product && key.vendor.as_deref().unwrap_or_default() == vendor
        });
        let place = if is_it { guess } else { self.sought(vendor, product) };
        if let Some(follows) = self.follows.get_mut(self.last) {
            *follows = place;
        }
        self.last = place;
        place
    }

    fn sought(&mut self, vendor: &str, product: &str) -> usize {
        let held = self.places.get(vendor).and_then(|of_vendor| of_vendor.get(product));
        if let Some(place) = held {
            return *place;
        }
        let place = self.products.len();
        let (vendor, product): (Arc<str>, Arc<str>) = (vendor.into(), product.into());
        let key = ProductKey {
            vendor: (!vendor.is_empty()).then(|| Arc::clone(&vendor)),
            product: ProductId::new(Arc::clone(&product)),
        };
        self.products.push((key, None));
        self.follows.push(0);
        self.places.entry(vendor).or_default().insert(product, place);
        place
    }

    /// The book: products by key, each one's days in order, rows of the same day summed.
    pub fn finish(self) -> ProductBook {
        let mut order: Vec<usize> = (0..self.products.len()).collect();
        order.sort_by(|one, two| self.products.get(*one).cmp(&self.products.get(*two)));
        let mut counts = vec![0_usize; self.products.len()];
        for (place, _) in &self.rows {
            if let Some(count) = counts.get_mut(*place) {
                *count += 1;
            }
        }
        // Where each product's next day is written.
        let mut next = vec![0_usize; self.products.len()];
        let mut products = Vec::with_capacity(order.len());
        let mut start = 0;
        for place in order {
            let end = start + counts.get(place).copied().unwrap_or(0);
            if let (Some(next), Some((key, category))) = (next.get_mut(place), self.products.get(place)) {
                *next = start;
                let (key, category) = (key.clone(), category.clone());
                products.push(BookedProduct { key, category, days: start..end });
            }
            start = end;
        }
        let mut days = vec![(NaiveDate::MIN, ProductCounts::default()); self.rows.len()];
        for (place, day) in self.rows {
            let Some(at) = next.get_mut(place) else { continue };
            if let Some(slot) = days.get_mut(*at) {
                *slot = day;
            }
            *at += 1;
        }
        for product in &mut products {
            if let Some(own) = days.get_mut(product.days.clone()) {
                product.days.end = product.days.start + in_order(own);
            }
        }
        ProductBook { products, days, known: self.known }
    }
}

/// Puts days in order and sums what is about the same day; tells how many are left, from the front.
fn in_order(days: &mut [CountedDay]) -> usize {
    if days.is_sorted_by(|one, two| one.0 < two.0) {
        return days.len();
    }
    days.sort_by_key(|(date, _)| *date);
    let mut last = 0;
    for at in 1..days.len() {
        let Some(day) = days.get(at).copied() else { break };
        if let Some(held) = days.get_mut(last).filter(|held| held.0 == day.0) {
            held.1 += day.1;
            continue;
        }
        last += 1;
        if let Some(slot) = days.get_mut(last) {
            *slot = day;
        }
    }
    days.len().min(last + 1)
}

/// Which days of an answer are taken: those it knows and no answer before it knew. Rows come by day, so the last day's
/// verdict mostly holds again.
struct Gate {
    known: DateRange,
    taken: Vec<DateRange>,
    last: Option<(NaiveDate, bool)>,
}

impl Gate {
    fn admits(&mut self, date: NaiveDate) -> bool {
        if let Some((last, verdict)) = self.last
            && last == date
        {
            return verdict;
        }
        let verdict = self.known.contains(date) && !self.taken.iter().any(|range| range.contains(date));
        self.last = Some((date, verdict));
        verdict
    }
}

/// Where the columns of a table stand.
struct Columns {
    vendor: Option<usize>,
    category: Option<usize>,
    units: Option<usize>,
    product: usize,
    date: usize,
    views: usize,
    favorites: usize,
    cart_adds: usize,
    orders: usize,
    revenue: usize,
}

impl Columns {
    fn of(table: &SummaryTable, is_all: bool) -> Option<Self> {
        let vendor = table.column("vendorid");
        Some(Self {
            vendor: if is_all { Some(vendor?) } else { None },
            category: table.column("category"),
            units: table.column("units"),
            product: table.column("productid")?,
            date: table.column("event_date")?,
            views: table.column("views")?,
            favorites: table.column("favorites")?,
            cart_adds: table.column("cart_adds")?,
            orders: table.column("orders")?,
            revenue: table.column("revenue")?,
        })
    }

    /// A NULL is an empty sum and counts as 0; units alone may be unknown.
    fn counts(&self, row: &[Cell]) -> ProductCounts {
        let whole = |at: usize| row.get(at).and_then(whole_of).unwrap_or(0);
        let orders = whole(self.orders);
        let units = self.units.and_then(|at| row.get(at)).and_then(whole_of);
        ProductCounts {
            views: whole(self.views),
            favorites: whole(self.favorites),
            cart_adds: whole(self.cart_adds),
            orders,
            units: units.or((orders == 0).then_some(0)),
            revenue: row.get(self.revenue).and_then(amount_of).unwrap_or_default(),
        }
    }
}
