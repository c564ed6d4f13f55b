//! What is taken away: `tidewatch export` against the demo world, whole or not there, and `e` on a real terminal.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by a panic")]

#[expect(dead_code, reason = "other tests read both streams as one")]
mod program;
#[cfg(test)]
#[cfg(unix)]
#[expect(dead_code, reason = "other tests look at more of a terminal")]
mod terminal;

use std::{
    collections::BTreeSet,
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::Stdio,
};

use program::{START, command, demo, run, text};
use rust_decimal::Decimal;
use serde_json::Value;

/// A folder for the files of one test.
fn place(name: &str) -> PathBuf {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&place);
    fs::create_dir_all(&place).unwrap();
    place
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn exported(arguments: &[&str]) -> String {
    let output = demo(&[&["export"], arguments].concat(), "calm");
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stderr), "", "quiet where nobody looks");
    text(&output.stdout)
}

/// The rows of a CSV, and where a column stands in it.
fn read(csv: &str) -> (Vec<csv::StringRecord>, impl Fn(&str) -> usize + use<>) {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let head = reader.headers().unwrap().clone();
    let rows = reader.records().map(Result::unwrap).collect();
    (rows, move |name: &str| head.iter().position(|column| column == name).unwrap())
}

const WEEK: [&str; 4] = ["--from", "2026-11-10", "--to", "2026-11-16"];

fn of_vendor<'a>(what: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["--vendor", "vendor_101", "--what", what], &WEEK[..], more].concat()
}

#[test]
fn rows_of_every_kind_add_up_to_what_the_vendor_command_says() {
    let told = demo(&[&["vendor", "vendor_101", "--format", "json"], &WEEK[..]].concat(), "calm");
    let told: Value = serde_json::from_slice(&told.stdout).unwrap();
    let revenue: Decimal = told["totals"]["revenue"].as_str().unwrap().parse().unwrap();
    let orders = told["totals"]["orders"].as_i64().unwrap();
    assert!(orders > 0);
    for (what, money, count) in [
        ("days", "revenue", Some("orders")),
        ("products", "revenue", Some("orders")),
        ("hours", "", Some("orders")),
        ("orders", "total", None),
        ("events", "total", None),
    ] {
        let (rows, at) = read(&exported(&of_vendor(what, &[])));
        if !money.is_empty() {
            let sum: Decimal = rows.iter().filter_map(|row| row[at(money)].parse::<Decimal>().ok()).sum();
            assert_eq!(sum, revenue, "{what}");
        }
        let counted: i64 = match (count, what) {
            (Some(column), _) => rows.iter().map(|row| row[at(column)].parse::<i64>().unwrap()).sum(),
            (None, "events") => {
                rows.iter().filter(|row| &row[at("eventtype")] == "OrderCreated").count() as i64
            }
            (None, _) => rows.len() as i64,
        };
        assert_eq!(counted, orders, "{what}");
    }
}

#[test]
fn json_says_what_it_is_and_ndjson_is_a_row_a_line() {
    let whole: Value = serde_json::from_str(&exported(&of_vendor("orders", &["--format", "json"]))).unwrap();
    assert_eq!(
        (&whole["version"], &whole["what"], &whole["vendor"]),
        (&1.into(), &"orders".into(), &"vendor_101".into())
    );
    assert_eq!(whole["range"]["from"], "2026-11-10");
    assert_eq!(whole["units"]["total"], whole["currency"]);
    let lines = exported(&of_vendor("orders", &["--format", "ndjson"]));
    let rows: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(&rows, whole["rows"].as_array().unwrap());
    assert!(rows[0]["total"].as_str().unwrap().parse::<Decimal>().unwrap() > Decimal::ZERO);
    assert!(rows.iter().any(|row| row["completed_at"].is_null()) || !rows.is_empty());
}

