//! The events of a range as named queries that every statement over the table begins with.
//! `range_events` has the columns of the table; where the business day is not the partition's, year, month and day are
//! those of the business day, so that the shipped definitions read it unchanged.

use chrono::{Days, NaiveDate};
use chrono_tz::Tz;

use super::{
    SqlError,
    literal::{self, name, quoted},
};
use crate::{
    business::{DateRange, VendorScope},
    config::Lake,
    source::aws::athena::partitions::predicate,
};

/// The columns of the table that a day does not change.
const COLUMNS: [&str; 10] = [
    "eventid",
    "eventtype",
    "vendorid",
    "customerid",
    "productid",
    "orderid",
    "category",
    "total",
    "items",
    "timestamp",
];
/// The day of the partition an event lies in.
const PARTITION_DAY: &str = "try(CAST(\"year\" || '-' || \"month\" || '-' || \"day\" AS date))";
/// When an event happened, by itself.
pub(super) const AT: &str = "try(from_iso8601_timestamp(\"timestamp\"))";

/// Events by the day of their partition: the days the shipped views count, in UTC.
pub(super) fn by_partition(lake: &Lake, vendor: &VendorScope, range: DateRange) -> Result<String, SqlError> {
    Ok(format!(
        "WITH range_events AS (\n  SELECT * FROM {}\n  WHERE {}\n)",
        name(&lake.table)?,
        place(vendor, range)?
    ))
}

/// Events by the business day they happened on, whenever they arrived: partitions are looked through a day further on
/// both sides. An event whose time cannot be read happened on the day of its partition.
pub(super) fn by_business_day(
    lake: &Lake,
    zone: Tz,
    vendor: &VendorScope,
    range: DateRange,
) -> Result<String, SqlError> {
    let own = quoted(&COLUMNS).join(", ");
    let part =
        |from: u32, length: u32| format!("substr(CAST(\"business_date\" AS varchar), {from}, {length})");
    Ok(format!(
        "WITH dated AS (\n  SELECT {own}, {PARTITION_DAY} AS \"partition_date\",\n         \
         coalesce(CAST({AT} AT TIME ZONE {} AS date), {PARTITION_DAY}) AS \"business_date\"\n  \
         FROM {}\n  WHERE {}\n), range_events AS (\n  \
         SELECT {own}, \"partition_date\", \"business_date\", {AT} AS \"at\",\n         \
         {} AS \"year\", {} AS \"month\", {} AS \"day\"\n  \
         FROM dated\n  WHERE \"business_date\" BETWEEN {} AND {}\n)",
        literal::zone(zone)?,
        name(&lake.table)?,
        place(vendor, widened(range))?,
        part(1, 4),
        part(6, 2),
        part(9, 2),
        literal::day(range.from()),
        literal::day(range.to()),
    ))
}

/// What rows must meet: the vendor, and the partitions of the days.
pub(super) fn place(vendor: &VendorScope, range: DateRange) -> Result<String, SqlError> {
    let days = predicate(range);
    Ok(match vendor {
        VendorScope::All => days,
        VendorScope::One(id) => format!("\"vendorid\" = {} AND {days}", literal::vendor(id)?),
    })
}

/// A day more on both sides; at the ends of the calendar as much as there is.
fn widened(range: DateRange) -> DateRange {
    let a_day = Days::new(1);
    let from: NaiveDate = range.from().checked_sub_days(a_day).unwrap_or(range.from());
    let to = range.to().checked_add_days(a_day).unwrap_or(range.to());
    DateRange::new(from, to).unwrap_or(range)
}
