//! One vendor's days over any range: which questions bring them, and how their answers become one book of days.
//! The table keeps the newest days, the lake the older ones; the seam is known and never hidden.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::{
    answer::{Answer, Answered, Provenance, VendorDays},
    ask::Question,
    estate::Estate,
    snapshot::{Entry, Snapshot},
    stored::{Doubt, DoubtKind, Found, Store, StoredDay},
};
use crate::business::{DateRange, DayBook, DayCounters, VendorScope, View, busy_days, days_of_summary};

/// A range of days, cut to where its parts are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DaySplit {
    /// Days the vendor table keeps, up to today.
    pub table: Option<DateRange>,
    /// Older days, asked of the lake.
    pub lake: Option<DateRange>,
    /// Older days that nobody keeps: unknown.
    pub unkept: Option<DateRange>,
}

impl DaySplit {
    /// Cuts a range at today and at the first day the table keeps.
    pub fn of(range: DateRange, estate: &Estate, now: DateTime<Utc>) -> Self {
        let today = estate.business_day(now);
        let Ok(past) = DateRange::new(range.from(), range.to().min(today)) else {
            return Self::default();
        };
        let kept = estate.kept_from(now).filter(|from| *from <= past.to());
        let table = kept.and_then(|from| DateRange::new(from.max(past.from()), past.to()).ok());
        let older = match table {
            Some(table) => table.from().pred_opt().and_then(|last| DateRange::new(past.from(), last).ok()),
            None => Some(past),
        };
        if estate.lake.is_some() {
            Self { table, lake: older, unkept: None }
        } else {
            Self { table, lake: None, unkept: older }
        }
    }

    /// The questions that bring these days of a vendor.
    pub fn questions(self, vendor: &VendorScope) -> impl Iterator<Item = Question> {
        let table = self.table.map(|range| Question::VendorDays { vendor: vendor.clone(), range });
        let lake = self.lake.map(|range| Question::Summary {
            view: View::DailyVendorPerformance,
            vendor: vendor.clone(),
            range,
        });
        table.into_iter().chain(lake)
    }
}

impl Question {
    /// The days this question asks about, when it is about the counters of `vendor`.
    pub fn days_of(&self, vendor: &VendorScope) -> Option<DateRange> {
        match self {
            Self::VendorDays { vendor: whose, range }
            | Self::Summary { view: View::DailyVendorPerformance, vendor: whose, range }
                if whose == vendor =>
            {
                Some(*range)
            }
            _ => None,
        }
    }
}

/// What a snapshot knows of a vendor's days, whoever asked for them: the table's days and the lake's as one series.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// Every day that is known. Where table and lake both have a day, the table's counters hold.
    pub book: DayBook,
    /// Which days came from where, the lake's first.
    pub sources: Vec<(DateRange, Provenance)>,
    /// What each store said of each day that was asked about.
    pub days: BTreeMap<NaiveDate, StoredDay>,
    /// Days on which a store has nothing although the business went on, in order.
    pub doubts: Vec<Doubt>,
    stores: BTreeMap<NaiveDate, Store>,
    read: Vec<(Store, DateRange, Provenance)>,
}

/// Days in a row that come from one store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DayRun {
    /// Whose days they are.
    pub store: Store,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// When they were read; of several answers, the newest.
    pub as_of: Option<DateTime<Utc>>,
    /// Events up to here are counted, where the store can tell.
    pub complete_to: Option<DateTime<Utc>>,
}

/// Within this time after a day its events may still be on the way into the lake.
const LAKE_DELAY_DAYS: i64 = 2;

impl History {
    /// Gathers every answer about this vendor's days.
    pub fn of(snapshot: &Snapshot, vendor: &VendorScope) -> Self {
        let mut history = Self::default();
        let about = |(question, entry)| answer_about(question, entry, vendor);
        let entries = || snapshot.entries.iter().map(|(question, entry)| (question, &**entry));
        let mut answers: Vec<_> = entries().filter_map(about).collect();
        // The lake's first, and of each store the newest last: later taken wins.
        answers
            .sort_by_key(|(_, held)| (matches!(held.answer, Answer::VendorDays(_)), held.provenance.as_of));
        for (asked, held) in answers {
            let store = match &held.answer {
                Answer::VendorDays(days) => history.take_table(asked, days),
                Answer::Summary(table) => match days_of_summary(table) {
                    Some(days) => history.take_lake(asked, &days),
                    // A view without the columns says nothing about these days.
                    None => continue,
                },
                _ => continue,
            };
            history.sources.push((asked, held.provenance.clone()));
            history.read.push((store, asked, held.provenance.clone()));
        }
        for (question, entry) in entries() {
            history.take_events(question, entry, vendor);
        }
        history.settle(snapshot, vendor);
        history
    }

    fn take_table(&mut self, asked: DateRange, days: &VendorDays) -> Store {
        let from = days.kept_from.map_or(asked.from(), |kept| kept.max(asked.from()));
        // Days older than the table keeps are known where an item is still there.
        if let Ok(kept) = DateRange::new(from, asked.to()) {
            for date in kept.dates() {
                self.days.entry(date).or_default().table = Found::Nothing;
            }
        }
        for day in days.days.iter().filter(|day| asked.contains(day.date)) {
            self.days.entry(day.date).or_default().table = Found::Counters(day.counters);
        }
        Store::Table
    }

    fn take_lake(&mut self, asked: DateRange, days: &[DayCounters]) -> Store {
        for date in asked.dates() {
            self.days.entry(date).or_default().lake = Found::Nothing;
        }
        for day in days.iter().filter(|day| asked.contains(day.date)) {
            self.days.entry(day.date).or_default().lake = Found::Counters(day.counters);
        }
        Store::Lake
    }

