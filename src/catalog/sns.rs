//! SNS topics. Deliveries are reported late, so points are given longer to settle.
//! Source: CloudWatch metrics of Amazon SNS, AWS documentation.

use super::entry::{Entry, Table, Threshold};

pub(super) const TABLE: Table = Table {
    namespace: "AWS/SNS",
    dimensions: &["TopicName"],
    metrics: &[
        Entry::counter("published", "messages published", "NumberOfMessagesPublished").timed(60, 600),
        Entry::counter("delivered", "notifications delivered", "NumberOfNotificationsDelivered")
            .timed(60, 600),
        Entry::counter("failed", "notifications failed", "NumberOfNotificationsFailed").timed(60, 600),
    ],
    rules: &[Threshold::any("failed"), Threshold::ratio("failed", "published", 10.0, None, 0.05)],
};
