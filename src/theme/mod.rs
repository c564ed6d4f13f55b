//! Roles of colour, and the themes that fill them. A widget asks for a role, never for a colour.
//! This room knows no screen.

mod depth;
mod error;
mod filled;
mod rgb;
mod role;
mod sheet;
mod shelf;
mod sixteen;

pub use depth::Depth;
pub use error::ThemeError;
pub use filled::Theme;
pub use role::Role;
pub use shelf::user_themes;
