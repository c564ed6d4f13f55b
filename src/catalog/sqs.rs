//! SQS queues. How many waiting messages are bad differs from queue to queue: only their age has a default rule.
//! Source: CloudWatch metrics of Amazon SQS, AWS documentation.

use super::entry::{Entry, Table, Threshold};
use crate::pipeline::Unit;

pub(super) const TABLE: Table = Table {
    namespace: "AWS/SQS",
    dimensions: &["QueueName"],
    metrics: &[
        Entry::gauge(
            "visible",
            "messages waiting",
            "ApproximateNumberOfMessagesVisible",
            "Maximum",
            Unit::Count,
        ),
        Entry::gauge(
            "oldest_age",
            "age of the oldest",
            "ApproximateAgeOfOldestMessage",
            "Maximum",
            Unit::Seconds,
        ),
        Entry::counter("sent", "messages sent", "NumberOfMessagesSent"),
        Entry::counter("received", "messages received", "NumberOfMessagesReceived"),
        Entry::counter("deleted", "messages deleted", "NumberOfMessagesDeleted"),
    ],
    rules: &[Threshold::level("oldest_age", 300.0, 3_600.0)],
};
