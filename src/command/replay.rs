//! `tidewatch replay`: the dashboard on a tape. Also how every command comes to a moment of one.

use std::{path::Path, sync::Arc};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::failure::Failure;
use crate::{
    app::moment_named,
    tape::{self, Moment, Opened, Tape},
};

/// Opens a tape, or says why it cannot be played.
pub(super) fn open(path: &Path) -> Result<Opened, Failure> {
    tape::open(path).map_err(|error| Failure::Usage(format!("{} {error}", path.display())))
}

/// The moment meant by `--at`, or the first or last of the tape when none was named.
pub(super) fn moment(tape: &Tape, at: Option<&str>, is_from_end: bool) -> Result<Moment, Failure> {
    let blank = || Failure::Usage("the tape holds no moment".to_owned());
    let (first, last) = tape.first().zip(tape.last()).ok_or_else(blank)?;
    let Some(text) = at else { return Ok(if is_from_end { *last } else { *first }) };
    let time = moment_named(text, last.at, Tz::UTC).ok_or_else(|| {
        Failure::Usage(format!(
            "{text:?} is not a time: write 13:51, 13:51:20, 2026-11-22T13:51:20Z, or 11m for 11 minutes before the end"
        ))
    })?;
    let clock = |at: DateTime<Utc>| at.format("%F %T");
    if time < first.at || time > last.at + chrono::TimeDelta::minutes(1) {
        return Err(Failure::Usage(format!(
            "{} UTC is not on the tape, which goes from {} to {} UTC",
            clock(time),
            clock(first.at),
            clock(last.at)
        )));
    }
    tape.at(time).copied().ok_or_else(blank)
}

/// A tape that is complete, for viewers that would watch one grow.
pub(super) fn complete(tape: &Arc<Tape>) -> tokio::sync::watch::Receiver<Arc<Tape>> {
    tokio::sync::watch::channel(Arc::clone(tape)).1
}
