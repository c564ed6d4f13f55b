//! What a look that goes on has to tell: how things are at its beginning, and then each change once. Pure.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    pipeline::{Health, PipelineName},
    question::{About, News, Snapshot, news},
};

/// One line of the story.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(in crate::command) struct Told {
    pub(in crate::command) at: DateTime<Utc>,
    /// `state` at the beginning, then the kind of news.
    pub(in crate::command) kind: &'static str,
    pub(in crate::command) pipeline: Option<PipelineName>,
    /// How bad what is told is; ok for what is over.
    pub(in crate::command) health: Health,
    pub(in crate::command) before: Option<Health>,
    /// The worst health of all pipelines since.
    pub(in crate::command) overall: Health,
    pub(in crate::command) about: Option<About>,
    pub(in crate::command) subject: Arc<str>,
    pub(in crate::command) sentence: Arc<str>,
}

/// Remembers what was told, so that nothing is told twice.
#[derive(Default)]
pub(in crate::command) struct Teller {
    last: Option<Arc<Snapshot>>,
    told: BTreeMap<Thing, (&'static str, Arc<str>)>,
}

/// What a line is about: whose, and which.
type Thing = (Option<PipelineName>, Arc<str>);

impl Teller {
    /// What this snapshot brings: how things are when it is the first, else what is new since the one before.
    pub(in crate::command) fn hear(&mut self, snapshot: &Arc<Snapshot>) -> Vec<Told> {
        let overall = snapshot.worst_health();
        let lines = match self.last.replace(Arc::clone(snapshot)) {
            None => state(snapshot, overall),
            Some(last) => news(&last, snapshot).into_iter().map(|news| line(news, overall)).collect(),
        };
        lines.into_iter().filter(|line| self.is_new(line)).collect()
    }

    /// The worst health of the newest snapshot.
    pub(in crate::command) fn health(&self) -> Health {
        self.last.as_deref().map_or(Health::Unknown, Snapshot::worst_health)
    }

    /// True unless the last line about the same thing said just this.
    fn is_new(&mut self, line: &Told) -> bool {
        let about = (line.pipeline.clone(), Arc::clone(&line.subject));
        let said = (line.kind, Arc::clone(&line.sentence));
        self.told.insert(about, said.clone()) != Some(said)
    }
}

fn state(snapshot: &Snapshot, overall: Health) -> Vec<Told> {
    let pipelines = snapshot.health.iter().map(|pipeline| Told {
        at: snapshot.at,
        kind: "state",
        pipeline: Some(pipeline.pipeline.clone()),
        health: pipeline.health,
        before: None,
        overall,
        about: None,
        subject: pipeline.pipeline.as_str().into(),
        sentence: format!("{}: {}", pipeline.pipeline, pipeline.headline).into(),
    });
    pipelines.collect()
}

fn line(news: News, overall: Health) -> Told {
    Told {
        at: news.at,
        kind: news.kind.as_str(),
        pipeline: news.pipeline,
        health: news.health,
        before: Some(news.before),
        overall,
        about: news.about,
        subject: news.subject,
        sentence: news.sentence,
    }
}

impl Told {
    /// The line for people and logs: time, health, sentence.
    pub(in crate::command) fn text(&self) -> String {
        let at = self.at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        format!("{at} {} {}", self.health.as_str(), self.sentence)
    }
}
