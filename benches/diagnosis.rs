//! How long judging takes: forty stages with six hours of points, in an incident and in peace, and the demo's nine.
//! Aim: under 2 ms for the forty.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use futures::FutureExt;
use tidewatch::{
    catalog, collector, diagnosis,
    diagnosis::{Evidence, SeriesView, Standing},
    pipeline::{
        Missing, Pipeline, PipelineHealth, Point, Series, SeriesKey, Stage, StageKind, StageName,
        StreamFacts, StreamMode, Told, Window,
    },
    question::{Ask, Entry, Question, evidence_of},
    simulator::Scenario,
    source,
};

/// Branches of five stages each.
const BRANCHES: usize = 8;
/// Minutes of points.
const MINUTES: i64 = 360;

fn main() {
    divan::main();
}

fn start() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::hours(15)
}

/// A stream, its function, its table, its dead letters and its delivery, eight times over.
fn pipeline() -> Pipeline {
    let parts = [
        ("stream", StageKind::Kinesis, None),
        ("processor", StageKind::Lambda, Some(("stream", StageKind::Kinesis))),
        ("counters", StageKind::DynamodbTable, Some(("processor", StageKind::Lambda))),
        ("dead-letters", StageKind::Sqs, Some(("processor", StageKind::Lambda))),
        ("delivery", StageKind::Firehose, Some(("stream", StageKind::Kinesis))),
    ];
    let stage = |branch: usize, (name, kind, feeder): (&str, StageKind, Option<(&str, StageKind)>)| {
        let fed_by: Vec<StageKind> = feeder.iter().map(|(_, kind)| *kind).collect();
        let mut metrics = catalog::metrics_of(kind, name, &[]);
        metrics.retain(|metric| catalog::is_published(kind, &metric.key, &fed_by));
        Stage {
            name: format!("{name}-{branch}").as_str().into(),
            kind,
            resource: name.into(),
            after: feeder.iter().map(|(name, _)| format!("{name}-{branch}").as_str().into()).collect(),
            metrics,
            rules: catalog::rules_of(kind),
            told: Told { runbook: None, buffer_secs: (kind == StageKind::Firehose).then_some(300) },
        }
    };
    Pipeline {
        name: "forty".into(),
        region: "eu-west-1".into(),
        retention_hours: None,
        stages: (0..BRANCHES).flat_map(|branch| parts.map(|part| stage(branch, part))).collect(),
    }
}

/// Six hours of every metric; in trouble, the first branch's function has read nothing for the last hour.
fn history(pipeline: &Pipeline, is_trouble: bool) -> BTreeMap<SeriesKey, Series> {
    let end = start().timestamp() / 60 * 60;
    let mut all = BTreeMap::new();
    for stage in &pipeline.stages {
        for metric in &stage.metrics {
            let value = |minute: i64| match metric.missing {
                Missing::Fine => None,
                _ if metric.key.as_str() == "iterator_age"
                    && is_trouble
                    && stage.name.as_str().ends_with("-0") =>
                {
                    Some(4_000.0 + 60_000.0 * (minute - 300).max(0) as f64)
                }
                Missing::Bad => Some(200.0 + (minute * 7 % 60) as f64),
                _ => Some(match metric.key.as_str() {
                    "delivery_success" => 1.0,
                    "errors" | "throttles" | "visible" | "oldest_age" => 0.0,
                    _ => 100.0 + (minute * 13 % 29) as f64,
                }),
            };
            let step = i64::from(metric.period_secs.max(60)) / 60;
            let points = (0..MINUTES / step).filter_map(|slot| {
                let minute = slot * step;
                Some(Point { at: end - (MINUTES - minute) * 60, value: value(minute)? })
            });
            let series =
                Series::new(metric.unit, metric.shape, metric.period_secs).with_points(points, end - 180);
            all.insert(SeriesKey { stage: stage.name.clone(), metric: metric.key.clone() }, series);
        }
    }
    all
}

fn facts(pipeline: &Pipeline) -> BTreeMap<StageName, StreamFacts> {
    let fact = StreamFacts {
        mode: StreamMode::Provisioned,
        open_shards: 4,
        retention_hours: 24,
        status: "ACTIVE".into(),
        shard_metrics: Vec::new(),
    };
    let streams = pipeline.stages.iter().filter(|stage| stage.kind == StageKind::Kinesis);
    streams.map(|stage| (stage.name.clone(), fact.clone())).collect()
}

fn evidence<'a>(
    history: &'a BTreeMap<SeriesKey, Series>,
    facts: &'a BTreeMap<StageName, StreamFacts>,
) -> Evidence<'a> {
    let view = |(key, series): (&SeriesKey, &'a Series)| {
        (key.clone(), SeriesView { series, standing: Standing::Complete })
    };
    Evidence {
        series: history.iter().map(view).collect(),
        streams: Some(facts),
        as_of: Some(start()),
        fresh_for: TimeDelta::minutes(5),
        ..Evidence::default()
    }
}

/// The fortieth judgement of an hour, as any other: with what was judged a minute ago.
#[divan::bench(args = [false, true])]
fn forty_stages(bencher: divan::Bencher<'_, '_>, is_trouble: bool) {
    let pipeline = pipeline();
    let (history, facts) = (history(&pipeline, is_trouble), facts(&pipeline));
    let evidence = evidence(&history, &facts);
    let before = diagnosis::judge(&pipeline, &evidence, None, start() - TimeDelta::minutes(1));
    bencher.bench(|| diagnosis::judge(&pipeline, &evidence, Some(&before), start()));
}

/// The demo world as a viewer sees it, evidence gathered anew.
#[divan::bench(args = [Scenario::Calm, Scenario::ConsumerStopped, Scenario::HotShard])]
fn demo(bencher: divan::Bencher<'_, '_>, scenario: Scenario) {
    let (estate, mut source) = source::demo(7, start(), scenario, 1.0);
    let Some(pipeline) = estate.pipelines.first() else { return };
    let name = || pipeline.name.clone();
    let questions = [
        Question::Metrics { pipeline: name(), window: Window::JUDGED },
        Question::Alarms { pipeline: name() },
        Question::Streams { pipeline: name() },
    ];
    let asks = questions.map(|question| Ask { question, tail_only: false });
    let reading = source.answer(&asks, start()).now_or_never().unwrap_or_default();
    let entries: BTreeMap<Question, Arc<Entry>> = reading
        .items
        .into_iter()
        .map(|item| {
            let question = item.question.clone();
            (question, Arc::new(collector::fold(&Entry::unasked(Duration::from_mins(1)), item, start())))
        })
        .collect();
    let judge = |before: Option<&PipelineHealth>| {
        diagnosis::judge(pipeline, &evidence_of(pipeline, &entries, &estate, start()), before, start())
    };
    let before = judge(None);
    bencher.bench(|| judge(Some(&before)));
}
