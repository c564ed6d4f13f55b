//! `[[pipeline]]`: stages read, joined into a graph, put in order and resolved.
//! Mistakes in one stage never hide those of another.

use std::{ops::Range, sync::Arc};

use super::{
    amount::whole_of,
    field::Field,
    graph,
    guess::advise,
    reader::Reader,
    report::Mistakes,
    settings::region,
    stage::{self, Draft},
};
use crate::pipeline::{Pipeline, Stage, StageKind};

/// Reads every pipeline. `region` is the account's, for pipelines that name none.
pub(super) fn read(field: &Field<'_>, account: Option<&Arc<str>>, mistakes: &mut Mistakes) -> Vec<Pipeline> {
    let mut pipelines: Vec<Pipeline> = Vec::new();
    let mut names: Vec<(&str, Range<usize>)> = Vec::new();
    for reader in field.tables("this pipeline", mistakes) {
        pipelines.extend(read_one(reader, account, &mut names, mistakes));
    }
    pipelines
}

fn read_one<'a>(
    mut reader: Reader<'a>,
    account: Option<&Arc<str>>,
    names: &mut Vec<(&'a str, Range<usize>)>,
    mistakes: &mut Mistakes,
) -> Option<Pipeline> {
    let name = reader.need("name", "\"shop analytics\"", mistakes).and_then(|field| {
        let name = field.name(60, mistakes)?;
        if let Some((_, first)) = names.iter().find(|(known, _)| *known == name) {
            let what = format!("there are two pipelines `{name}`");
            mistakes.note_second(field.span(), first.clone(), &what, "give one of them another name");
        }
        names.push((name, field.span()));
        Some(name)
    });
    let region = reader.take("region").and_then(|field| region(&field, mistakes));
    let retention = reader.take("retention");
    let retention = retention.and_then(|field| whole_of(&field, (3_600, "hours"), 1..=8_760, mistakes));
    let span = reader.span();
    let stages = reader.take("stage");
    reader.close(mistakes);
    let Some(stages) = stages else {
        let fix = "write at least one `[[pipeline.stage]]` below it";
        mistakes.note(span, "this pipeline has no stages", fix);
        return None;
    };
    let tables = stages.tables("this stage", mistakes);
    let drafts: Vec<Draft<'a>> =
        tables.into_iter().filter_map(|table| stage::read(table, mistakes)).collect();
    let stages = join(drafts, mistakes);
    Some(Pipeline {
        name: name?.into(),
        region: region.or_else(|| account.cloned()).unwrap_or_else(|| "".into()),
        retention_hours: retention,
        stages,
    })
}

/// Joins stages into a graph: upstream first, otherwise in the order of the file.
fn join(drafts: Vec<Draft<'_>>, mistakes: &mut Mistakes) -> Vec<Stage> {
    let names: Vec<&str> = drafts.iter().map(|draft| draft.name).collect();
    for (place, draft) in drafts.iter().enumerate() {
        if let Some(first) = drafts.iter().take(place).find(|first| first.name == draft.name) {
            let what = format!("this pipeline has two stages `{}`", draft.name);
            let (span, first) = (draft.name_span.clone(), first.name_span.clone());
            mistakes.note_second(span, first, &what, "give one of them another name");
        }
    }
    let kinds: Vec<Option<StageKind>> = drafts.iter().map(|draft| draft.kind).collect();
    let arrows: Vec<Vec<usize>> = drafts.iter().map(|draft| arrows_of(draft, &names, mistakes)).collect();
    let order = graph::sort(&arrows).unwrap_or_else(|circle| {
        note_circle(&circle, &drafts, mistakes);
        (0..drafts.len()).collect()
    });
    let mut waiting: Vec<Option<Draft<'_>>> = drafts.into_iter().map(Some).collect();
    let resolved = order.into_iter().filter_map(|node| {
        let fed_by = arrows.get(node)?.iter().filter_map(|from| *kinds.get(*from)?);
        let fed_by: Vec<StageKind> = fed_by.collect();
        waiting.get_mut(node)?.take()?.resolve(&fed_by, mistakes)
    });
    resolved.collect()
}

/// The places of the stages that feed this one; a name that is none of them is a mistake.
fn arrows_of(draft: &Draft<'_>, names: &[&str], mistakes: &mut Mistakes) -> Vec<usize> {
    let mut arrows = Vec::new();
    for (after, span) in &draft.after {
        if let Some(place) = names.iter().position(|name| name == after) {
            arrows.push(place);
        } else {
            let what = format!("there is no stage `{after}` in this pipeline");
            let others = names.iter().copied().filter(|name| *name != draft.name);
            mistakes.note(span.clone(), &what, &advise(after, others));
        }
    }
    arrows
}

fn note_circle(circle: &[usize], drafts: &[Draft<'_>], mistakes: &mut Mistakes) {
    let walked: Vec<&Draft<'_>> = circle.iter().filter_map(|node| drafts.get(*node)).collect();
    let (Some(first), Some(last)) = (walked.first(), walked.last()) else { return };
    // The arrow that closes the circle is the one from the last stage back to the first.
    let arrow = first.after.iter().find(|(name, _)| *name == last.name);
    let span = arrow.map_or_else(|| first.name_span.clone(), |(_, span)| span.clone());
    let shown: Vec<&str> = walked.iter().chain([first]).map(|draft| draft.name).collect();
    let what = format!("the stages go round in a circle: {}", shown.join(" -> "));
    mistakes.note(span, &what, "take one of these out of its `after`");
}
