//! Lambda functions, by the minute. An invocation is counted in the minute it began.
//! Source: CloudWatch metrics of Lambda functions, AWS documentation.

use super::entry::{Asked, Entry, Table, Threshold};
use crate::pipeline::{Limit, Missing, Unit};

const MINUTE_MS: f64 = 60_000.0;

pub(super) const TABLE: Table = Table {
    namespace: "AWS/Lambda",
    dimensions: &["FunctionName"],
    metrics: &[
        Entry::gauge("iterator_age", "iterator age", "IteratorAge", "Maximum", Unit::Milliseconds)
            .missing(Missing::Bad)
            .asked(Asked::AfterStream),
        Entry::counter("invocations", "invocations", "Invocations"),
        Entry::counter("errors", "errors", "Errors"),
        Entry::counter("throttles", "throttles", "Throttles"),
        Entry::gauge("duration_p95", "duration p95", "Duration", "p95", Unit::Milliseconds),
        Entry::gauge("concurrency", "concurrency", "ConcurrentExecutions", "Maximum", Unit::Count)
            .missing(Missing::Zero),
        Entry::gauge("duration_max", "longest duration", "Duration", "Maximum", Unit::Milliseconds)
            .asked(Asked::OnRequest),
        Entry::gauge("offset_lag", "offset lag", "OffsetLag", "Maximum", Unit::Count).asked(Asked::OnRequest),
        Entry::fault("dead_letter_errors", "dead letter errors", "DeadLetterErrors").asked(Asked::OnRequest),
    ],
    rules: &[
        Threshold::level("iterator_age", 5.0 * MINUTE_MS, 60.0 * MINUTE_MS),
        Threshold::part_of("iterator_age", Limit::Retention, None, 0.5),
        // The floor of 10 calls stops one failure of two from waking anybody.
        Threshold::ratio("errors", "invocations", 10.0, Some(0.01), 0.05),
        Threshold::graded("throttles", 5),
        Threshold::lasting("dead_letter_errors", 1),
    ],
};
