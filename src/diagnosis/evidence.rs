//! What health is judged on: borrowed series and how far each can be trusted, stream facts, and the age of it all.
//! Gathered by whoever holds the answers.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};

use crate::pipeline::{MetricKey, Series, SeriesKey, StageName, StreamFacts};

/// Everything known of a pipeline at a moment.
#[derive(Clone, Debug)]
pub struct Evidence<'a> {
    /// Series of the judged window by stage and metric.
    pub series: BTreeMap<SeriesKey, SeriesView<'a>>,
    /// Facts of the pipeline's streams, where they have been read.
    pub streams: Option<&'a BTreeMap<StageName, StreamFacts>>,
    /// When the series were read; none when they never were.
    pub as_of: Option<DateTime<Utc>>,
    /// Series read longer ago than this say nothing about now.
    pub fresh_for: TimeDelta,
    /// Why nothing newer is known, as a clause: `CloudWatch us-east-1: access denied`.
    pub silence: Option<Arc<str>>,
}

/// One series and how far it can be trusted.
#[derive(Clone, Copy, Debug)]
pub struct SeriesView<'a> {
    /// The points.
    pub series: &'a Series,
    /// Whether a gap in it means anything.
    pub standing: Standing,
}

/// How far a series can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Read whole: a gap is a gap.
    Complete,
    /// Points are missing that may exist: only those that are there are judged.
    Partial,
    /// It may not be read.
    Forbidden,
}

impl<'a> Evidence<'a> {
    /// The series of a metric of a stage.
    pub(super) fn view(&self, stage: &StageName, metric: &MetricKey) -> Option<SeriesView<'a>> {
        self.series.get(&SeriesKey { stage: stage.clone(), metric: metric.clone() }).copied()
    }
}
