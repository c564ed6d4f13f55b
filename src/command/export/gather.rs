//! Days, products and hours of one vendor, which are few enough to be asked for as the dashboard asks: the live counters
//! where the table keeps them, the lake for what is older.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    business::{Cell, DateRange, ProductId, SummaryTable, VendorId, VendorScope, View},
    command::{failure::Failure, period, session::Session},
    question::{DaySplit, Estate, History, Provenance, Question, Snapshot},
    source::{Batch, RowKind, RowStream, chosen, exact},
};

/// When it was read, up to when it is complete, and where it comes from.
type Truth = (Option<DateTime<Utc>>, Option<DateTime<Utc>>, Option<String>);

/// Rows, and what is to be known of them.
pub(super) struct Gathered {
    pub(super) rows: RowStream,
    pub(super) truth: Truth,
}

/// Asks for the rows of a vendor, and ends the session.
pub(super) async fn gather(
    session: Session,
    kind: RowKind,
    vendor: &VendorId,
    range: DateRange,
) -> Result<Gathered, Failure> {
    match kind {
        RowKind::Hours => session.needs_lake()?,
        _ => session.needs_vendors()?,
    }
    let (estate, now) = (session.estate.clone(), session.now());
    let scope = VendorScope::One(vendor.clone());
    let asked: BTreeSet<Question> = questions(kind, vendor, range, &estate, now).collect();
    let wanted = asked.iter().cloned().chain([Question::Vendors]).collect();
    let snapshot = session.look_once(wanted, Session::LONG_PATIENCE).await?;
    if let Some(sentence) = snapshot.vendors().and_then(|all| period::unknown_vendor(vendor, all)) {
        return Err(Failure::Usage(sentence));
    }
    // A part that is missing would be taken for days on which nothing happened.
    if let Some(open) = asked.iter().find(|question| held(&snapshot, question).is_none()) {
        return Err(Session::no_answer(&snapshot, open));
    }
    let batch = match kind {
        RowKind::Days => days(&snapshot, &scope, range, &estate),
        RowKind::Products => products(&snapshot, vendor, range, &estate),
        _ => table_rows(kind, &estate, snapshot.summary(View::HourlyTraffic, &scope, range)),
    };
    let provenances = || asked.iter().filter_map(|question| held(&snapshot, question));
    let sources: BTreeSet<&str> = provenances().map(|provenance| &*provenance.source).collect();
    let truth = (
        provenances().map(|provenance| provenance.as_of).min(),
        provenances().filter_map(|provenance| provenance.complete_to).max(),
        Some(sources.into_iter().collect::<Vec<_>>().join(", ")),
    );
    Ok(Gathered { rows: RowStream::of_batch(batch), truth })
}

fn held<'a>(snapshot: &'a Snapshot, question: &Question) -> Option<&'a Provenance> {
    snapshot.entry(question)?.held.as_deref().map(|held| &held.provenance)
}

fn questions(
    kind: RowKind,
    vendor: &VendorId,
    range: DateRange,
    estate: &Estate,
    now: DateTime<Utc>,
) -> impl Iterator<Item = Question> + use<> {
    let scope = VendorScope::One(vendor.clone());
    let split = DaySplit::of(range, estate, now);
    let summary = |view| Question::Summary { view, vendor: scope.clone(), range };
    let asked: Vec<Question> = match kind {
        RowKind::Days => split.questions(&scope).collect(),
        RowKind::Products => {
            let table = split.table.map(|range| Question::ProductDays { vendor: vendor.clone(), range });
            let lake = estate.lake.is_some().then(|| summary(View::ProductPerformance));
            table.into_iter().chain(lake).collect()
        }
        _ => vec![summary(View::HourlyTraffic)],
    };
    asked.into_iter()
}

fn days(snapshot: &Snapshot, scope: &VendorScope, range: DateRange, estate: &Estate) -> Batch {
    let history = History::of(snapshot, scope);
    let digits = estate.currency.minor_digits();
    let id = text(scope.one().map_or("all", VendorId::as_str));
    let mut batch = Batch::new(RowKind::Days.columns().len());
    for date in range.dates() {
        let Some(counters) = history.book.day(date) else { continue };
        batch.push([
            id.clone(),
            Cell::Date(date),
            Cell::Integer(counters.product_views),
            Cell::Integer(counters.profile_views),
            Cell::Integer(counters.product_favorites),
            Cell::Integer(counters.cart_adds),
            Cell::Integer(counters.orders),
            Cell::Integer(counters.completed_orders),
            exact(Cell::Decimal(counters.revenue), digits),
        ]);
    }
    batch
}

/// Rows of the lake, with the live counters in the place of theirs where the table has the day. What the table does not
/// count, category and pieces, stays the lake's.
fn products(snapshot: &Snapshot, vendor: &VendorId, range: DateRange, estate: &Estate) -> Batch {
    let digits = estate.currency.minor_digits();
    let scope = VendorScope::One(vendor.clone());
    let columns = RowKind::Products.columns();
    let mut rows: BTreeMap<(NaiveDate, ProductId), Vec<Cell>> = BTreeMap::new();
    if let Some(table) = snapshot.summary(View::ProductPerformance, &scope, range) {
        for row in &table.rows {
            let cells: Vec<Cell> = chosen(table, columns, row).collect();
            let key = (cells.get(1).and_then(Cell::as_date), cells.get(2).and_then(Cell::as_text));
            if let (Some(date), Some(product)) = key {
                rows.insert((date, ProductId::new(product)), cells);
            }
        }
    }
    let table = DaySplit::of(range, estate, snapshot.at).table;
    for day in table.and_then(|range| snapshot.product_days(vendor, range)).map_or(&[][..], |days| &days.days)
    {
        let row =
            rows.entry((day.date, day.product.clone())).or_insert_with(|| vec![Cell::Null; columns.len()]);
        let fresh = [
            (0, text(vendor.as_str())),
            (1, Cell::Date(day.date)),
            (2, text(day.product.as_str())),
            (4, Cell::Integer(day.views)),
            (5, Cell::Integer(day.favorites)),
            (6, Cell::Integer(day.cart_adds)),
            (7, Cell::Integer(day.orders)),
            (9, Cell::Decimal(day.revenue)),
        ];
        for (place, cell) in fresh {
            if let Some(old) = row.get_mut(place) {
                *old = cell;
            }
        }
    }
    let mut batch = Batch::new(columns.len());
    for mut row in rows.into_values() {
        if let Some(revenue) = row.last_mut() {
            *revenue = exact(revenue.clone(), digits);
        }
        batch.push(row);
    }
    batch
}

fn table_rows(kind: RowKind, estate: &Estate, table: Option<&SummaryTable>) -> Batch {
    let mut batch = Batch::new(kind.columns().len());
    let Some(table) = table else { return batch };
    for row in &table.rows {
        let cells = chosen(table, kind.columns(), row).zip(kind.columns());
        batch.push(cells.map(|(cell, (name, _))| match *name {
            "revenue" => exact(cell, estate.currency.minor_digits()),
            _ => cell,
        }));
    }
    batch
}

fn text(text: &str) -> Cell {
    Cell::Text(text.into())
}
