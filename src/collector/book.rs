//! The entries as they stand: opened when a question is first wanted, closed when nobody wants it any more.
//! Knows neither sources nor due times.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};

use super::fold::{fold, is_whole};
use crate::question::{Entry, Item, Question, Trouble};

/// A held answer younger than this needs only its tail read again; sources give tails of 30 minutes.
const TAIL_MINUTES: i64 = 25;

/// Every entry, shared with the snapshots that were made of them.
#[derive(Debug, Default)]
pub(super) struct Book {
    entries: BTreeMap<Question, Arc<Entry>>,
    /// When a question was last answered without a part missing.
    whole_at: BTreeMap<Question, DateTime<Utc>>,
}

impl Book {
    /// The entries, for a snapshot.
    pub(super) const fn entries(&self) -> &BTreeMap<Question, Arc<Entry>> {
        &self.entries
    }

    /// What is known of a question.
    pub(super) fn entry(&self, question: &Question) -> Option<&Entry> {
        self.entries.get(question).map(|entry| &**entry)
    }

    /// Makes an entry for a question that has none. True when it was made.
    pub(super) fn open(&mut self, question: &Question, every: Duration) -> bool {
        let is_new = !self.entries.contains_key(question);
        if is_new {
            self.entries.insert(question.clone(), Arc::new(Entry::unasked(every)));
        }
        is_new
    }

    /// Forgets a question.
    pub(super) fn close(&mut self, question: &Question) {
        self.entries.remove(question);
        self.whole_at.remove(question);
    }

    /// Notes that a question is being asked.
    pub(super) fn asked(&mut self, question: &Question, at: DateTime<Utc>) {
        self.change(question, |entry| entry.asked_at = Some(at));
    }

    /// Takes in what an attempt brought. Nothing happens when the question has no entry any more.
    pub(super) fn take(&mut self, item: Item, now: DateTime<Utc>) {
        let Some(entry) = self.entries.get_mut(&item.question) else { return };
        if let (true, Some(answered)) = (is_whole(&item), &item.answered) {
            self.whole_at.insert(item.question.clone(), answered.provenance.as_of);
        }
        *entry = Arc::new(fold(entry, item, now));
    }

    /// Notes when a question will be asked next, and how often it is.
    pub(super) fn plan(&mut self, question: &Question, next_at: DateTime<Utc>, every: Duration) {
        self.change(question, |entry| {
            entry.next_at = Some(next_at);
            entry.every = every;
        });
    }

    /// Sets a trouble that no attempt brought: nobody answers, or somebody does not return.
    pub(super) fn trouble(&mut self, question: &Question, trouble: Trouble) {
        self.change(question, |entry| {
            entry.troubles = vec![trouble];
            entry.failures = entry.failures.saturating_add(1);
            entry.attempts = entry.attempts.saturating_add(1);
        });
    }

    /// Notes that nothing is waited for any more, and why.
    pub(super) fn cancel(&mut self, question: &Question, trouble: Trouble) {
        self.change(question, |entry| {
            entry.waiting = None;
            entry.next_at = None;
            entry.troubles = vec![trouble];
        });
    }

    /// True when only what may have changed since needs to be read.
    pub(super) fn needs_tail_only(&self, question: &Question, now: DateTime<Utc>) -> bool {
        let age = |at: &DateTime<Utc>| now - at;
        self.whole_at.get(question).is_some_and(|at| age(at) < TimeDelta::minutes(TAIL_MINUTES))
    }

    fn change(&mut self, question: &Question, change: impl FnOnce(&mut Entry)) {
        if let Some(entry) = self.entries.get_mut(question) {
            change(Arc::make_mut(entry));
        }
    }
}
