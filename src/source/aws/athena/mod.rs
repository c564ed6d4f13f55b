//! The lake behind Athena: summaries, the list of vendors and the catalog's newest day, each a query that is started, looked at and read.
//! A query is a state kept here between two askings; nothing waits for one.

mod calls;
mod catalog;
mod cells;
mod compare;
mod cost;
mod described;
mod memory;
mod office;
mod partitions;
mod plan;
mod round;
mod run;
mod script;
mod settings;
mod sql;
mod stream;
mod stream_sql;
mod words;
mod workgroup;

pub use compare::{LakeObject, Stand, WorkgroupFacts};
pub use office::{LakeOffice, Told, Work};
pub use run::MOST_ROWS as MOST_SUMMARY_ROWS;
pub use script::{Script, ScriptKind, lake_scripts};
pub use stream::lake_rows;
pub(super) use workgroup::Athena;
