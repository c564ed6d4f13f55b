//! The questions that are asked, as a table: who answered, when, for how much, and what went wrong.

use rust_decimal::Decimal;

use super::rows::{moment, table, text};
use crate::{
    business::{
        Cell,
        ColumnType::{self, Integer, Text, Timestamp},
        SummaryTable,
    },
    view::look::Look,
};

/// A row a question.
pub(super) fn questions(look: &Look<'_>) -> Option<SummaryTable> {
    let rows = look.app.question_rows(look.snapshot);
    let mut table = table(&[
        ("question", Text),
        ("source", Text),
        ("as_of", Timestamp),
        ("complete_to", Timestamp),
        ("took_ms", Integer),
        ("cost_usd", ColumnType::Decimal),
        ("failures", Integer),
        ("trouble", Text),
        ("command", Text),
    ]);
    for (question, entry) in &rows {
        let provenance = entry.held.as_ref().map(|held| &held.provenance);
        let trouble = entry.troubles.first().map(|trouble| format!("{} {}", trouble.sentence, trouble.fix));
        table.rows.push(vec![
            text(question.label()),
            provenance.map_or(Cell::Null, |p| text(&p.source)),
            moment(provenance.map(|p| p.as_of)),
            moment(provenance.and_then(|p| p.complete_to)),
            provenance.map_or(Cell::Null, |p| Cell::Integer(p.latency.as_millis() as i64)),
            provenance.map_or(Cell::Null, |p| dollars(p.cost_micro_usd)),
            Cell::Integer(i64::from(entry.failures)),
            trouble.map_or(Cell::Null, text),
            provenance.map_or(Cell::Null, |p| text(&p.command)),
        ]);
    }
    (!table.rows.is_empty()).then_some(table)
}

fn dollars(micro: u64) -> Cell {
    i64::try_from(micro).map_or(Cell::Null, |micro| Cell::Decimal(Decimal::new(micro, 6)))
}
