//! What runs without a screen: verdicts in `check`, the watch, metrics, the plain dashboard, and exports of incidents.
//! All against the demo world; recordings are made in virtual time.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so by a panic")]

#[expect(dead_code, reason = "other tests read both streams as one")]
mod program;
mod viewer;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::Stdio,
    sync::Arc,
    time::Duration,
};

use chrono::{DateTime, Utc};
use program::{START, command, demo, run, text};
use serde_json::Value;
use tidewatch::{
    collector::{self, Collector},
    config::Poll,
    question::{Desk, Request, ViewerId},
    simulator::Scenario,
    source,
    tape::{self, Cursor, Deck, Sink, Tape},
};
use viewer::drawn;

const SPEED: f64 = 60.0;

/// A place for the files of one test.
fn place(name: &str) -> PathBuf {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&place);
    fs::create_dir_all(&place).unwrap();
    place
}

/// A night on tape: calm for some minutes, then the consumer stops.
async fn night(path: &Path) -> Arc<Tape> {
    let start: DateTime<Utc> = START.parse().unwrap();
    let (estate, source) = source::demo(7, start, Scenario::named("calm").unwrap(), SPEED);
    let questions: BTreeSet<_> = estate.base_questions();
    let desk: Desk =
        Collector::start(estate, Poll::demo(SPEED), vec![source], collector::scaled(start, SPEED));
    let deck = Deck::start(desk.snapshots(), Some(Sink::create(path).unwrap()));
    desk.requests().send(Request::Want { viewer: ViewerId(1), questions }).await.unwrap();
    tokio::time::sleep(Duration::from_secs(5)).await;
    desk.requests().send(Request::Scenario { name: "consumer-stopped".into() }).await.unwrap();
    tokio::time::sleep(Duration::from_secs(20)).await;
    let tape = deck.tape.clone();
    collector::close(desk).await;
    deck.close().await;
    Arc::clone(&tape.borrow())
}

#[test]
fn check_tells_the_verdict_with_all_that_it_rests_on() {
    let output = demo(&["check", "--format", "json"], "consumer-stopped");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let verdict = &report["verdict"];
    assert_eq!((verdict["class"].as_str(), verdict["stage"].as_str()), (Some("stopped"), Some("processor")));
    assert_eq!(
        (verdict["confidence"].as_str(), verdict["health"].as_str()),
        (Some("high"), Some("critical"))
    );
    assert!(verdict["cause"].as_str().unwrap().contains("has read nothing"), "{verdict}");
    let moment = |value: &Value| value.as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
    assert!(
        moment(&verdict["since"]) < moment(&report["at"])
            && moment(&report["at"]) < moment(&verdict["loss_at"])
    );
    assert!(verdict["effect"]["waiting_records"].as_f64().unwrap() > 0.0);
    assert!(verdict["next"]["command"].as_str().unwrap().starts_with("aws lambda list-"), "{verdict}");
    let evidence = verdict["evidence"].as_array().unwrap();
    assert!(evidence.iter().all(|proof| proof["claim"].is_string() && proof["rule"].is_string()));
    assert!(evidence.iter().any(|proof| proof["series"]["stage"] == "stream"), "{evidence:?}");
    assert_eq!(&report["verdicts"][0], verdict);
    let stages = report["stages"].as_array().unwrap();
    let processor = stages.iter().find(|stage| stage["name"] == "processor").unwrap();
    assert_eq!(processor["lag"]["course"], "standing", "{processor}");
    let calm: Value = serde_json::from_slice(&demo(&["check", "--format", "json"], "calm").stdout).unwrap();
    assert_eq!((&calm["verdict"], &calm["verdicts"]), (&Value::Null, &Value::Array(vec![])));
    assert!(calm["flows"].as_array().is_some_and(|flows| !flows.is_empty()));
}