#[test]
fn all_vendors_have_rows_of_their_own() {
    let (rows, at) = read(&exported(&["--vendor", "all", "--what", "days", "--from", "2026-11-19"]));
    let vendors: BTreeSet<&str> = rows.iter().map(|row| &row[at("vendorid")]).collect();
    assert!(vendors.len() > 10, "{vendors:?}");
    let open: BTreeSet<(&str, &str)> =
        rows.iter().map(|row| (&row[at("event_date")], &row[at("is_open")])).collect();
    assert!(open.contains(&("2026-11-20", "true")) && open.contains(&("2026-11-19", "false")), "{open:?}");
}

#[test]
fn a_file_that_is_there_stays_until_it_is_to_go() {
    let place = place("export-there");
    let file = place.join("rows.csv");
    let path = file.to_str().unwrap();
    fs::write(&file, "mine").unwrap();
    let refused = demo(&[&["export"], &of_vendor("days", &["--output", path])[..]].concat(), "calm");
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("--force"), "{}", text(&refused.stderr));
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    exported(&of_vendor("days", &["--output", path, "--force"]));
    let written = fs::read_to_string(&file).unwrap();
    assert_eq!(written.lines().count(), 8, "{written}");
    assert_eq!(names(&place), BTreeSet::from(["rows.csv".to_owned()]));
}

#[test]
fn mistakes_are_told_before_anything_is_asked_or_made() {
    let place = place("export-mistakes");
    let file = place.join("rows.csv");
    let path = file.to_str().unwrap();
    for (arguments, said) in [
        (vec!["--vendor", "vendor_1O1", "--what", "days", "--output", path], "did you mean vendor_1"),
        (vec!["--vendor", "vendor_1O1", "--what", "events", "--output", path], "did you mean vendor_1"),
        (vec!["--vendor", "a b", "--what", "events", "--output", path], "vendor"),
        (vec!["--vendor", "all", "--what", "events", "--output", place.to_str().unwrap()], "is a folder"),
        (vec!["--vendor", "all", "--what", "events", "--format", "parquet"], "duckdb"),
        (vec!["--vendor", "all", "--what", "events", "--from", "2027-01-01", "--to", "2027-01-02"], "ahead"),
    ] {
        let output = demo(&[&["export"], &arguments[..]].concat(), "calm");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", text(&output.stderr));
        assert!(text(&output.stderr).contains(said), "{arguments:?}: {}", text(&output.stderr));
        assert_eq!(names(&place), BTreeSet::new(), "{arguments:?}");
    }
}

#[test]
fn nothing_known_is_said() {
    let days = ["--vendor", "all", "--what", "events", "--from", "2020-01-01", "--to", "2020-01-02"];
    let output = demo(&[&["export"], &days[..]].concat(), "calm");
    assert!(output.status.success());
    assert!(text(&output.stderr).contains("no rows"), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout).lines().count(), 1, "the names of the columns");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failure() {
    let output = demo(&[&["export"], &of_vendor("events", &["--output", "/dev/full"])[..]].concat(), "calm");
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("cannot write the output"), "{}", text(&output.stderr));
    assert!(fs::metadata("/dev/full").is_ok_and(|full| !full.is_file()), "the device is still one");
}

/// Every event of every vendor of a year, which takes long enough to be cut.
const YEAR: [&str; 9] =
    ["export", "--vendor", "all", "--what", "events", "--from", "2025-11-21", "--to", "2026-11-19"];

