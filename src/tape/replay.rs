//! From what is written back to snapshots: a keyframe, and the changes after it one by one. What comes from a file is
//! not trusted: text is cleaned, moments are checked, and what does not fit is an error and never a panic.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, Datelike, Utc};
use serde_json::Value;

use super::{
    edit,
    form::{EntryForm, Garbled},
    points::Change,
    record::{Around, Delta, KeyframeTree, Whole},
};
use crate::{
    pipeline::{Series, Shape, Unit, clean},
    question::{Entry, Estate, Question, Snapshot},
};

/// More questions than this are never asked at once.
const MOST_ENTRIES: usize = 20_000;
/// No answer has more series than this.
const MOST_SERIES: usize = 20_000;

/// What is known after the records that were taken in.
pub(super) struct Replay {
    estate: Arc<Estate>,
    at: DateTime<Utc>,
    sequence: u64,
    around: Value,
    entries: BTreeMap<Question, Held>,
    /// What is around the entries in the house's own types, once it was made.
    around_made: Option<Arc<Around>>,
}

/// An entry as a tree, its series beside it, and the entry that was made of both.
struct Held {
    tree: Value,
    series: Vec<Arc<Series>>,
    made: Option<Arc<Entry>>,
}

impl From<edit::Misfit> for Garbled {
    fn from(_: edit::Misfit) -> Self {
        Self
    }
}

impl Replay {
    /// Begins with a keyframe.
    pub(super) fn begin(estate: &Arc<Estate>, plain: &[u8]) -> Result<Self, Garbled> {
        let keyframe: KeyframeTree = serde_json::from_value(cleaned(plain)?)?;
        let mut replay = Self {
            estate: Arc::clone(estate),
            at: sound(keyframe.at)?,
            sequence: keyframe.sequence,
            around: keyframe.around,
            entries: BTreeMap::new(),
            around_made: None,
        };
        for whole in keyframe.entries {
            replay.open(whole)?;
        }
        Ok(replay)
    }

    /// Goes on to the next record.
    pub(super) fn advance(&mut self, plain: &[u8]) -> Result<(), Garbled> {
        let delta: Delta = serde_json::from_value(cleaned(plain)?)?;
        self.at = sound(delta.at)?;
        self.sequence = delta.sequence;
        if let Some(change) = delta.around {
            edit::apply(&mut self.around, change)?;
            self.around_made = None;
        }
        for question in &delta.gone {
            self.entries.remove(question);
        }
        for whole in delta.begun {
            self.open(whole)?;
        }
        for changed in delta.changed {
            let held = self.entries.get_mut(&changed.question).ok_or(Garbled)?;
            if let Some(change) = changed.edit {
                edit::apply(&mut held.tree, change)?;
            }
            held.take(changed.points)?;
        }
        Ok(())
    }

    fn open(&mut self, whole: Whole<Value>) -> Result<(), Garbled> {
        if self.entries.len() >= MOST_ENTRIES {
            return Err(Garbled);
        }
        let mut held = Held { tree: whole.entry, series: Vec::new(), made: None };
        held.take(whole.points)?;
        self.entries.insert(whole.question, held);
        Ok(())
    }

    /// The snapshot as it was. What did not change since the last one is shared with it.
    pub(super) fn snapshot(&mut self) -> Result<Arc<Snapshot>, Garbled> {
        let around = match self.around_made.take() {
            Some(made) => made,
            None => Arc::new(serde_json::from_value::<Around>(self.around.clone())?),
        };
        self.around_made = Some(Arc::clone(&around));
        let mut entries = BTreeMap::new();
        for (question, held) in &mut self.entries {
            entries.insert(question.clone(), held.entry()?);
        }
        Ok(Arc::new(Snapshot {
            at: self.at,
            sequence: self.sequence,
            estate: Arc::clone(&self.estate),
            entries,
            health: Arc::clone(&around.health),
            // Whether notes could be kept then is of no use to whoever looks back.
            notes_problem: None,
            notes: Arc::clone(&around.notes),
            benchmarks: Arc::default(),
            bill: around.bill,
            scenario: around.scenario.clone(),
        }))
    }
}

impl Held {
    /// Takes in what changed about the points; the tree must have been changed before.
    fn take(&mut self, changes: Vec<Change>) -> Result<(), Garbled> {
        self.made = None;
        let kinds = kinds_of(&self.tree)?;
        if kinds.len() > MOST_SERIES {
            return Err(Garbled);
        }
        let empty = || Arc::new(Series::new(Unit::None, Shape::Gauge, 1));
        self.series.resize_with(kinds.len(), empty);
        for change in changes {
            let place = change.place;
            let (series, kind) = self.series.get_mut(place).zip(kinds.get(place)).ok_or(Garbled)?;
            change.apply(*kind, series)?;
        }
        Ok(())
    }

    fn entry(&mut self) -> Result<Arc<Entry>, Garbled> {
        if let Some(made) = &self.made {
            return Ok(Arc::clone(made));
        }
        let form: EntryForm = serde_json::from_value(self.tree.clone())?;
        let made = Arc::new(form.entry(&self.series)?);
        self.made = Some(Arc::clone(&made));
        Ok(made)
    }
}

/// What the series of an entry are, without reading the rest of it.
fn kinds_of(tree: &Value) -> Result<Vec<super::points::Kind>, Garbled> {
    let series = tree.pointer("/held/answer/metrics").and_then(Value::as_array);
    let kinds = series.map(Vec::as_slice).unwrap_or_default().iter().map(|form| {
        let kind = form.get("kind").cloned().ok_or(Garbled)?;
        Ok(serde_json::from_value(kind)?)
    });
    kinds.collect()
}

fn sound(at: DateTime<Utc>) -> Result<DateTime<Utc>, Garbled> {
    if (1970..=9999).contains(&at.year()) { Ok(at) } else { Err(Garbled) }
}

/// A record as a tree in which every text is harmless.
fn cleaned(plain: &[u8]) -> Result<Value, Garbled> {
    let mut value = serde_json::from_slice(plain)?;
    scrub(&mut value)?;
    Ok(value)
}

/// Cleans every text of a tree, keys too. Text that is a date outside of four-digit years is refused: no arithmetic
/// on it would be safe. Depth is bounded by the parser.
pub(super) fn scrub(value: &mut Value) -> Result<(), Garbled> {
    match value {
        Value::String(text) => scrub_text(text),
        Value::Array(list) => list.iter_mut().try_for_each(scrub),
        Value::Object(fields) => {
            if fields.keys().any(|key| needs_scrubbing(key)) {
                let taken = std::mem::take(fields);
                fields.extend(taken.into_iter().map(|(key, value)| (clean(&key), value)));
            }
            fields.values_mut().try_for_each(scrub)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

fn scrub_text(text: &mut String) -> Result<(), Garbled> {
    let mut letters = text.chars();
    let is_signed = letters.next().is_some_and(|sign| matches!(sign, '+' | '-' | '\u{2212}'));
    let digits = letters.take_while(char::is_ascii_digit).count();
    if is_signed && digits >= 4 && text.chars().nth(digits + 1) == Some('-') {
        return Err(Garbled);
    }
    if needs_scrubbing(text) {
        *text = clean(text);
    }
    Ok(())
}

/// Printable ASCII is harmless as it is, and is nearly all there is.
fn needs_scrubbing(text: &str) -> bool {
    !text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}
