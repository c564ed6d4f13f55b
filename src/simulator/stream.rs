//! The stream: two shards, what waits in each, and the limit of what a shard takes in a second.
//! Who reads it is beside it.

use std::collections::VecDeque;

use super::shopper::Event;

/// Shards of the stream.
pub(super) const SHARDS: usize = 2;

/// Records a shard takes a second.
const SHARD_RECORDS: u32 = 1_000;

/// Seconds a record is kept.
pub(super) const RETENTION_SECS: i64 = 24 * 3_600;

/// Bytes of an event as JSON, on average.
pub(super) const EVENT_BYTES: f64 = 412.0;

/// Bytes of a heartbeat.
pub(super) const HEARTBEAT_BYTES: f64 = 96.0;

/// Something in a shard: an event, or heartbeats of one second taken together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Parcel {
    /// A shopper's event.
    Event {
        event: Event,
        /// Malformed: the function cannot read it, nor can it be converted.
        is_malformed: bool,
    },
    /// Heartbeats: valid records that nobody counts.
    Heartbeats {
        /// Epoch seconds.
        at: i64,
        count: u32,
    },
}

impl Parcel {
    /// How many records it is.
    pub(super) const fn records(&self) -> u64 {
        match self {
            Self::Event { .. } => 1,
            Self::Heartbeats { count, .. } => *count as u64,
        }
    }

    /// Epoch seconds of arrival.
    pub(super) fn at(&self) -> i64 {
        match self {
            Self::Event { event, .. } => i64::from(event.at),
            Self::Heartbeats { at, .. } => *at,
        }
    }
}

/// One shard.
#[derive(Clone, Debug, Default)]
pub(super) struct Shard {
    /// What waits to be processed, oldest first.
    pub(super) waiting: VecDeque<Parcel>,
    /// Heartbeats in `waiting`.
    pub(super) waiting_heartbeats: u64,
}

impl Shard {
    /// Heartbeats that get in when this many are offered a second, beside the shoppers' own records.
    pub(super) fn admit(offered: u32, own: u32) -> u32 {
        offered.min(SHARD_RECORDS.saturating_sub(own))
    }

    pub(super) fn push(&mut self, parcel: Parcel) {
        if let Parcel::Heartbeats { count, .. } = parcel {
            self.waiting_heartbeats += u64::from(count);
        }
        self.waiting.push_back(parcel);
    }

    /// Takes up to `most` records off the front; a group of heartbeats is cut where it must be.
    pub(super) fn take(&mut self, most: u32, batch: &mut Vec<Parcel>) {
        let mut room = most;
        while room > 0 {
            let Some(front) = self.waiting.front_mut() else { return };
            match front {
                Parcel::Event { .. } => room -= 1,
                Parcel::Heartbeats { at, count } if *count > room => {
                    batch.push(Parcel::Heartbeats { at: *at, count: room });
                    *count -= room;
                    self.waiting_heartbeats -= u64::from(room);
                    return;
                }
                Parcel::Heartbeats { count, .. } => {
                    room -= *count;
                    self.waiting_heartbeats -= u64::from(*count);
                }
            }
            batch.extend(self.waiting.pop_front());
        }
    }

    /// Puts back what could not be processed, in front.
    pub(super) fn put_back(&mut self, parcels: &[Parcel]) {
        for parcel in parcels.iter().rev() {
            if let Parcel::Heartbeats { count, .. } = parcel {
                self.waiting_heartbeats += u64::from(*count);
            }
            self.waiting.push_front(*parcel);
        }
    }

    /// Drops what is past retention and says how many events that were.
    pub(super) fn expire(&mut self, now: i64) -> u64 {
        let mut lost = 0;
        while let Some(front) = self.waiting.front()
            && front.at() < now - RETENTION_SECS
        {
            match front {
                Parcel::Event { .. } => lost += 1,
                Parcel::Heartbeats { count, .. } => self.waiting_heartbeats -= u64::from(*count),
            }
            self.waiting.pop_front();
        }
        lost
    }

    /// Events that wait.
    pub(super) fn waiting_events(&self) -> u64 {
        self.waiting.iter().filter(|parcel| matches!(parcel, Parcel::Event { .. })).count() as u64
    }
}
