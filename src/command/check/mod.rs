//! `tidewatch check`: one look at the pipelines, as sentences, JSON or metrics, with an exit code for scripts; or a
//! look that goes on, a line a change. JSON is documented in docs/json.md.

mod openmetrics;
mod report;
mod sentences;
mod told;
mod watch;

use std::{io::Write, time::Duration};

use super::{failure::Failure, session::Session};
use crate::{
    cli::{self, CheckFormat, FailOn, General},
    pipeline::Health,
    question::Snapshot,
};

pub(super) use sentences::{sentences, stage_line, whole};
pub(super) use told::{Teller, Told};

/// Exit code when health is unknown, also when nothing could be looked at.
const UNKNOWN: u8 = 3;

/// Looks and prints. The exit code tells health: 0 ok, 1 warning, 2 critical, 3 unknown.
pub(super) async fn run(general: &General, check: &cli::Check, out: &mut dyn Write) -> Result<u8, Failure> {
    let told = if check.watch {
        Box::pin(watch::run(general, check, out)).await
    } else {
        once(general, check, out).await
    };
    told.and_then(|code| Ok(out.flush().map(|()| code)?)).map_err(Failure::untold)
}

async fn once(general: &General, check: &cli::Check, out: &mut dyn Write) -> Result<u8, Failure> {
    let session = match Session::open(general, &check.world).await {
        Ok(session) => session,
        Err(failure) => return refuse(check.format, &failure, out),
    };
    if let Some(failure) = no_pipeline(&session) {
        return refuse(check.format, &failure, out);
    }
    let questions = session.base_questions().collect();
    let snapshot = session.look_once(questions, Duration::from_secs(check.wait)).await?;
    write(check.format, &snapshot, out)?;
    Ok(exit_code(snapshot.worst_health(), check.fail_on))
}

fn write(format: CheckFormat, snapshot: &Snapshot, out: &mut dyn Write) -> Result<(), Failure> {
    match format {
        CheckFormat::Json => {
            serde_json::to_writer_pretty(&mut *out, &report::Report::of(snapshot))?;
            writeln!(out)?;
        }
        CheckFormat::Text => sentences::write(snapshot, out)?,
        CheckFormat::Openmetrics => out.write_all(openmetrics::text(snapshot).as_bytes())?,
    }
    Ok(())
}

/// What is wrong when there is nothing to look at.
fn no_pipeline(session: &Session) -> Option<Failure> {
    let sentence = "no pipeline is configured: `tidewatch config example` shows how, `--demo` needs none";
    session.estate.pipelines.is_empty().then(|| Failure::Usage(sentence.to_owned()))
}

/// Says why nothing could be looked at, in the format asked for.
fn refuse(format: CheckFormat, failure: &Failure, out: &mut dyn Write) -> Result<u8, Failure> {
    let sentence = failure.to_string();
    match format {
        CheckFormat::Json => {
            let report = serde_json::json!({ "version": 1, "health": Health::Unknown, "summary": sentence,
                "verdict": null, "verdicts": [], "resolved": [], "flows": [], "notes": [],
                "stages": [], "alarms": [], "troubles": [] });
            serde_json::to_writer_pretty(&mut *out, &report)?;
            writeln!(out)?;
        }
        CheckFormat::Text => writeln!(out, "? unknown  {sentence}")?,
        CheckFormat::Openmetrics => out.write_all(openmetrics::nothing(&sentence).as_bytes())?,
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
