//! Health of a whole pipeline: every stage judged, the worst of them, and the headline.
//! The door to judgement; knows no clock, `now` is handed in.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{
    evidence::Evidence,
    headline::{headline, worst},
    stage::{blind, judge_stage},
};
use crate::pipeline::{Health, Pipeline, PipelineHealth, StageName};

/// Judges a pipeline. `previous` is the health judged last: it carries on since when a state holds that began
/// before the points that are at hand.
pub fn judge(
    pipeline: &Pipeline,
    evidence: &Evidence<'_>,
    previous: Option<&PipelineHealth>,
    now: DateTime<Utc>,
) -> PipelineHealth {
    let before = |name: &StageName| {
        previous.and_then(|health| health.stages.iter().find(|stage| stage.stage == *name))
    };
    let stages: Vec<_> = pipeline
        .stages
        .iter()
        .map(|stage| judge_stage(pipeline, stage, evidence, before(&stage.name), now))
        .collect();
    let worst = worst(&stages);
    let health = match (worst, stages.is_empty()) {
        (Some(worst), _) => worst.health,
        (None, true) => Health::Unknown,
        (None, false) => Health::Ok,
    };
    let like = stages.iter().filter(|stage| stage.health == health).filter_map(|stage| stage.since);
    // Ill since the first of those stages fell ill; well since the last of them got well.
    let since = if health == Health::Ok { like.max() } else { like.min() };
    PipelineHealth {
        pipeline: pipeline.name.clone(),
        health,
        since,
        headline: Arc::from(headline(&stages, blind(evidence, now).as_deref(), now)),
        worst_stage: worst.map(|stage| stage.stage.clone()),
        stages,
        verdicts: Vec::new(),
        resolved: Vec::new(),
        flows: Vec::new(),
    }
}
