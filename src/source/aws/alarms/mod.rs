//! Alarms: every page of `DescribeAlarms`, and which stages each alarm watches.
//! Alarms are CloudWatch's; verdicts of our own are made elsewhere.

mod convert;
mod list;
mod rule;
mod watched;

pub(super) use list::{item, list};

#[cfg(test)]
mod tests;
