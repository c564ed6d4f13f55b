//! The processor: a function that reads each shard in batches, writes counters, retries, and parks what it
//! cannot read. One invocation a shard at a time.

use super::{
    chance,
    faults::Faults,
    shopper::{Deed, Event},
    signal::{Row, Signal},
    stream::{Parcel, SHARDS, Shard},
};

/// Records in a batch at most.
const BATCH: u32 = 100;
/// Milliseconds an invocation takes beside its records.
const BASE_MS: f64 = 41.0;
/// Milliseconds a counted event takes: two or three writes.
const EVENT_MS: f64 = 5.4;
/// Milliseconds a heartbeat takes: checked and put aside.
const HEARTBEAT_MS: f64 = 2.0;
/// Milliseconds after which an invocation that waits for throttled writes gives up.
const PATIENCE_MS: f64 = 4_600.0;
/// Longest pause between tries of an invocation that is refused, in seconds.
const LONGEST_REFUSAL: i64 = 40;
/// Longest pause between retries of a failing batch, in seconds.
const LONGEST_PAUSE: i64 = 60;

/// What the processor knows between ticks.
#[derive(Clone, Debug, Default)]
pub(super) struct Processor {
    hands: [Hand; SHARDS],
    /// Write units left of the limit.
    tokens: f64,
}

/// The invocation of one shard.
#[derive(Clone, Debug, Default)]
struct Hand {
    /// The batch in front fails for ever.
    is_blocked: bool,
    /// Failed tries of the batch in front.
    tries: u32,
    /// When it is tried again.
    again_at: i64,
    /// Milliseconds of the next tick already used up.
    overdrawn_ms: f64,
}

/// What one tick of processing brought.
#[derive(Default)]
pub(super) struct Processed {
    /// Events written to the counters.
    pub(super) written: Vec<Event>,
    /// Records dealt with, of every kind.
    pub(super) read: u64,
    /// Events parked in the dead letters.
    pub(super) dead: u64,
    /// Age of the last record any reader read, in milliseconds.
    pub(super) age_ms: f64,
}

/// Write units an event takes at the table and at the index.
pub(super) const fn writes(deed: Deed) -> (f64, f64) {
    match deed {
        Deed::ProductView | Deed::ProductFavorite | Deed::CartAdd => (2.0, 1.0),
        Deed::VendorView => (1.0, 0.0),
        Deed::OrderCreated => (3.0, 1.0),
        Deed::OrderCompleted => (2.0, 0.0),
    }
}

impl Processor {
    /// The next batch of this shard will fail for ever.
    pub(super) fn block(&mut self, shard: usize) {
        if let Some(hand) = self.hands.get_mut(shard) {
            hand.is_blocked = true;
        }
    }

    /// Failing records may be parked from now on: blocked shards go on.
    pub(super) fn unblock(&mut self) {
        self.hands = Default::default();
    }

    /// Processes what waits, in the `secs` seconds that end at `end`.
    pub(super) fn tick(
        &mut self,
        shards: &mut [Shard; SHARDS],
        faults: &Faults,
        end: i64,
        secs: i64,
        row: &mut Row,
    ) -> Processed {
        let mut done = Processed::default();
        if faults.mapping_disabled {
            // No poller at all: neither invocations nor an age, and the stream's other readers know nothing of it.
            return done;
        }
        if faults.consumer_stopped {
            // The poller keeps its place and reads the same records again; no invocation ever begins.
            let oldest = shards.iter().filter_map(|shard| shard.waiting.front()).map(Parcel::at).min();
            done.age_ms = oldest.map_or(0.0, |at| (end - at) as f64 * 1_000.0);
            return done;
        }
        self.tokens = faults.write_limit.map_or(f64::INFINITY, |limit| {
            let kept = if self.tokens.is_finite() { self.tokens } else { 0.0 };
            (kept + limit * secs as f64).min(limit * 60.0)
        });
        let mut busy = 0.0;
        for (index, shard) in shards.iter_mut().enumerate() {
            let is_refused =
                self.hands.get_mut(index).is_some_and(|hand| hand.is_refused(shard, faults, end, row));
            if is_refused {
                let oldest = shard.waiting.front().map_or(end, Parcel::at);
                done.age_ms = done.age_ms.max((end - oldest) as f64 * 1_000.0);
                continue;
            }
            busy += self.serve(index, shard, end, secs, row, &mut done);
        }
        if busy > 0.0 {
            row.peak(Signal::Concurrency, busy);
        }
        done
    }

