//! The CloudWatch source against recorded answers: the real client, real bytes, no network.

use std::time::Duration;

use aws_smithy_http_client::test_util::StaticReplayClient;
use chrono::TimeDelta;

use super::*;
use crate::{
    pipeline::{SeriesKey, StageKind, Window},
    question::{Fault, MetricsAnswer, SeriesAnswer, SeriesProblem},
    source::aws::fixture::{
        Cbor, ask, function, in_own_environment, metric, metrics_of, minutes_ago, now, page, pipeline,
        recorded, recorded_with, refusal, result, sent, stage, wait_for,
    },
};

mod stretch;

fn source(client: Client, pipelines: &[Arc<Pipeline>]) -> CloudWatch {
    CloudWatch::new(Connection::opened(client), pipelines.to_vec())
}

/// One function with one counter, answered by these.
async fn asked_once(answers: Vec<(u16, Vec<u8>)>) -> (Reading, StaticReplayClient) {
    asked_for(&["Errors"], answers).await
}

async fn asked_for(counters: &[&str], answers: Vec<(u16, Vec<u8>)>) -> (Reading, StaticReplayClient) {
    let (client, replay) = recorded(answers);
    let mut source = source(client, &[function("shop", "fn", counters)]);
    (source.answer(&[ask("shop", Window::Hours3, false)], now()).await, replay)
}

fn series<'a>(answer: &'a MetricsAnswer, metric: &str) -> &'a SeriesAnswer {
    answer.series.get(&SeriesKey::new("processor", metric)).expect("the series is in the answer")
}

fn values(answer: &SeriesAnswer) -> Vec<f64> {
    answer.series.points().iter().map(|point| point.value).collect()
}

#[tokio::test]
async fn cloudwatch_is_spoken_to_in_cbor() {
    let point = (minutes_ago(10), 4.0);
    let (reading, replay) =
        asked_once(vec![(200, page(vec![result("m0", "Complete", &[point])], None))]).await;
    let request = replay.actual_requests().next().unwrap();
    assert!(request.uri().ends_with("/service/GraniteServiceVersion20100801/operation/GetMetricData"));
    assert_eq!(request.headers().get("smithy-protocol"), Some("rpc-v2-cbor"));
    let errors = series(metrics_of(&reading.items[0]), "Errors");
    assert_eq!((values(errors), errors.problem.clone()), (vec![4.0], None));
}

#[tokio::test]
async fn an_answer_that_is_not_cbor_or_is_cut_short_is_garbled() {
    let whole = page(vec![result("m0", "Complete", &[(minutes_ago(10), 4.0)])], None);
    let cut = whole[..whole.len() / 2].to_vec();
    let html = b"<html><body>Welcome to the hotel wireless</body></html>".to_vec();
    for body in [cut, html, br#"{"MetricDataResults":[]}"#.to_vec(), vec![0xff; 64]] {
        let (reading, _) = asked_once(vec![(200, body.clone())]).await;
        let item = &reading.items[0];
        assert_eq!(item.troubles.first().map(|trouble| trouble.fault), Some(Fault::Garbled), "{body:?}");
        assert!(item.answered.is_none(), "an unreadable answer must not look like one without data");
    }
}

#[tokio::test]
async fn an_empty_complete_series_is_no_data_and_not_zero() {
    let (reading, _) = asked_once(vec![(200, page(vec![result("m0", "Complete", &[])], None))]).await;
    let errors = series(metrics_of(&reading.items[0]), "Errors");
    assert_eq!((values(errors), errors.problem.clone()), (vec![], None));
    assert!(reading.items[0].troubles.is_empty());
}

#[tokio::test]
async fn a_unit_is_never_sent_and_points_are_asked_for_in_order() {
    let (_, replay) = asked_once(vec![(200, page(vec![], None))]).await;
    let body = sent(&replay, 0);
    assert!(!body.contains("Unit"), "a wrong unit answers nothing, without an error");
    assert!(body.contains("TimestampAscending") && body.contains("FunctionName"));
    assert!(!body.contains("Expression"), "metric math takes missing points for zero");
}

