//! The pipelines in sentences: the verdict first, then what is measured. Nothing here hangs on colour or on glyphs
//! beyond ASCII.

use std::io::Write;

use super::report::{alarms, verdicts};
use crate::{
    command::failure::Failure,
    pipeline::{AlarmState, Confidence, Course, Health, PipelineHealth, StageHealth, Verdict, say_span},
    question::Snapshot,
};

/// Health as a mark and a word, so that nothing hangs on colour.
const fn marked(health: Health) -> &'static str {
    match health {
        Health::Ok => "+ ok",
        Health::Unknown => "? unknown",
        Health::Warning => "! warning",
        Health::Critical => "x critical",
    }
}

/// The whole report.
pub(super) fn write(snapshot: &Snapshot, out: &mut dyn Write) -> Result<(), Failure> {
    for pipeline in snapshot.health.iter() {
        writeln!(out, "{}  {}: {}", marked(pipeline.health), pipeline.pipeline, pipeline.headline)?;
    }
    for (pipeline, verdict) in verdicts(snapshot) {
        writeln!(out)?;
        if snapshot.health.len() > 1 {
            write!(out, "{}: ", pipeline.pipeline)?;
        }
        for line in sentences(verdict) {
            writeln!(out, "{line}")?;
        }
    }
    for pipeline in snapshot.health.iter() {
        write_stages(pipeline, out)?;
    }
    write_over(snapshot, out)?;
    write_alarms(snapshot, out)?;
    let mut troubles = snapshot.troubles().peekable();
    if troubles.peek().is_some() {
        writeln!(out, "\ntroubles")?;
    }
    for (question, trouble) in troubles {
        writeln!(out, "  ! {}: {} {}", question.label(), trouble.sentence, trouble.fix)?;
    }
    Ok(())
}

/// A verdict in sentences, a line each: cause, effect, loss, doubt, and what to look at next.
pub(in crate::command) fn sentences(verdict: &Verdict) -> Vec<String> {
    let since = verdict.since.format("%F %H:%M UTC");
    let mut lines = vec![whole(&format!("{}, since {since}", verdict.cause))];
    let effect = Some(&*verdict.effect.sentence).filter(|said| !said.is_empty());
    let loss = verdict.loss.as_ref().map(|loss| &*loss.sentence);
    lines.extend(effect.into_iter().chain(loss).map(|said| whole(&begun(said, verdict))));
    if let Confidence::Low(doubt) = &verdict.confidence {
        lines.push(whole(&format!("Not sure: {doubt}")));
    }
    if let Some(next) = &verdict.next {
        lines.push(format!("Next: {}", next.command));
        lines.extend(Some(&*next.why).filter(|why| !why.is_empty()).map(|why| format!("  {why}")));
    }
    lines
}

/// A clause with a capital, unless it begins with the name of a stage, which stays as it is written.
fn begun(clause: &str, verdict: &Verdict) -> String {
    let word = clause.split([' ', ',']).next().unwrap_or_default();
    let effect = verdict.effect.complete_to.iter().map(|(stage, _)| stage);
    let is_name =
        verdict.symptoms.iter().chain(&verdict.stage).chain(effect).any(|name| name.as_str() == word);
    let mut letters = clause.chars();
    match letters.next().filter(|_| !is_name) {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => clause.to_owned(),
    }
}

/// A clause as a whole sentence. A name at its beginning stays as it is written.
pub(in crate::command) fn whole(clause: &str) -> String {
    let end = if clause.ends_with(['.', '!', '?', '…']) { "" } else { "." };
    format!("{clause}{end}")
}

/// A stage in one line, without its name.
pub(in crate::command) fn stage_line(stage: &StageHealth) -> String {
    let reasons = stage.reasons.iter().map(|reason| reason.sentence.to_string());
    let lag = stage.lag.filter(|lag| lag.course != Course::Steady).map(|lag| {
        let going = match lag.course {
            Course::Steady => String::new(),
            Course::Standing => ", standing still".to_owned(),
            Course::Behind { needs } => format!(", falling behind, needs x{needs:.1}"),
            Course::CatchingUp { eta_secs } => format!(", level in {}", say_span(eta_secs)),
        };
        format!("{} behind{going}", say_span(lag.age_secs))
    });
    reasons.chain(lag).collect::<Vec<_>>().join("; ")
}

fn write_stages(pipeline: &PipelineHealth, out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(out, "\nstages of {}", pipeline.pipeline)?;
    let widest = |texts: Vec<usize>| texts.into_iter().max().unwrap_or(0);
    let name_width = widest(pipeline.stages.iter().map(|s| s.stage.as_str().chars().count()).collect());
    let kind_width = widest(pipeline.stages.iter().map(|s| s.kind.title().len()).collect());
    for stage in &pipeline.stages {
        let line = format!(
            "  {:<name_width$}  {:<kind_width$}  {:<10}  {}",
            stage.stage.as_str(),
            stage.kind.title(),
            marked(stage.health),
            stage_line(stage),
        );
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

fn write_over(snapshot: &Snapshot, out: &mut dyn Write) -> Result<(), Failure> {
    let over = || snapshot.health.iter().flat_map(|p| p.resolved.iter());
    if over().next().is_some() {
        writeln!(out, "\nresolved")?;
    }
    for resolved in over() {
        let at = resolved.at.format("%F %H:%M UTC");
        writeln!(out, "  + {}: {} at {at}", resolved.verdict.subject(), resolved.sentence)?;
    }
    Ok(())
}

fn write_alarms(snapshot: &Snapshot, out: &mut dyn Write) -> Result<(), Failure> {
    let alarms = alarms(snapshot);
    let mut ringing = alarms.iter().filter(|alarm| alarm.state == AlarmState::Alarm).peekable();
    if ringing.peek().is_some() {
        writeln!(out, "\nalarms")?;
    }
    for alarm in ringing {
        let since =
            alarm.since.map_or(String::new(), |since| format!(" since {}", since.format("%F %H:%M UTC")));
        writeln!(out, "  x {}{since}: {}", alarm.name, alarm.reason)?;
    }
    Ok(())
}
