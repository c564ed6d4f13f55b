//! A tape on a desk: snapshots are published as they were, when the clock of the tape gets there. Whatever is wished of
//! the desk is heard and not heeded, since nothing can be asked of the past.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{mpsc, watch},
    time::sleep,
};

use super::{
    cursor::{Cursor, Unplayable},
    reel::Tape,
};
use crate::question::{Clock, Desk, Request, Snapshot};

/// Wishes that may wait before a viewer has to.
const WISHES: usize = 64;
/// Snapshots follow one another no sooner than this, however fast the tape is played.
const BETWEEN_SNAPSHOTS: Duration = Duration::from_millis(50);

/// Plays a tape from the snapshot with this number on. `clock` shows the time of the tape and runs `pace` times as fast
/// as real time; at a pace of 0 it stands still. Must be called in a tokio runtime.
///
/// # Errors
/// When the first snapshot cannot be played.
pub fn play(tape: Arc<Tape>, from: u64, clock: Clock, pace: f64) -> Result<Desk, Unplayable> {
    let mut cursor = Cursor::default();
    let first = cursor.play(&tape, from)?;
    let end = tape.last().map_or(first.at, |last| last.at).max(first.at);
    let clock: Clock = Arc::new(move || clock().min(end));
    let (publish, snapshots) = watch::channel(first);
    let (requests, wishes) = mpsc::channel(WISHES);
    let player = Player { tape, cursor, clock: Arc::clone(&clock), pace, shown: from };
    tokio::spawn(player.run(wishes, publish));
    Ok(Desk::new(snapshots, requests, clock))
}

struct Player {
    tape: Arc<Tape>,
    cursor: Cursor,
    clock: Clock,
    pace: f64,
    shown: u64,
}

impl Player {
    async fn run(mut self, mut wishes: mpsc::Receiver<Request>, publish: watch::Sender<Arc<Snapshot>>) {
        while let Some(wait) = self.wait() {
            tokio::select! {
                biased;
                wish = wishes.recv() => if wish.is_none() { return },
                () = sleep(wait.max(BETWEEN_SNAPSHOTS)) => {
                    if let Some(snapshot) = self.due() {
                        publish.send_replace(snapshot);
                    }
                }
            }
        }
        // Viewers see by this that the tape has ended; the last picture stays.
        drop(publish);
        while wishes.recv().await.is_some() {}
    }

    /// How long until the next snapshot is due; none at the end of the tape.
    fn wait(&self) -> Option<Duration> {
        let next = self.tape.following(self.shown)?;
        let ahead = (next.at - (self.clock)()).to_std().unwrap_or_default();
        let pace = if self.pace > 0.0 { self.pace } else { return Some(Duration::from_hours(1)) };
        Some(Duration::from_secs_f64((ahead.as_secs_f64() / pace).min(3_600.0)))
    }

    /// The newest snapshot that is due; one that is damaged is passed over.
    fn due(&mut self) -> Option<Arc<Snapshot>> {
        let now = (self.clock)();
        let due = self.tape.at(now).map(|moment| moment.sequence).filter(|due| *due > self.shown)?;
        self.shown = due;
        self.cursor.play(&self.tape, due).ok()
    }
}
