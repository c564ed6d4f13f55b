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
