//! The advice held against stages of every kind, alarms of every make, and the words of a shell.

use super::*;
use crate::{
    catalog::{metrics_of, rules_of},
    pipeline::{AlarmDetail, AlarmState, Told},
};

fn stage(name: &str, kind: StageKind, resource: &str, after: &[StageKind]) -> Stage {
    Stage {
        name: name.into(),
        kind,
        resource: resource.into(),
        after: Vec::new(),
        metrics: metrics_of(kind, resource, &[])
            .into_iter()
            .filter(|metric| crate::catalog::is_published(kind, &metric.key, after))
            .collect(),
        rules: rules_of(kind),
        told: Told::default(),
    }
}

fn pipeline() -> Pipeline {
    Pipeline {
        name: "shop-prod".into(),
        region: "us-east-1".into(),
        retention_hours: Some(24),
        stages: vec![
            stage("stream", StageKind::Kinesis, "analytics-events", &[]),
            stage("processor", StageKind::Lambda, "it's a function", &[StageKind::Kinesis]),
            stage("counters", StageKind::DynamodbTable, "Analytics", &[StageKind::Lambda]),
            stage("delivery", StageKind::Firehose, "to-lake", &[StageKind::Kinesis]),
            stage("dead-letters", StageKind::Sqs, "analytics-dlq", &[StageKind::Lambda]),
            stage("api", StageKind::HttpApi, "a1b2c3", &[]),
            stage("group", StageKind::Msk, "c/g/orders, new", &[]),
        ],
    }
}

fn alarm(stage: &str, watches: &str) -> Arc<Alarm> {
    Arc::new(Alarm {
        name: "an-alarm".into(),
        arn: "arn:aws:cloudwatch:us-east-1:123456789012:alarm:an-alarm".into(),
        description: None,
        kind: AlarmKind::Metric,
        state: AlarmState::Ok,
        since: None,
        reason: "".into(),
        threshold: None,
        condition: None,
        watches: watches.into(),
        period_secs: None,
        m_of_n: None,
        treat_missing: None,
        actions_enabled: true,
        stages: vec![stage.into()],
        children: Vec::new(),
        detail: AlarmDetail::default(),
    })
}

fn found<'a>(missing: &'a [MissingAlarm], stage: &str, metric: &str) -> Option<&'a MissingAlarm> {
    missing.iter().find(|one| one.series == SeriesKey::new(stage, metric))
}

#[test]
fn a_pipeline_without_alarms_lacks_the_critical_ones_of_every_stage() {
    let missing = missing_alarms(&pipeline(), &[]);
    for (stage, metric, condition) in [
        ("stream", "iterator_age", "> 60 min in 3 of 5 points of 1 min"),
        ("processor", "iterator_age", "> 60 min in 3 of 5 points of 1 min"),
        ("processor", "errors", "> 5.0 % for 5 min"),
        ("processor", "throttles", "> 0 for 5 min"),
        ("delivery", "delivery_success", "< 95.0 % in 2 of 3 points of 5 min"),
        ("dead-letters", "visible", "> 0 for 1 min"),
        ("group", "time_lag", "> 10 min in 3 of 5 points of 1 min"),
    ] {
        let one = found(&missing, stage, metric);
        assert_eq!(one.map(|one| one.condition.as_str()), Some(condition), "{stage} {metric}");
    }
    assert!(found(&missing, "stream", "incoming_records").is_none(), "its limit is not known here");
}

#[test]
fn an_alarm_on_the_metric_of_the_stage_is_enough() {
    let has =
        |alarm: Arc<Alarm>| found(&missing_alarms(&pipeline(), &[alarm]), "processor", "errors").is_none();
    assert!(has(alarm("processor", "AWS/Lambda Errors Sum")));
    assert!(has(alarm("processor", "100 * AWS/Lambda Errors Sum / AWS/Lambda Invocations Sum")));
    assert!(!has(alarm("stream", "AWS/Lambda Errors Sum")), "another stage's");
    assert!(!has(alarm("processor", "AWS/Lambda DeadLetterErrors Sum")), "another metric's");
    let composite =
        Alarm { kind: AlarmKind::Composite, ..(*alarm("processor", "AWS/Lambda Errors Sum")).clone() };
    assert!(!has(Arc::new(composite)));
    let watched = |stage: &str, statistic: &str| {
        let metrics = vec![WatchedMetric {
            stage: Some(stage.into()),
            namespace: "AWS/Lambda".into(),
            name: "Errors".into(),
            statistic: Some(statistic.into()),
        }];
        let detail = AlarmDetail { metrics, ..AlarmDetail::default() };
        Arc::new(Alarm { detail, ..(*alarm("processor", "garbled")).clone() })
    };
    assert!(has(watched("processor", "Sum")));
    assert!(!has(watched("stream", "Sum")) && !has(watched("processor", "SampleCount")));
}

#[test]
fn the_command_names_everything_and_quotes_what_must_be() {
    let missing = missing_alarms(&pipeline(), &[]);
    let command = |stage: &str, metric: &str| found(&missing, stage, metric).unwrap().command.clone();
    assert_eq!(
        command("delivery", "delivery_success"),
        "aws cloudwatch put-metric-alarm --region us-east-1 --alarm-name shop-prod-delivery-delivery-success \
         --alarm-description 'No alarm watches delivery success of delivery: a delivery that fails for long drops its \
         records.' --namespace AWS/Firehose --metric-name DeliveryToS3.Success --dimensions \
         'Name=DeliveryStreamName,Value=to-lake' --statistic Average --period 300 --evaluation-periods 3 \
         --datapoints-to-alarm 2 --threshold 0.95 --comparison-operator LessThanThreshold --treat-missing-data missing"
    );
    let age = command("processor", "iterator_age");
    assert!(
        age.contains(r#"--dimensions '[{"Name":"FunctionName","Value":"it'\''s a function"}]'"#),
        "{age}"
    );
    assert!(age.contains("--statistic Maximum") && age.contains("--threshold 3600000 "), "{age}");
    assert!(command("processor", "throttles").ends_with("--treat-missing-data notBreaching"));
    assert!(age.ends_with("--treat-missing-data breaching"));
    assert!(command("api", "latency_p95").contains("--extended-statistic p95 --period 60"));
    assert!(command("group", "time_lag").contains(r#"{"Name":"Topic","Value":"orders, new"}]'"#));
}

#[test]
fn a_share_is_metric_math_that_few_calls_do_not_set_off() {
    let missing = missing_alarms(&pipeline(), &[]);
    let command = &found(&missing, "processor", "errors").unwrap().command;
    assert!(command.contains("IF(whole >= 10, FILL(part, 0) / whole, 0)"), "{command}");
    for flag in ["--namespace", "--metric-name", "--period ", "--statistic"] {
        assert!(!command.contains(flag), "{flag} may not stand beside --metrics");
    }
    assert!(command.contains("--evaluation-periods 1 --datapoints-to-alarm 1 --threshold 0.05"), "{command}");
}

#[test]
fn dynamodb_is_told_apart() {
    let missing = missing_alarms(&pipeline(), &[]);
    let one = found(&missing, "counters", "write_throttles").unwrap();
    assert!(one.note.is_some_and(|note| note.contains("always ignore missing data")));
    assert!(one.command.ends_with("--treat-missing-data ignore"));
}

#[test]
fn without_a_region_the_command_leaves_it_to_the_session() {
    let bare = Pipeline { region: "".into(), ..pipeline() };
    assert!(missing_alarms(&bare, &[]).iter().all(|one| !one.command.contains("--region")));
}
