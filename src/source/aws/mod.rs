//! AWS, one file a service and question. The door builds the estate and one source for each service and region.
//! Knows no screens and no schedule.

mod alarms;
mod asker;
mod cloudwatch;
mod connect;
mod fault;
#[cfg(test)]
mod fixture;
mod kinesis;
mod metrics;
mod session;
mod shell;

pub use connect::{ConnectError, connect};
