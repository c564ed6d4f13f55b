//! A threshold rule as data: what is measured, against what, and how many points must agree.
//! Judging it is `diagnosis`; the defaults are `catalog`; the user's changes are `config`.

use serde::{Deserialize, Serialize};

use super::name::MetricKey;

/// A threshold on a metric. At least one of `warning` and `critical` is set. Where both are the same, the first
/// breaching point is a warning and M of N make it critical.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Rule {
    /// The metric that is judged.
    pub metric: MetricKey,
    /// What is computed from its points.
    pub measure: Measure,
    /// Which side of the threshold is bad.
    pub comparison: Comparison,
    /// Threshold of a warning, in the unit of the measure.
    pub warning: Option<f64>,
    /// Threshold of a critical state, in the unit of the measure.
    pub critical: Option<f64>,
    /// M: how many of the last N ripe points must breach for a critical state.
    pub breaching: u8,
    /// N: how many of the last ripe points are looked at; one point a period.
    pub of: u8,
}

/// What a rule computes from the points.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub enum Measure {
    /// Each point's value, in the metric's unit (a counter's Sum over its period).
    Value,
    /// The sum over the last N periods, for counters.
    Sum,
    /// Sum over the last N periods divided by the sum of another metric of the same stage (or of
    /// this one, where larger), judged only when that divisor is at least `at_least`.
    Ratio {
        /// The divisor's metric.
        of: MetricKey,
        /// Fewer calls than this say nothing about a rate.
        at_least: f64,
    },
    /// Each point's value as a share (0 to 1) of a limit of the stage.
    PartOf(Limit),
}

/// A limit of a stage that is known only at run time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Retention of the stream the stage reads (or is).
    Retention,
    /// Bytes per second the open shards take (1 MiB each; provisioned mode only).
    ShardBytes,
    /// Records per second the open shards take (1000 each; provisioned mode only).
    ShardRecords,
    /// The stage's provisioned write capacity (metric `provisioned_write`).
    ProvisionedWrite,
    /// The stage's provisioned read capacity (metric `provisioned_read`).
    ProvisionedRead,
}

/// Which side of a threshold is bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// Values above the threshold breach.
    Above,
    /// Values below the threshold breach.
    Below,
}

impl Comparison {
    /// True when `value` is on the bad side of `threshold`.
    pub fn breaches(self, value: f64, threshold: f64) -> bool {
        match self {
            Self::Above => value > threshold,
            Self::Below => value < threshold,
        }
    }

    /// `>` or `<`.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Above => ">",
            Self::Below => "<",
        }
    }
}
