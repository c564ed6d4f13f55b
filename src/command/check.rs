//! `tidewatch check`: one look at the pipelines, as sentences or JSON, with an exit code for scripts.
//! JSON is documented in docs/json.md.

use std::{io::Write, time::Duration};

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{failure::Failure, session::Session};
use crate::{
    cli::{self, CheckFormat, FailOn, General},
    pipeline::{Alarm, AlarmState, Health, PipelineHealth, Reason},
    question::{Snapshot, Trouble},
};

/// Exit code when health is unknown, also when nothing could be looked at.
const UNKNOWN: u8 = 3;

/// Looks once and prints. The exit code tells health: 0 ok, 1 warning, 2 critical, 3 unknown.
pub(super) async fn run(general: &General, check: &cli::Check, out: &mut dyn Write) -> Result<u8, Failure> {
    let told = tell(general, check, out).await.and_then(|code| Ok(out.flush().map(|()| code)?));
    told.map_err(Failure::untold)
}

async fn tell(general: &General, check: &cli::Check, out: &mut dyn Write) -> Result<u8, Failure> {
    let session = match Session::open(general, &check.world).await {
        Ok(session) => session,
        Err(failure) => return refuse(check.format, &failure, out),
    };
    if session.estate.pipelines.is_empty() {
        let sentence = "no pipeline is configured: `tidewatch config example` shows how, `--demo` needs none";
        return refuse(check.format, &Failure::Usage(sentence.to_owned()), out);
    }
    let questions = session.base_questions().collect();
    let snapshot = session.look_once(questions, Duration::from_secs(check.wait)).await?;
    let report = Report::of(&snapshot);
    match check.format {
        CheckFormat::Json => {
            serde_json::to_writer_pretty(&mut *out, &report)?;
            writeln!(out)?;
        }
        CheckFormat::Text => report.write(&snapshot, out)?,
    }
    Ok(exit_code(report.health, check.fail_on))
}

/// Says why nothing could be looked at, in the format asked for.
fn refuse(format: CheckFormat, failure: &Failure, out: &mut dyn Write) -> Result<u8, Failure> {
    let sentence = failure.to_string();
    match format {
        CheckFormat::Json => {
            let report = serde_json::json!({ "version": 1, "health": Health::Unknown, "summary": sentence,
                "stages": [], "alarms": [], "troubles": [] });
            serde_json::to_writer_pretty(&mut *out, &report)?;
            writeln!(out)?;
        }
        CheckFormat::Text => writeln!(out, "? unknown  {sentence}")?,
    }
    Ok(UNKNOWN)
}

const fn exit_code(health: Health, fail_on: FailOn) -> u8 {
    match (health, fail_on) {
        (Health::Ok, _) | (Health::Warning, FailOn::Critical) => 0,
        (Health::Warning, FailOn::Warning) => 1,
        (Health::Critical, _) => 2,
        (Health::Unknown, _) => UNKNOWN,
    }
}

#[derive(Debug, Serialize)]
struct Report<'a> {
    version: u8,
    at: DateTime<Utc>,
    health: Health,
    summary: String,
    stages: Vec<StageRow<'a>>,
    alarms: Vec<&'a Alarm>,
    troubles: Vec<TroubleRow<'a>>,
}

#[derive(Debug, Serialize)]
struct StageRow<'a> {
    pipeline: &'a str,
    name: &'a str,
    kind: &'static str,
    resource: &'a str,
    health: Health,
    since: Option<DateTime<Utc>>,
    reasons: &'a [Reason],
}

#[derive(Debug, Serialize)]
struct TroubleRow<'a> {
    question: String,
    #[serde(flatten)]
    trouble: &'a Trouble,
}

