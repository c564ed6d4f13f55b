//! WHAT IT LOOKS LIKE, pure: layout, format, screens, widgets.

pub mod axis;
pub mod format;
pub mod glyph;
pub mod pen;
pub mod plain;
pub mod widget;

pub use pen::Pen;
