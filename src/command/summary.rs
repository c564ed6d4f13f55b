//! `tidewatch summary`: rows of a summary view of the lake.

use std::{collections::BTreeSet, io::Write};

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{failure::Failure, period, session::Session, sheet::Sheet};
use crate::{
    business::{Cell, ColumnType, SummaryTable, VendorScope, View},
    cli::{self, General, TableFormat},
    question::Question,
};

#[derive(Serialize)]
struct Listing<'a> {
    version: u8,
    view: View,
    as_of: DateTime<Utc>,
    call: &'a str,
    cost_micro_usd: u64,
    #[serde(flatten)]
    table: &'a SummaryTable,
}

/// Prints a view's rows.
pub(super) async fn run(
    general: &General,
    command: &cli::Summary,
    out: &mut dyn Write,
) -> Result<u8, Failure> {
    let vendor = command.vendor.as_deref().map_or(Ok(VendorScope::All), period::scope)?;
    let session = Session::open(general, &command.world).await?;
    session.needs_lake()?;
    let range = period::range(command.days, session.estate.business_day(session.now()))?;
    let view = View::from(command.view);
    let question = Question::Summary { view, vendor: vendor.clone(), range };
    let snapshot = session.look_once(BTreeSet::from([question.clone()]), Session::LONG_PATIENCE).await?;
    let (Some(table), Some(held)) = (
        snapshot.summary(view, &vendor, range),
        snapshot.entry(&question).and_then(|entry| entry.held.as_ref()),
    ) else {
        return Err(Session::no_answer(&snapshot, &question));
    };
    if command.format == TableFormat::Json {
        let provenance = &held.provenance;
        let listing = Listing {
            version: 1,
            view,
            as_of: provenance.as_of,
            call: &provenance.call,
            cost_micro_usd: provenance.cost_micro_usd,
            table,
        };
        serde_json::to_writer_pretty(&mut *out, &listing)?;
        writeln!(out)?;
        return Ok(0);
    }
    sheet(table).write(command.format, out)?;
    Ok(0)
}

/// A table of typed cells as a command prints it.
pub(super) fn sheet(table: &SummaryTable) -> Sheet {
    let is_number =
        |kind: ColumnType| matches!(kind, ColumnType::Integer | ColumnType::Double | ColumnType::Decimal);
    let names: Vec<String> = table
        .columns
        .iter()
        .map(|(name, kind)| if is_number(*kind) { format!("#{name}") } else { name.to_string() })
        .collect();
    let mut sheet = Sheet::new(names.iter().map(String::as_str));
    for row in &table.rows {
        sheet.push(row.iter().map(written).collect());
    }
    sheet
}

fn written(cell: &Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Text(text) => text.to_string(),
        Cell::Integer(value) => value.to_string(),
        Cell::Double(value) => value.to_string(),
        Cell::Decimal(value) => value.to_string(),
        Cell::Boolean(value) => value.to_string(),
        Cell::Date(date) => date.to_string(),
        Cell::Timestamp(at) => at.format("%F %T%.f").to_string(),
    }
}
