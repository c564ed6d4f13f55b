//! The columns of the shipped views: what is asked of them, how their rows are summed, and what must come back.
//! Knows names and kinds only.

use crate::business::{ColumnType, SummaryTable, View};

/// A ratio that is made anew from sums: its name, the part and the whole.
pub(super) type Ratio = (&'static str, &'static str, &'static str);

/// How a view is read.
pub(super) struct Columns {
    /// For one vendor: the columns, in order.
    pub(super) rows: &'static [&'static str],
    /// By what rows of one vendor are ordered.
    pub(super) order: &'static [&'static str],
    /// By what rows of all vendors are summed; nothing where they are not.
    pub(super) keys: &'static [&'static str],
    /// What is summed.
    pub(super) sums: &'static [&'static str],
    /// What is made anew from the sums.
    pub(super) ratios: &'static [Ratio],
}

const DAILY: Columns = Columns {
    rows: &[
        "vendorid",
        "event_date",
        "product_views",
        "profile_views",
        "product_favorites",
        "cart_adds",
        "unique_customers",
        "orders",
        "completed_orders",
        "revenue",
        "avg_order_value",
        "conversion_rate",
        "completion_rate",
    ],
    order: &["event_date"],
    keys: &["event_date"],
    sums: &[
        "product_views",
        "profile_views",
        "product_favorites",
        "cart_adds",
        "orders",
        "completed_orders",
        "revenue",
    ],
    ratios: &[
        ("avg_order_value", "revenue", "orders"),
        ("conversion_rate", "orders", "product_views"),
        ("completion_rate", "completed_orders", "orders"),
    ],
};
const FUNNEL: Columns = Columns {
    rows: &[
        "vendorid",
        "event_date",
        "viewed",
        "favorited",
        "carted",
        "ordered",
        "completed",
        "view_to_cart",
        "cart_to_order",
        "order_to_completed",
    ],
    order: &["event_date"],
    keys: &["event_date"],
    sums: &["viewed", "favorited", "carted", "ordered", "completed"],
    ratios: &[
        ("view_to_cart", "carted", "viewed"),
        ("cart_to_order", "ordered", "carted"),
        ("order_to_completed", "completed", "ordered"),
    ],
};
const HOURLY: Columns = Columns {
    rows: &[
        "vendorid",
        "event_date",
        "day_of_week",
        "hour_of_day",
        "events",
        "unique_customers",
        "views",
        "cart_adds",
        "orders",
    ],
    order: &["event_date", "hour_of_day"],
    keys: &["event_date", "day_of_week", "hour_of_day"],
    sums: &["events", "views", "cart_adds", "orders"],
    ratios: &[],
};
const PRODUCTS: Columns = Columns {
    rows: &[
        "vendorid",
        "productid",
        "category",
        "event_date",
        "views",
        "favorites",
        "cart_adds",
        "orders",
        "units",
        "revenue",
        "view_to_cart_rate",
        "view_to_order_rate",
    ],
    order: &["event_date", "vendorid", "productid"],
    keys: &[],
    sums: &[],
    ratios: &[],
};
const CUSTOMERS: Columns = Columns {
    rows: &[
        "vendorid",
        "customerid",
        "first_seen",
        "last_seen",
        "active_days",
        "product_views",
        "favorites",
        "cart_adds",
        "products_touched",
        "orders",
        "total_spent",
        "avg_order_value",
        "segment",
    ],
    order: &[],
    keys: &[],
    sums: &[],
    ratios: &[],
};

/// How a view of the lake is read; none for what is computed by a query of our own.
pub(super) const fn columns(view: View) -> Option<&'static Columns> {
    match view {
        View::DailyVendorPerformance => Some(&DAILY),
        View::ProductPerformance => Some(&PRODUCTS),
        View::ConversionFunnel => Some(&FUNNEL),
        View::CustomerBehavior => Some(&CUSTOMERS),
        View::HourlyTraffic => Some(&HOURLY),
        View::DataFreshness
        | View::RetentionCohort
        | View::CategoryPerformance
        | View::OrderCompletionTime
        | View::CustomerMix
        | View::VendorTotals
        | View::EventCounts
        | View::NewestOrders => None,
    }
}

/// The columns of a view's answer that are of another kind than the shipped view gives, each as a clause.
pub(in super::super) fn odd_columns(table: &SummaryTable) -> Vec<String> {
    let is_odd = |name: &str, kind: ColumnType| match name {
        "vendorid" | "productid" | "customerid" | "category" | "segment" => {
            !matches!(kind, ColumnType::Text | ColumnType::Other)
        }
        "event_date" => kind != ColumnType::Date,
        "first_seen" | "last_seen" => kind != ColumnType::Timestamp,
        _ => !matches!(kind, ColumnType::Integer | ColumnType::Double | ColumnType::Decimal),
    };
    let odd = table.columns.iter().filter(|(name, kind)| is_odd(name, *kind));
    odd.map(|(name, kind)| format!("{name} is {}", word(*kind))).collect()
}

const fn word(kind: ColumnType) -> &'static str {
    match kind {
        ColumnType::Text => "text",
        ColumnType::Integer => "a whole number",
        ColumnType::Double | ColumnType::Decimal => "a number",
        ColumnType::Boolean => "true or false",
        ColumnType::Date => "a day",
        ColumnType::Timestamp => "a time",
        ColumnType::Other => "of a type that is not known here",
    }
}
