//! Queues and topics whose readers are behind: what waits is older, or more, than a threshold allows. Neither says how
//! fast it moves, so that only what is taken out tells stopped from slow.

use super::crossed::Crossed;
use crate::{
    diagnosis::{candidate::Candidate, ground::Sight},
    pipeline::{Class, StageKind},
};

/// Newest slots in which nothing was taken out of a queue that is stopped.
const SILENT: usize = 5;

/// The candidate of a backlog that is over its threshold.
pub(super) fn waiting(sight: &Sight<'_>, crossed: &Crossed<'_>) -> Candidate {
    let words = crossed.reasons.first().map_or("", |reason| &reason.sentence);
    let who = sight.who();
    if sight.stage.kind == StageKind::Sqs && is_untouched(sight) {
        let cause = format!("nothing is taken out of {who}: {words}");
        return Candidate { class: Class::Stopped, ..crossed.saying(sight, cause) };
    }
    let cause = match sight.stage.kind {
        StageKind::Sqs => format!("less is taken out of {who} than waits in it: {words}"),
        StageKind::Msk => format!("the readers of {who} are behind: {words}"),
        _ => format!("{who} is behind: {words}"),
    };
    let mut candidate = crossed.saying(sight, cause);
    candidate.doubt =
        Some("how fast it grows is not measured here: it may be catching up already".to_owned());
    candidate
}

/// True when messages wait and none was received in the newest minutes.
fn is_untouched(sight: &Sight<'_>) -> bool {
    let newest = |name: &str| sight.named(name).map(|(_, slots)| slots.newest(SILENT));
    let waits = newest("ApproximateNumberOfMessagesVisible")
        .is_none_or(|slots| slots.iter().any(|slot| slot.is_busy()));
    waits
        && newest("NumberOfMessagesReceived")
            .is_some_and(|slots| slots.len() == SILENT && slots.iter().all(|slot| slot.is_zero()))
}