#[tokio::test]
async fn parts_of_a_series_on_later_pages_are_appended() {
    let (reading, _) = asked_for(
        &["Errors", "Invocations"],
        vec![
            (200, page(vec![result("m0", "PartialData", &[(minutes_ago(9), 1.0)])], Some("more"))),
            (
                200,
                page(
                    vec![
                        result("m0", "Complete", &[(minutes_ago(8), 2.0)]),
                        result("m1", "Complete", &[(minutes_ago(8), 50.0)]),
                    ],
                    None,
                ),
            ),
        ],
    )
    .await;
    let answer = metrics_of(&reading.items[0]);
    assert_eq!(values(series(answer, "Errors")), [1.0, 2.0]);
    assert_eq!(series(answer, "Errors").problem, None, "the last page completed it");
    assert_eq!(values(series(answer, "Invocations")), [50.0]);
    let provenance = &reading.items[0].answered.as_ref().unwrap().provenance;
    assert_eq!(&*provenance.call, "GetMetricData 2 metrics, 2 pages");
    assert_eq!(reading.calls, [Call { api: "GetMetricData", count: 2, cost_micro_usd: 20 }]);
}

#[tokio::test]
async fn pages_without_an_end_come_to_an_end() {
    let endless = (0..60)
        .map(|i| (200, page(vec![result("m0", "PartialData", &[])], Some(&format!("more{i}")))))
        .collect();
    let (reading, replay) = asked_once(endless).await;
    assert_eq!(reading.items[0].troubles[0].fault, Fault::Limit);
    assert_eq!(series(metrics_of(&reading.items[0]), "Errors").problem, Some(SeriesProblem::Partial));
    assert!(replay.actual_requests().count() <= 40);
}

#[tokio::test]
async fn each_series_tells_its_own_problem() {
    let statuses = ["Complete", "PartialData", "InternalError", "Forbidden", "Paused\u{1b}[31m"];
    let results = (0..5).map(|i| result(["m0", "m1", "m2", "m3", "m4"][i], statuses[i], &[])).collect();
    // Queries are sorted by name, so that the ids follow the letters.
    let (reading, _) = asked_for(&["a", "b", "c", "d", "e", "f"], vec![(200, page(results, None))]).await;
    let answer = metrics_of(&reading.items[0]);
    let problems: Vec<_> = ["a", "b", "c", "d", "e"].map(|key| series(answer, key).problem.clone()).into();
    assert_eq!(
        problems,
        [
            None,
            Some(SeriesProblem::Partial),
            Some(SeriesProblem::Internal),
            Some(SeriesProblem::Forbidden),
            Some(SeriesProblem::Unknown("Paused[31m".into())),
        ]
    );
    assert!(
        matches!(&series(answer, "f").problem, Some(SeriesProblem::Message(said)) if said.contains("left"))
    );
}

#[tokio::test]
async fn what_was_not_read_whole_is_not_ripe_beyond_its_last_point() {
    let read =
        vec![result("m0", "PartialData", &[(minutes_ago(60), 7.0)]), result("m1", "InternalError", &[])];
    let (reading, _) = asked_for(&["a", "b"], vec![(200, page(read, None))]).await;
    let answer = metrics_of(&reading.items[0]);
    assert_eq!(series(answer, "a").series.ripe_to, minutes_ago(59));
    assert_eq!(
        series(answer, "b").series.ripe_to,
        i64::MIN,
        "silence of a failing service is not a quiet metric"
    );
}

#[tokio::test]
async fn messages_reach_the_series_they_are_about() {
    let said = |text: &str| {
        Cbor::List(vec![Cbor::Map(vec![("Code", Cbor::text("Odd")), ("Value", Cbor::text(text))])])
    };
    let Cbor::Map(mut one) = result("m0", "Complete", &[(minutes_ago(9), 1.0)]) else { panic!() };
    one.push(("Messages", said("of one\nseries")));
    let results = vec![
        Cbor::Map(one),
        result("m1", "Complete", &[]),
        result("m2", "Complete", &[(minutes_ago(9), 1.0)]),
    ];
    let body =
        Cbor::Map(vec![("MetricDataResults", Cbor::List(results)), ("Messages", said("of all"))]).bytes();
    let (reading, _) = asked_for(&["a", "b", "c"], vec![(200, body)]).await;
    let answer = metrics_of(&reading.items[0]);
    assert_eq!(series(answer, "a").problem, Some(SeriesProblem::Message("Odd: of one series".into())));
    assert_eq!(series(answer, "b").problem, Some(SeriesProblem::Message("Odd: of all".into())));
    assert_eq!(series(answer, "b").series.ripe_to, i64::MIN);
    assert_eq!(series(answer, "c").problem, None);
    assert!(reading.items[0].troubles[0].sentence.contains("of all"));
}

