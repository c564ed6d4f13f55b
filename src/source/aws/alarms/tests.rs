//! Alarms with the real client and mocked answers, through the CloudWatch source.

use std::sync::Arc;

use aws_sdk_cloudwatch::{
    Client,
    operation::describe_alarms::{DescribeAlarmsError, DescribeAlarmsOutput},
    types::{
        ActionsSuppressedBy, AlarmType, ComparisonOperator, CompositeAlarm, Dimension, EvaluationState,
        Metric as CloudWatchMetric, MetricAlarm, MetricDataQuery, MetricStat, StateValue, Statistic,
    },
};
use aws_smithy_mocks::{Rule, RuleMode, mock, mock_client};
use aws_smithy_types::{DateTime as SdkTime, error::ErrorMetadata};

use crate::{
    pipeline::{Alarm, AlarmKind, AlarmState, Pipeline, StageKind},
    question::{Answer, Ask, Fault, Item, Question, Reading},
    source::{
        aws::{
            cloudwatch::CloudWatch,
            fixture::{now, pipeline, stage},
            session::Connection,
        },
        contract::Source,
    },
};

fn shop() -> Arc<Pipeline> {
    let stages = [
        ("stream", StageKind::Kinesis, "orders"),
        ("processor", StageKind::Lambda, "fn"),
        ("table", StageKind::DynamodbTable, "daily"),
        ("index", StageKind::DynamodbIndex, "daily/GSI1"),
        ("group", StageKind::Msk, "cluster/readers/orders"),
    ];
    pipeline("shop", stages.map(|(name, kind, resource)| stage(name, kind, resource, Vec::new())).into())
}

fn dimensions(pairs: &[(&str, &str)]) -> Vec<Dimension> {
    pairs.iter().map(|(name, value)| Dimension::builder().name(*name).value(*value).build()).collect()
}

fn alarm(
    name: &str,
    state: StateValue,
    since: i64,
) -> aws_sdk_cloudwatch::types::builders::MetricAlarmBuilder {
    MetricAlarm::builder()
        .alarm_name(name)
        .state_value(state)
        .state_reason("Threshold Crossed")
        .state_transitioned_timestamp(SdkTime::from_secs(since))
}

fn watching(name: &str, namespace: &str, pairs: &[(&str, &str)]) -> MetricAlarm {
    alarm(name, StateValue::Ok, 0)
        .namespace(namespace)
        .metric_name("m")
        .set_dimensions(Some(dimensions(pairs)))
        .build()
}

fn composite(name: &str, rule: &str) -> CompositeAlarm {
    CompositeAlarm::builder().alarm_name(name).alarm_rule(rule).state_value(StateValue::Alarm).build()
}

fn listing(metric: Vec<MetricAlarm>, composites: Vec<CompositeAlarm>) -> Rule {
    mock!(Client::describe_alarms).then_output(move || {
        DescribeAlarmsOutput::builder()
            .set_metric_alarms(Some(metric.clone()))
            .set_composite_alarms(Some(composites.clone()))
            .build()
    })
}

async fn read(rules: &[&Rule]) -> Reading {
    let client = mock_client!(aws_sdk_cloudwatch, RuleMode::Sequential, rules);
    let mut source = CloudWatch::new(Connection::opened(client), vec![shop()]);
    source
        .answer(&[Ask { question: Question::Alarms { pipeline: "shop".into() }, tail_only: false }], now())
        .await
}

fn alarms(item: &Item) -> &[Arc<Alarm>] {
    match &item.answered.as_ref().expect("an answer").answer {
        Answer::Alarms(list) => &list.alarms,
        other => panic!("not alarms: {other:?}"),
    }
}

fn stages<'a>(reading: &'a Reading, name: &str) -> Vec<&'a str> {
    let alarm =
        alarms(&reading.items[0]).iter().find(|alarm| &*alarm.name == name).expect("the alarm is listed");
    alarm.stages.iter().map(crate::pipeline::StageName::as_str).collect()
}

