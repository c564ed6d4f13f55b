//! The SELECT behind each question to the lake. Statements are the same text for the same question, since Athena
//! reuses results by text: no clock, no random, no comments; days and ids stand in them as checked literals.

use chrono::{DateTime, Utc};

use super::partitions::predicate;
use crate::{
    business::{DateRange, VendorId, VendorScope, View},
    config::Lake,
    pipeline::clean_line,
};

/// The shipped definition, of which the query inside is used with a period: the view itself has none.
const CUSTOMER_BEHAVIOR: &str = include_str!("../../../../docs/athena/04_customer_behavior.sql");
/// Where the period goes in [`CUSTOMER_BEHAVIOR`].
const STEPS: &str = "FROM vendor_events\n  WHERE ";

/// Why a statement cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum SqlError {
    /// A name that cannot be an identifier.
    #[error("{0:?} cannot be the name of a table or view")]
    Name(String),
    /// A vendor id with other characters than the known ones.
    #[error("{0:?} cannot be the id of a vendor")]
    Vendor(String),
    /// The shipped query is not as it should be.
    #[error("the shipped definition of customer_behavior has no place for a period")]
    Shipped,
}

/// The statement for a summary view.
///
/// Over all vendors, daily counters, traffic and the funnel are summed without `vendorid`. Distinct customers
/// cannot be summed, so `unique_customers` is left out there; the funnel counts a customer once for each vendor.
pub(super) fn summary(
    lake: &Lake,
    view: View,
    vendor: &VendorScope,
    range: DateRange,
) -> Result<String, SqlError> {
    match view {
        View::CustomerBehavior => return customer_behavior(lake, vendor, range),
        View::DataFreshness => return data_freshness(lake, vendor, range),
        _ => {}
    }
    let (table, place) = (name(lake.view_name(view))?, place(vendor, range)?);
    Ok(match (view, vendor) {
        (View::DailyVendorPerformance, VendorScope::All) => {
            all_days(&table, &place, &DAILY_SUMS, &DAILY_RATIOS, &["event_date"])
        }
        (View::ConversionFunnel, VendorScope::All) => {
            all_days(&table, &place, &FUNNEL_SUMS, &FUNNEL_RATIOS, &["event_date"])
        }
        (View::HourlyTraffic, VendorScope::All) => {
            let keys = ["event_date", "day_of_week", "hour_of_day"];
            all_days(&table, &place, &HOURLY_SUMS, &[], &keys)
        }
        (View::DailyVendorPerformance, VendorScope::One(_)) => rows(&table, &place, &DAILY, &["event_date"]),
        (View::ConversionFunnel, VendorScope::One(_)) => rows(&table, &place, &FUNNEL, &["event_date"]),
        (View::HourlyTraffic, VendorScope::One(_)) => {
            rows(&table, &place, &HOURLY, &["event_date", "hour_of_day"])
        }
        _ => rows(&table, &place, &PRODUCTS, &["event_date", "vendorid", "productid"]),
    })
}

/// The statement for the vendors with events in the last `days` days before `now`, which are UTC days as the
/// partitions are.
pub(super) fn list_vendors(lake: &Lake, days: u32, now: DateTime<Utc>) -> Result<String, SqlError> {
    let range = DateRange::ending(now.date_naive(), days);
    Ok(format!(
        "SELECT \"vendorid\", count(*) AS \"events\"\nFROM {}\nWHERE \"vendorid\" IS NOT NULL AND {}\n\
         GROUP BY \"vendorid\"\nORDER BY \"vendorid\"",
        name(&lake.table)?,
        predicate(range)
    ))
}

const DAILY: [&str; 13] = [
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
];
const DAILY_SUMS: [&str; 7] = [
    "product_views",
    "profile_views",
    "product_favorites",
    "cart_adds",
    "orders",
    "completed_orders",
    "revenue",
];
const DAILY_RATIOS: [(&str, &str, &str); 3] = [
    ("avg_order_value", "revenue", "orders"),
    ("conversion_rate", "orders", "product_views"),
    ("completion_rate", "completed_orders", "orders"),
];
const FUNNEL: [&str; 10] = [
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
];
const FUNNEL_SUMS: [&str; 5] = ["viewed", "favorited", "carted", "ordered", "completed"];
const FUNNEL_RATIOS: [(&str, &str, &str); 3] = [
    ("view_to_cart", "carted", "viewed"),
    ("cart_to_order", "ordered", "carted"),
    ("order_to_completed", "completed", "ordered"),
];
const HOURLY: [&str; 9] = [
    "vendorid",
    "event_date",
    "day_of_week",
    "hour_of_day",
    "events",
    "unique_customers",
    "views",
    "cart_adds",
    "orders",
];
const HOURLY_SUMS: [&str; 4] = ["events", "views", "cart_adds", "orders"];
const PRODUCTS: [&str; 12] = [
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
];

