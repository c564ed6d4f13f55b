//! Health of every pipeline from what the book holds: gathers the evidence and hands it to diagnosis.
//! Judges nothing itself.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};

use super::book::Book;
use crate::{
    diagnosis::{self, Evidence, SeriesView, Standing},
    pipeline::{Pipeline, PipelineHealth, SeriesKey, Window},
    question::{Answer, Entry, Question, SeriesAnswer, SeriesProblem},
};

/// Answers are believed for at least this long.
const LEAST_FRESH: Duration = Duration::from_mins(5);

/// Health of each pipeline, in their order, `before` being the health judged last.
pub(super) fn judge_all(
    pipelines: &[Arc<Pipeline>],
    book: &Book,
    before: &[PipelineHealth],
    now: DateTime<Utc>,
) -> Vec<PipelineHealth> {
    let judge = |pipeline: &Arc<Pipeline>| {
        let previous = before.iter().find(|health| health.pipeline == pipeline.name);
        diagnosis::judge(pipeline, &evidence(pipeline, book), previous, now)
    };
    pipelines.iter().map(judge).collect()
}

fn evidence<'a>(pipeline: &Pipeline, book: &'a Book) -> Evidence<'a> {
    let metrics = book.entry(&Question::Metrics { pipeline: pipeline.name.clone(), window: Window::JUDGED });
    let streams = book.entry(&Question::Streams { pipeline: pipeline.name.clone() });
    let held = metrics.and_then(|entry| entry.held.as_deref());
    let series = match held.map(|held| &held.answer) {
        Some(Answer::Metrics(metrics)) => metrics.series.iter().map(view).collect(),
        _ => std::collections::BTreeMap::new(),
    };
    let every = metrics.map_or(Duration::ZERO, |entry| entry.every);
    let fresh_for = LEAST_FRESH.max(every * 3 + Duration::from_secs(30));
    Evidence {
        series,
        streams: streams.and_then(|entry| match &entry.held.as_deref()?.answer {
            Answer::Streams(facts) => Some(facts),
            _ => None,
        }),
        as_of: held.map(|held| held.provenance.as_of),
        fresh_for: TimeDelta::from_std(fresh_for).unwrap_or(TimeDelta::MAX),
        silence: metrics.and_then(silence),
    }
}

fn view<'a>((key, answer): (&'a SeriesKey, &'a SeriesAnswer)) -> (SeriesKey, SeriesView<'a>) {
    let standing = match answer.problem {
        None => Standing::Complete,
        Some(SeriesProblem::Forbidden) => Standing::Forbidden,
        Some(_) => Standing::Partial,
    };
    (key.clone(), SeriesView { series: &answer.series, standing })
}

/// Why the newest attempt brought nothing, in a clause.
fn silence(entry: &Entry) -> Option<Arc<str>> {
    let trouble = entry.troubles.first()?;
    Some(Arc::from(format!("{}: {}", trouble.source, trouble.fault.label())))
}
