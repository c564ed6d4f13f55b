//! One metric of one stage: what it means and exactly how CloudWatch is asked for it.
//! Facts about which metrics exist live in `catalog`; this is only their shape.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{name::MetricKey, name::StageName, unit::Unit};

/// A metric of a stage, with everything a GetMetricData query needs.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Metric {
    /// Unique in its stage: `iterator_age`.
    pub key: MetricKey,
    /// For people: `iterator age`.
    pub label: Arc<str>,
    /// CloudWatch namespace: `AWS/Lambda`.
    pub namespace: Arc<str>,
    /// CloudWatch metric name: `IteratorAge`.
    pub name: Arc<str>,
    /// The exact dimension set; a wrong set answers an empty series without an error.
    pub dimensions: Arc<[(Arc<str>, Arc<str>)]>,
    /// The statistic to ask for: `Sum`, `Maximum`, `p95`.
    pub statistic: Arc<str>,
    /// Unit of the values. Never sent to CloudWatch, which does not convert.
    pub unit: Unit,
    /// How points of different periods relate.
    pub shape: Shape,
    /// Seconds between points as the service publishes them.
    pub period_secs: u32,
    /// Seconds after which a point is final enough to be judged.
    pub settle_secs: u32,
    /// What no data point means.
    pub missing: Missing,
}

/// How points of different periods relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// A Sum over the period: shown as a rate, so that it reads the same at any zoom.
    Counter,
    /// A level: maximum, average or percentile.
    Gauge,
}

/// What it means when a period has no data point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// Nothing happened: the counter is zero.
    Zero,
    /// Nothing is known.
    Unknown,
    /// The metric is published only when something is wrong: all is well.
    Fine,
    /// The gap is itself a symptom when traffic is expected.
    Bad,
}

/// Which series: a metric of a stage.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub struct SeriesKey {
    /// The stage.
    pub stage: StageName,
    /// The metric of that stage.
    pub metric: MetricKey,
}

impl SeriesKey {
    /// The series of `metric` at `stage`.
    pub fn new(stage: impl Into<StageName>, metric: impl Into<MetricKey>) -> Self {
        Self { stage: stage.into(), metric: metric.into() }
    }
}
