//! CloudWatch's names of what more than one family of rules looks at. Knows neither values nor what they mean.

/// What a stream takes in.
pub(super) const INCOMING: &str = "IncomingRecords";
/// What an API is asked, by whichever name its kind publishes.
pub(super) const REQUESTS: &[&str] = &["Count", "Requests"];
/// What a delivery stream takes: from a stream, or put to it directly.
pub(super) const COLLECTED: &[&str] = &["DataReadFromKinesisStream.Records", "IncomingRecords"];
/// What it has written.
pub(super) const DELIVERED: &str = "DeliveryToS3.Records";
/// The age of the oldest record that it has not written.
pub(super) const FRESHNESS: &str = "DeliveryToS3.DataFreshness";
