//! The exact values behind the panels of the Compare screen, to be taken away. Money is exact, shares are parts of one.

use std::sync::Arc;

use crate::{
    app::Panel,
    business::{Benchmark, Cell, ColumnType, SummaryTable},
    view::look::Look,
};

/// The rows behind a panel: the ranking as it is shown, or the benchmark.
pub fn table(look: &Look<'_>, panel: Panel) -> Option<SummaryTable> {
    match panel {
        Panel::Ranking if look.app.audience.is_operator() => {
            let board = look.app.board(look.snapshot);
            (!board.tally.standings.is_unknown()).then(|| board.table())
        }
        Panel::Benchmark => look.app.shown_benchmark(look.snapshot).map(|benchmark| places(&benchmark)),
        _ => None,
    }
}

fn named(columns: &[(&str, ColumnType)]) -> Vec<(Arc<str>, ColumnType)> {
    columns.iter().map(|(name, kind)| (Arc::from(*name), *kind)).collect()
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
