//! `tidewatch lake` against the emulated account: what is there, what differs, creating what is missing, and what a person
//! may rely on: nothing is written without --yes, and a table that exists is never touched.

use serde_json::Value;

use crate::account::{CONFIG, Program, endpoint, truth};

/// The account with views of its own under these names, so that tests do not meet each other's.
fn program(views: &str) -> Program {
    Program::new(&format!("{CONFIG}\n[lake.views]\n{views}"), &endpoint())
}

fn states(report: &Value) -> Vec<(&str, &str)> {
    let objects = report["objects"].as_array().unwrap();
    objects.iter().map(|it| (it["name"].as_str().unwrap(), it["state"].as_str().unwrap())).collect()
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn a_lake_as_shipped_is_told_as_such_and_each_partition_with_its_events() {
    let truth = truth();
    let (code, report) = program("").json(&["lake", "check", "--format", "json", "--days", "5"]);
    assert_eq!((code, &report["result"]), (0, &Value::from("ok")), "{report:#}");
    assert!(states(&report).iter().all(|(_, state)| *state == "same"), "{report:#}");
    let days = report["days"].as_array().unwrap();
    assert_eq!(days.len(), 5);
    for day in days {
        let date = day["date"].as_str().unwrap();
        assert_eq!(day["events"], truth["lake"]["partitions"][date], "{date}");
    }
    assert_eq!(days.iter().filter(|day| day["is_open"] == true).count(), 1, "today is open: {days:?}");
    let place = report["workgroup"]["output_location"].as_str().unwrap();
    assert!(place.starts_with("s3://"), "{report:#}");
    let (code, text, said) = program("").run(&["lake", "check", "--days", "0"]);
    assert_eq!(code, 0, "{said}");
    assert!(text.contains("+ as shipped view  hourly_traffic") && !text.contains("(UTC days)"), "{text}");
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn what_is_missing_is_shown_first_and_created_with_yes_only() {
    let program = program("hourly_traffic = \"kept_hours\"");
    let missing = || {
        let (code, report) = program.json(&["lake", "check", "--format", "json", "--days", "0"]);
        (code, states(&report).contains(&("kept_hours", "missing")))
    };
    assert_eq!(missing(), (1, true));
    let (code, plan, said) = program.run(&["lake", "install"]);
    assert_eq!(code, 1, "{said}");
    assert!(plan.contains("would be created   view  kept_hours"), "{plan}");
    assert!(plan.contains("+ as shipped       table vendor_events"), "{plan}");
    assert!(plan.contains("Nothing was written."), "{plan}");
    assert_eq!(missing(), (1, true), "looking wrote nothing");
    let (code, done, said) = program.run(&["lake", "install", "--yes"]);
    assert_eq!(code, 0, "{said}");
    assert!(done.contains("+ done: kept_hours") && !done.contains("done: vendor_events"), "{done}");
    assert_eq!(missing(), (0, false));
    // The second time there is nothing to do.
    let (code, again, _) = program.run(&["lake", "install", "--yes"]);
    assert_eq!((code, again.contains("Nothing is created.")), (0, true), "{again}");
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn a_view_with_other_columns_and_a_table_in_its_place_are_told() {
    let program = program("conversion_funnel = \"odd_view\"\nhourly_traffic = \"vendor_events\"");
    let (code, report) = program.json(&["lake", "check", "--format", "json", "--days", "0"]);
    assert_eq!(code, 1, "{report:#}");
    let states = states(&report);
    assert!(states.contains(&("odd_view", "differs")), "{states:?}");
    assert!(states.contains(&("vendor_events", "other")), "{states:?}");
    let (_, plan, _) = program.run(&["lake", "install"]);
    assert!(plan.contains("would be replaced  view  odd_view"), "{plan}");
    assert!(plan.contains("left alone       view  vendor_events: it is a table, not a view"), "{plan}");
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn a_table_that_is_missing_wants_to_know_where_the_events_lie() {
    let config = CONFIG.replace("database =", "table = \"no_such_events\"\ndatabase =");
    let program = Program::new(&config, &endpoint());
    let (code, plan, _) = program.run(&["lake", "install"]);
    assert_eq!(code, 1);
    assert!(plan.contains("left alone       table no_such_events") && plan.contains("--location"), "{plan}");
    let (_, plan, _) = program.run(&["lake", "install", "--location", "s3://bucket/events/"]);
    assert!(plan.contains("would be created   table no_such_events"), "{plan}");
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn a_lake_that_cannot_be_reached_is_unknown_and_not_wrong() {
    let nowhere = Program::new(CONFIG, "http://127.0.0.1:9");
    let (code, report) = nowhere.json(&["lake", "check", "--format", "json", "--days", "0"]);
    assert_eq!((code, &report["result"]), (3, &Value::from("unknown")), "{report:#}");
    assert!(!report["troubles"].as_array().unwrap().is_empty());
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn a_result_of_several_pages_is_read_whole_in_every_format() {
    // Customers of all vendors over all days are more than a page of a thousand rows where products are asked by day.
    let program = Program::new(CONFIG, &endpoint());
    let truth = truth();
    let last = truth["lake"]["cases"][0]["to"].as_str().unwrap();
    let from =
        truth["lake"]["cases"].as_array().unwrap().iter().find(|case| case["view"] == "retention_cohort");
    let from = from.unwrap()["from"].as_str().unwrap();
    let asked = ["summary", "hourly_traffic", "--vendor", "vendor_001", "--from", from, "--to", last];
    let (code, listing) = program.json(&[&asked[..], &["--format", "json"]].concat());
    assert_eq!(code, 0);
    let rows = listing["rows"].as_array().unwrap().len();
    assert!(rows > 1_000, "more than a page: {rows}");
    assert!(listing["complete_to"].as_str().unwrap().ends_with('Z'), "{}", listing["complete_to"]);
    assert_eq!((&listing["vendor"], &listing["from"]), (&Value::from("vendor_001"), &Value::from(from)));
    let (_, csv, _) = program.run(&[&asked[..], &["--format", "csv"]].concat());
    assert_eq!(csv.lines().count(), rows + 1);
    let (_, markdown, _) = program.run(&[&asked[..], &["--format", "md"]].concat());
    assert_eq!(markdown.lines().count(), rows + 2);
    let (_, table, _) = program.run(&asked);
    assert!(table.trim_end().lines().last().unwrap().contains("the newest event is of 20"), "{table}");
}
