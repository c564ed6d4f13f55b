//! Widgets: each a plain struct of what it shows, drawn with a pen inside an area and nowhere else.
//! They know no snapshot, no app and no clock.

pub mod bars;
pub mod chart;
pub mod funnel;
pub mod lane;
pub mod panel;
mod plot;
pub mod raster;
mod seam;
pub mod spans;
pub mod sparkline;
pub mod tile;

#[cfg(test)]
mod proof;
