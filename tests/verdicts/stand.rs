//! A marketplace whose series are functions of time, made by hand: what a test breaks is what it says. Knows nothing of
//! the simulator.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use rust_decimal::Decimal;
use tidewatch::{
    business::{Currency, Money},
    catalog,
    diagnosis::{Bar, Evidence, Obstacle, SeriesView, Standing, Trade, judge},
    pipeline::{
        LakeFacts, Metric, Missing, Pipeline, PipelineHealth, Point, Series, SeriesKey, Stage, StageKind,
        StageName, StreamFacts, StreamMode, Told,
    },
};

/// 2026-11-22 15:00 UTC.
pub(crate) const NOW: i64 = 1_795_359_600;
const WINDOW: i64 = 3 * 3_600;

/// A metric at an epoch second, by the minute for counters; none where nothing is published.
type Course = Arc<dyn Fn(i64) -> Option<f64> + Send + Sync>;

#[derive(Clone)]
pub(crate) struct Stand {
    pub(crate) pipeline: Pipeline,
    courses: BTreeMap<SeriesKey, Course>,
    pub(crate) streams: BTreeMap<StageName, StreamFacts>,
    pub(crate) trade: Option<Trade>,
    lake_newest: NaiveDate,
    pub(crate) obstacles: Vec<Obstacle>,
    /// Seconds by which the service's clock is ahead of ours.
    pub(crate) ahead: i64,
    /// Nothing was read since this moment.
    pub(crate) read_last: Option<i64>,
    /// Points are handed over twice and the newest first.
    pub(crate) is_disordered: bool,
}

pub(crate) fn time(at: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(at, 0).unwrap_or_default()
}

pub(crate) fn stage(name: &str, kind: StageKind, after: &[&str], fed_by: &[StageKind]) -> Stage {
    let told = Told { runbook: None, buffer_secs: (kind == StageKind::Firehose).then_some(300) };
    let resource = match kind {
        StageKind::DynamodbIndex | StageKind::Msk => format!("{name}-prod/part/orders"),
        _ => format!("{name}-prod"),
    };
    let mut metrics = catalog::metrics_of(kind, &resource, &[]);
    metrics.retain(|metric| catalog::is_published(kind, &metric.key, fed_by));
    let mut rules = catalog::rules_told(kind, &told);
    rules.retain(|rule| metrics.iter().any(|metric| metric.key == rule.metric));
    Stage {
        name: name.into(),
        kind,
        resource: resource.as_str().into(),
        after: after.iter().map(|name| (*name).into()).collect(),
        metrics,
        rules,
        told,
    }
}

/// What is published when all is well.
fn calm(kind: StageKind, metric: &Metric) -> Course {
    let value = match (kind, metric.key.as_str()) {
        (_, "iterator_age" | "latency_p95" | "integration_latency" | "duration_p95") => Some(90.0),
        (_, "freshness") => Some(290.0),
        (_, "delivery_success") => Some(1.0),
        (_, "update_latency") => Some(5.0),
        (_, "query_time") => Some(2_000.0),
        (_, "queue_time") => Some(200.0),
        (_, "time_lag" | "sum_offset_lag" | "max_offset_lag") => Some(3.0),
        (_, "bucket_bytes" | "objects") => Some(1e9),
        (_, "incoming_records" | "requests" | "read_records" | "delivered_records") => Some(500.0),
        (_, "invocations") => Some(20.0),
        (_, "consumed_write") => Some(900.0),
        (_, "incoming_bytes") => Some(200_000.0),
        _ if metric.missing == Missing::Zero => Some(0.0),
        _ => None,
    };
    Arc::new(move |_| value)
}

impl Stand {
    pub(crate) fn of(stages: Vec<Stage>) -> Self {
        let pipeline =
            Pipeline { name: "shop".into(), region: "eu-west-1".into(), retention_hours: None, stages };
        let courses = pipeline.stages.iter().flat_map(|stage| {
            stage.metrics.iter().map(|metric| {
                let key = SeriesKey { stage: stage.name.clone(), metric: metric.key.clone() };
                (key, calm(stage.kind, metric))
            })
        });
        let facts = StreamFacts {
            mode: StreamMode::Provisioned,
            open_shards: 2,
            retention_hours: 24,
            status: "ACTIVE".into(),
            shard_metrics: Vec::new(),
        };
        let streams = pipeline.stages.iter().filter(|stage| stage.kind == StageKind::Kinesis);
        Self {
            courses: courses.collect(),
            streams: streams.map(|stage| (stage.name.clone(), facts.clone())).collect(),
            pipeline,
            trade: Some(Trade {
                vendors: Some(12),
                orders: Some((5_400, 54_000)),
                revenue_per_hour: Currency::parse("EUR").map(|euro| Money::new(Decimal::from(9_000), euro)),
            }),
            lake_newest: time(NOW).date_naive(),
            obstacles: Vec::new(),
            ahead: 0,
            read_last: None,
            is_disordered: false,
        }
    }

    /// The whole shop: an API, its stream, the function with counters and dead letters, the delivery with lake and
    /// queries.
    pub(crate) fn shop() -> Self {
        use StageKind::{Athena, DynamodbTable, Firehose, HttpApi, Kinesis, Lambda, S3, Sqs};
        Self::of(vec![
            stage("ingest", HttpApi, &[], &[]),
            stage("events", Kinesis, &["ingest"], &[HttpApi]),
            stage("processor", Lambda, &["events"], &[Kinesis]),
            stage("counters", DynamodbTable, &["processor"], &[Lambda]),
            stage("dead-letters", Sqs, &["processor"], &[Lambda]),
            stage("delivery", Firehose, &["events"], &[Kinesis]),
            stage("lake", S3, &["delivery"], &[Firehose]),
            stage("queries", Athena, &["lake"], &[S3]),
        ])
    }

