//! The commands as scripts see them: exit codes, JSON, tables, sentences about wrong input. All against the demo world.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so by a panic")]

#[expect(dead_code, reason = "other tests read both streams as one")]
mod program;

use std::{
    io::Read,
    process::{Output, Stdio},
};

use program::{command, demo, run, text};
use serde_json::Value;

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

#[test]
fn check_tells_health_by_its_exit_code() {
    for (scenario, code, word) in
        [("calm", 0, "ok"), ("flash-sale", 0, "ok"), ("consumer-stopped", 2, "critical")]
    {
        let output = demo(&["check", "--format", "json"], scenario);
        let report = json(&output);
        assert_eq!(report["health"], word, "{scenario}: {}", report["summary"]);
        assert_eq!(output.status.code(), Some(code), "{scenario}");
    }
}

#[test]
fn check_names_the_stage_that_broke_and_since_when() {
    let report = json(&demo(&["check", "--format", "json"], "consumer-stopped"));
    assert_eq!(report["version"], 1);
    let stages = report["stages"].as_array().unwrap();
    let processor = stages.iter().find(|stage| stage["name"] == "processor").unwrap();
    assert_eq!(processor["kind"], "lambda");
    assert_eq!(processor["health"], "critical");
    let reason = &processor["reasons"][0];
    assert!(reason["since"].as_str().unwrap().starts_with("2026-11-20T13:"), "{reason}");
    assert!(report["summary"].as_str().unwrap().contains("processor"), "{}", report["summary"]);
}

#[test]
fn check_as_text_has_no_escape_sequences() {
    let output = demo(&["check"], "writes-throttled");
    let said = text(&output.stdout);
    assert!(!said.contains('\u{1b}'));
    assert!(said.contains("counters"), "{said}");
}

#[test]
fn denied_access_names_the_missing_action() {
    let report = json(&demo(&["check", "--format", "json"], "access-denied"));
    let troubles = report["troubles"].as_array().unwrap();
    assert!(troubles.iter().any(|t| t["action"] == "cloudwatch:DescribeAlarms"), "{troubles:?}");
}

