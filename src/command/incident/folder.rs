//! The folder of an export: made under another name and renamed when it is whole, so that a cut leaves no half folder
//! under its name. Only its owner may read it: a recording holds what the business earns.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::command::failure::Failure;

/// A folder that is being filled.
#[derive(Debug)]
pub(super) struct Folder {
    name: PathBuf,
    draft: PathBuf,
    is_done: bool,
}

impl Folder {
    /// A draft beside where the folder will be.
    ///
    /// # Errors
    /// When something is there already, or nothing can be written there.
    pub(super) fn begin(name: &Path) -> Result<Self, Failure> {
        let sentence = |what: String| Failure::Usage(format!("{} {what}", name.display()));
        match fs::read_dir(name).map(|mut entries| entries.next().is_some()) {
            Ok(true) => {
                return Err(sentence(
                    "is not empty, and nothing is written over: name another folder".into(),
                ));
            }
            Ok(false) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(sentence(format!("cannot be made: {error}"))),
        }
        let last = name.file_name().ok_or_else(|| sentence("is no name for a folder".into()))?;
        let draft = format!(".{}.{}.part", last.to_string_lossy(), std::process::id());
        let draft = name.with_file_name(draft);
        make(&draft).map_err(|error| sentence(format!("cannot be made: {error}")))?;
        Ok(Self { name: name.to_owned(), draft, is_done: false })
    }

    /// Writes a file of the folder; folders in its name are made.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.draft.join(name);
        if let Some(parent) = path.parent().filter(|parent| !parent.exists()) {
            make(parent)?;
        }
        let mut options = fs::File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        io::Write::write_all(&mut options.open(path)?, bytes)?;
        Ok(())
    }

    /// Gives the folder its name.
    pub(super) fn finish(mut self) -> Result<(), Failure> {
        fs::rename(&self.draft, &self.name)
            .map_err(|error| Failure::Usage(format!("{} cannot be made: {error}", self.name.display())))?;
        self.is_done = true;
        Ok(())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.is_done {
            // What is left of a draft carries a name that says so.
            let _ = fs::remove_dir_all(&self.draft);
        }
    }
}

fn make(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_there_when_it_is_whole_and_never_before() {
        let place = tempfile::tempdir().unwrap();
        let name = place.path().join("night");
        let folder = Folder::begin(&name).unwrap();
        folder.write("series/a.csv", b"time\n").unwrap();
        assert!(!name.exists());
        folder.finish().unwrap();
        assert_eq!(fs::read(name.join("series/a.csv")).unwrap(), b"time\n");
        let said = Folder::begin(&name).unwrap_err().to_string();
        assert!(said.contains("is not empty"), "{said}");
    }

    #[test]
    fn what_is_given_up_leaves_nothing_behind() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::begin(&place.path().join("night")).unwrap();
        folder.write("a", b"b").unwrap();
        drop(folder);
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
    }
}
