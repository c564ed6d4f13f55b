//! What the collector writes down for `--log`: each round of asking, each trouble, each change of health.
//! Sentences are clean when they come here, and no credential ever does.

use tracing::{info, warn};

use crate::{pipeline::PipelineHealth, question::Reading};

/// Notes a round of asking and its troubles.
pub(super) fn note_reading(source: &str, reading: &Reading) {
    for item in &reading.items {
        let question = item.question.label();
        match (&item.answered, &item.waiting) {
            (Some(held), _) => {
                info!(source, question, latency_ms = held.provenance.latency.as_millis() as u64, "answered");
            }
            (None, Some(waiting)) => info!(source, question, %waiting, "waiting"),
            (None, None) => {}
        }
        for trouble in &item.troubles {
            warn!(source, question, fault = trouble.fault.label(), "{} {}", trouble.sentence, trouble.fix);
        }
    }
}

/// Notes what became of each pipeline whose health has changed.
pub(super) fn note_health(before: &[PipelineHealth], now: &[PipelineHealth]) {
    for pipeline in now {
        let was = before.iter().find(|earlier| earlier.pipeline == pipeline.pipeline);
        if was.is_none_or(|was| was.health != pipeline.health) {
            info!(pipeline = %pipeline.pipeline, health = pipeline.health.as_str(), "{}", pipeline.headline);
        }
    }
}
