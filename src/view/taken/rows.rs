//! The few ways in which tables of exact values are put together.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use crate::business::{Cell, ColumnType, Currency, SummaryTable};

/// A table of these columns, without rows.
pub(super) fn table(columns: &[(&str, ColumnType)]) -> SummaryTable {
    let columns = columns.iter().map(|(name, kind)| (Arc::from(*name), *kind)).collect();
    SummaryTable { columns, rows: Vec::new() }
}

/// Text; nothing where it is empty.
pub(super) fn text(text: impl AsRef<str>) -> Cell {
    let text = text.as_ref();
    if text.is_empty() { Cell::Null } else { Cell::Text(text.into()) }
}

/// A moment, in UTC.
pub(super) fn moment(at: Option<DateTime<Utc>>) -> Cell {
    at.map_or(Cell::Null, |at| Cell::Timestamp(at.naive_utc()))
}

/// A day.
pub(super) fn date(date: NaiveDate) -> Cell {
    Cell::Date(date)
}

/// A float that may be unknown.
pub(super) fn double(value: Option<f64>) -> Cell {
    value.map_or(Cell::Null, Cell::Double)
}

/// An exact amount with at least the digits of its currency: `12.5` is written `12.50`.
pub(super) fn money(amount: Option<Decimal>, currency: &Currency) -> Cell {
    let Some(amount) = amount else { return Cell::Null };
    let mut amount = amount.normalize();
    if amount.scale() < currency.minor_digits() {
        amount.rescale(currency.minor_digits());
    }
    Cell::Decimal(amount)
}
