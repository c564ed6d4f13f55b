//! The Kinesis source with the real client and mocked answers.

use aws_sdk_kinesis::{
    operation::describe_stream_summary::{DescribeStreamSummaryError, DescribeStreamSummaryOutput},
    types::{
        EnhancedMetrics, MetricsName, StreamModeDetails, StreamStatus, error::ResourceNotFoundException,
    },
};
use aws_smithy_mocks::{Rule, RuleMode, mock, mock_client};
use aws_smithy_types::{DateTime as SdkTime, error::ErrorMetadata};

use super::*;
use crate::{
    pipeline::StageName,
    source::aws::fixture::{now, pipeline, stage},
};

fn described(name: &str, mode: SdkMode, shards: i32) -> DescribeStreamSummaryOutput {
    let monitoring = EnhancedMetrics::builder().shard_level_metrics(MetricsName::IncomingBytes).build();
    let summary = StreamDescriptionSummary::builder()
        .stream_name(name)
        .stream_arn("arn:aws:kinesis:us-east-1:123456789012:stream/x")
        .stream_status(StreamStatus::Active)
        .stream_mode_details(StreamModeDetails::builder().stream_mode(mode).build().unwrap())
        .retention_period_hours(48)
        .stream_creation_timestamp(SdkTime::from_secs(0))
        .enhanced_monitoring(monitoring)
        .open_shard_count(shards)
        .build()
        .unwrap();
    DescribeStreamSummaryOutput::builder().stream_description_summary(summary).build()
}

fn answers(name: &'static str, mode: SdkMode, shards: i32) -> Rule {
    mock!(Client::describe_stream_summary)
        .match_requests(move |request| request.stream_name() == Some(name))
        .then_output(move || described(name, mode.clone(), shards))
}

fn streams(names: &[&str]) -> Arc<Pipeline> {
    pipeline("shop", names.iter().map(|name| stage(name, StageKind::Kinesis, name, Vec::new())).collect())
}

fn question() -> Question {
    Question::Streams { pipeline: "shop".into() }
}

async fn read(client: Client, pipelines: Vec<Arc<Pipeline>>) -> Reading {
    let mut source = Kinesis::new(Connection::opened(client), pipelines);
    assert!(source.answers(&question()));
    source.answer(&[Ask { question: question(), tail_only: false }], now()).await
}

fn facts(item: &Item) -> &BTreeMap<StageName, StreamFacts> {
    match &item.answered.as_ref().expect("an answer").answer {
        Answer::Streams(facts) => facts,
        other => panic!("not streams: {other:?}"),
    }
}

#[tokio::test]
async fn mode_shards_and_retention_are_read_for_each_stream() {
    let (orders, clicks) =
        (answers("orders", SdkMode::Provisioned, 4), answers("clicks", SdkMode::OnDemand, 1));
    let client = mock_client!(aws_sdk_kinesis, RuleMode::MatchAny, &[&orders, &clicks]);
    let reading = read(client, vec![streams(&["orders", "clicks"])]).await;
    let facts = facts(&reading.items[0]);
    let (orders, clicks) = (&facts[&"orders".into()], &facts[&"clicks".into()]);
    assert_eq!((orders.mode, orders.open_shards, orders.retention_hours), (StreamMode::Provisioned, 4, 48));
    assert_eq!((&*orders.status, orders.shard_metrics.as_slice()), ("ACTIVE", &["IncomingBytes".into()][..]));
    assert_eq!(clicks.mode, StreamMode::OnDemand);
    assert_eq!(reading.calls, [Call { api: "DescribeStreamSummary", count: 2, cost_micro_usd: 0 }]);
}

#[tokio::test]
async fn a_denied_or_missing_stream_leaves_the_others() {
    let fine = answers("fine", SdkMode::Provisioned, 1);
    let denied = mock!(Client::describe_stream_summary)
        .match_requests(|request| request.stream_name() == Some("denied"))
        .then_error(|| {
            DescribeStreamSummaryError::generic(
                ErrorMetadata::builder().code("AccessDeniedException").build(),
            )
        });
    let missing = mock!(Client::describe_stream_summary)
        .match_requests(|request| request.stream_name() == Some("missing"))
        .then_error(|| {
            let error = ResourceNotFoundException::builder()
                .meta(ErrorMetadata::builder().code("ResourceNotFoundException").build())
                .build();
            DescribeStreamSummaryError::ResourceNotFoundException(error)
        });
    let client = mock_client!(aws_sdk_kinesis, RuleMode::MatchAny, &[&fine, &denied, &missing]);
    let reading = read(client, vec![streams(&["fine", "denied", "missing"])]).await;
    let item = &reading.items[0];
    assert_eq!(facts(item).keys().map(StageName::as_str).collect::<Vec<_>>(), ["fine"]);
    let told: Vec<_> = item
        .troubles
        .iter()
        .map(|t| (t.stage.as_ref().unwrap().as_str(), t.fault, t.action.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            ("denied", Fault::Denied, Some("kinesis:DescribeStreamSummary")),
            ("missing", Fault::NotFound, None),
        ]
    );
}

#[tokio::test]
async fn what_hits_every_stream_is_told_once() {
    let expired = mock!(Client::describe_stream_summary).then_error(|| {
        DescribeStreamSummaryError::generic(ErrorMetadata::builder().code("ExpiredTokenException").build())
    });
    let client = mock_client!(aws_sdk_kinesis, RuleMode::MatchAny, &[&expired]);
    let reading = read(client, vec![streams(&["a", "b", "c"])]).await;
    assert!(reading.items[0].answered.is_none());
    let faults: Vec<_> = reading.items[0].troubles.iter().map(|t| (t.fault, t.stage.is_none())).collect();
    assert_eq!(faults, [(Fault::ExpiredCredentials, true)]);
}

#[tokio::test]
async fn a_pipeline_without_streams_is_answered_without_a_call() {
    let client = mock_client!(aws_sdk_kinesis, RuleMode::MatchAny, &[] as &[&Rule]);
    let reading = read(client, vec![streams(&[])]).await;
    assert!(facts(&reading.items[0]).is_empty());
    assert!(reading.calls.is_empty());
}