/// Rows as the view has them.
fn rows(table: &str, place: &str, columns: &[&str], order: &[&str]) -> String {
    let (columns, order) = (quoted(columns).join(", "), quoted(order).join(", "));
    format!("SELECT {columns}\nFROM {table}\nWHERE {place}\nORDER BY {order}")
}

/// Rows of all vendors summed by `keys`; ratios are made anew from the sums.
fn all_days(table: &str, place: &str, sums: &[&str], ratios: &[(&str, &str, &str)], keys: &[&str]) -> String {
    let sums = sums.iter().map(|column| format!("sum(\"{column}\") AS \"{column}\""));
    let ratios = ratios.iter().map(|(ratio, part, whole)| {
        format!("CAST(sum(\"{part}\") AS double) / nullif(sum(\"{whole}\"), 0) AS \"{ratio}\"")
    });
    let columns: Vec<String> = quoted(keys).into_iter().chain(sums).chain(ratios).collect();
    let (columns, keys) = (columns.join(", "), quoted(keys).join(", "));
    format!("SELECT {columns}\nFROM {table}\nWHERE {place}\nGROUP BY {keys}\nORDER BY {keys}")
}

/// Customers of a period: the view's own query over the partitions of that period only.
fn customer_behavior(lake: &Lake, vendor: &VendorScope, range: DateRange) -> Result<String, SqlError> {
    let (_, query) = CUSTOMER_BEHAVIOR.split_once("AS\nWITH").ok_or(SqlError::Shipped)?;
    let (before, after) = query.split_once(STEPS).ok_or(SqlError::Shipped)?;
    let (table, place) = (name(&lake.table)?, place(vendor, range)?);
    let after = after.trim_end().trim_end_matches(';');
    Ok(format!(
        "WITH{before}FROM {table}\n  WHERE {place} AND {after}\n\
         ORDER BY \"total_spent\" DESC, \"vendorid\", \"customerid\""
    ))
}

/// The newest event of the last two days of the range, in UTC.
fn data_freshness(lake: &Lake, vendor: &VendorScope, range: DateRange) -> Result<String, SqlError> {
    let last_days = DateRange::ending(range.to(), 2);
    Ok(format!(
        "SELECT CAST(max(try(from_iso8601_timestamp(\"timestamp\"))) AT TIME ZONE 'UTC' AS timestamp) \
         AS \"newest_event\", count(*) AS \"events_in_window\"\nFROM {}\nWHERE {}",
        name(&lake.table)?,
        place(vendor, last_days)?
    ))
}

/// What the rows must meet.
fn place(vendor: &VendorScope, range: DateRange) -> Result<String, SqlError> {
    let days = predicate(range);
    Ok(match vendor {
        VendorScope::All => days,
        VendorScope::One(id) => format!("\"vendorid\" = {} AND {days}", literal(id)?),
    })
}

/// A vendor id as a literal: checked once more here, where it would do harm, and quotes doubled all the same.
fn literal(id: &VendorId) -> Result<String, SqlError> {
    VendorId::parse(id.as_str()).map_err(|_| SqlError::Vendor(clean_line(id.as_str(), 60)))?;
    Ok(format!("'{}'", id.as_str().replace('\'', "''")))
}

/// A name, or `database.name`, as a quoted identifier.
fn name(written: &str) -> Result<String, SqlError> {
    let is_part = |part: &str| {
        (1..=255).contains(&part.len())
            && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '$'))
    };
    let parts: Vec<&str> = written.split('.').collect();
    if parts.len() > 3 || !parts.iter().all(|part| is_part(part)) {
        return Err(SqlError::Name(clean_line(written, 60)));
    }
    Ok(quoted(&parts).join("."))
}

fn quoted(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| format!("\"{name}\"")).collect()
}

#[cfg(test)]
#[path = "tests/sql.rs"]
mod tests;
