//! Two snapshots side by side: the order in which changes are told.

use std::sync::Arc;

use super::{
    alarms,
    item::{News, NewsKind},
    jottings, sources, verdicts,
};
use crate::{pipeline::Health, question::snapshot::Snapshot};

/// What has changed from `before` to `after`: what the world does, then what can be seen of it, then what is wrong,
/// then alarms, then notes; pipelines in the order of the estate, the worst first. A snapshot in which nothing was
/// known yet makes everything that is wrong now news.
pub fn news(before: &Snapshot, after: &Snapshot) -> Vec<News> {
    let mut told = Vec::new();
    told.extend(scenario(before, after));
    sources::compare(before, after, &mut told);
    verdicts::compare(before, after, &mut told);
    alarms::compare(before, after, &mut told);
    jottings::compare(before, after, &mut told);
    told.extend(unkept(before, after));
    told
}

fn scenario(before: &Snapshot, after: &Snapshot) -> Option<News> {
    let name = after.scenario.as_ref()?;
    let first = after.estate.demo.as_ref().map(|demo| &demo.scenario);
    let earlier = before.scenario.as_ref().or(first);
    (earlier != Some(name)).then(|| News {
        at: after.at,
        pipeline: None,
        kind: NewsKind::Scenario,
        health: Health::Ok,
        before: Health::Ok,
        about: None,
        subject: Arc::clone(name),
        sentence: Arc::from(format!("demo: the scenario is {name} now")),
    })
}

fn unkept(before: &Snapshot, after: &Snapshot) -> Option<News> {
    let problem = after.notes_problem.as_ref().filter(|now| before.notes_problem.as_ref() != Some(now))?;
    Some(News {
        at: after.at,
        pipeline: None,
        kind: NewsKind::NotesUnkept,
        health: Health::Ok,
        before: Health::Ok,
        about: None,
        subject: "notes".into(),
        sentence: Arc::clone(problem),
    })
}
