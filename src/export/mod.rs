//! WHAT IS TAKEN AWAY: rows as CSV, JSON and Markdown, cells that no spreadsheet runs, files that are whole or not
//! there. Knows neither where rows come from nor who takes them.

mod cell;
mod column;
mod draft;
mod guard;
mod header;
mod name;
mod writer;

pub use column::{COLUMNS, Column, unit_of};
pub use draft::{Draft, Overwrite};
pub use guard::{inert, is_formula};
pub use header::Header;
pub use name::{file_name, tidy};
pub use writer::{Format, RowWriter};
