//! The summaries that no view of the lake gives, each one scan of the table over the business days of a range.
//! An event counts once by its eventid (one without each time), an order once by its orderid, on the day it happened.

use chrono::Days;
use chrono_tz::Tz;

use super::{SqlError, event, literal::day, shipped};
use crate::{
    business::{DateRange, NEWEST_ORDERS, VendorScope, View},
    config::Lake,
};

/// How far back somebody was seen before is looked for, the last day of the range among them.
const SEEN_WITHIN_DAYS: u32 = 365;

/// How often an event counts, in a group of one event id.
const TIMES: &str = "CASE WHEN nullif(\"eventid\", '') IS NULL THEN count(*) ELSE 1 END AS \"times\"";
/// True for events of people who are known.
const KNOWN: &str = "\"customerid\" IS NOT NULL AND \"customerid\" <> ''";

/// The statement of a computed view.
pub(super) fn summary(
    lake: &Lake,
    zone: Tz,
    view: View,
    vendor: &VendorScope,
    range: DateRange,
) -> Result<String, SqlError> {
    let over = |range| event::by_business_day(lake, zone, vendor, range);
    Ok(match view {
        View::RetentionCohort => format!("{}{}", over(range)?, cohorts()),
        View::CategoryPerformance => format!("{}{}", over(range)?, categories()),
        View::OrderCompletionTime => format!("{}{}", over(range)?, completion()),
        View::CustomerMix => format!("{}{}", over(looked_back(range))?, mix(range)),
        View::VendorTotals => format!("{}{}", over(range)?, totals()),
        View::EventCounts => format!("{}{}", over(range)?, counts()),
        View::NewestOrders => format!("{}{}", over(range)?, newest()),
        _ => return Err(SqlError::Shipped(shipped::file_of(view))),
    })
}

/// The days among which the first of a customer is looked for: a year that ends with the range, and the range.
fn looked_back(range: DateRange) -> DateRange {
    let from = range.to().checked_sub_days(Days::new(u64::from(SEEN_WITHIN_DAYS) - 1));
    let from = from.map_or(range.from(), |from| from.min(range.from()));
    DateRange::new(from, range.to()).unwrap_or(range)
}

/// People by the month of their first order in the range. Over all vendors somebody is one person everywhere.
fn cohorts() -> String {
    format!(
        ", orders AS (\n  \
         SELECT \"customerid\", \"vendorid\", \"orderid\", \
         min(CAST(date_trunc('month', \"business_date\") AS date)) AS \"order_month\"\n  \
         FROM range_events\n  WHERE \"eventtype\" = 'OrderCreated' AND \"orderid\" IS NOT NULL AND {KNOWN}\n  \
         GROUP BY \"customerid\", \"vendorid\", \"orderid\"\n\
         ), firsts AS (\n  \
         SELECT \"customerid\", \"order_month\", min(\"order_month\") OVER (PARTITION BY \"customerid\") \
         AS \"cohort_month\"\n  FROM orders\n\
         ), cohorts AS (\n  \
         SELECT \"cohort_month\", date_diff('month', \"cohort_month\", \"order_month\") AS \"months_later\", \
         count(DISTINCT \"customerid\") AS \"customers\"\n  FROM firsts\n  \
         GROUP BY \"cohort_month\", date_diff('month', \"cohort_month\", \"order_month\")\n)\n\
         SELECT \"cohort_month\", \"months_later\", \"customers\", \
         max(\"customers\") OVER (PARTITION BY \"cohort_month\") AS \"cohort_size\", \
         CAST(\"customers\" AS double) / max(\"customers\") OVER (PARTITION BY \"cohort_month\") \
         AS \"retention\"\nFROM cohorts\nORDER BY \"cohort_month\", \"months_later\""
    )
}

