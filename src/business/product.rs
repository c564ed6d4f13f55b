//! Products of a vendor and their daily counters.

use std::{fmt, sync::Arc};

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

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
