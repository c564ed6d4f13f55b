//! `--locked` as whoever is let in sees it: the real program over the demo's marketplace of others, whose
//! names and ids are known here and must be nowhere in what it prints or writes to a terminal.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by a panic")]

#[expect(dead_code, reason = "other tests need more of it")]
mod program;
#[cfg(test)]
#[expect(dead_code, reason = "other tests need more of it")]
#[path = "terminal/mod.rs"]
mod terminal;

use program::{START, run, said, text};
use terminal::Terminal;

const OWN: &str = "vendor_101";

/// Names and ids of everybody else, in the world of this seed.
fn others(seed: &str) -> Vec<String> {
    let world = ["vendors", "--format", "csv", "--demo", "--seed", seed, "--start", START];
    let listed = text(&run(&world).stdout);
    let rows = listed.lines().skip(1).filter(|row| !row.starts_with(&format!("{OWN},")));
    let found: Vec<String> =
        rows.flat_map(|row| row.split(',').take(2).map(|cell| cell.trim_matches('"').to_owned())).collect();
    assert!(found.len() > 40, "{listed}");
    found
}

/// The names of others that are in a text. Those a person typed stand in it as typed, and are not looked for.
fn foreign<'a>(written: &str, others: &'a [String], typed: &str) -> Vec<&'a str> {
    let is_there = |other: &&String| {
        other.len() > 3 && !typed.contains(other.as_str()) && written.contains(other.as_str())
    };
    others.iter().filter(is_there).map(String::as_str).collect()
}

#[test]
fn no_frame_of_a_locked_vendor_names_another() {
    for (seed, scenario) in [("7", "consumer-stopped"), ("21", "calm")] {
        let others = others(seed);
        for (screen, keys) in [
            ("vendor", ""),
            ("vendor", "i"),
            ("vendor", "v a b c"),
            ("vendor", ": v e n d o r"),
            ("vendor", "?"),
            ("vendor", "C 1 2 3 9 E"),
            ("products", "down enter"),
            ("traffic", "n"),
            ("customers", "tab"),
            ("forecast", ""),
        ] {
            let world = ["--demo", "--seed", seed, "--start", START, "--scenario", scenario];
            let frame = ["frame", "--vendor", OWN, "--locked", "--screen", screen, "--keys", keys];
            let output = run(&[&frame[..], &world].concat());
            let said = said(&output);
            assert_eq!(output.status.code(), Some(0), "{screen} {keys}: {said}");
            assert_eq!(foreign(&said, &others, ""), [""; 0], "{screen} {keys}:\n{said}");
            for word in ["Overview", "Pipeline", "Alarms", "Sources", "$", scenario, "critical"] {
                assert!(!said.contains(word), "{word} is in {screen} {keys}:\n{said}");
            }
        }
    }
}

#[test]
fn the_commands_of_a_locked_vendor_tell_its_own_and_no_cost() {
    let others = others("7");
    let world = ["--locked", "--demo", "--seed", "7", "--start", START];
    for command in [
        &["vendor", OWN, "--format", "json"][..],
        &["vendor", OWN],
        &["--vendor", OWN, "vendor", OWN, "--format", "md"],
        &["summary", "hourly_traffic", "--vendor", OWN, "--format", "json"],
        &["summary", "product_performance", "--vendor", OWN, "--format", "csv"],
    ] {
        let output = run(&[command, &world].concat());
        let said = said(&output);
        assert_eq!(output.status.code(), Some(0), "{command:?}: {said}");
        assert_eq!(foreign(&said, &others, ""), [""; 0], "{command:?}: {said}");
        for word in ["aws dynamodb", "aws athena", "METRICS#", "GSI1", "SELECT"] {
            assert!(!said.contains(word), "{word} is in {command:?}: {said}");
        }
    }
}

#[test]
fn another_vendor_is_refused_in_words_that_tell_nothing() {
    let world = ["--demo", "--seed", "7", "--start", START];
    let refusal = |id: &str| {
        let output = run(&[&["--vendor", OWN, "--locked", "vendor", id][..], &world].concat());
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{id}");
        text(&output.stderr)
    };
    let said = refusal("vendor_102");
    for other in ["vendor_10", "vendor_999999", "all", "x'y", "Brotzeit am Kanal"] {
        assert_eq!(refusal(other), said, "{other}");
    }
    assert!(!said.contains("vendor_102") && said.contains("its own numbers"), "{said}");
    // One that is not there is not told apart from one without any trade.
    let output = run(&[&["vendor", "vendor_999999", "--locked"][..], &world].concat());
    assert_eq!(foreign(&program::said(&output), &others("7"), ""), [""; 0]);
}

#[test]
fn a_locked_session_on_a_terminal_writes_nothing_of_others() {
    let others = others("7");
    let arguments = [
        "demo",
        "--vendor",
        OWN,
        "--locked",
        "--seed",
        "7",
        "--start",
        START,
        "--scenario",
        "consumer-stopped",
    ];
    let mut terminal = Terminal::start(env!("CARGO_BIN_EXE_tidewatch"), &arguments, (140, 42), &[]);
    terminal.until_shows("4 Vendor").until_shows("revenue");
    terminal.press("1").until_shows("only your own shop is shown here");
    let typed = "vendor vendor_10";
    terminal.press(":").press(typed).until_shows(typed).press("\r").until_shows("no command matches");
    // Deletes what was typed, and with it the palette.
    terminal.press("\u{15}\u{7f}").until("the palette closed", |screen| !screen.contents().contains(typed));
    terminal
        .press("?")
        .until_shows("Find and choose")
        .press("?")
        .until("the help closed", |screen| !screen.contents().contains("Find and choose"));
    terminal.press("i").until_shows("complete to").press("y").until_writes("\u{1b}]52;c;").press("i");
    terminal.resize((80, 24)).press("5").press("6").press("7").press("F").press("4").until_shows("revenue");
    assert_eq!(terminal.press("q").end().exit_code(), 0);
    let written = terminal.written();
    assert_eq!(foreign(&written, &others, typed), [""; 0]);
    assert!(written.contains("\u{1b}]2;Brotzeit am Kanal"), "the title is the shop's");
    for word in ["consumer-stopped", "processor", "CRITICAL", "kinesis", "Overview"] {
        assert!(!written.contains(word), "{word} was written");
    }
    terminal.assert_restored();
}