/// Products by their category, which events about them tell and lines of orders do not.
fn categories() -> String {
    format!(
        ", once AS (\n  \
         SELECT \"vendorid\", \"productid\", \"eventtype\", \
         CASE WHEN \"eventtype\" = 'OrderCreated' THEN \"orderid\" END AS \"oid\", \
         max(CASE WHEN \"eventtype\" <> 'OrderCreated' THEN nullif(\"category\", '') END) AS \"category\",\n         \
         max_by(\"items\", cardinality(\"items\")) AS \"items\", {TIMES}\n  \
         FROM range_events\n  \
         WHERE (\"eventtype\" IN ('ProductView', 'ProductFavorite', 'CartAdd') AND \"productid\" IS NOT NULL) \
         OR (\"eventtype\" = 'OrderCreated' AND \"orderid\" IS NOT NULL)\n  \
         GROUP BY \"vendorid\", \"productid\", \"eventtype\", \
         CASE WHEN \"eventtype\" = 'OrderCreated' THEN \"orderid\" END, nullif(\"eventid\", '')\n\
         ), placed AS (\n  \
         SELECT \"vendorid\", \"oid\", max(\"productid\") AS \"productid\", max(\"category\") AS \"category\", \
         max_by(\"items\", cardinality(\"items\")) AS \"items\",\n         \
         sum(CASE WHEN \"eventtype\" = 'ProductView' THEN \"times\" ELSE 0 END) AS \"views\"\n  \
         FROM once\n  GROUP BY \"vendorid\", \"oid\", CASE WHEN \"oid\" IS NULL THEN \"productid\" END\n\
         ), facts AS (\n  \
         SELECT p.\"vendorid\", p.\"oid\", \
         CASE WHEN p.\"oid\" IS NULL THEN p.\"productid\" ELSE t.productid END AS \"productid\", \
         p.\"category\", p.\"views\", t.quantity AS \"quantity\", t.quantity * t.price AS \"line_total\"\n  \
         FROM placed p\n  LEFT JOIN UNNEST(p.\"items\") AS t(productid, quantity, price) ON true\n\
         ), named AS (\n  \
         SELECT \"vendorid\", \"oid\", \"views\", \"quantity\", \"line_total\", \
         max(\"category\") OVER (PARTITION BY \"vendorid\", \"productid\") AS \"category\"\n  FROM facts\n  \
         WHERE \"oid\" IS NULL OR \"quantity\" IS NOT NULL\n)\n\
         SELECT coalesce(\"category\", '(none)') AS \"category\", sum(\"views\") AS \"views\", \
         count(DISTINCT concat(\"vendorid\", '/', \"oid\")) AS \"orders\", \
         coalesce(sum(\"quantity\"), 0) AS \"units\", coalesce(sum(\"line_total\"), 0) AS \"revenue\", \
         CAST(count(DISTINCT concat(\"vendorid\", '/', \"oid\")) AS double) / nullif(sum(\"views\"), 0) \
         AS \"conversion_rate\"\n\
         FROM named\nGROUP BY coalesce(\"category\", '(none)')\nORDER BY \"revenue\" DESC, \"category\""
    )
}

/// From the first time an order is heard of to the first time it is completed, both within the range.
fn completion() -> String {
    let first = |kind: &str| format!("min(CASE WHEN \"eventtype\" = '{kind}' THEN \"at\" END)");
    format!(
        ", spans AS (\n  \
         SELECT CAST(date_diff('second', {}, {}) AS double) AS \"seconds\"\n  \
         FROM range_events\n  \
         WHERE \"eventtype\" IN ('OrderCreated', 'OrderCompleted') AND \"orderid\" IS NOT NULL\n  \
         GROUP BY \"vendorid\", \"orderid\"\n)\n\
         SELECT count(*) AS \"completed\", avg(\"seconds\") / 60 AS \"avg_minutes\", \
         approx_percentile(\"seconds\", 0.5) / 60 AS \"p50_minutes\", \
         approx_percentile(\"seconds\", 0.95) / 60 AS \"p95_minutes\"\n\
         FROM spans\nWHERE \"seconds\" >= 0\nORDER BY \"completed\"",
        first("OrderCreated"),
        first("OrderCompleted")
    )
}

