//! The real program in a real terminal: it comes up, it goes away, and the terminal is left as it was found,
//! however it ends.
#![cfg(unix)]

#[cfg(test)]
#[path = "terminal/mod.rs"]
mod terminal;

use std::{collections::BTreeMap, process::Command};

use rustix::process::Signal;
use terminal::Terminal;

const SHOWCASE: (u16, u16) = (140, 42);

/// The demo, with its first picture on the screen.
fn demo() -> Terminal {
    let mut terminal = Terminal::start(env!("CARGO_BIN_EXE_tidewatch"), &["demo"], SHOWCASE, &[]);
    terminal.until_shows("1 Overview");
    terminal
}

#[test]
fn the_demo_comes_up_on_the_overview() {
    let terminal = demo();
    let screen = terminal.screen();
    assert!(screen.alternate_screen() && screen.hide_cursor() && screen.bracketed_paste());
    assert_eq!(
        screen.mouse_protocol_mode(),
        vt100::MouseProtocolMode::None,
        "the mouse is off unless asked for"
    );
}

#[test]
fn q_quits_and_the_terminal_is_as_it_was() {
    let mut terminal = demo();
    assert_eq!(terminal.press("q").end().exit_code(), 0);
    terminal.assert_restored();
}

#[test]
fn ctrl_c_quits_from_within_a_prompt() {
    let mut terminal = demo();
    terminal.press(":quit").until_shows("quit");
    assert_eq!(terminal.press("\u{3}").end().exit_code(), 0);
    terminal.assert_restored();
}

#[test]
fn signals_that_end_it_leave_the_terminal_as_it_was() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let mut terminal = demo();
        let status = terminal.signal(signal).end();
        assert_eq!(i32::try_from(status.exit_code()), Ok(128 + signal.as_raw()), "{signal:?}");
        terminal.assert_restored();
    }
}

#[test]
fn the_mouse_is_switched_on_and_given_back() {
    let mut terminal = demo();
    terminal
        .press("M")
        .until("the mouse on", |screen| screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None);
    terminal.press("q").end();
    terminal.assert_restored();
}

#[test]
fn ctrl_z_gives_the_shell_back_and_fg_brings_the_picture_back() {
    let mut terminal = demo();
    terminal.press("\u{1a}").until_stopped();
    terminal.assert_restored();
    terminal.signal(Signal::CONT).until("the picture again", |screen| {
        screen.alternate_screen() && screen.contents().contains("1 Overview")
    });
    assert_eq!(terminal.press("q").end().exit_code(), 0);
    terminal.assert_restored();
}

#[test]
fn a_stop_from_outside_gives_the_shell_back_too() {
    let mut terminal = demo();
    terminal.signal(Signal::TSTP).until_stopped();
    terminal.assert_restored();
    terminal.signal(Signal::CONT).until("the picture again", vt100::Screen::alternate_screen);
    terminal.press("q").end();
    terminal.assert_restored();
}

#[test]
fn any_size_is_survived() {
    let mut terminal = demo();
    terminal.resize((20, 5)).until("something small", |screen| {
        !screen.contents().trim().is_empty() && !screen.contents().contains("1 Overview")
    });
    terminal.resize((1, 1));
    terminal.resize((200, 60)).until_shows("1 Overview");
    terminal.press("?").until_shows("Find and choose");
    // Esc and a key in one go would be Alt and that key.
    let is_closed = |screen: &vt100::Screen| !screen.contents().contains("Find and choose");
    terminal.press("\u{1b}").until("the help closed", is_closed).press("q");
    assert_eq!(terminal.end().exit_code(), 0);
    terminal.assert_restored();
}

#[test]
fn without_a_terminal_it_says_what_to_use_instead() {
    let output = Command::new(env!("CARGO_BIN_EXE_tidewatch")).arg("demo").output().expect("it starts");
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("tidewatch frame") && said.contains("tidewatch check"), "{said}");
}

/// Set where the test below is to take the terminal over and panic.
const PANICS: &str = "TIDEWATCH_TEST_PANICS";

/// Not a test of its own: what [`a_panic_gives_the_terminal_back`] runs in a terminal, and does nothing elsewhere.
#[test]
fn panics_in_the_terminal() {
    if std::env::var_os(PANICS).is_none() {
        return;
    }
    let local = tidewatch::viewer::Local::take(&BTreeMap::new(), true).expect("a terminal");
    let _keeps_the_terminal = &local;
    panic!("the tide has gone out");
}

