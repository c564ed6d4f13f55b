//! A table or view as the catalog describes it, in our own words. Pure.

use aws_sdk_athena::types::{Column, TableMetadata};

use super::catalog::Catalogued;
use crate::pipeline::clean_line;

/// An entry of the catalog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Described {
    /// It is a view.
    pub(super) is_view: bool,
    /// Columns that are no partition keys: names and types, in lower case.
    pub(super) columns: Vec<(String, String)>,
    /// Partition keys.
    pub(super) keys: Vec<(String, String)>,
    /// Partitions are computed and not listed.
    pub(super) is_projected: bool,
}

impl Described {
    /// Out of the catalog's answer.
    pub(super) fn of(table: &TableMetadata) -> Self {
        let plain = |columns: &[Column]| {
            let both = |column: &Column| {
                let kind = column.r#type().unwrap_or_default();
                (
                    clean_line(column.name(), 128).to_lowercase(),
                    clean_line(kind, 400).to_lowercase().replace(' ', ""),
                )
            };
            columns.iter().map(both).collect()
        };
        let keys = table.partition_keys();
        Self {
            is_view: table.table_type().is_some_and(|kind| kind.to_uppercase().contains("VIEW")),
            columns: plain(table.columns()),
            keys: plain(keys),
            is_projected: Catalogued::of(table.parameters(), keys.len()).is_projected,
        }
    }
}
