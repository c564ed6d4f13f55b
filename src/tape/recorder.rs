//! The recorder: takes snapshots, keeps what changed, and lets the oldest go when there is too much. It is handed
//! snapshots and knows neither desk nor file.

use std::sync::Arc;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

use super::{
    delta,
    form::Garbled,
    incident,
    press::{LARGEST_PLAIN, Press},
    record::{Moment, Record, Segment},
    reel::Tape,
};
use crate::question::{Estate, Snapshot};

/// A segment of more records than this would take too long to play up to its end.
const MOST_RECORDS: usize = 1_000;
/// A segment is at least so long before its weight may end it.
const LEAST_RECORDS: usize = 16;
/// After so long a segment ends in any case, so that damage to a file costs no more than this.
const LONGEST_SEGMENT: TimeDelta = TimeDelta::hours(1);

/// How much a recorder keeps in memory.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes.
    pub bytes: usize,
    /// From the newest moment back, by the clock of the answers.
    pub span: TimeDelta,
}

impl Limits {
    /// 64 MB and 24 hours of real time, which is longer by the clock of a demo that runs faster.
    pub fn of(estate: &Estate) -> Self {
        let speed = estate.demo.as_ref().map_or(1.0, |demo| demo.speed.clamp(1.0, 3_600.0));
        Self { bytes: 64 << 20, span: TimeDelta::hours((24.0 * speed) as i64) }
    }
}

/// A recorder and what it has recorded.
#[derive(Debug)]
pub struct Recorder {
    tape: Tape,
    limits: Limits,
    press: Press,
    last: Option<Arc<Snapshot>>,
    /// Bytes of all segments.
    weight: usize,
    /// Bytes of the open segment's keyframe, and of what follows it.
    open: (usize, usize),
}

impl Recorder {
    /// A recorder that has recorded nothing.
    pub fn new(estate: Arc<Estate>, limits: Limits) -> Self {
        Self { tape: Tape::blank(estate), limits, press: Press::new(), last: None, weight: 0, open: (0, 0) }
    }

    /// What has been recorded.
    pub const fn tape(&self) -> &Tape {
        &self.tape
    }

    pub(super) const fn tape_mut(&mut self) -> &mut Tape {
        &mut self.tape
    }

    /// Takes a snapshot in. A snapshot that is no newer than the one before is left out, and one that cannot be
    /// written (it is larger than any record may be) as well; false then.
    pub fn take(&mut self, snapshot: &Arc<Snapshot>) -> bool {
        self.add(snapshot).is_some()
    }

    /// Takes a snapshot in; gives its record, and whether it is a keyframe.
    pub(super) fn add(&mut self, snapshot: &Arc<Snapshot>) -> Option<(Record, bool)> {
        if self.last.as_ref().is_some_and(|last| last.sequence >= snapshot.sequence) {
            return None;
        }
        let moment = Moment {
            at: snapshot.at.trunc_subsecs(3),
            sequence: snapshot.sequence,
            health: snapshot.worst_health(),
            is_news: self.last.as_ref().is_none_or(|last| delta::is_news(last, snapshot)),
            incident: incident::began(self.last.as_deref(), snapshot),
        };
        let before = self.last.replace(Arc::clone(snapshot));
        let is_key = before.is_none() || self.is_full(snapshot.at);
        let written = self.write(before.as_deref().filter(|_| !is_key), snapshot);
        let Ok((length, body)) = written else {
            // What was begun in the stream of the segment is of no use to anybody.
            self.last = None;
            return None;
        };
        let record = Record { moment, length, body: body.into() };
        self.keep(record.clone(), is_key);
        Some((record, is_key))
    }

    fn write(&mut self, before: Option<&Snapshot>, now: &Snapshot) -> Result<(usize, Vec<u8>), Garbled> {
        let plain = match before {
            Some(before) => serde_json::to_vec(&delta::delta(before, now)?)?,
            None => serde_json::to_vec(&delta::keyframe(now))?,
        };
        if plain.len() > LARGEST_PLAIN {
            return Err(Garbled);
        }
        if before.is_none() {
            self.press.restart();
        }
        Ok((plain.len(), self.press.press(&plain)?))
    }

    /// True when the open segment has weighed, lasted or counted enough. Keyframes are never more than about half
    /// of the tape.
    fn is_full(&self, now: DateTime<Utc>) -> bool {
        let Some(open) = self.tape.segments.last() else { return true };
        let count = open.records.len();
        let lasted = open.records.first().map(|first| now - first.moment.at);
        let (key, rest) = self.open;
        count >= MOST_RECORDS
            || (count >= LEAST_RECORDS && rest >= key)
            || (count >= LEAST_RECORDS && lasted.is_some_and(|lasted| lasted >= LONGEST_SEGMENT))
    }

    fn keep(&mut self, record: Record, is_key: bool) {
        let weight = record.weight();
        let newest = record.moment.at;
        self.weight += weight;
        if is_key {
            self.open = (weight, 0);
            self.tape.segments.push(Arc::new(Segment { records: vec![record] }));
        } else if let Some(open) = self.tape.segments.last_mut() {
            self.open.1 += weight;
            Arc::make_mut(open).records.push(record);
        }
        while self.tape.segments.len() > 1 && self.is_too_much(newest) {
            let oldest = self.tape.segments.remove(0);
            self.weight = self.weight.saturating_sub(oldest.weight());
        }
    }

    /// True when there are too many bytes, or the oldest segment ends before what is kept begins.
    fn is_too_much(&self, newest: DateTime<Utc>) -> bool {
        let second = self.tape.segments.get(1).and_then(|segment| segment.records.first());
        let is_old = second.is_some_and(|second| newest - second.moment.at > self.limits.span);
        self.weight > self.limits.bytes || is_old
    }

    /// Bytes that are held.
    pub const fn weight(&self) -> usize {
        self.weight
    }
}