#[tokio::test]
async fn metric_and_composite_alarms_are_asked_for_with_all_their_pages() {
    let first = mock!(Client::describe_alarms)
        .match_requests(|request| {
            request.alarm_types() == [AlarmType::MetricAlarm, AlarmType::CompositeAlarm]
                && request.max_records() == Some(100)
        })
        .then_output(|| {
            DescribeAlarmsOutput::builder()
                .metric_alarms(alarm("one", StateValue::Ok, 0).build())
                .next_token("more")
                .build()
        });
    let second = mock!(Client::describe_alarms)
        .match_requests(|request| request.next_token() == Some("more"))
        .then_output(|| {
            DescribeAlarmsOutput::builder().composite_alarms(composite("both", "ALARM(one)")).build()
        });
    let reading = read(&[&first, &second]).await;
    let names: Vec<_> = alarms(&reading.items[0]).iter().map(|alarm| &*alarm.name).collect();
    assert_eq!(names, ["both", "one"]);
    assert_eq!(
        &*reading.items[0].answered.as_ref().unwrap().provenance.call,
        "DescribeAlarms 2 alarms, 2 pages"
    );
    assert_eq!((reading.calls[0].count, reading.calls[0].cost_micro_usd), (2, 0));
}

#[tokio::test]
async fn a_page_that_fails_leaves_the_alarms_before_it_and_is_told() {
    let first = mock!(Client::describe_alarms).then_output(|| {
        DescribeAlarmsOutput::builder()
            .metric_alarms(alarm("one", StateValue::Alarm, 0).build())
            .next_token("more")
            .build()
    });
    let denied = mock!(Client::describe_alarms)
        .then_error(|| DescribeAlarmsError::generic(ErrorMetadata::builder().code("AccessDenied").build()));
    let reading = read(&[&first, &denied]).await;
    assert_eq!(alarms(&reading.items[0]).len(), 1);
    assert_eq!(reading.items[0].troubles[0].fault, Fault::Denied);
    assert_eq!(reading.items[0].troubles[0].action.as_deref(), Some("cloudwatch:DescribeAlarms"));
}

#[tokio::test]
async fn what_burns_comes_first_and_the_newest_of_it() {
    let listed = vec![
        alarm("fine", StateValue::Ok, 900).build(),
        alarm("old fire", StateValue::Alarm, 100).build(),
        alarm("silent", StateValue::InsufficientData, 800).build(),
        alarm("new fire", StateValue::Alarm, 500).build(),
        alarm("paused", StateValue::from("PAUSED"), 10).build(),
    ];
    let reading = read(&[&listing(listed, Vec::new())]).await;
    let order: Vec<_> = alarms(&reading.items[0]).iter().map(|alarm| (&*alarm.name, alarm.state)).collect();
    assert_eq!(
        order,
        [
            ("new fire", AlarmState::Alarm),
            ("old fire", AlarmState::Alarm),
            ("silent", AlarmState::InsufficientData),
            ("paused", AlarmState::InsufficientData),
            ("fine", AlarmState::Ok),
        ]
    );
    let paused = &alarms(&reading.items[0])[3];
    assert!(paused.reason.contains("PAUSED"), "a state that is not known is never OK: {}", paused.reason);
}

#[tokio::test]
async fn an_alarm_is_read_with_condition_m_of_n_and_its_words_made_harmless() {
    let listed = alarm("age\u{1b}[31m too high", StateValue::Alarm, 1_000)
        .alarm_description("wake\nme")
        .namespace("AWS/Kinesis")
        .metric_name("GetRecords.IteratorAgeMilliseconds")
        .statistic(Statistic::Maximum)
        .set_dimensions(Some(dimensions(&[("StreamName", "orders")])))
        .period(60)
        .evaluation_periods(5)
        .datapoints_to_alarm(3)
        .threshold(3_600_000.0)
        .comparison_operator(ComparisonOperator::GreaterThanThreshold)
        .treat_missing_data("notBreaching")
        .actions_enabled(false)
        .build();
    let reading = read(&[&listing(vec![listed], Vec::new())]).await;
    let alarm = &alarms(&reading.items[0])[0];
    assert_eq!((&*alarm.name, alarm.description.as_deref()), ("age[31m too high", Some("wake me")));
    assert_eq!((alarm.condition.as_deref(), alarm.m_of_n), (Some("> 3600000"), Some((3, 5))));
    assert_eq!(&*alarm.watches, "AWS/Kinesis GetRecords.IteratorAgeMilliseconds Maximum");
    assert_eq!((alarm.period_secs, alarm.kind), (Some(60), AlarmKind::Metric));
    assert_eq!((alarm.treat_missing.as_deref(), alarm.actions_enabled), (Some("notBreaching"), false));
    assert_eq!(alarm.since.map(|at| at.timestamp()), Some(1_000));
    assert_eq!(alarm.stages, ["stream".into()]);
}

