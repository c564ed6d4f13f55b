//! WHAT IT LOOKS LIKE, pure: layout, format, screens, widgets.

#[cfg(test)]
mod alarm_frames;
pub mod axis;
#[cfg(test)]
mod chart_frames;
pub mod chrome;
#[cfg(test)]
mod compare_frames;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod forecast_frames;
pub mod format;
#[cfg(test)]
mod frames;
pub mod glyph;
pub mod hit;
pub mod layout;
pub mod links;
pub mod look;
pub mod model;
pub mod overlay;
pub mod pen;
pub mod pieces;
pub mod plain;
pub mod reel;
pub mod scene;
pub mod screen;
pub mod taken;
pub mod topology;
pub mod widget;

pub use hit::hit;
pub use links::links;
pub use pen::Pen;
pub use scene::Scene;