#[test]
fn without_a_network_health_is_unknown_and_never_ok() {
    let output = demo(&["check", "--format", "json"], "network-down");
    assert_eq!(json(&output)["health"], "unknown");
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn without_configuration_check_is_unknown_and_says_what_to_do() {
    let output = run(&["check"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stdout).contains("tidewatch config example"));
}

#[test]
fn the_days_of_a_vendor_add_up_to_its_totals() {
    let vendors = json(&demo(&["vendors", "--format", "json"], "calm"));
    let vendors = vendors["vendors"].as_array().unwrap();
    assert!(vendors.len() >= 20, "a marketplace has more than {} vendors", vendors.len());
    let id = vendors[0]["id"].as_str().unwrap();
    let report = json(&demo(&["vendor", id, "--format", "json"], "calm"));
    let days = report["days"].as_array().unwrap();
    assert_eq!(days.len(), 30);
    for counter in ["product_views", "orders", "cart_adds"] {
        let sum: i64 = days.iter().map(|day| day[counter].as_i64().unwrap()).sum();
        assert_eq!(report["totals"][counter].as_i64(), Some(sum), "{counter}");
        assert!(sum > 0, "{counter} of 30 days is nothing");
    }
    let cents = |value: &Value| value.as_str().unwrap().replace('.', "").parse::<i64>().unwrap();
    assert_eq!(
        cents(&report["totals"]["revenue"]),
        days.iter().map(|day| cents(&day["revenue"])).sum::<i64>()
    );
    assert_eq!(days[29]["is_partial"], true, "today is still open");
}

#[test]
fn all_vendors_are_the_sum_of_each() {
    let day = ["--from", "2026-11-10", "--to", "2026-11-10", "--format", "json", "--compare", "nothing"];
    let orders = |who: &str| {
        json(&demo(&[&["vendor", who][..], &day].concat(), "calm"))["totals"]["orders"].as_i64().unwrap()
    };
    let vendors = json(&demo(&["vendors", "--format", "json"], "calm"));
    let sum: i64 =
        vendors["vendors"].as_array().unwrap().iter().map(|v| orders(v["id"].as_str().unwrap())).sum();
    assert_eq!(orders("all"), sum);
}

#[test]
fn days_older_than_the_table_come_from_the_lake() {
    let older = ["--from", "2026-09-20", "--to", "2026-10-10", "--format", "json", "--compare", "nothing"];
    let report = json(&demo(&[&["vendor", "all"][..], &older].concat(), "calm"));
    assert_eq!(report["unknown_days"], serde_json::json!([]));
    assert!(report["totals"]["orders"].as_i64().unwrap() > 0);
    assert!(report["sources"][0]["source"].as_str().unwrap().contains("Athena"), "{}", report["sources"]);
}

#[test]
fn weeks_cut_by_the_range_are_partial() {
    let arguments = [
        "vendor",
        "all",
        "--from",
        "2026-11-04",
        "--to",
        "2026-11-15",
        "--granularity",
        "week",
        "--format",
        "json",
    ];
    let weeks = json(&demo(&arguments, "calm"));
    let partial: Vec<bool> =
        weeks["weeks"].as_array().unwrap().iter().map(|w| w["is_partial"] == true).collect();
    assert_eq!(partial, [true, false]);
}

#[test]
fn csv_and_markdown_have_a_row_a_day() {
    let csv = text(&demo(&["vendor", "all", "--format", "csv"], "calm").stdout);
    assert_eq!(csv.lines().count(), 31, "{csv}");
    assert!(csv.starts_with("day,part,views"));
    let markdown = text(&demo(&["vendor", "all", "--format", "md"], "calm").stdout);
    assert_eq!(markdown.lines().filter(|line| line.starts_with("| 2026-")).count(), 30);
}

#[test]
fn every_summary_view_has_rows_under_its_columns() {
    for (view, column) in [
        ("daily_vendor_performance", "revenue"),
        ("product_performance", "productid"),
        ("conversion_funnel", "carted"),
        ("customer_behavior", "segment"),
        ("hourly_traffic", "hour_of_day"),
        ("data_freshness", "newest_event"),
    ] {
        let arguments = [
            "summary",
            view,
            "--vendor",
            "vendor_101",
            "--from",
            "2026-11-10",
            "--to",
            "2026-11-12",
            "--format",
            "json",
        ];
        let output = demo(&arguments, "calm");
        let table = json(&output);
        let columns = table["columns"].as_array().unwrap();
        assert!(columns.iter().any(|c| c[0] == column), "{view}: {columns:?}");
        let rows = table["rows"].as_array().unwrap();
        assert!(!rows.is_empty(), "{view} has no rows");
        assert!(rows.iter().all(|row| row.as_array().unwrap().len() == columns.len()), "{view}");
    }
}

#[test]
fn the_same_seed_and_start_give_the_same_frames() {
    for screen in ["overview", "pipeline", "alarms", "vendor", "sources"] {
        let arguments = ["frame", "--screen", screen, "--size", "100x30"];
        let (first, second) = (demo(&arguments, "poison-record"), demo(&arguments, "poison-record"));
        assert!(first.status.success(), "{first:?}");
        assert_eq!(text(&first.stdout), text(&second.stdout), "{screen}");
        assert_eq!(text(&first.stdout).lines().count(), 30);
    }
}

#[test]
fn a_frame_can_be_a_picture_and_plain_ascii() {
    let svg = text(&demo(&["frame", "--format", "svg", "--size", "80x24"], "calm").stdout);
    assert!(svg.starts_with("<svg") && svg.contains(">1 Overview<"));
    let plain = text(&demo(&["frame", "--ascii", "--size", "140x42"], "consumer-stopped").stdout);
    assert!(plain.is_ascii(), "{}", plain.chars().filter(|c| !c.is_ascii()).collect::<String>());
}

#[test]
fn wrong_names_get_the_right_ones() {
    for (arguments, hint) in [
        (vec!["demo", "--scenario", "consumer-stoped"], "did you mean consumer-stopped?"),
        (vec!["frame", "--demo", "--screen", "overveiw"], "did you mean overview?"),
        (vec!["frame", "--demo", "--theme", "tyde"], "did you mean tide?"),
        (vec!["vendor", "--demo", "vendro_105"], "did you mean vendor_105"),
        (vec!["vendor", "--demo", "a'b"], "letters, digits"),
        (vec!["chekc"], "check"),
        (
            vec!["vendor", "all", "--demo", "--from", "2026-11-02", "--to", "2026-11-01"],
            "swap --from and --to",
        ),
    ] {
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
        assert!(text(&output.stderr).contains(hint), "{arguments:?}: {}", text(&output.stderr));
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn every_mistake_of_a_configuration_is_shown_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(&path, "colour = 1\n[poll]\nmetrics = \"soon\"\n").unwrap();
    let output = run(&["config", "check", "--config", path.to_str().unwrap()]);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("colour") && said.contains("soon"), "{said}");
}

#[test]
fn the_example_is_a_good_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(&path, run(&["config", "example"]).stdout).unwrap();
    let output = run(&["config", "check", "--config", path.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

#[test]
fn without_a_terminal_the_dashboard_points_elsewhere() {
    for arguments in [&["demo"][..], &[]] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2));
        let said = text(&output.stderr);
        assert!(said.contains("tidewatch frame") && said.contains("tidewatch check"), "{said}");
    }
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let mut child =
        command(&["config", "example"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(said, "");
    assert!(child.wait().unwrap().success());
}

#[test]
fn completions_and_manual_are_made() {
    assert!(text(&run(&["completions", "bash"]).stdout).contains("tidewatch"));
    assert!(text(&run(&["man"]).stdout).contains(".TH tidewatch"));
}

#[test]
fn the_list_of_scenarios_has_all_of_them() {
    let listed = text(&run(&["demo", "--list"]).stdout);
    for scenario in ["calm", "flash-sale", "hot-shard", "crawler-late", "slow-queries", "network-down"] {
        assert!(listed.contains(scenario), "{listed}");
    }
    assert_eq!(listed.lines().count(), 21);
}

#[test]
fn the_log_tells_what_was_asked_and_what_went_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tidewatch.log");
    demo(&["--log", path.to_str().unwrap(), "check"], "access-denied");
    let log = std::fs::read_to_string(&path).unwrap();
    assert!(log.contains("answered") && log.contains("metrics makeriess-prod 3h"), "{log}");
    assert!(log.contains("access denied") && log.contains("cloudwatch:DescribeAlarms"), "{log}");
}

#[test]
fn what_cannot_be_written_is_said_and_is_no_health() {
    let Ok(full) = std::fs::File::options().write(true).open("/dev/full") else { return };
    let on_full_disk = |arguments: &[&str]| {
        let output = command(arguments).stdout(full.try_clone().unwrap()).output().unwrap();
        (output.status.code(), text(&output.stderr))
    };
    let (code, said) = on_full_disk(&["vendors", "--demo"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("cannot write the output"), "{said}");
    let (code, said) = on_full_disk(&["check", "--demo", "--format", "json"]);
    assert_eq!(code, Some(3), "1 would read as a warning");
    assert!(said.contains("cannot write the output"), "{said}");
}

#[test]
fn wrong_words_say_what_is_right() {
    let cases: [(&[&str], &str); 4] = [
        (&["vendor", "vendor_101", "--demo", "--from", "yesterday"], "YYYY-MM-DD"),
        (&["--endpoint-url", "nonsense", "vendors"], "http://localhost:4566"),
        (&["--config", "/nowhere/tidewatch.toml", "vendors"], "tidewatch config example"),
        (&["frame", "--demo", "--screen", "overvew"], "did you mean overview?"),
    ];
    for (arguments, fix) in cases {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = text(&output.stderr);
        assert!(said.contains(fix), "{arguments:?}: {said}");
    }
}

#[test]
fn counters_and_lake_of_a_calm_world_agree_but_for_the_open_day() {
    let found = demo(&["reconcile", "--vendor", "vendor_101", "--format", "json"], "calm");
    assert_eq!(found.status.code(), Some(0), "an open day passes by itself");
    let report = json(&found);
    let days = report["vendors"][0]["days"].as_array().unwrap();
    assert_eq!(days.len(), 30);
    let (open, closed) = days.split_last().unwrap();
    assert!(
        closed
            .iter()
            .all(|day| day["differences"].as_array().unwrap().is_empty() && day["revenue"].is_null())
    );
    assert!(open["differences"].as_array().unwrap().iter().all(|one| one["cause"] == "still_open"));
    let each = json(&demo(&["reconcile", "--each", "--from", "2026-11-18", "--format", "json"], "calm"));
    let vendors = each["vendors"].as_array().unwrap();
    assert!(vendors.len() >= 20 && vendors.iter().all(|vendor| vendor["trouble"].is_null()));
}

#[test]
fn what_cannot_be_compared_is_unknown_and_not_well() {
    let found = demo(&["reconcile", "--vendor", "vendor_101"], "access-denied");
    assert_eq!(found.status.code(), Some(3));
    let text = String::from_utf8(found.stdout).unwrap();
    assert!(text.contains("not compared") && text.contains("dynamodb:Query"), "{text}");
}
