//! CloudWatch's own alarms as read from `DescribeAlarms`: state, since, reason, threshold.
//! Which stage an alarm belongs to is decided where alarms are read.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::name::StageName;

/// A CloudWatch alarm.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Alarm {
    /// Unique in an account and region.
    pub name: Arc<str>,
    /// The alarm's ARN.
    pub arn: Arc<str>,
    /// What its owner wrote about it.
    pub description: Option<Arc<str>>,
    /// Metric, math or composite.
    pub kind: AlarmKind,
    /// OK, ALARM or `INSUFFICIENT_DATA`.
    pub state: AlarmState,
    /// When the state last changed (`StateTransitionedTimestamp`).
    pub since: Option<DateTime<Utc>>,
    /// `StateReason`, in CloudWatch's words.
    pub reason: Arc<str>,
    /// The threshold, for metric alarms with a fixed one.
    pub threshold: Option<f64>,
    /// The comparison in words and sign: `> 3600000`.
    pub condition: Option<Arc<str>>,
    /// `AWS/Lambda Errors Sum`, or the composite's rule.
    pub watches: Arc<str>,
    /// Seconds a datapoint stands for.
    pub period_secs: Option<u32>,
    /// M of N: datapoints to alarm, evaluation periods.
    pub m_of_n: Option<(u32, u32)>,
    /// `TreatMissingData` as configured.
    pub treat_missing: Option<Arc<str>>,
    /// False when the alarm's actions are switched off.
    pub actions_enabled: bool,
    /// Stages the alarm watches, directly or through math or children; empty when none is known.
    pub stages: Vec<StageName>,
    /// Names of the alarms a composite is made of.
    pub children: Vec<Arc<str>>,
    /// What CloudWatch said of its newest evaluation, and what keeps its actions back.
    pub detail: AlarmDetail,
}

/// The newest evaluation of an alarm (`StateReasonData`), and what lies around it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct AlarmDetail {
    /// The datapoints that were evaluated, oldest first; empty where CloudWatch names none.
    pub evaluated: Vec<Datapoint>,
    /// Why `StateReasonData` could not be read, in a clause; none when it could or was not there.
    pub unread: Option<Arc<str>>,
    /// `EvaluationState` in words: partial data, an error; none when all is well.
    pub evaluation: Option<Arc<str>>,
    /// The metrics the alarm is computed from.
    pub metrics: Vec<WatchedMetric>,
    /// Children of a composite that set it off, by name.
    pub triggered_by: Vec<Arc<str>>,
    /// What suppresses the actions (`ActionsSuppressedBy` and its reason), in a clause.
    pub suppressed: Option<Arc<str>>,
    /// How many actions are sent on ALARM, on OK, and on insufficient data.
    pub actions: [u32; 3],
    /// Dimensions of its one metric, in full; empty for composites and for alarms with math.
    pub dimensions: Vec<(Arc<str>, Arc<str>)>,
}

/// One evaluated datapoint.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct Datapoint {
    /// Start of its period; none in answers that only list values.
    pub at: Option<DateTime<Utc>>,
    /// The value; none where it was missing.
    pub value: Option<f64>,
    /// The band an anomaly detector expected, lower and upper.
    pub band: Option<(f64, f64)>,
}

/// A metric that an alarm is computed from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct WatchedMetric {
    /// The stage it belongs to, when one of the pipeline.
    pub stage: Option<StageName>,
    /// CloudWatch namespace.
    pub namespace: Arc<str>,
    /// CloudWatch metric name.
    pub name: Arc<str>,
    /// The statistic, where it is known.
    pub statistic: Option<Arc<str>>,
}

/// Something that happened to an alarm, as `DescribeAlarmHistory` tells it.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct AlarmEvent {
    /// The alarm's name.
    pub alarm: Arc<str>,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub change: AlarmChange,
    /// CloudWatch's summary.
    pub summary: Arc<str>,
}

/// What happened to an alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AlarmChange {
    /// Its state changed.
    State {
        /// The state before, where CloudWatch tells it.
        from: Option<AlarmState>,
        /// The state since.
        to: AlarmState,
    },
    /// It was created, changed or deleted.
    Configuration,
    /// An action was sent, suppressed, or failed.
    Action,
    /// Something this version does not know.
    Other,
}

/// What an alarm is computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AlarmKind {
    /// One metric against a threshold.
    Metric,
    /// A metric math expression.
    Math,
    /// A band an anomaly detector expects.
    Band,
    /// Other alarms.
    Composite,
}

/// State of an alarm, in the order of what matters most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AlarmState {
    /// The threshold is breached.
    Alarm,
    /// CloudWatch has too little data to tell.
    InsufficientData,
    /// All is well.
    Ok,
}

impl AlarmState {
    /// The state as AWS writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Alarm => "ALARM",
            Self::InsufficientData => "INSUFFICIENT_DATA",
            Self::Ok => "OK",
        }
    }
}
