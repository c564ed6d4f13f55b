//! EventBridge rules on the default bus; a rule of another bus has `EventBusName` as an extra dimension.
//! Source: CloudWatch metrics of Amazon EventBridge, AWS documentation. Points come late: 25 minutes to settle.

use super::entry::{Entry, Table, Threshold};

pub(super) const TABLE: Table = Table {
    namespace: "AWS/Events",
    dimensions: &["RuleName"],
    metrics: &[
        Entry::counter("invocations", "invocations", "Invocations").timed(300, 1_500),
        Entry::counter("failed", "failed invocations", "FailedInvocations").timed(300, 1_500),
        Entry::counter("matched", "matched events", "MatchedEvents").timed(300, 1_500),
    ],
    rules: &[
        Threshold::any("failed").points(1, 3),
        Threshold::ratio("failed", "invocations", 10.0, None, 0.05).points(1, 3),
    ],
};
