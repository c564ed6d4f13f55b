//! What the tests beside the sources share: small pipelines, recorded CBOR answers, environments of their own.
//! Answers are made byte by byte, so that the SDK reads what CloudWatch would send.

use std::{path::Path, process::Command, sync::Arc, time::Duration};

use aws_credential_types::Credentials;
use aws_sdk_cloudwatch::config::{BehaviorVersion, Region};
use aws_smithy_http_client::test_util::{ReplayEvent, StaticReplayClient};
use aws_smithy_runtime_api::{
    client::orchestrator::{HttpRequest, HttpResponse},
    http::StatusCode,
};
use aws_smithy_types::{body::SdkBody, retry::RetryConfig};
use chrono::{DateTime, TimeZone, Utc};

use super::fault::CallSite;
use crate::{
    pipeline::{Metric, Missing, Pipeline, PipelineName, Shape, Stage, StageKind, Told, Unit, Window},
    question::{Ask, Item, MetricsAnswer, Question},
};

/// 12:00:30 on a day: half a minute past, so that rounding shows.
pub(super) fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 2, 12, 0, 30).unwrap()
}

/// Minutes before noon of that day, as epoch seconds.
pub(super) fn minutes_ago(minutes: i64) -> i64 {
    now().timestamp() - 30 - minutes * 60
}

pub(super) fn site() -> CallSite {
    CallSite {
        source: "CloudWatch us-east-1".into(),
        service: "CloudWatch",
        operation: "GetMetricData",
        action: "cloudwatch:GetMetricData",
        profile: None,
    }
}

/// A counter of a stage, published by the minute.
pub(super) fn metric(key: &str, namespace: &str, dimension: (&str, &str), period_secs: u32) -> Metric {
    Metric {
        key: key.into(),
        label: key.into(),
        namespace: namespace.into(),
        name: key.into(),
        dimensions: [(Arc::from(dimension.0), Arc::from(dimension.1))].into(),
        statistic: "Sum".into(),
        unit: Unit::Count,
        shape: Shape::Counter,
        period_secs,
        settle_secs: 180,
        missing: Missing::Zero,
    }
}

pub(super) fn stage(name: &str, kind: StageKind, resource: &str, metrics: Vec<Metric>) -> Stage {
    Stage {
        name: name.into(),
        kind,
        resource: resource.into(),
        after: Vec::new(),
        metrics,
        rules: Vec::new(),
        told: Told::default(),
    }
}

pub(super) fn pipeline(name: &str, stages: Vec<Stage>) -> Arc<Pipeline> {
    Arc::new(Pipeline { name: name.into(), region: "us-east-1".into(), retention_hours: None, stages })
}

/// A pipeline of one function with these counters.
pub(super) fn function(name: &str, resource: &str, counters: &[&str]) -> Arc<Pipeline> {
    let metrics =
        counters.iter().map(|key| metric(key, "AWS/Lambda", ("FunctionName", resource), 60)).collect();
    pipeline(name, vec![stage("processor", StageKind::Lambda, resource, metrics)])
}

pub(super) fn ask(pipeline: &str, window: Window, tail_only: bool) -> Ask {
    Ask { question: Question::Metrics { pipeline: PipelineName::from(pipeline), window }, tail_only }
}

pub(super) fn metrics_of(item: &Item) -> &MetricsAnswer {
    match &item.answered.as_ref().expect("an answer").answer {
        crate::question::Answer::Metrics(metrics) => metrics,
        other => panic!("not metrics: {other:?}"),
    }
}

