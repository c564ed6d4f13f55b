//! What people put down, kept: the notebook of this process and the file it shares with others.
//! Knows neither sources nor schedules.

mod book;
mod file;
mod format;
#[cfg(test)]
mod tests;
mod watch;

pub(super) use book::Notebook;
