//! What is known of products by day: every product's days side by side, so that any range of them is summed in one go.
//! Knows no source.

use std::{ops::Range, sync::Arc};

use chrono::NaiveDate;

use super::{
    product::{ProductCounts, ProductKey},
    range::{Bucket, DateRange, Granularity},
};

/// One product's counters of one day.
pub type CountedDay = (NaiveDate, ProductCounts);

/// A product of the book.
#[derive(Clone, Debug)]
pub struct BookedProduct {
    /// Which it is.
    pub key: ProductKey,
    /// Its category, where the answers tell one.
    pub category: Option<Arc<str>>,
    pub(super) days: Range<usize>,
}

/// Every product's days, in the order of their keys.
#[derive(Clone, Debug, Default)]
pub struct ProductBook {
    pub(super) products: Vec<BookedProduct>,
    pub(super) days: Vec<CountedDay>,
    pub(super) known: Vec<DateRange>,
}

impl ProductBook {
    /// The products, in the order of their keys. Their places in it are what a board names them by.
    pub fn products(&self) -> &[BookedProduct] {
        &self.products
    }

    /// The place of a product.
    pub fn find(&self, key: &ProductKey) -> Option<usize> {
        self.products.binary_search_by(|product| product.key.cmp(key)).ok()
    }

    /// True when nothing was read.
    pub const fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// True when the day was read.
    pub fn is_known(&self, date: NaiveDate) -> bool {
        self.known.iter().any(|range| range.contains(date))
    }

    /// How many days of a range were read.
    pub fn known_days(&self, range: DateRange) -> i64 {
        range.dates().filter(|date| self.is_known(*date)).count() as i64
    }

    /// The counted days of a product in a range, in order. A known day without an entry had nothing happen.
    pub fn days_of(&self, place: usize, range: DateRange) -> &[CountedDay] {
        let days = self.products.get(place).and_then(|product| self.days.get(product.days.clone()));
        let days = days.unwrap_or_default();
        let from = days.partition_point(|(date, _)| *date < range.from());
        let to = days.partition_point(|(date, _)| *date <= range.to());
        days.get(from..to).unwrap_or_default()
    }

    /// The total of a product over a range.
    pub fn total_of(&self, place: usize, range: DateRange) -> ProductCounts {
        let mut total = ProductCounts::default();
        for (_, counts) in self.days_of(place, range) {
            total += *counts;
        }
        total
    }

    /// The totals of a product by day, week or month; none where no day of the bucket was read.
    pub fn buckets(
        &self,
        place: usize,
        range: DateRange,
        granularity: Granularity,
    ) -> Vec<(Bucket, Option<ProductCounts>)> {
        let total = |bucket: Bucket| {
            let is_known = bucket.part.dates().any(|date| self.is_known(date));
            (bucket, is_known.then(|| self.total_of(place, bucket.part)))
        };
        range.buckets(granularity).into_iter().map(total).collect()
    }
}
