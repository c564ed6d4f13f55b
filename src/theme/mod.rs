//! Roles of colour, and the themes that fill them. A widget asks for a role, never for a colour.
//! This room knows no screen.

mod depth;
mod role;

pub use depth::Depth;
pub use role::Role;
