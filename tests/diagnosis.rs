//! Health as an on-call engineer meets it: hand-made series in, sentences and states out.

#![expect(clippy::unwrap_used, reason = "a test may stop where it cannot go on")]

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use tidewatch::{
    diagnosis::{Evidence, SeriesView, Standing, judge},
    pipeline::{
        Comparison, Health, Limit, Measure, Metric, Missing, Pipeline, PipelineHealth, Point, Rule, Series,
        SeriesKey, Shape, Stage, StageKind, StageName, StreamFacts, StreamMode, Told, Unit,
    },
};

/// 2026-11-22 15:00 UTC.
const NOW: i64 = 1_795_359_600;
/// Points up to here are final.
const RIPE: i64 = NOW - 180;

fn time(at: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(at, 0).unwrap()
}

fn metric(key: &str, name: &str, unit: Unit, shape: Shape, missing: Missing) -> Metric {
    Metric {
        key: key.into(),
        label: Arc::from(key.replace('_', " ")),
        namespace: Arc::from("AWS/Test"),
        name: Arc::from(name),
        dimensions: Arc::from([]),
        statistic: Arc::from("Sum"),
        unit,
        shape,
        period_secs: 60,
        settle_secs: 180,
        missing,
    }
}

fn counter(key: &str, name: &str) -> Metric {
    metric(key, name, Unit::Count, Shape::Counter, Missing::Zero)
}

fn rule(metric: &str, measure: Measure, warning: Option<f64>, critical: Option<f64>, m: u8, n: u8) -> Rule {
    Rule {
        metric: metric.into(),
        measure,
        comparison: Comparison::Above,
        warning,
        critical,
        breaching: m,
        of: n,
    }
}

fn stream() -> Stage {
    Stage {
        name: "events".into(),
        kind: StageKind::Kinesis,
        resource: Arc::from("events-prod"),
        after: Vec::new(),
        metrics: vec![counter("incoming_records", "IncomingRecords")],
        rules: Vec::new(),
        told: Told::default(),
    }
}

fn processor() -> Stage {
    let hour = 3_600_000.0;
    Stage {
        name: "processor".into(),
        kind: StageKind::Lambda,
        resource: Arc::from("processor-prod"),
        after: vec!["events".into()],
        metrics: vec![
            counter("invocations", "Invocations"),
            counter("errors", "Errors"),
            metric("iterator_age", "IteratorAge", Unit::Milliseconds, Shape::Gauge, Missing::Bad),
        ],
        rules: vec![
            rule("iterator_age", Measure::Value, Some(300_000.0), Some(hour), 3, 5),
            rule("iterator_age", Measure::PartOf(Limit::Retention), None, Some(0.5), 3, 5),
            rule(
                "errors",
                Measure::Ratio { of: "invocations".into(), at_least: 10.0 },
                Some(0.01),
                Some(0.05),
                1,
                5,
            ),
        ],
        told: Told::default(),
    }
}

fn pipeline(stages: Vec<Stage>) -> Pipeline {
    Pipeline { name: "clicks".into(), region: Arc::from("eu-west-1"), retention_hours: None, stages }
}

/// Series by stage and metric, held for as long as they are judged.
#[derive(Default, Clone)]
struct World {
    series: BTreeMap<SeriesKey, (Series, Standing)>,
    streams: BTreeMap<StageName, StreamFacts>,
    silence: Option<Arc<str>>,
    read_at: i64,
}

impl World {
    /// A world in which every metric of every stage was read whole and has no points.
    fn empty(pipeline: &Pipeline) -> Self {
        let mut world = Self { read_at: NOW, ..Self::default() };
        for stage in &pipeline.stages {
            for metric in &stage.metrics {
                let series = Series::new(metric.unit, metric.shape, metric.period_secs).with_points([], RIPE);
                let key = SeriesKey::new(stage.name.clone(), metric.key.clone());
                world.series.insert(key, (series, Standing::Complete));
            }
        }
        world
    }

