//! What a screen shows, in sentences a screen reader reads well: one fact a line, no tables, no marks. Pure.

use chrono::{DateTime, Utc};

use crate::{
    app::{App, Screen},
    command::check::{Told, sentences, stage_line, whole},
    pipeline::{AlarmState, Health, say_span},
    question::Snapshot,
};

/// Rows of a ranking that are said; more are for the table of `tidewatch vendors --rank`.
const PLAIN_ROWS: usize = 10;

/// The time of day in UTC.
pub(super) fn clock(at: DateTime<Utc>) -> String {
    at.format("%H:%M:%S UTC").to_string()
}

/// A change as one sentence.
pub(super) fn change(told: &Told) -> String {
    let how = match told.health {
        Health::Ok => String::new(),
        health => format!("{}: ", health.as_str()),
    };
    format!("{} {how}{}", clock(told.at), whole(&told.sentence))
}

/// All of the chosen screen.
pub(super) fn page(app: &App, snapshot: &Snapshot) -> Vec<String> {
    let mut lines = vec![format!("{}, {}.", app.screen.title(), snapshot.at.format("%F %H:%M:%S UTC"))];
    match app.screen {
        Screen::Overview => {
            lines.extend(headlines(snapshot));
            lines.extend(causes(snapshot));
            lines.extend(numbers(app, snapshot));
            lines.extend(alarms(snapshot));
        }
        Screen::Pipeline => {
            lines.extend(headlines(snapshot));
            lines.extend(stages(app, snapshot));
        }
        Screen::Alarms => {
            lines.extend(alarms(snapshot));
            lines.extend(ringing(snapshot));
        }
        Screen::Vendor | Screen::Products | Screen::Traffic | Screen::Customers => {
            let unknown = || "The numbers of these days are not known yet.".to_owned();
            lines.push(numbers(app, snapshot).unwrap_or_else(unknown));
        }
        Screen::Forecast => lines.extend(app.outlook_sentences(snapshot)),
        Screen::Compare => lines.extend(app.ranking_sentences(snapshot, PLAIN_ROWS)),
        Screen::Sources => lines.extend(sources(snapshot)),
    }
    lines
}

fn headlines(snapshot: &Snapshot) -> Vec<String> {
    if snapshot.health.is_empty() {
        return vec!["Nothing has been judged yet.".to_owned()];
    }
    let said = |pipeline: &crate::pipeline::PipelineHealth| {
        whole(&format!("{} is {}: {}", pipeline.pipeline, pipeline.health.as_str(), pipeline.headline))
    };
    snapshot.health.iter().map(said).collect()
}

/// What follows from each cause, without the cause itself where the headline has said it.
fn causes(snapshot: &Snapshot) -> Vec<String> {
    let mut lines = Vec::new();
    for pipeline in snapshot.health.iter() {
        for (place, verdict) in pipeline.verdicts.iter().enumerate() {
            lines.extend(sentences(verdict).into_iter().skip(usize::from(place == 0)));
        }
    }
    lines
}

/// Every cause with all that it rests on.
pub(super) fn why(snapshot: &Snapshot) -> Vec<String> {
    let mut lines = Vec::new();
    for pipeline in snapshot.health.iter() {
        for verdict in &pipeline.verdicts {
            lines.extend(sentences(verdict));
            for proof in &verdict.proofs {
                lines.push(whole(&format!("Evidence: {}; rule: {}", proof.claim, proof.rule)));
            }
        }
    }
    if lines.is_empty() {
        lines.push("Nothing is wrong that is known of.".to_owned());
    }
    lines
}

/// The business numbers of the chosen vendor and days, when all of the days are known.
pub(super) fn numbers(app: &App, snapshot: &Snapshot) -> Option<String> {
    let text = app.kpi_text(snapshot)?;
    let (whose, figures) = text.split_once('\n')?;
    Some(format!("{whose}: {}.", figures.replace('\n', ", ")))
}

fn stages(app: &App, snapshot: &Snapshot) -> Vec<String> {
    let selected = app.selected_pipeline(&snapshot.estate);
    let health = selected.and_then(|pipeline| snapshot.health_of(&pipeline.name));
    let stages = health.map(|health| &health.stages).into_iter().flatten();
    let said = stages.map(|stage| {
        let line = stage_line(stage);
        let more = if line.is_empty() { String::new() } else { format!(": {line}") };
        whole(&format!("{}, {}, is {}{more}", stage.stage, stage.kind.title(), stage.health.as_str()))
    });
    said.collect()
}

/// How many alarms are in which state, and the names of those that matter.
fn alarms(snapshot: &Snapshot) -> Vec<String> {
    let mut lines = Vec::new();
    for pipeline in &snapshot.estate.pipelines {
        let name = &pipeline.name;
        let Some(list) = snapshot.alarms(name) else {
            lines.push(format!("Alarms of {name} are not known."));
            continue;
        };
        let named = |state: AlarmState| -> Vec<&str> {
            list.alarms.iter().filter(|alarm| alarm.state == state).map(|alarm| &*alarm.name).collect()
        };
        let (ringing, blind) = (named(AlarmState::Alarm), named(AlarmState::InsufficientData));
        let mut said = match ringing.len() {
            0 => format!("No alarm of {} of {name} is in ALARM", list.alarms.len()),
            count => {
                format!("{count} of {} alarms of {name} in ALARM: {}", list.alarms.len(), ringing.join(", "))
            }
        };
        if !blind.is_empty() {
            said = format!("{said}; {} without enough data", blind.len());
        }
        lines.push(whole(&said));
    }
    lines
}

fn ringing(snapshot: &Snapshot) -> Vec<String> {
    let lists = snapshot.estate.pipelines.iter().filter_map(|pipeline| snapshot.alarms(&pipeline.name));
    let alarms = lists.flat_map(|list| &list.alarms).filter(|alarm| alarm.state == AlarmState::Alarm);
    let mut lines: Vec<String> = Vec::new();
    for alarm in alarms {
        let since = alarm.since.map(|at| format!(" since {}", at.format("%F %H:%M UTC"))).unwrap_or_default();
        let line = whole(&format!("{}{since}: {}", alarm.name, alarm.reason));
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

fn sources(snapshot: &Snapshot) -> Vec<String> {
    let mut lines = Vec::new();
    for (question, entry) in &snapshot.entries {
        let age = entry.held.as_ref().map_or_else(
            || "no answer yet".to_owned(),
            |held| {
                let secs = (snapshot.at - held.provenance.as_of).num_seconds().max(0) as f64;
                format!("answered {} ago by {}", say_span(secs), held.provenance.source)
            },
        );
        lines.push(whole(&format!("{}: {age}", question.label())));
        lines.extend(
            entry.troubles.iter().map(|trouble| format!("Trouble: {} {}", trouble.sentence, trouble.fix)),
        );
    }
    lines
}
