//! Health of stages and pipelines, with reasons that can be read aloud.
//! Unknown is a state of its own and is never shown as ok. Judging is `diagnosis`.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    name::{MetricKey, PipelineName, StageName},
    stage::StageKind,
    unit::Unit,
    verdict::{Flow, Lag, Resolved, Verdict},
};

/// How a stage or pipeline is. The order is by how much it matters: the greatest is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// Measured, and well.
    Ok,
    /// Not measured: no data, no access, or too old to tell.
    #[default]
    Unknown,
    /// Needs a look.
    Warning,
    /// Needs a person now.
    Critical,
}

impl Health {
    /// The word for it: `ok`, `unknown`, `warning`, `critical`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Unknown => "unknown",
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }
}

/// Why a stage is not ok.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Reason {
    /// The metric that says so.
    pub metric: MetricKey,
    /// How bad it is.
    pub health: Health,
    /// The measured value; none when it is the silence that speaks.
    pub value: Option<f64>,
    /// Unit of `value` and `threshold`.
    pub unit: Unit,
    /// The threshold that was crossed.
    pub threshold: Option<f64>,
    /// When it began, as far as the points tell.
    pub since: DateTime<Utc>,
    /// The reason as a clause a person can read: `iterator age 72 min, over 1 h`.
    pub sentence: Arc<str>,
}

/// Health of one stage.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct StageHealth {
    /// The stage.
    pub stage: StageName,
    /// Its kind.
    pub kind: StageKind,
    /// Its resource at AWS.
    pub resource: Arc<str>,
    /// The worst of its reasons; unknown when nothing is measured.
    pub health: Health,
    /// When the stage came into this state, as far as known.
    pub since: Option<DateTime<Utc>>,
    /// Worst first; empty when ok.
    pub reasons: Vec<Reason>,
    /// How far it is behind its stream, for stages that read one.
    pub lag: Option<Lag>,
}

/// Health of a pipeline.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct PipelineHealth {
    /// The pipeline.
    pub pipeline: PipelineName,
    /// The worst of its stages.
    pub health: Health,
    /// Since when.
    pub since: Option<DateTime<Utc>>,
    /// One line: the worst thing and since when, or that all is well.
    pub headline: Arc<str>,
    /// The stage the headline is about.
    pub worst_stage: Option<StageName>,
    /// Every stage, in the order of the pipeline.
    pub stages: Vec<StageHealth>,
    /// What is wrong, one entry an independent cause, the worst first.
    pub verdicts: Vec<Verdict>,
    /// What was wrong and is over, newest first; kept for a day.
    pub resolved: Vec<Resolved>,
    /// What flows along each edge of the topology.
    pub flows: Vec<Flow>,
}

impl PipelineHealth {
    /// The verdict with this [`Verdict::key`], while it lasts.
    pub fn verdict(&self, key: &str) -> Option<&Verdict> {
        self.verdicts.iter().find(|verdict| verdict.key() == key)
    }
}
