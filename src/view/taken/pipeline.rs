//! The pipeline as tables: its stages with their health, and the series of the selected stage's charts.

use chrono::DateTime;

use super::rows::{moment, table, text};
use crate::{
    business::{
        Cell,
        ColumnType::{Boolean, Double, Integer, Text, Timestamp},
        SummaryTable,
    },
    pipeline::Health,
    view::look::Look,
};

/// A row a stage.
pub(super) fn stages(look: &Look<'_>) -> Option<SummaryTable> {
    let pipeline = look.pipeline()?;
    let mut table = table(&[
        ("pipeline", Text),
        ("stage", Text),
        ("kind", Text),
        ("resource", Text),
        ("health", Text),
        ("since", Timestamp),
        ("reason", Text),
    ]);
    for stage in &pipeline.stages {
        let judged = look.health().and_then(|health| health.stages.iter().find(|s| s.stage == stage.name));
        let health = look.believable(judged.map_or(Health::Unknown, |judged| judged.health));
        let reason = judged.and_then(|judged| judged.reasons.first());
        table.rows.push(vec![
            text(pipeline.name.as_str()),
            text(stage.name.as_str()),
            text(stage.kind.title()),
            text(&stage.resource),
            text(health.as_str()),
            moment(judged.and_then(|judged| judged.since)),
            reason.map_or(Cell::Null, |reason| text(&reason.sentence)),
        ]);
    }
    Some(table)
}

/// A row a point of every chart of the selected stage, over what is shown; of the enlarged chart alone where one is.
pub(super) fn series(look: &Look<'_>) -> Option<SummaryTable> {
    let stage = look.stage()?;
    let (from, to) = look.app.chart_span(look.app.chart_now(look.snapshot));
    let mut table = table(&[
        ("time", Timestamp),
        ("stage", Text),
        ("metric", Text),
        ("value", Double),
        ("unit", Text),
        ("period", Integer),
        ("is_final", Boolean),
    ]);
    let enlarged = look.app.enlarged.as_ref();
    for metric in stage.metrics.iter().filter(|metric| enlarged.is_none_or(|key| *key == metric.key)) {
        let Some(answer) = look.app.series_at_hand(look.snapshot, stage, &metric.key) else { continue };
        let series = &answer.series;
        for point in series.between(from, to.saturating_add(1)) {
            table.rows.push(vec![
                moment(DateTime::from_timestamp(point.at, 0)),
                text(stage.name.as_str()),
                text(metric.key.as_str()),
                Cell::Double(point.value),
                text(metric.unit.as_str()),
                Cell::Integer(i64::from(series.period_secs)),
                Cell::Boolean(series.is_ripe(*point)),
            ]);
        }
    }
    (!table.rows.is_empty()).then_some(table)
}
