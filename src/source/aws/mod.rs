//! AWS, one file a service and question. The door builds the estate and one source for each service and region.
//! Knows no screens and no schedule.

mod alarms;
mod cloudwatch;
mod connect;
mod fault;
mod kinesis;
mod metrics;
mod session;
mod shell;

pub use connect::{ConnectError, connect};
