//! The one trait between the world and the collector.

use std::{future::Future, pin::Pin};

use chrono::{DateTime, Utc};

use crate::question::{Ask, Question, Reading};

/// A boxed future that may cross threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Something that answers questions: a service of an account and region, the demo world, a tape.
///
/// After construction nothing fails: throttled, denied, timed out, partial and missing are data in the
/// [`Reading`]. One instance a (service, account, region); it makes as few calls as the API allows.
pub trait Source: Send {
    /// For lists and troubles: `CloudWatch us-east-1`.
    fn name(&self) -> &str;

    /// True for the questions this source is the one to ask.
    fn answers(&self, question: &Question) -> bool;

    /// Answers what it can, one item for each ask. A query that runs for long is started, reported as
    /// waiting, and looked at again when it is asked again: this future returns soon.
    fn answer<'a>(&'a mut self, asks: &'a [Ask], now: DateTime<Utc>) -> BoxFuture<'a, Reading>;

    /// Nobody wants this question any more: stop what is still running for it, forget what is kept for it.
    fn forget<'a>(&'a mut self, question: &'a Question) -> BoxFuture<'a, ()> {
        let _ = question;
        Box::pin(async {})
    }

    /// Lets another scenario happen; only the demo world listens.
    fn play(&mut self, scenario: &str, now: DateTime<Utc>) {
        let _ = (scenario, now);
    }
}