#[cfg(unix)]
#[test]
fn a_signal_leaves_neither_half_a_file_nor_a_draft() {
    use rustix::process::{Pid, Signal, kill_process};
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let place = place("export-cut");
        let path = place.join("year.csv");
        let world = ["--demo", "--start", START, "--output", path.to_str().unwrap()];
        let mut child = command(&[&YEAR[..], &world].concat()).stderr(Stdio::null()).spawn().unwrap();
        let draft = || {
            names(&place).iter().any(|name| {
                Path::new(name).extension().is_some_and(|ext| ext == "part")
                    && fs::metadata(place.join(name)).is_ok_and(|draft| draft.len() > 100_000)
            })
        };
        while !draft() {
            assert_eq!(child.try_wait().unwrap(), None, "it ended before it could be cut");
            std::thread::yield_now();
        }
        kill_process(Pid::from_child(&child), signal).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(code));
        assert_eq!(names(&place), BTreeSet::new());
    }
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let mut child = command(&[&YEAR[..], &["--demo", "--start", START]].concat())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    assert!(line.starts_with("vendorid,event_time,"), "{line}");
    drop(out);
    let ended = child.wait_with_output().unwrap();
    assert!(ended.status.success());
    assert_eq!(text(&ended.stderr), "");
}

#[test]
fn without_a_lake_single_rows_are_not_to_be_had() {
    let output = run(&["export", "--vendor", "v1", "--what", "events"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("no lake is configured"), "{}", text(&output.stderr));
}

#[cfg(unix)]
#[test]
fn on_a_terminal_progress_is_shown_and_taken_away() {
    use terminal::Terminal;
    let place = place("export-progress");
    let path = place.join("rows.csv");
    let path = path.to_str().unwrap();
    let arguments = [
        "export",
        "--vendor",
        "vendor_101",
        "--what",
        "events",
        "--demo",
        "--start",
        START,
        "--output",
        path,
    ];
    let mut terminal = Terminal::start(env!("CARGO_BIN_EXE_tidewatch"), &arguments, (100, 30), &[]);
    assert_eq!(terminal.end().exit_code(), 0);
    let written = terminal.written();
    assert!(written.contains(" rows/s") || written.contains(" MB"), "{written:?}");
    let last = written.rsplit("\u{1b}[K").next().unwrap();
    assert!(last.contains(" rows, ") && last.contains("rows.csv"), "{last:?}");
}

#[cfg(unix)]
#[test]
fn e_on_the_dashboard_saves_the_figures_that_are_on_the_screen() {
    use terminal::Terminal;
    let place = place("export-key");
    let folder = place.to_str().unwrap();
    // The program is started in the folder it is to write to.
    let script = format!(
        "cd '{folder}' && exec '{}' demo --start {START} --vendor vendor_101",
        env!("CARGO_BIN_EXE_tidewatch")
    );
    let mut terminal = Terminal::start("/bin/sh", &["-c", &script], (140, 42), &[]);
    terminal.until_shows("1 Overview").press("4").until_shows("product views");
    terminal
        .press("e")
        .until_shows("the values, for a spreadsheet")
        .press("\r")
        .until_shows("saved vendor-kpis");
    terminal.press("e").until_shows("the clipboard").press("\r").until_shows("-2.csv");
    let screen = terminal.text();
    assert_eq!(terminal.press("q").end().exit_code(), 0);
    let name = "vendor-kpis-vendor_101-2026-10-22_2026-11-20";
    assert_eq!(names(&place), BTreeSet::from([format!("{name}.csv"), format!("{name}-2.csv")]));
    let (rows, at) = read(&fs::read_to_string(place.join(format!("{name}-2.csv"))).unwrap());
    let value = |kpi: &str| rows.iter().find(|row| &row[at("kpi")] == kpi).unwrap()[at("value")].to_owned();
    let grouped = |digits: &str| {
        let (whole, part) = digits.split_once('.').map_or((digits, ""), |(whole, part)| (whole, part));
        let mut said = String::new();
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place).is_multiple_of(3) {
                said.push(',');
            }
            said.push(digit);
        }
        if part.is_empty() { said } else { format!("{said}.{part}") }
    };
    for kpi in ["revenue", "orders"] {
        assert!(
            screen.contains(&grouped(&value(kpi))),
            "{kpi} {} is not on the screen:\n{screen}",
            value(kpi)
        );
    }
}
