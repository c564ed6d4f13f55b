//! Recorded answers for real SDK clients that speak JSON: no network, and the requests are kept to be looked at.

use aws_smithy_http_client::test_util::{ReplayEvent, StaticReplayClient};
use aws_smithy_runtime_api::{
    client::orchestrator::{HttpRequest, HttpResponse},
    http::StatusCode,
};
use aws_smithy_types::{body::SdkBody, retry::RetryConfig};
use serde_json::Value;

/// Answers in the order they are given.
pub(in crate::source::aws) fn recorded(answers: &[(u16, &str)]) -> StaticReplayClient {
    let event = |(status, body): &(u16, &str)| {
        let mut answer = HttpResponse::new(StatusCode::try_from(*status).unwrap(), SdkBody::from(*body));
        answer.headers_mut().insert("content-type", "application/x-amz-json-1.1");
        ReplayEvent::new(HttpRequest::empty(), answer)
    };
    StaticReplayClient::new(answers.iter().map(event).collect())
}

/// An error of a service as it stands in an answer.
pub(in crate::source::aws) fn refusal(code: &str, message: &str) -> String {
    serde_json::json!({ "__type": code, "message": message, "Message": message }).to_string()
}

/// The bodies of the requests made so far.
pub(in crate::source::aws) fn sent(client: &StaticReplayClient) -> Vec<Value> {
    client
        .actual_requests()
        .map(|request| serde_json::from_slice(request.body().bytes().unwrap_or_default()).unwrap())
        .collect()
}

macro_rules! client {
    ($service:ident, $recorded:expr) => {
        $service::Client::from_conf(
            $service::Config::builder()
                .behavior_version($service::config::BehaviorVersion::v2026_01_12())
                .region($service::config::Region::new("us-east-1"))
                .credentials_provider($service::config::Credentials::new("id", "secret", None, None, "test"))
                .retry_config($crate::source::aws::replay::once())
                .http_client($recorded.clone())
                .build(),
        )
    };
}
pub(in crate::source::aws) use client;

/// No second try, so that one answer is one call.
pub(in crate::source::aws) fn once() -> RetryConfig {
    RetryConfig::disabled()
}
