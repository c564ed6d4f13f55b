//! `tidewatch check --watch`: looks on and prints a line a change, for logs and chat, until it is asked to end or its
//! reader has gone. A recording is played through at once.

use std::{
    io::{self, Write},
    path::Path,
    pin::Pin,
    sync::Arc,
    time::Duration,
};

use serde::Serialize;
use tokio::time::{Instant, sleep_until};

use super::{Teller, exit_code, no_pipeline, refuse, told::Told};
use crate::{
    cli::{self, CheckFormat, FailOn, General},
    command::{failure::Failure, replay, session::Session},
    question::Snapshot,
    tape::{self, Cursor},
    viewer,
};

/// Looks on; the exit code is that of the last health.
pub(super) async fn run(general: &General, check: &cli::Check, out: &mut dyn Write) -> Result<u8, Failure> {
    if check.format == CheckFormat::Openmetrics {
        let sentence = "metrics are of one moment: leave --watch out and ask as often as you like";
        return Err(Failure::Usage(sentence.to_owned()));
    }
    let mut watch = Watch { teller: Teller::default(), format: check.format, fail_on: check.fail_on };
    if let Some(path) = &check.world.replay {
        return watch.play(path, check.world.at.as_deref(), out);
    }
    let end = viewer::asked_to_end();
    tokio::pin!(end);
    let session = match Session::follow(general, &check.world, check.speed.unwrap_or(1.0)).await {
        Ok(session) => session,
        Err(failure) => return refuse(check.format, &failure, out),
    };
    if let Some(failure) = no_pipeline(&session) {
        return refuse(check.format, &failure, out);
    }
    let looked = session.look(session.base_questions().collect(), Duration::from_secs(check.wait)).await;
    let ended = match looked {
        Ok(first) => watch.look_on(&session, &first, end, Duration::from_secs(check.every), out).await,
        // Nothing was known yet when it was asked to end.
        Err(Failure::Interrupted(_)) => Ok(watch.code()),
        Err(failure) => Err(failure),
    };
    session.close().await;
    ended
}

struct Watch {
    teller: Teller,
    format: CheckFormat,
    fail_on: FailOn,
}

/// A line as JSON.
#[derive(Serialize)]
struct Line<'a> {
    version: u8,
    #[serde(flatten)]
    told: &'a Told,
}

impl Watch {
    async fn look_on(
        &mut self,
        session: &Session,
        first: &Arc<Snapshot>,
        mut end: Pin<&mut impl Future<Output = i32>>,
        every: Duration,
        out: &mut dyn Write,
    ) -> Result<u8, Failure> {
        let mut snapshots = session.desk.snapshots();
        self.tell(first, out)?;
        loop {
            let next = Instant::now() + every;
            let is_on = tokio::select! {
                _ = &mut end => false,
                changed = async { sleep_until(next).await; snapshots.changed().await } => changed.is_ok(),
            };
            if !is_on {
                return Ok(self.code());
            }
            let snapshot = Arc::clone(&snapshots.borrow_and_update());
            self.tell(&snapshot, out)?;
        }
    }

    /// Every moment of a recording at which something was new.
    fn play(&mut self, path: &Path, at: Option<&str>, out: &mut dyn Write) -> Result<u8, Failure> {
        let tape::Opened { tape, losses } = replay::open(path)?;
        let first = replay::moment(&tape, at, false)?;
        let mut cursor = Cursor::default();
        let moments = tape.moments().filter(|m| m.sequence == first.sequence || m.is_news);
        for moment in moments.filter(|moment| moment.sequence >= first.sequence) {
            // One that is damaged is passed over; what is lost is said below.
            if let Ok(snapshot) = cursor.play(&tape, moment.sequence) {
                self.tell(&snapshot, out)?;
            }
        }
        for loss in losses {
            tracing::warn!("{}: {loss}", path.display());
        }
        Ok(self.code())
    }

    /// Prints what is new, each line as soon as it is known.
    fn tell(&mut self, snapshot: &Arc<Snapshot>, out: &mut dyn Write) -> Result<(), Failure> {
        for told in self.teller.hear(snapshot) {
            self.print(&told, out).map_err(|error| match error.kind() {
                io::ErrorKind::BrokenPipe => Failure::ReaderGone(self.code()),
                _ => Failure::Output(error),
            })?;
        }
        Ok(())
    }

    fn print(&self, told: &Told, out: &mut dyn Write) -> io::Result<()> {
        if self.format == CheckFormat::Json {
            serde_json::to_writer(&mut *out, &Line { version: 1, told })?;
            writeln!(out)?;
        } else {
            writeln!(out, "{}", told.text())?;
        }
        out.flush()
    }

    fn code(&self) -> u8 {
        exit_code(self.teller.health(), self.fail_on)
    }
}
