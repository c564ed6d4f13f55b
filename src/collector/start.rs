//! Starts the one task that polls, and its loop: heed wishes, send sources away, take in what they bring, publish.
//! What each step does is the keeper's.

use std::{path::PathBuf, sync::Arc, time::Duration};

use tokio::{
    sync::{mpsc, watch},
    time::{Instant, sleep_until},
};

use super::keeper::Keeper;
use crate::{
    config::Poll,
    question::{Clock, Desk, Estate, Request, Snapshot},
    source::Source,
};

/// Wishes that may wait before a viewer has to.
const WISHES: usize = 64;
/// Sources get this long to stop what runs for them when everybody has gone.
const REST: Duration = Duration::from_secs(2);

/// The only task that polls.
pub struct Collector;

impl Collector {
    /// Starts asking `sources` about `estate`, and gives the desk that viewers share. The first snapshot is
    /// there at once. Ends when every desk has been dropped. Must be called in a tokio runtime.
    /// Notes are kept in memory.
    pub fn start(estate: Arc<Estate>, poll: Poll, sources: Vec<Box<dyn Source>>, clock: Clock) -> Desk {
        Self::start_keeping(estate, poll, sources, clock, None)
    }

    /// Like [`Self::start`], with notes kept in a file, which other processes may share.
    pub fn start_keeping(
        estate: Arc<Estate>,
        poll: Poll,
        sources: Vec<Box<dyn Source>>,
        clock: Clock,
        notes: Option<PathBuf>,
    ) -> Desk {
        let started = Instant::now();
        let mut keeper = Keeper::new(estate, poll, sources, Arc::clone(&clock), notes);
        let (publish, snapshots) = watch::channel(keeper.publish(Duration::ZERO));
        let (requests, wishes) = mpsc::channel(WISHES);
        tokio::spawn(run(keeper, wishes, publish, started));
        Desk::new(snapshots, requests, clock)
    }
}

async fn run(
    mut keeper: Keeper,
    mut wishes: mpsc::Receiver<Request>,
    publish: watch::Sender<Arc<Snapshot>>,
    started: Instant,
) {
    loop {
        while let Ok(wish) = wishes.try_recv() {
            keeper.heed(wish, started.elapsed());
        }
        let tick = started.elapsed();
        keeper.turn(tick);
        if keeper.has_news(tick) {
            publish.send_replace(keeper.publish(tick));
        }
        let wake = started + keeper.next_turn(tick);
        tokio::select! {
            biased;
            wish = wishes.recv() => match wish {
                Some(wish) => keeper.heed(wish, started.elapsed()),
                None => break,
            },
            is_new = keeper.notebook.next() => keeper.noted(is_new),
            back = keeper.seats.next() => keeper.take(back, started.elapsed()),
            () = sleep_until(wake) => {}
        }
    }
    // Nobody is left to tell when a source does not return in time.
    let _ = tokio::time::timeout(REST, keeper.retire()).await;
}
