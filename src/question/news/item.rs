//! One change, and what kinds of change there are.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    pipeline::{Health, PipelineName},
    question::note::About,
};

/// One change between two moments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct News {
    /// When it was known. What began earlier says so in its sentence.
    pub at: DateTime<Utc>,
    /// The pipeline it concerns; none when it concerns all.
    pub pipeline: Option<PipelineName>,
    /// What kind of change.
    pub kind: NewsKind,
    /// How bad it is since: for what is over, ok.
    pub health: Health,
    /// How bad it was before; ok where nothing was known of it.
    pub before: Health,
    /// What it is about, as notes name it.
    pub about: Option<About>,
    /// The change in few words, for titles and narrow places: `processor stopped`.
    pub subject: Arc<str>,
    /// All of it as a sentence without its full stop, with the pipeline in front.
    pub sentence: Arc<str>,
}

/// Kinds of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NewsKind {
    /// Another scenario happens in the demo world.
    Scenario,
    /// A source has stopped answering.
    SourceSilent,
    /// A source answers again.
    SourceBack,
    /// A verdict that was not there.
    VerdictBegan,
    /// A verdict is worse than it was.
    VerdictWorsened,
    /// A verdict has another cause, and is as bad as before.
    VerdictChanged,
    /// A verdict is less bad than it was, or its backlog shrinks now.
    VerdictEased,
    /// A verdict is over.
    VerdictResolved,
    /// An alarm went to ALARM.
    AlarmFired,
    /// An alarm went to `INSUFFICIENT_DATA`.
    AlarmBlind,
    /// An alarm went back to OK.
    AlarmOver,
    /// Somebody put a note down.
    NotePut,
    /// A note was taken away, or its time is over.
    NoteGone,
    /// Notes cannot be kept, or were put aside.
    NotesUnkept,
}

impl NewsKind {
    /// The kind in JSON and logs: `verdict-began`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Scenario => "scenario",
            Self::SourceSilent => "source-silent",
            Self::SourceBack => "source-back",
            Self::VerdictBegan => "verdict-began",
            Self::VerdictWorsened => "verdict-worsened",
            Self::VerdictChanged => "verdict-changed",
            Self::VerdictEased => "verdict-eased",
            Self::VerdictResolved => "verdict-resolved",
            Self::AlarmFired => "alarm-fired",
            Self::AlarmBlind => "alarm-blind",
            Self::AlarmOver => "alarm-over",
            Self::NotePut => "note-put",
            Self::NoteGone => "note-gone",
            Self::NotesUnkept => "notes-unkept",
        }
    }
}
