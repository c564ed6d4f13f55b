//! What screens show, before it is drawn: pure functions from snapshot and app to rows, figures and lines.

pub mod agreement;
pub mod alarm;
pub mod brief;
pub mod business;
pub mod condition;
pub mod curve;
pub mod marks;
pub mod place;
pub mod shades;
pub mod stage;
pub mod threshold;
