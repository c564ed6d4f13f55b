//! WHAT IT LOOKS LIKE, pure: layout, format, screens, widgets.

pub mod layout;
pub mod model;
pub mod topology;