    /// One point a minute that ends at the newest ripe one; the last value is the newest.
    fn minutes(mut self, stage: &str, metric: &str, values: &[Option<f64>]) -> Self {
        let (series, _) = self.series.get_mut(&SeriesKey::new(stage, metric)).unwrap();
        let start = RIPE - 60 * values.len() as i64;
        let points = values
            .iter()
            .enumerate()
            .filter_map(|(index, value)| Some(Point { at: start + 60 * index as i64, value: (*value)? }));
        series.merge(points, RIPE);
        self
    }

    fn steady(self, stage: &str, metric: &str, value: f64) -> Self {
        self.minutes(stage, metric, &[Some(value); 180])
    }

    fn standing(mut self, stage: &str, metric: &str, standing: Standing) -> Self {
        self.series.get_mut(&SeriesKey::new(stage, metric)).unwrap().1 = standing;
        self
    }

    fn judge(&self, pipeline: &Pipeline, previous: Option<&PipelineHealth>) -> PipelineHealth {
        let view = |(key, (series, standing)): (&SeriesKey, &'_ (Series, Standing))| {
            (key.clone(), *standing, series.clone())
        };
        let held: Vec<_> = self.series.iter().map(view).collect();
        let series = held
            .iter()
            .map(|(key, standing, series)| (key.clone(), SeriesView { series, standing: *standing }))
            .collect();
        let evidence = Evidence {
            series,
            streams: Some(&self.streams),
            as_of: (self.read_at > 0).then(|| time(self.read_at)),
            fresh_for: TimeDelta::minutes(5),
            silence: self.silence.clone(),
            ..Evidence::default()
        };
        judge(pipeline, &evidence, previous, time(NOW))
    }
}

/// Stream and processor at work, all well.
fn healthy() -> (Pipeline, World) {
    let pipeline = pipeline(vec![stream(), processor()]);
    let world = World::empty(&pipeline)
        .steady("events", "incoming_records", 500.0)
        .steady("processor", "invocations", 20.0)
        .steady("processor", "iterator_age", 800.0);
    (pipeline, world)
}

fn repeat(value: f64, count: usize) -> Vec<Option<f64>> {
    vec![Some(value); count]
}

#[test]
fn all_is_well() {
    let (pipeline, world) = healthy();
    let health = world.judge(&pipeline, None);
    assert_eq!((health.health, &*health.headline), (Health::Ok, "all 2 stages ok"));
    assert_eq!(health.worst_stage, None);
}

#[test]
fn an_old_iterator_is_said_with_its_age_its_limit_and_since_when() {
    let (pipeline, world) = healthy();
    // The last 69 ripe minutes: since 13:48.
    let health = world.minutes("processor", "iterator_age", &repeat(4_320_000.0, 69)).judge(&pipeline, None);
    assert_eq!(health.health, Health::Critical);
    assert_eq!(&*health.headline, "processor (Lambda): iterator age 72 min, over 60 min, since 13:48 UTC");
    let reason = &health.stages[1].reasons[0];
    assert_eq!((reason.value, reason.threshold), (Some(4_320_000.0), Some(3_600_000.0)));
    assert_eq!(reason.since, time(RIPE - 69 * 60));
}

#[test]
fn one_late_minute_turns_no_light() {
    let (pipeline, world) = healthy();
    let mut ages = repeat(800.0, 5);
    ages[4] = Some(9_000_000.0);
    assert_eq!(world.minutes("processor", "iterator_age", &ages).judge(&pipeline, None).health, Health::Ok);
}

#[test]
fn unripe_points_are_never_judged() {
    let (pipeline, mut world) = healthy();
    let (series, _) = world.series.get_mut(&SeriesKey::new("processor", "iterator_age")).unwrap();
    series.merge((0..3).map(|i| Point { at: RIPE + 60 * i, value: 9e6 }), RIPE);
    assert_eq!(world.judge(&pipeline, None).health, Health::Ok);
}

#[test]
fn half_of_the_retention_is_critical_however_long_the_hour_limit_is() {
    let mut slow = processor();
    slow.rules.remove(0);
    let pipeline = pipeline(vec![stream(), slow]);
    let facts = StreamFacts {
        mode: StreamMode::OnDemand,
        open_shards: 4,
        retention_hours: 24,
        status: Arc::from("ACTIVE"),
        shard_metrics: Vec::new(),
    };
    let mut world = World::empty(&pipeline)
        .steady("events", "incoming_records", 500.0)
        .steady("processor", "invocations", 20.0)
        .steady("processor", "iterator_age", 13.0 * 3_600_000.0);
    assert_eq!(world.judge(&pipeline, None).health, Health::Ok, "no limit is known, none is made up");
    world.streams.insert("events".into(), facts);
    let health = world.judge(&pipeline, None);
    let sentence = &health.stages[1].reasons[0].sentence;
    assert_eq!(&**sentence, "iterator age 54.2 % of the retention of 24 h, over 50.0 %");
}

