//! What happened to the alarms of a region, or to one of them: pages of `DescribeAlarmHistory`, the newest first.
//! Where pages are missing at the end, the answer says from when on it is whole.

use std::time::Duration;

use aws_sdk_cloudwatch::{
    Client,
    types::{AlarmHistoryItem, AlarmType, HistoryItemType, ScanBy},
};
use aws_smithy_types::DateTime as SdkTime;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::Value;

use super::convert::{MOST_NAME, MOST_WORDS, line, time};
use crate::{
    pipeline::{AlarmChange, AlarmEvent, AlarmState},
    question::{AlarmHistory, Answer, Answered, Fault, Item, Provenance, Question, Trouble},
    source::aws::{
        asker::Asker,
        fault::{self, CallSite},
        shell,
    },
};

/// Items a page; the API's most.
const A_PAGE: i32 = 100;
/// Pages read. CloudWatch takes three of these calls a second, of the whole account and region.
const MOST_PAGES: usize = 10;
/// How far back all alarms are told, and one alone: CloudWatch keeps a fortnight.
const OF_ALL: TimeDelta = TimeDelta::hours(24);
const OF_ONE: TimeDelta = TimeDelta::days(14);

/// A history as read.
pub(in crate::source::aws) struct Told {
    /// Whose, as AWS writes the name; none for all.
    alarm: Option<String>,
    asked_from: DateTime<Utc>,
    history: AlarmHistory,
    pages: u32,
    /// Calls that were made, answered or not.
    pub(in crate::source::aws) calls: u32,
    trouble: Option<Trouble>,
    again_after: Option<Duration>,
}

/// Reads state changes of all alarms in the last day, or everything about one alarm (by the name AWS knows) in the
/// last fortnight.
pub(in crate::source::aws) async fn history(
    client: &Client,
    alarm: Option<String>,
    site: &CallSite,
    now: DateTime<Utc>,
) -> Told {
    let from = now - if alarm.is_some() { OF_ONE } else { OF_ALL };
    let mut pages = client
        .describe_alarm_history()
        .set_alarm_name(alarm.clone())
        // Without types only metric alarms are told; log alarms are of another kind and are left out.
        .alarm_types(AlarmType::MetricAlarm)
        .alarm_types(AlarmType::CompositeAlarm)
        .set_history_item_type(alarm.is_none().then_some(HistoryItemType::StateUpdate))
        .start_date(SdkTime::from_secs(from.timestamp()))
        .end_date(SdkTime::from_secs(now.timestamp() + 1))
        .max_records(A_PAGE)
        .scan_by(ScanBy::TimestampDescending)
        .into_paginator()
        .send();
    let mut told = Told {
        alarm,
        asked_from: from,
        history: AlarmHistory { from, events: Vec::new() },
        pages: 0,
        calls: 0,
        trouble: None,
        again_after: None,
    };
    for page in 0.. {
        if page == MOST_PAGES {
            told.trouble = Some(cut(told.history.events.len(), site, now));
            break;
        }
        match pages.next().await {
            None => break,
            Some(Ok(page)) => {
                told.pages += 1;
                told.calls += 1;
                told.history.events.extend(page.alarm_history_items().iter().filter_map(event));
            }
            Some(Err(error)) => {
                told.calls += 1;
                told.trouble = Some(fault::trouble(&error, site, now));
                told.again_after = fault::again_after(&error);
                break;
            }
        }
    }
    told.history.events.sort_by_key(|event| std::cmp::Reverse(event.at));
    if told.trouble.is_some() {
        // The newest come first: behind the oldest that came, nothing is known.
        told.history.from = told.history.events.last().map_or(now, |oldest| oldest.at.max(from));
    }
    told
}

/// The answer to one question.
pub(in crate::source::aws) fn item_of_history(question: &Question, told: &Told, asker: &Asker) -> Item {
    let answered = (told.pages > 0).then(|| Answered {
        answer: Answer::AlarmHistory(told.history.clone()),
        provenance: Provenance {
            source: asker.source.clone(),
            as_of: asker.now,
            complete_to: Some(asker.now),
            latency: asker.latency,
            cost_micro_usd: 0,
            call: match told.pages {
                1 => format!("DescribeAlarmHistory {} items", told.history.events.len()).into(),
                pages => {
                    format!("DescribeAlarmHistory {} items, {pages} pages", told.history.events.len()).into()
                }
            },
            command: command(told, asker).into(),
        },
    });
    Item {
        question: question.clone(),
        answered,
        troubles: told.trouble.iter().cloned().collect(),
        again_after: told.again_after,
        waiting: None,
    }
}

fn command(told: &Told, asker: &Asker) -> String {
    let whose = told.alarm.as_ref().map_or_else(
        || "--history-item-type StateUpdate".to_owned(),
        |name| format!("--alarm-name {}", shell::word(name)),
    );
    let iso = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    format!(
        "aws cloudwatch describe-alarm-history {whose} --alarm-types MetricAlarm CompositeAlarm --start-date {} \
         --end-date {} {}",
        iso(told.asked_from),
        iso(asker.now),
        asker.flags
    )
}

fn cut(count: usize, site: &CallSite, now: DateTime<Utc>) -> Trouble {
    Trouble {
        source: site.source.clone(),
        fault: Fault::Limit,
        sentence: format!("Alarms changed more often than the {count} times that were read.").into(),
        fix: "What is older is in the CloudWatch console; alarms that flap so much need another threshold or M of N."
            .into(),
        action: None,
        stage: None,
        at: now,
    }
}

/// An item in our words; one without a time cannot be placed and is left out.
fn event(item: &AlarmHistoryItem) -> Option<AlarmEvent> {
    let at = item.timestamp().and_then(time)?;
    let summary = item.history_summary().unwrap_or_default();
    let change = match item.history_item_type() {
        Some(HistoryItemType::StateUpdate) => state_change(item.history_data(), summary),
        Some(HistoryItemType::ConfigurationUpdate) => AlarmChange::Configuration,
        Some(HistoryItemType::Action) => AlarmChange::Action,
        _ => AlarmChange::Other,
    };
    Some(AlarmEvent {
        alarm: line(item.alarm_name().unwrap_or_default(), MOST_NAME),
        at,
        change,
        summary: line(summary, MOST_WORDS),
    })
}

/// From which state to which: by `HistoryData`, or where that cannot be read by the words of the summary.
fn state_change(told: Option<&str>, summary: &str) -> AlarmChange {
    let told: Value = told.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let state = |which: &str| told.get(which)?.get("stateValue")?.as_str().and_then(state_named);
    let (said_from, said_to) = said(summary);
    match state("newState").or(said_to) {
        Some(to) => AlarmChange::State { from: state("oldState").or(said_from), to },
        None => AlarmChange::Other,
    }
}

/// The states in `Alarm updated from OK to ALARM`.
fn said(summary: &str) -> (Option<AlarmState>, Option<AlarmState>) {
    let after = |word: &str| {
        let mut words = summary.split_whitespace().skip_while(|one| *one != word);
        words.nth(1).and_then(|state| state_named(state.trim_end_matches('.')))
    };
    (after("from"), after("to"))
}

fn state_named(name: &str) -> Option<AlarmState> {
    [AlarmState::Alarm, AlarmState::InsufficientData, AlarmState::Ok]
        .into_iter()
        .find(|state| state.as_str() == name)
}