/// A value of CBOR, as far as CloudWatch's answers need it.
pub(super) enum Cbor {
    Map(Vec<(&'static str, Cbor)>),
    List(Vec<Cbor>),
    Text(String),
    Float(f64),
    Time(i64),
}

impl Cbor {
    pub(super) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.write(&mut bytes);
        bytes
    }

    fn write(&self, to: &mut Vec<u8>) {
        match self {
            Self::Map(pairs) => {
                head(5, pairs.len() as u64, to);
                for (key, value) in pairs {
                    Self::text(key).write(to);
                    value.write(to);
                }
            }
            Self::List(values) => {
                head(4, values.len() as u64, to);
                for value in values {
                    value.write(to);
                }
            }
            Self::Text(text) => {
                head(3, text.len() as u64, to);
                to.extend(text.as_bytes());
            }
            Self::Float(value) => {
                to.push(0xfb);
                to.extend(value.to_be_bytes());
            }
            Self::Time(secs) => {
                head(6, 1, to);
                Self::Float(*secs as f64).write(to);
            }
        }
    }
}

fn head(major: u8, size: u64, to: &mut Vec<u8>) {
    to.push((major << 5) | 0b1_1011);
    to.extend(size.to_be_bytes());
}

/// One result of a page.
pub(super) fn result(id: &str, status: &str, points: &[(i64, f64)]) -> Cbor {
    Cbor::Map(vec![
        ("Id", Cbor::text(id)),
        ("Label", Cbor::text("a label")),
        ("StatusCode", Cbor::text(status)),
        ("Timestamps", Cbor::List(points.iter().map(|(at, _)| Cbor::Time(*at)).collect())),
        ("Values", Cbor::List(points.iter().map(|(_, value)| Cbor::Float(*value)).collect())),
    ])
}

/// A page of GetMetricData.
pub(super) fn page(results: Vec<Cbor>, next: Option<&str>) -> Vec<u8> {
    let mut pairs = vec![("MetricDataResults", Cbor::List(results))];
    pairs.extend(next.map(|token| ("NextToken", Cbor::text(token))));
    Cbor::Map(pairs).bytes()
}

/// An error as the wire carries it.
pub(super) fn refusal(code: &str, message: &str) -> Vec<u8> {
    Cbor::Map(vec![("__type", Cbor::text(code)), ("message", Cbor::text(message))]).bytes()
}

/// A client that is answered by these, in this order: HTTP status and CBOR body.
pub(super) fn recorded(answers: Vec<(u16, Vec<u8>)>) -> (aws_sdk_cloudwatch::Client, StaticReplayClient) {
    recorded_with(answers, &[])
}

/// The same, with headers on every answer.
pub(super) fn recorded_with(
    answers: Vec<(u16, Vec<u8>)>,
    headers: &[(&str, &str)],
) -> (aws_sdk_cloudwatch::Client, StaticReplayClient) {
    let event = |(status, body): (u16, Vec<u8>)| {
        let status = StatusCode::try_from(status).unwrap();
        let mut response = HttpResponse::new(status, SdkBody::from(body));
        let fixed = [("content-type", "application/cbor"), ("smithy-protocol", "rpc-v2-cbor")];
        for (name, value) in fixed.iter().chain(headers) {
            response.headers_mut().insert((*name).to_owned(), (*value).to_owned());
        }
        ReplayEvent::new(HttpRequest::empty(), response)
    };
    let replay = StaticReplayClient::new(answers.into_iter().map(event).collect());
    let config = cloudwatch_config().http_client(replay.clone()).build();
    (aws_sdk_cloudwatch::Client::from_conf(config), replay)
}

/// A configuration with credentials, a region and no retries.
pub(super) fn cloudwatch_config() -> aws_sdk_cloudwatch::config::Builder {
    aws_sdk_cloudwatch::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .credentials_provider(Credentials::for_tests())
        .region(Region::new("us-east-1"))
        .retry_config(RetryConfig::disabled())
}

/// The body of a recorded request, as text as far as it is text.
pub(super) fn sent(replay: &StaticReplayClient, place: usize) -> String {
    let request = replay.actual_requests().nth(place).expect("a request");
    String::from_utf8_lossy(request.body().bytes().unwrap_or_default()).into_owned()
}

/// Environment variables belong to the whole process and setting them is unsafe, so a test that needs its own runs
/// this very binary again with that one test in it. True in the child, where the test does its work.
pub(super) fn in_own_environment(test: &str, home: &Path, vars: &[(&str, &str)]) -> bool {
    const MARK: &str = "TIDEWATCH_TEST_ENVIRONMENT";
    if std::env::var(MARK).is_ok_and(|mark| mark == test) {
        return true;
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args([&format!("source::aws::{test}"), "--exact", "--nocapture", "--test-threads=1"])
        .env_clear()
        .env(MARK, test)
        .env("HOME", home)
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .envs(vars.iter().copied())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let failed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{failed}");
    assert!(said.contains("1 passed"), "no test is called {test}:\n{said}");
    false
}

/// Runs a future on a runtime of its own, with real time.
pub(super) fn wait_for<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        tokio::time::timeout(Duration::from_mins(1), future).await.expect("it took too long")
    })
}
