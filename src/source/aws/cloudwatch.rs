//! The CloudWatch source of a region: metrics in as few calls as the API allows, alarms and what happened to them.
//! Knows what to ask and pay; what metrics mean is the catalogue's business.

use std::{collections::BTreeMap, sync::Arc};

use aws_sdk_cloudwatch::Client;
use chrono::{DateTime, Utc};
use futures::{StreamExt, stream};
use tokio::time::Instant;

use super::{
    alarms,
    asker::Asker,
    fault::CallSite,
    metrics::{self, Held, MICRO_USD_A_METRIC, Plan, Read, Slot},
    session::Connection,
};
use crate::{
    pipeline::{Pipeline, PipelineName},
    question::{Ask, Call, Item, Question, Reading, Trouble},
    source::contract::{BoxFuture, Source},
};

/// Calls that are under way at the same time.
const AT_ONCE: usize = 4;

/// Metrics and alarms of the pipelines of a region.
pub(super) struct CloudWatch {
    name: Arc<str>,
    connection: Connection<Client>,
    pipelines: Vec<Arc<Pipeline>>,
    /// Daily series by query; they are read once an hour.
    daily: Held,
    /// What AWS calls the alarms whose names had to be cleaned.
    renamed: BTreeMap<Arc<str>, String>,
}

impl CloudWatch {
    pub(super) fn new(connection: Connection<Client>, pipelines: Vec<Arc<Pipeline>>) -> Self {
        let name = connection.session().source_name("CloudWatch");
        Self { name, connection, pipelines, daily: Held::new(), renamed: BTreeMap::new() }
    }

    fn site(&self, operation: &'static str, action: &'static str) -> CallSite {
        let profile = self.connection.session().profile();
        CallSite { source: self.name.clone(), service: "CloudWatch", operation, action, profile }
    }

    async fn read(&mut self, asks: &[Ask], now: DateTime<Utc>) -> Reading {
        let metrics_site = self.site("GetMetricData", "cloudwatch:GetMetricData");
        let alarms_site = self.site("DescribeAlarms", "cloudwatch:DescribeAlarms");
        let history_site = self.site("DescribeAlarmHistory", "cloudwatch:DescribeAlarmHistory");
        let client = match self.connection.client(&metrics_site, now).await {
            Ok(client) => client,
            Err(trouble) => return unasked(asks, &trouble),
        };
        let plan = Plan::new(asks, &self.pipelines, &self.daily, now);
        let about_alarms: Vec<&Question> =
            asks.iter().map(|ask| &ask.question).filter(|q| matches!(q, Question::Alarms { .. })).collect();
        let histories = self.histories(asks);
        let started = Instant::now();
        let (reads, listed, told) = futures::join!(
            read_metrics(&client, &plan, &metrics_site, now),
            async {
                if about_alarms.is_empty() {
                    return None;
                }
                Some(alarms::list(&client, &alarms_site, now).await)
            },
            read_histories(&client, histories.keys(), &history_site, now),
        );
        let flags = self.connection.session().cli_flags();
        let asker = Asker { source: self.name.clone(), flags, now, latency: started.elapsed() };
        let mut reading = Reading::default();
        if !plan.is_empty() {
            reading.calls.extend(bill(&reads));
            reading.items = metrics::compose(plan, &reads, &mut self.daily, &asker);
        }
        for (told, questions) in told.iter().zip(histories.into_values()) {
            reading.calls.push(Call { api: "DescribeAlarmHistory", count: told.calls, cost_micro_usd: 0 });
            let items = questions.into_iter().map(|question| alarms::item_of_history(question, told, &asker));
            reading.items.extend(items);
        }
        if let Some(listed) = listed {
            self.renamed = listed.renamed().collect();
            reading.calls.push(Call { api: "DescribeAlarms", count: listed.calls, cost_micro_usd: 0 });
            for question in about_alarms {
                let pipeline = pipeline_of(question).and_then(|name| find(&self.pipelines, name));
                reading.items.push(alarms::item(question, &listed, pipeline, &asker));
            }
        }
        for trouble in reading.items.iter().flat_map(|item| &item.troubles) {
            self.connection.heed(trouble.fault);
        }
        reading
    }

    /// The histories that are asked for, by the name AWS knows: pipelines of a region share them.
    fn histories<'a>(&self, asks: &'a [Ask]) -> BTreeMap<Option<String>, Vec<&'a Question>> {
        let mut histories: BTreeMap<Option<String>, Vec<&Question>> = BTreeMap::new();
        for ask in asks {
            let Question::AlarmHistory { alarm, .. } = &ask.question else { continue };
            let name = alarm
                .as_ref()
                .map(|alarm| self.renamed.get(alarm).cloned().unwrap_or_else(|| String::from(&**alarm)));
            histories.entry(name).or_default().push(&ask.question);
        }
        histories
    }
}

impl Source for CloudWatch {
    fn name(&self) -> &str {
        &self.name
    }

    fn answers(&self, question: &Question) -> bool {
        pipeline_of(question).is_some_and(|name| find(&self.pipelines, name).is_some())
    }

    fn answer<'a>(&'a mut self, asks: &'a [Ask], now: DateTime<Utc>) -> BoxFuture<'a, Reading> {
        Box::pin(self.read(asks, now))
    }

    fn forget<'a>(&'a mut self, question: &'a Question) -> BoxFuture<'a, ()> {
        if let Question::Metrics { window, .. } = question {
            self.daily.retain(|(slot, _), _| *slot != Slot::Daily(*window));
        }
        Box::pin(async {})
    }
}

fn pipeline_of(question: &Question) -> Option<&PipelineName> {
    match question {
        Question::Metrics { pipeline, .. }
        | Question::Stretch { pipeline, .. }
        | Question::Alarms { pipeline }
        | Question::AlarmHistory { pipeline, .. } => Some(pipeline),
        _ => None,
    }
}

fn find<'a>(pipelines: &'a [Arc<Pipeline>], name: &PipelineName) -> Option<&'a Arc<Pipeline>> {
    pipelines.iter().find(|pipeline| pipeline.name == *name)
}

async fn read_metrics(client: &Client, plan: &Plan, site: &CallSite, now: DateTime<Utc>) -> Vec<Read> {
    stream::iter(plan.rounds.iter().cloned())
        .map(|round| metrics::read(client, round, site, now))
        .buffered(AT_ONCE)
        .collect()
        .await
}

/// One after the other: CloudWatch takes three of these calls a second.
async fn read_histories(
    client: &Client,
    alarms: impl Iterator<Item = &Option<String>>,
    site: &CallSite,
    now: DateTime<Utc>,
) -> Vec<alarms::Told> {
    let mut told = Vec::new();
    for alarm in alarms {
        told.push(alarms::history(client, alarm.clone(), site, now).await);
    }
    told
}

fn bill(reads: &[Read]) -> Option<Call> {
    let count: u32 = reads.iter().map(|read| read.calls).sum();
    let cost_micro_usd = reads.iter().map(Read::billed).sum::<u64>() * MICRO_USD_A_METRIC;
    (count > 0).then_some(Call { api: "GetMetricData", count, cost_micro_usd })
}

/// A reading without a call: the same trouble for every question.
fn unasked(asks: &[Ask], trouble: &Trouble) -> Reading {
    let items = asks.iter().map(|ask| Item::troubled(ask.question.clone(), trouble.clone())).collect();
    Reading { items, calls: Vec::new() }
}

#[cfg(test)]
mod tests;
