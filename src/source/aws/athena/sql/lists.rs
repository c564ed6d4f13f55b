//! Small statements about the lake itself: its vendors, its newest event, its last days.

use chrono::{DateTime, Utc};

use super::{SqlError, event, literal::name};
use crate::{
    business::{DateRange, VendorScope},
    config::Lake,
    source::aws::athena::partitions::predicate,
};

/// The statement for the vendors with events in the last `days` days before `now`, which are UTC days as the
/// partitions are.
pub(in super::super) fn list_vendors(lake: &Lake, days: u32, now: DateTime<Utc>) -> Result<String, SqlError> {
    let range = DateRange::ending(now.date_naive(), days);
    Ok(format!(
        "SELECT \"vendorid\", count(*) AS \"events\"\nFROM {}\nWHERE \"vendorid\" IS NOT NULL AND {}\n\
         GROUP BY \"vendorid\"\nORDER BY \"vendorid\"",
        name(&lake.table)?,
        predicate(range)
    ))
}

/// The newest event of the last two days of the range, in UTC.
pub(super) fn data_freshness(
    lake: &Lake,
    vendor: &VendorScope,
    range: DateRange,
) -> Result<String, SqlError> {
    let last_days = DateRange::ending(range.to(), 2);
    Ok(format!(
        "SELECT CAST(max({}) AT TIME ZONE 'UTC' AS timestamp) AS \"newest_event\", \
         count(*) AS \"events_in_window\"\nFROM {}\nWHERE {}",
        event::AT,
        name(&lake.table)?,
        event::place(vendor, last_days)?
    ))
}

/// Events and the newest of them in each partition of a range of UTC days.
pub(in super::super) fn partition_days(lake: &Lake, range: DateRange) -> Result<String, SqlError> {
    Ok(format!(
        "SELECT \"year\", \"month\", \"day\", count(*) AS \"events\", \
         CAST(max({}) AT TIME ZONE 'UTC' AS timestamp) AS \"newest_event\"\nFROM {}\nWHERE {}\n\
         GROUP BY \"year\", \"month\", \"day\"\nORDER BY \"year\", \"month\", \"day\"",
        event::AT,
        name(&lake.table)?,
        predicate(range)
    ))
}
