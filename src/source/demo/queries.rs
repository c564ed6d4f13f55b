//! Queries that wait in Athena's queue: started once, asked about again, answered when their time has come.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};

use crate::{pipeline::say_span, question::Question};

/// How long to wait before looking at a query again.
pub(super) const AGAIN: Duration = Duration::from_secs(3);

/// Queries under way.
#[derive(Debug, Default)]
pub(super) struct Queue(BTreeMap<Question, (DateTime<Utc>, DateTime<Utc>)>);

impl Queue {
    /// A note while the query waits or runs; none when it is done, and then it is forgotten.
    pub(super) fn wait(
        &mut self,
        question: &Question,
        is_slow: bool,
        now: DateTime<Utc>,
    ) -> Option<Arc<str>> {
        if !is_slow && !self.0.contains_key(question) {
            return None;
        }
        let place = TimeDelta::seconds(75 + 17 * (self.0.len() as i64 % 5));
        let (begun, queued_to) = *self.0.entry(question.clone()).or_insert((now, now + place));
        // When the others' reports are gone, what waits begins at once.
        let queued_to = if is_slow { queued_to } else { queued_to.min(now) };
        if now >= queued_to + TimeDelta::seconds(4) || !is_slow {
            self.0.remove(question);
            return None;
        }
        let since = say_span((now - begun).num_seconds().max(0) as f64);
        let note =
            if now < queued_to { format!("queued for {since}") } else { format!("running for {since}") };
        Some(note.into())
    }

    /// Nobody waits for it any more.
    pub(super) fn stop(&mut self, question: &Question) {
        self.0.remove(question);
    }
}
