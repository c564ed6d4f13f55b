//! One look for commands that print and end: waits until every question has an answer or a lasting trouble.
//! A viewer like any other, seen from the collector.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use tokio::time::{Instant, timeout, timeout_at};

use crate::question::{Desk, Entry, Question, Request, Snapshot, ViewerId};

/// The viewer that looks once.
const LOOKER: ViewerId = ViewerId(u64::MAX);
/// The collector gets this long to put its sources to rest.
const LONGEST_GOODBYE: Duration = Duration::from_secs(3);

/// The first snapshot in which each of `questions` has an answer, or a trouble that waiting does not cure, or
/// the newest one when `longest` has passed.
pub async fn look(desk: &Desk, questions: BTreeSet<Question>, longest: Duration) -> Arc<Snapshot> {
    let deadline = Instant::now() + longest;
    let mut snapshots = desk.snapshots();
    let want = Request::Want { viewer: LOOKER, questions: questions.clone() };
    if timeout_at(deadline, desk.requests().send(want)).await.is_ok_and(|sent| sent.is_ok()) {
        let all_settled = |snapshot: &Arc<Snapshot>| {
            questions.iter().all(|question| snapshot.entry(question).is_some_and(is_settled))
        };
        // Whether the time was up is for the caller to see in the entries.
        let _ = timeout_at(deadline, snapshots.wait_for(all_settled)).await;
    }
    let newest = snapshots.borrow_and_update();
    Arc::clone(&newest)
}

/// Gives a desk back. When it was the last one, waits until sources have stopped what ran for them.
pub async fn close(desk: Desk) {
    let mut snapshots = desk.leave();
    let ended = async { while snapshots.changed().await.is_ok() {} };
    // A collector that other viewers still use does not end: nothing to wait for longer.
    let _ = timeout(LONGEST_GOODBYE, ended).await;
}

fn is_settled(entry: &Entry) -> bool {
    if entry.waiting.is_some() || entry.attempts == 0 {
        return false;
    }
    let may_pass = entry.troubles.iter().all(|trouble| trouble.fault.passes_by_itself());
    entry.held.is_some() || !may_pass || (!entry.troubles.is_empty() && entry.failures >= 2)
}
