//! The file that keeps a person's pinned and recent vendors: changed and written back whole, in one step, under a lock
//! that other processes of the same person take too. Reading and writing block; the viewer has them done beside it.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use futures::FutureExt;
use serde::{Deserialize, Serialize};
use tokio::task::{JoinHandle, spawn_blocking};

use crate::app::{Familiar, FamiliarChange};

/// The version this program writes. A higher one is somebody else's.
const VERSION: u64 = 1;
/// A file larger than this holds something else.
const MOST_BYTES: u64 = 100_000;

#[derive(Deserialize, Serialize)]
struct Sheet {
    version: u64,
    /// Ids as text: one that is none is left out, not all of them.
    pinned: Vec<String>,
    recent: Vec<String>,
}

/// Why vendors cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum FamiliarError {
    /// Written by a newer version; left as it is.
    #[error("{0} was written by a newer tidewatch and is left as it is: pins last until this one ends")]
    Newer(String),
    /// The system refused.
    #[error("pins cannot be kept in {path} ({why}): they last until tidewatch ends")]
    Refused {
        /// The file.
        path: String,
        /// What the system said.
        why: io::Error,
    },
}

/// The vendors kept in a file; none where there is no file.
pub fn familiar_in(path: &Path) -> Result<Familiar, FamiliarError> {
    read(path).map(|(familiar, _)| familiar)
}

/// Makes changes to what is in the file now.
fn change(path: &Path, changes: &[FamiliarChange]) -> Result<(), FamiliarError> {
    let refused = |why| refusal(path, why);
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    fs::create_dir_all(folder).map_err(refused)?;
    let lock = OpenOptions::new().create(true).truncate(false).write(true).open(path.with_extension("lock"));
    let lock = lock.map_err(refused)?;
    // Freed when it is closed, even when this process is killed. Where locks are not to be had, writers are rare.
    match lock.lock() {
        Err(why) if why.kind() != io::ErrorKind::Unsupported => return Err(refused(why)),
        _ => {}
    }
    let (mut familiar, is_broken) = read(path)?;
    if is_broken {
        fs::rename(path, path.with_extension("broken")).map_err(refused)?;
    }
    for change in changes {
        familiar.make(change);
    }
    write(path, &familiar).map_err(refused)
}

/// What is in the file, and whether it could not be read.
fn read(path: &Path) -> Result<(Familiar, bool), FamiliarError> {
    let mut bytes = Vec::new();
    match File::open(path) {
        Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok((Familiar::default(), false)),
        Err(why) => return Err(refusal(path, why)),
        Ok(file) => {
            let read = file.take(MOST_BYTES).read_to_end(&mut bytes);
            _ = read.map_err(|why| refusal(path, why))?;
        }
    }
    match serde_json::from_slice::<Sheet>(&bytes) {
        Ok(sheet) if sheet.version > VERSION => Err(FamiliarError::Newer(path.display().to_string())),
        Ok(sheet) => Ok((Familiar::kept(&sheet.pinned, &sheet.recent), false)),
        Err(_) => Ok((Familiar::default(), true)),
    }
}

/// Written beside, made sure of, and put in place in one step: whoever reads sees the old or the new, whole.
fn write(path: &Path, familiar: &Familiar) -> io::Result<()> {
    let pinned = familiar.pinned.iter().map(ToString::to_string).collect();
    let recent = familiar.recent.iter().map(ToString::to_string).collect();
    let sheet = Sheet { version: VERSION, pinned, recent };
    let mut text = serde_json::to_vec_pretty(&sheet)?;
    text.push(b'\n');
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let fresh = path.with_extension("new");
    let mut options = OpenOptions::new();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&fresh)?;
    file.write_all(&text)?;
    file.sync_all()?;
    fs::rename(&fresh, target)
}

fn refusal(path: &Path, why: io::Error) -> FamiliarError {
    FamiliarError::Refused { path: path.display().to_string(), why }
}

/// Keeps changes, one write after the other, beside the viewer.
#[derive(Default)]
pub(super) struct FamiliarKeeper {
    path: Option<PathBuf>,
    waiting: Vec<FamiliarChange>,
    running: Option<JoinHandle<Result<(), FamiliarError>>>,
}