    /// Serves one shard; returns 1 when an invocation ran.
    fn serve(
        &mut self,
        index: usize,
        shard: &mut Shard,
        end: i64,
        secs: i64,
        row: &mut Row,
        done: &mut Processed,
    ) -> f64 {
        let tokens = &mut self.tokens;
        let Some(hand) = self.hands.get_mut(index) else { return 0.0 };
        let mut left_ms = secs as f64 * 1_000.0 - std::mem::take(&mut hand.overdrawn_ms);
        let mut ran = 0.0;
        let mut batch = Vec::new();
        while left_ms > 0.0 && !shard.waiting.is_empty() {
            if hand.is_blocked {
                return hand.fail(shard, end, row, done);
            }
            batch.clear();
            shard.take(BATCH, &mut batch);
            let age = batch.last().map_or(0, |last| end - last.at()).max(0) as f64 * 1_000.0;
            let jitter = chance::share(&[end as u64, index as u64, shard.waiting.len() as u64]);
            let age_ms = age + 180.0 + 700.0 * jitter;
            let mut ms = BASE_MS + 30.0 * jitter * jitter;
            let handled = write(&batch, tokens, &mut ms, row, done);
            row.add(Signal::Invocations, 1.0);
            row.add(Signal::Errors, 0.0);
            row.add(Signal::Throttles, 0.0);
            row.peak(Signal::ProcessorAge, age_ms);
            done.age_ms = done.age_ms.max(age_ms);
            ran = 1.0;
            done.read += batch[..handled].iter().map(Parcel::records).sum::<u64>();
            if handled < batch.len() {
                shard.put_back(&batch[handled..]);
                ms = PATIENCE_MS + 300.0 * jitter;
                // About every third of these runs into the function's own timeout.
                row.add(Signal::Errors, if jitter < 0.35 { 1.0 } else { 0.0 });
                left_ms = left_ms.min(0.0);
            }
            row.peak(Signal::Duration, ms);
            left_ms -= ms;
        }
        hand.overdrawn_ms = (-left_ms).clamp(0.0, 4_000.0);
        ran
    }
}

impl Hand {
    /// Asks for an invocation when the pause is over; true when there is none to be had.
    fn is_refused(&mut self, shard: &Shard, faults: &Faults, end: i64, row: &mut Row) -> bool {
        if faults.refused <= 0.0 || shard.waiting.is_empty() {
            return false;
        }
        if end < self.again_at {
            return true;
        }
        let luck = chance::share(&[end as u64, shard.waiting.len() as u64, 24]);
        if luck >= faults.refused {
            self.tries = 0;
            return false;
        }
        self.tries += 1;
        self.again_at = end + (5_i64 << self.tries.min(4)).min(LONGEST_REFUSAL);
        row.add(Signal::Throttles, 1.0);
        true
    }

    /// Tries the failing batch once more, when its pause is over.
    fn fail(&mut self, shard: &Shard, end: i64, row: &mut Row, done: &mut Processed) -> f64 {
        let age_ms = shard.waiting.front().map_or(0, |front| end - front.at()).max(0) as f64 * 1_000.0;
        done.age_ms = done.age_ms.max(age_ms);
        if end < self.again_at {
            return 0.0;
        }
        self.tries += 1;
        self.again_at = end + (5_i64 << self.tries.min(4)).min(LONGEST_PAUSE);
        row.add(Signal::Invocations, 1.0);
        row.add(Signal::Errors, 1.0);
        row.add(Signal::Throttles, 0.0);
        row.peak(Signal::ProcessorAge, age_ms);
        row.peak(Signal::Duration, 64.0);
        1.0
    }
}

/// Writes the events of a batch while the table takes them; returns how many parcels were dealt with.
fn write(batch: &[Parcel], tokens: &mut f64, ms: &mut f64, row: &mut Row, done: &mut Processed) -> usize {
    for (place, parcel) in batch.iter().enumerate() {
        match parcel {
            Parcel::Heartbeats { count, .. } => *ms += HEARTBEAT_MS * f64::from(*count),
            Parcel::Event { is_malformed: true, .. } => {
                // The batch fails, is cut in halves until the record is alone, and the record is parked.
                row.add(Signal::Invocations, 3.0);
                row.add(Signal::Errors, 2.0);
                row.add(Signal::DeadSent, 1.0);
                done.dead += 1;
            }
            Parcel::Event { event, .. } => {
                let (table, index) = writes(event.deed);
                if *tokens < table {
                    let refused = (batch.len() - place) as f64;
                    row.add(Signal::TableWriteThrottles, refused * 3.0);
                    row.add(Signal::ThrottledUpdates, refused * 3.0);
                    return place;
                }
                *tokens -= table;
                row.add(Signal::TableWrites, table);
                row.add_some(Signal::IndexWrites, index);
                *ms += EVENT_MS;
                done.written.push(*event);
            }
        }
    }
    batch.len()
}