/// The newest orders made in the range, each once, and when it was completed.
fn newest() -> String {
    let first = |kind: &str| {
        format!(
            "min(CASE WHEN \"eventtype\" = '{kind}' THEN CAST(\"at\" AT TIME ZONE 'UTC' AS timestamp) END)"
        )
    };
    format!(
        ", placed AS (\n  \
         SELECT \"vendorid\", \"orderid\", {} AS \"order_time\", {} AS \"completed_time\", \
         max(CASE WHEN \"eventtype\" = 'OrderCreated' THEN \"total\" END) AS \"total\"\n  \
         FROM range_events\n  \
         WHERE \"eventtype\" IN ('OrderCreated', 'OrderCompleted') AND \"orderid\" IS NOT NULL\n  \
         GROUP BY \"vendorid\", \"orderid\"\n\
         ), ranked AS (\n  \
         SELECT \"vendorid\", \"orderid\", \"order_time\", \"completed_time\", \"total\", \
         row_number() OVER (ORDER BY \"order_time\" DESC, \"orderid\", \"vendorid\") AS \"place\"\n  \
         FROM placed\n  WHERE \"order_time\" IS NOT NULL\n)\n\
         SELECT \"vendorid\", \"orderid\", \"order_time\", \"completed_time\", \"total\"\n\
         FROM ranked\nWHERE \"place\" <= {NEWEST_ORDERS}\nORDER BY \"place\"",
        first("OrderCreated"),
        first("OrderCompleted")
    )
}

/// Who came on each day of the range, and whether for the first time in a year.
fn mix(range: DateRange) -> String {
    format!(
        ", once AS (\n  \
         SELECT \"customerid\", \"business_date\", \"eventtype\", \
         CASE WHEN \"eventtype\" = 'OrderCreated' THEN concat(\"vendorid\", '/', \"orderid\") END AS \"oid\", \
         {TIMES}\n  FROM range_events\n  WHERE {KNOWN}\n  \
         GROUP BY \"customerid\", \"business_date\", \"eventtype\", \
         CASE WHEN \"eventtype\" = 'OrderCreated' THEN concat(\"vendorid\", '/', \"orderid\") END, \
         nullif(\"eventid\", '')\n\
         ), people AS (\n  \
         SELECT \"customerid\", \"business_date\", \
         sum(CASE WHEN \"eventtype\" = 'ProductView' THEN \"times\" ELSE 0 END) AS \"product_views\", \
         sum(CASE WHEN \"eventtype\" = 'CartAdd' THEN \"times\" ELSE 0 END) AS \"cart_adds\", \
         count(DISTINCT \"oid\") AS \"orders\"\n  FROM once\n  GROUP BY \"customerid\", \"business_date\"\n\
         ), seen AS (\n  \
         SELECT \"business_date\", \"product_views\", \"cart_adds\", \"orders\", \
         CASE WHEN \"business_date\" = min(\"business_date\") OVER (PARTITION BY \"customerid\") \
         THEN 1 ELSE 0 END AS \"is_new\"\n  FROM people\n)\n\
         SELECT \"business_date\" AS \"event_date\", count(*) AS \"customers\", \
         sum(\"is_new\") AS \"new_customers\", sum(1 - \"is_new\") AS \"returning_customers\", \
         sum(\"product_views\") AS \"product_views\", sum(\"cart_adds\") AS \"cart_adds\", \
         sum(\"orders\") AS \"orders\"\n\
         FROM seen\nWHERE \"business_date\" BETWEEN {} AND {}\n\
         GROUP BY \"business_date\"\nORDER BY \"event_date\"",
        day(range.from()),
        day(range.to())
    )
}

