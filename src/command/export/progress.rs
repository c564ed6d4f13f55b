//! How far an export is, on one line of a terminal: rows, size, speed, and the share where it is known. Silent where
//! stderr is no terminal.

use std::{
    io::{self, IsTerminal, Write},
    path::Path,
    time::Duration,
};

use tokio::time::Instant;

use crate::{pipeline::clean_line, view::format::whole};

/// The line is written at most so often.
const EVERY: Duration = Duration::from_millis(100);
/// Cells of the bar.
const BAR: usize = 20;
/// Most of a reason for waiting that is shown.
const LONGEST_REASON: usize = 50;

/// The line.
pub(super) struct Progress {
    what: String,
    is_shown: bool,
    begun: Instant,
    /// When the first rows came: the wait for a query is no slowness of writing.
    first: Option<Instant>,
    next: Instant,
    rows: u64,
    said: String,
}

impl Progress {
    /// A line about this, where somebody can see it.
    pub(super) fn new(what: String) -> Self {
        let now = Instant::now();
        let is_shown = io::stderr().is_terminal();
        Self { what, is_shown, begun: now, first: None, next: now, rows: 0, said: String::new() }
    }

    /// More rows are written; so many bytes in all.
    pub(super) fn rows(&mut self, more: u64, bytes: u64, share: Option<f64>) {
        let now = Instant::now();
        let first = *self.first.get_or_insert(now);
        self.rows += more;
        if !self.is_shown || now < self.next {
            return;
        }
        self.next = now + EVERY;
        Self::line(&figures(&self.what, self.rows, bytes, now - first, share));
    }

    /// Nothing comes yet, for a reason.
    pub(super) fn waits(&mut self, why: &str) {
        if !self.is_shown {
            return;
        }
        let secs = self.begun.elapsed().as_secs();
        Self::line(&format!("{}  {} ({secs} s)", self.what, clean_line(why, LONGEST_REASON)));
    }

    /// What is to be said at the end.
    pub(super) fn ends_with(&mut self, said: &str) {
        said.clone_into(&mut self.said);
    }

    /// Takes the line away.
    pub(super) fn clear(&self) {
        if self.is_shown {
            Self::line("");
        }
    }

    /// The last word: what was written where. That there was nothing is said also where no line is seen.
    pub(super) fn finish(&self, bytes: u64, path: &Path) {
        self.clear();
        let place = path.display();
        let text = if self.rows == 0 {
            format!("tidewatch: no rows: nothing is known of {} on these days", self.what)
        } else if self.is_shown {
            let took = self.begun.elapsed().as_secs_f64();
            let to = if path == Path::new("-") { String::new() } else { format!(" to {place}") };
            let said = if self.said.is_empty() { String::new() } else { format!("; {}", self.said) };
            format!("{} rows, {} in {took:.1} s{to}{said}", whole(self.rows as i64), megabytes(bytes))
        } else {
            return;
        };
        // Where even this cannot be written, the exit code must do.
        let _ = writeln!(io::stderr(), "{text}");
    }

    fn line(text: &str) {
        let mut out = io::stderr();
        let _ = write!(out, "\r\u{1b}[K{text}").and_then(|()| out.flush());
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

fn figures(what: &str, rows: u64, bytes: u64, took: Duration, share: Option<f64>) -> String {
    let secs = took.as_secs_f64();
    let speed = if secs > 0.2 {
        format!("  {} rows/s", whole((rows as f64 / secs).round() as i64))
    } else {
        String::new()
    };
    let bar = share.map_or_else(String::new, |share| {
        let share = share.clamp(0.0, 1.0);
        let full = (share * BAR as f64) as usize;
        format!("  [{}{}] {:.0} %", "#".repeat(full), "-".repeat(BAR - full), share * 100.0)
    });
    format!("{what}  {} rows  {}{speed}{bar}", whole(rows as i64), megabytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_tells_rows_size_speed_and_share() {
        let line = figures("events all", 1_500_000, 123_456_789, Duration::from_secs(3), Some(0.5));
        assert_eq!(line, "events all  1,500,000 rows  123.5 MB  500,000 rows/s  [##########----------] 50 %");
        let line = figures("events all", 10, 1_000, Duration::from_millis(50), None);
        assert_eq!(line, "events all  10 rows  0.0 MB");
    }
}
