//! `tidewatch lake install`: what it would create, and with --yes creates it, one statement at a time. Besides the start and
//! stop of queries the only thing that is written to AWS. A table that exists is never touched.

use std::io::Write;

use super::{report::mark, run::Desk};
use crate::{
    cli::{General, LakeInstall},
    command::failure::Failure,
    source::{LakeObject, Script, ScriptKind, Stand, lake_scripts},
};

/// What is to be done about an object.
enum Deed {
    /// Nothing: it is as shipped.
    Keep,
    /// Run the shipped statement; the word says what that does.
    Create(&'static str),
    /// Nothing, for this reason.
    Leave(String),
}

/// Shows the plan, and carries it out with --yes.
pub(in crate::command) async fn run(
    general: &General,
    command: &LakeInstall,
    out: &mut dyn Write,
) -> Result<u8, Failure> {
    let mut desk = Desk::open(general)?;
    let objects = desk.objects().await?;
    let lake = desk.office.lake().clone();
    let scripts = lake_scripts(&lake, command.location.as_deref()).map_err(Failure::Usage)?;
    writeln!(out, "lake {}, by workgroup {}", lake.database, lake.workgroup)?;
    let mut todo = Vec::new();
    let mut is_stuck = false;
    for object in &objects {
        let kind = if object.view.is_some() { "view" } else { "table" };
        match deed(object, command.location.is_some()) {
            Deed::Keep => writeln!(out, "  {} as shipped       {kind:<5} {}", mark("same").0, object.name)?,
            Deed::Create(word) => {
                writeln!(out, "  > would be {word:<9} {kind:<5} {}", object.name)?;
                todo.extend(script_of(object, &scripts).map(|script| (object, script)));
            }
            Deed::Leave(why) => {
                is_stuck = true;
                writeln!(out, "  {} left alone       {kind:<5} {}: {why}", mark("other").0, object.name)?;
            }
        }
        if let Stand::Differs(how) = &object.stand {
            writeln!(out, "                       {}", how.join("; "))?;
        }
    }
    if todo.is_empty() {
        writeln!(out, "Nothing is created.")?;
        return Ok(u8::from(is_stuck));
    }
    if !command.yes {
        writeln!(
            out,
            "Nothing was written. With --yes these {} statements are run (tidewatch lake sql prints them); besides the \
             start and stop of queries that is all tidewatch ever writes.",
            todo.len()
        )?;
        return Ok(1);
    }
    for (object, script) in todo {
        match desk.run(&script.sql, true).await? {
            Ok(_) => writeln!(out, "  + done: {}", object.name)?,
            Err(trouble) => {
                let sentence = format!("{}: {} {}", object.name, trouble.sentence, trouble.fix);
                return Err(Failure::NoAnswer(sentence));
            }
        }
    }
    Ok(u8::from(is_stuck))
}

fn deed(object: &LakeObject, has_place: bool) -> Deed {
    match (&object.stand, object.view) {
        (Stand::Same, _) => Deed::Keep,
        (Stand::Missing, Some(_)) => Deed::Create("created"),
        (Stand::Differs(_), Some(_)) => Deed::Create("replaced"),
        (Stand::Missing, None) if has_place => Deed::Create("created"),
        (Stand::Missing, None) => Deed::Leave(
            "it is missing; say where the events lie with --location s3://BUCKET/PREFIX/".to_owned(),
        ),
        (Stand::Differs(_), None) => Deed::Leave("a table that exists is never touched".to_owned()),
        (Stand::Other(what), _) => Deed::Leave(what.clone()),
        (Stand::Unknown(trouble), _) => Deed::Leave(format!("{} {}", trouble.sentence, trouble.fix)),
    }
}

fn script_of<'a>(object: &LakeObject, scripts: &'a [Script]) -> Option<&'a Script> {
    let kind = if object.view.is_some() { ScriptKind::View } else { ScriptKind::Table };
    scripts.iter().find(|script| script.kind == kind && script.name == object.name)
}