#[test]
fn shard_limits_are_judged_where_shards_are_fixed_and_nowhere_else() {
    let mut bytes = stream();
    bytes.metrics.push(metric("incoming_bytes", "IncomingBytes", Unit::Bytes, Shape::Counter, Missing::Zero));
    bytes.rules.push(rule("incoming_bytes", Measure::PartOf(Limit::ShardBytes), Some(0.7), Some(0.9), 3, 5));
    let pipeline = pipeline(vec![bytes]);
    let mut world = World::empty(&pipeline).steady("events", "incoming_records", 500.0).steady(
        "events",
        "incoming_bytes",
        1_048_576.0 * 60.0 * 2.0 * 0.95,
    );
    let mut facts = StreamFacts {
        mode: StreamMode::Provisioned,
        open_shards: 2,
        retention_hours: 24,
        status: Arc::from("ACTIVE"),
        shard_metrics: Vec::new(),
    };
    world.streams.insert("events".into(), facts.clone());
    assert_eq!(world.judge(&pipeline, None).health, Health::Critical);
    facts.mode = StreamMode::OnDemand;
    world.streams.insert("events".into(), facts);
    assert_eq!(world.judge(&pipeline, None).health, Health::Ok);
}

#[test]
fn an_error_rate_needs_enough_calls() {
    let (pipeline, world) = healthy();
    let two_of_twenty = world.clone().minutes("processor", "errors", &repeat(2.0, 5));
    let health = two_of_twenty.judge(&pipeline, None);
    assert_eq!(&*health.stages[1].reasons[0].sentence, "errors 10.0 % of invocations in 5 min, over 5.0 %");
    let one_of_one = world.minutes("processor", "invocations", &repeat(1.0, 10)).minutes(
        "processor",
        "errors",
        &repeat(1.0, 1),
    );
    assert_eq!(one_of_one.judge(&pipeline, None).health, Health::Ok);
}

#[test]
fn errors_without_invocations_are_a_rate_of_one_and_not_a_division_by_zero() {
    let (pipeline, world) = healthy();
    let world = world
        .minutes("processor", "invocations", &repeat(0.0, 5))
        .minutes("processor", "errors", &repeat(5.0, 5))
        .minutes("events", "incoming_records", &repeat(0.0, 10));
    let health = world.judge(&pipeline, None);
    assert_eq!(health.stages[1].reasons[0].value, Some(1.0));
}

#[test]
fn throttling_warns_when_it_happens_and_is_critical_when_it_goes_on() {
    let mut table = stream();
    table.kind = StageKind::DynamodbTable;
    table.metrics.push(metric(
        "throttles",
        "WriteThrottleEvents",
        Unit::Count,
        Shape::Counter,
        Missing::Fine,
    ));
    table.rules.push(rule("throttles", Measure::Value, Some(0.0), Some(0.0), 5, 5));
    let pipeline = pipeline(vec![table]);
    let world = World::empty(&pipeline).steady("events", "incoming_records", 500.0);
    let once = world.clone().minutes("events", "throttles", &[Some(4.0)]).judge(&pipeline, None);
    assert_eq!(
        (once.health, &*once.stages[0].reasons[0].sentence),
        (Health::Warning, "throttles 4 in 1 min")
    );
    let lasting = world.minutes("events", "throttles", &repeat(4.0, 5)).judge(&pipeline, None);
    assert_eq!(lasting.health, Health::Critical);
}

