//! The lake behind Athena: summaries, the list of vendors and the catalog's newest day, each a query that is started, looked at and read.
//! A query is a state kept here between two askings; nothing waits for one.

mod calls;
mod catalog;
mod cells;
mod cost;
mod memory;
mod partitions;
mod plan;
mod round;
mod run;
mod settings;
mod sql;
mod words;
mod workgroup;

pub(super) use workgroup::Athena;
