//! WHAT A PANEL HOLDS, to be taken away: its exact values as a table, what they are, and where it stands on the screen.
//! Nothing is written here.

mod alarms;
mod business;
mod name;
mod panel;
mod pipeline;
mod place;
mod rows;
mod sources;

pub use name::file_stem;
pub use panel::{Taken, taken};
pub use place::panel_area;
