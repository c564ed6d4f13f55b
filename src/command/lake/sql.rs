//! `tidewatch lake sql`: the shipped statements under the names of a database and table. Calls nobody.

use std::{collections::BTreeMap, io::Write};

use crate::{
    cli::{General, LakeSql},
    command::{failure::Failure, outlook::unknown, session::configured},
    config::Lake,
    source::{Script, ScriptKind, lake_scripts},
};

/// Prints the statements.
pub(in crate::command) fn run(
    general: &General,
    command: &LakeSql,
    out: &mut dyn Write,
) -> Result<u8, Failure> {
    let mut lake = configured(general)?.lake.unwrap_or_else(unnamed);
    if let Some(database) = &command.database {
        lake.database = database.as_str().into();
    }
    if let Some(table) = &command.table {
        lake.table = table.as_str().into();
    }
    let scripts = lake_scripts(&lake, command.location.as_deref()).map_err(Failure::Usage)?;
    let wanted = chosen(&scripts, &command.names)?;
    for (at, script) in wanted.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        for remark in &script.remarks {
            writeln!(out, "{}", format!("-- {remark}").trim_end())?;
        }
        if script.kind == ScriptKind::Query {
            writeln!(out, "-- name: {}", script.name)?;
        }
        writeln!(out, "{};", script.sql)?;
    }
    Ok(0)
}

/// The statements of these names, each once and in the order in which they are shipped.
fn chosen<'a>(scripts: &'a [Script], names: &[String]) -> Result<Vec<&'a Script>, Failure> {
    let means = |script: &Script, name: &str| match name {
        "table" => script.kind == ScriptKind::Table,
        "views" => script.kind == ScriptKind::View,
        "samples" => script.kind == ScriptKind::Query,
        name => script.name.eq_ignore_ascii_case(name),
    };
    for name in names {
        if !scripts.iter().any(|script| means(script, name)) {
            let groups = ["table", "views", "samples"].map(str::to_owned);
            let known: Vec<String> =
                groups.into_iter().chain(scripts.iter().map(|script| script.name.clone())).collect();
            return Err(unknown("statement", name, &known));
        }
    }
    let is_wanted = |script: &&Script| names.is_empty() || names.iter().any(|name| means(script, name));
    Ok(scripts.iter().filter(is_wanted).collect())
}

/// A lake nobody has described: the shipped names, in whatever database is chosen where they are run.
fn unnamed() -> Lake {
    Lake {
        region: None,
        workgroup: "primary".into(),
        catalog: "AwsDataCatalog".into(),
        database: "".into(),
        table: "vendor_events".into(),
        views: BTreeMap::new(),
        output_location: None,
        reuse_minutes: 0,
        scan_limit_bytes: None,
    }
}
