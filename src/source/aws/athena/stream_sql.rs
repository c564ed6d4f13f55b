//! The SELECT behind rows of any number: each event and each order once, by the id it has, over the partitions of its
//! days only. Days and ids stand in it as checked literals.

use chrono::{Days, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

use super::partitions::predicate;
use crate::{
    business::{DateRange, VendorId, VendorScope, View},
    config::Lake,
    pipeline::clean_line,
    source::rows::{RowKind, RowsWanted},
};

/// When an event happened, in UTC; none where its text is no time.
const AT: &str = "CAST(try(from_iso8601_timestamp(\"timestamp\")) AT TIME ZONE 'UTC' AS timestamp)";

/// The statement for these rows.
///
/// # Errors
/// A sentence, where a name of the config or an id cannot stand in a statement.
pub(super) fn statement(lake: &Lake, zone: Tz, wanted: &RowsWanted) -> Result<String, String> {
    let table = name(&lake.table)?;
    let whose = whose(&wanted.vendor)?;
    Ok(match wanted.kind {
        RowKind::Events => events(&table, &whose, zone, wanted),
        RowKind::Orders => orders(&table, &whose, zone, wanted),
        RowKind::Days => of_view(lake, View::DailyVendorPerformance, &whose, wanted)?,
        RowKind::Products => of_view(lake, View::ProductPerformance, &whose, wanted)?,
        RowKind::Hours => of_view(lake, View::HourlyTraffic, &whose, wanted)?,
    })
}

/// An event that was delivered twice counts once; events without an id cannot be told apart and all count. Over all
/// vendors rows come in no order: sorting them would be the work of a single machine.
fn events(table: &str, whose: &str, zone: Tz, wanted: &RowsWanted) -> String {
    let (place, within) = place(whose, zone, wanted.range);
    let order = match wanted.vendor {
        VendorScope::All => "",
        VendorScope::One(_) => "\nORDER BY \"event_time\", \"eventid\"",
    };
    format!(
        "SELECT \"vendorid\", \"event_time\", \"eventtype\", \"eventid\", \"customerid\", \"productid\", \"orderid\", \
         \"category\", \"total\", \"items\"\nFROM (\n  SELECT \"vendorid\", {AT} AS \"event_time\", \"eventtype\", \
         \"eventid\", nullif(\"customerid\", '') AS \"customerid\", \"productid\", \"orderid\", \"category\", \
         \"total\", json_format(CAST(\"items\" AS json)) AS \"items\",\n    row_number() OVER (PARTITION BY \
         \"vendorid\", \"eventid\" ORDER BY \"timestamp\") AS \"copy\"\n  FROM {table}\n  WHERE {place}\n)\n\
         WHERE (\"copy\" = 1 OR coalesce(\"eventid\", '') = ''){within}{order}"
    )
}

/// An order is made once, however often that was delivered, and completed when that was told first.
fn orders(table: &str, whose: &str, zone: Tz, wanted: &RowsWanted) -> String {
    let (place, within) = place(whose, zone, wanted.range);
    let within = within.replace("\"event_time\"", "\"ordered_at\"");
    let order = match wanted.vendor {
        VendorScope::All => "",
        VendorScope::One(_) => "\nORDER BY \"ordered_at\", \"orderid\"",
    };
    let made = |what: &str| format!("max(CASE WHEN \"eventtype\" = 'OrderCreated' THEN {what} END)");
    let (customer, lines, units, total) = (
        made("nullif(\"customerid\", '')"),
        made("cardinality(\"items\")"),
        made(
            "reduce(\"items\", 0, (\"sum\", \"item\") -> \"sum\" + \"item\".\"quantity\", \"sum\" -> \"sum\")",
        ),
        made("\"total\""),
    );
    format!(
        "SELECT \"vendorid\", \"orderid\", \"customerid\", \"ordered_at\", \"completed_at\", \"lines\", \"units\", \
         \"total\"\nFROM (\n  SELECT \"vendorid\", \"orderid\", {customer} AS \"customerid\",\n    \
         min(CASE WHEN \"eventtype\" = 'OrderCreated' THEN {AT} END) AS \"ordered_at\",\n    \
         min(CASE WHEN \"eventtype\" = 'OrderCompleted' THEN {AT} END) AS \"completed_at\",\n    \
         {lines} AS \"lines\", {units} AS \"units\", {total} AS \"total\",\n    \
         count_if(\"eventtype\" = 'OrderCreated') AS \"made\"\n  FROM {table}\n  WHERE {place} AND \"eventtype\" IN \
         ('OrderCreated', 'OrderCompleted') AND \"orderid\" IS NOT NULL\n  GROUP BY \"vendorid\", \"orderid\"\n)\n\
         WHERE \"made\" > 0{within}{order}"
    )
}

/// Rows of a view, a vendor each.
fn of_view(lake: &Lake, view: View, whose: &str, wanted: &RowsWanted) -> Result<String, String> {
    let view = name(lake.view_name(view))?;
    let names: Vec<String> = wanted
        .kind
        .columns()
        .iter()
        .filter(|(name, _)| *name != "is_open")
        .map(|(name, _)| format!("\"{name}\""))
        .collect();
    let days = predicate(wanted.range);
    Ok(format!("SELECT {}\nFROM {view}\nWHERE {whose}{days}", names.join(", ")))
}

/// What the rows of the table must meet, and what their times must. Partitions are UTC days: where the business day is
/// another, a day more at either end is read and the rest is left out by time.
fn place(whose: &str, zone: Tz, range: DateRange) -> (String, String) {
    if zone == Tz::UTC {
        return (format!("{whose}{}", predicate(range)), String::new());
    }
    let one = Days::new(1);
    let from = range.from().checked_sub_days(one).unwrap_or(range.from());
    let to = range.to().checked_add_days(one).unwrap_or(range.to());
    let wider = DateRange::new(from, to).unwrap_or(range);
    let (begin, end) = (midnight(zone, range.from()), midnight(zone, to));
    let within = format!(" AND \"event_time\" >= TIMESTAMP '{begin}' AND \"event_time\" < TIMESTAMP '{end}'");
    (format!("{whose}{}", predicate(wider)), within)
}

/// The start of a business day in UTC. Where clocks skip midnight the day begins with the first hour there is.
fn midnight(zone: Tz, day: NaiveDate) -> String {
    let mut starts = (0..4).filter_map(|hour| NaiveTime::from_hms_opt(hour, 0, 0));
    let found = starts.find_map(|time| zone.from_local_datetime(&day.and_time(time)).earliest());
    let utc = found.map_or_else(|| day.and_time(NaiveTime::MIN), |at| at.with_timezone(&Utc).naive_utc());
    utc.format("%Y-%m-%d %H:%M:%S").to_string()
}

/// The vendor as a condition with its `AND`: the id is checked once more here, and quotes are doubled all the same.
fn whose(vendor: &VendorScope) -> Result<String, String> {
    let Some(id) = vendor.one() else { return Ok("\"vendorid\" IS NOT NULL AND ".to_owned()) };
    VendorId::parse(id.as_str())
        .map_err(|_| format!("{:?} cannot be the id of a vendor", clean_line(id.as_str(), 60)))?;
    Ok(format!("\"vendorid\" = '{}' AND ", id.as_str().replace('\'', "''")))
}

/// A name, or `database.name`, as a quoted identifier.
fn name(written: &str) -> Result<String, String> {
    let is_part = |part: &str| {
        (1..=255).contains(&part.len())
            && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '$'))
    };
    let parts: Vec<&str> = written.split('.').collect();
    if parts.len() > 3 || !parts.iter().all(|part| is_part(part)) {
        return Err(format!("{:?} cannot be the name of a table or view", clean_line(written, 60)));
    }
    Ok(parts.iter().map(|part| format!("\"{part}\"")).collect::<Vec<_>>().join("."))
}
