//! Every vendor's counters over a range: which questions bring them, and how their answers become one table.
//! The table keeps the newest days and the lake the older ones; with too many vendors for the table the lake is asked for
//! all of them. What is missing, old or cut is told, never filled in.

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, Utc};

use super::{
    answer::{Answer, Answered},
    ask::Question,
    estate::Estate,
    history::DaySplit,
    snapshot::Snapshot,
};
use crate::business::{DateRange, Totals, VendorId, VendorScope, View, add_totals, totals_of_summary};

/// Most vendors that are asked of the table one by one. With more of them the lake sums all in one query.
pub const MOST_VENDORS: usize = 500;

impl DaySplit {
    /// The same days, asked of the lake alone: where there are more vendors than the table is asked for.
    /// Unchanged where there is no lake: the table then says that they are too many.
    pub fn for_many(self, estate: &Estate) -> Self {
        let Some(table) = self.table.filter(|_| estate.lake.is_some()) else { return self };
        let from = self.lake.map_or(table.from(), |lake| lake.from());
        Self { table: None, lake: Some(DateRange::since(from, table.to())), unkept: self.unkept }
    }

    /// The questions that bring these days of each vendor on its own.
    pub fn totals_questions(self) -> impl Iterator<Item = Question> {
        let table = self.table.map(|range| Question::VendorTotals { range });
        let lake = self.lake.map(lake_question);
        table.into_iter().chain(lake)
    }
}

const fn lake_question(range: DateRange) -> Question {
    Question::Summary { view: View::VendorTotals, vendor: VendorScope::All, range }
}

/// What is known of one part of the days.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Which days.
    pub days: DateRange,
    /// The question that brings them; none where nobody keeps these days.
    pub question: Option<Question>,
    /// The answer, however old.
    pub held: Option<Arc<Answered>>,
    /// True when the answer is older than it should be.
    pub is_stale: bool,
    /// What is wrong with this part, in words; none when it is whole.
    pub lack: Option<Arc<str>>,
    /// True when its numbers are in the totals.
    pub is_known: bool,
}

/// Counters of every vendor over a range.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standings {
    /// The known parts, summed. A vendor that is absent had nothing happen in them.
    pub totals: Totals,
    /// Vendors of which a part could not be read.
    pub unread: BTreeSet<VendorId>,
    /// The parts, the newest first.
    pub parts: Vec<Part>,
}

impl Standings {
    /// Gathers what a snapshot holds about these days.
    pub fn of(snapshot: &Snapshot, split: DaySplit, now: DateTime<Utc>) -> Self {
        let mut standings = Self::default();
        for question in split.totals_questions() {
            standings.take(snapshot, question, now);
        }
        standings.parts.extend(split.unkept.map(|days| Part {
            days,
            question: None,
            held: None,
            is_stale: false,
            lack: Some("nobody keeps these days: there is no lake".into()),
            is_known: false,
        }));
        standings
    }

    /// The sum of disjoint days.
    pub fn with(mut self, other: &Self) -> Self {
        add_totals(&mut self.totals, &other.totals);
        self.unread.extend(other.unread.iter().cloned());
        self.parts.extend(other.parts.iter().cloned());
        self
    }

    fn take(&mut self, snapshot: &Snapshot, question: Question, now: DateTime<Utc>) {
        let (Question::VendorTotals { range: days } | Question::Summary { range: days, .. }) = question
        else {
            return;
        };
        let entry = snapshot.entry(&question);
        let held = entry.and_then(|entry| entry.held.clone());
        let is_known = held.as_ref().is_some_and(|held| self.add(&held.answer));
        let said = entry.and_then(|entry| {
            let trouble = entry.troubles.first().map(|trouble| Arc::clone(&trouble.sentence));
            trouble.or_else(|| entry.waiting.clone())
        });
        let unreadable = || held.is_some().then(|| Arc::from("the view lacks columns that are needed here"));
        let lack = if is_known { said } else { said.or_else(unreadable) };
        self.parts.push(Part {
            days,
            question: Some(question),
            is_stale: entry.is_some_and(|entry| entry.is_stale(now)),
            held,
            lack,
            is_known,
        });
    }

    /// Adds an answer; false where it tells no counters.
    fn add(&mut self, answer: &Answer) -> bool {
        match answer {
            Answer::VendorTotals(totals) if !totals.is_cut => {
                add_totals(
                    &mut self.totals,
                    totals.totals.iter().map(|(vendor, counters)| (vendor, counters)),
                );
                self.unread.extend(totals.unread.iter().cloned());
                true
            }
            Answer::Summary(table) => match totals_of_summary(table) {
                Some(totals) => {
                    add_totals(&mut self.totals, &totals);
                    true
                }
                None => false,
            },
            _ => false,
        }
    }

    /// True when every part is known, and of every vendor.
    pub fn is_whole(&self) -> bool {
        !self.parts.is_empty() && self.parts.iter().all(|part| part.is_known) && self.unread.is_empty()
    }

    /// True when no part is known.
    pub fn is_unknown(&self) -> bool {
        !self.parts.iter().any(|part| part.is_known)
    }

    /// Days that are not in the totals.
    pub fn missing_days(&self) -> i64 {
        self.parts.iter().filter(|part| !part.is_known).map(|part| part.days.days()).sum()
    }

    /// Events up to here are counted in the newest known part, as far as its store can tell.
    pub fn complete_to(&self) -> Option<DateTime<Utc>> {
        let known = self.parts.iter().filter(|part| part.is_known);
        known.filter_map(|part| part.held.as_ref()?.provenance.complete_to).max()
    }
}

#[cfg(test)]
#[path = "standings_tests.rs"]
mod tests;