#[tokio::test]
async fn the_newest_points_are_unripe() {
    let points: Vec<(i64, f64)> = (1..=6).rev().map(|minutes| (minutes_ago(minutes), 1.0)).collect();
    let (reading, _) = asked_once(vec![(200, page(vec![result("m0", "Complete", &points)], None))]).await;
    let errors = series(metrics_of(&reading.items[0]), "Errors");
    // It is 12:00:30 and the metric settles in 3 minutes: the minute that ended at 11:57 is the last one ripe.
    assert_eq!(errors.series.last_ripe().unwrap().at, minutes_ago(4));
    assert_eq!(errors.series.last().unwrap().at, minutes_ago(1), "the newest are shown all the same");
}

#[tokio::test]
async fn a_query_that_two_pipelines_share_is_asked_and_paid_once() {
    let (client, replay) =
        recorded(vec![(200, page(vec![result("m0", "Complete", &[(minutes_ago(9), 3.0)])], None))]);
    let mut source =
        source(client, &[function("shop", "fn", &["Errors"]), function("bakery", "fn", &["Errors"])]);
    let asks = [ask("shop", Window::Hours3, false), ask("bakery", Window::Hours3, true)];
    let reading = source.answer(&asks, now()).await;
    assert_eq!(replay.actual_requests().count(), 1);
    for item in &reading.items {
        assert_eq!(values(series(metrics_of(item), "Errors")), [3.0]);
    }
    let costs: Vec<u64> =
        reading.items.iter().map(|item| item.answered.as_ref().unwrap().provenance.cost_micro_usd).collect();
    assert_eq!((costs, reading.calls[0].cost_micro_usd), (vec![10, 0], 10));
}

#[tokio::test]
async fn rereading_the_tail_costs_what_the_whole_window_costs() {
    let answer = || (200, page(vec![result("m0", "Complete", &[])], None));
    let (client, replay) = recorded(vec![answer(), answer()]);
    let mut source = source(client, &[function("shop", "fn", &["Errors"])]);
    let whole = source.answer(&[ask("shop", Window::Hours3, false)], now()).await;
    let tail = source.answer(&[ask("shop", Window::Hours3, true)], now()).await;
    assert_eq!(whole.calls, tail.calls, "CloudWatch bills metrics, not points");
    let command = |reading: &Reading| reading.items[0].answered.as_ref().unwrap().provenance.command.clone();
    assert!(command(&whole).contains("--start-time 2026-03-02T09:00:00Z --end-time 2026-03-02T12:01:00Z"));
    assert!(command(&tail).contains("--start-time 2026-03-02T11:30:00Z --end-time 2026-03-02T12:01:00Z"));
    assert_ne!(sent(&replay, 0), sent(&replay, 1));
}

