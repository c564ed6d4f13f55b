//! What of a change is worth stopping at: a verdict that began, or health that got worse. Pure.

use crate::{
    pipeline::{Health, PipelineHealth},
    question::Snapshot,
};

/// How bad it is when something began between two snapshots; none when nothing did.
pub(super) fn began(before: Option<&Snapshot>, now: &Snapshot) -> Option<Health> {
    let begun = now.health.iter().filter_map(|pipeline| {
        let before = before.and_then(|before| before.health_of(&pipeline.pipeline));
        begun_in(before, pipeline)
    });
    begun.max()
}

fn begun_in(before: Option<&PipelineHealth>, now: &PipelineHealth) -> Option<Health> {
    let known: Vec<String> =
        before.iter().flat_map(|before| &before.verdicts).map(crate::pipeline::Verdict::key).collect();
    let news = now.verdicts.iter().filter(|verdict| !known.contains(&verdict.key()));
    let worst_new = news.map(|verdict| verdict.health).max();
    let was = before.map_or(Health::Ok, |before| before.health);
    let worsened = (now.health > was).then_some(now.health);
    worst_new.max(worsened).filter(|health| *health >= Health::Warning)
}