impl<'a> Report<'a> {
    fn of(snapshot: &'a Snapshot) -> Self {
        let worst = snapshot.health.iter().max_by_key(|pipeline| pipeline.health);
        let summary = match (worst, snapshot.health.len()) {
            (None, _) => "nothing has been judged yet".to_owned(),
            (Some(worst), 1) => worst.headline.to_string(),
            (Some(worst), _) => format!("{}: {}", worst.pipeline, worst.headline),
        };
        let stages = snapshot.health.iter().flat_map(|pipeline| {
            pipeline.stages.iter().map(|stage| StageRow {
                pipeline: pipeline.pipeline.as_str(),
                name: stage.stage.as_str(),
                kind: stage.kind.as_str(),
                resource: &stage.resource,
                health: stage.health,
                since: stage.since,
                reasons: &stage.reasons,
            })
        });
        let lists = snapshot.estate.pipelines.iter().filter_map(|p| snapshot.alarms(&p.name));
        let mut alarms: Vec<&Alarm> =
            lists.flat_map(|list| list.alarms.iter().map(|alarm| &**alarm)).collect();
        alarms.sort_by(|a, b| (a.state, &a.arn).cmp(&(b.state, &b.arn)));
        alarms.dedup_by(|a, b| a.arn == b.arn && a.name == b.name);
        let troubles =
            snapshot.troubles().map(|(question, trouble)| TroubleRow { question: question.label(), trouble });
        Self {
            version: 1,
            at: snapshot.at,
            health: worst.map_or(Health::Unknown, |pipeline| pipeline.health),
            summary,
            stages: stages.collect(),
            alarms,
            troubles: troubles.collect(),
        }
    }

    fn write(&self, snapshot: &Snapshot, out: &mut dyn Write) -> Result<(), Failure> {
        for pipeline in snapshot.health.iter() {
            write_pipeline(pipeline, out)?;
        }
        let ringing: Vec<_> = self.alarms.iter().filter(|alarm| alarm.state == AlarmState::Alarm).collect();
        if !ringing.is_empty() {
            writeln!(out, "\nalarms")?;
        }
        for alarm in ringing {
            let since =
                alarm.since.map_or(String::new(), |since| format!(" since {}", since.format("%F %H:%M UTC")));
            writeln!(out, "  x {}{since}: {}", alarm.name, alarm.reason)?;
        }
        if !self.troubles.is_empty() {
            writeln!(out, "\ntroubles")?;
        }
        for row in &self.troubles {
            writeln!(out, "  ! {}: {} {}", row.question, row.trouble.sentence, row.trouble.fix)?;
        }
        Ok(())
    }
}

fn write_pipeline(pipeline: &PipelineHealth, out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(out, "{}  {}: {}", marked(pipeline.health), pipeline.pipeline, pipeline.headline)?;
    let widest = |texts: Vec<usize>| texts.into_iter().max().unwrap_or(0);
    let name_width = widest(pipeline.stages.iter().map(|s| s.stage.as_str().chars().count()).collect());
    let kind_width = widest(pipeline.stages.iter().map(|s| s.kind.title().len()).collect());
    for stage in &pipeline.stages {
        let reasons: Vec<&str> = stage.reasons.iter().map(|reason| &*reason.sentence).collect();
        let line = format!(
            "  {:<name_width$}  {:<kind_width$}  {:<10}  {}",
            stage.stage.as_str(),
            stage.kind.title(),
            marked(stage.health),
            reasons.join("; "),
        );
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// Health as a mark and a word, so that nothing hangs on colour.
const fn marked(health: Health) -> &'static str {
    match health {
        Health::Ok => "+ ok",
        Health::Unknown => "? unknown",
        Health::Warning => "! warning",
        Health::Critical => "x critical",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exit_codes_tell_health() {
        let codes = [Health::Ok, Health::Warning, Health::Critical, Health::Unknown]
            .map(|health| (exit_code(health, FailOn::Warning), exit_code(health, FailOn::Critical)));
        assert_eq!(codes, [(0, 0), (1, 0), (2, 2), (3, 3)]);
    }
}
