//! What lies in the lake since the physics began: delivered events by day, made into books when asked.

use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;

use super::{
    book::{self, Book},
    market::Market,
    shopper::{Deed, Event},
    world::day_of,
};

/// Delivered events and closed days.
pub(super) struct Lake {
    market: Arc<Market>,
    open: BTreeMap<NaiveDate, Vec<Event>>,
    closed: BTreeMap<NaiveDate, Vec<Book>>,
    /// How many events lie here twice, by day and vendor. Books count them once.
    repeated: BTreeMap<(NaiveDate, u8), [u32; Deed::COUNT]>,
}

impl Lake {
    pub(super) fn new(market: Arc<Market>) -> Self {
        Self { market, open: BTreeMap::new(), closed: BTreeMap::new(), repeated: BTreeMap::new() }
    }

    /// Firehose has written these. Events for a day that is already closed (after days of refused
    /// deliveries) still count, only people are no longer told apart.
    pub(super) fn deliver(&mut self, events: Vec<Event>) {
        for event in events {
            let day = day_of(i64::from(event.at));
            match self.closed.get_mut(&day).and_then(|books| books.get_mut(usize::from(event.vendor))) {
                Some(book) => book.count(&event),
                None => self.open.entry(day).or_default().push(event),
            }
        }
    }

    /// Firehose has written these a second time.
    pub(super) fn repeat(&mut self, events: &[Event]) {
        for event in events {
            let counts = self.repeated.entry((day_of(i64::from(event.at)), event.vendor)).or_default();
            counts[event.deed as usize] += 1;
        }
    }

    /// How many events of a vendor's day lie here twice, by deed.
    pub(super) fn repeated(&self, day: NaiveDate, vendor: usize) -> [u32; Deed::COUNT] {
        self.repeated.get(&(day, vendor as u8)).copied().unwrap_or_default()
    }

    /// Makes books of days before `day` and lets their events go.
    pub(super) fn close_before(&mut self, day: NaiveDate) {
        while let Some(entry) = self.open.first_entry().filter(|entry| *entry.key() < day) {
            let (day, events) = entry.remove_entry();
            self.closed.insert(day, book::read_day(&self.market, day, &events));
        }
    }

    /// Lets the books of days before `day` go.
    pub(super) fn forget_before(&mut self, day: NaiveDate) {
        self.closed.retain(|closed, _| *closed >= day);
        self.repeated.retain(|(repeated, _), _| *repeated >= day);
    }

    /// True for a day this lake holds itself; older ones are history's.
    pub(super) fn holds(&self, day: NaiveDate) -> bool {
        self.open.contains_key(&day) || self.closed.contains_key(&day)
    }

    /// The books of a day, one a vendor.
    pub(super) fn books(&self, day: NaiveDate) -> Option<Vec<Book>> {
        if let Some(closed) = self.closed.get(&day) {
            return Some(closed.clone());
        }
        self.open.get(&day).map(|events| book::read_day(&self.market, day, events))
    }

    /// Events of an open day.
    pub(super) fn events(&self, day: NaiveDate) -> &[Event] {
        self.open.get(&day).map_or(&[], Vec::as_slice)
    }
}
