//! WHAT EACH KIND OF STAGE IS MEASURED BY: const tables, one file a kind.
//! Facts only: which metrics exist, how they are asked for, what is bad. Asking and judging are elsewhere.

mod api_gateway;
mod appsync;
mod athena;
mod dynamodb;
mod entry;
mod eventbridge;
mod firehose;
mod kinesis;
mod lambda;
mod lookup;
mod msk;
mod s3;
mod sns;
mod sqs;

pub use lookup::{is_published, metric_keys, metric_of, metrics_of, resource_parts, rules_of, rules_told};