#[test]
fn a_stage_that_reads_nothing_while_records_come_in_is_critical() {
    let (pipeline, _) = healthy();
    let mut invocations = repeat(20.0, 30);
    invocations.extend([None; 12]);
    let mut world = World::empty(&pipeline)
        .steady("events", "incoming_records", 500.0)
        .minutes("processor", "invocations", &invocations)
        .minutes("processor", "iterator_age", &repeat(800.0, 30));
    let health = world.judge(&pipeline, None);
    assert_eq!(
        &*health.headline,
        "processor (Lambda) has read nothing for 15 min while 500 records/min arrive, since 14:45 UTC"
    );
    // The same silence on an idle stream is no trouble.
    world = world.minutes("events", "incoming_records", &repeat(0.0, 180));
    assert_eq!(world.judge(&pipeline, None).health, Health::Ok);
}

#[test]
fn a_delivery_that_writes_is_not_blamed_for_a_metric_nobody_publishes() {
    let mut delivery = stream();
    delivery.name = "delivery".into();
    delivery.kind = StageKind::Firehose;
    delivery.after = vec!["events".into()];
    delivery.metrics = vec![
        counter("read_records", "DataReadFromKinesisStream.Records"),
        counter("delivered_records", "DeliveryToS3.Records"),
    ];
    let pipeline = pipeline(vec![stream(), delivery]);
    let silent = World::empty(&pipeline).steady("events", "incoming_records", 500.0);
    let blamed = |world: &World| {
        let health = world.judge(&pipeline, None);
        health.stages[1].reasons.iter().any(|reason| reason.sentence.contains("has read nothing"))
    };
    assert!(blamed(&silent), "it neither reads nor writes");
    assert!(!blamed(&silent.steady("delivery", "delivered_records", 500.0)), "it writes, so it reads");
}

#[test]
fn a_metric_that_falls_silent_in_traffic_is_a_symptom() {
    let (pipeline, mut world) = healthy();
    let (series, _) = world.series.get_mut(&SeriesKey::new("processor", "iterator_age")).unwrap();
    let kept: Vec<Point> = series.points().iter().copied().filter(|p| p.at < RIPE - 11 * 60).collect();
    *series = Series::new(Unit::Milliseconds, Shape::Gauge, 60).with_points(kept, RIPE);
    let health = world.judge(&pipeline, None);
    assert_eq!(health.health, Health::Critical);
    assert_eq!(
        &*health.stages[1].reasons[0].sentence,
        "no iterator age for 11 min while events takes in records"
    );
}

#[test]
fn nothing_read_yet_is_unknown_and_so_is_an_old_answer() {
    let (pipeline, mut world) = healthy();
    world.read_at = 0;
    let health = world.judge(&pipeline, None);
    assert_eq!(
        (health.health, &*health.headline),
        (Health::Unknown, "health unknown: CloudWatch has not answered yet")
    );
    world.silence = Some(Arc::from("CloudWatch eu-west-1: access denied"));
    assert_eq!(
        &*world.judge(&pipeline, None).headline,
        "health unknown: CloudWatch eu-west-1: access denied"
    );
    world.read_at = NOW - 600;
    let old = world.judge(&pipeline, None);
    assert_eq!(
        &*old.headline,
        "health unknown: no answer since 14:50 UTC (CloudWatch eu-west-1: access denied)"
    );
    assert!(old.stages.iter().all(|stage| stage.health == Health::Unknown));
}

#[test]
fn no_points_at_all_is_unknown_and_never_ok() {
    let (pipeline, _) = healthy();
    let world = World::empty(&pipeline).steady("events", "incoming_records", 0.0);
    let health = world.judge(&pipeline, None);
    assert_eq!(health.health, Health::Unknown);
    assert_eq!(&*health.headline, "processor unknown: no data points in 3 h: wrong name or region, or idle");
}

#[test]
fn a_judged_metric_that_may_not_be_read_keeps_its_stage_from_being_ok() {
    let (pipeline, world) = healthy();
    let health = world.standing("processor", "iterator_age", Standing::Forbidden).judge(&pipeline, None);
    assert_eq!(health.stages[1].health, Health::Unknown);
    assert_eq!(&*health.stages[1].reasons[0].sentence, "iterator age: access denied");
}

#[test]
fn a_part_is_judged_by_what_is_there_and_its_gaps_are_not_zeros() {
    let (pipeline, world) = healthy();
    let world = world.minutes("processor", "errors", &repeat(5.0, 5)).standing(
        "processor",
        "errors",
        Standing::Partial,
    );
    assert_eq!(world.judge(&pipeline, None).health, Health::Critical);
}

