//! One record of a tape: a moment, and what was known then, whole (a keyframe) or as what changed since the record
//! before. Also what is written in a record, before it is compressed.

use std::{mem::size_of, sync::Arc};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{form::EntryForm, points::Change};
use crate::{
    pipeline::{Health, PipelineHealth},
    question::{Bill, Note, Question, Snapshot},
};

/// A recorded moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When, by the clock of the answers; whole milliseconds.
    pub at: DateTime<Utc>,
    /// Number of the snapshot; grows along the tape.
    pub sequence: u64,
    /// The worst health of the pipelines.
    pub health: Health,
    /// True when something was known that was not known the moment before, other than that it was read again.
    pub is_news: bool,
    /// How bad it was, when a verdict began or health got worse at this moment.
    pub incident: Option<Health>,
}

/// A record, compressed.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) moment: Moment,
    /// Bytes before compression.
    pub(super) length: usize,
    pub(super) body: Arc<[u8]>,
}

impl Record {
    /// Bytes it takes in memory.
    pub(super) fn weight(&self) -> usize {
        self.body.len() + size_of::<Self>() + 2 * size_of::<usize>()
    }
}

/// Records that begin with a keyframe.
#[derive(Clone, Debug, Default)]
pub(super) struct Segment {
    pub(super) records: Vec<Record>,
}

impl Segment {
    pub(super) fn weight(&self) -> usize {
        self.records.iter().map(Record::weight).sum()
    }
}

/// What a snapshot holds beside its entries.
#[derive(Deserialize, Serialize)]
pub(super) struct Around {
    pub(super) health: Arc<[PipelineHealth]>,
    pub(super) notes: Arc<[Note]>,
    pub(super) bill: Bill,
    pub(super) scenario: Option<Arc<str>>,
}

impl Around {
    pub(super) fn of(snapshot: &Snapshot) -> Self {
        Self {
            health: Arc::clone(&snapshot.health),
            notes: Arc::clone(&snapshot.notes),
            bill: snapshot.bill,
            scenario: snapshot.scenario.clone(),
        }
    }
}

/// A whole snapshot.
#[derive(Serialize)]
pub(super) struct Keyframe {
    pub(super) at: DateTime<Utc>,
    pub(super) sequence: u64,
    pub(super) around: Around,
    pub(super) entries: Vec<Whole<EntryForm>>,
}

/// A keyframe as it is read: trees that edits can be applied to.
#[derive(Deserialize)]
pub(super) struct KeyframeTree {
    pub(super) at: DateTime<Utc>,
    pub(super) sequence: u64,
    pub(super) around: Value,
    pub(super) entries: Vec<Whole<Value>>,
}

/// A question and everything known about it.
#[derive(Deserialize, Serialize)]
pub(super) struct Whole<T> {
    pub(super) question: Question,
    pub(super) entry: T,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) points: Vec<Change>,
}

/// What changed since the record before.
#[derive(Deserialize, Serialize)]
pub(super) struct Delta {
    pub(super) at: DateTime<Utc>,
    pub(super) sequence: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) around: Option<Value>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) begun: Vec<Whole<Value>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) changed: Vec<Changed>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) gone: Vec<Question>,
}

/// What changed about a question.
#[derive(Deserialize, Serialize)]
pub(super) struct Changed {
    pub(super) question: Question,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) edit: Option<Value>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) points: Vec<Change>,
}
