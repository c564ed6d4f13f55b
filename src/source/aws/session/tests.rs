//! Which credentials, region and retries a session ends up with, in environments of their own.

use std::{path::Path, sync::Arc};

use aws_credential_types::provider::ProvideCredentials;

use super::*;
use crate::source::aws::fixture::{in_own_environment, now, site, wait_for};

const KEYS: [(&str, &str); 2] =
    [("AWS_ACCESS_KEY_ID", "AKIDENVIRONMENT"), ("AWS_SECRET_ACCESS_KEY", "secret")];

fn session(account: Account, region: Option<&str>) -> Session {
    Session::new(Arc::new(account), region)
}

async fn key_of(config: &SdkConfig) -> String {
    let provider = config.credentials_provider().expect("a provider");
    provider.provide_credentials().await.expect("credentials").access_key_id().to_owned()
}

fn write_credentials(home: &Path, profile: &str, key: &str) {
    std::fs::create_dir_all(home.join(".aws")).unwrap();
    let text = format!("[{profile}]\naws_access_key_id = {key}\naws_secret_access_key = secret\n");
    std::fs::write(home.join(".aws/credentials"), text).unwrap();
}

#[test]
fn a_retry_mode_of_the_old_cli_does_not_panic() {
    let home = tempfile::tempdir().unwrap();
    let vars = [("AWS_RETRY_MODE", "legacy"), ("AWS_MAX_ATTEMPTS", "0")];
    if in_own_environment("session::tests::a_retry_mode_of_the_old_cli_does_not_panic", home.path(), &vars) {
        let config = wait_for(session(Account::default(), Some("us-east-1")).load());
        assert_eq!(config.retry_config().map(RetryConfig::max_attempts), Some(3));
    }
}

#[test]
fn a_retry_mode_in_the_profile_does_not_panic_either() {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join(".aws")).unwrap();
    let text = "[profile ops]\nretry_mode = legacy\nmax_attempts = 0\nregion = eu-west-1\n";
    std::fs::write(home.path().join(".aws/config"), text).unwrap();
    if in_own_environment(
        "session::tests::a_retry_mode_in_the_profile_does_not_panic_either",
        home.path(),
        &[],
    ) {
        let account = Account { profile: Some("ops".into()), ..Account::default() };
        let config = wait_for(session(account, None).load());
        assert_eq!(config.region().map(AsRef::as_ref), Some("eu-west-1"), "the profile's own region is used");
    }
}

#[test]
fn the_profile_wins_over_keys_in_the_environment() {
    let home = tempfile::tempdir().unwrap();
    write_credentials(home.path(), "ops", "AKIDPROFILE");
    if in_own_environment("session::tests::the_profile_wins_over_keys_in_the_environment", home.path(), &KEYS)
    {
        let account = Account { profile: Some("ops".into()), ..Account::default() };
        wait_for(async {
            assert_eq!(key_of(&session(account, Some("us-east-1")).load().await).await, "AKIDPROFILE");
            assert_eq!(
                key_of(&session(Account::default(), Some("us-east-1")).load().await).await,
                "AKIDENVIRONMENT",
                "without a profile the environment is what counts"
            );
        });
    }
}

#[test]
fn credentials_renewed_on_disk_are_used_after_the_old_ones_failed() {
    let home = tempfile::tempdir().unwrap();
    write_credentials(home.path(), "ops", "AKIDOLD");
    if !in_own_environment(
        "session::tests::credentials_renewed_on_disk_are_used_after_the_old_ones_failed",
        home.path(),
        &[],
    ) {
        return;
    }
    let home = std::env::var("HOME").unwrap();
    let account = Account { profile: Some("ops".into()), ..Account::default() };
    let mut connection = Connection::new(session(account, Some("us-east-1")), Clone::clone);
    wait_for(async {
        assert_eq!(key_of(&connection.client(&site(), now()).await.unwrap()).await, "AKIDOLD");
        write_credentials(Path::new(&home), "ops", "AKIDNEW");
        connection.heed(Fault::Throttled);
        assert_eq!(key_of(&connection.client(&site(), now()).await.unwrap()).await, "AKIDOLD");
        connection.heed(Fault::ExpiredCredentials);
        assert_eq!(key_of(&connection.client(&site(), now()).await.unwrap()).await, "AKIDNEW");
    });
}

#[test]
fn a_missing_region_is_known_before_anything_is_asked() {
    let home = tempfile::tempdir().unwrap();
    if in_own_environment(
        "session::tests::a_missing_region_is_known_before_anything_is_asked",
        home.path(),
        &KEYS,
    ) {
        let mut connection = Connection::new(session(Account::default(), Some("  ")), Clone::clone);
        let trouble = wait_for(connection.client(&site(), now())).map(|_| ()).unwrap_err();
        assert_eq!(trouble.fault, Fault::NoRegion);
        assert!(trouble.fix.contains("AWS_REGION"), "{}", trouble.fix);
    }
}

#[test]
fn a_region_in_the_environment_serves_where_none_is_configured() {
    let home = tempfile::tempdir().unwrap();
    let vars = [("AWS_REGION", "ap-east-2")];
    if in_own_environment(
        "session::tests::a_region_in_the_environment_serves_where_none_is_configured",
        home.path(),
        &vars,
    ) {
        let config = wait_for(session(Account::default(), None).load());
        assert_eq!(config.region().map(AsRef::as_ref), Some("ap-east-2"));
    }
}

#[tokio::test]
async fn calls_have_time_outs_and_an_endpoint_override_holds() {
    let account = Account { endpoint_url: Some("http://127.0.0.1:4566".into()), ..Account::default() };
    let session = session(account, Some("us-east-1"));
    let config = session.load().await;
    let times = config.timeout_config().unwrap();
    assert_eq!(
        (times.connect_timeout(), times.operation_attempt_timeout(), times.operation_timeout()),
        (Some(CONNECT), Some(ATTEMPT), Some(OPERATION))
    );
    assert_eq!(config.endpoint_url(), Some("http://127.0.0.1:4566"));
    assert_eq!(session.cli_flags(), "--region us-east-1 --endpoint-url http://127.0.0.1:4566");
}

#[test]
fn a_role_is_assumed_with_its_external_id() {
    let home = tempfile::tempdir().unwrap();
    if !in_own_environment("session::tests::a_role_is_assumed_with_its_external_id", home.path(), &KEYS) {
        return;
    }
    wait_for(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let served = tokio::spawn(answer_assume_role(listener));
        let account = Account {
            endpoint_url: Some(url.into()),
            role_arn: Some("arn:aws:iam::123456789012:role/viewer".into()),
            external_id: Some("tide-42".into()),
            ..Account::default()
        };
        let key = key_of(&session(account, Some("us-east-1")).load().await).await;
        assert_eq!(key, "AKIDASSUMED");
        let asked = served.await.unwrap();
        assert!(asked.contains("Action=AssumeRole") && asked.contains("ExternalId=tide-42"), "{asked}");
    });
}

/// Answers one `AssumeRole` call and hands back what was asked.
async fn answer_assume_role(listener: tokio::net::TcpListener) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut asked = String::new();
    while !asked.contains("ExternalId") {
        let mut bytes = [0; 4_096];
        let count = stream.read(&mut bytes).await.unwrap();
        asked.push_str(&String::from_utf8_lossy(&bytes[..count]));
    }
    let body = "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials>\
                <AccessKeyId>AKIDASSUMED</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>\
                <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>";
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\ncontent-length: {}\r\n\r\n", body.len());
    stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
    asked
}
