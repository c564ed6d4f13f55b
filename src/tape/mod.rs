//! WHAT WAS KNOWN, KEPT: a bounded recording of snapshots, in memory and in a file, and how it is played.
//! It records answers and not pixels; it knows no screen and asks no source.

mod cursor;
mod cut;
mod deck;
mod delta;
mod edit;
mod file;
mod form;
mod frame;
mod incident;
mod player;
mod points;
mod press;
mod record;
mod recorder;
mod reel;
mod replay;
#[cfg(test)]
mod tests;

pub use cursor::{Cursor, Unplayable};
pub use cut::{Rewrite, Unrewritable};
pub use deck::{Deck, Sink};
pub use file::{Opened, TapeError, Unwritable, bytes, open, read};
pub use player::play;
pub use record::Moment;
pub use recorder::{Limits, Recorder};
pub use reel::Tape;
