//! What a configuration becomes: an estate, and sources that start whatever is missing.

use chrono::NaiveDate;

use super::*;
use crate::{
    business::Currency,
    config::{Poll, ScreenSettings},
    pipeline::Window,
    question::{Ask, Fault, Question},
    source::aws::fixture::{ask, function, in_own_environment, now, wait_for},
};

fn config(pipelines: Vec<Pipeline>) -> Config {
    Config {
        account: Account::default(),
        pipelines,
        vendors: None,
        lake: None,
        poll: Poll::default(),
        screen: ScreenSettings::default(),
        currency: Currency::parse("USD").unwrap(),
        business_zone: chrono_tz::UTC,
        ..Config::default()
    }
}

fn in_region(name: &str, region: &str) -> Pipeline {
    Pipeline { region: region.into(), ..(*function(name, "fn", &["Errors"])).clone() }
}

#[tokio::test]
async fn a_configuration_that_names_nothing_is_an_empty_estate() {
    let (estate, sources) = connect(&config(Vec::new())).await;
    assert!(estate.pipelines.is_empty() && estate.vendor_table.is_none() && estate.lake.is_none());
    assert!(sources.is_empty());
}

#[tokio::test]
async fn each_region_has_its_sources_and_each_question_its_one_source() {
    let pipelines = [("a", "us-east-1"), ("b", "eu-west-1"), ("c", "us-east-1")];
    let config = config(pipelines.map(|(name, region)| in_region(name, region)).into());
    let (estate, sources) = connect(&config).await;
    let names: Vec<&str> = sources.iter().map(|source| source.name()).collect();
    assert_eq!(
        names,
        ["CloudWatch eu-west-1", "Kinesis eu-west-1", "CloudWatch us-east-1", "Kinesis us-east-1"]
    );
    for pipeline in &estate.pipelines {
        let name = || pipeline.name.clone();
        let questions = [
            Question::Metrics { pipeline: name(), window: Window::Hours3 },
            Question::Alarms { pipeline: name() },
            Question::Streams { pipeline: name() },
        ];
        for question in questions {
            assert_eq!(sources.iter().filter(|source| source.answers(&question)).count(), 1, "{question:?}");
        }
    }
    let stranger = Question::Alarms { pipeline: "nobody's".into() };
    assert!(!sources.iter().any(|source| source.answers(&stranger)));
}

#[test]
fn without_region_and_credentials_sources_start_and_tell_their_trouble() {
    let home = tempfile::tempdir().unwrap();
    let name = "connect::tests::without_region_and_credentials_sources_start_and_tell_their_trouble";
    if !in_own_environment(name, home.path(), &[]) {
        return;
    }
    wait_for(async {
        let (_, mut nowhere) = connect(&config(vec![in_region("a", "")])).await;
        let reading = nowhere[0].answer(&[ask("a", Window::Hours3, false)], now()).await;
        assert_eq!(nowhere[0].name(), "CloudWatch");
        assert_eq!(reading.items[0].troubles[0].fault, Fault::NoRegion);
        let (_, mut nobody) = connect(&config(vec![in_region("a", "us-east-1")])).await;
        let reading = nobody[0].answer(&[ask("a", Window::Hours3, false)], now()).await;
        assert_eq!(reading.items[0].troubles[0].fault, Fault::NoCredentials);
        let asks = [Ask { question: Question::Alarms { pipeline: "a".into() }, tail_only: false }];
        let reading = nobody[0].answer(&asks, now()).await;
        assert_eq!(reading.items[0].troubles[0].fault, Fault::NoCredentials);
    });
}

#[test]
fn the_region_of_the_environment_is_given_to_pipelines_without_one() {
    let home = tempfile::tempdir().unwrap();
    let name = "connect::tests::the_region_of_the_environment_is_given_to_pipelines_without_one";
    if in_own_environment(name, home.path(), &[("AWS_DEFAULT_REGION", "eu-central-1")]) {
        let (estate, sources) = wait_for(connect(&config(vec![in_region("a", "")])));
        assert_eq!(
            (&*estate.pipelines[0].region, sources[0].name()),
            ("eu-central-1", "CloudWatch eu-central-1")
        );
    }
}

#[test]
fn an_endpoint_override_of_the_environment_is_shown_without_its_password() {
    let home = tempfile::tempdir().unwrap();
    let name = "connect::tests::an_endpoint_override_of_the_environment_is_shown_without_its_password";
    let vars = [("AWS_ENDPOINT_URL_CLOUDWATCH", "http://user:secret@127.0.0.1:4566/x\u{1b}[31m")];
    if in_own_environment(name, home.path(), &vars) {
        let (estate, _) = wait_for(connect(&config(vec![in_region("a", "us-east-1")])));
        assert_eq!(estate.endpoint.as_deref(), Some("http://127.0.0.1:4566/x[31m"));
    }
}

#[test]
fn an_override_of_every_service_is_shown() {
    let home = tempfile::tempdir().unwrap();
    let name = "connect::tests::an_override_of_every_service_is_shown";
    let vars = [("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")];
    if in_own_environment(name, home.path(), &vars) {
        let (estate, _) = wait_for(connect(&config(vec![in_region("a", "us-east-1")])));
        assert_eq!(estate.endpoint.as_deref(), Some("http://127.0.0.1:4566"));
    }
}

#[test]
fn an_override_that_is_ignored_is_not_shown() {
    let home = tempfile::tempdir().unwrap();
    let name = "connect::tests::an_override_that_is_ignored_is_not_shown";
    let vars = [
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:4566"),
        ("AWS_ENDPOINT_URL_KINESIS", "http://127.0.0.1:4567"),
        ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"),
    ];
    if in_own_environment(name, home.path(), &vars) {
        let (estate, _) = wait_for(connect(&config(vec![in_region("a", "us-east-1")])));
        assert_eq!(estate.endpoint, None);
    }
}

#[tokio::test]
async fn the_estate_carries_what_the_configuration_says() {
    let mut config = config(vec![in_region("a", "us-east-1")]);
    config.account.profile = Some("ops".into());
    let (estate, _) = connect(&config).await;
    assert_eq!(estate.account.as_deref(), Some("ops"));
    assert_eq!(estate.business_day(now()), NaiveDate::from_ymd_opt(2026, 3, 2).unwrap());
    assert!(estate.demo.is_none());
}
