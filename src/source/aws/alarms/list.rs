//! Reads the alarms of a region, all pages, and puts them in order with the stages of a pipeline.
//! A part of the list is given even where a page failed, with the trouble beside it.

use std::{cmp::Reverse, collections::BTreeMap, sync::Arc, time::Duration};

use aws_sdk_cloudwatch::{Client, types::AlarmType};
use chrono::{DateTime, Utc};

use super::{
    convert::{self, Converted},
    watched,
};
use crate::{
    pipeline::{Alarm, Pipeline, StageName},
    question::{AlarmList, Answer, Answered, Fault, Item, Provenance, Question, Trouble},
    source::aws::{
        asker::Asker,
        fault::{self, CallSite},
    },
};

/// Alarms a page; the API's most.
const A_PAGE: i32 = 100;
/// Pages read: 5000 alarms, the default quota of an account and region.
const MOST_PAGES: usize = 50;

/// The alarms of a region as read.
pub(in crate::source::aws) struct Listed {
    alarms: Vec<Converted>,
    pages: u32,
    /// Calls that were made, answered or not.
    pub(in crate::source::aws) calls: u32,
    trouble: Option<Trouble>,
    again_after: Option<Duration>,
}

impl Listed {
    /// Names that had to be cleaned, with what AWS calls those alarms.
    pub(in crate::source::aws) fn renamed(&self) -> impl Iterator<Item = (Arc<str>, String)> {
        let is_other = |one: &&Converted| *one.alarm.name != *one.raw_name;
        self.alarms.iter().filter(is_other).map(|one| (one.alarm.name.clone(), one.raw_name.clone()))
    }
}

/// Reads every page. Without `AlarmTypes` CloudWatch would leave composites out. Log alarms, which watch queries over
/// logs, are not asked for: they have no metric that a stage could be told by.
pub(in crate::source::aws) async fn list(client: &Client, site: &CallSite, now: DateTime<Utc>) -> Listed {
    let mut pages = client
        .describe_alarms()
        .alarm_types(AlarmType::MetricAlarm)
        .alarm_types(AlarmType::CompositeAlarm)
        .max_records(A_PAGE)
        .into_paginator()
        .send();
    let mut listed = Listed { alarms: Vec::new(), pages: 0, calls: 0, trouble: None, again_after: None };
    for page in 0.. {
        if page == MOST_PAGES {
            listed.trouble = Some(too_many(listed.alarms.len(), site, now));
            break;
        }
        match pages.next().await {
            None => break,
            Some(Ok(page)) => {
                listed.pages += 1;
                listed.calls += 1;
                listed.alarms.extend(page.metric_alarms().iter().map(convert::of_metric));
                listed.alarms.extend(page.composite_alarms().iter().map(convert::of_composite));
            }
            Some(Err(error)) => {
                listed.calls += 1;
                listed.trouble = Some(fault::trouble(&error, site, now));
                listed.again_after = fault::again_after(&error);
                break;
            }
        }
    }
    listed
}

fn too_many(count: usize, site: &CallSite, now: DateTime<Utc>) -> Trouble {
    Trouble {
        source: site.source.clone(),
        fault: Fault::Limit,
        sentence: format!("There are more than the {count} alarms that were read.").into(),
        fix: "Look at the others in the CloudWatch console; alarms of a pipeline may be among them.".into(),
        action: None,
        stage: None,
        at: now,
    }
}

/// The answer for one pipeline.
pub(in crate::source::aws) fn item(
    question: &Question,
    listed: &Listed,
    pipeline: Option<&Arc<Pipeline>>,
    asker: &Asker,
) -> Item {
    let answered = (listed.pages > 0).then(|| Answered {
        answer: Answer::Alarms(AlarmList { alarms: in_order(&listed.alarms, pipeline) }),
        provenance: Provenance {
            source: asker.source.clone(),
            as_of: asker.now,
            complete_to: None,
            latency: asker.latency,
            cost_micro_usd: 0,
            call: call(listed).into(),
            command: format!(
                "aws cloudwatch describe-alarms {} --alarm-types MetricAlarm CompositeAlarm",
                asker.flags
            )
            .into(),
        },
    });
    Item {
        question: question.clone(),
        answered,
        troubles: listed.trouble.iter().cloned().collect(),
        again_after: listed.again_after,
        waiting: None,
    }
}

fn call(listed: &Listed) -> String {
    match listed.pages {
        1 => format!("DescribeAlarms {} alarms", listed.alarms.len()),
        pages => format!("DescribeAlarms {} alarms, {pages} pages", listed.alarms.len()),
    }
}

/// Alarms with their stages: ALARM first, then `INSUFFICIENT_DATA`, then OK, the newest first in each.
fn in_order(alarms: &[Converted], pipeline: Option<&Arc<Pipeline>>) -> Vec<Arc<Alarm>> {
    let stages = pipeline.map_or_else(BTreeMap::new, |pipeline| stages_by_name(alarms, pipeline));
    let mut ordered: Vec<Arc<Alarm>> = alarms
        .iter()
        .map(|one| {
            let stages = stages.get(&one.raw_name).cloned().unwrap_or_default();
            let mut alarm = Alarm { stages, ..one.alarm.clone() };
            alarm.detail.metrics = watched::told(&one.watched, pipeline.map(|pipeline| &**pipeline));
            Arc::new(alarm)
        })
        .collect();
    ordered.sort_by(|a, b| (a.state, Reverse(a.since), &a.name).cmp(&(b.state, Reverse(b.since), &b.name)));
    ordered
}

fn stages_by_name(alarms: &[Converted], pipeline: &Pipeline) -> BTreeMap<String, Vec<StageName>> {
    let direct: BTreeMap<String, Vec<StageName>> =
        alarms.iter().map(|one| (one.raw_name.clone(), watched::stages_of(&one.watched, pipeline))).collect();
    let rules: BTreeMap<String, Vec<String>> =
        alarms.iter().map(|one| (one.raw_name.clone(), one.raw_children.clone())).collect();
    alarms
        .iter()
        .map(|one| {
            (one.raw_name.clone(), watched::through_children(&one.raw_name, &direct, &rules, pipeline))
        })
        .collect()
}