#[test]
fn points_kept_from_before_a_failure_do_not_stay_green_for_ever() {
    let (pipeline, mut world) = healthy();
    let (series, _) = world.series.get_mut(&SeriesKey::new("processor", "iterator_age")).unwrap();
    let kept: Vec<Point> = series.points().iter().copied().filter(|p| p.at < RIPE - 1_800).collect();
    *series = Series::new(Unit::Milliseconds, Shape::Gauge, 60).with_points(kept, RIPE - 1_800);
    let health = world.standing("processor", "iterator_age", Standing::Partial).judge(&pipeline, None);
    assert_eq!(&*health.headline, "processor unknown: iterator age could not be read since 14:26 UTC");
}

#[test]
fn the_worst_stage_is_named_and_the_others_are_counted() {
    let mut second = processor();
    second.name = "archiver".into();
    let pipeline = pipeline(vec![stream(), processor(), second]);
    let world = World::empty(&pipeline)
        .steady("events", "incoming_records", 500.0)
        .steady("processor", "invocations", 20.0)
        .steady("archiver", "invocations", 20.0)
        .steady("processor", "iterator_age", 400_000.0)
        .steady("archiver", "iterator_age", 4_000_000.0);
    let health = world.judge(&pipeline, None);
    assert_eq!(health.worst_stage, Some("archiver".into()));
    assert!(health.headline.starts_with("archiver (Lambda): iterator age 66 min"), "{}", health.headline);
    assert!(health.headline.ends_with(" and 1 more cause"), "{}", health.headline);
}

#[test]
fn a_breach_older_than_the_points_keeps_its_beginning() {
    let (pipeline, world) = healthy();
    let world = world.steady("processor", "iterator_age", 4_000_000.0);
    let mut before = world.judge(&pipeline, None);
    before.stages[1].reasons[0].since = time(NOW - 86_400);
    let health = world.judge(&pipeline, Some(&before));
    assert_eq!(health.since, Some(time(NOW - 86_400)));
    assert!(health.headline.ends_with("since 2026-11-21 15:00 UTC"), "{}", health.headline);
}

#[test]
fn ok_remembers_since_when() {
    let (pipeline, world) = healthy();
    let ill = world.clone().steady("processor", "iterator_age", 4_000_000.0).judge(&pipeline, None);
    let well = world.judge(&pipeline, Some(&ill));
    assert_eq!((well.health, well.since), (Health::Ok, Some(time(NOW))));
}

#[test]
fn daily_metrics_are_judged_by_the_day() {
    let mut bucket = stream();
    bucket.kind = StageKind::S3;
    bucket.metrics = vec![metric("size", "BucketSizeBytes", Unit::Bytes, Shape::Gauge, Missing::Unknown)];
    bucket.metrics[0].period_secs = 86_400;
    bucket.rules.push(rule("size", Measure::Value, Some(100.0), None, 1, 1));
    let pipeline = pipeline(vec![bucket]);
    let mut world = World::empty(&pipeline);
    let day = NOW / 86_400 * 86_400;
    let (series, _) = world.series.get_mut(&SeriesKey::new("events", "size")).unwrap();
    series.merge([Point { at: day - 86_400, value: 50.0 }], RIPE);
    assert_eq!(world.judge(&pipeline, None).health, Health::Ok);
}

/// Judges minute by minute, as it happens: each time the three hours up to then, after the health before.
fn live(ages: &[f64]) -> Vec<PipelineHealth> {
    let pipeline = pipeline(vec![stream(), processor()]);
    let mut all: Vec<PipelineHealth> = Vec::new();
    for end in 180..=ages.len() {
        let window: Vec<_> = ages[end - 180..end].iter().copied().map(Some).collect();
        let back = 60 * (ages.len() - end) as i64;
        let mut world = World::empty(&pipeline)
            .steady("events", "incoming_records", 500.0)
            .steady("processor", "invocations", 20.0)
            .minutes("processor", "iterator_age", &window);
        for (series, _) in world.series.values_mut() {
            let earlier = series.points().iter().map(|point| Point { at: point.at - back, ..*point });
            *series = Series::new(series.unit, series.shape, 60).with_points(earlier, RIPE - back);
        }
        all.push(world.judge(&pipeline, all.last()));
    }
    all
}

