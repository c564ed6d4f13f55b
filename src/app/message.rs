//! What can happen to a viewer, and what a viewer can ask of the world in return.

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, Utc};

use super::{
    past::{Past, Seek},
    period::RangeChoice,
    screen::{Panel, Screen},
    take::Take,
};
use crate::{
    business::{Granularity, HourPlace, VendorScope},
    pipeline::{MetricKey, PipelineName, StageName, Window},
    question::{About, News, Note, NoteKind, Question},
};

/// Something that happened. Keys are turned into messages by the command table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// A key, as the keymap writes it: `q`, `ctrl-d`, `shift-tab`, `enter`, `up`.
    Key(Arc<str>),
    /// Text pasted into a prompt.
    Paste(Arc<str>),
    /// The time has moved on.
    Tick(DateTime<Utc>),
    /// The terminal has a new size.
    Resize(u16, u16),
    /// A command of the table by its id, with its argument, from palette or mouse.
    Run(&'static str, Option<Arc<str>>),
    /// Go to a screen.
    Go(Screen),
    /// Give a panel the focus.
    Focus(Panel),
    /// Select a pipeline.
    Pipeline(PipelineName),
    /// Select a stage.
    Stage(StageName),
    /// Select an alarm by name.
    Alarm(Arc<str>),
    /// Look at a vendor, or at all.
    Vendor(VendorScope),
    /// Choose how far back charts look.
    Window(Window),
    /// Select a metric's chart, and put the crosshair of all charts at a moment (epoch seconds).
    Chart(MetricKey, Option<i64>),
    /// Choose the days of the business screens.
    Range(RangeChoice),
    /// Choose what days are summed into.
    Granularity(Granularity),
    /// Look at an hour of the week: days from Monday, hour of the day.
    Hour(HourPlace),
    /// Move the selection by so many rows.
    Scroll(i32),
    /// Choose a row of the open overlay.
    Pick(usize),
    /// What has changed since the snapshot before.
    News(Vec<News>),
    /// The terminal got the focus, or lost it.
    Attention(bool),
    /// Go to a moment of the tape.
    Seek(DateTime<Utc>),
    /// A moment of the tape was found.
    Past(Past),
    /// Go back to what is newest.
    Live,
    /// A message for the status line.
    Say(Arc<str>),
}

/// What the viewer loop must do for the app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// End this viewer.
    Quit,
    /// Ask everything again.
    Refresh,
    /// Stop the queries of these questions.
    Cancel(BTreeSet<Question>),
    /// Put text on the clipboard (OSC 52).
    Copy(String),
    /// Let another demo scenario happen.
    Scenario(Arc<str>),
    /// Use another theme.
    Theme(Arc<str>),
    /// Stop and give the shell back (Ctrl-Z).
    Suspend,
    /// Switch mouse reporting.
    Mouse(bool),
    /// Draw everything anew.
    Redraw,
    /// Put a note down.
    Note(Note),
    /// Take a note away.
    Unnote(About, NoteKind),
    /// Call whoever is not looking, a line a pipeline; with the bell where it is switched on.
    Notify(Vec<Arc<str>>),
    /// Export the incident that is shown to a new folder, by this name where one was said.
    Export(Option<Arc<str>>),
    /// Take away what has the focus; what came of it is said.
    Take(Take),
    /// Find a moment on the tape; [`Message::Past`] or [`Message::Live`] is the answer.
    Seek(Seek),
}
