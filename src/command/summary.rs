//! `tidewatch summary`: rows of a summary view of the lake.

use std::{collections::BTreeSet, io::Write};

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::{failure::Failure, period, session::Session, sheet::Sheet};
use crate::{
    business::{Cell, ColumnType, SummaryTable, VendorId, VendorScope, View},
    cli::{self, General, TableFormat},
    pipeline::say_count,
    question::{Fault, Question, Trouble},
    source::MOST_SUMMARY_ROWS,
};

#[derive(Serialize)]
struct Listing<'a> {
    version: u8,
    view: View,
    vendor: &'a str,
    from: NaiveDate,
    to: NaiveDate,
    as_of: DateTime<Utc>,
    complete_to: Option<DateTime<Utc>>,
    source: &'a str,
    call: &'a str,
    command: &'a str,
    latency_secs: f64,
    cost_micro_usd: u64,
    troubles: &'a [Trouble],
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
    // How fresh the events are that the rows rest on is asked beside them, over their last two days.
    let freshness = Question::Summary { view: View::DataFreshness, vendor: vendor.clone(), range };
    let asked = BTreeSet::from([question.clone(), freshness]);
    let snapshot = session.look_once(asked, Session::LONG_PATIENCE).await?;
    let entry = snapshot.entry(&question);
    let held = entry.and_then(|entry| entry.held.as_ref());
    let (Some(table), Some(entry), Some(held)) = (snapshot.summary(view, &vendor, range), entry, held) else {
        return Err(Session::no_answer(&snapshot, &question));
    };
    let complete_to = snapshot.summary(View::DataFreshness, &vendor, range).and_then(newest_event);
    let provenance = &held.provenance;
    if command.format == TableFormat::Json {
        let listing = Listing {
            version: 1,
            view,
            vendor: vendor.one().map_or("all", VendorId::as_str),
            from: range.from(),
            to: range.to(),
            as_of: provenance.as_of,
            complete_to,
            source: &provenance.source,
            call: &provenance.call,
            command: &provenance.command,
            latency_secs: provenance.latency.as_secs_f64(),
            cost_micro_usd: provenance.cost_micro_usd,
            troubles: &entry.troubles,
            table,
        };
        serde_json::to_writer_pretty(&mut *out, &listing)?;
        writeln!(out)?;
        return Ok(0);
    }
    sheet(table).write(command.format, out)?;
    if command.format == TableFormat::Table {
        writeln!(out, "\n{}", footing(table, complete_to))?;
        for trouble in &entry.troubles {
            writeln!(out, "! {} {}", trouble.sentence, trouble.fix)?;
        }
    }
    // Rows that were left out are no matter of looks: whoever reads the rest has to learn of it.
    match entry.troubles.iter().find(|trouble| trouble.fault == Fault::Limit) {
        Some(cut) if table.rows.len() >= MOST_SUMMARY_ROWS => {
            Err(Failure::NoAnswer(format!("{} {}", cut.sentence, cut.fix)))
        }
        _ => Ok(0),
    }
}

/// What the rows of a table rest on, in a line.
fn footing(table: &SummaryTable, complete_to: Option<DateTime<Utc>>) -> String {
    let rows = match table.rows.len() {
        1 => "1 row".to_owned(),
        rows => format!("{} rows", say_count(rows as f64)),
    };
    match complete_to {
        Some(at) => format!("{rows}; the newest event is of {}", at.format("%F %H:%M UTC")),
        None => format!("{rows}; the newest event is not known"),
    }
}

/// The newest event that a freshness answer tells.
fn newest_event(freshness: &SummaryTable) -> Option<DateTime<Utc>> {
    match freshness.rows.first()?.get(freshness.column("newest_event")?)? {
        Cell::Timestamp(at) => Some(at.and_utc()),
        _ => None,
    }
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
