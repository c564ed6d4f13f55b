//! The Kinesis source of a region: mode, shards and retention of the streams, from `DescribeStreamSummary`.
//! Reads no records: a reader would take from the limits of the real consumers.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use aws_sdk_kinesis::{
    Client,
    types::{EnhancedMetrics, StreamDescriptionSummary, StreamMode as SdkMode},
};
use chrono::{DateTime, Utc};
use futures::{StreamExt, stream};
use tokio::time::Instant;

use super::{
    fault::{self, CallSite},
    session::Connection,
    shell,
};
use crate::{
    pipeline::{Pipeline, Stage, StageKind, StreamFacts, StreamMode, clean_line},
    question::{Answer, Answered, Ask, Call, Fault, Item, Provenance, Question, Reading, Trouble},
    source::contract::{BoxFuture, Source},
};

/// Streams described at the same time; the API takes 20 calls a second of an account.
const AT_ONCE: usize = 4;

/// Streams of the pipelines of a region.
pub(super) struct Kinesis {
    name: Arc<str>,
    connection: Connection<Client>,
    pipelines: Vec<Arc<Pipeline>>,
}

/// What came of one stream.
type Described = Result<StreamFacts, (Trouble, Option<Duration>)>;

impl Kinesis {
    pub(super) fn new(connection: Connection<Client>, pipelines: Vec<Arc<Pipeline>>) -> Self {
        let name = connection.session().source_name("Kinesis");
        Self { name, connection, pipelines }
    }

    fn pipeline(&self, question: &Question) -> Option<&Arc<Pipeline>> {
        let Question::Streams { pipeline: name } = question else { return None };
        self.pipelines.iter().find(|pipeline| pipeline.name == *name)
    }

    async fn read(&mut self, asks: &[Ask], now: DateTime<Utc>) -> Reading {
        let site = CallSite {
            source: self.name.clone(),
            service: "Kinesis",
            operation: "DescribeStreamSummary",
            action: "kinesis:DescribeStreamSummary",
            profile: self.connection.session().profile(),
        };
        let client = match self.connection.client(&site, now).await {
            Ok(client) => client,
            Err(trouble) => {
                let items = asks.iter().map(|ask| Item::troubled(ask.question.clone(), trouble.clone()));
                return Reading { items: items.collect(), calls: Vec::new() };
            }
        };
        let started = Instant::now();
        let resources: BTreeSet<Arc<str>> = asks
            .iter()
            .filter_map(|ask| self.pipeline(&ask.question))
            .flat_map(|pipeline| streams_of(pipeline).map(|stage| stage.resource.clone()))
            .collect();
        let described: BTreeMap<Arc<str>, Described> = stream::iter(resources)
            .map(|resource| describe(&client, resource, &site, now))
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        for (trouble, _) in described.values().filter_map(|one| one.as_ref().err()) {
            self.connection.heed(trouble.fault);
        }
        let latency = started.elapsed();
        let items = asks.iter().map(|ask| self.item(&ask.question, &described, now, latency)).collect();
        let count = described.len() as u32;
        let call = Call { api: "DescribeStreamSummary", count, cost_micro_usd: 0 };
        Reading { items, calls: (count > 0).then_some(call).into_iter().collect() }
    }

    fn item(
        &self,
        question: &Question,
        described: &BTreeMap<Arc<str>, Described>,
        now: DateTime<Utc>,
        latency: Duration,
    ) -> Item {
        let (mut facts, mut troubles, mut again_after) = (BTreeMap::new(), Vec::new(), None);
        let stages: Vec<&Stage> =
            self.pipeline(question).map(|pipeline| streams_of(pipeline).collect()).unwrap_or_default();
        for stage in &stages {
            match described.get(&stage.resource) {
                Some(Ok(found)) => {
                    facts.insert(stage.name.clone(), found.clone());
                }
                Some(Err((trouble, after))) => {
                    again_after = again_after.max(*after);
                    add(&mut troubles, trouble, stage);
                }
                None => {}
            }
        }
        // A pipeline without streams is answered: it has none.
        let has_answer = !facts.is_empty() || troubles.is_empty();
        let answered = has_answer.then(|| Answered {
            answer: Answer::Streams(facts),
            provenance: self.provenance(&stages, now, latency),
        });
        Item { question: question.clone(), answered, troubles, again_after, waiting: None }
    }

    fn provenance(&self, stages: &[&Stage], now: DateTime<Utc>, latency: Duration) -> Provenance {
        let command = stages.first().map_or_else(String::new, |stage| {
            let flag = if is_arn(&stage.resource) { "--stream-arn" } else { "--stream-name" };
            let flags = self.connection.session().cli_flags();
            format!("aws kinesis describe-stream-summary {flags} {flag} {}", shell::word(&stage.resource))
        });
        Provenance {
            source: self.name.clone(),
            as_of: now,
            complete_to: None,
            latency,
            cost_micro_usd: 0,
            call: format!("DescribeStreamSummary of {} streams", stages.len()).into(),
            command: command.into(),
        }
    }
}

impl Source for Kinesis {
    fn name(&self) -> &str {
        &self.name
    }

    fn answers(&self, question: &Question) -> bool {
        self.pipeline(question).is_some()
    }

    fn answer<'a>(&'a mut self, asks: &'a [Ask], now: DateTime<Utc>) -> BoxFuture<'a, Reading> {
        Box::pin(self.read(asks, now))
    }
}

fn streams_of(pipeline: &Pipeline) -> impl Iterator<Item = &Stage> {
    pipeline.stages.iter().filter(|stage| stage.kind == StageKind::Kinesis)
}

fn is_arn(resource: &str) -> bool {
    resource.starts_with("arn:")
}

/// A fault of one stream is told with its stage; one that hits all of them is told once.
fn add(troubles: &mut Vec<Trouble>, trouble: &Trouble, stage: &Stage) {
    if matches!(trouble.fault, Fault::Denied | Fault::NotFound | Fault::Invalid) {
        troubles.push(Trouble { stage: Some(stage.name.clone()), ..trouble.clone() });
    } else if !troubles.iter().any(|known| known.fault == trouble.fault) {
        troubles.push(trouble.clone());
    }
}

async fn describe(
    client: &Client,
    resource: Arc<str>,
    site: &CallSite,
    now: DateTime<Utc>,
) -> (Arc<str>, Described) {
    let call = client.describe_stream_summary();
    let call = if is_arn(&resource) { call.stream_arn(&*resource) } else { call.stream_name(&*resource) };
    let described = match call.send().await {
        Err(error) => Err((fault::trouble(&error, site, now), fault::again_after(&error))),
        Ok(output) => {
            output.stream_description_summary().map(facts_of).ok_or_else(|| (fault::empty(site, now), None))
        }
    };
    (resource, described)
}

fn facts_of(summary: &StreamDescriptionSummary) -> StreamFacts {
    let is_on_demand =
        summary.stream_mode_details().is_some_and(|details| *details.stream_mode() == SdkMode::OnDemand);
    let shard_metrics = summary
        .enhanced_monitoring()
        .iter()
        .flat_map(EnhancedMetrics::shard_level_metrics)
        .map(|metric| clean_line(metric.as_str(), 80).into())
        .collect();
    StreamFacts {
        mode: if is_on_demand { StreamMode::OnDemand } else { StreamMode::Provisioned },
        open_shards: u32::try_from(summary.open_shard_count()).unwrap_or(0),
        retention_hours: u32::try_from(summary.retention_period_hours()).unwrap_or(0),
        status: clean_line(summary.stream_status().as_str(), 40).into(),
        shard_metrics,
    }
}

#[cfg(test)]
mod tests;
