//! The world: time, incidents and the one place where shoppers' events meet the plant. Polling changes
//! nothing: the same seed, start and scenario give the same world however often it is advanced.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap, VecDeque},
    sync::Arc,
};

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use super::{
    alarms::Alarms,
    book::Book,
    calm, chance,
    delivery::Crawler,
    faults::Faults,
    history::History,
    lake::Lake,
    market::Market,
    plant::{Plant, STEP, Tally},
    scenario::{Incident, Scenario},
    shopper::{Event, Sale, Visits},
    signal::Row,
};

/// Seconds before the first frame at which the physics begins; older metrics come from minute counts.
const PHYSICS_LEAD: i64 = 200 * 60;
/// A jump longer than this is not lived through but leapt over.
const LONGEST_JUMP: i64 = 3 * 86_400;
/// Days whose books are kept: the longest range on screen, and some more. What is older is history again.
const MOST_DAYS: u64 = 430;
/// Rows of metrics kept: 31 days.
const MOST_ROWS: usize = 31 * 1_440;

/// The demo world.
pub struct World {
    pub(super) seed: u64,
    start: DateTime<Utc>,
    pub(super) market: Arc<Market>,
    pub(super) history: History,
    scenario: Scenario,
    faults: Faults,
    incidents: Vec<Incident>,
    pub(super) plant: Plant,
    /// Epoch seconds at which the rows begin.
    pub(super) origin: i64,
    /// Epoch seconds up to which everything has happened.
    pub(super) cursor: i64,
    pub(super) rows: VecDeque<Row>,
    /// The day whose events are at hand, its events by time, and how many have happened.
    day: NaiveDate,
    events: Vec<Event>,
    happened: usize,
    /// Events of a sale that are still to come.
    extra: BinaryHeap<Reverse<Event>>,
    /// Books of the counters table, for days since the physics began.
    pub(super) counted: BTreeMap<NaiveDate, Vec<Book>>,
    pub(super) lake: Lake,
    pub(super) alarms: Alarms,
}

impl World {
    /// A world at `start`, in which the scenario has already begun some time before.
    pub fn new(seed: u64, start: DateTime<Utc>, scenario: Scenario) -> Self {
        let market = Arc::new(Market::new(seed));
        let begun = (start - scenario.lead()).timestamp().div_euclid(STEP) * STEP;
        let origin = (start.timestamp() - PHYSICS_LEAD).div_euclid(60) * 60;
        let shard_of = market.shops.iter().map(|shop| shop.shard).collect();
        let crawler =
            Crawler::good_until(origin.min(if scenario == Scenario::CrawlerLate { begun } else { origin }));
        let day = day_of(origin);
        let mut world = Self {
            seed,
            start,
            history: History::new(seed, Arc::clone(&market), day_of(start.timestamp())),
            plant: Plant::new(seed, shard_of, crawler),
            lake: Lake::new(Arc::clone(&market)),
            alarms: Alarms::new(seed, origin),
            market,
            scenario: Scenario::Calm,
            faults: Faults::NONE,
            incidents: Vec::new(),
            origin,
            cursor: origin,
            rows: VecDeque::with_capacity(512),
            day,
            events: Vec::new(),
            happened: 0,
            extra: BinaryHeap::new(),
            counted: BTreeMap::new(),
        };
        world.found();
        world.live_to(begun);
        world.change(scenario, DateTime::from_timestamp(begun, 0).unwrap_or(start));
        world.live_to(start.timestamp());
        world
    }

