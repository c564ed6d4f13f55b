//! Why a command could not do its work: a sentence a user can act on.

use std::io;

/// A command's failure.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The configuration has mistakes; the text shows each under its line.
    #[error("{0}")]
    Config(String),
    /// What was asked for does not exist or does not fit together.
    #[error("{0}")]
    Usage(String),
    /// No answer came, for the reasons given.
    #[error("{0}")]
    NoAnswer(String),
    /// A signal of this number asked it to end.
    #[error("interrupted")]
    Interrupted(i32),
    /// Whoever read the lines of a watch has gone; the exit code of the last health.
    #[error("the reader has gone away")]
    ReaderGone(u8),
    /// The terminal cannot be used.
    #[error("{0}")]
    Terminal(String),
    /// Writing failed where the exit code tells health: nothing was told.
    #[error("cannot write the output: {0}")]
    Untold(io::Error),
    /// Writing failed.
    #[error("cannot write the output: {0}")]
    Output(#[from] io::Error),
}

impl Failure {
    /// The exit code: 1 when there is no answer, 2 when the call was wrong (as clap does), 130 after Ctrl-C.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Config(_) | Self::Usage(_) | Self::Terminal(_) => 2,
            Self::NoAnswer(_) | Self::Output(_) => 1,
            // As `check` says unknown: 1 would read as a warning.
            Self::Untold(_) => 3,
            // By convention 128 and the number of the signal.
            Self::Interrupted(number) => 128 | (*number as u8),
            Self::ReaderGone(code) => *code,
        }
    }

    /// True when the reader has gone away, which is no failure at all.
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    /// The same failure of a command whose exit code tells health. A reader that has gone away is none there either.
    pub(super) fn untold(self) -> Self {
        match self {
            Self::Output(error) if error.kind() != io::ErrorKind::BrokenPipe => Self::Untold(error),
            other => other,
        }
    }

    /// True when there is nothing to say about it.
    pub const fn is_silent(&self) -> bool {
        matches!(self, Self::Interrupted(_) | Self::ReaderGone(_))
    }
}

impl From<csv::Error> for Failure {
    fn from(error: csv::Error) -> Self {
        match error.into_kind() {
            csv::ErrorKind::Io(error) => Self::Output(error),
            other => Self::Output(io::Error::other(format!("{other:?}"))),
        }
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Output(error.into())
    }
}
