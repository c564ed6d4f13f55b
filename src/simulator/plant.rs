//! The plant: the pipeline's machinery, moved in steps of five seconds. Events go in, written counters and
//! delivered files come out, and each minute leaves a row of metrics.

use super::{
    calm, chance,
    delivery::{Crawler, Delivery},
    faults::Faults,
    processor::{Processed, Processor},
    shopper::Event,
    signal::{Row, Signal},
    stream::{EVENT_BYTES, HEARTBEAT_BYTES, Parcel, SHARDS, Shard},
};

/// Seconds of a step.
pub(super) const STEP: i64 = 5;
/// Seconds after the mending at which somebody looks through the dead letters.
const REDRIVEN_AFTER: i64 = 15 * 60;
/// Dead letters that are taken out in a step.
const REDRIVEN_A_STEP: u64 = 20;

/// Where events have gone. Nothing vanishes: see [`Tally::is_conserved`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Events sent by shoppers and vendors since the physics began.
    pub sent: u64,
    /// Lost before the stream: the API answered 5xx.
    pub lost_at_api: u64,
    /// Refused by a full shard until the producer gave up.
    pub lost_at_stream: u64,
    /// Dropped by the stream past its retention.
    pub expired: u64,
    /// Written to the counters.
    pub written: u64,
    /// Parked in the dead letters.
    pub dead: u64,
    /// Waiting in the stream.
    pub waiting: u64,
    /// In the lake.
    pub delivered: u64,
    /// Could not be converted; kept under the error prefix.
    pub unconverted: u64,
    /// Refused by the bucket until Firehose gave up.
    pub given_up: u64,
    /// Dropped by the delivery's transform.
    pub dropped: u64,
    /// In Firehose's buffer.
    pub buffered: u64,
}

impl Tally {
    /// True when every event sent is accounted for, on both ways through the pipeline.
    pub const fn is_conserved(&self) -> bool {
        let entered = self.sent - self.lost_at_api - self.lost_at_stream;
        entered == self.written + self.dead + self.waiting + self.expired
            && entered == self.delivered + self.unconverted + self.given_up + self.dropped + self.buffered
    }
}

/// What a step brought.
pub(super) struct Step {
    pub(super) written: Vec<Event>,
    pub(super) delivered: Vec<Event>,
    /// Those of them that lie in the lake twice.
    pub(super) repeated: Vec<Event>,
}

/// The machinery.
pub(super) struct Plant {
    seed: u64,
    shard_of: Vec<usize>,
    pub(super) shards: [Shard; SHARDS],
    pub(super) processor: Processor,
    pub(super) delivery: Delivery,
    pub(super) crawler: Crawler,
    /// Messages in the dead letters and when the first came.
    dead_letters: (u64, Option<i64>),
    /// When somebody begins to look through the dead letters, after what made them was mended.
    redrive_at: Option<i64>,
    poison_is_due: bool,
    tally: Tally,
}

impl Plant {
    pub(super) fn new(seed: u64, shard_of: Vec<usize>, crawler: Crawler) -> Self {
        Self {
            seed,
            shard_of,
            shards: Default::default(),
            processor: Processor::default(),
            delivery: Delivery::default(),
            crawler,
            dead_letters: (0, None),
            redrive_at: None,
            poison_is_due: false,
            tally: Tally::default(),
        }
    }

    /// Faults begin and end; what was blocked is freed by those who mend it.
    pub(super) fn change(&mut self, before: &Faults, after: &Faults, at: i64) {
        self.poison_is_due = after.poison;
        if before.poison && !after.poison {
            self.processor.unblock();
        }
        let (made_them, makes_them) = (before.poison || before.malformed > 0.0, after.malformed > 0.0);
        if made_them || makes_them {
            self.redrive_at = (!makes_them).then_some(at + REDRIVEN_AFTER);
        }
        if before.crawler_fails && !after.crawler_fails {
            self.crawler.run(at);
        }
    }

    /// Where every event has gone until now.
    pub(super) fn tally(&self) -> Tally {
        let (buffered, malformed) = self.delivery.buffered();
        Tally {
            waiting: self.shards.iter().map(Shard::waiting_events).sum(),
            buffered: buffered + malformed,
            ..self.tally
        }
    }

    /// One step: `events` are what happened in the `STEP` seconds that end at `end`.
    pub(super) fn step(&mut self, events: &[Event], faults: &Faults, end: i64, row: &mut Row) -> Step {
        let parcels = self.ingest(events, faults, end, row);
        self.tally.dropped += self.delivery.read(&parcels, faults, row);
        for shard in &mut self.shards {
            self.tally.expired += shard.expire(end);
        }
        let done = self.processor.tick(&mut self.shards, faults, end, STEP, row);
        self.after_processing(&done, &parcels, end, row);
        let delivered = self.delivery.tick(faults, end, row).unwrap_or_default();
        self.tally.delivered += delivered.events.len() as u64;
        self.tally.unconverted += delivered.failed;
        self.tally.given_up += delivered.given_up;
        self.crawler.tick(faults, end - STEP, end);
        self.redrive(end, row);
        let (dead, since) = self.dead_letters;
        row.peak(Signal::DeadVisible, dead as f64);
        row.peak(Signal::DeadAge, since.map_or(0.0, |since| (end - since) as f64));
        Step { written: done.written, delivered: delivered.events, repeated: delivered.repeated }
    }

