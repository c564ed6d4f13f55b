//! A part of a tape, and a tape whose texts are rewritten: what is handed on to others. What was recorded is opened
//! record by record and never judged anew.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::{
    form::Garbled,
    press::{Press, Unpress},
    record::{Record, Segment},
    reel::Tape,
};

/// Gives another text for a text, where it is to be another.
pub type Rewrite<'a> = &'a dyn Fn(&str) -> Option<String>;

/// A tape cannot be read any more when its texts are rewritten so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("what is on the tape cannot be rewritten so: a word of the format itself would be lost")]
pub struct Unrewritable;

impl From<Garbled> for Unrewritable {
    fn from(_: Garbled) -> Self {
        Self
    }
}

impl From<serde_json::Error> for Unrewritable {
    fn from(_: serde_json::Error) -> Self {
        Self
    }
}

impl Tape {
    /// The part between two moments. It begins at the last keyframe at or before `from`, since nothing plays without.
    pub fn cut(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Self {
        let begins = |segment: &Segment| segment.records.first().is_some_and(|first| first.moment.at <= from);
        let first = self.segments.partition_point(|segment| begins(segment)).saturating_sub(1);
        let cut = |segment: &Arc<Segment>| {
            let records = segment.records.iter().take_while(|record| record.moment.at <= to);
            let records: Vec<Record> = records.cloned().collect();
            (!records.is_empty()).then(|| Arc::new(Segment { records }))
        };
        let segments = self.segments.iter().skip(first).map_while(cut).collect();
        Self { estate: Arc::clone(&self.estate), segments, trouble: None }
    }

    /// The same tape with every text rewritten: names, labels, commands and ARNs, also where they are keys.
    ///
    /// # Errors
    /// When it would not be readable any more.
    pub fn rewritten(&self, rewrite: Rewrite<'_>) -> Result<Self, Unrewritable> {
        let mut tree = serde_json::to_value(&*self.estate)?;
        rewrite_tree(&mut tree, rewrite);
        let estate = Arc::new(serde_json::from_value(tree)?);
        let segments: Result<Vec<_>, Unrewritable> =
            self.segments.iter().map(|segment| rewrite_segment(segment, rewrite).map(Arc::new)).collect();
        Ok(Self { estate, segments: segments?, trouble: None })
    }
}

fn rewrite_segment(segment: &Segment, rewrite: Rewrite<'_>) -> Result<Segment, Unrewritable> {
    let (mut unpress, mut press) = (Unpress::new(), Press::new());
    let mut records = Vec::with_capacity(segment.records.len());
    for record in &segment.records {
        let mut tree = serde_json::from_slice(&unpress.open(&record.body, record.length)?)?;
        rewrite_tree(&mut tree, rewrite);
        let plain = serde_json::to_vec(&tree)?;
        let body = press.press(&plain)?.into();
        records.push(Record { moment: record.moment, length: plain.len(), body });
    }
    Ok(Segment { records })
}

fn rewrite_tree(tree: &mut Value, rewrite: Rewrite<'_>) {
    match tree {
        Value::String(text) => {
            if let Some(other) = rewrite(text) {
                *text = other;
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|inner| rewrite_tree(inner, rewrite)),
        Value::Object(fields) => {
            let taken = std::mem::take(fields);
            let rewritten: Map<String, Value> = taken
                .into_iter()
                .map(|(key, mut value)| {
                    rewrite_tree(&mut value, rewrite);
                    (rewrite(&key).unwrap_or(key), value)
                })
                .collect();
            *fields = rewritten;
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
