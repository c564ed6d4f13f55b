//! The desk between viewers and the collector: wishes go in through a bounded queue, snapshots come out.
//! Viewers know this desk and not the collector behind it.

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, Utc};
use tokio::sync::{mpsc, watch};

use super::{
    ask::Question,
    note::{About, Note, NoteKind},
    snapshot::Snapshot,
};

/// What time it is, handed in as a function: the wall clock, the demo's clock, or a test's.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// Tells viewers apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ViewerId(pub u64);

/// What a viewer wishes of the collector.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// From now on this viewer wants exactly these questions answered.
    Want {
        /// Who.
        viewer: ViewerId,
        /// Every question it holds a lease on.
        questions: BTreeSet<Question>,
    },
    /// Ask what this viewer wants again, now.
    Refresh {
        /// Who.
        viewer: ViewerId,
    },
    /// The viewer has gone; its leases end.
    Leave {
        /// Who.
        viewer: ViewerId,
    },
    /// Put a note down; it takes the place of an earlier one of the same kind about the same thing.
    Note(Note),
    /// Take the notes of this kind about something away.
    Unnote {
        /// About what.
        about: About,
        /// Which kind.
        kind: NoteKind,
    },
    /// Let another scenario happen in the demo world.
    Scenario {
        /// Its name, one of the estate's.
        name: Arc<str>,
    },
}

/// A viewer's end of the desk.
#[derive(Clone)]
pub struct Desk {
    /// The newest snapshot; slow readers skip, nobody queues.
    pub snapshots: watch::Receiver<Arc<Snapshot>>,
    /// Wishes; bounded.
    pub requests: mpsc::Sender<Request>,
    /// What time it is where the answers come from.
    pub clock: Clock,
}
