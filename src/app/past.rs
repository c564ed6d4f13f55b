//! Being in the past: the snapshot of an earlier moment is held, as by freezing, and the reel says where on the tape it
//! lies. Which moment is meant is said here; finding it on the tape is the viewer's.

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use super::{message::Effect, state::App};
use crate::{pipeline::Health, question::Snapshot};

/// Minutes of one long step.
pub(super) const LONG_STEP: i64 = 10;

/// Which moment of the tape is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seek {
    /// So many recorded moments on, or back where negative.
    Step(i32),
    /// So many minutes on, or back.
    Minutes(i64),
    /// The next moment at which something began, or the one before where negative.
    Incident(i32),
    /// A moment.
    To(DateTime<Utc>),
}

/// A moment of the past, found on the tape.
#[derive(Clone, Debug)]
pub struct Past {
    /// What was known then.
    pub snapshot: Arc<Snapshot>,
    /// The tape around it.
    pub reel: Reel,
}

impl PartialEq for Past {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.snapshot, &other.snapshot) && self.reel == other.reel
    }
}

impl Eq for Past {}

/// How far a tape goes, and where on it something began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reel {
    /// Its oldest moment.
    pub from: DateTime<Utc>,
    /// Its newest.
    pub to: DateTime<Utc>,
    /// When something began, oldest first.
    pub incidents: Arc<[Incident]>,
}

/// Something that began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Incident {
    /// When.
    pub at: DateTime<Utc>,
    /// How bad it was.
    pub health: Health,
}

impl App {
    /// The moment that is shown: now, or that of what is held.
    pub fn moment(&self) -> DateTime<Utc> {
        self.frozen.as_ref().map_or(self.now, |held| held.at)
    }

    /// True when what is shown comes from a tape, or is held: nothing more is coming in for it.
    pub const fn is_recorded(&self) -> bool {
        self.frozen.is_some() || self.is_replay
    }

    pub(super) fn arrive(&mut self, past: Past) {
        self.frozen = Some(past.snapshot);
        self.reel = Some(past.reel);
    }

    /// Lets go of the past; true when it was held.
    pub(super) fn let_go(&mut self) -> bool {
        self.reel = None;
        let was_held = self.frozen.take().is_some();
        if was_held {
            self.say(if self.is_replay { "playing again" } else { "live again" });
        }
        was_held
    }

    pub(super) fn leave_past(&mut self) {
        if !self.let_go() {
            self.say("this is the newest already");
        }
    }

    pub(super) fn step_in_time(&mut self, seek: Seek) -> Option<Effect> {
        let is_onward = match seek {
            Seek::Step(by) | Seek::Incident(by) => by > 0,
            Seek::Minutes(by) => by > 0,
            Seek::To(_) => false,
        };
        if is_onward && self.frozen.is_none() {
            self.say(if self.is_replay {
                "this is where the tape plays"
            } else {
                "this is live: nothing is newer"
            });
            return None;
        }
        Some(Effect::Seek(seek))
    }

    pub(super) fn seek_named(&mut self, text: Option<&str>) -> Option<Effect> {
        let text = text.unwrap_or_default();
        let at = moment_named(text, self.now, self.settings.zone.zone());
        if at.is_none() {
            self.say(format!("`{text}` is not a time: say 13:51, 13:51:20, 11m, or 2026-11-22 13:51"));
        }
        at.map(|at| Effect::Seek(Seek::To(at)))
    }
}

/// The moment that a text means at `now`: RFC 3339, a day and a time, a time of day (the last such time) in `zone`, or
/// how long ago: `11m`, `2h 5m ago`.
pub fn moment_named(text: &str, now: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.with_timezone(&Utc));
    }
    let local = |at: NaiveDateTime| Some(zone.from_local_datetime(&at).earliest()?.with_timezone(&Utc));
    for form in ["%F %T", "%F %H:%M", "%FT%T", "%FT%H:%M"] {
        if let Ok(at) = NaiveDateTime::parse_from_str(text, form) {
            return local(at);
        }
    }
    for form in ["%T", "%H:%M"] {
        if let Ok(time) = NaiveTime::parse_from_str(text, form) {
            let today = now.with_timezone(&zone).date_naive();
            let at = local(today.and_time(time)).filter(|at| *at <= now);
            return at.or_else(|| local(today.checked_sub_days(Days::new(1))?.and_time(time)));
        }
    }
    let span = text.strip_suffix("ago").unwrap_or(text).trim().trim_start_matches('-');
    let span = TimeDelta::from_std(humantime::parse_duration(span).ok()?).ok()?;
    now.checked_sub_signed(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_the_last_such_time() {
        let now: DateTime<Utc> = "2026-11-22T14:02:31Z".parse().unwrap();
        let said = |text: &str, zone| moment_named(text, now, zone).map(|at| at.to_rfc3339());
        for (text, meant) in [
            ("13:51", "2026-11-22T13:51:00+00:00"),
            ("13:51:20", "2026-11-22T13:51:20+00:00"),
            ("14:03", "2026-11-21T14:03:00+00:00"),
            ("2026-11-20 09:00", "2026-11-20T09:00:00+00:00"),
            ("2026-11-20T09:00:00+01:00", "2026-11-20T08:00:00+00:00"),
            ("11m", "2026-11-22T13:51:31+00:00"),
            ("-1h 2m", "2026-11-22T13:00:31+00:00"),
            ("30s ago", "2026-11-22T14:02:01+00:00"),
        ] {
            assert_eq!(said(text, Tz::UTC).as_deref(), Some(meant), "{text}");
        }
        assert_eq!(said("15:00", chrono_tz::Europe::Berlin).as_deref(), Some("2026-11-22T14:00:00+00:00"));
        for odd in ["", "25:00", "soon", "13.51", "99999999999999y", "2026-02-30 10:00"] {
            assert_eq!(said(odd, Tz::UTC), None, "{odd}");
        }
    }
}
