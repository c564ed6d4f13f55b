//! Every candidate of a pipeline, from all families. Knows the families and nothing of what they look at.

use super::{
    access, api, consumer, crossed::crossed, delivery, lake, leak, letters, producer, queries, queue,
    throttle,
};
use crate::{
    diagnosis::{
        candidate::{Backlog, Candidate},
        conservation,
        ground::Ground,
        lag::Reader,
    },
    pipeline::{Class, PipelineHealth, Proof, StageHealth},
};

/// What may be at fault. `stages` are judged by their thresholds; `readers` are those that read a stream.
pub(in crate::diagnosis) fn find(
    ground: &Ground<'_>,
    stages: &[StageHealth],
    readers: &[Reader<'_, '_>],
    previous: Option<&PipelineHealth>,
) -> Vec<Candidate> {
    let mut found = Vec::new();
    found.extend(readers.iter().filter_map(|reader| consumer::behind(ground, reader, previous)));
    for (sight, health) in ground.sights.iter().zip(stages) {
        // What the newest queries say is said better than by the threshold.
        found.extend(queries::waiting(ground, sight, previous));
        for crossed in crossed(sight, health) {
            found.extend(match crossed.class {
                Class::WritesThrottled | Class::ReadsThrottled | Class::ConcurrencyThrottled => {
                    Some(throttle::refused(ground, sight, &crossed))
                }
                Class::DeliveryFailing | Class::DeliveryLate | Class::ConversionFailing => {
                    Some(delivery::delivery(ground, sight, &crossed))
                }
                Class::QueriesFailing | Class::QueriesQueueing => Some(queries::queries(sight, &crossed)),
                Class::ApiErrors | Class::FunctionErrors => api::errors(ground, sight, &crossed, previous),
                Class::UnderCapacity => Some(queue::waiting(sight, &crossed)),
                _ => Some(crossed.candidate(sight)),
            });
        }
        found.extend(delivery::early(ground, sight));
        found.extend(letters::growing(ground, sight, previous));
        found.extend(producer::silent(ground, sight, previous));
        found.extend(queries::failing(ground, sight, previous));
        found.extend(conservation::missing(ground, sight, previous));
        found.extend(leak::leaks(ground, sight, previous));
    }
    found.extend(lake::behind(ground));
    found.extend(access::unseen(ground, stages));
    for refused in found.iter_mut().filter(|candidate| candidate.class.is_refusal()) {
        refused.backlog = refused.backlog.or_else(|| waiting(ground, readers, refused.stage?));
    }
    one_each(found)
}

/// What waits before a stage that refuses or is refused: in the stream of the reader at it or above it.
fn waiting(ground: &Ground<'_>, readers: &[Reader<'_, '_>], at: usize) -> Option<Backlog> {
    let leads_here = |reader: &&Reader<'_, '_>| reader.sight.index == at || reader.sight.below.contains(&at);
    readers.iter().filter(leads_here).find_map(|reader| consumer::waiting(ground, reader))
}

/// Of two candidates with one class at one stage, the worse health, the earlier beginning and the first's words.
fn one_each(found: Vec<Candidate>) -> Vec<Candidate> {
    let mut kept: Vec<Candidate> = Vec::with_capacity(found.len());
    for candidate in found {
        let is_same = |held: &&mut Candidate| held.class == candidate.class && held.stage == candidate.stage;
        match kept.iter_mut().find(is_same) {
            Some(held) => {
                held.health = held.health.max(candidate.health);
                held.since = held.since.min(candidate.since);
                let is_new = |proof: &Proof| {
                    !held.proofs.iter().any(|told| told.series == proof.series && told.rule == proof.rule)
                };
                let more: Vec<Proof> = candidate.proofs.into_iter().filter(is_new).collect();
                held.proofs.extend(more);
                held.backlog = held.backlog.or(candidate.backlog);
            }
            None => kept.push(candidate),
        }
    }
    kept
}
