//! The daily counters of a vendor, as the stream processor keeps them in DynamoDB.

use std::ops::{Add, AddAssign};

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Counters of one vendor (or of all) over some days. Corrections may make them negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Counters {
    /// Product pages viewed.
    pub product_views: i64,
    /// Vendor profile pages viewed.
    pub profile_views: i64,
    /// Products marked as favourite.
    pub product_favorites: i64,
    /// Products put into a cart.
    pub cart_adds: i64,
    /// Orders created.
    pub orders: i64,
    /// Orders completed on the day, whenever they were made.
    pub completed_orders: i64,
    /// Revenue of the orders created, in the configured currency.
    pub revenue: Decimal,
}

impl Add for Counters {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            product_views: self.product_views.saturating_add(other.product_views),
            profile_views: self.profile_views.saturating_add(other.profile_views),
            product_favorites: self.product_favorites.saturating_add(other.product_favorites),
            cart_adds: self.cart_adds.saturating_add(other.cart_adds),
            orders: self.orders.saturating_add(other.orders),
            completed_orders: self.completed_orders.saturating_add(other.completed_orders),
            revenue: self.revenue.saturating_add(other.revenue),
        }
    }
}

impl AddAssign for Counters {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl std::iter::Sum for Counters {
    fn sum<I: Iterator<Item = Self>>(days: I) -> Self {
        days.fold(Self::default(), Add::add)
    }
}

/// The counters of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct DayCounters {
    /// The business day.
    pub date: NaiveDate,
    /// Its counters.
    #[serde(flatten)]
    pub counters: Counters,
}
