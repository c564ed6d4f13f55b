//! Recordings made and played by the real program in a real terminal, also when it is killed while it records, when the
//! file is cut and when the disk is full.
#![cfg(unix)]
#![expect(clippy::expect_used, reason = "a test that cannot go on says so by a panic")]

#[cfg(test)]
#[expect(dead_code, reason = "the tests of the terminal itself use the rest of it")]
#[path = "terminal/mod.rs"]
mod terminal;

use std::{
    fs,
    path::{Path, PathBuf},
};

use rustix::process::Signal;
use tempfile::TempDir;
use terminal::Terminal;
use tidewatch::tape;

const PROGRAM: &str = env!("CARGO_BIN_EXE_tidewatch");
const SHOWCASE: (u16, u16) = (140, 42);
/// What the verdict of the recorded scenario says.
const VERDICT: &str = "processor (Lambda)";

fn text(path: &Path) -> &str {
    path.to_str().expect("a path of ASCII")
}

/// Moments that can be played from a file.
fn moments(path: &Path) -> usize {
    tape::open(path).map_or(0, |opened| opened.tape.moments().count())
}

/// The demo with an incident under way, recorded until some moments of it are in the file.
fn recording(folder: &TempDir) -> (Terminal, PathBuf) {
    let path = folder.path().join("night.tape");
    let arguments = ["demo", "--scenario", "consumer-stopped", "--speed", "60", "--record", text(&path)];
    let mut terminal = Terminal::start(PROGRAM, &arguments, SHOWCASE, &[]);
    terminal.until_shows(VERDICT).until("a recording that grows", |_| moments(&path) >= 8);
    (terminal, path)
}

/// The same recorded to its end.
fn recorded(folder: &TempDir) -> PathBuf {
    let (mut terminal, path) = recording(folder);
    assert_eq!(terminal.press("q").end().exit_code(), 0);
    terminal.assert_restored();
    path
}

fn replay(path: &Path) -> Terminal {
    let mut terminal = Terminal::start(PROGRAM, &["replay", text(path)], SHOWCASE, &[]);
    terminal.until("the recorded verdict", |screen| {
        let shown = screen.contents();
        shown.contains("REPLAY") && shown.contains(VERDICT)
    });
    terminal
}

#[test]
fn what_was_recorded_plays_steps_back_and_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = recorded(&folder);
    let mut terminal = replay(&path);
    terminal.press(",").until_shows("PAST");
    terminal.press("\u{1b}").until("the tape playing again", |screen| !screen.contents().contains("PAST"));
    assert!(terminal.text().contains("REPLAY"));
    assert_eq!(terminal.press("q").end().exit_code(), 0);
    terminal.assert_restored();
}

#[test]
fn a_recording_that_was_cut_in_the_middle_plays_to_the_cut_and_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = recorded(&folder);
    let whole = fs::read(&path).expect("it can be read");
    let cut = folder.path().join("cut.tape");
    // The first picture of a world is most of a short recording: the cut falls among what came after it.
    let at = (1..10).map(|tenth| whole.len() - whole.len() * tenth / 100).find(|at| {
        fs::write(&cut, &whole[..*at]).expect("it can be written");
        moments(&cut) < moments(&path)
    });
    assert!(at.is_some(), "some cut costs a moment");
    assert!(moments(&cut) > 1);
    let mut terminal = replay(&cut);
    assert_eq!(terminal.press("q").end().exit_code(), 0);
    terminal.assert_restored();
}

#[test]
fn a_program_that_is_killed_while_it_records_leaves_a_tape_that_plays() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut terminal, path) = recording(&folder);
    assert_ne!(terminal.signal(Signal::KILL).end().exit_code(), 0);
    assert!(moments(&path) >= 8);
    let mut terminal = replay(&path);
    assert_eq!(terminal.press("q").end().exit_code(), 0);
    terminal.assert_restored();
}

#[test]
fn a_disk_that_is_full_is_said_and_the_picture_lives_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("full.tape");
    // A limit on the size of files does what a full disk does: writing fails half-way.
    let limited = "trap '' XFSZ; ulimit -f 40; exec \"$0\" \"$@\"";
    let arguments = ["-c", limited, PROGRAM, "demo", "--speed", "60", "--record", text(&path)];
    let mut terminal = Terminal::start("/bin/sh", &arguments, SHOWCASE, &[]);
    terminal.until_shows("is not recorded to any more");
    terminal.press("2").until_shows("times in");
    terminal.press(",").until_shows("PAST");
    terminal.press("\u{1b}").until("live again", |screen| !screen.contents().contains("PAST"));
    assert_eq!(terminal.press("q").end().exit_code(), 0);
    terminal.assert_restored();
}

#[test]
fn a_device_and_a_file_that_is_there_are_not_recorded_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let there = folder.path().join("there.tape");
    fs::write(&there, "precious").expect("it can be written");
    for (path, words) in [(Path::new("/dev/full"), "is there already"), (&there, "is there already")] {
        let mut terminal = Terminal::start(PROGRAM, &["demo", "--record", text(path)], (100, 30), &[]);
        assert_eq!(terminal.end().exit_code(), 2);
        assert!(terminal.text().contains(words), "{}", terminal.text());
        terminal.assert_restored();
    }
    assert_eq!(fs::read_to_string(&there).expect("it is still there"), "precious");
    let nowhere = folder.path().join("no/such/folder.tape");
    let mut terminal = Terminal::start(PROGRAM, &["demo", "--record", text(&nowhere)], (100, 30), &[]);
    assert_eq!(terminal.end().exit_code(), 2);
    assert!(terminal.text().contains("cannot record to"), "{}", terminal.text());
}
