//! Where an export goes: the output of the command, a new file that gets its name when it is whole, or a device or pipe
//! that is written to as it is.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use crate::{
    command::failure::Failure,
    export::{Draft, Overwrite},
};

/// Something an export is written to.
pub(super) enum Target<'a> {
    /// The output of the command.
    Out(&'a mut dyn Write),
    /// A file on its way.
    File(Box<Draft>, PathBuf, Overwrite),
    /// A device or a pipe, which has no half.
    Device(File),
}

impl<'a> Target<'a> {
    /// Begins to write to a path, `-` for the output of the command.
    ///
    /// # Errors
    /// When a file is there already and `force` is not given, or nothing can be written there.
    pub(super) fn begin(path: &str, force: bool, out: &'a mut dyn Write) -> Result<Self, Failure> {
        if path == "-" {
            return Ok(Self::Out(out));
        }
        let refused = |what: String| Failure::Usage(format!("{path} {what}"));
        let named = Path::new(path);
        let found = fs::metadata(named).ok();
        let (is_folder, is_file) =
            found.as_ref().map_or((false, true), |found| (found.is_dir(), found.is_file()));
        if is_folder {
            return Err(refused("is a folder: name a file in it".to_owned()));
        }
        if !is_file {
            let device = File::options().write(true).open(named);
            return device.map(Self::Device).map_err(|error| refused(format!("cannot be written: {error}")));
        }
        if found.is_some() && !force {
            return Err(refused("is there already, and is not written over without --force".to_owned()));
        }
        // Behind a link the file itself is replaced, and the link stays.
        let named = if found.is_some() { fs::canonicalize(named)? } else { named.to_path_buf() };
        let draft = Draft::begin(&named).map_err(|error| refused(format!("cannot be made: {error}")))?;
        let overwrite = if force { Overwrite::Always } else { Overwrite::Never };
        Ok(Self::File(Box::new(draft), named, overwrite))
    }

    /// Every row is written: a file gets its name.
    ///
    /// # Errors
    /// When the file cannot have its name, or what is left cannot be written.
    pub(super) fn finish(self) -> Result<(), Failure> {
        match self {
            Self::Out(out) => Ok(out.flush()?),
            Self::Device(mut device) => Ok(device.flush()?),
            Self::File(draft, path, overwrite) => {
                draft.finish(&path, overwrite).map_err(|error| match error.kind() {
                    io::ErrorKind::AlreadyExists => Failure::Usage(format!(
                        "{} has come to be there meanwhile, and is not written over without --force",
                        path.display()
                    )),
                    _ => error.into(),
                })
            }
        }
    }
}

impl Write for Target<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Out(out) => out.write(bytes),
            Self::File(draft, ..) => draft.write(bytes),
            Self::Device(device) => device.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Out(out) => out.flush(),
            Self::File(draft, ..) => draft.flush(),
            Self::Device(device) => device.flush(),
        }
    }
}

/// Counts the bytes that pass.
pub(super) struct Counted<W> {
    inner: W,
    bytes: u64,
}

impl<W> Counted<W> {
    /// Counts from nothing.
    pub(super) const fn new(inner: W) -> Self {
        Self { inner, bytes: 0 }
    }

    /// Bytes written so far.
    pub(super) const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// What is behind it.
    pub(super) fn into_inner(self) -> W {
        self.inner
    }
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
