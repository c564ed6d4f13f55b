//! Finding a moment on the tape for one viewer: where a step leads from here, and what was known there.

use std::sync::Arc;

use tokio::sync::watch;

use crate::{
    app::{App, Incident, Message, Past, Reel, Seek},
    question::Snapshot,
    tape::{Cursor, Moment, Tape},
};

/// A viewer's place on a tape that may still grow.
pub struct Projector {
    tape: watch::Receiver<Arc<Tape>>,
    cursor: Cursor,
    has_told: bool,
}

/// Where a step leads.
enum Found<'a> {
    Moment(&'a Moment),
    Live,
    Nothing(&'static str),
}

impl Projector {
    /// At no moment yet.
    pub fn new(tape: watch::Receiver<Arc<Tape>>) -> Self {
        Self { tape, cursor: Cursor::default(), has_told: false }
    }

    /// What becomes of a wish to be elsewhere.
    pub fn seek(&mut self, seek: Seek, app: &App, newest: &Snapshot) -> Message {
        let tape = Arc::clone(&self.tape.borrow());
        let here = app.frozen.as_deref().unwrap_or(newest);
        let moment = match find(&tape, seek, here) {
            Found::Moment(moment) => moment,
            Found::Live => return Message::Live,
            Found::Nothing(why) => return Message::Say(why.into()),
        };
        match self.cursor.play(&tape, moment.sequence) {
            Ok(snapshot) => Message::Past(Past { snapshot, reel: reel(&tape) }),
            Err(why) => Message::Say(why.to_string().into()),
        }
    }

    /// The tape as it is now.
    pub fn tape(&self) -> Arc<Tape> {
        Arc::clone(&self.tape.borrow())
    }

    /// Why the tape is not written to its file any more, once.
    pub fn trouble(&mut self) -> Option<Message> {
        if self.has_told {
            return None;
        }
        let trouble = self.tape.borrow().trouble().cloned()?;
        self.has_told = true;
        Some(Message::Say(trouble))
    }
}

fn find<'a>(tape: &'a Tape, seek: Seek, here: &Snapshot) -> Found<'a> {
    let (Some(first), Some(last)) = (tape.first(), tape.last()) else {
        return Found::Nothing("nothing has been recorded yet");
    };
    let or = |moment: Option<&'a Moment>, why| moment.map_or(Found::Nothing(why), Found::Moment);
    match seek {
        Seek::Step(by) if by < 0 => or(tape.before(here.sequence), "the tape begins here"),
        Seek::Step(_) => tape.after(here.sequence).map_or(Found::Live, Found::Moment),
        Seek::Incident(by) if by < 0 => {
            or(tape.incident_before(here.sequence), "nothing began earlier on this tape")
        }
        Seek::Incident(_) => or(tape.incident_after(here.sequence), "nothing began later on this tape"),
        Seek::Minutes(by) => {
            let at = here.at + chrono::TimeDelta::minutes(by);
            if at < first.at && here.sequence <= first.sequence {
                return Found::Nothing("the tape begins here");
            }
            if at > last.at { Found::Live } else { or(tape.at(at), "nothing has been recorded yet") }
        }
        Seek::To(at) if at > last.at => Found::Live,
        Seek::To(at) => or(tape.at(at), "nothing has been recorded yet"),
    }
}

fn reel(tape: &Tape) -> Reel {
    let began =
        tape.moments().filter_map(|moment| Some(Incident { at: moment.at, health: moment.incident? }));
    Reel {
        from: tape.first().map_or_else(chrono::DateTime::default, |first| first.at),
        to: tape.last().map_or_else(chrono::DateTime::default, |last| last.at),
        incidents: began.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        app::fixture,
        pipeline::{Health, PipelineHealth},
        tape::{Limits, Recorder},
    };

    fn judged(snapshot: &Snapshot, health: Health) -> Arc<[PipelineHealth]> {
        snapshot.health.iter().map(|pipeline| PipelineHealth { health, ..pipeline.clone() }).collect()
    }

    /// Ten minutes of a shop that is well and falls ill in the sixth.
    fn tape() -> (Projector, Vec<Arc<Snapshot>>) {
        let base = fixture::snapshot();
        let mut recorder = Recorder::new(Arc::clone(&base.estate), Limits::of(&base.estate));
        let minute = |minute: i64| {
            let mut snapshot = (*base).clone();
            snapshot.at += chrono::TimeDelta::minutes(minute);
            snapshot.sequence = minute.unsigned_abs() + 1;
            snapshot.health = judged(&base, if minute < 5 { Health::Ok } else { Health::Critical });
            snapshot.scenario = Some(format!("minute {minute}").into());
            Arc::new(snapshot)
        };
        let all: Vec<_> = (0..10).map(minute).collect();
        for snapshot in &all {
            assert!(recorder.take(snapshot));
        }
        (Projector::new(watch::channel(Arc::new(recorder.tape().clone())).1), all)
    }

    #[test]
    fn steps_lead_back_to_the_incident_and_to_live() {
        let (mut projector, all) = tape();
        let (newest, mut app) = (&all[9], fixture::app());
        let mut go = |app: &mut App, seek| {
            let message = projector.seek(seek, app, newest);
            app.update(message, newest);
            app.frozen.as_ref().map(|held| held.sequence)
        };
        assert_eq!(go(&mut app, Seek::Step(-1)), Some(9));
        assert_eq!(go(&mut app, Seek::Incident(-1)), Some(6));
        assert_eq!(app.frozen.as_ref().map(|held| held.health[0].health), Some(Health::Critical));
        assert_eq!(go(&mut app, Seek::Step(-1)), Some(5));
        assert_eq!(app.frozen.as_ref().map(|held| held.health[0].health), Some(Health::Ok));
        assert_eq!(go(&mut app, Seek::Minutes(-10)), Some(1));
        assert_eq!(go(&mut app, Seek::Step(-1)), Some(1), "the beginning is the end of the way back");
        assert!(app.toast.as_ref().is_some_and(|toast| &*toast.text == "the tape begins here"));
        assert_eq!(go(&mut app, Seek::To(all[3].at)), Some(4));
        assert_eq!(app.reel.as_ref().map(|reel| reel.incidents.len()), Some(1));
        assert_eq!(go(&mut app, Seek::Minutes(10)), None, "past the end is live");
    }
}
