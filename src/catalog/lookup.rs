//! What the rest of the house asks the catalogue: metrics and rules of a kind, for a resource.
//! The tables themselves are beside this, one file a kind.

use std::sync::Arc;

use super::{
    api_gateway, appsync, athena, dynamodb,
    entry::{Asked, Entry, Table},
    eventbridge, firehose, kinesis, lambda, msk, s3, sns, sqs,
};
use crate::pipeline::{Metric, MetricKey, Rule, StageKind, Told};

/// What a delivery may take beyond what its stream gathers, in seconds.
const DELIVERY_GRACE_SECS: f64 = 120.0;

const fn table(kind: StageKind) -> &'static Table {
    match kind {
        StageKind::Kinesis => &kinesis::TABLE,
        StageKind::Lambda => &lambda::TABLE,
        StageKind::Firehose => &firehose::TABLE,
        StageKind::DynamodbTable => &dynamodb::TABLE,
        StageKind::DynamodbIndex => &dynamodb::INDEX,
        StageKind::S3 => &s3::TABLE,
        StageKind::Athena => &athena::TABLE,
        StageKind::HttpApi => &api_gateway::HTTP,
        StageKind::RestApi => &api_gateway::REST,
        StageKind::Sqs => &sqs::TABLE,
        StageKind::Sns => &sns::TABLE,
        StageKind::Eventbridge => &eventbridge::TABLE,
        StageKind::Appsync => &appsync::TABLE,
        StageKind::Msk => &msk::TABLE,
    }
}

/// The metrics asked of a stage of this kind unless its configuration says otherwise, the most telling first,
/// with dimensions resolved for `resource`. `extra` dimensions are added, or replace those of the same name.
///
/// Some are published only for a stage that reads a stream, or only for one that does not:
/// see [`is_published`].
pub fn metrics_of(kind: StageKind, resource: &str, extra: &[(Arc<str>, Arc<str>)]) -> Vec<Metric> {
    let table = table(kind);
    let asked = table.metrics.iter().filter(|entry| entry.asked != Asked::OnRequest);
    asked.map(|entry| resolve(table, entry, resource, extra)).collect()
}

/// One metric of the kind, also one of those that are asked only on request.
pub fn metric_of(
    kind: StageKind,
    key: &str,
    resource: &str,
    extra: &[(Arc<str>, Arc<str>)],
) -> Option<Metric> {
    let table = table(kind);
    let entry = table.metrics.iter().find(|entry| entry.key == key)?;
    Some(resolve(table, entry, resource, extra))
}

/// The default rules of the kind. A rule may be about a metric that is asked only on request.
pub fn rules_of(kind: StageKind) -> Vec<Rule> {
    table(kind).rules.iter().map(super::entry::Threshold::rule).collect()
}

/// The default rules of a stage of which something is told: a delivery stream that gathers for so many seconds is late
/// two minutes after them, and gravely at twice that.
pub fn rules_told(kind: StageKind, told: &Told) -> Vec<Rule> {
    let mut rules = rules_of(kind);
    let Some(buffer) = told.buffer_secs.filter(|_| kind == StageKind::Firehose) else { return rules };
    for rule in rules.iter_mut().filter(|rule| rule.metric.as_str() == "freshness") {
        let late = f64::from(buffer) + DELIVERY_GRACE_SECS;
        (rule.warning, rule.critical) = (Some(late), Some(2.0 * late));
    }
    rules
}

/// The key of every metric of the kind, also of those asked only on request.
pub fn metric_keys(kind: StageKind) -> impl Iterator<Item = &'static str> {
    table(kind).metrics.iter().map(|entry| entry.key)
}

/// False for a metric that the service does not publish for a stage fed by these kinds: a Lambda function
/// has an iterator age only behind a stream, Firehose counts incoming records only when written to directly.
pub fn is_published(kind: StageKind, key: &MetricKey, fed_by: &[StageKind]) -> bool {
    // A table can have a stream of its changes, which functions read.
    let reads_stream = fed_by.iter().any(|from| {
        *from == StageKind::Kinesis || (*from == StageKind::DynamodbTable && kind == StageKind::Lambda)
    });
    let entry = table(kind).metrics.iter().find(|entry| entry.key == key.as_str());
    match entry.map(|entry| entry.asked) {
        Some(Asked::AfterStream) => reads_stream,
        Some(Asked::WrittenDirectly) => !reads_stream,
        _ => true,
    }
}

