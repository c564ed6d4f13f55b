//! AppSync GraphQL APIs, by the id of the API.
//! Source: CloudWatch metrics of AWS AppSync, AWS documentation.

use super::entry::{Entry, Table, Threshold};
use crate::pipeline::Unit;

pub(super) const TABLE: Table = Table {
    namespace: "AWS/AppSync",
    dimensions: &["GraphQLAPIId"],
    metrics: &[
        Entry::counter("requests", "requests", "Requests"),
        Entry::counter("errors_5xx", "5xx errors", "5XXError"),
        Entry::counter("errors_4xx", "4xx errors", "4XXError"),
        Entry::gauge("latency_p95", "latency p95", "Latency", "p95", Unit::Milliseconds),
    ],
    rules: &[
        Threshold::ratio("errors_5xx", "requests", 10.0, Some(0.01), 0.05),
        Threshold::level("latency_p95", 1_000.0, 3_000.0),
    ],
};
