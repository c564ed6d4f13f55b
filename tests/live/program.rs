//! The whole binary against the emulated account: what scripts read equals what was seeded.

use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use tidewatch::{simulator::Scenario, source};

use crate::{
    account::{CONFIG, Program, endpoint, last_days, truth},
    incidents,
};

fn program() -> Program {
    Program::new(CONFIG, &endpoint())
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn check_tells_the_stall_by_its_exit_code_and_its_sentence() {
    let program = program();
    let (code, report) = program.json(&["check", "--format", "json"]);
    assert_eq!((code, &report["health"]), (2, &json!("critical")), "{report:#}");
    let summary = report["summary"].as_str().unwrap();
    assert!(summary.contains("processor") && summary.contains("UTC"), "{summary}");
    assert_eq!(report["alarms"].as_array().unwrap().len() as u64, truth()["alarms"]["total"]);
    assert_eq!(report["troubles"], json!([]));
    let ringing: Vec<&Value> =
        report["alarms"].as_array().unwrap().iter().filter(|alarm| alarm["state"] == "ALARM").collect();
    assert_eq!(ringing[0]["name"], "iterator-age");
    let (code, text, _) = program.run(&["check", "--fail-on", "critical"]);
    assert_eq!(code, 2);
    assert!(text.starts_with("x critical  shop: ") && text.contains("x iterator-age since"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the emulator that scripts/test starts"]
async fn check_tells_the_verdict_of_an_incident_with_its_proof_and_what_to_look_at() {
    let written = incidents::text_of(Scenario::ConsumerStopped, "-checked");
    let (estate, _) = source::connect(&incidents::config_of(&written)).await;
    let now = Utc::now();
    let series = incidents::published(Scenario::ConsumerStopped, now);
    incidents::put(&incidents::client(), &estate.pipelines[0], &series).await;
    let (code, report) = Program::new(&written, &endpoint()).json(&["check", "--format", "json"]);
    assert_eq!((code, &report["health"]), (2, &json!("critical")), "{report:#}");
    let verdict = &report["verdict"];
    assert_eq!(
        (&verdict["class"], &verdict["stage"]),
        (&json!("stopped"), &json!("processor")),
        "{verdict:#}"
    );
    assert_eq!(verdict["pipeline"], "shop");
    let since: DateTime<Utc> = verdict["since"].as_str().unwrap().parse().unwrap();
    assert!(since < now && now - since < TimeDelta::hours(2), "{since}");
    assert!(verdict["cause"].as_str().unwrap().starts_with("processor (Lambda)"), "{verdict:#}");
    assert!(verdict["next"]["command"].as_str().unwrap().starts_with("aws "), "{verdict:#}");
    let proofs = verdict["evidence"].as_array().unwrap();
    assert!(proofs.iter().any(|proof| proof["points"].as_u64() > Some(0)), "{proofs:#?}");
    let (code, text, _) = Program::new(&written, &endpoint()).run(&["check"]);
    assert_eq!(code, 2);
    assert!(text.contains(verdict["cause"].as_str().unwrap()), "{text}");
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn vendors_are_those_of_the_table() {
    let (code, listing) = program().json(&["vendors", "--format", "json"]);
    assert_eq!(code, 0);
    let mut listed: Vec<(&str, &str)> = Vec::new();
    for vendor in listing["vendors"].as_array().unwrap() {
        listed.push((vendor["id"].as_str().unwrap(), vendor["name"].as_str().unwrap()));
    }
    listed.sort_unstable();
    let truth = truth();
    let mut seeded: Vec<(&str, &str)> = truth["vendors"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(id, name)| (id.as_str(), name.as_str().unwrap()))
        .collect();
    seeded.sort_unstable();
    assert_eq!(listed, seeded);
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn a_vendors_totals_and_days_are_those_that_were_written() {
    let truth = truth();
    let range = last_days(&truth, 14);
    let (from, to) = (range.from().to_string(), range.to().to_string());
    let written = |field: &str| -> i64 {
        let days = &truth["days"]["vendor_001"];
        range.dates().map(|date| days[&date.to_string()][field].as_i64().unwrap()).sum()
    };
    let (code, report) =
        program().json(&["vendor", "vendor_001", "--from", &from, "--to", &to, "--format", "json"]);
    assert_eq!(code, 0, "{report:#}");
    let totals = &report["totals"];
    assert_eq!(totals["orders"], written("orders"));
    assert_eq!(totals["product_views"], written("productViews"));
    assert_eq!(totals["completed_orders"], written("completedOrders"));
    let money = |value: &Value| value.as_str().unwrap().parse::<Decimal>().unwrap();
    let revenue: Decimal =
        range.dates().map(|date| money(&truth["days"]["vendor_001"][&date.to_string()]["revenue"])).sum();
    assert_eq!(money(&totals["revenue"]), revenue);
    assert_eq!(report["vendor"]["name"], truth["vendors"]["vendor_001"]);
    assert_eq!(report["days"].as_array().unwrap().len(), 14);
    assert_eq!((&report["unknown_days"], &report["troubles"]), (&json!([]), &json!([])));
    assert_eq!(report["previous"]["is_complete"], true);
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn a_summary_is_what_an_independent_count_says() {
    let truth = truth();
    let range = last_days(&truth, 7);
    let (from, to) = (range.from().to_string(), range.to().to_string());
    let period = ["--from", &from, "--to", &to, "--format", "json"];
    let arguments = [&["summary", "conversion_funnel", "--vendor", "vendor_002"][..], &period].concat();
    let (code, listing) = program().json(&arguments);
    assert_eq!(code, 0, "{listing:#}");
    let columns: Vec<&str> =
        listing["columns"].as_array().unwrap().iter().map(|column| column[0].as_str().unwrap()).collect();
    let at = |name: &str| columns.iter().position(|column| *column == name).unwrap();
    let rows = listing["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 7);
    for row in rows {
        let day = row[at("event_date")].as_str().unwrap();
        let counted = &truth["lake"]["funnel"]["vendor_002"][day];
        for step in ["viewed", "favorited", "carted", "ordered", "completed"] {
            assert_eq!(row[at(step)], counted[step], "{day} {step}");
        }
    }
    assert!(listing["call"].as_str().unwrap().contains("'vendor_002'"));
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn a_frame_shows_the_vendor_and_what_was_seeded() {
    let (code, frame, said) = program().run(&["frame", "--screen", "vendor", "--vendor", "vendor_001"]);
    assert_eq!(code, 0, "{said}");
    assert!(frame.contains("Sunrise Bakery"), "{frame}");
    // The composite went into ALARM last and stands first.
    let (code, frame, said) = program().run(&["frame", "--screen", "alarms", "--keys", "j"]);
    assert_eq!(code, 0, "{said}");
    assert!(frame.contains("iterator-age") && frame.contains("2 datapoints were greater"), "{frame}");
}
