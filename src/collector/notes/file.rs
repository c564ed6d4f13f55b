//! The file of notes in the state folder: read, changed and written back whole, under a lock that others who share it
//! take too. Blocks; called off the runtime only.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    time::SystemTime,
};

use chrono::{DateTime, Utc};

use super::{
    book::Change,
    format::{self, Unreadable},
};
use crate::{pipeline::clean_line, question::Note};

/// A file larger than this holds something else.
const MOST_BYTES: u64 = 1_000_000;

/// Why notes are only in memory.
#[derive(Debug, thiserror::Error)]
pub(super) enum FileError {
    /// Written by a newer version; left as it is.
    #[error(
        "{0} was written by a newer tidewatch: it is left as it is, and notes are kept until this one ends"
    )]
    Newer(String),
    /// The system refused.
    #[error("notes cannot be kept in {path} ({why}): they last until tidewatch ends")]
    Refused {
        /// The file or folder.
        path: String,
        /// What the system said.
        why: io::Error,
    },
}

/// What was found in the file, or is now.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Held {
    pub(super) notes: Vec<Note>,
    pub(super) stamp: Option<Stamp>,
    /// A file that could not be read was put aside under this name.
    pub(super) aside: Option<String>,
}

/// Tells whether somebody else has written meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    changed: SystemTime,
    bytes: u64,
}

/// The file.
#[derive(Clone, Debug)]
pub(super) struct NotesFile {
    path: PathBuf,
}

impl NotesFile {
    pub(super) const fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// What is in the file, unless it still has this stamp.
    pub(super) fn news(&self, known: Option<Stamp>) -> Result<Option<Held>, FileError> {
        if known.is_some() && self.stamp() == known {
            return Ok(None);
        }
        self.locked(&[], DateTime::<Utc>::MIN_UTC).map(Some)
    }

    /// Makes changes to what is in the file now, and gives all of it. With no changes nothing is written.
    pub(super) fn change(&self, changes: &[Change], now: DateTime<Utc>) -> Result<Held, FileError> {
        self.locked(changes, now)
    }

    fn locked(&self, changes: &[Change], now: DateTime<Utc>) -> Result<Held, FileError> {
        let refused = |why| FileError::Refused { path: shown(&self.path), why };
        if changes.is_empty() && !self.path.exists() {
            return Ok(Held::default());
        }
        let folder = self.path.parent().unwrap_or_else(|| Path::new("."));
        fs::create_dir_all(folder).map_err(refused)?;
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(self.beside("lock"));
        let lock = lock.map_err(refused)?;
        // Freed when it is closed, even when this process is killed. Where locks are not to be had, writers are rare.
        match lock.lock() {
            Err(why) if why.kind() != io::ErrorKind::Unsupported => return Err(refused(why)),
            _ => {}
        }
        let (mut notes, aside) = self.read()?;
        if !changes.is_empty() {
            for change in changes {
                change.make(&mut notes);
            }
            notes.retain(|note| note.holds(now));
            notes.truncate(format::MOST_NOTES);
            self.write(&notes).map_err(refused)?;
        }
        Ok(Held { notes, stamp: self.stamp(), aside })
    }

    fn read(&self) -> Result<(Vec<Note>, Option<String>), FileError> {
        let refused = |why| FileError::Refused { path: shown(&self.path), why };
        let mut bytes = Vec::new();
        match File::open(&self.path) {
            Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok((Vec::new(), None)),
            Err(why) => return Err(refused(why)),
            Ok(file) => _ = file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(refused)?,
        }
        let read =
            if bytes.len() as u64 > MOST_BYTES { Err(Unreadable::Broken) } else { format::read(&bytes) };
        match read {
            Ok(notes) => Ok((notes, None)),
            Err(Unreadable::Newer) => Err(FileError::Newer(shown(&self.path))),
            Err(Unreadable::Broken) => {
                let aside = self.unused_aside();
                fs::rename(&self.path, &aside).map_err(refused)?;
                Ok((Vec::new(), Some(shown(&aside))))
            }
        }
    }

    /// Written beside, made sure of, and put in place in one step: whoever reads sees the old or the new, whole.
    fn write(&self, notes: &[Note]) -> io::Result<()> {
        let text = format::write(notes)?;
        let target = fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        let fresh = self.beside("new");
        let mut file = private(&fresh)?;
        file.write_all(&text)?;
        file.sync_all()?;
        fs::rename(&fresh, target)
    }

    fn stamp(&self) -> Option<Stamp> {
        let found = fs::metadata(&self.path).ok()?;
        Some(Stamp { changed: found.modified().ok()?, bytes: found.len() })
    }

    fn beside(&self, ending: &str) -> PathBuf {
        self.path.with_extension(ending)
    }

    /// A name that is free, so that nothing put aside before is lost.
    fn unused_aside(&self) -> PathBuf {
        let numbered = (2..100).map(|number| self.beside(&format!("broken-{number}")));
        let mut names = std::iter::once(self.beside("broken")).chain(numbered);
        names.find(|name| !name.exists()).unwrap_or_else(|| self.beside("broken"))
    }
}

/// A new file only its owner may read: notes name people and incidents.
fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn shown(path: &Path) -> String {
    clean_line(&path.to_string_lossy(), 200)
}
