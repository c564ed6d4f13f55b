//! What can break, one file a family: each looks at what is measured and names candidates. What follows from what is
//! decided elsewhere.

mod access;
mod api;
mod consumer;
mod crossed;
mod delivery;
mod lake;
mod leak;
mod letters;
mod producer;
mod queries;
mod queue;
mod search;
mod throttle;

pub(super) use letters::remaining;
pub(super) use search::find;
