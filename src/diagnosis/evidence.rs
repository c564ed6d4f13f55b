//! What health is judged on: borrowed series and how far each can be trusted, stream and lake facts, alarms, what
//! keeps us from seeing more, and the age of it all. Gathered by whoever holds the answers.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    business::Money,
    pipeline::{Alarm, LakeFacts, MetricKey, Series, SeriesKey, StageName, StreamFacts},
};

/// Everything known of a pipeline at a moment.
#[derive(Clone, Debug, Default)]
pub struct Evidence<'a> {
    /// Series of the judged window by stage and metric.
    pub series: BTreeMap<SeriesKey, SeriesView<'a>>,
    /// Facts of the pipeline's streams, where they have been read.
    pub streams: Option<&'a BTreeMap<StageName, StreamFacts>>,
    /// The alarms of the pipeline's region; empty when none are known.
    pub alarms: &'a [Arc<Alarm>],
    /// What the lake's catalog says, where it has been read.
    pub lake: Option<&'a LakeFacts>,
    /// When `lake` was read.
    pub lake_as_of: Option<DateTime<Utc>>,
    /// What keeps us from seeing more.
    pub obstacles: Vec<Obstacle>,
    /// The trade behind the pipeline's counters, where it is known.
    pub trade: Option<Trade>,
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

/// A question that goes without an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// The answer that is missing, in words: `alarms`, `vendor counters`.
    pub missing: Arc<str>,
    /// Who was asked: `CloudWatch us-east-1`.
    pub source: Arc<str>,
    /// What kind of obstacle.
    pub bar: Bar,
    /// What is wrong, in two or three words: `access denied`, `session expired`.
    pub fault: Arc<str>,
    /// The IAM action that is missing, when denied.
    pub action: Option<Arc<str>>,
    /// Since when, as far as known.
    pub since: DateTime<Utc>,
    /// True when it takes the series themselves from us, and not only what lies around them.
    pub hides_series: bool,
}

/// Kinds of obstacles: somebody has to open the door, or the line has to come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bar {
    /// Not allowed, or not known who asks.
    Access,
    /// No answer: network, time-outs, a service that fails.
    Line,
}

/// The trade behind a pipeline's counters; what is not known is none and never made up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trade {
    /// Vendors that look at these counters.
    pub vendors: Option<u32>,
    /// Orders of today, and the seconds of today in which they were made.
    pub orders: Option<(i64, i64)>,
    /// Revenue of an hour, from the same orders.
    pub revenue_per_hour: Option<Money>,
}

impl Trade {
    /// Orders an hour, the day's average.
    pub fn orders_per_hour(&self) -> Option<f64> {
        let (orders, secs) = self.orders?;
        (secs > 0).then(|| orders as f64 * 3_600.0 / secs as f64)
    }
}

impl<'a> Evidence<'a> {
    /// The series of a metric of a stage.
    pub(super) fn view(&self, stage: &StageName, metric: &MetricKey) -> Option<SeriesView<'a>> {
        self.series.get(&SeriesKey { stage: stage.clone(), metric: metric.clone() }).copied()
    }
}
