//! Where one viewer is on a tape: going on from there costs one record, going anywhere else one segment.

use std::sync::Arc;

use super::{
    form::Garbled,
    press::Unpress,
    record::{Record, Segment},
    reel::Tape,
    replay::Replay,
};
use crate::question::{Estate, Snapshot};

/// More bytes than this are never unpacked to reach one moment.
const MOST_UNPACKED: usize = 512 << 20;

/// Why a moment cannot be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unplayable {
    /// Nothing that old is held any more, or nothing was recorded yet.
    #[error("that moment is not on the tape")]
    Absent,
    /// The record, or one that it rests on, is not what was recorded.
    #[error("the tape is damaged at that moment; other moments may play")]
    Damaged,
}

impl From<Garbled> for Unplayable {
    fn from(_: Garbled) -> Self {
        Self::Damaged
    }
}

/// A place on a tape, from which the next is near.
#[derive(Default)]
pub struct Cursor {
    here: Option<Here>,
}

struct Here {
    /// First record of the segment: what tells it apart however the tape grew.
    key: Arc<[u8]>,
    taken: usize,
    unpacked: usize,
    unpress: Unpress,
    replay: Replay,
}

impl Cursor {
    /// The newest snapshot up to this one, as it was.
    ///
    /// # Errors
    /// When it is not on the tape, or cannot be read.
    pub fn play(&mut self, tape: &Tape, sequence: u64) -> Result<Arc<Snapshot>, Unplayable> {
        let (segment, record) = tape.place(sequence).ok_or(Unplayable::Absent)?;
        let segment = tape.segments.get(segment).ok_or(Unplayable::Absent)?;
        let mut here = match self.here.take() {
            Some(here) if here.is_before(segment, record) => here,
            _ => Here::begin(&tape.estate, segment)?,
        };
        while here.taken <= record {
            here.advance(segment)?;
        }
        let snapshot = here.replay.snapshot()?;
        self.here = Some(here);
        Ok(snapshot)
    }
}

impl Here {
    fn begin(estate: &Arc<Estate>, segment: &Segment) -> Result<Self, Unplayable> {
        let first = segment.records.first().ok_or(Unplayable::Absent)?;
        let mut unpress = Unpress::new();
        let plain = unpress.open(&first.body, first.length)?;
        let replay = Replay::begin(estate, &plain)?;
        Ok(Self { key: Arc::clone(&first.body), taken: 1, unpacked: plain.len(), unpress, replay })
    }

    /// True when the record lies ahead in the same segment, or is the one that was played last.
    fn is_before(&self, segment: &Segment, record: usize) -> bool {
        let is_same = segment.records.first().is_some_and(|first| Arc::ptr_eq(&first.body, &self.key));
        is_same && self.taken <= record + 1
    }

    fn advance(&mut self, segment: &Segment) -> Result<(), Unplayable> {
        let Record { length, body, .. } = segment.records.get(self.taken).ok_or(Unplayable::Absent)?;
        self.unpacked = self.unpacked.saturating_add(*length);
        if self.unpacked > MOST_UNPACKED {
            return Err(Unplayable::Damaged);
        }
        let plain = self.unpress.open(body, *length)?;
        self.replay.advance(&plain)?;
        self.taken += 1;
        Ok(())
    }
}
