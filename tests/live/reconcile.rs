//! Counters against lake: each planted difference is found on its day, with its cause, and nothing else is.

use serde_json::Value;

use crate::account::{CONFIG, Program, endpoint, truth};

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn every_planted_difference_is_found_with_its_cause() {
    let truth = truth();
    let planted = truth["books"]["causes"].as_object().unwrap();
    let (from, to) = (planted.keys().min().unwrap(), planted.keys().max().unwrap());
    let program = Program::new(CONFIG, &endpoint());
    let vendor = truth["books"]["vendor"].as_str().unwrap();
    let period = ["reconcile", "--vendor", vendor, "--from", from, "--to", to];
    let output = program.command(&[&period[..], &["--format", "json"]].concat()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "something was lost\n{said}");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let days = report["vendors"][0]["days"].as_array().unwrap();
    assert_eq!(days.len(), planted.len());
    for day in days {
        let differences = day["differences"].as_array().unwrap().iter().chain([&day["revenue"]]);
        let found: Vec<&str> = differences.filter_map(|difference| difference["cause"].as_str()).collect();
        match planted[day["date"].as_str().unwrap()].as_str() {
            None => assert!(found.is_empty(), "{day}"),
            Some(cause) => {
                assert!(!found.is_empty() && found.iter().all(|one| *one == cause), "{cause}: {day}");
            }
        }
    }
    let output = program.command(&period).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("4 of 10 days agree"), "{text}");
    for cause in ["unexplained", "lost in lake", "lost in counters", "duplicate", "still open"] {
        assert!(text.contains(&format!("  {cause}: ")), "{cause} is explained:\n{text}");
    }
}
