//! How notes are written down: versioned JSON. What is read is made harmless and bounded.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{
    pipeline::clean_line,
    question::{About, Note},
};

/// The version this program writes. A higher one is somebody else's.
const VERSION: u64 = 1;
/// More notes than this are not kept: the oldest go.
pub(super) const MOST_NOTES: usize = 1_000;
/// The longest text of a note.
const LONGEST_TEXT: usize = 200;
/// The longest name of its writer.
const LONGEST_NAME: usize = 40;

/// Why notes cannot be taken from a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// Written by a newer version.
    Newer,
    /// No notes at all.
    Broken,
}

#[derive(Deserialize)]
struct Head {
    version: u64,
}

#[derive(Deserialize, Serialize)]
struct Sheet {
    version: u64,
    notes: Vec<Note>,
}

/// Notes from a text.
pub(super) fn read(text: &[u8]) -> Result<Vec<Note>, Unreadable> {
    let head: Head = serde_json::from_slice(text).map_err(|_| Unreadable::Broken)?;
    if head.version > VERSION {
        return Err(Unreadable::Newer);
    }
    let sheet: Sheet = serde_json::from_slice(text).map_err(|_| Unreadable::Broken)?;
    Ok(sheet.notes.into_iter().take(MOST_NOTES).map(harmless).collect())
}

/// The text of notes.
pub(super) fn write(notes: &[Note]) -> serde_json::Result<Vec<u8>> {
    let sheet = Sheet { version: VERSION, notes: notes.to_vec() };
    let mut text = serde_json::to_vec_pretty(&sheet)?;
    text.push(b'\n');
    Ok(text)
}

/// A note whose texts came from outside.
fn harmless(mut note: Note) -> Note {
    let line = |text: &Arc<str>, most| Arc::from(clean_line(text, most));
    note.text = line(&note.text, LONGEST_TEXT);
    note.by = line(&note.by, LONGEST_NAME);
    match &mut note.about {
        About::Alarm(arn) => *arn = line(arn, 2_048),
        About::Verdict(verdict) => verdict.key = line(&verdict.key, 200),
    }
    note
}