#[test]
fn a_breach_that_outlasts_the_window_is_dated_from_its_first_minute() {
    let mut ages = vec![800.0; 190];
    ages.extend([4_000_000.0; 230]);
    let began = time(RIPE - 230 * 60);
    let health = live(&ages);
    assert!(health.iter().rev().take(227).all(|health| health.since == Some(began)));
    assert_eq!(health.last().map(|health| health.health), Some(Health::Critical));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// A value that hovers around its threshold turns the light on and off at most once in eight minutes.
    #[test]
    fn a_hovering_value_does_not_flap(ages in prop::collection::vec(3.3e6f64..3.9e6, 240)) {
        let states: Vec<Health> = live(&ages).iter().map(|health| health.health).collect();
        let flips = states.windows(2).filter(|pair| pair[0] != pair[1]).count();
        prop_assert!(flips <= 2 * 60 / 8 + 1, "{flips} changes in an hour");
    }
}

proptest! {
    /// Whatever the series are, judging answers for each stage, and never says ok of a stage without points.
    #[test]
    fn judging_never_fails_and_silence_is_never_green(
        ages in prop::collection::vec(prop::option::of(0.0f64..1e7), 0..200),
        errors in prop::collection::vec(prop::option::of(0.0f64..50.0), 0..200),
        records in prop::collection::vec(prop::option::of(0.0f64..50.0), 0..200),
    ) {
        let (pipeline, _) = healthy();
        let world = World::empty(&pipeline)
            .minutes("processor", "iterator_age", &ages)
            .minutes("processor", "errors", &errors)
            .minutes("events", "incoming_records", &records);
        let health = world.judge(&pipeline, None);
        prop_assert_eq!(health.stages.len(), 2);
        let has_points = ages.iter().chain(&errors).any(Option::is_some);
        prop_assert!(has_points || health.stages[1].health != Health::Ok);
        prop_assert_eq!(health.health, health.stages.iter().map(|stage| stage.health).max().unwrap());
        // Judged again on the same points, nothing moves.
        prop_assert_eq!(&world.judge(&pipeline, Some(&health)).stages, &health.stages);
    }
}

/// Stream facts with so many shards, a day of retention and no shard metrics.
fn facts(open_shards: u32) -> StreamFacts {
    StreamFacts {
        mode: StreamMode::Provisioned,
        open_shards,
        retention_hours: 24,
        status: Arc::from("ACTIVE"),
        shard_metrics: Vec::new(),
    }
}

/// Ages that rise by `step` seconds a minute over `count` minutes, in milliseconds.
fn rising(step: f64, count: usize) -> Vec<Option<f64>> {
    (1..=count).map(|minute| Some(minute as f64 * step * 1_000.0)).collect()
}

fn table() -> Stage {
    Stage {
        name: "counters".into(),
        kind: StageKind::DynamodbTable,
        resource: Arc::from("Counters prod"),
        after: vec!["processor".into()],
        metrics: vec![
            counter("consumed_write", "ConsumedWriteCapacityUnits"),
            metric("write_throttles", "WriteThrottleEvents", Unit::Count, Shape::Counter, Missing::Fine),
        ],
        rules: vec![rule("write_throttles", Measure::Value, Some(0.0), Some(0.0), 5, 5)],
        told: Told::default(),
    }
}

/// Stream, processor and table, all well, with two shards.
fn shop() -> (Pipeline, World) {
    let pipeline = pipeline(vec![stream(), processor(), table()]);
    let mut world = World::empty(&pipeline)
        .steady("events", "incoming_records", 500.0)
        .steady("processor", "invocations", 20.0)
        .steady("processor", "iterator_age", 800.0)
        .steady("counters", "consumed_write", 900.0);
    world.streams.insert("events".into(), facts(2));
    (pipeline, world)
}