    /// The funnel is counted from the same events: a day that it has is a day on which something happened.
    fn take_events(&mut self, question: &Question, entry: &Entry, vendor: &VendorScope) {
        let Question::Summary { view: View::ConversionFunnel, vendor: whose, .. } = question else { return };
        let Some(Answer::Summary(table)) = entry.held.as_deref().map(|held| &held.answer) else { return };
        if whose == vendor {
            for date in busy_days(table) {
                if let Some(day) = self.days.get_mut(&date) {
                    day.has_events = true;
                }
            }
        }
    }

    /// Says for each day which counters hold.
    fn settle(&mut self, snapshot: &Snapshot, vendor: &VendorScope) {
        let is_told = |day: &StoredDay| day.table.counters().or(day.lake.counters()).is_some();
        let mut told = self.days.iter().filter(|(_, day)| is_told(day)).map(|(date, _)| *date);
        let Some(first) = told.next() else {
            // A table that keeps these days and has no item at all: nothing has happened yet.
            return self.settle_each(&|_| false);
        };
        let last = told.next_back().unwrap_or(first);
        let arrived = snapshot.at.date_naive() - chrono::TimeDelta::days(LAKE_DELAY_DAYS);
        // A marketplace does not rest for a day: where all vendors together have none, the day is not there.
        let is_whole_market = vendor.one().is_none();
        let is_quiet =
            move |date: NaiveDate| !is_whole_market && first < date && date < last && date < arrived;
        self.settle_each(&is_quiet);
        let inside = |date: &NaiveDate| first < *date && *date < last;
        let lost = self.days.iter().filter(|(date, day)| {
            day.table == Found::Unread && day.lake == Found::Nothing && inside(date) && !is_quiet(**date)
        });
        self.doubts.extend(lost.map(|(date, _)| Doubt { date: *date, kind: DoubtKind::NotInLake }));
        self.doubts.sort_by_key(|doubt| doubt.date);
    }

    fn settle_each(&mut self, is_quiet: &dyn Fn(NaiveDate) -> bool) {
        for (date, day) in &self.days {
            let settled = day.settled(is_quiet(*date));
            if let Some((counters, store)) = settled.counters.zip(settled.store) {
                self.book.know(*date, counters);
                self.stores.insert(*date, store);
            }
            self.doubts.extend(settled.doubt.map(|kind| Doubt { date: *date, kind }));
        }
    }

    /// Events up to here are counted, as far as the stores of these days can tell.
    pub fn complete_to(&self, range: DateRange) -> Option<DateTime<Utc>> {
        let told = self.sources.iter().filter(|(asked, _)| asked.overlap(&range).is_some());
        told.filter_map(|(_, provenance)| provenance.complete_to).max()
    }

    /// Whose counters hold for a day; none when it is not known.
    pub fn store(&self, date: NaiveDate) -> Option<Store> {
        self.stores.get(&date).copied()
    }

    /// The days of a range, run by run of one store, each with its as-of. Unknown days end no run and begin none.
    pub fn parts(&self, range: DateRange) -> Vec<DayRun> {
        let mut parts: Vec<DayRun> = Vec::new();
        for (date, store) in range.dates().filter_map(|date| Some((date, self.store(date)?))) {
            match parts.last_mut() {
                Some(part) if part.store == store => part.to = date,
                _ => parts.push(DayRun { store, from: date, to: date, as_of: None, complete_to: None }),
            }
        }
        for part in &mut parts {
            let about = |asked: &DateRange| asked.from() <= part.to && part.from <= asked.to();
            let read = self.read.iter().filter(|(store, asked, _)| *store == part.store && about(asked));
            let newest = read.max_by_key(|(_, _, provenance)| provenance.as_of).map(|(_, _, told)| told);
            part.as_of = newest.map(|told| told.as_of);
            part.complete_to = newest.and_then(|told| told.complete_to);
        }
        parts
    }

    /// The first day of a range that is the table's, where days before it are the lake's.
    pub fn seam(&self, range: DateRange) -> Option<NaiveDate> {
        let store_of = |date: &NaiveDate| self.store(*date);
        let first = range.dates().find(|date| store_of(date).is_some())?;
        let seam = range.dates().find(|date| store_of(date) == Some(Store::Table))?;
        (store_of(&first) == Some(Store::Lake)).then_some(seam)
    }

    /// The kept days without an item, from the first such day to the last, once the vendor's history has begun: whether
    /// nothing happened on them, the lake can tell.
    pub fn holes(&self, today: NaiveDate) -> Option<DateRange> {
        let begun =
            self.days.iter().find(|(_, day)| day.table.counters().is_some()).map(|(date, _)| *date)?;
        let is_hole =
            |date: &NaiveDate, day: &StoredDay| begun < *date && *date < today && day.table == Found::Nothing;
        let mut holes = self.days.iter().filter(|(date, day)| is_hole(date, day)).map(|(date, _)| *date);
        let first = holes.next()?;
        DateRange::new(first, holes.next_back().unwrap_or(first)).ok()
    }

    /// The days of a range that are doubted.
    pub fn doubts_in(&self, range: DateRange) -> impl Iterator<Item = Doubt> + '_ {
        self.doubts.iter().copied().filter(move |doubt| range.contains(doubt.date))
    }
}

fn answer_about<'a>(
    question: &Question,
    entry: &'a Entry,
    vendor: &VendorScope,
) -> Option<(DateRange, &'a Answered)> {
    Some((question.days_of(vendor)?, entry.held.as_deref()?))
}

#[cfg(test)]
#[path = "history_tests.rs"]
mod tests;
