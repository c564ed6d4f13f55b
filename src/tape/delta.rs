//! From snapshots to what is written: a keyframe of one, or the difference of two. Entries that are still the same
//! `Arc` are not looked at. Pure.

use std::sync::Arc;

use serde_json::Value;

use super::{
    edit::difference,
    form::{EntryForm, Garbled},
    points::Change,
    record::{Around, Changed, Delta, Keyframe, Whole},
};
use crate::question::{Answer, Entry, MetricsAnswer, Snapshot};

/// A whole snapshot, to be written.
pub(super) fn keyframe(snapshot: &Snapshot) -> Keyframe {
    let entries = snapshot.entries.iter().map(|(question, entry)| Whole {
        question: question.clone(),
        entry: EntryForm::from(&**entry),
        points: whole_points(entry),
    });
    Keyframe {
        at: snapshot.at,
        sequence: snapshot.sequence,
        around: Around::of(snapshot),
        entries: entries.collect(),
    }
}

/// What changed from one snapshot to the next.
pub(super) fn delta(before: &Snapshot, now: &Snapshot) -> Result<Delta, Garbled> {
    let gone = before.entries.keys().filter(|question| !now.entries.contains_key(*question));
    let mut delta = Delta {
        at: now.at,
        sequence: now.sequence,
        around: around(before, now)?,
        begun: Vec::new(),
        changed: Vec::new(),
        gone: gone.cloned().collect(),
    };
    for (question, entry) in &now.entries {
        match before.entries.get(question) {
            Some(known) if Arc::ptr_eq(known, entry) => {}
            Some(known) => {
                let edit = difference(&tree(known)?, &tree(entry)?);
                let points = changed_points(known, entry);
                if edit.is_some() || !points.is_empty() {
                    delta.changed.push(Changed { question: question.clone(), edit, points });
                }
            }
            None => delta.begun.push(Whole {
                question: question.clone(),
                entry: tree(entry)?,
                points: whole_points(entry),
            }),
        }
    }
    Ok(delta)
}

/// True when the later snapshot knows something else, other than that it was read again or what that cost.
pub(super) fn is_news(before: &Snapshot, now: &Snapshot) -> bool {
    let knows_else = |known: &Arc<Entry>, entry: &Arc<Entry>| {
        !Arc::ptr_eq(known, entry)
            && (known.troubles != entry.troubles
                || known.waiting != entry.waiting
                || known.held.as_ref().map(|held| &held.answer)
                    != entry.held.as_ref().map(|held| &held.answer))
    };
    before.entries.len() != now.entries.len()
        || before.scenario != now.scenario
        || (!Arc::ptr_eq(&before.health, &now.health) && before.health != now.health)
        || (!Arc::ptr_eq(&before.notes, &now.notes) && before.notes != now.notes)
        || before
            .entries
            .iter()
            .any(|(question, known)| now.entries.get(question).is_none_or(|entry| knows_else(known, entry)))
}

fn around(before: &Snapshot, now: &Snapshot) -> Result<Option<Value>, Garbled> {
    let is_same = Arc::ptr_eq(&before.health, &now.health)
        && Arc::ptr_eq(&before.notes, &now.notes)
        && before.bill == now.bill
        && before.scenario == now.scenario;
    if is_same {
        return Ok(None);
    }
    let tree = |snapshot| serde_json::to_value(Around::of(snapshot));
    Ok(difference(&tree(before)?, &tree(now)?))
}

fn tree(entry: &Entry) -> Result<Value, Garbled> {
    Ok(serde_json::to_value(EntryForm::from(entry))?)
}

fn metrics(entry: &Entry) -> Option<&MetricsAnswer> {
    match &entry.held.as_ref()?.answer {
        Answer::Metrics(metrics) => Some(metrics),
        _ => None,
    }
}

fn whole_points(entry: &Entry) -> Vec<Change> {
    let series = metrics(entry).into_iter().flat_map(|metrics| metrics.series.values()).enumerate();
    series.map(|(place, answer)| Change::whole(place, &answer.series)).collect()
}

fn changed_points(before: &Entry, now: &Entry) -> Vec<Change> {
    let (Some(known), Some(newer)) = (metrics(before), metrics(now)) else { return whole_points(now) };
    if !known.series.keys().eq(newer.series.keys()) {
        return whole_points(now);
    }
    let pairs = known.series.values().zip(newer.series.values()).enumerate();
    pairs.filter_map(|(place, (old, new))| Change::between(place, &old.series, &new.series)).collect()
}