impl FamiliarKeeper {
    /// Keeps in this file.
    pub(super) fn of(path: PathBuf) -> Self {
        Self { path: Some(path), ..Self::default() }
    }

    /// Takes changes in; they are written as soon as the write before has ended. Gives why that one failed. What cannot
    /// be kept is told once and not tried again.
    pub(super) fn keep(&mut self, changes: Vec<FamiliarChange>) -> Option<String> {
        self.waiting.extend(changes);
        let mut said = None;
        if let Some(running) = &mut self.running {
            let ended = running.now_or_never()?;
            self.running = None;
            if let Ok(Err(why)) = ended {
                (said, self.path) = (Some(why.to_string()), None);
            }
        }
        let Some(path) = self.path.clone() else {
            self.waiting.clear();
            return said;
        };
        if !self.waiting.is_empty() {
            let changes = std::mem::take(&mut self.waiting);
            self.running = Some(spawn_blocking(move || change(&path, &changes)));
        }
        said
    }

    /// Writes what is left.
    pub(super) async fn close(&mut self) {
        while self.running.is_some() || (self.path.is_some() && !self.waiting.is_empty()) {
            if let Some(running) = self.running.take() {
                let _ = running.await;
            }
            let _ = self.keep(Vec::new());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::business::VendorId;

    fn id(name: &str) -> VendorId {
        VendorId::parse(name).unwrap()
    }

    #[tokio::test]
    async fn pins_and_recents_are_there_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state/vendors.json");
        let mut keeper = FamiliarKeeper::of(path.clone());
        for change in
            [FamiliarChange::Seen(id("v1")), FamiliarChange::Pin(id("v2")), FamiliarChange::Seen(id("v3"))]
        {
            assert_eq!(keeper.keep(vec![change]), None);
        }
        keeper.close().await;
        let familiar = familiar_in(&path).unwrap();
        assert_eq!((familiar.pinned, familiar.recent), (vec![id("v2")], vec![id("v3"), id("v1")]));
    }

    #[test]
    fn another_process_does_not_lose_what_this_one_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vendors.json");
        change(&path, &[FamiliarChange::Pin(id("mine"))]).unwrap();
        change(&path, &[FamiliarChange::Pin(id("theirs"))]).unwrap();
        assert_eq!(familiar_in(&path).unwrap().pinned, [id("mine"), id("theirs")]);
    }

    #[test]
    fn a_broken_file_is_put_aside_and_a_newer_one_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vendors.json");
        fs::write(&path, "{ half").unwrap();
        change(&path, &[FamiliarChange::Pin(id("v1"))]).unwrap();
        assert_eq!(fs::read_to_string(path.with_extension("broken")).unwrap(), "{ half");
        assert_eq!(familiar_in(&path).unwrap().pinned, [id("v1")]);
        let newer = r#"{"version":9,"pinned":[],"recent":[]}"#;
        fs::write(&path, newer).unwrap();
        assert!(matches!(change(&path, &[FamiliarChange::Pin(id("v1"))]), Err(FamiliarError::Newer(_))));
        assert_eq!(fs::read_to_string(&path).unwrap(), newer);
    }

    #[test]
    fn an_id_that_is_none_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vendors.json");
        fs::write(&path, r#"{"version":1,"pinned":["v1","it's","\u001b[31m"],"recent":[]}"#).unwrap();
        assert_eq!(familiar_in(&path).unwrap().pinned, [id("v1")]);
    }

    #[tokio::test]
    async fn a_refusal_is_told_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vendors.json");
        fs::create_dir(&path).unwrap();
        let mut keeper = FamiliarKeeper::of(path);
        assert_eq!(keeper.keep(vec![FamiliarChange::Pin(id("v1"))]), None);
        let mut said = Vec::new();
        for _ in 0..200 {
            tokio::task::yield_now().await;
            said.extend(keeper.keep(Vec::new()));
            if !said.is_empty() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        assert!(said[0].contains("pins cannot be kept"), "{said:?}");
        assert_eq!(keeper.keep(vec![FamiliarChange::Pin(id("v2"))]), None);
    }
}
