//! The exact values behind the panels, as tables to be taken away.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::{
    app::Outlook,
    business::{Cell, ColumnType, Direction, Kpi, SummaryTable},
};

/// The days to come: date, expected, low and high ends of the interval, and whether the day is open.
pub(super) fn forecast(outlook: &Outlook) -> Option<SummaryTable> {
    let told = outlook.forecast.as_ref().ok()?;
    let value = of(outlook.kpi);
    let columns = columns(&[
        ("date", ColumnType::Date),
        (name(outlook.kpi, "expected"), value),
        ("low", value),
        ("high", value),
        ("is_open", ColumnType::Boolean),
    ]);
    let cell = |amount| cell(outlook.kpi, amount);
    let rows = told.days.iter().map(|day| {
        let is_open = Cell::Boolean(day.date == outlook.today);
        vec![Cell::Date(day.date), cell(day.expected), cell(day.low), cell(day.high), is_open]
    });
    Some(SummaryTable { columns, rows: rows.collect() })
}

/// The unusual days, the newest first.
pub(super) fn unusual(outlook: &Outlook) -> SummaryTable {
    let value = of(outlook.kpi);
    let columns = columns(&[
        ("date", ColumnType::Date),
        (name(outlook.kpi, ""), value),
        ("expected", ColumnType::Double),
        ("times_expected", ColumnType::Double),
        ("direction", ColumnType::Text),
        ("same_weekdays", ColumnType::Integer),
        ("score", ColumnType::Double),
    ]);
    let rows = outlook.unusual.iter().map(|day| {
        let direction = match day.direction {
            Direction::Above => "above",
            Direction::Below => "below",
        };
        vec![
            Cell::Date(day.date),
            cell(outlook.kpi, day.value),
            Cell::Double(day.expected),
            day.times().map_or(Cell::Null, Cell::Double),
            Cell::Text(direction.into()),
            Cell::Integer(day.same_weekdays as i64),
            Cell::Double(day.score),
        ]
    });
    SummaryTable { columns, rows: rows.collect() }
}

fn columns(of: &[(&str, ColumnType)]) -> Vec<(Arc<str>, ColumnType)> {
    of.iter().map(|(name, kind)| (Arc::from(*name), *kind)).collect()
}

const fn name(kpi: Kpi, lead: &str) -> &'static str {
    match (kpi, lead.is_empty()) {
        (Kpi::Orders, true) => "orders",
        (Kpi::Orders, false) => "expected_orders",
        (_, true) => "revenue",
        (_, false) => "expected_revenue",
    }
}

const fn of(kpi: Kpi) -> ColumnType {
    if matches!(kpi, Kpi::Orders) { ColumnType::Integer } else { ColumnType::Decimal }
}

/// A value of a KPI: whole orders, money to the hundredth.
fn cell(kpi: Kpi, value: f64) -> Cell {
    if kpi == Kpi::Orders {
        return Cell::Integer(value.round() as i64);
    }
    Decimal::from_f64_retain(value).map_or(Cell::Null, |amount| Cell::Decimal(amount.round_dp(2)))
}
