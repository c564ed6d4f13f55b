//! A tape: segments in order, shared and never changed, and the ways to find a moment on it. Finding looks at the
//! moments only; nothing is opened before it is played.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::record::{Moment, Record, Segment};
use crate::question::Estate;

/// A recording. Cloning it shares everything.
#[derive(Clone, Debug)]
pub struct Tape {
    pub(super) estate: Arc<Estate>,
    pub(super) segments: Vec<Arc<Segment>>,
    pub(super) trouble: Option<Arc<str>>,
}

impl Tape {
    pub(super) const fn blank(estate: Arc<Estate>) -> Self {
        Self { estate, segments: Vec::new(), trouble: None }
    }

    /// What was looked at.
    pub const fn estate(&self) -> &Arc<Estate> {
        &self.estate
    }

    /// Why it is not written to its file any more, in a sentence; none while it is, or has none.
    pub const fn trouble(&self) -> Option<&Arc<str>> {
        self.trouble.as_ref()
    }

    /// Every moment, oldest first.
    pub fn moments(&self) -> impl DoubleEndedIterator<Item = &Moment> {
        self.records().map(|record| &record.moment)
    }

    fn records(&self) -> impl DoubleEndedIterator<Item = &Record> {
        self.segments.iter().flat_map(|segment| &segment.records)
    }

    /// The oldest moment; none on a tape without any.
    pub fn first(&self) -> Option<&Moment> {
        self.moments().next()
    }

    /// The newest moment.
    pub fn last(&self) -> Option<&Moment> {
        self.moments().next_back()
    }

    /// The newest moment at or before a time; the oldest of all when there is none.
    pub fn at(&self, time: DateTime<Utc>) -> Option<&Moment> {
        self.moments().rev().find(|moment| moment.at <= time).or_else(|| self.first())
    }

    /// The next moment after a snapshot, of whatever kind.
    pub fn following(&self, sequence: u64) -> Option<&Moment> {
        self.from(sequence).find(|moment| moment.sequence > sequence)
    }

    /// The next moment after a snapshot at which something else was known.
    pub fn after(&self, sequence: u64) -> Option<&Moment> {
        self.from(sequence).find(|moment| moment.sequence > sequence && moment.is_news)
    }

    /// The newest moment at which something else was known than in a snapshot. What followed the last news was only
    /// read again, so it is the news before those.
    pub fn before(&self, sequence: u64) -> Option<&Moment> {
        let earlier = self.moments().rev().skip_while(|moment| moment.sequence > sequence);
        earlier.filter(|moment| moment.is_news).nth(1)
    }

    /// The next moment after a snapshot at which something began.
    pub fn incident_after(&self, sequence: u64) -> Option<&Moment> {
        self.from(sequence).find(|moment| moment.sequence > sequence && moment.incident.is_some())
    }

    /// The moment before a snapshot at which something began last.
    pub fn incident_before(&self, sequence: u64) -> Option<&Moment> {
        let mut earlier = self.moments().rev().skip_while(|moment| moment.sequence >= sequence);
        earlier.find(|moment| moment.incident.is_some())
    }

    /// Moments from the segment of a snapshot on.
    fn from(&self, sequence: u64) -> impl Iterator<Item = &Moment> {
        let (segment, _) = self.place(sequence).unwrap_or_default();
        let rest = self.segments.get(segment..).unwrap_or_default();
        rest.iter().flat_map(|segment| &segment.records).map(|record| &record.moment)
    }

    /// Segment and record of the newest snapshot up to this one.
    pub(super) fn place(&self, sequence: u64) -> Option<(usize, usize)> {
        let begins = |segment: &Arc<Segment>| {
            segment.records.first().is_some_and(|first| first.moment.sequence <= sequence)
        };
        let segment = self.segments.partition_point(begins).checked_sub(1)?;
        let records = &self.segments.get(segment)?.records;
        let record = records.partition_point(|record| record.moment.sequence <= sequence).checked_sub(1)?;
        Some((segment, record))
    }
}