    /// Requests at the API become records of the stream, or are lost on the way.
    fn ingest(&mut self, events: &[Event], faults: &Faults, end: i64, row: &mut Row) -> Vec<Parcel> {
        let mut parcels = Vec::with_capacity(events.len() + SHARDS);
        let mut own = [0_u32; SHARDS];
        let hot_share = throttle(faults, row);
        for event in events {
            self.tally.sent += 1;
            row.add(Signal::Requests, 1.0);
            let luck = |salt: u64| chance::share(&[self.seed, self.tally.sent, u64::from(event.at), salt]);
            if luck(1) < faults.api_loss {
                self.tally.lost_at_api += 1;
                row.add(Signal::ApiErrors5, 1.0);
                continue;
            }
            let shard = self.shard_of.get(usize::from(event.vendor)).copied().unwrap_or(0) % SHARDS;
            // Three tries of the producer; each finds the shard full with the same odds.
            let tries = (0..3).take_while(|salt| luck(10 + salt) < hot_share[shard]).count();
            row.add_some(Signal::StreamWriteThrottles, tries as f64);
            if tries == 3 {
                self.tally.lost_at_stream += 1;
                row.add(Signal::ApiErrors5, 1.0);
                continue;
            }
            own[shard] += 1;
            let is_malformed = self.poison_is_due || luck(2) < faults.malformed;
            let parcel = Parcel::Event { event: *event, is_malformed };
            parcels.push(parcel);
            self.shards[shard].push(parcel);
            if std::mem::take(&mut self.poison_is_due) {
                self.processor.block(shard);
            }
        }
        // An API nobody calls publishes nothing.
        if !events.is_empty() {
            let noise = chance::share(&[self.seed, end as u64, 21]);
            row.peak(Signal::ApiLatency, calm::latency_ms(noise, faults.api_loss > 0.0));
            row.add(Signal::ApiErrors4, if noise > 0.97 { 1.0 } else { 0.0 });
            row.add(Signal::ApiErrors5, 0.0);
        }
        self.heartbeats(faults, own, end, &mut parcels);
        let bytes: f64 = parcels.iter().map(bytes_of).sum();
        let records = parcels.iter().map(Parcel::records).sum::<u64>() as f64;
        row.add_some(Signal::StreamRecords, records);
        row.add_some(Signal::StreamBytes, bytes);
        row.add(Signal::StreamRead, records);
        parcels
    }

    /// Heartbeats come second by second, straight into the stream and past the API.
    fn heartbeats(&mut self, faults: &Faults, own: [u32; SHARDS], end: i64, parcels: &mut Vec<Parcel>) {
        for (index, offered) in faults.heartbeats.into_iter().enumerate().filter(|(_, offered)| *offered > 0)
        {
            let count = Shard::admit(offered, own[index].div_ceil(STEP as u32));
            for at in end - STEP..end {
                let parcel = Parcel::Heartbeats { at, count };
                self.shards[index].push(parcel);
                parcels.push(parcel);
            }
        }
    }

    /// Counts what the processor did, and what its readers saw of the stream.
    fn after_processing(&mut self, done: &Processed, parcels: &[Parcel], end: i64, row: &mut Row) {
        self.tally.written += done.written.len() as u64;
        self.tally.dead += done.dead;
        self.bury(done.dead, end);
        row.add_some(Signal::StreamRead, done.read as f64);
        if !done.written.is_empty() {
            row.put(Signal::UpdateLatency, calm::update_ms(chance::share(&[self.seed, end as u64, 22])));
        }
        // Firehose reads at the tip, so the stream always has an age: none at all while nothing arrives.
        let tip = parcels.last().map_or(0.0, |last| (end - last.at()) as f64 * 1_000.0 + 120.0);
        row.peak(Signal::StreamAge, tip);
        if done.age_ms > 0.0 {
            row.peak(Signal::StreamAge, done.age_ms);
        }
    }

    /// Somebody takes the dead letters out, repairs them and sends them on by hand.
    fn redrive(&mut self, end: i64, row: &mut Row) {
        let (dead, _) = self.dead_letters;
        if dead == 0 || self.redrive_at.is_none_or(|at| end < at) {
            return;
        }
        let taken = dead.min(REDRIVEN_A_STEP);
        row.add(Signal::DeadReceived, taken as f64);
        row.add(Signal::DeadDeleted, taken as f64);
        self.dead_letters.0 -= taken;
        if self.dead_letters.0 == 0 {
            self.dead_letters.1 = None;
        }
    }

    fn bury(&mut self, count: u64, at: i64) {
        if count > 0 {
            self.dead_letters.0 += count;
            self.dead_letters.1.get_or_insert(at);
        }
    }
}

/// How full each shard is of heartbeats: the odds that a record is refused.
fn throttle(faults: &Faults, row: &mut Row) -> [f64; SHARDS] {
    faults.heartbeats.map(|offered| {
        let refused = offered - Shard::admit(offered, 0);
        row.add_some(Signal::StreamWriteThrottles, f64::from(refused) * STEP as f64);
        if offered == 0 { 0.0 } else { f64::from(refused) / f64::from(offered) }
    })
}

fn bytes_of(parcel: &Parcel) -> f64 {
    match parcel {
        Parcel::Event { .. } => EVENT_BYTES,
        Parcel::Heartbeats { count, .. } => f64::from(*count) * HEARTBEAT_BYTES,
    }
}
