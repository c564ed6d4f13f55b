//! Items of the vendor table as counters. What an item gets wrong is noted with its day and attribute; the rest
//! of it is used. Knows no client.

use std::{collections::HashMap, sync::Arc};

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::number::{Number, decimal, whole};
use crate::{
    business::{Counters, DayCounters, ProductDay, ProductId, Vendor, VendorId},
    config::{Directory, Vendors},
    pipeline::clean_line,
};

/// An item as DynamoDB gives it.
pub(super) type Attributes = HashMap<String, AttributeValue>;

/// Longest name taken from an item, in characters.
const MOST_NAME: usize = 120;

/// Reads items and collects what is odd about them.
pub(super) struct ItemReader<'a> {
    vendors: &'a Vendors,
    now: DateTime<Utc>,
    /// What was odd, each as a sentence that names the item and the attribute.
    pub(super) oddities: Vec<String>,
}

impl<'a> ItemReader<'a> {
    /// A reader of items as they are at `now`.
    pub(super) const fn new(vendors: &'a Vendors, now: DateTime<Utc>) -> Self {
        Self { vendors, now, oddities: Vec::new() }
    }

    /// A vendor's day; none for an expired item and for one without a day.
    pub(super) fn vendor_day(&mut self, vendor: &VendorId, item: &Attributes) -> Option<DayCounters> {
        if self.is_expired(item) {
            return None;
        }
        let (keys, names) = (&self.vendors.keys, &self.vendors.attributes);
        let date = self.date(item, &keys.sort, &keys.day_prefix, vendor.as_str())?;
        let whose = format!("{vendor} {date}");
        let counters = Counters {
            product_views: self.count(item, &names.product_views, &whose),
            profile_views: self.count(item, &names.profile_views, &whose),
            product_favorites: self.count(item, &names.product_favorites, &whose),
            cart_adds: self.count(item, &names.cart_adds, &whose),
            orders: self.count(item, &names.orders, &whose),
            completed_orders: self.count(item, &names.completed_orders, &whose),
            revenue: self.amount(item, &names.revenue, &whose),
        };
        Some(DayCounters { date, counters })
    }

    /// A product's day; none for an expired item and for one without a day or product.
    pub(super) fn product_day(&mut self, vendor: &VendorId, item: &Attributes) -> Option<ProductDay> {
        if self.is_expired(item) {
            return None;
        }
        let (keys, names) = (&self.vendors.keys, &self.vendors.product_attributes);
        let date = self.date(item, &keys.index_sort, &keys.product_day_prefix, vendor.as_str())?;
        let key = text(item, &keys.partition).and_then(|key| key.strip_prefix(&*keys.product_prefix));
        let Some(id) = key.map(|id| clean_line(id, MOST_NAME)).filter(|id| !id.is_empty()) else {
            let (partition, prefix) = (&keys.partition, &keys.product_prefix);
            self.oddities.push(format!("{vendor} {date}: {partition} is not {prefix} and a product's id"));
            return None;
        };
        let whose = format!("{vendor} {id} {date}");
        Some(ProductDay {
            date,
            views: self.count(item, &names.views, &whose),
            favorites: self.count(item, &names.favorites, &whose),
            cart_adds: self.count(item, &names.cart_adds, &whose),
            orders: self.count(item, &names.orders, &whose),
            revenue: self.amount(item, &names.revenue, &whose),
            product: ProductId::new(id),
        })
    }

    /// A vendor of the directory; none for an expired item and for one without a usable id.
    pub(super) fn vendor(&mut self, item: &Attributes) -> Option<Vendor> {
        let Directory::IndexItems { name, category, .. } = &self.vendors.directory else { return None };
        if self.is_expired(item) {
            return None;
        }
        let keys = &self.vendors.keys;
        let key = text(item, &keys.sort).unwrap_or_default();
        let id = match VendorId::parse(key.strip_prefix(&*keys.vendor_prefix).unwrap_or_default()) {
            Ok(id) => id,
            Err(error) => {
                self.oddities.push(format!("{} {}: {error}", keys.sort, clean_line(key, MOST_NAME)));
                return None;
            }
        };
        let said = |name: &str| {
            text(item, name).map(|text| clean_line(text, MOST_NAME)).filter(|text| !text.is_empty())
        };
        Some(Vendor {
            name: said(name).map_or_else(|| Arc::from(id.as_str()), Arc::from),
            category: said(category).map(Arc::from),
            id,
        })
    }

    /// TTL removes items only within days: until then those past it are still returned.
    fn is_expired(&self, item: &Attributes) -> bool {
        let ends = self.vendors.ttl_attribute.as_ref().and_then(|name| item.get(&**name));
        let Some(AttributeValue::N(ends)) = ends else { return false };
        // A value that is no epoch second never expires, in DynamoDB as here.
        ends.parse::<f64>().is_ok_and(|ends| ends <= self.now.timestamp() as f64)
    }

    fn date(&mut self, item: &Attributes, name: &str, prefix: &str, whose: &str) -> Option<NaiveDate> {
        let key = text(item, name).unwrap_or_default();
        let date = key.strip_prefix(prefix).and_then(|date| date.parse().ok());
        if date.is_none() {
            let key = clean_line(key, MOST_NAME);
            self.oddities
                .push(format!("{whose}: {name} {key:?} is not {prefix} and a day; the item is left out"));
        }
        date
    }

    fn count(&mut self, item: &Attributes, name: &str, whose: &str) -> i64 {
        let number = whole(item.get(name));
        self.used(number, name, whose)
    }

    fn amount(&mut self, item: &Attributes, name: &str, whose: &str) -> Decimal {
        let number = decimal(item.get(name));
        self.used(number, name, whose)
    }

    fn used<T>(&mut self, number: Number<T>, name: &str, whose: &str) -> T {
        if let Some(oddity) = number.oddity {
            self.oddities.push(format!("{whose}: {name} {oddity}"));
        }
        number.value
    }
}

fn text<'a>(item: &'a Attributes, name: &str) -> Option<&'a str> {
    item.get(name)?.as_s().ok().map(String::as_str)
}
