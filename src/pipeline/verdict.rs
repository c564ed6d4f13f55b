//! A verdict: what broke, where, since when, what it does, how long until something is lost, what to look at next.
//! Plain data that can be read aloud; judging is `diagnosis`, and what waits in money is told it by others.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    health::Health,
    metric::SeriesKey,
    name::{PipelineName, StageName},
    unit::Unit,
};

/// What kind of fault is at the bottom of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// A consumer reads nothing while records arrive.
    Stopped,
    /// One record fails again and again and blocks its shard.
    PoisonRecord,
    /// More arrives than the consumer takes.
    UnderCapacity,
    /// The cause is over; the backlog shrinks.
    CatchingUp,
    /// One shard is full while the stream as a whole is not.
    HotShard,
    /// Writes are refused: stream, table or index.
    WritesThrottled,
    /// Reads are refused.
    ReadsThrottled,
    /// The function is refused invocations: concurrency.
    ConcurrencyThrottled,
    /// Invocations fail.
    FunctionErrors,
    /// Deliveries are refused.
    DeliveryFailing,
    /// Deliveries come later than the buffer explains.
    DeliveryLate,
    /// Records cannot be converted.
    ConversionFailing,
    /// Records are put aside.
    DeadLetters,
    /// The newest days are missing from the lake's catalog.
    LakeBehind,
    /// Queries fail.
    QueriesFailing,
    /// Queries wait in the queue.
    QueriesQueueing,
    /// The API answers with errors.
    ApiErrors,
    /// Less comes out of an edge than went in, and nothing known explains it.
    RecordsMissing,
    /// Nothing arrives although at this hour something should.
    ProducerSilent,
    /// A threshold is crossed, and nothing more is known about why.
    Threshold,
    /// The dashboard's own role may not read what it needs.
    NoAccess,
    /// Nothing is known: no data, no answer, no network.
    NoData,
}

impl Class {
    /// The class in JSON and logs: `under-capacity`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::PoisonRecord => "poison-record",
            Self::UnderCapacity => "under-capacity",
            Self::CatchingUp => "catching-up",
            Self::HotShard => "hot-shard",
            Self::WritesThrottled => "writes-throttled",
            Self::ReadsThrottled => "reads-throttled",
            Self::ConcurrencyThrottled => "concurrency-throttled",
            Self::FunctionErrors => "function-errors",
            Self::DeliveryFailing => "delivery-failing",
            Self::DeliveryLate => "delivery-late",
            Self::ConversionFailing => "conversion-failing",
            Self::DeadLetters => "dead-letters",
            Self::LakeBehind => "lake-behind",
            Self::QueriesFailing => "queries-failing",
            Self::QueriesQueueing => "queries-queueing",
            Self::ApiErrors => "api-errors",
            Self::RecordsMissing => "records-missing",
            Self::ProducerSilent => "producer-silent",
            Self::Threshold => "threshold",
            Self::NoAccess => "no-access",
            Self::NoData => "no-data",
        }
    }

    /// True where somebody refuses what he is asked: records are not lost by that, they wait.
    pub const fn is_refusal(self) -> bool {
        matches!(self, Self::WritesThrottled | Self::ReadsThrottled | Self::ConcurrencyThrottled)
    }

    /// One or two words for tiles and titles: `stopped`, `falling behind`.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::PoisonRecord => "poison record",
            Self::UnderCapacity => "falling behind",
            Self::CatchingUp => "catching up",
            Self::HotShard => "hot shard",
            Self::WritesThrottled | Self::ReadsThrottled | Self::ConcurrencyThrottled => "throttled",
            Self::FunctionErrors | Self::ApiErrors => "errors",
            Self::DeliveryFailing => "delivery fails",
            Self::DeliveryLate => "late",
            Self::ConversionFailing => "unconverted",
            Self::DeadLetters => "dead letters",
            Self::LakeBehind => "lake behind",
            Self::QueriesFailing => "queries fail",
            Self::QueriesQueueing => "queries queue",
            Self::RecordsMissing => "records missing",
            Self::ProducerSilent => "no input",
            Self::Threshold => "over threshold",
            Self::NoAccess => "no access",
            Self::NoData => "no data",
        }
    }
}

/// One cause of trouble in a pipeline, with everything that follows from it folded in.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Verdict {
    /// What kind of fault.
    pub class: Class,
    /// The stage at fault; none when it is the whole pipeline or our own view of it.
    pub stage: Option<StageName>,
    /// How bad it is: warning or critical; unknown where only our view is gone.
    pub health: Health,
    /// How sure this is.
    pub confidence: Confidence,
    /// When it began, as far as the points tell.
    pub since: DateTime<Utc>,
    /// The cause as a sentence without its full stop:
    /// `processor (Lambda) has read nothing for 11 min while 312 records/min arrive`.
    pub cause: Arc<str>,
    /// What follows from it.
    pub effect: Effect,
    /// When records are lost if nothing changes; none when it is not heading there.
    pub loss: Option<Loss>,
    /// What to look at next: a command that changes nothing.
    pub next: Option<Step>,
    /// Every claim with its series, its points and the rule that made it.
    pub proofs: Vec<Proof>,
    /// Stages that suffer from it, from the cause on downstream.
    pub symptoms: Vec<StageName>,
    /// CloudWatch alarms that are in ALARM because of it, by name.
    pub alarms: Vec<Arc<str>>,
}

