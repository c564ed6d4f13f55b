//! The recorder at work: a task that watches the desk's snapshots, publishes the tape for every viewer, and writes each
//! record to a file when there is one. It wants nothing of the desk: what nobody asks is not recorded.

use std::{
    fs::File,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use tokio::{
    sync::watch,
    task::{JoinHandle, spawn_blocking},
};

use super::{
    file::beginning,
    frame::framed,
    recorder::{Limits, Recorder},
    reel::Tape,
};
use crate::question::Snapshot;

/// A file that is recorded to.
#[derive(Debug)]
pub struct Sink {
    file: File,
    path: PathBuf,
}

impl Sink {
    /// A new file, which only its owner may read: a tape holds what the business earns.
    ///
    /// # Errors
    /// When there is one already, or it cannot be made.
    pub fn create(path: &Path) -> io::Result<Self> {
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok(Self { file: options.open(path)?, path: path.to_owned() })
    }

    /// Writes bytes where nothing else of the program waits for the disk.
    async fn write(mut self, bytes: Vec<u8>) -> Result<Self, String> {
        let path = self.path.clone();
        let written = spawn_blocking(move || self.file.write_all(&bytes).map(|()| self)).await;
        let why = match written {
            Ok(Ok(sink)) => return Ok(sink),
            Ok(Err(error)) => error.to_string(),
            Err(error) => error.to_string(),
        };
        Err(format!(
            "{} is not recorded to any more ({why}): what is on it plays, and the recording goes on in memory",
            path.display()
        ))
    }
}

/// A recorder that is running.
#[derive(Debug)]
pub struct Deck {
    /// The tape as it grows.
    pub tape: watch::Receiver<Arc<Tape>>,
    task: JoinHandle<()>,
}

impl Deck {
    /// Starts recording the snapshots of a desk; ends when the collector behind it has ended. Must be called in a
    /// tokio runtime.
    pub fn start(snapshots: watch::Receiver<Arc<Snapshot>>, sink: Option<Sink>) -> Self {
        let first = Arc::clone(&snapshots.borrow());
        let estate = Arc::clone(&first.estate);
        let limits = Limits::of(&estate);
        let recorder = Recorder::new(estate, limits);
        let (publish, tape) = watch::channel(Arc::new(recorder.tape().clone()));
        Self { tape, task: tokio::spawn(run(recorder, first, snapshots, sink, publish)) }
    }

    /// Waits until the last snapshot has been recorded; the collector must have been told to end.
    pub async fn close(self) {
        // A recorder that broke has nothing more to write.
        let _ = self.task.await;
    }
}

async fn run(
    mut recorder: Recorder,
    mut newest: Arc<Snapshot>,
    mut snapshots: watch::Receiver<Arc<Snapshot>>,
    sink: Option<Sink>,
    publish: watch::Sender<Arc<Tape>>,
) {
    let mut sink = begin(&mut recorder, sink).await;
    loop {
        if let Some((record, is_key)) = recorder.add(&newest) {
            if let Some(open) = sink.take() {
                sink = keep(&mut recorder, open.write(framed(&record, is_key)).await);
            }
            publish.send_replace(Arc::new(recorder.tape().clone()));
        }
        if snapshots.changed().await.is_err() {
            return;
        }
        newest = Arc::clone(&snapshots.borrow_and_update());
    }
}

async fn begin(recorder: &mut Recorder, sink: Option<Sink>) -> Option<Sink> {
    let beginning = beginning(recorder.tape().estate());
    let written = match (sink?, beginning) {
        (sink, Ok(bytes)) => sink.write(bytes).await,
        (_, Err(error)) => Err(error.to_string()),
    };
    keep(recorder, written)
}

/// The file while it can be written; else what is wrong is put down, once.
fn keep(recorder: &mut Recorder, written: Result<Sink, String>) -> Option<Sink> {
    match written {
        Ok(sink) => Some(sink),
        Err(trouble) => {
            tracing::warn!("{trouble}");
            recorder.tape_mut().trouble = Some(trouble.into());
            None
        }
    }
}
