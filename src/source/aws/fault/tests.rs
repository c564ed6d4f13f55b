//! Every kind of failure, as one of the real client's errors: recorded answers, refused, reset, mute and odd servers.
//! The network is this machine's own; nothing here leaves it.

use std::{net::TcpListener, path::Path, time::Duration};

use aws_sdk_cloudwatch::{
    Client, config::timeout::TimeoutConfig, error::SdkError, operation::list_metrics::ListMetricsError,
};
use aws_smithy_types::error::ErrorMetadata;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::*;
use crate::{
    question::{Fault, Trouble},
    source::aws::{
        fixture::{cloudwatch_config, in_own_environment, now, recorded, refusal, site, wait_for},
        session::{Connection, Session},
    },
};

async fn trouble_of(client: &Client) -> Trouble {
    let error = client.list_metrics().send().await.expect_err("the call must fail");
    trouble(&error, &site(), now())
}

async fn answered(status: u16, code: &str, message: &str) -> Trouble {
    trouble_of(&recorded(vec![(status, refusal(code, message))]).0).await
}

#[tokio::test]
async fn every_code_has_its_fault() {
    let cases = [
        ("AccessDenied", 403, Fault::Denied),
        ("AccessDeniedException", 400, Fault::Denied),
        ("com.amazon.coral.service#AccessDeniedException", 400, Fault::Denied),
        ("ExpiredToken", 403, Fault::ExpiredCredentials),
        ("ExpiredTokenException", 400, Fault::ExpiredCredentials),
        ("RequestExpired", 400, Fault::ExpiredCredentials),
        ("UnrecognizedClientException", 400, Fault::NoCredentials),
        ("InvalidClientTokenId", 403, Fault::NoCredentials),
        ("SignatureDoesNotMatch", 403, Fault::NoCredentials),
        ("Throttling", 400, Fault::Throttled),
        ("ThrottlingException", 400, Fault::Throttled),
        ("ThrottledException", 400, Fault::Throttled),
        ("TooManyRequestsException", 429, Fault::Throttled),
        ("ProvisionedThroughputExceededException", 400, Fault::Throttled),
        ("RequestLimitExceeded", 400, Fault::Throttled),
        ("LimitExceededException", 400, Fault::Throttled),
        ("SlowDown", 503, Fault::Throttled),
        ("ResourceNotFoundException", 400, Fault::NotFound),
        ("EntityNotFoundException", 400, Fault::NotFound),
        ("InvalidParameterValue", 400, Fault::Invalid),
        ("ValidationException", 400, Fault::Invalid),
        ("InternalServiceFault", 500, Fault::Service),
        ("ServiceUnavailable", 503, Fault::Service),
        ("SomethingNew", 502, Fault::Service),
        ("SomethingNew", 400, Fault::Invalid),
    ];
    for (code, status, fault) in cases {
        let trouble = answered(status, code, "some words").await;
        assert_eq!(trouble.fault, fault, "{code} {status}: {}", trouble.sentence);
        assert!(trouble.sentence.ends_with('.') && trouble.fix.ends_with('.'), "{trouble:?}");
    }
}

#[tokio::test]
async fn a_failing_service_without_a_readable_word_is_still_told_apart() {
    for (status, fault) in
        [(500, Fault::Service), (503, Fault::Service), (403, Fault::Denied), (429, Fault::Throttled)]
    {
        let client = recorded(vec![(status, b"<html>busy</html>".to_vec())]).0;
        assert_eq!(trouble_of(&client).await.fault, fault, "{status}");
    }
}

#[tokio::test]
async fn denied_names_the_action_the_service_names_or_else_that_of_the_call() {
    let said =
        "User: u is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:k with an explicit deny";
    let trouble = answered(400, "AccessDeniedException", said).await;
    assert_eq!(trouble.action.as_deref(), Some("kms:Decrypt"));
    assert!(trouble.fix.contains("explicit"), "{}", trouble.fix);
    for odd in ["no", "not authorized to perform: \u{1b}[31mred", "not authorized to perform: a b", ""] {
        let trouble = answered(400, "AccessDeniedException", odd).await;
        assert_eq!(trouble.action.as_deref(), Some("cloudwatch:GetMetricData"), "{odd}");
    }
}

#[tokio::test]
async fn what_a_service_says_cannot_steer_the_terminal() {
    let trouble = answered(400, "Validation\u{1b}]0;x\u{7}", "bad\r\n\u{1b}[2J\u{202e}words").await;
    assert!(!trouble.sentence.chars().any(char::is_control), "{:?}", trouble.sentence);
    assert!(trouble.sentence.contains("bad [2Jwords"), "{}", trouble.sentence);
    let long = answered(400, "ValidationException", &"x".repeat(50_000)).await;
    assert!(long.sentence.chars().count() < 600);
}

#[tokio::test]
async fn an_expired_session_says_which_login_renews_it() {
    let client = recorded(vec![(403, refusal("ExpiredToken", "The security token has expired"))]).0;
    let error = client.list_metrics().send().await.unwrap_err();
    let call = CallSite { profile: Some("ops".into()), ..site() };
    let trouble = trouble(&error, &call, now());
    assert_eq!(&*trouble.sentence, "The session of profile ops has expired.");
    assert!(trouble.fix.contains("aws sso login --profile ops"), "{}", trouble.fix);
}

#[test]
fn an_error_without_code_or_status_is_garbled() {
    let raw = aws_smithy_runtime_api::http::Response::new(
        aws_smithy_runtime_api::http::StatusCode::try_from(200).unwrap(),
        aws_smithy_types::body::SdkBody::empty(),
    );
    let error = SdkError::service_error(ListMetricsError::generic(ErrorMetadata::builder().build()), raw);
    assert_eq!(trouble(&error, &site(), now()).fault, Fault::Garbled);
}

