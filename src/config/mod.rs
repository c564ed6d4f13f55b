//! WHAT THE USER WROTE: strict TOML, every mistake at once, each under the user's own line.
//! This room checks and resolves; it opens no connection.

mod amount;
mod defaults;
mod field;
mod graph;
mod guess;
mod lake;
mod locate;
mod metric;
mod model;
mod parse;
mod pipelines;
mod reader;
mod report;
mod runbook;
mod settings;
mod stage;
mod threshold;
mod vendors;

pub use locate::{LoadError, Place, home, load, locate, state_folder};
pub use model::{
    Account, Attributes, Config, Directory, Lake, Notify, NotifyWhen, Poll, ProductAttributes,
    ScreenSettings, ScreenZone, TableKeys, Vendors,
};
pub use parse::{EXAMPLE, parse};
pub use report::{Mistake, Report};
