//! WHAT IT LOOKS LIKE, pure: layout, format, screens, widgets.

pub mod glyph;
pub mod pen;
pub mod plain;

pub use pen::Pen;
