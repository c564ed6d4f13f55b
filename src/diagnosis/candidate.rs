//! What may be a cause: one fault at one stage with its proofs, before it is known what follows from what.

use chrono::{DateTime, Utc};

use super::loss::Heading;
use crate::pipeline::{Class, Health, PipelineHealth, Proof, StageName, Verdict};

/// One fault at one stage.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) class: Class,
    /// The stage by its place; none where it is our own view.
    pub(super) stage: Option<usize>,
    pub(super) health: Health,
    pub(super) since: DateTime<Utc>,
    pub(super) cause: String,
    /// What else could look the same.
    pub(super) doubt: Option<String>,
    pub(super) proofs: Vec<Proof>,
    pub(super) backlog: Option<Backlog>,
    /// What more there is to say about the next step.
    pub(super) hint: Option<String>,
    /// What this fault does, where it is no backlog.
    pub(super) harm: Option<String>,
    /// What it was read from is back on the good side, and only waits to be sure.
    pub(super) is_ending: bool,
}

/// What waits because of a fault.
#[derive(Clone, Copy, Debug)]
pub(super) struct Backlog {
    /// The stage that lets it wait.
    pub(super) at: usize,
    /// The stage whose input waits, where that is measured.
    pub(super) input: Option<usize>,
    /// Up to this moment everything has passed, epoch seconds.
    pub(super) head: i64,
    /// Where the loss clock runs.
    pub(super) heading: Option<Heading>,
    /// Only one of so many shards waits.
    pub(super) shards: Option<u32>,
}

impl Candidate {
    /// A fault at a stage, of which nothing more is known yet.
    pub(super) const fn new(
        class: Class,
        stage: Option<usize>,
        health: Health,
        since: DateTime<Utc>,
        cause: String,
    ) -> Self {
        Self {
            class,
            stage,
            health,
            since,
            cause,
            doubt: None,
            proofs: Vec::new(),
            backlog: None,
            hint: None,
            harm: None,
            is_ending: false,
        }
    }

    /// True for the reader of a stream that is behind.
    pub(super) const fn is_behind(&self) -> bool {
        matches!(self.class, Class::Stopped | Class::PoisonRecord | Class::UnderCapacity | Class::CatchingUp)
    }
}

/// The verdict before with this class at this stage.
pub(super) fn before<'p>(
    previous: Option<&'p PipelineHealth>,
    class: Class,
    stage: Option<&StageName>,
) -> Option<&'p Verdict> {
    previous?.verdicts.iter().find(|verdict| verdict.class == class && verdict.stage.as_ref() == stage)
}