/// The names of the parts of a resource of this kind, which are written with `/` between them:
/// `["TableName", "GlobalSecondaryIndexName"]` for an index.
pub const fn resource_parts(kind: StageKind) -> &'static [&'static str] {
    table(kind).dimensions
}

fn resolve(table: &Table, entry: &Entry, resource: &str, extra: &[(Arc<str>, Arc<str>)]) -> Metric {
    let parts = table.dimensions.len();
    let named = table.dimensions.iter().zip(resource.splitn(parts, '/'));
    let beside = entry.beside.iter().map(|(name, value)| (name, *value));
    let mut dimensions: Vec<(Arc<str>, Arc<str>)> =
        named.chain(beside).map(|(name, value)| (Arc::from(*name), Arc::from(value))).collect();
    for (name, value) in extra {
        match dimensions.iter_mut().find(|(taken, _)| taken == name) {
            Some(same) => same.1 = Arc::clone(value),
            None => dimensions.push((Arc::clone(name), Arc::clone(value))),
        }
    }
    Metric {
        key: entry.key.into(),
        label: entry.label.into(),
        namespace: table.namespace.into(),
        name: entry.name.into(),
        dimensions: dimensions.into(),
        statistic: entry.statistic.into(),
        unit: entry.unit,
        shape: entry.shape,
        period_secs: entry.period_secs,
        settle_secs: entry.settle_secs,
        missing: entry.missing,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::pipeline::{Limit, Measure};

    fn dimensions(kind: StageKind, resource: &str, key: &str) -> String {
        let metric = metric_of(kind, key, resource, &[]).expect(key);
        let pairs: Vec<String> = metric.dimensions.iter().map(|(n, v)| format!("{n}={v}")).collect();
        format!("{} {} {} {}", metric.namespace, metric.name, metric.statistic, pairs.join(","))
    }

    #[test]
    fn cloudwatch_is_asked_for_exactly_what_the_services_publish() {
        let asked = [
            (StageKind::Kinesis, "s", "incoming_records", "AWS/Kinesis IncomingRecords Sum StreamName=s"),
            (StageKind::Lambda, "f", "duration_p95", "AWS/Lambda Duration p95 FunctionName=f"),
            (
                StageKind::Firehose,
                "d",
                "delivery_success",
                "AWS/Firehose DeliveryToS3.Success Average DeliveryStreamName=d",
            ),
            (
                StageKind::DynamodbTable,
                "t",
                "throttled_updates",
                "AWS/DynamoDB ThrottledRequests Sum TableName=t,Operation=UpdateItem",
            ),
            (
                StageKind::DynamodbIndex,
                "t/by-vendor",
                "write_throttles",
                "AWS/DynamoDB WriteThrottleEvents Sum TableName=t,GlobalSecondaryIndexName=by-vendor",
            ),
            (
                StageKind::S3,
                "b",
                "bucket_bytes",
                "AWS/S3 BucketSizeBytes Average BucketName=b,StorageType=StandardStorage",
            ),
            (
                StageKind::Athena,
                "w",
                "failed_queries",
                "AWS/Athena TotalExecutionTime SampleCount WorkGroup=w,QueryState=FAILED,QueryType=DML",
            ),
            (StageKind::HttpApi, "a1", "errors_5xx", "AWS/ApiGateway 5xx Sum ApiId=a1"),
            (StageKind::RestApi, "shop", "errors_5xx", "AWS/ApiGateway 5XXError Sum ApiName=shop"),
            (
                StageKind::Sqs,
                "q",
                "visible",
                "AWS/SQS ApproximateNumberOfMessagesVisible Maximum QueueName=q",
            ),
            (StageKind::Sns, "t", "failed", "AWS/SNS NumberOfNotificationsFailed Sum TopicName=t"),
            (StageKind::Eventbridge, "r", "failed", "AWS/Events FailedInvocations Sum RuleName=r"),
            (StageKind::Appsync, "g", "errors_5xx", "AWS/AppSync 5XXError Sum GraphQLAPIId=g"),
            (
                StageKind::Msk,
                "c/g/orders",
                "time_lag",
                "AWS/Kafka EstimatedMaxTimeLag Maximum Cluster Name=c,Consumer Group=g,Topic=orders",
            ),
        ];
        for (kind, resource, key, expected) in asked {
            assert_eq!(dimensions(kind, resource, key), expected);
        }
        let covered: BTreeSet<StageKind> = asked.iter().map(|row| row.0).collect();
        assert_eq!(covered.len(), StageKind::ALL.len());
    }

    #[test]
    fn every_rule_is_about_a_metric_of_its_kind() {
        for kind in StageKind::ALL {
            let keys: Vec<&str> = metric_keys(kind).collect();
            for rule in rules_of(kind) {
                assert!(keys.contains(&rule.metric.as_str()), "{kind}: {}", rule.metric);
                if let Measure::Ratio { of, .. } = &rule.measure {
                    let period = |key: &str| metric_of(kind, key, "a/b/c", &[]).map(|m| m.period_secs);
                    let (one, other) = (period(rule.metric.as_str()), period(of.as_str()));
                    assert!(one.is_some() && one == other, "{kind}: {of} is not published as often");
                }
                assert!(rule.warning.is_some() || rule.critical.is_some(), "{kind}: {}", rule.metric);
                assert!(0 < rule.breaching && rule.breaching <= rule.of, "{kind}: {}", rule.metric);
                if let (Some(warning), Some(critical)) = (rule.warning, rule.critical) {
                    assert!(!rule.comparison.breaches(warning, critical), "{kind}: {}", rule.metric);
                }
            }
        }
    }

    #[test]
    fn keys_are_unique_and_can_be_written_in_a_configuration() {
        for kind in StageKind::ALL {
            let keys: Vec<&str> = metric_keys(kind).collect();
            assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len(), "{kind}");
            assert!(!metrics_of(kind, "a/b/c", &[]).is_empty());
            for key in keys {
                let is_plain = key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
                assert!(is_plain && key.starts_with(|c: char| c.is_ascii_lowercase()), "{kind}: {key}");
            }
        }
    }

    #[test]
    fn no_two_metrics_of_a_stage_ask_for_the_same_thing() {
        for kind in StageKind::ALL {
            let asked: BTreeSet<String> =
                metric_keys(kind).map(|key| dimensions(kind, "a/b/c", key)).collect();
            assert_eq!(asked.len(), metric_keys(kind).count(), "{kind}");
        }
    }

    #[test]
    fn a_whole_pipeline_stays_affordable() {
        let stages = [
            (StageKind::Kinesis, &[][..]),
            (StageKind::Lambda, &[StageKind::Kinesis][..]),
            (StageKind::DynamodbTable, &[StageKind::Lambda]),
            (StageKind::DynamodbIndex, &[StageKind::DynamodbTable]),
            (StageKind::Firehose, &[StageKind::Kinesis]),
            (StageKind::S3, &[StageKind::Firehose]),
            (StageKind::Athena, &[StageKind::S3]),
        ];
        let asked: usize = stages
            .iter()
            .map(|(kind, fed_by)| {
                let metrics = metrics_of(*kind, "a/b/c", &[]);
                metrics.iter().filter(|metric| is_published(*kind, &metric.key, fed_by)).count()
            })
            .sum();
        assert!((25..=34).contains(&asked), "{asked} metrics a poll");
    }

    #[test]
    fn a_function_behind_an_api_has_no_iterator_age() {
        let age = MetricKey::from("iterator_age");
        assert!(is_published(StageKind::Lambda, &age, &[StageKind::Kinesis]));
        assert!(!is_published(StageKind::Lambda, &age, &[StageKind::HttpApi]));
        let read = MetricKey::from("read_records");
        assert!(!is_published(StageKind::Firehose, &read, &[StageKind::Lambda]));
    }

    #[test]
    fn extra_dimensions_are_added_or_replace() {
        let extra = [("StorageType".into(), "GlacierStorage".into()), ("X".into(), "y".into())];
        let metric = metric_of(StageKind::S3, "objects", "b", &extra).unwrap();
        let pairs: Vec<(&str, &str)> = metric.dimensions.iter().map(|(n, v)| (&**n, &**v)).collect();
        assert_eq!(pairs, [("BucketName", "b"), ("StorageType", "GlacierStorage"), ("X", "y")]);
    }

    #[test]
    fn the_deadline_of_a_stream_is_watched_where_it_is_read() {
        for kind in [StageKind::Kinesis, StageKind::Lambda] {
            let rules = rules_of(kind);
            assert!(rules.iter().any(|rule| rule.measure == Measure::PartOf(Limit::Retention)));
        }
    }
}
