//! Stages and pipelines as a directed graph, and the facts of a stream that deadlines hang on.
//! Whether a graph is well formed is checked by `config`.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{
    metric::Metric,
    name::{MetricKey, PipelineName, StageName},
    rule::Rule,
};

/// What kind of AWS resource a stage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StageKind {
    /// A Kinesis data stream.
    Kinesis,
    /// A Lambda function.
    Lambda,
    /// A Firehose delivery stream.
    Firehose,
    /// A DynamoDB table.
    DynamodbTable,
    /// A global secondary index of a DynamoDB table; the resource is `TABLE/INDEX`.
    DynamodbIndex,
    /// An S3 bucket.
    S3,
    /// An Athena workgroup.
    Athena,
    /// An API Gateway HTTP API.
    HttpApi,
    /// An API Gateway REST API.
    RestApi,
    /// An SQS queue.
    Sqs,
    /// An SNS topic.
    Sns,
    /// An EventBridge rule.
    Eventbridge,
    /// An AppSync GraphQL API.
    Appsync,
    /// A consumer group on an MSK cluster; the resource is `CLUSTER/GROUP/TOPIC`.
    Msk,
}

impl StageKind {
    /// Every kind.
    pub const ALL: [Self; 14] = [
        Self::Kinesis,
        Self::Lambda,
        Self::Firehose,
        Self::DynamodbTable,
        Self::DynamodbIndex,
        Self::S3,
        Self::Athena,
        Self::HttpApi,
        Self::RestApi,
        Self::Sqs,
        Self::Sns,
        Self::Eventbridge,
        Self::Appsync,
        Self::Msk,
    ];

    /// The kind in config and JSON: `dynamodb-table`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kinesis => "kinesis",
            Self::Lambda => "lambda",
            Self::Firehose => "firehose",
            Self::DynamodbTable => "dynamodb-table",
            Self::DynamodbIndex => "dynamodb-index",
            Self::S3 => "s3",
            Self::Athena => "athena",
            Self::HttpApi => "http-api",
            Self::RestApi => "rest-api",
            Self::Sqs => "sqs",
            Self::Sns => "sns",
            Self::Eventbridge => "eventbridge",
            Self::Appsync => "appsync",
            Self::Msk => "msk",
        }
    }

    /// The kind for people: `DynamoDB`.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Kinesis => "Kinesis",
            Self::Lambda => "Lambda",
            Self::Firehose => "Firehose",
            Self::DynamodbTable => "DynamoDB",
            Self::DynamodbIndex => "DynamoDB index",
            Self::S3 => "S3",
            Self::Athena => "Athena",
            Self::HttpApi => "HTTP API",
            Self::RestApi => "REST API",
            Self::Sqs => "SQS",
            Self::Sns => "SNS",
            Self::Eventbridge => "EventBridge",
            Self::Appsync => "AppSync",
            Self::Msk => "MSK",
        }
    }
}

impl fmt::Display for StageKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One stage of a pipeline, with its metrics and rules resolved from catalogue and config.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Stage {
    /// Unique in its pipeline.
    pub name: StageName,
    /// What kind of resource it is.
    pub kind: StageKind,
    /// The resource's name at AWS.
    pub resource: Arc<str>,
    /// Stages that feed this one, in the order of the config.
    pub after: Vec<StageName>,
    /// Every metric asked for, the most telling first.
    pub metrics: Vec<Metric>,
    /// Every rule judged.
    pub rules: Vec<Rule>,
    /// What the user told about the stage that no metric knows.
    pub told: Told,
}

/// What the user told about a stage. Everything may be missing, and then is not assumed.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct Told {
    /// Where to read what to do when it is ill: an http or https address.
    pub runbook: Option<Arc<str>>,
    /// The longest a delivery stream gathers before it writes (its buffering interval), in seconds.
    pub buffer_secs: Option<u32>,
}

impl Stage {
    /// The metric with this key, if the stage has it.
    pub fn metric(&self, key: &MetricKey) -> Option<&Metric> {
        self.metrics.iter().find(|metric| metric.key == *key)
    }
}

/// A pipeline: stages in an order in which every stage comes after those that feed it.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Pipeline {
    /// Unique in a configuration.
    pub name: PipelineName,
    /// The AWS region all its stages are in; empty means the region of the AWS session.
    pub region: Arc<str>,
    /// Retention of its streams in hours, where the user states it; else it is read from the stream.
    pub retention_hours: Option<u32>,
    /// The stages, upstream first.
    pub stages: Vec<Stage>,
}

impl Pipeline {
    /// The stage with this name.
    pub fn stage(&self, name: &StageName) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.name == *name)
    }

    /// The nearest Kinesis stream at or upstream of a stage: the one whose retention is its deadline.
    pub fn stream_of<'a>(&'a self, stage: &'a Stage) -> Option<&'a Stage> {
        let mut waiting = vec![stage];
        let mut seen = Vec::new();
        while let Some(next) = waiting.pop() {
            if next.kind == StageKind::Kinesis {
                return Some(next);
            }
            if seen.contains(&&next.name) {
                continue;
            }
            seen.push(&next.name);
            waiting.extend(next.after.iter().filter_map(|name| self.stage(name)));
        }
        None
    }
}

/// What `DescribeStreamSummary` says of a stream: its limits and its deadline.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct StreamFacts {
    /// Provisioned or on demand.
    pub mode: StreamMode,
    /// Shards that take writes.
    pub open_shards: u32,
    /// Hours a record is kept.
    pub retention_hours: u32,
    /// `ACTIVE`, `UPDATING`...
    pub status: Arc<str>,
    /// Shard-level metrics that are switched on; empty when none are.
    pub shard_metrics: Vec<Arc<str>>,
}

/// How a stream's capacity is bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StreamMode {
    /// A fixed number of shards: 1 MiB/s and 1000 records/s each.
    Provisioned,
    /// AWS adds shards by itself: no fixed limit to judge against.
    OnDemand,
}