#[test]
fn check_as_text_says_the_verdict_before_the_stages() {
    let said = text(&demo(&["check"], "consumer-stopped").stdout);
    let at = |words: &str| said.find(words).unwrap_or_else(|| panic!("{words}\n{said}"));
    assert!(at("x critical  makeriess-prod: processor") < at("has read nothing"));
    assert!(at("The first record is lost in") < at("Next: aws lambda"));
    assert!(at("Next: aws lambda") < at("stages of makeriess-prod"));
}

/// Reads `OpenMetrics` strictly; gives every sample with its family, and panics on what the format does not allow.
fn exposition(text: &str) -> BTreeMap<String, f64> {
    let (body, end) = text.split_at(text.len() - "# EOF\n".len());
    assert_eq!(end, "# EOF\n");
    let name = regex::Regex::new("^[a-zA-Z_:][a-zA-Z0-9_:]*$").unwrap();
    let sample = regex::Regex::new(
        r#"^([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (-?[0-9.]+(?:e-?[0-9]+)?)$"#,
    )
    .unwrap();
    let (mut family, mut families, mut samples) = (String::new(), BTreeSet::new(), BTreeMap::new());
    for line in body.lines() {
        if let Some(rest) = line.strip_prefix("# ") {
            let (keyword, rest) = rest.split_once(' ').unwrap();
            let (named, value) = rest.split_once(' ').unwrap();
            assert!(name.is_match(named), "{line}");
            match keyword {
                "TYPE" => {
                    assert_eq!(value, "gauge", "{line}");
                    assert!(families.insert(named.to_owned()), "{named} comes twice");
                    named.clone_into(&mut family);
                }
                "UNIT" => assert!(named == family && named.ends_with(&format!("_{value}")), "{line}"),
                "HELP" => assert!(named == family && !value.is_empty(), "{line}"),
                _ => panic!("{line}"),
            }
            continue;
        }
        let found = sample.captures(line).unwrap_or_else(|| panic!("no sample: {line}"));
        assert_eq!(&found[1], family, "{line}");
        let labels = found.get(2).map_or("", |labels| labels.as_str());
        assert!(!labels.ends_with(','), "{line}");
        let value: f64 = found[3].parse().unwrap();
        let key = line.rsplit_once(' ').unwrap().0.to_owned();
        assert!(samples.insert(key, value).is_none(), "{line} comes twice");
    }
    samples
}

#[test]
fn metrics_are_valid_and_what_is_unknown_is_absent() {
    let of = |scenario| exposition(&text(&demo(&["check", "--format", "openmetrics"], scenario).stdout));
    let ill = of("consumer-stopped");
    let one = |key: &str| ill.get(key).copied().unwrap_or_else(|| panic!("{key}: {ill:#?}"));
    let of_stage = "pipeline=\"makeriess-prod\",stage=\"processor\"";
    assert!(one(&format!("tidewatch_lag_seconds{{{of_stage}}}")) > 600.0);
    let cause = "pipeline=\"makeriess-prod\",class=\"stopped\",stage=\"processor\"";
    let told = format!("tidewatch_verdict_info{{{cause},health=\"critical\",confidence=\"high\"}}");
    assert!((one(&told) - 1.0).abs() < f64::EPSILON);
    assert!(one(&format!("tidewatch_loss_seconds{{{cause}}}")) > 80_000.0);
    assert!(one("tidewatch_alarms{pipeline=\"makeriess-prod\",state=\"ALARM\"}") >= 1.0);
    let blind = of("network-down");
    let holds = |name: &str| blind.keys().any(|key| key.starts_with(name));
    assert!(
        !holds("tidewatch_lag_") && !holds("tidewatch_alarms") && !holds("tidewatch_flow_"),
        "{blind:#?}"
    );
    assert!((blind["tidewatch_overall_health{state=\"unknown\"}"] - 1.0).abs() < f64::EPSILON);
    let nothing = run(&["check", "--format", "openmetrics"]);
    let refused = exposition(&text(&nothing.stdout));
    assert!(refused.keys().any(|key| key.contains("tidewatch config example")), "{refused:?}");
    assert_eq!(nothing.status.code(), Some(3));
}

