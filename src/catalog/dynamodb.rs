//! DynamoDB tables and their global secondary indexes. A table's metrics do not count those of its indexes.
//! Source: DynamoDB metrics and dimensions, AWS documentation.

use super::entry::{Asked, Entry, Table, Threshold};
use crate::pipeline::{Limit, Unit};

const CONSUMED_WRITE: Entry =
    Entry::counter("consumed_write", "write units", "ConsumedWriteCapacityUnits").unit(Unit::CapacityUnits);
const CONSUMED_READ: Entry =
    Entry::counter("consumed_read", "read units", "ConsumedReadCapacityUnits").unit(Unit::CapacityUnits);
const WRITE_THROTTLES: Entry = Entry::fault("write_throttles", "write throttles", "WriteThrottleEvents");
const READ_THROTTLES: Entry = Entry::fault("read_throttles", "read throttles", "ReadThrottleEvents");

// Published every five minutes, and not at all by tables billed on demand.
const PROVISIONED_WRITE: Entry = Entry::gauge(
    "provisioned_write",
    "provisioned write units",
    "ProvisionedWriteCapacityUnits",
    "Average",
    Unit::CapacityUnits,
)
.timed(300, 300)
.asked(Asked::OnRequest);
const PROVISIONED_READ: Entry = Entry::gauge(
    "provisioned_read",
    "provisioned read units",
    "ProvisionedReadCapacityUnits",
    "Average",
    Unit::CapacityUnits,
)
.timed(300, 300)
.asked(Asked::OnRequest);

// These are published for each operation, never for the table alone.
const UPDATE: &[(&str, &str)] = &[("Operation", "UpdateItem")];
const QUERY: &[(&str, &str)] = &[("Operation", "Query")];
const GET: &[(&str, &str)] = &[("Operation", "GetItem")];
const LATENCY: &str = "SuccessfulRequestLatency";

pub(super) const TABLE: Table = Table {
    namespace: "AWS/DynamoDB",
    dimensions: &["TableName"],
    metrics: &[
        CONSUMED_WRITE,
        WRITE_THROTTLES,
        Entry::gauge("update_latency", "update latency", LATENCY, "Average", Unit::Milliseconds)
            .beside(UPDATE),
        Entry::fault("throttled_updates", "throttled updates", "ThrottledRequests").beside(UPDATE),
        CONSUMED_READ,
        READ_THROTTLES,
        Entry::fault("system_errors", "system errors", "SystemErrors").beside(UPDATE),
        Entry::fault("throttled_queries", "throttled queries", "ThrottledRequests")
            .beside(QUERY)
            .asked(Asked::OnRequest),
        Entry::gauge("query_latency", "query latency", LATENCY, "Average", Unit::Milliseconds)
            .beside(QUERY)
            .asked(Asked::OnRequest),
        Entry::gauge("get_latency", "get latency", LATENCY, "Average", Unit::Milliseconds)
            .beside(GET)
            .asked(Asked::OnRequest),
        PROVISIONED_WRITE,
        PROVISIONED_READ,
    ],
    rules: &[
        Threshold::graded("write_throttles", 5),
        Threshold::graded("read_throttles", 5),
        Threshold::graded("throttled_updates", 5),
        Threshold::graded("throttled_queries", 5),
        Threshold::graded("system_errors", 3),
        Threshold::level("update_latency", 20.0, 100.0),
        Threshold::level("query_latency", 20.0, 100.0),
        Threshold::level("get_latency", 20.0, 100.0),
        Threshold::part_of("consumed_write", Limit::ProvisionedWrite, Some(0.7), 0.9),
        Threshold::part_of("consumed_read", Limit::ProvisionedRead, Some(0.7), 0.9),
    ],
};

pub(super) const INDEX: Table = Table {
    namespace: "AWS/DynamoDB",
    dimensions: &["TableName", "GlobalSecondaryIndexName"],
    metrics: &[
        CONSUMED_WRITE,
        // A throttled index holds up the writes of its table.
        WRITE_THROTTLES,
        CONSUMED_READ,
        READ_THROTTLES,
        PROVISIONED_WRITE,
        PROVISIONED_READ,
    ],
    rules: &[
        Threshold::graded("write_throttles", 5),
        Threshold::graded("read_throttles", 5),
        Threshold::part_of("consumed_write", Limit::ProvisionedWrite, Some(0.7), 0.9),
        Threshold::part_of("consumed_read", Limit::ProvisionedRead, Some(0.7), 0.9),
    ],
};
