//! Answers, each with its provenance: where it comes from, as of when, what it cost, how to reproduce it.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    business::{Counters, DayCounters, ProductDay, SummaryTable, Vendor, VendorId},
    pipeline::{Alarm, AlarmEvent, LakeFacts, Series, SeriesKey, StageName, StreamFacts},
};

/// What a source knows about a question.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// To [`super::Question::Metrics`] and [`super::Question::Stretch`].
    Metrics(MetricsAnswer),
    /// To [`super::Question::AlarmHistory`].
    AlarmHistory(AlarmHistory),
    /// To [`super::Question::Lake`].
    Lake(LakeFacts),
    /// To [`super::Question::Alarms`].
    Alarms(AlarmList),
    /// To [`super::Question::Streams`].
    Streams(BTreeMap<StageName, StreamFacts>),
    /// To [`super::Question::Vendors`], ordered by name.
    Vendors(Arc<[Vendor]>),
    /// To [`super::Question::VendorDays`].
    VendorDays(VendorDays),
    /// To [`super::Question::VendorTotals`].
    VendorTotals(VendorTotals),
    /// To [`super::Question::ProductDays`].
    ProductDays(ProductDays),
    /// To [`super::Question::Summary`] and [`super::Question::Order`].
    Summary(SummaryTable),
}

/// Series by stage and metric. A series without points that is complete has no data in the window.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MetricsAnswer {
    /// Every series asked for.
    pub series: BTreeMap<SeriesKey, SeriesAnswer>,
}

/// One series as read.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesAnswer {
    /// The points; behind an `Arc` so that an unchanged series is shared between snapshots.
    pub series: Arc<Series>,
    /// What kept it from being complete.
    pub problem: Option<SeriesProblem>,
}

/// Why a series is not complete.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SeriesProblem {
    /// CloudWatch gave a part and no more pages.
    Partial,
    /// No permission for this series.
    Forbidden,
    /// CloudWatch failed inside; the points held are kept.
    Internal,
    /// A status this version does not know.
    Unknown(Arc<str>),
    /// CloudWatch's own message about the series.
    Message(Arc<str>),
}

/// The alarms of a region.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct AlarmList {
    /// Those in ALARM first, then `INSUFFICIENT_DATA`, then OK; the newest first in each.
    pub alarms: Vec<Arc<Alarm>>,
}

/// What happened to alarms.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct AlarmHistory {
    /// From when on everything is told.
    pub from: DateTime<Utc>,
    /// Newest first.
    pub events: Vec<AlarmEvent>,
}

/// Daily counters in date order. Days without an item are absent: nothing happened, or they are older than
/// the table keeps (see `kept_from`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct VendorDays {
    /// One entry a day at most.
    pub days: Vec<DayCounters>,
    /// The first day the answering store still keeps; before it, absent means unknown and not zero.
    pub kept_from: Option<NaiveDate>,
    /// Vendors that are summed here.
    pub vendors: usize,
}

/// Counters of each vendor, summed over a range.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct VendorTotals {
    /// One entry a vendor at most, ordered by id. A vendor without an item is absent.
    pub totals: Vec<(VendorId, Counters)>,
    /// The first day the answering store still keeps.
    pub kept_from: Option<NaiveDate>,
    /// Vendors that were looked at.
    pub vendors: usize,
    /// True when there are more vendors than are looked at one by one: then none was.
    pub is_cut: bool,
    /// Vendors whose counters could not be read: they are unknown and not zero.
    #[serde(default)]
    pub unread: Vec<VendorId>,
}

/// Daily counters of products, by date and then product.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct ProductDays {
    /// The rows.
    pub days: Vec<ProductDay>,
}

/// An answer and its truth.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    /// The answer.
    pub answer: Answer,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// Where an answer comes from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Provenance {
    /// `CloudWatch us-east-1`, `DynamoDB MakeriessAnalytics-dev`.
    pub source: Arc<str>,
    /// When it was read.
    pub as_of: DateTime<Utc>,
    /// Events up to here are in the answer, as far as the source can tell.
    pub complete_to: Option<DateTime<Utc>>,
    /// How long the read took.
    pub latency: Duration,
    /// What the read cost, in millionths of a US dollar.
    pub cost_micro_usd: u64,
    /// The call or SQL, for people.
    pub call: Arc<str>,
    /// A shell command that reproduces it.
    pub command: Arc<str>,
}