#[tokio::test(start_paused = true)]
async fn a_watch_tells_each_change_once_and_ends_with_the_last_health() {
    let path = place("watch").join("night.tape");
    night(&path).await;
    let output = run(&["check", "--watch", "--replay", path.to_str().unwrap()]);
    let said = text(&output.stdout);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.iter().collect::<BTreeSet<_>>().len(), lines.len(), "{said}");
    assert!(lines[0].starts_with("2026-11-20T14:02:31Z unknown makeriess-prod: "), "{said}");
    let count = |words: &str| lines.iter().filter(|line| line.contains(words)).count();
    assert_eq!(count("the scenario is consumer-stopped now"), 1, "{said}");
    assert!(count("critical makeriess-prod: ") >= 1 && said.contains("has read nothing"), "{said}");
    assert_eq!(count("alarm makeriess-analytics-processor-behind went to ALARM"), 1, "{said}");
    assert_eq!(output.status.code(), Some(2));
    let output = run(&["check", "--watch", "--format", "json", "--replay", path.to_str().unwrap()]);
    let read: Vec<Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(read.len(), lines.len());
    assert_eq!((&read[0]["version"], &read[0]["kind"]), (&Value::from(1), &Value::from("state")));
    assert_eq!(read.last().unwrap()["overall"], "critical");
}

/// A child that does not outlive its test, however that ends.
#[cfg(unix)]
struct Watching(std::process::Child);