    /// A metric as it really goes.
    pub(crate) fn with(
        mut self,
        stage: &str,
        metric: &str,
        course: impl Fn(i64) -> Option<f64> + Send + Sync + 'static,
    ) -> Self {
        let before = self.courses.insert(SeriesKey::new(stage, metric), Arc::new(course));
        assert!(before.is_some(), "{stage} has no {metric}");
        self
    }

    /// From `from` on the metric is what is told, and before that as usual.
    pub(crate) fn since(
        self,
        stage: &str,
        metric: &str,
        from: i64,
        course: impl Fn(i64) -> Option<f64> + Send + Sync + 'static,
    ) -> Self {
        let usual = Arc::clone(&self.courses[&SeriesKey::new(stage, metric)]);
        self.with(stage, metric, move |at| if at >= from { course(at) } else { usual(at) })
    }

    /// From `from` to `to` the metric is `value`.
    pub(crate) fn between(self, stage: &str, metric: &str, span: (i64, i64), value: Option<f64>) -> Self {
        let usual = Arc::clone(&self.courses[&SeriesKey::new(stage, metric)]);
        self.with(stage, metric, move |at| if (span.0..span.1).contains(&at) { value } else { usual(at) })
    }

    pub(crate) fn lake_ends(mut self, newest: NaiveDate) -> Self {
        self.lake_newest = newest;
        self
    }

    pub(crate) fn barred(mut self, bar: Bar, hides_series: bool) -> Self {
        let (fault, action) = match bar {
            Bar::Access => ("access denied", Some("cloudwatch:DescribeAlarms".into())),
            Bar::Line => ("timed out", None),
        };
        self.obstacles.push(Obstacle {
            missing: if hides_series { "metrics".into() } else { "alarms".into() },
            source: "CloudWatch eu-west-1".into(),
            bar,
            fault: fault.into(),
            action,
            since: time(NOW - 600),
            hides_series,
        });
        self
    }

    fn series(&self, metric: &Metric, course: &Course, now: i64) -> Series {
        let period = i64::from(metric.period_secs.max(1));
        let ripe_to = (now - i64::from(metric.settle_secs)).div_euclid(period) * period;
        let first = (ripe_to - WINDOW.max(5 * period)).div_euclid(period) * period;
        // A sum of a longer period holds as many minutes.
        let minutes = if metric.statistic.as_ref() == "Sum" { period as f64 / 60.0 } else { 1.0 };
        // Points that the service has already published and that may still change are there, too.
        let ends = now.div_euclid(period) * period;
        let mut points: Vec<Point> = (first..ends)
            .step_by(metric.period_secs.max(1) as usize)
            .filter_map(|at| Some(Point { at: at + self.ahead, value: course(at)? * minutes }))
            .collect();
        if self.is_disordered {
            let again: Vec<Point> = points.iter().rev().copied().collect();
            points = again.iter().chain(&again).copied().collect();
        }
        Series::new(metric.unit, metric.shape, metric.period_secs).with_points(points, ripe_to)
    }

    /// What is said at a moment, given what was said before.
    pub(crate) fn judge(&self, now: i64, previous: Option<&PipelineHealth>) -> PipelineHealth {
        let read_at = self.read_last.unwrap_or(now).min(now);
        let metrics = self.pipeline.stages.iter().flat_map(|stage| {
            stage
                .metrics
                .iter()
                .map(|metric| (metric, SeriesKey { stage: stage.name.clone(), metric: metric.key.clone() }))
        });
        let held: Vec<(SeriesKey, Series)> = metrics
            .map(|(metric, key)| {
                let series = self.series(metric, &self.courses[&key], read_at);
                (key, series)
            })
            .collect();
        let view = |(key, series)| (key, SeriesView { series, standing: Standing::Complete });
        let lake = LakeFacts {
            table: "events".into(),
            newest: Some(self.lake_newest),
            partitions: 40,
            is_projected: false,
        };
        let evidence = Evidence {
            series: held.iter().map(|(key, series)| view((key.clone(), series))).collect(),
            streams: Some(&self.streams),
            lake: Some(&lake),
            lake_as_of: Some(time(now)),
            obstacles: self.obstacles.clone(),
            trade: self.trade.clone(),
            as_of: Some(time(read_at)),
            fresh_for: TimeDelta::minutes(5),
            ..Evidence::default()
        };
        judge(&self.pipeline, &evidence, previous, time(now))
    }

    /// Looks once a minute, as the dashboard does.
    pub(crate) fn live(
        &self,
        from: i64,
        to: i64,
        previous: Option<&PipelineHealth>,
    ) -> Vec<(i64, PipelineHealth)> {
        let mut looks: Vec<(i64, PipelineHealth)> = Vec::new();
        for now in (from..=to).step_by(60) {
            let before = looks.last().map(|(_, health)| health).or(previous);
            let health = self.judge(now, before);
            looks.push((now, health));
        }
        looks
    }

    /// What is said at `NOW` by one who looked on from an hour before.
    pub(crate) fn now(&self) -> PipelineHealth {
        let mut looks = self.live(NOW - 3_600, NOW, None);
        looks.pop().map_or_else(|| self.judge(NOW, None), |(_, health)| health)
    }
}

pub(crate) fn keys(health: &PipelineHealth) -> Vec<String> {
    health.verdicts.iter().map(tidewatch::pipeline::Verdict::key).collect()
}

/// An age in milliseconds that grows by `slope` seconds a second from `from` on, after the usual 90 ms.
pub(crate) fn rising(from: i64, slope: f64) -> impl Fn(i64) -> Option<f64> + Send + Sync {
    move |at| Some(90.0 + (at + 60 - from).max(0) as f64 * slope * 1_000.0)
}
