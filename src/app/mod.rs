//! ONE VIEWER'S MIND, Elm without I/O: message, screen state, the command table.
//! This room knows no terminal and no source.

mod command;
mod copy;
mod days;
mod filter;
#[cfg(test)]
pub(crate) mod fixture;
mod fuzzy;
#[cfg(test)]
mod journeys;
mod key;
mod keymap;
mod message;
mod mind;
mod movement;
mod palette;
mod prompt;
mod rows;
mod run;
mod state;
mod switch;
mod table;
mod update;
mod vendors;
mod verdicts;
mod wants;
#[cfg(test)]
mod wild_keys;

pub use command::{Argument, Command, Group, Scope};
pub use fuzzy::{Hit, search};
pub use key::{canonical, shown};
pub use keymap::{KeyProblem, Keymap};
pub use message::{Effect, Message};
pub use movement::{ROOMY, lists_stages};
pub use palette::PaletteRow;
pub use rows::{HelpRow, KeyHint, RangeRow};
pub use state::{
    App, Compare, Filter, Overlay, Panel, Prompt, RangeChoice, Screen, SettingsView, Toast, ZoneChoice,
};
pub use table::commands;
pub use vendors::VendorRow;
pub use verdicts::{VerdictChoice, VerdictRow};
