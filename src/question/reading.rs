//! What a source hands back: for each question an answer, troubles, or "not yet", and what it cost.

use std::{sync::Arc, time::Duration};

use super::{answer::Answered, ask::Question, trouble::Trouble};

/// Everything one round of asking brought.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// One item for each question asked.
    pub items: Vec<Item>,
    /// The API calls made, for the bill.
    pub calls: Vec<Call>,
}

/// What came back for one question. Answer and troubles may both be there: a part is better than nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The question.
    pub question: Question,
    /// The answer, if there is one.
    pub answered: Option<Answered>,
    /// What went wrong; empty when nothing did.
    pub troubles: Vec<Trouble>,
    /// Ask again after this long: a query that still runs (with `waiting`), or a source that is throttled.
    pub again_after: Option<Duration>,
    /// What the answer waits for: `queued for 12 s`. Set while a query runs.
    pub waiting: Option<Arc<str>>,
}

impl Item {
    /// A full answer.
    pub const fn answered(question: Question, answered: Answered) -> Self {
        Self { question, answered: Some(answered), troubles: Vec::new(), again_after: None, waiting: None }
    }

    /// No answer, for a reason.
    pub fn troubled(question: Question, trouble: Trouble) -> Self {
        Self { question, answered: None, troubles: vec![trouble], again_after: None, waiting: None }
    }

    /// No answer yet.
    pub const fn waiting(question: Question, note: Arc<str>, again_after: Duration) -> Self {
        Self {
            question,
            answered: None,
            troubles: Vec::new(),
            again_after: Some(again_after),
            waiting: Some(note),
        }
    }
}

/// API calls of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// `GetMetricData`, `Query`, `StartQueryExecution`.
    pub api: &'static str,
    /// How many times it was called, retries by the client not counted.
    pub count: u32,
    /// What they cost together, in millionths of a US dollar.
    pub cost_micro_usd: u64,
}
