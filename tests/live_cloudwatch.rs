//! Metrics, alarms and streams against the emulated account that `scripts/test` starts and seeds.
//! What must come out is known from the seed, which counts by itself.

use std::{collections::BTreeMap, process::Command, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};
use tidewatch::{
    business::Currency,
    config::{Account, Config, Poll, ScreenSettings},
    pipeline::{
        AlarmState, Metric, Missing, Pipeline, PipelineName, SeriesKey, Shape, Stage, StageKind, StageName,
        Unit, Window,
    },
    question::{Answer, Ask, Fault, Item, Question},
    source,
};

const STREAM: &str = "makeriess-analytics-stream-dev";
const FUNCTION: &str = "analyticsEventProcessor-dev";

/// The emulator takes any keys, but they must be there; the environment belongs to the whole process, so the test
/// runs itself again with them. True in that second run.
fn with_keys(test: &str) -> bool {
    const MARK: &str = "TIDEWATCH_TEST_KEYS";
    if std::env::var_os(MARK).is_some() {
        return true;
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args([test, "--exact", "--include-ignored", "--nocapture"])
        .env(MARK, "1")
        .env("AWS_ACCESS_KEY_ID", "testing")
        .env("AWS_SECRET_ACCESS_KEY", "testing")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env_remove("AWS_PROFILE")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("1 passed"), "{said}");
    false
}

fn metric(key: &str, namespace: &str, name: &str, dimension: (&str, &str), statistic: &str) -> Metric {
    Metric {
        key: key.into(),
        label: key.into(),
        namespace: namespace.into(),
        name: name.into(),
        dimensions: [(Arc::from(dimension.0), Arc::from(dimension.1))].into(),
        statistic: statistic.into(),
        unit: Unit::Count,
        shape: if statistic == "Sum" { Shape::Counter } else { Shape::Gauge },
        period_secs: 60,
        settle_secs: 180,
        missing: Missing::Unknown,
    }
}

fn stage(name: &str, kind: StageKind, resource: &str, metrics: Vec<Metric>) -> Stage {
    Stage {
        name: name.into(),
        kind,
        resource: resource.into(),
        after: Vec::new(),
        metrics,
        rules: Vec::new(),
    }
}

/// The seeded pipeline, and a metric that nobody publishes.
fn pipeline(region: &str) -> Pipeline {
    let (stream, function) = (("StreamName", STREAM), ("FunctionName", FUNCTION));
    let on_stream = vec![
        metric("incoming", "AWS/Kinesis", "IncomingRecords", stream, "Sum"),
        metric("age", "AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds", stream, "Maximum"),
        metric("mistyped", "AWS/Kinesis", "IncomingRecords", ("Streamname", STREAM), "Sum"),
    ];
    let on_function = vec![metric("invocations", "AWS/Lambda", "Invocations", function, "Sum")];
    Pipeline {
        name: "shop".into(),
        region: region.into(),
        retention_hours: None,
        stages: vec![
            stage("stream", StageKind::Kinesis, STREAM, on_stream),
            stage("processor", StageKind::Lambda, FUNCTION, on_function),
        ],
    }
}

fn config(url: &str, region: &str) -> Config {
    Config {
        account: Account { endpoint_url: Some(url.into()), ..Account::default() },
        pipelines: vec![pipeline(region)],
        vendors: None,
        lake: None,
        poll: Poll::default(),
        screen: ScreenSettings::default(),
        currency: Currency::parse("USD").unwrap(),
        business_zone: chrono_tz::UTC,
    }
}

fn questions() -> [Question; 3] {
    let pipeline = PipelineName::from("shop");
    [
        Question::Metrics { pipeline: pipeline.clone(), window: Window::Hours3 },
        Question::Alarms { pipeline: pipeline.clone() },
        Question::Streams { pipeline },
    ]
}

/// What each question brings.
async fn answers(config: &Config, now: DateTime<Utc>) -> BTreeMap<Question, Item> {
    let (_, sources) = source::connect(config).await;
    let mut items = BTreeMap::new();
    for mut source in sources {
        let asks: Vec<Ask> = questions()
            .into_iter()
            .filter(|question| source.answers(question))
            .map(|question| Ask { question, tail_only: false })
            .collect();
        items.extend(
            source.answer(&asks, now).await.items.into_iter().map(|item| (item.question.clone(), item)),
        );
    }
    items
}