#[test]
fn a_panic_gives_the_terminal_back() {
    let this = std::env::current_exe().expect("this test program");
    let arguments = ["--exact", "panics_in_the_terminal", "--nocapture"];
    let mut terminal = Terminal::start(&this.to_string_lossy(), &arguments, (80, 24), &[(PANICS, "1")]);
    assert_ne!(terminal.end().exit_code(), 0);
    terminal.assert_restored();
    assert!(
        terminal.text().contains("the tide has gone out"),
        "the message can be read:\n{}",
        terminal.text()
    );
}

/// The focus has gone to another window.
const FOCUS_OUT: &str = "\u{1b}[O";

#[test]
fn whoever_does_not_look_is_called_when_it_gets_worse() {
    let variables = [("TERM_PROGRAM", "WezTerm")];
    let arguments = ["demo", "--speed", "120"];
    let mut terminal = Terminal::start(env!("CARGO_BIN_EXE_tidewatch"), &arguments, SHOWCASE, &variables);
    terminal.until_shows("1 Overview").until_writes("\u{1b}[?1004h");
    terminal.press(":notify on\r").until_shows("everything that gets worse");
    terminal.press(":scenario consumer-stopped\r").until_shows("consumer-stopped");
    terminal.press(FOCUS_OUT).until_writes("\u{1b}]9;tidewatch: ").until_writes("\u{7}\u{7}");
    assert_eq!(terminal.press("q").end().exit_code(), 0);
    terminal.assert_restored();
}

#[test]
fn the_title_says_what_is_worst_and_is_given_back() {
    let mut terminal = demo();
    terminal.until_writes("\u{1b}[22;2t\u{1b}]2;").until_writes("makeriess-prod · tidewatch\u{7}");
    terminal.press("\u{1a}").until_stopped();
    terminal.assert_restored();
    terminal.signal(Signal::CONT).until("the picture again", vt100::Screen::alternate_screen);
    terminal.press("q").end();
    terminal.assert_restored();
    assert!(terminal.has_written("\u{1b}[23;2t"));
}

#[test]
fn a_runbook_is_a_link_of_the_terminal() {
    let arguments = ["demo", "--scenario", "consumer-stopped"];
    let mut terminal = Terminal::start(env!("CARGO_BIN_EXE_tidewatch"), &arguments, SHOWCASE, &[]);
    terminal.until_shows("CRITICAL").press("V").until_shows("Enter shows its chart");
    let (open, close) =
        ("\u{1b}]8;;https://runbooks.example.com/makeriess/processor\u{1b}\\", "\u{1b}]8;;\u{1b}\\");
    terminal.until_writes(open).press("q");
    terminal
        .until("the card closed", |screen| !screen.contents().contains("Enter shows its chart"))
        .press("q")
        .end();
    let written = terminal.written();
    assert_eq!(written.matches("\u{1b}]8;;https").count(), written.matches(close).count(), "each is closed");
    let parts = written.split(open).skip(1).map(|part| part.split_once(close).expect("it is closed").0);
    let parts: Vec<&str> = parts.collect();
    let address = "https://runbooks.example.com/makeriess/processor";
    assert!(parts.iter().any(|inside| inside.contains(address)), "{parts:?}");
    for other in ["evidence", "cause", "│", "▌"] {
        assert!(parts.iter().all(|inside| !inside.contains(other)), "{parts:?}");
    }
    terminal.assert_restored();
}

#[test]
fn a_dumb_terminal_is_left_alone_and_told_of_plain_sentences() {
    let variables = [("TERM", "dumb")];
    let mut terminal = Terminal::start(env!("CARGO_BIN_EXE_tidewatch"), &["demo"], SHOWCASE, &variables);
    assert_eq!(terminal.end().exit_code(), 2);
    assert!(terminal.text().contains("tidewatch demo --plain"), "{}", terminal.text());
    assert!(!terminal.has_written("\u{1b}"), "{}", terminal.text());
}

#[test]
fn a_plain_terminal_is_written_no_title_and_no_link() {
    let variables = [("TERM", "linux")];
    let mut terminal = Terminal::start(env!("CARGO_BIN_EXE_tidewatch"), &["demo"], SHOWCASE, &variables);
    terminal.until_shows("1 Overview").press("3").until_shows("runbook").press("q").end();
    assert!(!terminal.has_written("\u{1b}]8;"));
    assert!(!terminal.has_written("\u{1b}]2;") && !terminal.has_written("\u{1b}[22;2t"));
    terminal.assert_restored();
}
