//! The notes of this process: changed at once in memory, written down by a task of their own, one at a time, and
//! joined with what others wrote into the same file meanwhile.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use tokio::task::JoinSet;
use tracing::warn;

use super::{
    file::{FileError, Held, NotesFile, Stamp},
    watch::Watch,
};
use crate::{
    pipeline::PipelineHealth,
    question::{About, Answer, Entry, Note, NoteKind, Question},
};

/// How often it is looked whether somebody else has written.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// Something done to notes.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Change {
    /// Put down, in the place of one of the same kind about the same thing.
    Put(Note),
    /// Taken away by somebody.
    Take(About, NoteKind),
    /// Over: this very note, not one that took its place.
    End(Note),
}

impl Change {
    /// Makes the change; notes stay in order, newest first.
    pub(super) fn make(&self, notes: &mut Vec<Note>) {
        match self {
            Self::Put(note) => {
                notes.retain(|one| one.about != note.about || one.kind != note.kind);
                let place = notes.partition_point(|one| one.at > note.at);
                notes.insert(place, note.clone());
            }
            Self::Take(about, kind) => notes.retain(|one| one.about != *about || one.kind != *kind),
            Self::End(note) => notes.retain(|one| one != note),
        }
    }
}

/// Every note that holds, and its way to the file.
pub(in crate::collector) struct Notebook {
    notes: Arc<[Note]>,
    watch: Watch,
    /// None where nothing is kept: in a demo, and after the file could not be used.
    file: Option<NotesFile>,
    stamp: Option<Stamp>,
    waiting: Vec<Change>,
    away: Vec<Change>,
    looked: Option<Duration>,
    tasks: JoinSet<Result<Option<Held>, FileError>>,
    /// Why notes are not kept, or were put aside.
    problem: Option<Arc<str>>,
}

impl Notebook {
    /// A notebook kept in a file; without one, in memory only.
    pub(in crate::collector) fn new(path: Option<PathBuf>) -> Self {
        Self {
            notes: Arc::from([]),
            watch: Watch::default(),
            file: path.map(NotesFile::new),
            stamp: None,
            waiting: Vec::new(),
            away: Vec::new(),
            looked: None,
            tasks: JoinSet::new(),
            problem: None,
        }
    }

    /// The notes, newest first.
    pub(in crate::collector) const fn notes(&self) -> &Arc<[Note]> {
        &self.notes
    }

    /// What is wrong with keeping them, in a sentence.
    pub(in crate::collector) const fn problem(&self) -> Option<&Arc<str>> {
        self.problem.as_ref()
    }

    pub(in crate::collector) fn put(&mut self, note: Note) {
        self.change(Change::Put(note));
    }

    pub(in crate::collector) fn take_away(&mut self, about: About, kind: NoteKind) {
        self.change(Change::Take(about, kind));
    }

    /// Ends the notes whose trouble is over; true when there were any.
    pub(in crate::collector) fn review(
        &mut self,
        health: &[PipelineHealth],
        entries: &BTreeMap<Question, Arc<Entry>>,
        now: DateTime<Utc>,
    ) -> bool {
        let alarms = entries.values().filter_map(|entry| match &entry.held.as_deref()?.answer {
            Answer::Alarms(list) => Some(list),
            _ => None,
        });
        let over = self.watch.over(&self.notes, health, &alarms, now);
        let is_any = !over.is_empty();
        for note in over {
            self.change(Change::End(note));
        }
        is_any
    }

    fn change(&mut self, change: Change) {
        let mut notes = self.notes.to_vec();
        change.make(&mut notes);
        self.notes = notes.into();
        if self.file.is_some() {
            self.waiting.push(change);
        }
    }

    /// Lets go of what holds no longer, and sends what is to be written or looked at on its way. True when the notes
    /// have changed.
    pub(in crate::collector) fn turn(&mut self, tick: Duration, now: DateTime<Utc>) -> bool {
        let has_expired = self.notes.iter().any(|note| !note.holds(now));
        if has_expired {
            self.notes = self.notes.iter().filter(|note| note.holds(now)).cloned().collect();
        }
        self.send(tick, now);
        has_expired
    }

    /// When the next turn is due: when a note ends, or the file is to be looked at.
    pub(in crate::collector) fn next_turn(
        &self,
        now: DateTime<Utc>,
        tick: Duration,
        speed: f64,
    ) -> Option<Duration> {
        let ends = self.notes.iter().filter_map(|note| note.until).min();
        let end = ends.map(|end| tick + (end - now).to_std().unwrap_or_default().div_f64(speed));
        let is_free = self.file.is_some() && self.tasks.is_empty();
        let look = is_free.then(|| self.looked.map_or(tick, |looked| looked + LOOK_EVERY));
        [end, look].into_iter().flatten().min()
    }

    fn send(&mut self, tick: Duration, now: DateTime<Utc>) {
        let Some(file) = self.file.clone().filter(|_| self.tasks.is_empty()) else { return };
        if !self.waiting.is_empty() {
            self.away = std::mem::take(&mut self.waiting);
            let changes = self.away.clone();
            self.tasks.spawn_blocking(move || file.change(&changes, now).map(Some));
        } else if self.looked.is_none_or(|looked| looked + LOOK_EVERY <= tick) {
            let stamp = self.stamp;
            self.tasks.spawn_blocking(move || file.news(stamp));
        } else {
            return;
        }
        self.looked = Some(tick);
    }

    /// Waits until the file has been read or written; true when the notes or what is wrong have changed. Pends while
    /// nothing is under way.
    pub(in crate::collector) async fn next(&mut self) -> bool {
        let Some(back) = self.tasks.join_next().await else { return std::future::pending().await };
        let before = (Arc::clone(&self.notes), self.problem.clone());
        self.away.clear();
        match back {
            Ok(Ok(Some(held))) => self.join(held),
            Ok(Ok(None)) => {}
            Ok(Err(error)) => self.give_up(error.to_string()),
            Err(error) => self.give_up(format!("notes cannot be kept any more: {error}")),
        }
        (&self.notes, &self.problem) != (&before.0, &before.1)
    }

    /// What the file holds, with what was changed since it was sent for.
    fn join(&mut self, held: Held) {
        let mut notes = held.notes;
        for change in &self.waiting {
            change.make(&mut notes);
        }
        notes.sort_by_key(|note| std::cmp::Reverse(note.at));
        self.stamp = held.stamp;
        if *notes != *self.notes {
            self.notes = notes.into();
        }
        if let Some(aside) = held.aside {
            self.say(format!(
                "the file of notes could not be read: it was put aside as {aside}, and a new one begun"
            ));
        }
    }

    /// Goes on in memory.
    fn give_up(&mut self, why: String) {
        self.file = None;
        self.waiting.clear();
        self.say(why);
    }

    fn say(&mut self, problem: String) {
        warn!("{problem}");
        self.problem = Some(problem.into());
    }

    /// Writes down what is left to be written.
    pub(in crate::collector) async fn close(&mut self, now: DateTime<Utc>) {
        while self.file.is_some() && (!self.waiting.is_empty() || !self.tasks.is_empty()) {
            if self.tasks.is_empty() {
                self.send(Duration::MAX, now);
            }
            self.next().await;
        }
    }
}
