//! Where the stages of a pipeline stand on the screen and how the lines between them run, for any graph: rows, channels
//! and what of it is in sight. Pure geometry; drawing is `screen`.

mod channel;
mod ink;
mod placement;
mod rows;
#[cfg(test)]
mod tests;

pub use channel::{Channel, Net};
pub use ink::{ALONG, DOWN, LEFT, RIGHT, Sheet, Stroke, UP, UPRIGHT};
pub use placement::{Form, Placement};
pub use rows::Rows;
