//! Widgets: each a plain struct of what it shows, drawn with a pen inside an area and nowhere else.
//! They know no snapshot, no app and no clock.

pub mod band;
pub mod bars;
pub mod chart;
pub mod flow;
pub mod funnel;
pub mod keys;
pub mod list;
pub mod panel;
mod plot;
pub mod popup;
pub mod raster;
pub mod spans;
pub mod sparkline;
pub mod stage;
pub mod tile;

#[cfg(test)]
mod proof;
