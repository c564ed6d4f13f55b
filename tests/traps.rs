//! Traps of AWS that no single source meets: what is measured, what is not asked, and what silence means.
//! The traps of one service are tested beside its source, under `src/source/aws/`.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, TimeDelta};
use tidewatch::{
    catalog::{metric_keys, metric_of, metrics_of, rules_of},
    diagnosis::{Evidence, SeriesView, Standing, judge},
    pipeline::{Health, Pipeline, Series, SeriesKey, Stage, StageKind, Told},
};

#[test]
fn trap_12_no_metric_of_a_crawler_is_asked_since_there_is_none() {
    for kind in StageKind::ALL {
        let resource = match kind {
            StageKind::DynamodbIndex => "table/index",
            StageKind::Msk => "cluster/group/topic",
            _ => "resource",
        };
        for key in metric_keys(kind) {
            let metric = metric_of(kind, key, resource, &[]).unwrap();
            assert!(!metric.namespace.contains("Glue"), "{kind} asks {}", metric.namespace);
        }
    }
}

#[test]
fn trap_13_a_workgroup_that_publishes_nothing_is_unknown_and_never_ok() {
    let stage = Stage {
        name: "queries".into(),
        kind: StageKind::Athena,
        resource: "primary".into(),
        after: Vec::new(),
        metrics: metrics_of(StageKind::Athena, "primary", &[]),
        rules: rules_of(StageKind::Athena),
        told: Told::default(),
    };
    let now = DateTime::from_timestamp(1_795_359_600, 0).unwrap();
    let empty: Vec<_> = stage
        .metrics
        .iter()
        .map(|metric| {
            let series = Series::new(metric.unit, metric.shape, metric.period_secs);
            (metric.key.clone(), series.with_points([], now.timestamp() - 180))
        })
        .collect();
    let pipeline =
        Pipeline { name: "p".into(), region: "us-east-1".into(), retention_hours: None, stages: vec![stage] };
    let series: BTreeMap<_, _> = empty
        .iter()
        .map(|(key, series)| {
            let view = SeriesView { series, standing: Standing::Complete };
            (SeriesKey::new("queries", key.clone()), view)
        })
        .collect();
    let evidence = Evidence {
        series,
        streams: None,
        as_of: Some(now),
        fresh_for: TimeDelta::minutes(10),
        silence: None,
        ..Evidence::default()
    };
    let health = judge(&pipeline, &evidence, None, now);
    assert_eq!(health.stages[0].health, Health::Unknown, "{:?}", health.headline);
    assert_ne!(health.health, Health::Ok);
}

#[test]
fn trap_15_no_policy_lets_a_dashboard_read_records_beside_the_real_consumers() {
    for policy in
        [include_str!("../docs/iam/read-only.json"), include_str!("../docs/iam/vendor-row-level.json")]
    {
        for action in ["GetRecords", "SubscribeToShard", "RegisterStreamConsumer"] {
            assert!(!policy.contains(action), "{action} is allowed");
        }
    }
}

#[test]
fn trap_20_delivery_is_not_called_late_before_the_usual_buffer_is_over() {
    let rules = rules_of(StageKind::Firehose);
    let freshness = rules.iter().find(|rule| rule.metric.as_str() == "freshness").unwrap();
    let (warning, critical) = (freshness.warning.unwrap(), freshness.critical.unwrap());
    assert!(warning >= 300.0 + 120.0, "a warning at {warning} s is within the buffer of 300 s");
    assert!((critical - 900.0).abs() < 1e-9, "critical is past the longest buffer, not at {critical} s");
    let metrics: Vec<Arc<str>> =
        metrics_of(StageKind::Firehose, "d", &[]).into_iter().map(|metric| metric.name).collect();
    assert!(metrics.iter().any(|name| &**name == "DeliveryToS3.DataFreshness"), "{metrics:?}");
}