#[tokio::test]
async fn more_than_500_metrics_take_two_calls_and_one_that_fails_leaves_the_other() {
    let names: Vec<String> = (0..501).map(|i| format!("Metric{i:03}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let first: Vec<Cbor> =
        (0..500).map(|i| result(&format!("m{i}"), "Complete", &[(minutes_ago(9), 1.0)])).collect();
    let (reading, replay) = asked_for(
        &names,
        vec![(200, page(first, None)), (400, refusal("ThrottlingException", "Rate exceeded"))],
    )
    .await;
    assert_eq!(replay.actual_requests().count(), 2);
    let item = &reading.items[0];
    let answer = metrics_of(item);
    assert_eq!(answer.series.len(), 501);
    assert_eq!(values(series(answer, "Metric499")), [1.0]);
    assert!(series(answer, "Metric500").problem.is_some());
    assert_eq!(series(answer, "Metric500").series.ripe_to, i64::MIN);
    assert_eq!(item.troubles.iter().map(|trouble| trouble.fault).collect::<Vec<_>>(), [Fault::Throttled]);
    assert_eq!(reading.calls, [Call { api: "GetMetricData", count: 2, cost_micro_usd: 5_000 }]);
}

#[tokio::test]
async fn daily_metrics_are_read_once_an_hour_three_days_back_and_stay_in_every_answer() {
    let mut size = metric("BucketSizeBytes", "AWS/S3", ("BucketName", "lake"), 86_400);
    size.settle_secs = 0;
    let stages = vec![stage("lake", StageKind::S3, "lake", vec![size])];
    let midnight = now().timestamp().div_euclid(86_400) * 86_400;
    let (client, replay) = recorded(vec![
        (200, page(vec![result("m0", "Complete", &[(midnight - 86_400, 5e9)])], None)),
        (503, Vec::new()),
    ]);
    let mut source = source(client, &[pipeline("shop", stages)]);
    let key = SeriesKey::new("lake", "BucketSizeBytes");
    for (minutes, calls) in [(0, 1), (1, 1), (59, 1), (61, 2)] {
        let reading = source
            .answer(&[ask("shop", Window::Hours3, minutes > 0)], now() + TimeDelta::minutes(minutes))
            .await;
        assert_eq!(replay.actual_requests().count(), calls, "after {minutes} min");
        if minutes == 61 {
            assert_eq!(reading.items[0].troubles[0].fault, Fault::Service);
        } else {
            assert_eq!(values(&metrics_of(&reading.items[0]).series[&key]), [5e9]);
        }
        if minutes == 0 {
            let command = &reading.items[0].answered.as_ref().unwrap().provenance.command;
            assert!(command.contains("--start-time 2026-02-27T00:00:00Z"), "{command}");
        }
    }
}

#[tokio::test]
async fn a_metric_published_every_five_minutes_is_asked_at_its_own_period() {
    let slow = metric("ProvisionedReadCapacityUnits", "AWS/DynamoDB", ("TableName", "t"), 300);
    let fast = metric("ConsumedReadCapacityUnits", "AWS/DynamoDB", ("TableName", "t"), 60);
    let stages = vec![stage("table", StageKind::DynamodbTable, "t", vec![slow, fast])];
    let (client, _) = recorded(vec![(200, page(vec![], None)), (200, page(vec![], None))]);
    let mut source = source(client, &[pipeline("shop", stages)]);
    let periods = |reading: &Reading| -> Vec<u32> {
        metrics_of(&reading.items[0]).series.values().map(|answer| answer.series.period_secs).collect()
    };
    assert_eq!(periods(&source.answer(&[ask("shop", Window::Hours3, false)], now()).await), [60, 300]);
    assert_eq!(periods(&source.answer(&[ask("shop", Window::Days30, false)], now()).await), [3_600, 3_600]);
}

#[tokio::test]
async fn a_refusal_names_the_missing_action() {
    let message = "User: arn:aws:sts::123456789012:assumed-role/ops is not authorized to perform: \
                   cloudwatch:GetMetricData because no identity-based policy allows it";
    let (reading, _) = asked_once(vec![(403, refusal("AccessDenied", message))]).await;
    let trouble = &reading.items[0].troubles[0];
    assert_eq!(trouble.fault, Fault::Denied);
    assert_eq!(trouble.action.as_deref(), Some("cloudwatch:GetMetricData"));
    assert_eq!(&*trouble.fix, "Allow cloudwatch:GetMetricData in the policy of this identity.");
    assert!(!trouble.sentence.contains("123456789012"));
}

#[tokio::test]
async fn a_throttling_service_that_says_when_is_listened_to() {
    let (client, _) =
        recorded_with(vec![(400, refusal("Throttling", "Rate exceeded"))], &[("retry-after", "7")]);
    let mut source = source(client, &[function("shop", "fn", &["Errors"])]);
    let reading = source.answer(&[ask("shop", Window::Hours3, false)], now()).await;
    assert_eq!(reading.items[0].again_after, Some(Duration::from_secs(7)));
    assert_eq!(reading.items[0].troubles[0].fault, Fault::Throttled);
}

#[tokio::test]
async fn the_command_reproduces_the_call() {
    let (reading, _) = asked_once(vec![(200, page(vec![], None))]).await;
    let command = reading.items[0].answered.as_ref().unwrap().provenance.command.to_string();
    assert!(command.starts_with("aws cloudwatch get-metric-data --region us-east-1 --start-time"));
    let json = command.split_once("--metric-data-queries '").unwrap().1.trim_end_matches('\'');
    let queries: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(queries[0]["MetricStat"]["Metric"]["MetricName"], "Errors");
    assert_eq!(queries[0]["MetricStat"]["Period"], 60);
}

#[test]
fn without_a_region_every_question_has_that_trouble() {
    let home = tempfile::tempdir().unwrap();
    let keys = [("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "secret")];
    if !in_own_environment(
        "cloudwatch::tests::without_a_region_every_question_has_that_trouble",
        home.path(),
        &keys,
    ) {
        return;
    }
    let session = crate::source::aws::session::Session::new(Arc::default(), None);
    let mut source =
        CloudWatch::new(Connection::new(session, Client::new), vec![function("shop", "fn", &["Errors"])]);
    let asks = [
        ask("shop", Window::Hours3, false),
        Ask { question: Question::Alarms { pipeline: "shop".into() }, tail_only: false },
    ];
    let reading = wait_for(source.answer(&asks, now()));
    let faults: Vec<Fault> = reading.items.iter().map(|item| item.troubles[0].fault).collect();
    assert_eq!(faults, [Fault::NoRegion, Fault::NoRegion]);
    assert!(reading.calls.is_empty());
}
