//! Alarms as tables: the list as it is filtered, what happened to the selected one, and those that are missing.

use super::rows::{double, moment, table, text};
use crate::{
    business::{
        Cell,
        ColumnType::{Double, Text, Timestamp},
        SummaryTable,
    },
    pipeline::{AlarmChange, StageName},
    view::look::Look,
};

/// A row an alarm.
pub(super) fn list(look: &Look<'_>) -> Option<SummaryTable> {
    look.snapshot.alarms(&look.pipeline()?.name)?;
    let mut table = table(&[
        ("alarm", Text),
        ("state", Text),
        ("since", Timestamp),
        ("reason", Text),
        ("watches", Text),
        ("condition", Text),
        ("threshold", Double),
        ("stages", Text),
        ("arn", Text),
    ]);
    for alarm in look.app.alarm_rows(look.snapshot) {
        let stages: Vec<&str> = alarm.stages.iter().map(StageName::as_str).collect();
        table.rows.push(vec![
            text(&alarm.name),
            text(alarm.state.as_str()),
            moment(alarm.since),
            text(&alarm.reason),
            text(&alarm.watches),
            alarm.condition.as_ref().map_or(Cell::Null, text),
            double(alarm.threshold),
            text(stages.join(" ")),
            text(&alarm.arn),
        ]);
    }
    Some(table)
}

/// What happened to the selected alarm, the newest first.
pub(super) fn events(look: &Look<'_>) -> Option<SummaryTable> {
    let alarm = look.app.selected_alarm(look.snapshot)?;
    let pipeline = &look.pipeline()?.name;
    let own = look.snapshot.alarm_history(pipeline, Some(&alarm.name));
    let history = own.or_else(|| look.snapshot.alarm_history(pipeline, None))?;
    let mut table = table(&[("time", Timestamp), ("alarm", Text), ("state", Text), ("reason", Text)]);
    for event in history.events.iter().filter(|event| event.alarm == alarm.name) {
        let state = match event.change {
            AlarmChange::State { to, .. } => text(to.as_str()),
            _ => Cell::Null,
        };
        table.rows.push(vec![moment(Some(event.at)), text(&event.alarm), state, text(&event.summary)]);
    }
    Some(table)
}

/// The alarms that are recommended and missing, with the command that would create each.
pub(super) fn missing(look: &Look<'_>) -> Option<SummaryTable> {
    look.snapshot.alarms(&look.pipeline()?.name)?;
    let mut table =
        table(&[("stage", Text), ("metric", Text), ("condition", Text), ("reason", Text), ("command", Text)]);
    for missing in look.app.missing_rows(look.snapshot) {
        table.rows.push(vec![
            text(missing.series.stage.as_str()),
            text(missing.series.metric.as_str()),
            text(&missing.condition),
            text(&missing.why),
            text(&missing.command),
        ]);
    }
    Some(table)
}