#[cfg(unix)]
impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(unix)]
#[test]
fn a_watch_that_is_asked_to_end_tells_health_by_its_exit_code() {
    let arguments =
        ["check", "--watch", "--every", "1", "--demo", "--start", START, "--scenario", "consumer-stopped"];
    let mut watching = Watching(command(&arguments).stdout(Stdio::piped()).spawn().unwrap());
    let mut out = io::BufReader::new(watching.0.stdout.take().unwrap());
    let mut line = String::new();
    io::BufRead::read_line(&mut out, &mut line).unwrap();
    assert!(line.contains("critical makeriess-prod: processor (Lambda) has read nothing"), "{line}");
    let pid = rustix::process::Pid::from_raw(i32::try_from(watching.0.id()).unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    assert_eq!(watching.0.wait().unwrap().code(), Some(2));
}

#[test]
fn what_does_not_fit_a_watch_is_said() {
    for (arguments, words) in [
        (&["check", "--watch", "--demo", "--format", "openmetrics"][..], "metrics are of one moment"),
        (&["check", "--every", "5", "--demo"], "--watch"),
        (&["check", "--watch", "--replay", "/no/such/tape"], "cannot be read"),
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert!(text(&output.stderr).contains(words), "{output:?}");
    }
}

#[test]
fn the_plain_dashboard_answers_words_and_writes_no_escape_sequence() {
    let mut child = command(&["demo", "--plain", "--scenario", "consumer-stopped", "--start", START])
        .env("TERM", "dumb")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(b"pipeline\nwhy\nvendor nobody-at-all\nhlep\nquit\n").unwrap();
    let output = child.wait_with_output().unwrap();
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(!said.contains('\u{1b}') && !said.contains('\r'), "{said}");
    for words in [
        "Overview, 2026-11-20 14:02",
        "makeriess-prod is critical: processor (Lambda) has read nothing",
        "revenue ",
        "processor, Lambda, is critical: ",
        "Evidence: ",
        "nobody-at-all",
        "\"hlep\" is not understood",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_plain_recording_tells_what_happened_and_ends() {
    let path = place("plain").join("night.tape");
    night(&path).await;
    let output = run(&["replay", path.to_str().unwrap(), "--plain", "--speed", "3600"]);
    let said = text(&output.stdout);
    assert!(
        said.contains("has read nothing") && said.trim_end().ends_with("The recording ends here."),
        "{said}"
    );
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_dumb_terminal_is_told_of_the_plain_dashboard() {
    let output = command(&["demo"]).env("TERM", "dumb").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("demo --plain"), "{output:?}");
}

#[tokio::test(start_paused = true)]
async fn an_incident_is_exported_whole_and_its_tape_plays_the_same() {
    let place = place("export");
    let path = place.join("night.tape");
    let whole = night(&path).await;
    let dir = place.join("incident");
    let arguments = ["incident", "export", "--replay", path.to_str().unwrap(), dir.to_str().unwrap()];
    let output = run(&arguments);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let timeline = fs::read_to_string(dir.join("timeline.md")).unwrap();
    let at = |words: &str| timeline.find(words).unwrap_or_else(|| panic!("{words}\n{timeline}"));
    assert!(
        timeline.starts_with("# Incident: makeriess-prod: processor (Lambda) has read nothing"),
        "{timeline}"
    );
    assert!(
        at("tidewatch replay incident.tape") < at("moments, at most")
            && at("## Causes") < at("## What happened")
    );
    assert!(at("the scenario is consumer-stopped now") < at("critical, alarm-fired"), "in order\n{timeline}");
    assert!(timeline.contains("Evidence: ") && timeline.contains("  - Next: `aws lambda"), "{timeline}");
    let mut csv = csv::Reader::from_path(dir.join("series/processor.csv")).unwrap();
    let heads = csv.headers().unwrap().clone();
    assert_eq!((&heads[0], &heads[1]), ("time", "iterator_age (milliseconds)"));
    let rows: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
    assert!(
        rows.len() > 20 && rows.iter().any(|row| row[1].is_empty()),
        "a silent consumer has gaps: {rows:?}"
    );
    assert!(rows.iter().all(|row| row[0].parse::<DateTime<Utc>>().is_ok()));
    let svg = fs::read_to_string(dir.join("worst.svg")).unwrap();
    assert!(svg.starts_with("<svg") && svg.contains("Overview") && svg.trim_end().ends_with("</svg>"));
    let cut = tape::open(&dir.join("incident.tape")).unwrap();
    assert_eq!(cut.losses, [""; 0]);
    let last = cut.tape.last().unwrap().sequence;
    let play = |tape: &Tape| Cursor::default().play(tape, last).unwrap();
    let pictures = |tape: &Tape| drawn(&play(tape), &[(140, 42)]);
    assert_eq!(pictures(&cut.tape), pictures(&whole));
    let again = run(&arguments);
    assert_eq!(again.status.code(), Some(2));
    assert!(text(&again.stderr).contains("is not empty"), "{again:?}");
    let none = run(&[
        "incident",
        "export",
        "--replay",
        path.to_str().unwrap(),
        "--from",
        "2020-01-01T00:00:00Z",
        "--to",
        "2020-01-01T01:00:00Z",
        place.join("none").to_str().unwrap(),
    ]);
    assert!(text(&none.stderr).contains("nothing is recorded then"), "{none:?}");
    let names: BTreeSet<String> = fs::read_dir(&place)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names, BTreeSet::from(["incident".to_owned(), "night.tape".to_owned()]), "no drafts are left");
}

#[tokio::test(start_paused = true)]
async fn no_masked_name_is_left_in_any_file_of_an_export() {
    let place = place("mask");
    let path = place.join("night.tape");
    night(&path).await;
    let dir = place.join("incident");
    let (path, name) = (path.to_str().unwrap(), dir.to_str().unwrap());
    let masks = ["--mask", "makeriess=acme", "--mask", "123456789012", "--mask", "processor=worker"];
    let output = run(&[&["incident", "export", "--replay", path, name][..], &masks].concat());
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let is_bare = |text: &str| {
        let text = text.to_lowercase();
        !["makeriess", "123456789012", "processor"].iter().any(|name| text.contains(name))
    };
    let mut files: Vec<PathBuf> =
        fs::read_dir(dir.join("series")).unwrap().map(|e| e.unwrap().path()).collect();
    files.extend(["timeline.md", "worst.svg"].map(|file| dir.join(file)));
    for file in &files {
        let inside = file.strip_prefix(&dir).unwrap().to_str().unwrap().to_owned();
        assert!(is_bare(&inside) && is_bare(&fs::read_to_string(file).unwrap()), "{inside}");
    }
    assert!(dir.join("series/worker.csv").is_file());
    let opened = tape::open(&dir.join("incident.tape")).unwrap();
    let mut cursor = Cursor::default();
    let mut heard = 0;
    for moment in opened.tape.moments().step_by(6).chain(opened.tape.last()) {
        let snapshot = cursor.play(&opened.tape, moment.sequence).unwrap();
        assert!(is_bare(&format!("{snapshot:?}")), "at {}", moment.at);
        heard += 1;
    }
    assert!(heard > 5 && is_bare(&format!("{:?}", opened.tape.estate())));
    let told = text(&run(&["check", "--replay", dir.join("incident.tape").to_str().unwrap()]).stdout);
    assert!(told.contains("acme-prod") && told.contains("worker (Lambda) has read nothing"), "{told}");
    let odd = run(&[
        "incident",
        "export",
        "--replay",
        path,
        place.join("odd").to_str().unwrap(),
        "--mask",
        "stage",
    ]);
    assert!(text(&odd.stderr).contains("mask a longer one"), "{odd:?}");
}

#[test]
fn without_a_recording_an_export_says_so() {
    let dir = place("once").join("incident");
    let output = demo(&["incident", "export", dir.to_str().unwrap()], "consumer-stopped");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let timeline = fs::read_to_string(dir.join("timeline.md")).unwrap();
    assert!(timeline.contains("Nothing was recorded: this was looked at once"), "{timeline}");
    assert!(timeline.contains("has read nothing") && timeline.contains("alarm-fired"), "{timeline}");
    let rows = csv::Reader::from_path(dir.join("series/stream.csv")).unwrap().records().count();
    assert!(rows > 20, "{rows} rows of the past are loaded");
}

/// One history over the seam: its parts touch, its weeks sum to its days and to its total, and no part is compared.
#[test]
fn a_vendor_has_one_history_over_table_and_lake() {
    let report = |granularity: &str| -> Value {
        let from = ["vendor", "vendor_101", "--format", "json", "--from", "2026-10-07", "--granularity"];
        let arguments: Vec<&str> = from.into_iter().chain([granularity]).collect();
        serde_json::from_slice(&demo(&arguments, "calm").stdout).unwrap()
    };
    let (days, weeks, months) = (report("day"), report("week"), report("month"));
    let parts = weeks["parts"].as_array().unwrap();
    let stores: Vec<_> = parts.iter().map(|part| part["store"].as_str().unwrap()).collect();
    assert_eq!(stores, ["lake", "table"]);
    let day = |value: &Value| value.as_str().unwrap().parse::<chrono::NaiveDate>().unwrap();
    assert_eq!(day(&parts[0]["to"]).succ_opt(), Some(day(&parts[1]["from"])));
    assert!(parts.iter().all(|part| part["as_of"].is_string()));
    for (report, rows) in [(&days, "days"), (&weeks, "weeks"), (&months, "months")] {
        let rows = report[rows].as_array().unwrap();
        let orders: i64 = rows.iter().map(|row| row["orders"].as_i64().unwrap()).sum();
        assert_eq!(Some(orders), report["totals"]["orders"].as_i64());
        assert_eq!(rows.last().unwrap()["part"], "open", "today is not over");
    }
    assert_eq!(weeks["weeks"][0]["part"], "cut", "7 October is a Wednesday");
    assert_eq!(weeks["weeks"][1]["is_partial"], false);
    assert_eq!(weeks["change"]["basis"], "closed_days");
    assert_eq!(weeks["change"]["days"], weeks["change"]["previous_days"]);
    let told = weeks["insights"].as_array().unwrap();
    assert!((2..=5).contains(&told.len()), "{told:?}");
    assert!(told.iter().all(|insight| insight["sentence"].as_str().unwrap().ends_with('.')));
}
