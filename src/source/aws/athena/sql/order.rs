//! The statement for one order: each of its events once, a line of it a row.

use chrono_tz::Tz;

use super::{SqlError, event, literal};
use crate::{
    business::{DateRange, OrderId, VendorId, VendorScope},
    config::Lake,
};

/// Every event of an order in a range of business days. What arrived twice is told once; an order with several lines has
/// a row for each, with the order's total on each of them.
pub(in super::super) fn order(
    lake: &Lake,
    zone: Tz,
    vendor: &VendorId,
    order: &OrderId,
    range: DateRange,
) -> Result<String, SqlError> {
    let events = event::by_business_day(lake, zone, &VendorScope::One(vendor.clone()), range)?;
    Ok(format!(
        "{events}, once AS (\n  \
         SELECT CAST(\"at\" AT TIME ZONE 'UTC' AS timestamp) AS \"event_time\", \"eventtype\", \
         nullif(\"eventid\", '') AS \"eventid\",\n         \
         nullif(\"customerid\", '') AS \"customerid\", \"productid\", max(\"total\") AS \"total\",\n         \
         max_by(\"items\", cardinality(\"items\")) AS \"items\"\n  \
         FROM range_events\n  WHERE \"orderid\" = {}\n  \
         GROUP BY CAST(\"at\" AT TIME ZONE 'UTC' AS timestamp), \"eventtype\", nullif(\"eventid\", ''), \
         nullif(\"customerid\", ''), \"productid\"\n)\n\
         SELECT o.\"event_time\", o.\"eventtype\", o.\"eventid\", o.\"customerid\", \
         coalesce(t.productid, o.\"productid\") AS \"productid\", t.quantity AS \"quantity\", \
         t.price AS \"price\", o.\"total\"\n\
         FROM once o\nLEFT JOIN UNNEST(o.\"items\") AS t(productid, quantity, price) ON true\n\
         ORDER BY \"event_time\", \"eventtype\", \"eventid\", \"productid\"",
        literal::order(order)?
    ))
}
