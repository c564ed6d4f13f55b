//! Health of every pipeline from what the book holds. Judges nothing itself.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::book::Book;
use crate::{
    diagnosis,
    pipeline::{Pipeline, PipelineHealth},
    question::{Estate, evidence_of},
};

/// Health of each pipeline, in their order, `before` being the health judged last.
pub(super) fn judge_all(
    estate: &Estate,
    book: &Book,
    before: &[PipelineHealth],
    now: DateTime<Utc>,
) -> Vec<PipelineHealth> {
    let judge = |pipeline: &Arc<Pipeline>| {
        let previous = before.iter().find(|health| health.pipeline == pipeline.name);
        diagnosis::judge(pipeline, &evidence_of(pipeline, book.entries(), estate, now), previous, now)
    };
    estate.pipelines.iter().map(judge).collect()
}
