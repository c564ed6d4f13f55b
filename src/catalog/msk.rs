//! Consumer groups on MSK clusters. Lag is published only while the group is stable or empty and has committed
//! offsets, so silence is not zero. Source: consumer-lag metrics of Amazon MSK, AWS documentation.

use super::entry::{Entry, Table, Threshold};
use crate::pipeline::Unit;

pub(super) const TABLE: Table = Table {
    namespace: "AWS/Kafka",
    // These names do have blanks in them.
    dimensions: &["Cluster Name", "Consumer Group", "Topic"],
    metrics: &[
        Entry::gauge("time_lag", "time lag", "EstimatedMaxTimeLag", "Maximum", Unit::Seconds).timed(60, 300),
        Entry::gauge("max_offset_lag", "largest offset lag", "MaxOffsetLag", "Maximum", Unit::Count)
            .timed(60, 300),
        Entry::gauge("sum_offset_lag", "offset lag", "SumOffsetLag", "Maximum", Unit::Count).timed(60, 300),
    ],
    rules: &[Threshold::level("time_lag", 60.0, 600.0)],
};
