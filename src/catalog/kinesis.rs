//! Kinesis data streams: stream-level metrics, free of charge, by the minute.
//! Source: CloudWatch metrics of Kinesis Data Streams, AWS documentation.

use super::entry::{Entry, Table, Threshold};
use crate::pipeline::{Limit, Missing, Unit};

const MINUTE_MS: f64 = 60_000.0;

pub(super) const TABLE: Table = Table {
    namespace: "AWS/Kinesis",
    dimensions: &["StreamName"],
    metrics: &[
        // Maximum over every reader: no point while records arrive means that nobody reads.
        Entry::gauge(
            "iterator_age",
            "iterator age",
            "GetRecords.IteratorAgeMilliseconds",
            "Maximum",
            Unit::Milliseconds,
        )
        .missing(Missing::Bad),
        Entry::counter("incoming_records", "incoming records", "IncomingRecords"),
        Entry::counter("incoming_bytes", "incoming bytes", "IncomingBytes").unit(Unit::Bytes),
        Entry::counter("read_records", "records read", "GetRecords.Records"),
        Entry::fault("write_throttles", "write throttles", "WriteProvisionedThroughputExceeded"),
        Entry::fault("read_throttles", "read throttles", "ReadProvisionedThroughputExceeded"),
    ],
    rules: &[
        Threshold::level("iterator_age", 5.0 * MINUTE_MS, 60.0 * MINUTE_MS),
        // AWS: past half of the retention, records may expire before they are read.
        Threshold::part_of("iterator_age", Limit::Retention, None, 0.5),
        Threshold::graded("write_throttles", 5),
        Threshold::graded("read_throttles", 5),
        Threshold::part_of("incoming_bytes", Limit::ShardBytes, Some(0.7), 0.9),
        Threshold::part_of("incoming_records", Limit::ShardRecords, Some(0.7), 0.9),
    ],
};
