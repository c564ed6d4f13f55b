//! Firehose and the lake: buffering, conversion, delivery to the bucket, and the crawler that makes a day's
//! partition visible to queries.

use super::{
    chance,
    faults::Faults,
    shopper::Event,
    signal::{Row, Signal},
    stream::{EVENT_BYTES, HEARTBEAT_BYTES, Parcel},
};

/// Seconds Firehose buffers.
pub(super) const INTERVAL: i64 = 300;
/// Share of records that are written twice when a refused delivery goes through at last: Firehose delivers at least
/// once.
const REPEATED: f64 = 0.02;
/// Bytes Firehose buffers.
const BUFFER_BYTES: f64 = 64.0 * 1_048_576.0;
/// Seconds between tries while the bucket refuses.
const RETRY: i64 = 60;
/// What could not be delivered for a day is given up, as Firehose does.
const GIVES_UP: i64 = 86_400;
/// Second of the day (UTC) at which the crawler has done its daily round: it starts at 02:00.
const CRAWLED_AT: i64 = 2 * 3_600 + 240;

/// The delivery stream's buffer.
#[derive(Clone, Debug, Default)]
pub(super) struct Delivery {
    events: Vec<Event>,
    malformed: u64,
    heartbeats: u64,
    /// Arrival of the oldest record that is not delivered.
    first_at: Option<i64>,
    /// When a refused delivery is tried again.
    again_at: i64,
}

/// What one delivery brought.
#[derive(Default)]
pub(super) struct Delivered {
    /// Events that are now in the lake.
    pub(super) events: Vec<Event>,
    /// Those of them that were written twice.
    pub(super) repeated: Vec<Event>,
    /// Records that could not be converted.
    pub(super) failed: u64,
    /// Events that were refused for so long that they are lost.
    pub(super) given_up: u64,
}

impl Delivery {
    /// Reads what has come into the stream; returns how many records the transform dropped.
    pub(super) fn read(&mut self, parcels: &[Parcel], faults: &Faults, row: &mut Row) -> u64 {
        let mut dropped = 0;
        for (place, parcel) in parcels.iter().enumerate() {
            let luck = |salt: u64| chance::share(&[parcel.at() as u64, place as u64, salt]);
            self.first_at.get_or_insert(parcel.at());
            match parcel {
                Parcel::Event { is_malformed: true, .. } => self.malformed += 1,
                Parcel::Event { .. } if luck(23) < faults.unconvertible => self.malformed += 1,
                Parcel::Event { .. } if luck(25) < faults.leak => dropped += 1,
                Parcel::Event { event, .. } => self.events.push(*event),
                Parcel::Heartbeats { count, .. } => self.heartbeats += u64::from(*count),
            }
            let records = if let Parcel::Heartbeats { count, .. } = parcel { *count } else { 1 };
            row.add(Signal::DeliveryRead, f64::from(records));
        }
        dropped
    }

    /// Delivers when the buffer is old or large enough.
    pub(super) fn tick(&mut self, faults: &Faults, end: i64, row: &mut Row) -> Option<Delivered> {
        let first_at = self.first_at?;
        let age = end - first_at;
        row.peak(Signal::Freshness, age as f64);
        if (age < INTERVAL && self.bytes() < BUFFER_BYTES) || end < self.again_at {
            return None;
        }
        if faults.delivery_fails {
            self.again_at = end + RETRY;
            row.put(Signal::DeliverySuccess, 0.0);
            return self.give_up(end - GIVES_UP);
        }
        let records = self.events.len() as u64 + self.heartbeats;
        row.put(Signal::DeliverySuccess, 1.0);
        row.add(Signal::Delivered, records as f64);
        row.add_some(Signal::FailedConversions, self.malformed as f64);
        let whole = std::mem::take(self);
        let is_second = |event: &&Event| {
            let (who, deed) = (u64::from(event.customer), event.deed as u64);
            whole.again_at > 0 && chance::share(&[u64::from(event.at), who, deed, 27]) < REPEATED
        };
        let repeated = whole.events.iter().filter(is_second).copied().collect();
        Some(Delivered { repeated, events: whole.events, failed: whole.malformed, given_up: 0 })
    }

    /// Drops events from before `oldest`.
    fn give_up(&mut self, oldest: i64) -> Option<Delivered> {
        self.first_at.filter(|first| *first < oldest)?;
        let held = self.events.len();
        self.events.retain(|event| i64::from(event.at) >= oldest);
        self.first_at = Some(oldest);
        let given_up = (held - self.events.len()) as u64;
        Some(Delivered { given_up, ..Delivered::default() })
    }

    /// Arrival of the oldest record that is not in the bucket yet.
    pub(super) const fn oldest(&self) -> Option<i64> {
        self.first_at
    }

    /// Events in the buffer, malformed ones apart.
    pub(super) fn buffered(&self) -> (u64, u64) {
        (self.events.len() as u64, self.malformed)
    }

    fn bytes(&self) -> f64 {
        (self.events.len() as u64 + self.malformed) as f64 * EVENT_BYTES
            + self.heartbeats as f64 * HEARTBEAT_BYTES
    }
}

/// The daily crawler: a day can be queried once its partition is catalogued.
#[derive(Clone, Copy, Debug)]
pub(super) struct Crawler {
    /// Epoch seconds of its last good round.
    last_good: i64,
}

impl Crawler {
    /// A crawler whose every round before `at` was good.
    pub(super) const fn good_until(at: i64) -> Self {
        let round = at.div_euclid(86_400) * 86_400 + CRAWLED_AT;
        Self { last_good: if round <= at { round } else { round - 86_400 } }
    }

    /// Makes the round when it is due in `from..to`.
    pub(super) fn tick(&mut self, faults: &Faults, from: i64, to: i64) {
        let round = to.div_euclid(86_400) * 86_400 + CRAWLED_AT;
        if !faults.crawler_fails && from < round && round <= to {
            self.last_good = round;
        }
    }

    /// Somebody starts it by hand.
    pub(super) const fn run(&mut self, at: i64) {
        self.last_good = at;
    }

    /// Epoch seconds of the end of the newest day that can be queried.
    pub(super) const fn visible_to(self) -> i64 {
        (self.last_good.div_euclid(86_400) + 1) * 86_400
    }
}