#[tokio::test]
async fn trap_11_an_alarm_on_dynamodb_ignores_missing_data_whatever_it_says() {
    let on = |name: &str, namespace: &str| {
        let plain = alarm(name, StateValue::Ok, 0).namespace(namespace).metric_name("m");
        plain.treat_missing_data("breaching").build()
    };
    let listed = vec![on("function", "AWS/Lambda"), on("table", "AWS/DynamoDB")];
    let reading = read(&[&listing(listed, Vec::new())]).await;
    let said = |name: &str| {
        let alarms = alarms(&reading.items[0]);
        alarms.iter().find(|alarm| &*alarm.name == name).and_then(|alarm| alarm.treat_missing.clone())
    };
    assert_eq!(said("function").as_deref(), Some("breaching"));
    assert_eq!(said("table").as_deref(), Some("ignore (always so on DynamoDB)"));
}

#[tokio::test]
async fn alarms_are_mapped_by_namespace_and_resource() {
    let listed = vec![
        watching("function", "AWS/Lambda", &[("FunctionName", "fn"), ("Resource", "fn:live")]),
        watching("same name elsewhere", "AWS/SQS", &[("QueueName", "fn")]),
        watching("other function", "AWS/Lambda", &[("FunctionName", "fn2")]),
        watching("table", "AWS/DynamoDB", &[("TableName", "daily"), ("Operation", "Query")]),
        watching("index", "AWS/DynamoDB", &[("TableName", "daily"), ("GlobalSecondaryIndexName", "GSI1")]),
        watching("cluster", "AWS/Kafka", &[("Cluster Name", "cluster")]),
        watching("other group", "AWS/Kafka", &[("Cluster Name", "cluster"), ("Consumer Group", "others")]),
    ];
    let reading = read(&[&listing(listed, Vec::new())]).await;
    assert_eq!(stages(&reading, "function"), ["processor"]);
    assert_eq!(stages(&reading, "same name elsewhere"), [""; 0]);
    assert_eq!(stages(&reading, "other function"), [""; 0]);
    assert_eq!(stages(&reading, "table"), ["table"]);
    assert_eq!(stages(&reading, "index"), ["table", "index"]);
    assert_eq!(stages(&reading, "cluster"), ["group"]);
    assert_eq!(stages(&reading, "other group"), [""; 0]);
}

