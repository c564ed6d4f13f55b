//! ONE VIEWER'S MIND, Elm without I/O: message, screen state, the command table.
//! This room knows no terminal and no source.

mod message;
mod state;

pub use message::{Effect, Message};
pub use state::{
    App, Compare, Filter, Overlay, Panel, Prompt, RangeChoice, Screen, SettingsView, Toast, ZoneChoice,
};