fn seeded() -> (serde_json::Value, DateTime<Utc>) {
    let path = std::env::var("TIDEWATCH_TEST_TRUTH").expect("run by scripts/test");
    let truth: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let now = truth["now"].as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
    (truth, now + TimeDelta::seconds(30))
}

#[tokio::test]
#[ignore = "needs the emulated account of scripts/test"]
async fn the_seeded_pipeline_is_read_as_it_was_seeded() {
    if !with_keys("the_seeded_pipeline_is_read_as_it_was_seeded") {
        return;
    }
    let (truth, now) = seeded();
    let items = answers(&config(&std::env::var("TIDEWATCH_TEST_AWS").unwrap(), "us-east-1"), now).await;
    let troubles: Vec<_> = items.values().flat_map(|item| &item.troubles).collect();
    assert!(troubles.is_empty(), "{troubles:?}");
    for item in items.values() {
        match &item.answered.as_ref().unwrap().answer {
            Answer::Metrics(metrics) => {
                let points =
                    |stage: &str, key: &str| metrics.series[&SeriesKey::new(stage, key)].series.points();
                assert_eq!(points("stream", "incoming").len(), 181, "three hours by the minute");
                assert_eq!(points("stream", "age").len(), 176, "the gap of five minutes stays a gap");
                assert!(points("stream", "mistyped").is_empty(), "a wrong dimension has no data");
                let load = points("stream", "incoming")[0].value;
                let calls = points("processor", "invocations")[0].value;
                assert!(
                    (load - calls * 100.0).abs() < 1e-6 && (500.0..700.0).contains(&load),
                    "{load} {calls}"
                );
            }
            Answer::Alarms(list) => {
                assert_eq!(list.alarms.len() as u64, truth["alarms"]["total"].as_u64().unwrap());
                let age = list.alarms.iter().find(|alarm| &*alarm.name == "iterator-age").unwrap();
                assert_eq!(
                    (age.state, &*age.stages),
                    (AlarmState::Alarm, &[StageName::from("processor")][..])
                );
                assert_eq!(Some(&*age.reason), truth["alarms"]["reason"].as_str());
                let composite = list.alarms.iter().find(|alarm| &*alarm.name == "pipeline").unwrap();
                assert_eq!(&*composite.stages, [StageName::from("processor")]);
            }
            Answer::Streams(streams) => {
                assert_eq!(streams[&StageName::from("stream")].open_shards, 2);
            }
            other => panic!("nobody asked for {other:?}"),
        }
    }
}

/// Puts a rule into the fault proxy. Each test has its own region, so that tests do not meet each other's faults.
fn inject(proxy: &str, rule: &serde_json::Value) {
    use std::io::{Read, Write};
    let address = proxy.trim_start_matches("http://");
    let body = serde_json::Value::Array(vec![rule.clone()]).to_string();
    let head = format!(
        "PATCH /_microburst/rules HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
         connection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 2"), "{answer}");
}

#[tokio::test]
#[ignore = "needs the emulated account of scripts/test"]
async fn faults_on_the_wire_are_told_apart() {
    if !with_keys("faults_on_the_wire_are_told_apart") {
        return;
    }
    let (_, now) = seeded();
    let proxy = std::env::var("TIDEWATCH_TEST_FAULTS").unwrap();
    let cases = [
        (
            "eu-west-1",
            serde_json::json!({ "error": { "code": "AccessDenied", "status": 403 } }),
            Fault::Denied,
        ),
        ("eu-west-2", serde_json::json!({ "error": { "code": "ThrottlingException" } }), Fault::Throttled),
        (
            "eu-west-3",
            serde_json::json!({ "error": { "code": "ExpiredToken", "status": 403 } }),
            Fault::ExpiredCredentials,
        ),
        ("eu-north-1", serde_json::json!({ "response": { "truncate_frac": 0.5 } }), Fault::Garbled),
        (
            "eu-south-1",
            serde_json::json!({ "error": { "code": "InternalFailure", "status": 500 } }),
            Fault::Service,
        ),
    ];
    for (region, mut rule, fault) in cases {
        rule["service"] = "*".into();
        rule["region"] = region.into();
        inject(&proxy, &rule);
        let items = answers(&config(&proxy, region), now).await;
        let faults: Vec<Fault> =
            items.values().flat_map(|item| &item.troubles).map(|trouble| trouble.fault).collect();
        assert_eq!(faults, [fault; 3], "{rule}");
    }
}
