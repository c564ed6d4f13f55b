//! WHAT THE USER WROTE: strict TOML, every mistake at once, each under the user's own line.
//! This room checks and resolves; it opens no connection.

mod model;

pub use model::{
    Account, Attributes, Config, Directory, Lake, Poll, ProductAttributes, ScreenSettings, ScreenZone,
    TableKeys, Vendors,
};
