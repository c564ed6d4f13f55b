//! WHAT IT LOOKS LIKE, pure: layout, format, screens, widgets.

pub mod chrome;
pub mod glyph;
pub mod layout;
pub mod look;
pub mod model;
pub mod pen;
pub mod pieces;
pub mod plain;
pub mod topology;

pub use pen::Pen;
