//! From when to when an incident is exported: as it was said, or the last incident of the tape with some time around
//! it, or the last hour. Pure.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::{
    app::moment_named,
    command::failure::Failure,
    pipeline::Health,
    tape::{Cursor, Moment, Tape},
};

/// What led to it.
const BEFORE: TimeDelta = TimeDelta::minutes(30);
/// How it went on.
const AFTER: TimeDelta = TimeDelta::minutes(15);
/// Where nothing was wrong.
const QUIET: TimeDelta = TimeDelta::hours(1);

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: DateTime<Utc>,
    pub(super) to: DateTime<Utc>,
}

/// What was said of a span; both ends may be left out.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wish<'a> {
    pub(super) from: Option<&'a str>,
    pub(super) to: Option<&'a str>,
    /// The moment whose incident is meant; none for the last one.
    pub(super) at: Option<DateTime<Utc>>,
}

impl Span {
    /// The span that is meant.
    pub(super) fn of(tape: &Tape, wish: Wish<'_>) -> Result<Self, Failure> {
        let (first, last) = tape
            .first()
            .zip(tape.last())
            .ok_or_else(|| Failure::Usage("nothing has been recorded yet".to_owned()))?;
        let meant = usual(tape, wish.at.unwrap_or(last.at));
        let named = |text: Option<&str>, otherwise: DateTime<Utc>| match text {
            None => Ok(otherwise),
            Some(text) => moment_named(text, last.at, Tz::UTC).ok_or_else(|| {
                let sentence =
                    "is not a time: write 13:51, 2026-11-22T13:51:20Z, or 40m for 40 minutes before";
                Failure::Usage(format!("{text:?} {sentence}"))
            }),
        };
        let from = named(wish.from, meant.from)?;
        let to = named(wish.to, if wish.from.is_some() { last.at } else { meant.to })?;
        let from = if wish.to.is_some() && wish.from.is_none() { from.min(to - QUIET) } else { from };
        let clock = |at: DateTime<Utc>| at.format("%F %T UTC");
        if from >= to && first.at != last.at {
            return Err(Failure::Usage(format!("{} is not before {}", clock(from), clock(to))));
        }
        if from > last.at || to < first.at {
            let (first, last) = (clock(first.at), clock(last.at));
            return Err(Failure::Usage(format!(
                "nothing is recorded then: the tape goes from {first} to {last}"
            )));
        }
        Ok(Self { from, to })
    }
}

/// The last incident up to a moment with some time around it, else the hour before the moment.
fn usual(tape: &Tape, at: DateTime<Utc>) -> Span {
    let last = tape.last().map_or(at, |last| last.at);
    let until: Vec<&Moment> = tape.moments().filter(|moment| moment.at <= at).collect();
    let Some(begun) = until.iter().rposition(|moment| moment.incident.is_some()) else {
        return Span { from: at - QUIET, to: at };
    };
    let is_ill = |moment: &Moment| moment.health >= Health::Warning;
    let before = until.iter().take(begun).rposition(|moment| !is_ill(moment)).map_or(0, |well| well + 1);
    let Some(first) = until.get(before) else { return Span { from: at - QUIET, to: at } };
    // What is found at a moment began before it.
    let since = Cursor::default().play(tape, first.sequence).ok().and_then(|snapshot| {
        snapshot.health.iter().flat_map(|health| &health.verdicts).map(|verdict| verdict.since).min()
    });
    let over =
        tape.moments().filter(|moment| moment.sequence > first.sequence).find(|moment| !is_ill(moment));
    let to = over.map_or(last, |over| (over.at + AFTER).min(last));
    Span { from: since.map_or(first.at, |since| since.min(first.at)) - BEFORE, to }
}
