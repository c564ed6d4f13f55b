//! API Gateway: HTTP APIs by their id, REST APIs by their name. The two spell their error metrics differently.
//! Source: CloudWatch metrics of API Gateway, AWS documentation; thresholds after its recommended alarms.

use super::entry::{Entry, Table, Threshold};
use crate::pipeline::Unit;

const REQUESTS: Entry = Entry::counter("requests", "requests", "Count");
const LATENCY: Entry = Entry::gauge("latency_p95", "latency p95", "Latency", "p95", Unit::Milliseconds);
const INTEGRATION: Entry = Entry::gauge(
    "integration_latency",
    "integration latency p90",
    "IntegrationLatency",
    "p90",
    Unit::Milliseconds,
);

const RULES: &[Threshold] = &[
    Threshold::ratio("errors_5xx", "requests", 10.0, Some(0.01), 0.05),
    Threshold::ratio("errors_4xx", "requests", 10.0, Some(0.05), 0.2),
    Threshold::level("latency_p95", 1_000.0, 2_500.0),
    Threshold::level("integration_latency", 2_000.0, 5_000.0),
];

pub(super) const HTTP: Table = Table {
    namespace: "AWS/ApiGateway",
    dimensions: &["ApiId"],
    metrics: &[
        REQUESTS,
        Entry::counter("errors_5xx", "5xx errors", "5xx"),
        Entry::counter("errors_4xx", "4xx errors", "4xx"),
        LATENCY,
        INTEGRATION,
    ],
    rules: RULES,
};

pub(super) const REST: Table = Table {
    namespace: "AWS/ApiGateway",
    dimensions: &["ApiName"],
    metrics: &[
        REQUESTS,
        Entry::counter("errors_5xx", "5xx errors", "5XXError"),
        Entry::counter("errors_4xx", "4xx errors", "4XXError"),
        LATENCY,
        INTEGRATION,
    ],
    rules: RULES,
};
