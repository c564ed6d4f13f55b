//! The history of alarms with the real client and recorded answers: pages, cuts, faults and odd items.

use std::sync::Arc;

use aws_smithy_http_client::test_util::StaticReplayClient;
use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    pipeline::{AlarmChange, AlarmState},
    question::{AlarmHistory, Answer, Ask, Fault, Item, Question, Reading},
    source::{
        aws::{
            cloudwatch::CloudWatch,
            fixture::{Cbor, function, now, recorded, recorded_with, refusal, sent},
            session::Connection,
        },
        contract::Source,
    },
};

fn question(alarm: Option<&str>) -> Question {
    Question::AlarmHistory { pipeline: "shop".into(), alarm: alarm.map(Arc::from) }
}

fn ago(minutes: i64) -> DateTime<Utc> {
    now() - TimeDelta::minutes(minutes)
}

fn history_item(name: &str, minutes_ago: i64, kind: &str, summary: &str, more: &str) -> Cbor {
    Cbor::Map(vec![
        ("AlarmName", Cbor::text(name)),
        ("AlarmType", Cbor::text("MetricAlarm")),
        ("Timestamp", Cbor::Time(ago(minutes_ago).timestamp())),
        ("HistoryItemType", Cbor::text(kind)),
        ("HistorySummary", Cbor::text(summary)),
        ("HistoryData", Cbor::text(more)),
    ])
}

fn turned(name: &str, minutes_ago: i64, from: &str, to: &str) -> Cbor {
    let more = format!(
        r#"{{"version":"1.0","oldState":{{"stateValue":"{from}"}},"newState":{{"stateValue":"{to}"}}}}"#
    );
    history_item(name, minutes_ago, "StateUpdate", &format!("Alarm updated from {from} to {to}"), &more)
}

fn page(items: Vec<Cbor>, next: Option<&str>) -> (u16, Vec<u8>) {
    let mut pairs = vec![("AlarmHistoryItems", Cbor::List(items))];
    pairs.extend(next.map(|token| ("NextToken", Cbor::text(token))));
    (200, Cbor::Map(pairs).bytes())
}

async fn asked(questions: &[Question], answers: Vec<(u16, Vec<u8>)>) -> (Reading, StaticReplayClient) {
    let (client, replay) = recorded(answers);
    let mut source = CloudWatch::new(Connection::opened(client), vec![function("shop", "fn", &["Errors"])]);
    assert!(questions.iter().all(|question| source.answers(question)));
    let asks: Vec<Ask> =
        questions.iter().map(|question| Ask { question: question.clone(), tail_only: false }).collect();
    (source.answer(&asks, now()).await, replay)
}

fn history(item: &Item) -> &AlarmHistory {
    match &item.answered.as_ref().expect("an answer").answer {
        Answer::AlarmHistory(history) => history,
        other => panic!("not a history: {other:?}"),
    }
}

#[tokio::test]
async fn all_alarms_are_told_by_their_states_of_a_day_over_all_pages() {
    let (reading, replay) = asked(
        &[question(None)],
        vec![
            page(vec![turned("age", 10, "OK", "ALARM")], Some("more")),
            page(vec![turned("rate", 20, "INSUFFICIENT_DATA", "OK")], None),
        ],
    )
    .await;
    let told = history(&reading.items[0]);
    assert_eq!(told.from, now() - TimeDelta::hours(24));
    let changes: Vec<_> = told.events.iter().map(|event| (&*event.alarm, event.at, event.change)).collect();
    assert_eq!(
        changes,
        [
            ("age", ago(10), AlarmChange::State { from: Some(AlarmState::Ok), to: AlarmState::Alarm }),
            (
                "rate",
                ago(20),
                AlarmChange::State { from: Some(AlarmState::InsufficientData), to: AlarmState::Ok }
            ),
        ]
    );
    let asked = sent(&replay, 0);
    for word in ["StateUpdate", "MetricAlarm", "CompositeAlarm", "TimestampDescending"] {
        assert!(asked.contains(word), "{word} in {asked}");
    }
    assert!(sent(&replay, 1).contains("more"));
    let provenance = &reading.items[0].answered.as_ref().unwrap().provenance;
    assert_eq!(&*provenance.call, "DescribeAlarmHistory 2 items, 2 pages");
    assert!(provenance.command.contains("--start-date 2026-03-01T12:00:30Z"), "{}", provenance.command);
    assert_eq!(
        reading.calls.iter().map(|call| (call.api, call.count)).collect::<Vec<_>>(),
        [("DescribeAlarmHistory", 2)]
    );
}

