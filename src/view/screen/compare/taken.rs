//! The exact values behind the panels of the Compare screen, to be taken away. Money is exact, shares are parts of one.

use std::sync::Arc;

use crate::{
    app::{Board, Panel},
    business::{Benchmark, Cell, Change, ColumnType, Kpi, Move, Ranked, SummaryTable},
    view::look::Look,
};

/// The columns of the ranking and their types.
const RANKING: [(&str, ColumnType); 14] = [
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
    ("change_unit", ColumnType::Text),
];

/// The rows behind a panel: the ranking as it is shown, or the benchmark.
pub fn table(look: &Look<'_>, panel: Panel) -> Option<SummaryTable> {
    match panel {
        Panel::Ranking if look.app.audience.is_operator() => {
            let board = look.app.board(look.snapshot);
            (!board.tally.standings.is_unknown()).then(|| ranking(&board))
        }
        Panel::Benchmark => look.app.shown_benchmark(look.snapshot).map(|benchmark| places(&benchmark)),
        _ => None,
    }
}

fn named(columns: &[(&str, ColumnType)]) -> Vec<(Arc<str>, ColumnType)> {
    columns.iter().map(|(name, kind)| (Arc::from(*name), *kind)).collect()
}

/// The rows of a board, in the order shown.
pub fn ranking(board: &Board) -> SummaryTable {
    let rows = board.order.iter().filter_map(|place| {
        let row = board.tally.ranking.rows.get(*place)?;
        Some(cells(board, *place, row))
    });
    SummaryTable { columns: named(&RANKING), rows: rows.collect() }
}

fn cells(board: &Board, place: usize, row: &Ranked) -> Vec<Cell> {
    let text = |text: &str| Cell::Text(text.into());
    let double = |value: Option<f64>| value.map_or(Cell::Null, Cell::Double);
    let listed = board.tally.listed.get(place).and_then(Option::as_ref);
    let kpis = row.kpis();
    let rate = |kpi: Kpi| double(kpis.as_ref().and_then(|kpis| kpis.value(kpi)));
    let (change, unit) = match row.change {
        Some(Change::Percent(amount)) => (Cell::Double(amount), text("percent")),
        Some(Change::Points(amount)) => (Cell::Double(amount), text("points")),
        None => (Cell::Null, Cell::Null),
    };
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
        unit,
    ]
}

fn places(benchmark: &Benchmark) -> SummaryTable {
    let columns = [("category", ColumnType::Text), ("kpi", ColumnType::Text), ("place", ColumnType::Text)];
    let category =
        || benchmark.category.as_ref().map_or(Cell::Null, |category| Cell::Text(Arc::clone(category)));
    let rows = benchmark.places.iter().map(|(kpi, place)| {
        vec![category(), Cell::Text(kpi.label().into()), Cell::Text(place.label().into())]
    });
    SummaryTable { columns: named(&columns), rows: rows.collect() }
}
