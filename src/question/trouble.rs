//! Trouble is data: what went wrong, in one sentence, and what to do about it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::pipeline::StageName;

/// Something that kept a question from a full answer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Trouble {
    /// Who says so: `CloudWatch us-east-1`.
    pub source: Arc<str>,
    /// What kind of fault.
    pub fault: Fault,
    /// One sentence, sanitised: `CloudWatch refused GetMetricData: access denied.`
    pub sentence: Arc<str>,
    /// What to do: `Allow cloudwatch:GetMetricData in the policy of this role.`
    pub fix: Arc<str>,
    /// The IAM action that is missing, when denied.
    pub action: Option<Arc<str>>,
    /// The stage it hits, when it hits one only.
    pub stage: Option<StageName>,
    /// When it was met.
    pub at: DateTime<Utc>,
}

/// Kinds of faults; each has its own way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// No credentials were found, or they are not known to AWS.
    NoCredentials,
    /// The session has expired.
    ExpiredCredentials,
    /// No region is set.
    NoRegion,
    /// An IAM action is missing.
    Denied,
    /// Too many calls.
    Throttled,
    /// No answer in time.
    TimedOut,
    /// The service could not be reached.
    Offline,
    /// The resource does not exist.
    NotFound,
    /// The request was refused as wrong.
    Invalid,
    /// The service failed inside (5xx).
    Service,
    /// The answer could not be read: garbage, or cut short.
    Garbled,
    /// One item of the data is not what it should be; the rest is used.
    Item,
    /// A query failed, for the reason given.
    Query,
    /// A limit the user set was reached.
    Limit,
    /// A query was cancelled by the person who waited for it.
    Cancelled,
}

impl Fault {
    /// True when waiting and asking again may help without anybody doing anything.
    pub const fn passes_by_itself(self) -> bool {
        matches!(self, Self::Throttled | Self::TimedOut | Self::Offline | Self::Service | Self::Garbled)
    }

    /// The fault in two or three words, for narrow places.
    pub const fn label(self) -> &'static str {
        match self {
            Self::NoCredentials => "no credentials",
            Self::ExpiredCredentials => "session expired",
            Self::NoRegion => "no region",
            Self::Denied => "access denied",
            Self::Throttled => "throttled",
            Self::TimedOut => "timed out",
            Self::Offline => "unreachable",
            Self::NotFound => "not found",
            Self::Invalid => "refused",
            Self::Service => "service error",
            Self::Garbled => "unreadable answer",
            Self::Item => "odd item",
            Self::Query => "query failed",
            Self::Limit => "limit reached",
            Self::Cancelled => "cancelled",
        }
    }
}