#[test]
fn a_stopped_reader_is_told_with_what_waits_and_when_it_is_lost() {
    let (pipeline, world) = shop();
    let mut invocations = repeat(20.0, 168);
    invocations.extend([None; 12]);
    let mut stopped = World::empty(&pipeline)
        .steady("events", "incoming_records", 500.0)
        .steady("counters", "consumed_write", 0.0)
        .minutes("processor", "invocations", &invocations);
    stopped.streams = world.streams;
    let health = stopped.judge(&pipeline, None);
    let [verdict] = health.verdicts.as_slice() else { panic!("{:#?}", health.verdicts) };
    assert_eq!(verdict.key(), "stopped@processor");
    assert_eq!(
        &*verdict.cause,
        "processor (Lambda) has read nothing for 15 min while 500 records/min arrive"
    );
    assert_eq!(&*verdict.effect.sentence, "about 8,000 records wait; counters is complete to 14:44 UTC");
    let loss = verdict.loss.as_ref().unwrap();
    assert_eq!(&*loss.sentence, "the first record is lost in 23 h 44 min at the earliest");
    let next = verdict.next.as_ref().unwrap();
    assert_eq!(
        &*next.command,
        "aws lambda list-event-source-mappings --function-name processor-prod --region eu-west-1"
    );
    assert!(verdict.symptoms.contains(&"counters".into()), "{:?}", verdict.symptoms);
    assert!(verdict.proofs.iter().all(|proof| proof.series.is_some() && proof.from <= proof.to));
}

#[test]
fn a_reader_that_takes_two_thirds_needs_half_as_much_again() {
    let (pipeline, world) = shop();
    let health = world.minutes("processor", "iterator_age", &rising(20.0, 12)).judge(&pipeline, None);
    let [verdict] = health.verdicts.as_slice() else { panic!("{:#?}", health.verdicts) };
    assert_eq!(verdict.key(), "under-capacity@processor");
    assert_eq!(
        &*verdict.cause,
        "processor (Lambda) takes 67 % of the 500 records/min that arrive and needs 1.5 times its capacity; it is 4 min \
         behind"
    );
    assert_eq!(health.health, Health::Warning, "the stage is as ill as its verdict");
}

#[test]
fn errors_and_an_age_that_keeps_pace_with_time_are_one_bad_record() {
    let (pipeline, world) = shop();
    let world = world.minutes("processor", "iterator_age", &rising(60.0, 10)).minutes(
        "processor",
        "errors",
        &repeat(1.0, 10),
    );
    let health = world.judge(&pipeline, None);
    let [verdict] = health.verdicts.as_slice() else { panic!("{:#?}", health.verdicts) };
    assert_eq!(verdict.key(), "poison-record@processor");
}

#[test]
fn a_table_that_refuses_is_the_cause_of_the_lag_before_it() {
    let (pipeline, world) = shop();
    let world = world.minutes("processor", "iterator_age", &rising(40.0, 12)).minutes(
        "counters",
        "write_throttles",
        &repeat(30.0, 12),
    );
    let health = world.judge(&pipeline, None);
    let [verdict] = health.verdicts.as_slice() else { panic!("{:#?}", health.verdicts) };
    assert_eq!(verdict.key(), "writes-throttled@counters");
    assert_eq!(verdict.symptoms, ["processor".into()]);
    let command = &verdict.next.as_ref().unwrap().command;
    assert_eq!(&**command, "aws dynamodb describe-table --table-name 'Counters prod' --region eu-west-1");
}

#[test]
fn what_is_over_says_how_long_it_took_and_stays_for_a_day() {
    let (pipeline, world) = shop();
    let ill = world.clone().minutes("processor", "iterator_age", &rising(20.0, 12)).judge(&pipeline, None);
    let well = world.judge(&pipeline, Some(&ill));
    assert!(well.verdicts.is_empty(), "{:#?}", well.verdicts);
    let [over] = well.resolved.as_slice() else { panic!("{:#?}", well.resolved) };
    assert_eq!(over.verdict.key(), "under-capacity@processor");
    assert!(over.sentence.starts_with("resolved after 1"), "{}", over.sentence);
}

#[test]
fn one_point_that_no_age_can_have_is_not_believed() {
    let (pipeline, world) = shop();
    let mut ages = repeat(800.0, 20);
    ages[15] = Some(9_000_000.0);
    let health = world.minutes("processor", "iterator_age", &ages).judge(&pipeline, None);
    assert!(health.verdicts.is_empty(), "{:#?}", health.verdicts);
}
