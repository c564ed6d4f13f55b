//! WHERE ANSWERS COME FROM, one file a service. After construction a source never errors: what goes wrong is data.
//! Sources know neither screens nor schedules.

mod aws;
mod contract;
mod demo;
mod rows;

pub use aws::{
    LakeObject, LakeOffice, MOST_SUMMARY_ROWS, Script, ScriptKind, Stand, Told, Work, WorkgroupFacts,
    connect, lake_rows, lake_scripts,
};
pub use contract::{BoxFuture, Source};
pub use demo::{demo, demo_rows};
pub use rows::{Batch, Part, RowKind, RowStream, RowsWanted, chosen, exact};
