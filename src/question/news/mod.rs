//! What has changed between two snapshots, each change once and as a sentence that stands alone: for notifications,
//! for lines of a log and for the story of an incident. Pure; it knows neither who tells it nor where.

mod alarms;
mod compare;
mod item;
mod jottings;
mod sources;
#[cfg(test)]
mod tests;
mod verdicts;

pub use compare::news;
pub use item::{News, NewsKind};
