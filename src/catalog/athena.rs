//! Athena workgroups: a point for each finished query, and only where the workgroup publishes its metrics.
//! Source: Athena query metrics in CloudWatch, AWS documentation.

use super::entry::{Asked, Entry, Table, Threshold};
use crate::pipeline::{Missing, Shape, Unit};

/// The number of queries is how often a time was published: the sample count of one that each query has.
const fn count(key: &'static str, label: &'static str) -> Entry {
    Entry { statistic: "SampleCount", ..Entry::counter(key, label, "TotalExecutionTime") }
}

pub(super) const TABLE: Table = Table {
    namespace: "AWS/Athena",
    dimensions: &["WorkGroup"],
    metrics: &[
        Entry::gauge("query_time", "query time", "TotalExecutionTime", "Average", Unit::Milliseconds),
        Entry::gauge("queue_time", "time in queue", "QueryQueueTime", "Maximum", Unit::Milliseconds),
        Entry {
            shape: Shape::Counter,
            missing: Missing::Zero,
            ..Entry::gauge("processed_bytes", "bytes scanned", "ProcessedBytes", "Sum", Unit::Bytes)
        },
        // The state alone is not a published set of dimensions; it comes with the type of the query.
        count("failed_queries", "failed queries")
            .beside(&[("QueryState", "FAILED"), ("QueryType", "DML")])
            .missing(Missing::Fine),
        count("queries", "queries").asked(Asked::OnRequest),
    ],
    rules: &[
        Threshold::level("queue_time", 30_000.0, 300_000.0),
        Threshold::any("failed_queries"),
        Threshold::ratio("failed_queries", "queries", 5.0, None, 0.2),
    ],
};
