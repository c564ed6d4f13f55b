//! Which stages an alarm watches: by namespace and resource for metrics, through its children for composites. Pure.
//! Compares names as AWS sent them, before they are cleaned.

use std::collections::{BTreeMap, BTreeSet};

use super::convert::{self, MOST_NAME};
use crate::pipeline::{Pipeline, Stage, StageKind, StageName, WatchedMetric};

/// A metric an alarm looks at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Watched {
    pub(super) namespace: String,
    pub(super) name: String,
    pub(super) statistic: String,
    pub(super) dimensions: Vec<(String, String)>,
}

impl Watched {
    fn value(&self, dimension: &str) -> Option<&str> {
        self.dimensions.iter().find(|(name, _)| name == dimension).map(|(_, value)| value.as_str())
    }

    fn names(&self, resource: &str) -> bool {
        self.dimensions.iter().any(|(_, value)| value == resource)
    }
}

/// The stages of a pipeline that any of these metrics is about, in the pipeline's order.
pub(super) fn stages_of(watched: &[Watched], pipeline: &Pipeline) -> Vec<StageName> {
    let is_watched = |stage: &&Stage| watched.iter().any(|metric| is_about(metric, stage));
    pipeline.stages.iter().filter(is_watched).map(|stage| stage.name.clone()).collect()
}

/// The same metrics as they are told, each with the first stage of the pipeline that it is about.
pub(super) fn told(watched: &[Watched], pipeline: Option<&Pipeline>) -> Vec<WatchedMetric> {
    let line = |text: &str| convert::line(text, MOST_NAME);
    let stage = |one: &Watched| {
        let stages = pipeline.map_or(&[][..], |pipeline| &pipeline.stages);
        stages.iter().find(|stage| is_about(one, stage)).map(|stage| stage.name.clone())
    };
    watched
        .iter()
        .map(|one| WatchedMetric {
            stage: stage(one),
            namespace: line(&one.namespace),
            name: line(&one.name),
            statistic: (!one.statistic.is_empty()).then(|| line(&one.statistic)),
        })
        .collect()
}

fn is_about(watched: &Watched, stage: &Stage) -> bool {
    let is_namespace = watched.namespace == namespace_of(stage.kind)
        || stage.metrics.iter().any(|metric| *metric.namespace == *watched.namespace);
    if !is_namespace {
        return false;
    }
    let mut parts = stage.resource.split('/');
    match stage.kind {
        StageKind::DynamodbIndex => parts.all(|part| watched.names(part)),
        StageKind::Msk => {
            let [cluster, group, topic] = [parts.next(), parts.next(), parts.next()];
            // An alarm on the whole cluster is about each of its consumers; one on another group is not.
            let fits = |dimension, own: Option<&str>| {
                watched.value(dimension).is_none_or(|value| own == Some(value))
            };
            cluster.is_some_and(|cluster| watched.names(cluster))
                && fits("Consumer Group", group)
                && fits("Topic", topic)
        }
        _ => watched.names(&stage.resource),
    }
}

const fn namespace_of(kind: StageKind) -> &'static str {
    match kind {
        StageKind::Kinesis => "AWS/Kinesis",
        StageKind::Lambda => "AWS/Lambda",
        StageKind::Firehose => "AWS/Firehose",
        StageKind::DynamodbTable | StageKind::DynamodbIndex => "AWS/DynamoDB",
        StageKind::S3 => "AWS/S3",
        StageKind::Athena => "AWS/Athena",
        StageKind::HttpApi | StageKind::RestApi => "AWS/ApiGateway",
        StageKind::Sqs => "AWS/SQS",
        StageKind::Sns => "AWS/SNS",
        StageKind::Eventbridge => "AWS/Events",
        StageKind::Appsync => "AWS/AppSync",
        StageKind::Msk => "AWS/Kafka",
    }
}

/// The stages behind each composite: those of its children, and of theirs. `direct` holds what metric alarms
/// watch, `rules` what composites are made of; a composite that contains itself ends where it meets itself.
pub(super) fn through_children(
    name: &str,
    direct: &BTreeMap<String, Vec<StageName>>,
    rules: &BTreeMap<String, Vec<String>>,
    pipeline: &Pipeline,
) -> Vec<StageName> {
    let mut seen = BTreeSet::from([name]);
    let mut waiting = vec![name];
    let mut stages = BTreeSet::new();
    while let Some(next) = waiting.pop() {
        stages.extend(direct.get(next).into_iter().flatten());
        for child in rules.get(next).into_iter().flatten() {
            if seen.insert(child) {
                waiting.push(child);
            }
        }
    }
    pipeline.stages.iter().map(|stage| &stage.name).filter(|name| stages.contains(name)).cloned().collect()
}
