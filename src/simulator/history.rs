//! History by need: the books and minute counts of past days, each day drawn once, the same in whatever
//! order days are asked for.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{Days, NaiveDate};
use rayon::prelude::*;

use super::{
    book::{Book, Reader},
    crowd::Crowd,
    market::Market,
    season::{Clock, LEISURE, MEALS, MORNING},
    shopper::{Deed, Event, Visits, midnight_of},
};

/// Days of trade there are before the first day: a year, and what it is compared with at its beginning.
pub(super) const DAYS: u64 = 427;
/// Days before the first day whose single minutes are looked at for metrics.
pub(super) const MINUTE_DAYS: u64 = 90;

/// Counts of each deed in each minute of a day.
pub(super) type Minutes = Vec<[u16; Deed::COUNT]>;

/// One past day.
pub(super) struct Day {
    /// A book a vendor.
    pub(super) books: Vec<Book>,
    /// What happened in each minute.
    pub(super) minutes: Minutes,
    /// Completions of this day's orders that fall on the next day.
    spilled: Vec<Event>,
    /// Completions on this day of its own orders, until they are counted with yesterday's.
    completions: Vec<Event>,
}

/// Past days, drawn by need.
pub(super) struct History {
    seed: u64,
    market: Arc<Market>,
    /// The day on which trends are at 1.
    anchor: NaiveDate,
    clocks: [Clock; 3],
    drawn: BTreeMap<NaiveDate, Day>,
}

impl History {
    pub(super) fn new(seed: u64, market: Arc<Market>, anchor: NaiveDate) -> Self {
        let clocks = [Clock::of(&MORNING), Clock::of(&MEALS), Clock::of(&LEISURE)];
        Self { seed, market, anchor, clocks, drawn: BTreeMap::new() }
    }

    /// The first day there is.
    pub(super) fn first_day(&self) -> NaiveDate {
        self.anchor.checked_sub_days(Days::new(DAYS)).unwrap_or(self.anchor)
    }

    /// The first day whose single minutes are looked at for metrics; those of older days are usual ones.
    pub(super) fn first_minutes(&self) -> NaiveDate {
        self.anchor.checked_sub_days(Days::new(MINUTE_DAYS)).unwrap_or(self.anchor)
    }

    /// The day on which trends are at 1.
    pub(super) const fn anchor(&self) -> NaiveDate {
        self.anchor
    }

    /// Draws what is missing of these days (both included), on all cores.
    pub(super) fn ensure(&mut self, from: NaiveDate, to: NaiveDate) {
        let from = from.max(self.first_day());
        let missing: Vec<NaiveDate> = from
            .iter_days()
            .take_while(|day| *day <= to)
            .filter(|day| !self.drawn.contains_key(day))
            .collect();
        if missing.is_empty() {
            return;
        }
        // A day's completions need the orders of the day before, so days just before a gap are drawn too.
        let mut wanted = Vec::with_capacity(missing.len() + 1);
        for day in &missing {
            let before = day.checked_sub_days(Days::new(1)).unwrap_or(*day);
            if wanted.last() != Some(&before) && !self.drawn.contains_key(&before) {
                wanted.push(before);
            }
            wanted.push(*day);
        }
        let this = &*self;
        let mut fresh: BTreeMap<NaiveDate, Day> =
            wanted.par_iter().map(|day| (*day, this.draw(*day))).collect::<Vec<_>>().into_iter().collect();
        for day in missing {
            let before = day.checked_sub_days(Days::new(1)).unwrap_or(day);
            let spilled = [&self.drawn, &fresh]
                .iter()
                .find_map(|days| days.get(&before))
                .map(|day| day.spilled.clone())
                .unwrap_or_default();
            if let Some(mut drawn) = fresh.remove(&day) {
                drawn.close(&spilled, self.market.shops.len());
                self.drawn.insert(day, drawn);
            }
        }
    }

    /// Lets days before `first` go; they are drawn again when somebody asks.
    pub(super) fn forget_before(&mut self, first: NaiveDate) {
        self.drawn.retain(|day, _| *day >= first);
    }

    /// A day that was [ensured](Self::ensure).
    pub(super) fn day(&self, date: NaiveDate) -> Option<&Day> {
        self.drawn.get(&date)
    }

    /// Every event of a day by time, completions of yesterday's orders with them.
    pub(super) fn events(&self, date: NaiveDate) -> Vec<Event> {
        let next = midnight_of(date) + 86_400;
        let mut events = Vec::with_capacity(120_000);
        if let Some(before) = date.checked_sub_days(Days::new(1)) {
            self.walk(before, &mut |event: Event| {
                if event.at >= next - 86_400 {
                    events.push(event);
                }
            });
        }
        self.walk(date, &mut |event: Event| {
            if event.at < next {
                events.push(event);
            }
        });
        events.sort_unstable();
        events
    }

    /// Events of one vendor on the visits of one day, in no order of time.
    pub(super) fn visits_of(&self, vendor: usize, date: NaiveDate, sink: &mut impl FnMut(Event)) {
        if let Some(shop) = self.market.shops.get(vendor) {
            let visits = Visits::new(self.seed, shop, vendor as u8, date, 0);
            visits.ordinary(self.anchor, date, self.clock_of(shop.hours), sink);
        }
    }

    fn walk(&self, date: NaiveDate, sink: &mut impl FnMut(Event)) {
        if date < self.first_day() {
            return;
        }
        for vendor in 0..self.market.shops.len() {
            self.visits_of(vendor, date, sink);
        }
    }

    fn clock_of(&self, hours: &super::season::Hours) -> &Clock {
        match hours {
            hours if *hours == MORNING => &self.clocks[0],
            hours if *hours == MEALS => &self.clocks[1],
            _ => &self.clocks[2],
        }
    }

    /// Draws one day without the completions of the day before.
    fn draw(&self, date: NaiveDate) -> Day {
        let midnight = midnight_of(date);
        let mut day = Day {
            books: Vec::with_capacity(self.market.shops.len()),
            minutes: vec![[0; Deed::COUNT]; 1_440],
            spilled: Vec::new(),
            completions: Vec::new(),
        };
        let mut reader = Reader::default();
        for (vendor, shop) in self.market.shops.iter().enumerate() {
            let mut book = Book::default();
            reader.begin(Crowd::on(shop, vendor, date));
            if date >= self.first_day() {
                self.visits_of(vendor, date, &mut |event| match event.deed {
                    Deed::OrderCompleted if event.at >= midnight + 86_400 => day.spilled.push(event),
                    Deed::OrderCompleted => day.completions.push(event),
                    _ => {
                        reader.read(&mut book, &event);
                        day.minutes[((event.at - midnight) / 60 % 1_440) as usize][event.deed as usize] += 1;
                    }
                });
            }
            day.books.push(book);
        }
        day
    }
}

impl Day {
    /// Counts the completions that fall on this day, of its own orders and of yesterday's.
    fn close(&mut self, spilled: &[Event], vendors: usize) {
        let mut own: Vec<Vec<Event>> = vec![Vec::new(); vendors];
        for event in self.completions.drain(..).chain(spilled.iter().copied()) {
            self.minutes[(event.at / 60 % 1_440) as usize][Deed::OrderCompleted as usize] += 1;
            if let Some(list) = own.get_mut(usize::from(event.vendor)) {
                list.push(event);
            }
        }
        let mut people = Vec::new();
        for (book, completions) in self.books.iter_mut().zip(&own) {
            book.complete(completions, &mut people);
        }
    }
}
