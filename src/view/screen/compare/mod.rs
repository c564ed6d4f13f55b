//! Vendors side by side, and a vendor against its category. For operators; a vendor sees its own place only, where the
//! operator lets it.

mod beside;
mod columns;
mod page;
mod placing;
mod rows;
mod taken;

pub use page::{draw, hit};
pub use taken::table;
