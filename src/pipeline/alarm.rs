//! CloudWatch's own alarms as read from `DescribeAlarms`: state, since, reason, threshold.
//! Which stage an alarm belongs to is decided where alarms are read.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::name::StageName;

/// A CloudWatch alarm.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
}

/// What an alarm is computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AlarmKind {
    /// One metric against a threshold.
    Metric,
    /// A metric math expression or anomaly band.
    Math,
    /// Other alarms.
    Composite,
}

/// State of an alarm, in the order of what matters most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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