impl Verdict {
    /// What this verdict is about, for notes and for telling two moments' verdicts apart: `stopped@processor`.
    pub fn key(&self) -> String {
        let stage = self.stage.as_ref().map_or("pipeline", StageName::as_str);
        format!("{}@{stage}", self.class.as_str())
    }

    /// True when both are about the same: this fault at this stage, whatever else is told of it.
    pub fn is_same(&self, other: &Self) -> bool {
        self.class == other.class && self.stage == other.stage
    }

    /// The verdict in two or three words, for titles and lists: `processor stopped`.
    pub fn subject(&self) -> String {
        match &self.stage {
            Some(stage) => format!("{stage} {}", self.class.title()),
            None => self.class.title().to_owned(),
        }
    }
}

/// How sure a verdict is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Several measurements agree, or one that leaves nothing else.
    High,
    /// Something else could look the same; the reason for the doubt, in a clause.
    Low(Arc<str>),
}

/// What follows from a cause. Everything that is not known is none; what is estimated says so in the sentence.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct Effect {
    /// Records that wait, estimated.
    pub waiting_records: Option<f64>,
    /// Stores whose numbers are behind, and the moment up to which each is complete.
    pub complete_to: Vec<(StageName, DateTime<Utc>)>,
    /// Vendors whose numbers are behind.
    pub vendors: Option<u32>,
    /// Orders in the backlog: rate times age.
    pub orders: Option<f64>,
    /// Money in the backlog, with its currency and marked as an estimate: `≈ €1,240`.
    pub revenue: Option<Arc<str>>,
    /// All of it as one sentence without its full stop; empty when nothing follows that is known.
    pub sentence: Arc<str>,
}

/// When the first record is lost. A lower bound: it may be later, never earlier.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Loss {
    /// Not before this moment.
    pub at: DateTime<Utc>,
    /// As a clause: `the first record is lost in 23 h 49 min at the earliest`.
    pub sentence: Arc<str>,
}

/// A command that looks and changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Step {
    /// Ready to be pasted into a shell.
    pub command: Arc<str>,
    /// What it will show: `shows whether the event source mapping is enabled and what it last did`.
    pub why: Arc<str>,
}

/// One claim of a verdict and what it rests on.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Proof {
    /// The claim: `iterator age rose 58 s a minute over 11 min`.
    pub claim: Arc<str>,
    /// The series it was read from; none where it is not a series.
    pub series: Option<SeriesKey>,
    /// First and last moment of the points.
    pub from: DateTime<Utc>,
    /// See `from`.
    pub to: DateTime<Utc>,
    /// How many points.
    pub points: u32,
    /// What was computed from them.
    pub value: Option<f64>,
    /// Unit of `value`.
    pub unit: Unit,
    /// The rule: `slope at least 0.8 s/s over 5 points`.
    pub rule: Arc<str>,
}

/// A verdict that is over.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Resolved {
    /// As it was told last.
    pub verdict: Verdict,
    /// When it was over.
    pub at: DateTime<Utc>,
    /// `resolved after 42 min`.
    pub sentence: Arc<str>,
}

/// How far a consumer is behind, and where that is going.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct Lag {
    /// Age of the oldest record it has still to read, in seconds.
    pub age_secs: f64,
    /// Seconds the age grows each second: 1 is standing still, 0 is keeping up, below 0 is catching up.
    pub slope: f64,
    /// Where it is going.
    pub course: Course,
}

/// Where a lag is going.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Course {
    /// Keeping up, or too little movement to tell.
    Steady,
    /// Nothing gets through.
    Standing,
    /// Falling behind: capacity would have to be so many times what it is.
    Behind {
        /// `1.6` where six tenths more are needed.
        needs: f64,
    },
    /// Catching up: level in so many seconds at this pace.
    CatchingUp {
        /// Seconds until the age is back at what is usual.
        eta_secs: f64,
    },
}

/// What flows along an edge of the topology.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Flow {
    /// The feeding stage.
    pub from: StageName,
    /// The stage that is fed.
    pub to: StageName,
    /// Records a second that went in at `from`'s end, newest ripe minutes; none when nothing measures it.
    pub sent_per_sec: Option<f64>,
    /// Records a second that arrived at `to`; none when nothing measures it.
    pub taken_per_sec: Option<f64>,
}

/// Which verdict of which pipeline: what a note or a notification is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub struct VerdictKey {
    /// The pipeline.
    pub pipeline: PipelineName,
    /// [`Verdict::key`].
    pub key: Arc<str>,
}

impl VerdictKey {
    /// The key of a verdict of a pipeline.
    pub fn of(pipeline: &PipelineName, verdict: &Verdict) -> Self {
        Self { pipeline: pipeline.clone(), key: verdict.key().into() }
    }
}