/// The real client against `url`, which tries once and waits for half a second.
fn client_of(url: &str) -> Client {
    let times = TimeoutConfig::builder().operation_timeout(Duration::from_millis(500)).build();
    Client::from_conf(cloudwatch_config().endpoint_url(url).timeout_config(times).build())
}

/// A server that does this with each connection.
async fn served<F>(serve: fn(TcpStream) -> F) -> String
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream));
        }
    });
    address.to_string()
}

async fn read_some(stream: &mut TcpStream) {
    let mut bytes = [0; 4_096];
    let _ = stream.read(&mut bytes).await;
}

#[tokio::test]
async fn a_refused_connection_is_offline() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let trouble = trouble_of(&client_of(&format!("http://{free}"))).await;
    assert_eq!(trouble.fault, Fault::Offline);
    assert!(trouble.sentence.contains("refused"), "{}", trouble.sentence);
}

#[tokio::test]
async fn a_name_that_does_not_resolve_is_offline() {
    let trouble = trouble_of(&client_of("http://nowhere.invalid")).await;
    assert!(matches!(trouble.fault, Fault::Offline | Fault::TimedOut), "{trouble:?}");
    if trouble.fault == Fault::Offline {
        assert!(trouble.sentence.contains("does not resolve"), "{}", trouble.sentence);
    }
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_offline() {
    let address = served(|mut stream| async move {
        read_some(&mut stream).await;
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    })
    .await;
    let trouble = trouble_of(&client_of(&format!("https://{address}"))).await;
    assert_eq!(trouble.fault, Fault::Offline);
    assert!(trouble.sentence.contains("TLS"), "{}", trouble.sentence);
}

#[tokio::test]
async fn a_server_that_says_nothing_times_out() {
    let address = served(|mut stream| async move {
        read_some(&mut stream).await;
        std::future::pending::<()>().await;
    })
    .await;
    assert_eq!(trouble_of(&client_of(&format!("http://{address}"))).await.fault, Fault::TimedOut);
}

#[tokio::test]
async fn an_answer_that_stops_in_the_middle_is_garbled() {
    let address = served(|mut stream| async move {
        read_some(&mut stream).await;
        let head = b"HTTP/1.1 200 OK\r\ncontent-type: application/cbor\r\nsmithy-protocol: rpc-v2-cbor\r\n\
                     content-length: 5000\r\n\r\n\xa1";
        let _ = stream.write_all(head).await;
    })
    .await;
    let trouble = trouble_of(&client_of(&format!("http://{address}"))).await;
    assert_eq!(trouble.fault, Fault::Garbled);
    assert!(trouble.sentence.contains("cut short"), "{}", trouble.sentence);
}

#[tokio::test]
async fn a_connection_closed_before_the_answer_passes_by_itself() {
    let address = served(|mut stream| async move { read_some(&mut stream).await }).await;
    let trouble = trouble_of(&client_of(&format!("http://{address}"))).await;
    assert_eq!(trouble.fault, Fault::Offline, "{trouble:?}");
    assert!(trouble.fault.passes_by_itself());
}

/// What a call with this session's own credentials meets; nothing may be sent.
fn met(session: Session, profile: Option<&str>) -> Trouble {
    wait_for(async {
        let call = CallSite { profile: profile.map(Into::into), ..site() };
        let mut connection = Connection::new(session, Client::new);
        let client = connection.client(&call, now()).await.expect("a region is set");
        trouble(&client.list_metrics().send().await.unwrap_err(), &call, now())
    })
}

fn session(profile: Option<&str>) -> Session {
    let account = crate::config::Account { profile: profile.map(Into::into), ..Default::default() };
    Session::new(std::sync::Arc::new(account), Some("us-east-1"))
}

fn home_with(config: &str) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let folder: &Path = home.path();
    std::fs::create_dir(folder.join(".aws")).unwrap();
    std::fs::write(folder.join(".aws/config"), config).unwrap();
    home
}

#[test]
fn no_credentials_at_all_are_trouble_and_nothing_is_sent() {
    let home = tempfile::tempdir().unwrap();
    if in_own_environment(
        "fault::tests::no_credentials_at_all_are_trouble_and_nothing_is_sent",
        home.path(),
        &[],
    ) {
        let trouble = met(session(None), None);
        assert_eq!(
            (trouble.fault, &*trouble.sentence),
            (Fault::NoCredentials, "No AWS credentials were found.")
        );
    }
}

#[test]
fn a_profile_that_is_not_defined_is_named() {
    let home = home_with("[profile other]\nregion = eu-west-1\n");
    if in_own_environment("fault::tests::a_profile_that_is_not_defined_is_named", home.path(), &[]) {
        let trouble = met(session(Some("ops")), Some("ops"));
        assert_eq!(
            (trouble.fault, &*trouble.sentence),
            (Fault::NoCredentials, "Profile ops is not defined.")
        );
    }
}

#[test]
fn an_sso_profile_that_is_not_logged_in_says_so() {
    let home = home_with(
        "[sso-session work]\nsso_region = us-east-1\nsso_start_url = https://work.awsapps.com/start\n\
         [profile ops]\nsso_session = work\nsso_account_id = 123456789012\nsso_role_name = ops\n",
    );
    if in_own_environment("fault::tests::an_sso_profile_that_is_not_logged_in_says_so", home.path(), &[]) {
        let trouble = met(session(Some("ops")), Some("ops"));
        assert_eq!(trouble.fault, Fault::ExpiredCredentials, "{trouble:?}");
        assert!(trouble.fix.contains("aws sso login --profile ops"), "{}", trouble.fix);
    }
}