    /// Lets time pass up to `now`; never backwards. A jump of many days is leapt over: the physics begins
    /// anew shortly before `now`, with the scenario still going on.
    pub fn advance(&mut self, now: DateTime<Utc>) {
        let now = now.timestamp();
        if now - self.cursor > LONGEST_JUMP {
            self.origin = (now - PHYSICS_LEAD).div_euclid(60) * 60;
            self.cursor = self.origin;
            let crawler =
                if self.faults.crawler_fails { self.plant.crawler } else { Crawler::good_until(self.origin) };
            let shard_of = self.market.shops.iter().map(|shop| shop.shard).collect();
            self.plant = Plant::new(self.seed, shard_of, crawler);
            self.plant.change(&Faults::NONE, &self.faults, self.origin);
            self.rows.clear();
            self.extra.clear();
            self.counted.clear();
            self.lake = Lake::new(Arc::clone(&self.market));
            self.found();
        }
        self.live_to(now);
    }

    /// Lets another scenario happen from `now` on. What the old one broke is mended, and recovers at the
    /// pace of the machinery.
    pub fn play(&mut self, scenario: Scenario, now: DateTime<Utc>) {
        self.advance(now);
        self.change(scenario, now);
    }

    /// What really happened: every incident since the world began.
    pub fn truth(&self) -> &[Incident] {
        &self.incidents
    }

    /// The scenario that goes on.
    pub const fn scenario(&self) -> Scenario {
        self.scenario
    }

    /// The seed.
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// When the world was first looked at.
    pub const fn start(&self) -> DateTime<Utc> {
        self.start
    }

    /// Vendors and products.
    pub fn market(&self) -> &Market {
        &self.market
    }

    /// Where every event has gone since the physics began.
    pub fn tally(&self) -> Tally {
        self.plant.tally()
    }

    /// Begins the physics at `origin`: everything older has long been counted and delivered.
    fn found(&mut self) {
        self.day = day_of(self.origin);
        self.events = self.history.events(self.day);
        let origin = u32::try_from(self.origin).unwrap_or(0);
        self.happened = self.events.partition_point(|event| event.at < origin);
        let past = self.events[..self.happened].to_vec();
        self.count(&past);
        self.lake.deliver(past);
    }

    fn live_to(&mut self, now: i64) {
        while self.cursor + STEP <= now {
            self.step();
        }
    }

    fn step(&mut self) {
        let end = self.cursor + STEP;
        if self.cursor.rem_euclid(60) == 0 {
            self.rows.push_back(Row::EMPTY);
            if self.faults.sale_factor > 0.0 {
                self.add_sale();
            }
        }
        let events = self.gather(end);
        let mut spare = Row::EMPTY;
        let row = self.rows.back_mut().unwrap_or(&mut spare);
        let step = self.plant.step(&events, &self.faults, end, row);
        self.count(&step.written);
        self.lake.repeat(&step.repeated);
        self.lake.deliver(step.delivered);
        self.cursor = end;
        if end.rem_euclid(60) == 0 {
            self.close_minute();
        }
    }

    /// What happens up to `end`: the day's own events and those of a sale, by time.
    fn gather(&mut self, end: i64) -> Vec<Event> {
        let end_at = u32::try_from(end).unwrap_or(u32::MAX);
        let mut happening = Vec::new();
        loop {
            let to_come = self.events.get(self.happened..).unwrap_or_default();
            let count = to_come.partition_point(|event| event.at < end_at);
            happening.extend_from_slice(&to_come[..count]);
            self.happened += count;
            // A step never crosses midnight, but the next day's events are needed from then on.
            if self.day < day_of(end) {
                self.day = self.day.checked_add_days(Days::new(1)).unwrap_or(self.day);
                self.events = self.history.events(self.day);
                self.happened = 0;
                // What is older than yesterday has been delivered by now, or given up.
                self.lake.close_before(self.day.checked_sub_days(Days::new(1)).unwrap_or(self.day));
                self.forget_old_days();
                continue;
            }
            break;
        }
        if self.faults.busy < 1.0 {
            let luck = |event: &Event| {
                let (who, what) = (u64::from(event.customer), u64::from(event.product));
                chance::share(&[self.seed, u64::from(event.at), u64::from(event.vendor), who, what, 32])
            };
            happening.retain(|event| luck(event) < self.faults.busy);
        }
        let mut is_mixed = false;
        while self.extra.peek().is_some_and(|Reverse(event)| event.at < end_at) {
            happening.extend(self.extra.pop().map(|Reverse(event)| event));
            is_mixed = true;
        }
        if is_mixed {
            happening.sort_unstable();
        }
        happening
    }

