//! The shipped definitions out of docs/athena, embedded: as statements ready to run in a database, and as the queries
//! inside. Knows the names they are written with.

use super::{SqlError, columns::columns, literal::name};
use crate::{business::View, config::Lake};

const TABLE: &str = include_str!("../../../../../docs/athena/00_table_vendor_events.sql");
const SAMPLES: &str = include_str!("../../../../../docs/athena/10_sample_queries.sql");
/// The name of the table in the shipped definitions.
const WRITTEN_TABLE: &str = "vendor_events";
/// Where the events lie, in the shipped table.
const WRITTEN_PLACE: &str = "s3://${BUCKET}/vendor-events/";

/// The views that the lake holds.
pub(in super::super) const VIEWS: [View; 5] = [
    View::DailyVendorPerformance,
    View::ProductPerformance,
    View::ConversionFunnel,
    View::CustomerBehavior,
    View::HourlyTraffic,
];

/// A statement with what is said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Shipped {
    /// What it is called.
    pub(in super::super) name: String,
    /// Comment lines, without their dashes.
    pub(in super::super) remarks: Vec<String>,
    /// The statement, without its semicolon.
    pub(in super::super) sql: String,
}

/// The shipped file that creates what a view reads.
pub(in super::super) const fn file_of(view: View) -> &'static str {
    match view {
        View::DailyVendorPerformance => "01_daily_vendor_performance.sql",
        View::ProductPerformance => "02_product_performance.sql",
        View::ConversionFunnel => "03_conversion_funnel.sql",
        View::HourlyTraffic => "05_hourly_traffic.sql",
        _ => "00_table_vendor_events.sql",
    }
}

const fn text_of(view: View) -> Option<&'static str> {
    Some(match view {
        View::DailyVendorPerformance => {
            include_str!("../../../../../docs/athena/01_daily_vendor_performance.sql")
        }
        View::ProductPerformance => include_str!("../../../../../docs/athena/02_product_performance.sql"),
        View::ConversionFunnel => include_str!("../../../../../docs/athena/03_conversion_funnel.sql"),
        View::CustomerBehavior => include_str!("../../../../../docs/athena/04_customer_behavior.sql"),
        View::HourlyTraffic => include_str!("../../../../../docs/athena/05_hourly_traffic.sql"),
        _ => return None,
    })
}

/// The query inside a shipped view, over the table `vendor_events`.
pub(super) fn definition(view: View) -> Result<String, SqlError> {
    let missing = SqlError::Shipped(view.as_str());
    let text = text_of(view).ok_or_else(|| missing.clone())?;
    let head = format!("CREATE OR REPLACE VIEW {} AS\n", view.as_str());
    let sql = parted(text).1;
    sql.strip_prefix(&head).map(str::to_owned).ok_or(missing)
}

/// The statement that creates a view in a lake, under the names of that lake.
pub(in super::super) fn ddl(lake: &Lake, view: View) -> Result<Shipped, SqlError> {
    let remarks = text_of(view).map(|text| parted(text).0).unwrap_or_default();
    let own = in_database(lake, lake.view_name(view))?;
    let query = definition(view)?.replace(WRITTEN_TABLE, &in_database(lake, &lake.table)?);
    Ok(Shipped {
        name: lake.view_name(view).to_owned(),
        remarks,
        sql: format!("CREATE OR REPLACE VIEW {own} AS\n{query}"),
    })
}

/// The statement that creates the table, with partition projection. `place` is where the events lie: `s3://bucket/prefix/`.
pub(in super::super) fn table_ddl(lake: &Lake, place: Option<&str>) -> Result<Shipped, SqlError> {
    let (remarks, sql) = parted(TABLE);
    let own = in_database(lake, &lake.table)?.replace('"', "`");
    let mut sql = sql.replacen(WRITTEN_TABLE, &own, 1);
    if let Some(place) = place {
        sql = sql.replace(WRITTEN_PLACE, &format!("{}/", place.trim_end_matches('/')));
    }
    Ok(Shipped { name: lake.table.to_string(), remarks, sql })
}

/// The columns of a shipped view, in order.
pub(in super::super) fn columns_of(view: View) -> Vec<&'static str> {
    let own = columns(view).map_or(&[][..], |columns| columns.rows);
    let days: &[&str] = if view == View::CustomerBehavior { &[] } else { &["year", "month", "day"] };
    own.iter().chain(days).copied().collect()
}

/// The sample queries, under the names of a lake.
pub(in super::super) fn samples(lake: &Lake) -> Result<Vec<Shipped>, SqlError> {
    let mut names = vec![(WRITTEN_TABLE, in_database(lake, &lake.table)?)];
    for view in VIEWS {
        names.push((view.as_str(), in_database(lake, lake.view_name(view))?));
    }
    let pieces = SAMPLES.split("-- name: ").skip(1);
    Ok(pieces
        .map(|piece| {
            let (title, rest) = piece.split_once('\n').unwrap_or((piece, ""));
            let (remarks, mut sql) = parted(rest);
            for (written, own) in &names {
                sql = sql.replace(&format!("FROM {written}\n"), &format!("FROM {own}\n"));
            }
            Shipped { name: title.trim().to_owned(), remarks, sql }
        })
        .collect())
}

/// A name within the lake's database, where one is given.
fn in_database(lake: &Lake, written: &str) -> Result<String, SqlError> {
    let own = name(written)?;
    let is_qualified = written.contains('.') || lake.database.is_empty();
    Ok(if is_qualified { own } else { format!("{}.{own}", name(&lake.database)?) })
}

/// The comment lines that a file begins with, and its statement without the semicolon.
fn parted(text: &str) -> (Vec<String>, String) {
    let is_comment = |line: &&str| line.starts_with("--");
    let remarks = text.lines().take_while(is_comment);
    let remarks = remarks.map(|line| line.trim_start_matches('-').trim().to_owned()).collect();
    let sql: Vec<&str> = text.lines().skip_while(is_comment).collect();
    (remarks, sql.join("\n").trim().trim_end_matches(';').to_owned())
}
