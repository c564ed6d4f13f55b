//! Summary views over the lake, and the typed tables they answer with.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A summary view: one of the five of the lake, or a small query about the lake itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// One row per vendor and day.
    DailyVendorPerformance,
    /// One row per vendor, product and day.
    ProductPerformance,
    /// Distinct customers at each step, per vendor and day.
    ConversionFunnel,
    /// One row per vendor and customer.
    CustomerBehavior,
    /// One row per vendor, day and hour.
    HourlyTraffic,
    /// The newest event that can be queried.
    DataFreshness,
    /// Customers by month of their first order, and how many order again: one row per cohort and month later.
    RetentionCohort,
    /// One row per category of products.
    CategoryPerformance,
    /// How long orders take to be completed: one row.
    OrderCompletionTime,
    /// New and returning customers and what they do: one row per day.
    CustomerMix,
    /// One row per vendor: its counters summed over the range.
    VendorTotals,
    /// Events and distinct events: one row per partition day, business day and event type.
    EventCounts,
    /// The newest orders, at most [`NEWEST_ORDERS`]: when made, when completed, what they came to.
    NewestOrders,
}

/// Orders that the newest ones are at most.
pub const NEWEST_ORDERS: usize = 50;

impl View {
    /// Every view.
    pub const ALL: [Self; 13] = [
        Self::DailyVendorPerformance,
        Self::ProductPerformance,
        Self::ConversionFunnel,
        Self::CustomerBehavior,
        Self::HourlyTraffic,
        Self::DataFreshness,
        Self::RetentionCohort,
        Self::CategoryPerformance,
        Self::OrderCompletionTime,
        Self::CustomerMix,
        Self::VendorTotals,
        Self::EventCounts,
        Self::NewestOrders,
    ];

    /// The view's name in SQL and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DailyVendorPerformance => "daily_vendor_performance",
            Self::ProductPerformance => "product_performance",
            Self::ConversionFunnel => "conversion_funnel",
            Self::CustomerBehavior => "customer_behavior",
            Self::HourlyTraffic => "hourly_traffic",
            Self::DataFreshness => "data_freshness",
            Self::RetentionCohort => "retention_cohort",
            Self::CategoryPerformance => "category_performance",
            Self::OrderCompletionTime => "order_completion_time",
            Self::CustomerMix => "customer_mix",
            Self::VendorTotals => "vendor_totals",
            Self::EventCounts => "event_counts",
            Self::NewestOrders => "newest_orders",
        }
    }
}

/// A table of typed cells.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SummaryTable {
    /// Column names and types, in order.
    pub columns: Vec<(Arc<str>, ColumnType)>,
    /// Rows; each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
}

impl SummaryTable {
    /// Position of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|(column, _)| &**column == name)
    }
}

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// Text.
    Text,
    /// Whole numbers.
    Integer,
    /// Floating-point numbers.
    Double,
    /// Exact decimals.
    Decimal,
    /// True or false.
    Boolean,
    /// Calendar days.
    Date,
    /// Points in time without a zone (UTC in the shipped views).
    Timestamp,
    /// Anything else; kept as the text Athena gave.
    Other,
}

/// One value.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// NULL.
    Null,
    /// Text, or a value of a type that is not parsed.
    Text(Arc<str>),
    /// A whole number.
    Integer(i64),
    /// A floating-point number.
    Double(f64),
    /// An exact decimal.
    Decimal(Decimal),
    /// True or false.
    Boolean(bool),
    /// A calendar day.
    Date(NaiveDate),
    /// A point in time without a zone.
    Timestamp(NaiveDateTime),
}

impl Cell {
    /// The value as a whole number, where it is one.
    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Integer(value) => Some(*value),
            _ => None,
        }
    }

    /// The value as a decimal, where it is a number; a double is taken through its shortest text.
    pub fn as_decimal(&self) -> Option<Decimal> {
        match self {
            Self::Integer(value) => Some(Decimal::from(*value)),
            Self::Decimal(value) => Some(*value),
            Self::Double(value) => Decimal::from_scientific(&format!("{value:e}")).ok(),
            _ => None,
        }
    }

    /// The value as text, where it is text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value as a day, where it is one.
    pub const fn as_date(&self) -> Option<NaiveDate> {
        match self {
            Self::Date(date) => Some(*date),
            _ => None,
        }
    }
}