    /// However long the world runs, it holds no more than so many days.
    fn forget_old_days(&mut self) {
        let Some(first) = self.day.checked_sub_days(Days::new(MOST_DAYS)) else { return };
        self.counted.retain(|day, _| *day >= first);
        self.lake.forget_before(first);
        self.history.forget_before(first);
    }

    /// Draws the additional visits that begin in the minute at the cursor.
    fn add_sale(&mut self) {
        let day = day_of(self.cursor);
        let minute = self.cursor.rem_euclid(86_400) / 60;
        for (vendor, shop) in self.market.shops.iter().enumerate() {
            let total: f64 = shop.hours.iter().map(|weight| f64::from(*weight)).sum();
            let weight = shop.hours.get((minute / 60) as usize).copied().map_or(0.0, f64::from);
            let expected = shop.visits * weight / total / 60.0 * (self.faults.sale_factor - 1.0);
            let luck = chance::share(&[self.seed, self.cursor as u64, vendor as u64, 31]);
            let visits = (expected + luck).floor() as u32;
            let salt = 1 + self.cursor as u64;
            let extra = &mut self.extra;
            Visits::new(self.seed, shop, vendor as u8, day, salt).minute(
                minute as u32,
                visits,
                Sale { percent: 80 },
                &mut |event| extra.push(Reverse(event)),
            );
        }
    }

    /// The processor has written these.
    fn count(&mut self, events: &[Event]) {
        let vendors = self.market.shops.len();
        for event in events {
            let day = day_of(i64::from(event.at));
            let books = self.counted.entry(day).or_insert_with(|| vec![Book::default(); vendors]);
            if let Some(book) = books.get_mut(usize::from(event.vendor)) {
                book.count(event);
            }
        }
    }

    fn close_minute(&mut self) {
        let began = self.cursor - 60;
        if let Some(row) = self.rows.back_mut() {
            calm::background(self.seed, began, &self.faults, row);
        }
        if self.rows.len() > MOST_ROWS {
            self.rows.pop_front();
            self.origin += 60;
        }
        self.alarms.judge(&self.rows, began);
    }

    fn change(&mut self, scenario: Scenario, at: DateTime<Utc>) {
        if scenario == self.scenario {
            return;
        }
        if let Some(last) = self.incidents.last_mut().filter(|last| last.to.is_none()) {
            last.to = Some(at);
        }
        if scenario != Scenario::Calm {
            self.incidents.push(Incident::begun(scenario, at));
        }
        let faults = Faults::of(scenario, self.usual_writes(at));
        self.plant.change(&self.faults, &faults, at.timestamp());
        self.faults = faults;
        self.scenario = scenario;
    }

    /// Write units a second the table takes in the hour around `at`, on an ordinary day.
    fn usual_writes(&self, at: DateTime<Utc>) -> f64 {
        let (from, to) = (at - TimeDelta::minutes(30), at + TimeDelta::minutes(30));
        let near = |event: &&Event| (from.timestamp()..to.timestamp()).contains(&i64::from(event.at));
        let (mut units, mut seconds) = (0.0, 0.0_f64);
        for event in self.events.iter().filter(near) {
            units += super::processor::writes(event.deed).0;
            seconds = 3_600.0;
        }
        if seconds > 0.0 { units / seconds } else { 1.0 }
    }
}

/// The business day (UTC) of epoch seconds.
pub(super) fn day_of(at: i64) -> NaiveDate {
    DateTime::from_timestamp(at, 0).map(|at| at.date_naive()).unwrap_or_default()
}
