//! S3 buckets: the two daily storage metrics, free of charge. They tell growth, not whether anything arrives now.
//! Source: CloudWatch metrics of Amazon S3, AWS documentation.

use super::entry::{Entry, Table};
use crate::pipeline::Unit;

const DAY_SECS: u32 = 86_400;

pub(super) const TABLE: Table = Table {
    namespace: "AWS/S3",
    dimensions: &["BucketName"],
    metrics: &[
        Entry::gauge("bucket_bytes", "bytes stored", "BucketSizeBytes", "Average", Unit::Bytes)
            .beside(&[("StorageType", "StandardStorage")])
            .timed(DAY_SECS, DAY_SECS),
        Entry::gauge("objects", "objects stored", "NumberOfObjects", "Average", Unit::Count)
            .beside(&[("StorageType", "AllStorageTypes")])
            .timed(DAY_SECS, DAY_SECS),
    ],
    rules: &[],
};