/// The counters of each vendor over the range.
fn totals() -> String {
    let sum = |kind: &str, name: &str| {
        format!("sum(CASE WHEN \"eventtype\" = '{kind}' THEN \"times\" ELSE 0 END) AS \"{name}\"")
    };
    let happened = |kind: &str, name: &str| {
        format!(
            "max(CASE WHEN \"eventtype\" = '{kind}' AND \"oid\" IS NOT NULL THEN 1 ELSE 0 END) AS \"{name}\""
        )
    };
    let sums = [
        sum("ProductView", "product_views"),
        sum("VendorView", "profile_views"),
        sum("ProductFavorite", "product_favorites"),
        sum("CartAdd", "cart_adds"),
        happened("OrderCreated", "created"),
        happened("OrderCompleted", "completed"),
    ];
    format!(
        ", once AS (\n  SELECT \"vendorid\", \"eventtype\", {OID}, {TIMES}, {ORDER_TOTAL}\n  \
         FROM range_events\n  WHERE \"vendorid\" IS NOT NULL\n  \
         GROUP BY \"vendorid\", \"eventtype\", {OID_KEY}, nullif(\"eventid\", '')\n\
         ), steps AS (\n  SELECT \"vendorid\", \"oid\", {}, max(\"order_total\") AS \"order_total\"\n  \
         FROM once\n  GROUP BY \"vendorid\", \"oid\"\n)\n\
         SELECT \"vendorid\", sum(\"product_views\") AS \"product_views\", \
         sum(\"profile_views\") AS \"profile_views\", sum(\"product_favorites\") AS \"product_favorites\", \
         sum(\"cart_adds\") AS \"cart_adds\", sum(\"created\") AS \"orders\", \
         sum(\"completed\") AS \"completed_orders\", coalesce(sum(\"order_total\"), 0) AS \"revenue\"\n\
         FROM steps\nGROUP BY \"vendorid\"\nORDER BY \"vendorid\"",
        sums.join(", ")
    )
}

/// The order an event is about, for events about orders.
const OID_KEY: &str = "CASE WHEN \"eventtype\" IN ('OrderCreated', 'OrderCompleted') THEN \"orderid\" END";
const OID: &str =
    "CASE WHEN \"eventtype\" IN ('OrderCreated', 'OrderCompleted') THEN \"orderid\" END AS \"oid\"";
const ORDER_TOTAL: &str = "max(CASE WHEN \"eventtype\" = 'OrderCreated' AND \"orderid\" IS NOT NULL \
                           THEN \"total\" END) AS \"order_total\"";

/// What arrived, by partition, business day and type, as delivered and each event once.
fn counts() -> String {
    format!(
        ", once AS (\n  \
         SELECT \"partition_date\", \"business_date\", \"eventtype\", \"vendorid\", {OID}, \
         count(*) AS \"delivered\", {TIMES}, {ORDER_TOTAL}, max(\"at\") AS \"newest\"\n  FROM range_events\n  \
         GROUP BY \"partition_date\", \"business_date\", \"eventtype\", \"vendorid\", {OID_KEY}, \
         nullif(\"eventid\", '')\n\
         ), steps AS (\n  \
         SELECT \"partition_date\", \"business_date\", \"eventtype\", \"oid\", \
         sum(\"delivered\") AS \"delivered\", sum(\"times\") AS \"times\", \
         max(\"order_total\") AS \"order_total\", max(\"newest\") AS \"newest\"\n  FROM once\n  \
         GROUP BY \"partition_date\", \"business_date\", \"eventtype\", \"vendorid\", \"oid\"\n)\n\
         SELECT \"partition_date\" AS \"event_date\", \"business_date\", \"eventtype\", \
         sum(\"delivered\") AS \"events\", sum(\"times\") AS \"distinct_events\", \
         count(\"oid\") AS \"distinct_orders\", coalesce(sum(\"order_total\"), 0) AS \"revenue\", \
         CAST(max(\"newest\") AT TIME ZONE 'UTC' AS timestamp) AS \"newest_event\"\n\
         FROM steps\nGROUP BY \"partition_date\", \"business_date\", \"eventtype\"\n\
         ORDER BY \"event_date\", \"business_date\", \"eventtype\""
    )
}
