//! What holds where the user wrote nothing: no pipelines, no vendors, and the usual names of keys and attributes.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use super::model::{Account, Attributes, Config, Notify, Poll, ProductAttributes, ScreenSettings, TableKeys};
use crate::business::Currency;

impl Default for Config {
    fn default() -> Self {
        Self {
            account: Account::default(),
            pipelines: Vec::new(),
            vendors: None,
            lake: None,
            poll: Poll::default(),
            screen: ScreenSettings::default(),
            notify: Notify::default(),
            runbooks: BTreeMap::new(),
            currency: Currency::default(),
            business_zone: Tz::UTC,
        }
    }
}

impl Default for TableKeys {
    fn default() -> Self {
        Self {
            partition: "PK".into(),
            sort: "SK".into(),
            index_partition: "GSI1PK".into(),
            index_sort: "GSI1SK".into(),
            vendor_prefix: "VENDOR#".into(),
            product_prefix: "PRODUCT#".into(),
            day_prefix: "METRICS#".into(),
            product_day_prefix: "PRODUCT#METRICS#".into(),
        }
    }
}

impl Default for Attributes {
    fn default() -> Self {
        Self {
            product_views: "productViews".into(),
            profile_views: "profileViews".into(),
            product_favorites: "productFavorites".into(),
            cart_adds: "cartAdds".into(),
            orders: "orders".into(),
            completed_orders: "completedOrders".into(),
            revenue: "revenue".into(),
        }
    }
}

impl Default for ProductAttributes {
    fn default() -> Self {
        Self {
            views: "views".into(),
            favorites: "favorites".into(),
            cart_adds: "cartAdds".into(),
            orders: "orders".into(),
            revenue: "revenue".into(),
        }
    }
}
