//! Alarms: every page of `DescribeAlarms`, which stages each alarm watches, and what happened to it.
//! Alarms are CloudWatch's; verdicts of our own are made elsewhere.

mod convert;
mod history;
mod list;
mod reasoned;
mod rule;
mod watched;

pub(super) use history::{Told, history, item_of_history};
pub(super) use list::{item, list};

#[cfg(test)]
mod history_tests;
#[cfg(test)]
mod tests;
