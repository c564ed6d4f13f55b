//! WHEN TO ASK AND WHAT TO MAKE OF IT: schedule (pure), fold (pure), the only task that polls.
//! Knows no screens; viewers reach it through the desk.

mod backoff;
mod book;
mod clock;
mod complaint;
mod fold;
mod journal;
mod judging;
mod keeper;
mod look;
mod notes;
mod schedule;
mod seats;
mod start;

pub use clock::{scaled, wall};
pub use fold::fold;
pub use look::{close, look};
pub use start::Collector;
