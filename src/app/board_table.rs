//! The rows of the ranking as exact values: what is taken away and what a command prints. Money is exact, shares are
//! parts of one.

use std::sync::Arc;

use super::board::Board;
use crate::business::{Cell, ColumnType, Kpi, Move, Ranked, SummaryTable};

/// The columns of the ranking and their types.
const RANKING: [(&str, ColumnType); 13] = [
    ("rank", ColumnType::Integer),
    ("rank_change", ColumnType::Integer),
    ("vendorid", ColumnType::Text),
    ("name", ColumnType::Text),
    ("category", ColumnType::Text),
    ("revenue", ColumnType::Decimal),
    ("share", ColumnType::Double),
    ("cumulative_share", ColumnType::Double),
    ("orders", ColumnType::Integer),
    ("average_order", ColumnType::Decimal),
    ("conversion", ColumnType::Double),
    ("completion", ColumnType::Double),
    ("change", ColumnType::Double),
];

impl Board {
    /// The rows, in the order shown.
    pub fn table(&self) -> SummaryTable {
        let rows = self.order.iter().filter_map(|place| {
            let row = self.tally.ranking.rows.get(*place)?;
            Some(cells(self, *place, row))
        });
        let columns = RANKING.iter().map(|(name, kind)| (Arc::from(*name), *kind));
        SummaryTable { columns: columns.collect(), rows: rows.collect() }
    }
}

fn cells(board: &Board, place: usize, row: &Ranked) -> Vec<Cell> {
    let text = |text: &str| Cell::Text(text.into());
    let double = |value: Option<f64>| value.map_or(Cell::Null, Cell::Double);
    let listed = board.tally.listed.get(place).and_then(Option::as_ref);
    let kpis = row.kpis();
    let rate = |kpi: Kpi| double(kpis.as_ref().and_then(|kpis| kpis.value(kpi)));
    // Of an amount a part of the earlier one, of a rate the difference.
    let change = double(row.change.map(|change| change.amount() / 100.0));
    vec![
        row.rank.map_or(Cell::Null, |rank| Cell::Integer(rank as i64)),
        match row.moved {
            Some(Move::Up(places)) => Cell::Integer(places as i64),
            Some(Move::Down(places)) => Cell::Integer(-(places as i64)),
            Some(Move::Same) => Cell::Integer(0),
            Some(Move::New) | None => Cell::Null,
        },
        text(row.vendor.as_str()),
        text(board.tally.name(place)),
        listed.and_then(|vendor| vendor.category.as_deref()).map_or(Cell::Null, text),
        row.counters.map_or(Cell::Null, |counters| Cell::Decimal(counters.revenue)),
        double(row.share),
        double(row.cumulative),
        row.counters.map_or(Cell::Null, |counters| Cell::Integer(counters.orders)),
        kpis.as_ref().and_then(|kpis| kpis.average_order).map_or(Cell::Null, Cell::Decimal),
        rate(Kpi::Conversion),
        rate(Kpi::Completion),
        change,
    ]
}
