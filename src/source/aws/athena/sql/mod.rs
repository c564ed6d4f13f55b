//! The statements behind each question to the lake, and the shipped definitions they rest on.
//! Statements are the same text for the same question, since Athena reuses results by text: no clock, no random, no
//! comments; days, ids and zones stand in them as checked literals.

mod columns;
mod computed;
mod event;
mod lists;
mod literal;
mod order;
mod shipped;
mod summary;

pub(super) use columns::odd_columns;
pub(super) use lists::{list_vendors, partition_days};
pub(super) use literal::is_utc;
pub(super) use order::order;
pub(super) use shipped::{Shipped, VIEWS, columns_of, ddl, file_of, samples, table_ddl};
pub(super) use summary::{Origin, needs_view, summary};

/// Why a statement cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum SqlError {
    /// A name that cannot be an identifier.
    #[error("{0:?} cannot be the name of a table or view")]
    Name(String),
    /// A vendor or order id with other characters than the known ones.
    #[error("{0:?} cannot be the id of a vendor or an order")]
    Id(String),
    /// A time zone with other characters than zones have.
    #[error("{0:?} cannot be the name of a time zone")]
    Zone(String),
    /// The shipped query is not as it should be.
    #[error("the shipped definition of {0} cannot be read")]
    Shipped(&'static str),
}

#[cfg(test)]
#[path = "../tests/sql.rs"]
mod tests;
