//! The gate between a vendor's viewers and the collector: lets their questions about themselves through, and gives
//! them pictures made of their own slice. It alone holds the whole snapshot on their side of the desk.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use tokio::sync::{mpsc, watch};

use super::{
    ask::Question,
    desk::{Request, ViewerId},
    placed::{Placed, place_questions},
    slice::{OwnQuestion, VendorSlice},
    snapshot::Snapshot,
};
use crate::business::VendorId;

/// Wishes that wait here; more of them are the viewer's to send again.
const WAITING: usize = 8;

/// What stands between the two sides.
pub(super) struct Gate {
    whole: watch::Receiver<Arc<Snapshot>>,
    /// To the collector; none once no viewer can wish any more.
    onward: Option<mpsc::Sender<Request>>,
    wishes: mpsc::Receiver<Request>,
    shown: watch::Sender<Arc<Snapshot>>,
    wanted: BTreeMap<ViewerId, BTreeSet<OwnQuestion>>,
    slice: VendorSlice,
    placed: Placed,
    seated_at: DateTime<Utc>,
    sequence: u64,
}

/// The vendor's side of a gate.
pub(super) struct Hatch {
    pub(super) snapshots: watch::Receiver<Arc<Snapshot>>,
    pub(super) requests: mpsc::Sender<Request>,
}

impl Gate {
    /// Sets a gate up before a desk, and gives its other side. Must be called in a tokio runtime.
    pub(super) fn open(
        vendor: VendorId,
        whole: watch::Receiver<Arc<Snapshot>>,
        onward: mpsc::Sender<Request>,
        seated_at: DateTime<Utc>,
    ) -> Hatch {
        let slice = VendorSlice::begin(vendor, &whole.borrow().estate);
        let (requests, wishes) = mpsc::channel(WAITING);
        let (shown, snapshots) = watch::channel(Arc::new(slice.snapshot(seated_at, 0)));
        let (onward, wanted) = (Some(onward), BTreeMap::new());
        tokio::spawn(
            Self {
                whole,
                onward,
                wishes,
                shown,
                wanted,
                slice,
                placed: Placed::default(),
                seated_at,
                sequence: 0,
            }
            .stand(),
        );
        Hatch { snapshots, requests }
    }

    async fn stand(mut self) {
        loop {
            tokio::select! {
                biased;
                wish = self.wishes.recv(), if self.onward.is_some() => match wish {
                    Some(wish) => self.hear(wish).await,
                    // The collector may end now, and is heard until it has.
                    None => self.onward = None,
                },
                changed = self.whole.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    self.show();
                }
                () = self.shown.closed() => return,
            }
        }
    }

    async fn hear(&mut self, wish: Request) {
        let Some(wish) = self.admit(wish) else { return };
        if let Some(onward) = &self.onward
            && onward.send(wish).await.is_err()
        {
            self.onward = None;
        }
        self.show();
    }

    /// What of a wish a vendor's viewer may have. Every kind is decided on here; a new one does not pass by default.
    fn admit(&mut self, wish: Request) -> Option<Request> {
        match wish {
            Request::Want { viewer, questions } => {
                let vendor = self.slice.vendor();
                let own: BTreeSet<OwnQuestion> =
                    questions.iter().filter_map(|question| OwnQuestion::of(question, vendor)).collect();
                let mut questions: BTreeSet<Question> =
                    own.iter().map(|question| question.asked_of(vendor)).collect();
                // What is asked of all vendors for a place is answered to this side of the gate only.
                let whole = Arc::clone(&self.whole.borrow());
                questions.extend(place_questions(&whole, whole.at));
                self.wanted.insert(viewer, own);
                Some(Request::Want { viewer, questions })
            }
            // Only viewers that were heard here can leave or refresh through here.
            Request::Refresh { viewer } => {
                self.wanted.contains_key(&viewer).then_some(Request::Refresh { viewer })
            }
            Request::Leave { viewer } => {
                self.wanted.remove(&viewer).is_some().then_some(Request::Leave { viewer })
            }
            // A query of one's own that is wanted here may be stopped from here.
            Request::Cancel { questions } => {
                let vendor = self.slice.vendor();
                let own = questions.iter().filter_map(|question| OwnQuestion::of(question, vendor));
                let is_wanted = |own: &OwnQuestion| self.wanted.values().any(|wanted| wanted.contains(own));
                let questions: BTreeSet<_> =
                    own.filter(is_wanted).map(|question| question.asked_of(vendor)).collect();
                (!questions.is_empty()).then_some(Request::Cancel { questions })
            }
            Request::Note(_) | Request::Unnote { .. } | Request::Scenario { .. } => None,
        }
    }

    /// Shows what has changed of the vendor's own; what has changed elsewhere wakes nobody.
    fn show(&mut self) {
        let whole = Arc::clone(&self.whole.borrow_and_update());
        let wanted: BTreeSet<&OwnQuestion> = self.wanted.values().flatten().collect();
        let is_placed_anew = self.placed.look(&whole, self.slice.vendor());
        if self.slice.take(&whole, wanted) || is_placed_anew {
            self.sequence += 1;
            let places = self.placed.told().cloned().into_iter().collect();
            let shown = self.slice.snapshot(self.seated_at, self.sequence);
            self.shown.send_replace(Arc::new(Snapshot { benchmarks: Arc::new(places), ..shown }));
        }
    }
}
