//! The vendor table in DynamoDB: daily counters of vendors and products by key range, and the list of vendors.
//! Nothing is scanned and nothing is written.

mod directory;
mod items;
mod keys;
mod meter;
mod number;
mod plan;
mod read;
mod sums;
mod table;

pub(super) use table::DynamoDb;
