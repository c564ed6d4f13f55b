//! What is shipped for the lake, as statements ready to run under the names of a lake. Pure; no AWS is needed.

use super::sql::{self, Shipped, SqlError};
use crate::config::Lake;

/// What a statement is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScriptKind {
    /// Creates the table of events.
    Table,
    /// Creates a view, in place of one of the same name.
    View,
    /// A sample query.
    Query,
}

/// A shipped statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// What it is for.
    pub kind: ScriptKind,
    /// What it is called, in the lake or among the samples.
    pub name: String,
    /// What is to be known of it, a line each.
    pub remarks: Vec<String>,
    /// The statement, without a semicolon and without comments.
    pub sql: String,
}

/// Everything that is shipped, under the names of a lake: the table, the five views, the sample queries. `place` is where the
/// events lie (`s3://bucket/prefix/`); without it the table's statement keeps a placeholder. A lake without a database gives
/// names without one.
///
/// # Errors
/// A name that cannot stand in a statement, as a sentence.
pub fn lake_scripts(lake: &Lake, place: Option<&str>) -> Result<Vec<Script>, String> {
    let all = || -> Result<Vec<Script>, SqlError> {
        let mut scripts = vec![script(ScriptKind::Table, sql::table_ddl(lake, place)?)];
        for view in sql::VIEWS {
            scripts.push(script(ScriptKind::View, sql::ddl(lake, view)?));
        }
        scripts.extend(sql::samples(lake)?.into_iter().map(|sample| script(ScriptKind::Query, sample)));
        Ok(scripts)
    };
    all().map_err(|error| error.to_string())
}

fn script(kind: ScriptKind, shipped: Shipped) -> Script {
    Script { kind, name: shipped.name, remarks: shipped.remarks, sql: shipped.sql }
}
