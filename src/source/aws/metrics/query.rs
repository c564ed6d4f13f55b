//! One GetMetricData query, in the SDK's shape and as JSON for a command line.
//! Never carries a unit: CloudWatch does not convert, a wrong unit answers nothing without an error.

use std::sync::Arc;

use aws_sdk_cloudwatch::types::{Dimension, Metric as CloudWatchMetric, MetricDataQuery, MetricStat};
use serde_json::{Value, json};

use crate::pipeline::Metric;

/// What makes two queries the same, and thus be asked and paid once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::source::aws) struct Query {
    namespace: Arc<str>,
    name: Arc<str>,
    dimensions: Arc<[(Arc<str>, Arc<str>)]>,
    statistic: Arc<str>,
    /// Seconds a point stands for.
    pub(super) period_secs: u32,
}

impl Query {
    pub(super) fn new(metric: &Metric, period_secs: u32) -> Self {
        Self {
            namespace: metric.namespace.clone(),
            name: metric.name.clone(),
            dimensions: metric.dimensions.clone(),
            statistic: metric.statistic.clone(),
            period_secs,
        }
    }

    pub(super) fn to_sdk(&self, id: String) -> MetricDataQuery {
        let dimensions = self.dimensions.iter().map(|(name, value)| {
            Dimension::builder().name(name.to_string()).value(value.to_string()).build()
        });
        let metric = CloudWatchMetric::builder()
            .namespace(self.namespace.to_string())
            .metric_name(self.name.to_string())
            .set_dimensions(Some(dimensions.collect()))
            .build();
        let stat = MetricStat::builder()
            .metric(metric)
            .period(i32::try_from(self.period_secs).unwrap_or(i32::MAX))
            .stat(self.statistic.to_string())
            .build();
        MetricDataQuery::builder().id(id).metric_stat(stat).build()
    }

    pub(super) fn to_json(&self, id: &str) -> Value {
        let dimensions: Vec<Value> = self
            .dimensions
            .iter()
            .map(|(name, value)| json!({ "Name": &**name, "Value": &**value }))
            .collect();
        json!({
            "Id": id,
            "MetricStat": {
                "Metric": {
                    "Namespace": &*self.namespace, "MetricName": &*self.name, "Dimensions": dimensions,
                },
                "Period": self.period_secs,
                "Stat": &*self.statistic,
            },
        })
    }
}

/// The id of the query at this place of a call; ids must begin with a small letter.
pub(super) fn id_at(place: usize) -> String {
    format!("m{place}")
}

/// The place of the query with this id.
pub(super) fn place_of(id: &str) -> Option<usize> {
    id.strip_prefix('m')?.parse().ok()
}
