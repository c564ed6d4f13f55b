//! The statement for each summary view: from the view itself, from the table where the view cannot be read or counts other
//! days than the business does, or a query of our own where there is no view.

use chrono_tz::Tz;

use super::{
    SqlError,
    columns::{Columns, columns},
    computed, event, lists,
    literal::{is_utc, name, quoted, zone as zone_literal},
    shipped,
};
use crate::{
    business::{DateRange, VendorScope, View},
    config::Lake,
};

/// What a summary is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Origin {
    /// The view of the lake.
    View,
    /// The table of events, by the view's shipped definition.
    Table,
}

/// True where the view of the lake gives the answer: it is one that the lake holds, and its UTC days are the business's.
pub(in super::super) fn needs_view(view: View, zone: Tz) -> bool {
    // The view of customers has no period, so its query is always run over the table.
    columns(view).is_some() && view != View::CustomerBehavior && is_utc(zone)
}

/// The statement for a summary view.
///
/// Over all vendors, daily counters, traffic and the funnel are summed without `vendorid`. Distinct customers
/// cannot be summed, so `unique_customers` is left out there; the funnel counts a customer once for each vendor.
pub(in super::super) fn summary(
    lake: &Lake,
    zone: Tz,
    view: View,
    vendor: &VendorScope,
    range: DateRange,
    from: Origin,
) -> Result<String, SqlError> {
    if view == View::DataFreshness {
        return lists::data_freshness(lake, vendor, range);
    }
    let Some(columns) = columns(view) else { return computed::summary(lake, zone, view, vendor, range) };
    if from == Origin::View && needs_view(view, zone) {
        let view = name(lake.view_name(view))?;
        let rows = format!("{view}\nWHERE {}", event::place(vendor, range)?);
        return Ok(select(columns, vendor, &rows));
    }
    let is_by_partition = is_utc(zone);
    let events = if is_by_partition {
        event::by_partition(lake, vendor, range)?
    } else {
        event::by_business_day(lake, zone, vendor, range)?
    };
    let mut definition = shipped::definition(view)?.replace("vendor_events", "range_events");
    if view == View::HourlyTraffic && !is_by_partition {
        definition =
            definition.replace("AT TIME ZONE 'UTC'", &format!("AT TIME ZONE {}", zone_literal(zone)?));
    }
    let rows = format!("(\n{definition}\n) shipped");
    let sql = format!("{events}\n{}", select(columns, vendor, &rows));
    Ok(if view == View::CustomerBehavior {
        format!("{sql}\nORDER BY \"total_spent\" DESC, \"vendorid\", \"customerid\"")
    } else {
        sql
    })
}

/// Rows as the view has them, or of all vendors summed; ratios are made anew from the sums.
fn select(columns: &Columns, vendor: &VendorScope, rows: &str) -> String {
    if columns.keys.is_empty() || vendor.one().is_some() {
        let order = quoted(columns.order).join(", ");
        let order = if order.is_empty() { String::new() } else { format!("\nORDER BY {order}") };
        return format!("SELECT {}\nFROM {rows}{order}", quoted(columns.rows).join(", "));
    }
    let sums = columns.sums.iter().map(|column| format!("sum(\"{column}\") AS \"{column}\""));
    let ratios = columns.ratios.iter().map(|(ratio, part, whole)| {
        format!("CAST(sum(\"{part}\") AS double) / nullif(sum(\"{whole}\"), 0) AS \"{ratio}\"")
    });
    let all: Vec<String> = quoted(columns.keys).into_iter().chain(sums).chain(ratios).collect();
    let keys = quoted(columns.keys).join(", ");
    format!("SELECT {}\nFROM {rows}\nGROUP BY {keys}\nORDER BY {keys}", all.join(", "))
}
