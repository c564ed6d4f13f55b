//! `tidewatch vendors --rank`: the ranking adds up to what the vendors say one by one, and says what it stands on.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by a panic")]

mod program;

use program::{demo, said, text};
use serde_json::Value;

/// The JSON a command prints about the demo world.
fn told(args: &[&str]) -> Value {
    serde_json::from_str(&text(&demo(args, "calm").stdout)).unwrap()
}

fn column(ranking: &Value, name: &str) -> usize {
    let columns = ranking["columns"].as_array().unwrap();
    columns.iter().position(|column| column[0] == name).unwrap()
}

fn cents(value: &Value) -> i64 {
    let amount: f64 = value.as_str().unwrap().parse().unwrap();
    (amount * 100.0).round() as i64
}

#[test]
fn the_ranking_is_what_the_vendors_say_one_by_one() {
    let ranking = told(&["vendors", "--rank", "revenue", "--format", "json"]);
    let (id, revenue, orders) =
        (column(&ranking, "vendorid"), column(&ranking, "revenue"), column(&ranking, "orders"));
    let rows = ranking["rows"].as_array().unwrap();
    assert_eq!((rows.len(), ranking["rank"].as_str()), (24, Some("revenue")));
    for row in [&rows[0], &rows[11], &rows[23]] {
        let alone = told(&["vendor", row[id].as_str().unwrap(), "--format", "json"]);
        assert_eq!(alone["totals"]["orders"].as_i64(), row[orders].as_i64());
        assert_eq!(cents(&alone["totals"]["revenue"]), cents(&row[revenue]));
    }
    let all = told(&["vendor", "all", "--format", "json"]);
    let sum: i64 = rows.iter().map(|row| row[orders].as_i64().unwrap()).sum();
    assert_eq!(all["totals"]["orders"].as_i64(), Some(sum));
    let amounts: Vec<i64> = rows.iter().map(|row| cents(&row[revenue])).collect();
    assert!(amounts.is_sorted_by(|one, other| one >= other), "{amounts:?}");
    assert!(ranking["concentration"].as_str().unwrap().starts_with("The top 3 of 24 vendors make"));
}

#[test]
fn days_need_something_to_rank_by() {
    let output = demo(&["vendors", "--from", "2026-11-01"], "calm");
    assert!(!output.status.success());
    assert!(said(&output).contains("--rank"), "{}", said(&output));
}
