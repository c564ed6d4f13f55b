//! The desk between viewers and the collector: wishes go in through a bounded queue, snapshots come out.
//! Viewers know this desk and not the collector behind it.

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, Utc};
use tokio::sync::{mpsc, watch};

use super::{
    ask::Question,
    audience::Audience,
    gate::{Gate, Hatch},
    note::{About, Note, NoteKind},
    snapshot::Snapshot,
};
use crate::business::VendorId;

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
    /// Stop the queries that are waited for, and do not ask again until somebody asks for it.
    Cancel {
        /// The questions; those that nothing is waited for are left as they are.
        questions: BTreeSet<Question>,
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

/// A viewer's end of the desk, and the only way a viewer comes by a snapshot.
///
/// What lies on it depends on who was let in: an operator's desk shows everything, a vendor's shows pictures made of
/// that vendor's own slice and takes in nothing but questions about it. There is no way back from one to the other:
///
/// ```compile_fail,E0616
/// # fn leak(whole: tidewatch::question::Desk, vendor: tidewatch::business::VendorId) {
/// let desk = whole.for_vendor(vendor);
/// let everything = desk.snapshots.borrow(); // the field is private, and it is not the whole either
/// # }
/// ```
///
/// ```compile_fail,E0382
/// # fn leak(whole: tidewatch::question::Desk, vendor: tidewatch::business::VendorId) {
/// let desk = whole.for_vendor(vendor);
/// let everything = whole.snapshots(); // the whole desk was given away
/// # }
/// ```
///
/// ```compile_fail,E0451
/// # fn leak(desk: tidewatch::question::Desk) {
/// let operators = tidewatch::question::Desk { audience: tidewatch::question::Audience::Operator, ..desk };
/// # }
/// ```
#[derive(Clone)]
pub struct Desk {
    snapshots: watch::Receiver<Arc<Snapshot>>,
    requests: mpsc::Sender<Request>,
    clock: Clock,
    audience: Audience,
}

impl Desk {
    /// The desk of whoever runs the pipeline.
    pub const fn new(
        snapshots: watch::Receiver<Arc<Snapshot>>,
        requests: mpsc::Sender<Request>,
        clock: Clock,
    ) -> Self {
        Self { snapshots, requests, clock, audience: Audience::Operator }
    }

    /// The desk of one vendor in the place of this one: it shows that vendor's own business and lets through questions
    /// about that and nothing else. The id is that of whoever was let in. A vendor's desk that is made another
    /// vendor's shows nothing to either. Must be called in a tokio runtime.
    #[must_use]
    pub fn for_vendor(self, vendor: VendorId) -> Self {
        let Self { snapshots, requests, clock, audience: _ } = self;
        let Hatch { snapshots, requests } = Gate::open(vendor.clone(), snapshots, requests, clock());
        Self { snapshots, requests, clock, audience: Audience::Vendor(vendor) }
    }

    /// The desk for who looks, where that is a vendor and this is an operator's; else the same.
    #[must_use]
    pub fn narrowed_to(self, audience: &Audience) -> Self {
        match audience {
            Audience::Vendor(vendor) if self.audience.is_operator() => self.for_vendor(vendor.clone()),
            Audience::Vendor(_) | Audience::Operator => self,
        }
    }

    /// Who sits here.
    pub const fn audience(&self) -> &Audience {
        &self.audience
    }

    /// The newest snapshot for who sits here, and those to come; slow readers skip, nobody queues.
    pub fn snapshots(&self) -> watch::Receiver<Arc<Snapshot>> {
        self.snapshots.clone()
    }

    /// The newest snapshot for who sits here.
    pub fn newest(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshots.borrow())
    }

    /// Where wishes go; bounded.
    pub const fn requests(&self) -> &mpsc::Sender<Request> {
        &self.requests
    }

    /// What time it is where the answers come from.
    pub fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }

    /// Leaves the desk: nothing more can be wished from here. What still comes tells when the collector has ended.
    pub fn leave(self) -> watch::Receiver<Arc<Snapshot>> {
        self.snapshots
    }
}
