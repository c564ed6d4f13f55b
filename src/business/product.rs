//! Products of a vendor and their daily counters.

use std::{fmt, ops::AddAssign, sync::Arc};

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::funnel::Funnel;

/// The id of a product, as found in the data (never used to build a key range).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(transparent)]
pub struct ProductId(Arc<str>);

impl ProductId {
    /// Wraps an id.
    pub fn new(id: impl Into<Arc<str>>) -> Self {
        Self(id.into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProductId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Counters of one product on one business day.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct ProductDay {
    /// The product.
    pub product: ProductId,
    /// The business day.
    pub date: NaiveDate,
    /// Pages viewed.
    pub views: i64,
    /// Marked as favourite.
    pub favorites: i64,
    /// Put into a cart.
    pub cart_adds: i64,
    /// Orders with this product.
    pub orders: i64,
    /// Revenue of its order lines.
    pub revenue: Decimal,
}

/// A product and whose it is: two vendors may use the same product id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProductKey {
    /// The vendor, as found in the data; none where all products are one vendor's.
    pub vendor: Option<Arc<str>>,
    /// The product. An empty id stands for rows without one.
    pub product: ProductId,
}

/// Counters of one product over some days. Corrections may make them negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProductCounts {
    /// Pages viewed.
    pub views: i64,
    /// Marked as favourite.
    pub favorites: i64,
    /// Put into a cart.
    pub cart_adds: i64,
    /// Orders with this product.
    pub orders: i64,
    /// Pieces sold; none where a day that had orders did not count them.
    pub units: Option<i64>,
    /// Revenue of its order lines.
    pub revenue: Decimal,
}

impl Default for ProductCounts {
    /// Nothing happened, so nothing was sold.
    fn default() -> Self {
        Self { views: 0, favorites: 0, cart_adds: 0, orders: 0, units: Some(0), revenue: Decimal::ZERO }
    }
}

impl ProductCounts {
    /// The counters of a day of the index, which does not count pieces.
    pub fn of_day(day: &ProductDay) -> Self {
        Self {
            views: day.views,
            favorites: day.favorites,
            cart_adds: day.cart_adds,
            orders: day.orders,
            units: (day.orders == 0).then_some(0),
            revenue: day.revenue,
        }
    }

    /// True when nothing happened at all.
    pub const fn is_nothing(&self) -> bool {
        self.views == 0
            && self.favorites == 0
            && self.cart_adds == 0
            && self.orders == 0
            && self.revenue.is_zero()
    }

    /// Orders per view, 0 to 1 as a rule; none without views.
    pub fn conversion(&self) -> Option<f64> {
        (self.views > 0).then(|| self.orders as f64 / self.views as f64)
    }

    /// The funnel of the product's own events; it ends with the order, whose completion is not told by product.
    pub fn funnel(&self) -> Funnel {
        let mut funnel = Funnel::of_counts([self.views, self.favorites, self.cart_adds, self.orders, 0]);
        funnel.steps.truncate(4);
        funnel
    }
}

impl AddAssign for ProductCounts {
    fn add_assign(&mut self, other: Self) {
        self.views = self.views.saturating_add(other.views);
        self.favorites = self.favorites.saturating_add(other.favorites);
        self.cart_adds = self.cart_adds.saturating_add(other.cart_adds);
        self.orders = self.orders.saturating_add(other.orders);
        self.units = self.units.zip(other.units).map(|(one, two)| one.saturating_add(two));
        if !other.revenue.is_zero() {
            self.revenue = self.revenue.saturating_add(other.revenue);
        }
    }
}
