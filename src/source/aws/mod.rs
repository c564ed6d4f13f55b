//! AWS, one file a service and question. The door builds the estate and one source for each service and region.
//! Knows no screens and no schedule.

mod alarms;
mod asker;
mod athena;
mod cloudwatch;
mod connect;
mod dynamodb;
mod fault;
#[cfg(test)]
mod fixture;
mod kinesis;
mod metrics;
#[cfg(test)]
#[path = "tests/replay.rs"]
mod replay;
mod roll;
mod session;
mod shell;
mod stores;

pub use athena::{
    LakeObject, LakeOffice, MOST_SUMMARY_ROWS, Script, ScriptKind, Stand, Told, Work, WorkgroupFacts,
    lake_rows, lake_scripts,
};
pub use connect::connect;
