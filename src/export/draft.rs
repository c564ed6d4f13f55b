//! A file that is made under another name and gets its own when it is whole: a cut leaves no half file under its name.
//! What is there already is never written over, unless that was asked for.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// What becomes of a file that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overwrite {
    /// It stays, and the new one is refused.
    Never,
    /// The new one takes its place, at once and whole.
    Always,
}

/// Numbers tried for a name that is taken.
const MOST_NUMBERS: u32 = 999;

/// A file that is being written.
#[derive(Debug)]
pub struct Draft {
    folder: PathBuf,
    path: PathBuf,
    file: File,
    is_done: bool,
}

impl Draft {
    /// A draft in the folder where the file will be: `.name.1234.part`.
    ///
    /// # Errors
    /// When nothing can be written there.
    pub fn begin(wanted: &Path) -> io::Result<Self> {
        let name = wanted.file_name().ok_or_else(|| io::Error::other("that is no name for a file"))?;
        let folder = wanted.parent().filter(|parent| !parent.as_os_str().is_empty());
        let folder = folder.map_or_else(|| PathBuf::from("."), Path::to_path_buf);
        let path = folder.join(format!(".{}.{}.part", name.to_string_lossy(), std::process::id()));
        // A draft of a process that had this number and was killed is nobody's.
        let _ = fs::remove_file(&path);
        let file = File::options().write(true).create_new(true).open(&path)?;
        Ok(Self { folder, path, file, is_done: false })
    }

    /// Gives the file its name.
    ///
    /// # Errors
    /// When a file of this name has come in between and stays, or the disk is full after all.
    pub fn finish(mut self, path: &Path, overwrite: Overwrite) -> io::Result<()> {
        self.file.sync_all()?;
        match overwrite {
            Overwrite::Always => fs::rename(&self.path, path)?,
            Overwrite::Never => self.name(path)?,
        }
        self.is_done = true;
        Ok(())
    }

    /// Gives the file this name in its folder, or the next free one: `name-2.csv`. Gives the path.
    ///
    /// # Errors
    /// When a thousand such files are there.
    pub fn finish_free(mut self, name: &str) -> io::Result<PathBuf> {
        self.file.sync_all()?;
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let dot = if ending.is_empty() { "" } else { "." };
        let numbered = (2..=MOST_NUMBERS).map(|number| format!("{stem}-{number}{dot}{ending}"));
        for name in std::iter::once(name.to_owned()).chain(numbered) {
            let path = self.folder.join(name);
            match self.name(&path) {
                Ok(()) => {
                    self.is_done = true;
                    return Ok(path);
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::new(io::ErrorKind::AlreadyExists, "a thousand files of this name are there already"))
    }

    /// A second name for the draft is refused where there is such a file; a rename would take its place.
    fn name(&self, path: &Path) -> io::Result<()> {
        match fs::hard_link(&self.path, path) {
            Ok(()) => {
                // The file is there; a second name that stays does no harm.
                let _ = fs::remove_file(&self.path);
                Ok(())
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
            Err(_) if path.exists() => Err(io::ErrorKind::AlreadyExists.into()),
            // File systems without hard links.
            Err(_) => fs::rename(&self.path, path),
        }
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.is_done {
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_has_its_name_when_it_is_whole_and_not_before() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("rows.csv");
        let mut draft = Draft::begin(&path).unwrap();
        draft.write_all(b"a\n").unwrap();
        assert!(!path.exists());
        draft.finish(&path, Overwrite::Never).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"a\n");
        assert_eq!(names(place.path()), ["rows.csv"]);
    }

    #[test]
    fn what_is_given_up_leaves_nothing_behind() {
        let place = tempfile::tempdir().unwrap();
        let mut draft = Draft::begin(&place.path().join("rows.csv")).unwrap();
        draft.write_all(b"half").unwrap();
        drop(draft);
        assert_eq!(names(place.path()), [""; 0]);
    }

    #[test]
    fn a_file_that_is_there_stays_unless_it_is_to_go() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("rows.csv");
        fs::write(&path, b"old").unwrap();
        let fresh = || {
            let mut draft = Draft::begin(&path).unwrap();
            draft.write_all(b"new").unwrap();
            draft
        };
        let refused = fresh().finish(&path, Overwrite::Never).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fresh().finish_free("rows.csv").unwrap(), place.path().join("rows-2.csv"));
        assert_eq!(fresh().finish_free("rows.csv").unwrap(), place.path().join("rows-3.csv"));
        fresh().finish(&path, Overwrite::Always).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(names(place.path()), ["rows-2.csv", "rows-3.csv", "rows.csv"]);
    }
}