#[tokio::test]
async fn math_alarms_and_composites_reach_the_stages_behind_them() {
    let stat = |namespace: &str, pair: (&str, &str)| {
        let metric = CloudWatchMetric::builder()
            .namespace(namespace)
            .metric_name("m")
            .set_dimensions(Some(dimensions(&[pair])))
            .build();
        MetricDataQuery::builder()
            .id("m1")
            .metric_stat(MetricStat::builder().metric(metric).stat("Sum").period(300).build())
    };
    let math = alarm("rate", StateValue::Ok, 0)
        .metrics(stat("AWS/Lambda", ("FunctionName", "fn")).build())
        .metrics(MetricDataQuery::builder().id("e1").expression("m1/m2*100").build())
        .build();
    let direct = watching("age", "AWS/Kinesis", &[("StreamName", "orders")]);
    let composites = vec![
        composite("inner", r#"ALARM("rate") OR ALARM("outer")"#),
        composite("outer", "ALARM(inner) AND ALARM(\"arn:aws:cloudwatch:us-east-1:123456789012:alarm:age\")"),
        composite("of nothing", "ALARM(gone)"),
    ];
    let reading = read(&[&listing(vec![math, direct], composites)]).await;
    assert_eq!(stages(&reading, "rate"), ["processor"]);
    assert_eq!(stages(&reading, "outer"), ["stream", "processor"], "in the pipeline's order, cycles and all");
    assert_eq!(stages(&reading, "inner"), ["stream", "processor"]);
    assert_eq!(stages(&reading, "of nothing"), [""; 0]);
    let by_name =
        |name: &str| alarms(&reading.items[0]).iter().find(|alarm| &*alarm.name == name).unwrap().clone();
    assert_eq!((by_name("rate").kind, by_name("rate").period_secs), (AlarmKind::Math, Some(300)));
    assert_eq!(&*by_name("rate").watches, "m1/m2*100 of AWS/Lambda m Sum");
    assert_eq!(by_name("outer").children, ["inner".into(), "age".into()]);
}

#[tokio::test]
async fn an_alarm_tells_what_it_was_judged_on_and_whom_it_calls() {
    let many: Vec<Dimension> = (0..30)
        .map(|place| Dimension::builder().name(format!("name{place}")).value("v\u{7}").build())
        .collect();
    let judged = alarm("judged", StateValue::Alarm, 9)
        .namespace("AWS/Lambda")
        .metric_name("Errors")
        .statistic(Statistic::Sum)
        .set_dimensions(Some([dimensions(&[("FunctionName", "fn")]), many].concat()))
        .state_reason_data(
            r#"{"evaluatedDatapoints":[{"timestamp":"2026-03-02T11:59:00.000+0000","value":7.0}]}"#,
        )
        .evaluation_state(EvaluationState::PartialData)
        .set_alarm_actions(Some(vec!["arn:one".to_owned(), "arn:two".to_owned()]))
        .set_insufficient_data_actions(Some(vec!["arn:one".to_owned()]))
        .build();
    let broken = alarm("broken", StateValue::Alarm, 8).state_reason_data("{\"version\":").build();
    let bare = MetricAlarm::builder().alarm_name("bare").build();
    let reading = read(&[&listing(vec![judged, broken, bare], Vec::new())]).await;
    let [judged, broken, bare] = alarms(&reading.items[0]) else { panic!("three alarms") };
    assert_eq!(judged.detail.evaluated[0].value, Some(7.0));
    assert_eq!(judged.detail.actions, [2, 0, 1]);
    assert!(judged.detail.evaluation.as_deref().unwrap().contains("a part of the data"));
    assert_eq!(judged.detail.dimensions.len(), 31);
    assert!(judged.detail.dimensions.iter().all(|(_, value)| !value.contains('\u{7}')));
    let metric = &judged.detail.metrics[0];
    assert_eq!(
        (metric.stage.as_ref(), metric.statistic.as_deref()),
        (Some(&"processor".into()), Some("Sum"))
    );
    assert_eq!(broken.detail.unread.as_deref(), Some("it is not JSON"));
    assert_eq!((&*bare.watches, bare.state), ("no metric is named", AlarmState::InsufficientData));
    assert!(bare.detail.metrics.is_empty());
}

#[tokio::test]
async fn a_band_is_known_by_its_threshold_or_its_expression() {
    let stat = || {
        let metric = CloudWatchMetric::builder().namespace("AWS/Lambda").metric_name("Errors").build();
        MetricDataQuery::builder()
            .id("m1")
            .metric_stat(MetricStat::builder().metric(metric).stat("Sum").build())
    };
    let band = || MetricDataQuery::builder().id("ad1").expression("ANOMALY_DETECTION_BAND(m1, 2)");
    let by_id = alarm("by id", StateValue::Ok, 1)
        .threshold_metric_id("ad1")
        .comparison_operator(ComparisonOperator::LessThanLowerThreshold)
        .metrics(stat().build())
        .build();
    let by_words =
        alarm("by words", StateValue::Ok, 0).metrics(stat().build()).metrics(band().build()).build();
    let reading = read(&[&listing(vec![by_id, by_words], Vec::new())]).await;
    let kinds: Vec<_> = alarms(&reading.items[0]).iter().map(|alarm| alarm.kind).collect();
    assert_eq!(kinds, [AlarmKind::Band, AlarmKind::Band]);
    assert_eq!(alarms(&reading.items[0])[0].condition.as_deref(), Some("below the band"));
}

#[tokio::test]
async fn a_composite_names_what_set_it_off_and_what_keeps_it_quiet() {
    let quiet = CompositeAlarm::builder()
        .alarm_name("quiet")
        .alarm_rule("ALARM(age)")
        .state_value(StateValue::Alarm)
        .state_reason_data(
            r#"{"triggeringAlarms":[{"arn":"arn:aws:cloudwatch:us-east-1:123456789012:alarm:age","state":{"value":"ALARM"}}]}"#,
        )
        .actions_suppressor("arn:aws:cloudwatch:us-east-1:123456789012:alarm:works")
        .actions_suppressed_by(ActionsSuppressedBy::Alarm)
        .actions_suppressed_reason("Actions suppressed by works\u{1b}]8;;")
        .build();
    let reading = read(&[&listing(Vec::new(), vec![quiet])]).await;
    let detail = &alarms(&reading.items[0])[0].detail;
    assert_eq!(detail.triggered_by, ["age".into()]);
    let suppressed = detail.suppressed.as_deref().unwrap();
    assert!(suppressed.starts_with("while works rings: Actions suppressed"), "{suppressed}");
    assert!(!suppressed.contains('\u{1b}'));
}
