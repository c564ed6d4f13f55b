//! Firehose delivery streams that end in S3. What is delivered is measured every five minutes: Firehose gathers
//! records about that long, so that by the minute most points would be missing.
//! Source: CloudWatch metrics of Amazon Data Firehose, AWS documentation.

use super::entry::{Asked, Entry, Table, Threshold};
use crate::pipeline::{Missing, Unit};

const FRESHNESS: Entry =
    Entry::gauge("freshness", "delivery freshness", "DeliveryToS3.DataFreshness", "Maximum", Unit::Seconds);

const BEHIND_STREAM: Entry = Entry::gauge(
    "behind_stream",
    "behind the stream",
    "KinesisMillisBehindLatest",
    "Maximum",
    Unit::Milliseconds,
);

pub(super) const TABLE: Table = Table {
    namespace: "AWS/Firehose",
    dimensions: &["DeliveryStreamName"],
    metrics: &[
        FRESHNESS.missing(Missing::Bad).timed(300, 300),
        Entry::gauge("delivery_success", "delivery success", "DeliveryToS3.Success", "Average", Unit::Ratio)
            .timed(300, 300),
        Entry::counter("delivered_records", "records delivered", "DeliveryToS3.Records").timed(300, 300),
        // IncomingRecords counts direct puts only; from a stream, this one counts what came in.
        Entry::counter("read_records", "records read", "DataReadFromKinesisStream.Records")
            .timed(60, 300)
            .asked(Asked::AfterStream),
        Entry::counter("incoming_records", "incoming records", "IncomingRecords")
            .timed(60, 300)
            .asked(Asked::WrittenDirectly),
        Entry::fault("throttled_records", "throttled records", "ThrottledRecords")
            .timed(60, 300)
            .asked(Asked::WrittenDirectly),
        Entry::fault("failed_conversions", "failed conversions", "FailedConversion.Records").timed(300, 300),
        Entry::counter("delivered_bytes", "bytes delivered", "DeliveryToS3.Bytes")
            .unit(Unit::Bytes)
            .timed(300, 300)
            .asked(Asked::OnRequest),
        BEHIND_STREAM.timed(60, 300).asked(Asked::OnRequest),
    ],
    rules: &[
        // The usual buffer is 300 s; two minutes past it is a warning, the longest buffer of all critical.
        Threshold::level("freshness", 420.0, 900.0).points(2, 3),
        // Deliveries are tried again: one bad one in a quarter of an hour is not yet a loss.
        Threshold::floor("delivery_success", 1.0, 0.95).points(2, 3),
        Threshold::any("failed_conversions").points(1, 3),
        Threshold::ratio("failed_conversions", "delivered_records", 100.0, None, 0.01).points(1, 3),
        Threshold::graded("throttled_records", 5),
        Threshold::level("behind_stream", 60_000.0, 900_000.0),
    ],
};