#[tokio::test]
async fn one_alarm_is_told_whole_and_by_whatever_can_be_read() {
    let (reading, replay) = asked(
        &[question(Some("too high"))],
        vec![page(
            vec![
                history_item("too high", 1, "StateUpdate", "Alarm updated from OK to ALARM", "{broken"),
                history_item("too high", 2, "StateUpdate", "something happened", "[]"),
                history_item("too high", 3, "Action", "Successfully executed action \u{1b}[31mx", ""),
                history_item("too high", 4, "ConfigurationUpdate", "Alarm \"too high\" updated", "{}"),
                history_item("too high", 5, "AlarmContributorStateUpdate", "a contributor", "{}"),
                history_item("too high", 6, "SomethingNew", "of next year", "{}"),
                Cbor::Map(vec![("AlarmName", Cbor::text("no time"))]),
            ],
            None,
        )],
    )
    .await;
    let told = history(&reading.items[0]);
    assert_eq!(told.from, now() - TimeDelta::days(14));
    let changes: Vec<_> = told.events.iter().map(|event| event.change).collect();
    assert_eq!(
        changes,
        [
            AlarmChange::State { from: Some(AlarmState::Ok), to: AlarmState::Alarm },
            AlarmChange::Other,
            AlarmChange::Action,
            AlarmChange::Configuration,
            AlarmChange::Other,
            AlarmChange::Other,
        ]
    );
    assert!(!told.events[2].summary.contains('\u{1b}'));
    let asked = sent(&replay, 0);
    assert!(asked.contains("too high") && !asked.contains("StateUpdate"), "{asked}");
    let command = &reading.items[0].answered.as_ref().unwrap().provenance.command;
    assert!(command.contains("--alarm-name 'too high'"), "{command}");
}

#[tokio::test]
async fn pages_without_an_end_are_cut_and_the_answer_says_from_when_it_is_whole() {
    let pages = (0..20)
        .map(|place| page(vec![turned("flaps", place * 7, "OK", "ALARM")], Some(&format!("more{place}"))));
    let (reading, replay) = asked(&[question(None)], pages.collect()).await;
    let told = history(&reading.items[0]);
    assert_eq!(replay.actual_requests().count(), 10);
    assert_eq!((told.events.len(), told.from), (10, ago(63)));
    assert_eq!(reading.items[0].troubles[0].fault, Fault::Limit);
}

#[tokio::test]
async fn a_page_that_is_throttled_leaves_those_before_it() {
    let throttled = (400, refusal("ThrottlingException", "Rate exceeded"));
    let (reading, _) =
        asked(&[question(None)], vec![page(vec![turned("age", 30, "OK", "ALARM")], Some("more")), throttled])
            .await;
    let told = history(&reading.items[0]);
    assert_eq!((told.events.len(), told.from), (1, ago(30)));
    assert_eq!(reading.items[0].troubles[0].fault, Fault::Throttled);
}

#[tokio::test]
async fn a_throttled_first_page_is_no_answer_and_says_when_to_ask_again() {
    let (client, _) =
        recorded_with(vec![(400, refusal("Throttling", "Rate exceeded"))], &[("retry-after", "9")]);
    let mut source = CloudWatch::new(Connection::opened(client), vec![function("shop", "fn", &["Errors"])]);
    let reading = source.answer(&[Ask { question: question(None), tail_only: false }], now()).await;
    let item = &reading.items[0];
    assert!(item.answered.is_none(), "no history must not look like a quiet day");
    assert_eq!(
        (item.troubles[0].fault, item.again_after),
        (Fault::Throttled, Some(std::time::Duration::from_secs(9)))
    );
}

#[tokio::test]
async fn garbage_is_no_answer() {
    for body in [vec![0xff; 40], b"<html>".to_vec(), page(vec![], None).1[..10].to_vec()] {
        let (reading, _) = asked(&[question(None)], vec![(200, body)]).await;
        assert_eq!(reading.items[0].troubles[0].fault, Fault::Garbled);
        assert!(reading.items[0].answered.is_none());
    }
}

#[tokio::test]
async fn a_denied_history_leaves_the_alarms_alone_and_names_its_action() {
    let message = "User: x is not authorized to perform: cloudwatch:DescribeAlarmHistory";
    let alarms = Cbor::Map(vec![("MetricAlarms", Cbor::List(Vec::new()))]).bytes();
    let questions = [Question::Alarms { pipeline: "shop".into() }, question(None)];
    // Both calls are made at the same time; either may be answered first.
    for order in [[0, 1], [1, 0]] {
        let answers = [(200, alarms.clone()), (403, refusal("AccessDenied", message))];
        let (reading, _) = asked(&questions, order.map(|place: usize| answers[place].clone()).into()).await;
        let of = |question: &Question| reading.items.iter().find(|item| item.question == *question).unwrap();
        let (list, told) = (of(&questions[0]), of(&questions[1]));
        if list.answered.is_some() {
            assert!(list.troubles.is_empty());
            assert_eq!(told.troubles[0].fault, Fault::Denied);
            assert_eq!(told.troubles[0].action.as_deref(), Some("cloudwatch:DescribeAlarmHistory"));
            return;
        }
    }
    panic!("the alarms were never answered");
}

#[tokio::test]
async fn two_pipelines_of_a_region_share_one_history() {
    let (client, replay) = recorded(vec![page(vec![turned("age", 10, "OK", "ALARM")], None)]);
    let pipelines = vec![function("shop", "fn", &["Errors"]), function("other", "fn", &["Errors"])];
    let mut source = CloudWatch::new(Connection::opened(client), pipelines);
    let asks = ["shop", "other"].map(|name| Ask {
        question: Question::AlarmHistory { pipeline: name.into(), alarm: None },
        tail_only: false,
    });
    let reading = source.answer(&asks, now()).await;
    assert_eq!(replay.actual_requests().count(), 1);
    assert!(reading.items.iter().all(|item| history(item).events.len() == 1));
}
