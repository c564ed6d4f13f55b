//! Which notes were put down and which are gone. A note that ended with its trouble is told by the trouble's end.

use std::sync::Arc;

use super::item::{News, NewsKind};
use crate::{
    pipeline::{Health, PipelineName, Verdict, VerdictKey},
    question::{
        note::{About, Note},
        snapshot::Snapshot,
    },
};

pub(super) fn compare(before: &Snapshot, after: &Snapshot, told: &mut Vec<News>) {
    if Arc::ptr_eq(&before.notes, &after.notes) && after.notes.iter().all(|note| note.holds(after.at)) {
        return;
    }
    let same = |one: &Note, other: &Note| one.about == other.about && one.kind == other.kind;
    let held = |snapshot: &Snapshot, note: &Note| {
        snapshot.notes.iter().find(|one| same(one, note) && one.holds(snapshot.at)).cloned()
    };
    // Kept newest first, told in the order in which they were written.
    for note in after.notes.iter().rev().filter(|note| note.holds(after.at)) {
        if held(before, note).as_ref() != Some(note) {
            let said = format!("{} {}", note.line(), until(note));
            told.push(tell(after, NewsKind::NotePut, note, &thing(&note.about, after), said.trim_end()));
        }
    }
    for note in before.notes.iter().rev().filter(|note| note.holds(before.at)) {
        let (is_gone, what) = (held(after, note).is_none(), thing(&note.about, before));
        let is_over = note.until.is_some_and(|until| until <= after.at);
        if is_gone && (is_over || is_there(&note.about, after)) {
            let how = if is_over { "is over" } else { "was taken away" };
            let said = format!("the {} by {} {how}", note.kind.noun(), note.by);
            told.push(tell(after, NewsKind::NoteGone, note, &what, &said));
        }
    }
}

fn until(note: &Note) -> String {
    note.until.map_or_else(
        || "(until it is over)".to_owned(),
        |until| until.format("(until %F %H:%M UTC)").to_string(),
    )
}

fn tell(
    after: &Snapshot,
    kind: NewsKind,
    note: &Note,
    what: &(Option<PipelineName>, String),
    said: &str,
) -> News {
    let (pipeline, subject) = what;
    let whose = pipeline.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
    News {
        at: after.at,
        pipeline: pipeline.clone(),
        kind,
        health: Health::Ok,
        before: Health::Ok,
        about: Some(note.about.clone()),
        subject: subject.as_str().into(),
        sentence: Arc::from(format!("{whose}{subject}: {said}")),
    }
}

/// What a note is about, in words, and whose pipeline it is.
fn thing(about: &About, snapshot: &Snapshot) -> (Option<PipelineName>, String) {
    match about {
        About::Alarm(arn) => {
            let lists = snapshot.estate.pipelines.iter().filter_map(|pipeline| {
                let alarm = snapshot.alarms(&pipeline.name)?.alarms.iter().find(|alarm| alarm.arn == *arn)?;
                Some((Some(pipeline.name.clone()), format!("alarm {}", alarm.name)))
            });
            let name = || arn.rsplit(':').next().unwrap_or(arn);
            lists.into_iter().next().unwrap_or_else(|| (None, format!("alarm {}", name())))
        }
        About::Verdict(VerdictKey { pipeline, key }) => {
            let verdict = snapshot.health_of(pipeline).and_then(|health| health.verdict(key));
            let words = verdict.map_or_else(|| key.to_string(), Verdict::subject);
            (Some(pipeline.clone()), words)
        }
    }
}

/// True when what a note is about is still there: an alarm always, a verdict while it lasts.
fn is_there(about: &About, snapshot: &Snapshot) -> bool {
    match about {
        About::Alarm(_) => true,
        About::Verdict(VerdictKey { pipeline, key }) => {
            snapshot.health_of(pipeline).is_some_and(|health| health.verdict(key).is_some())
        }
    }
}
