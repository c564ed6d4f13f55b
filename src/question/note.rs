//! What people put down about an alarm or a verdict: seen, or silenced for a while. Local to this installation and
//! never written to AWS; a muted thing is shown as muted and never hidden.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::pipeline::VerdictKey;

/// A note about an alarm or a verdict.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Note {
    /// What it is about.
    pub about: About,
    /// What was done.
    pub kind: NoteKind,
    /// What was written; may be empty.
    pub text: Arc<str>,
    /// Who, as the system calls them.
    pub by: Arc<str>,
    /// When.
    pub at: DateTime<Utc>,
    /// Until when it holds; none until the trouble is over.
    pub until: Option<DateTime<Utc>>,
}

/// What a note is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// A CloudWatch alarm, by ARN.
    Alarm(Arc<str>),
    /// A verdict.
    Verdict(VerdictKey),
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    /// Somebody has seen it and looks after it.
    Acknowledged,
    /// It raises no notification while the note holds.
    Muted,
}

impl NoteKind {
    /// The note as a thing: `acknowledgement`, `mute`.
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Acknowledged => "acknowledgement",
            Self::Muted => "mute",
        }
    }

    /// What was done: `acknowledged`, `muted`.
    pub const fn verb(self) -> &'static str {
        match self {
            Self::Acknowledged => "acknowledged",
            Self::Muted => "muted",
        }
    }
}

impl Note {
    /// The note in one line: `acknowledged by ann: looking into it`. Until when it holds is not in it.
    pub fn line(&self) -> String {
        match &*self.text {
            "" => format!("{} by {}", self.kind.verb(), self.by),
            text => format!("{} by {}: {text}", self.kind.verb(), self.by),
        }
    }

    /// True while the note holds.
    pub fn holds(&self, now: DateTime<Utc>) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}
