//! AWS, one file a service and question. The door builds the estate and one source for each service and region.
//! Knows no screens and no schedule.

mod connect;
mod fault;
mod session;

pub use connect::{ConnectError, connect};
