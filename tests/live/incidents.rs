//! Incidents of the demo world, put into CloudWatch as AWS would hold them and read back by the product itself: the
//! verdict must name the same cause and stage as it does in the demo.

use std::{collections::BTreeMap, fmt::Write};

use aws_sdk_cloudwatch::{
    primitives::DateTime as Moment,
    types::{Dimension, MetricDatum},
};
use chrono::{DateTime, Utc};
use futures::FutureExt;
use tidewatch::{
    config,
    pipeline::{Class, Health, Metric, Pipeline, Point, SeriesKey, Window},
    question::{Answer, Ask, Question},
    simulator::Scenario,
    source,
};

use crate::account::{endpoint, look, open};

/// The stages of the demo's pipeline that publish metrics, as a user writes them down; `@` is the incident's own name.
const STAGES: [(&str, &str, &str, &str); 7] = [
    ("ingest", "appsync", "api@", ""),
    ("stream", "kinesis", "stream@", "ingest"),
    ("processor", "lambda", "processor@", "stream"),
    ("counters", "dynamodb-table", "counters@", "processor"),
    ("by-vendor", "dynamodb-index", "counters@/GSI1", "counters"),
    ("dead-letters", "sqs", "letters@", "processor"),
    ("delivery", "firehose", "delivery@", "stream"),
];

/// What happens, and the verdict: class and stage.
const INCIDENTS: [(Scenario, Class, &[&str]); 8] = [
    (Scenario::ConsumerStopped, Class::Stopped, &["processor"]),
    (Scenario::MappingDisabled, Class::Stopped, &["processor"]),
    (Scenario::ConcurrencyThrottled, Class::ConcurrencyThrottled, &["processor"]),
    (Scenario::PoisonRecord, Class::PoisonRecord, &["processor"]),
    (Scenario::UnderCapacity, Class::UnderCapacity, &["processor"]),
    (Scenario::WritesThrottled, Class::WritesThrottled, &["counters"]),
    (Scenario::DeliveryFailing, Class::DeliveryFailing, &["delivery"]),
    (Scenario::DeadLetters, Class::DeadLetters, &["processor", "dead-letters"]),
];

/// The pipeline of an incident as a user writes it down; the mark keeps the resources of two tests apart.
pub(crate) fn text_of(scenario: Scenario, mark: &str) -> String {
    let mut text = "[account]\nregion = \"us-east-1\"\n\n[[pipeline]]\nname = \"shop\"\n".to_owned();
    for (name, kind, resource, after) in STAGES {
        let resource = resource.replace('@', &format!("{mark}-{}", scenario.name()));
        let _ = write!(
            text,
            "  [[pipeline.stage]]\n  name = \"{name}\"\n  kind = \"{kind}\"\n  resource = \"{resource}\"\n"
        );
        if !after.is_empty() {
            let _ = writeln!(text, "  after = \"{after}\"");
        }
    }
    text
}

/// A written configuration, at the emulator.
pub(crate) fn config_of(text: &str) -> config::Config {
    let mut config = config::parse(text, "incident").unwrap_or_else(|report| panic!("{report}"));
    config.account.endpoint_url = Some(endpoint().into());
    config
}

/// What the demo world published until now, an incident under way.
pub(crate) fn published(scenario: Scenario, now: DateTime<Utc>) -> BTreeMap<SeriesKey, Vec<Point>> {
    let (estate, mut source) = source::demo(7, now, scenario, 1.0);
    let question = Question::Metrics { pipeline: estate.pipelines[0].name.clone(), window: Window::JUDGED };
    let reading = source.answer(&[Ask { question, tail_only: false }], now).now_or_never().unwrap();
    let Answer::Metrics(metrics) = &reading.items[0].answered.as_ref().unwrap().answer else {
        panic!("{reading:?}")
    };
    // A service hands a minute over when it has ended.
    let has_ended = |point: &&Point| point.at + 60 <= now.timestamp();
    metrics
        .series
        .iter()
        .map(|(key, answer)| {
            (key.clone(), answer.series.points().iter().filter(has_ended).copied().collect())
        })
        .collect()
}

fn data(metric: &Metric, points: &[Point]) -> Vec<MetricDatum> {
    let dimensions: Vec<Dimension> = metric
        .dimensions
        .iter()
        .map(|(name, value)| Dimension::builder().name(&**name).value(&**value).build())
        .collect();
    let datum = |point: &Point| {
        MetricDatum::builder()
            .metric_name(&*metric.name)
            .set_dimensions(Some(dimensions.clone()))
            .timestamp(Moment::from_secs(point.at))
            .value(point.value)
            .build()
    };
    points.iter().map(datum).collect()
}

pub(crate) async fn put(
    client: &aws_sdk_cloudwatch::Client,
    pipeline: &Pipeline,
    series: &BTreeMap<SeriesKey, Vec<Point>>,
) {
    for stage in &pipeline.stages {
        for metric in &stage.metrics {
            let key = SeriesKey { stage: stage.name.clone(), metric: metric.key.clone() };
            let points = series.get(&key).map(Vec::as_slice).unwrap_or_default();
            for batch in data(metric, points).chunks(500) {
                let request = client.put_metric_data().namespace(&*metric.namespace);
                request.set_metric_data(Some(batch.to_vec())).send().await.unwrap();
            }
        }
    }
}

pub(crate) fn client() -> aws_sdk_cloudwatch::Client {
    let credentials = aws_credential_types::Credentials::new("testing", "testing", None, None, "tests");
    let config = aws_sdk_cloudwatch::Config::builder()
        .behavior_version(aws_config::BehaviorVersion::v2026_01_12())
        .region(aws_config::Region::new("us-east-1"))
        .endpoint_url(endpoint())
        .credentials_provider(credentials)
        .build();
    aws_sdk_cloudwatch::Client::from_conf(config)
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the emulator that scripts/test starts"]
async fn what_an_account_tells_of_an_incident_is_judged_as_in_the_demo() {
    let client = client();
    let mut wrong = Vec::new();
    for (scenario, class, stages) in INCIDENTS {
        let config = config_of(&text_of(scenario, ""));
        let (estate, _) = source::connect(&config).await;
        let pipeline = &estate.pipelines[0];
        put(&client, pipeline, &published(scenario, Utc::now())).await;
        let desk = open(&config).await;
        let question = Question::Metrics { pipeline: pipeline.name.clone(), window: Window::JUDGED };
        let snapshot = look(&desk, [question]).await;
        let health = snapshot.health_of(&pipeline.name).unwrap();
        let first = health.verdicts.iter().find(|verdict| verdict.health >= Health::Warning);
        let is_right = first.is_some_and(|verdict| {
            verdict.class == class
                && verdict.stage.as_ref().is_some_and(|stage| stages.contains(&stage.as_str()))
        });
        if !is_right {
            let said: Vec<_> = health
                .verdicts
                .iter()
                .map(|verdict| format!("{}: {}", verdict.key(), verdict.cause))
                .collect();
            wrong.push(format!("{}: {said:#?}", scenario.name()));
        }
    }
    assert_eq!(wrong, [""; 0]);
}
