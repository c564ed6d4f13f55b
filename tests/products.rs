//! `tidewatch products` as scripts see it, against the demo world: its figures are those of the rows it is made of,
//! added up here a second time from other commands.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so by a panic")]

#[expect(dead_code, reason = "other tests read both streams as one")]
mod program;

use std::{collections::BTreeMap, process::Output};

use program::{demo, text};
use rust_decimal::Decimal;
use serde_json::Value;

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

fn money(value: &Value) -> Decimal {
    value.as_str().unwrap_or_else(|| panic!("money is text: {value}")).parse().unwrap()
}

/// Rows of the lake's view, summed by vendor and product: orders, views, units and cents.
fn counted(arguments: &[&str]) -> BTreeMap<(String, String), (i64, i64, i64, Decimal)> {
    let all = [&["summary", "product_performance", "--format", "json"], arguments].concat();
    let table = json(&demo(&all, "calm"));
    let columns = table["columns"].as_array().unwrap();
    let at = |name: &str| columns.iter().position(|column| column[0] == name).unwrap();
    let [vendor, product, orders, views, units, revenue] =
        ["vendorid", "productid", "orders", "views", "units", "revenue"].map(at);
    let mut sums: BTreeMap<(String, String), (i64, i64, i64, Decimal)> = BTreeMap::new();
    for row in table["rows"].as_array().unwrap() {
        let key = (row[vendor].as_str().unwrap().to_owned(), row[product].as_str().unwrap().to_owned());
        let sum = sums.entry(key).or_default();
        sum.0 += row[orders].as_i64().unwrap();
        sum.1 += row[views].as_i64().unwrap();
        sum.2 += row[units].as_i64().unwrap();
        // The lake's floats, to the cent.
        sum.3 += Decimal::try_from(row[revenue].as_f64().unwrap()).unwrap().round_dp(2);
    }
    sums
}

#[test]
fn every_product_of_all_vendors_is_the_sum_of_its_rows() {
    let days = ["--from", "2026-11-01", "--to", "2026-11-14"];
    let report = json(&demo(&[&["products", "all", "--format", "json"], &days[..]].concat(), "calm"));
    let expected = counted(&days);
    let products = report["products"].as_array().unwrap();
    assert_eq!((report["version"].as_i64(), products.len()), (Some(1), expected.len()));
    assert!(products.len() > 200, "{}", products.len());
    for product in products {
        let key =
            (product["vendor"].as_str().unwrap().to_owned(), product["product"].as_str().unwrap().to_owned());
        let (orders, views, units, revenue) = expected[&key];
        assert_eq!(product["orders"], orders, "{key:?}");
        assert_eq!(product["views"], views, "{key:?}");
        assert_eq!(product["units"], units, "{key:?}");
        assert_eq!(money(&product["revenue"]), revenue, "{key:?}");
    }
    let total: Decimal = expected.values().map(|sums| sums.3).sum();
    assert_eq!(money(&report["totals"]["revenue"]), total);
    let ranks: Vec<i64> = products.iter().map(|product| product["rank"].as_i64().unwrap()).collect();
    assert!(ranks.is_sorted() && ranks[0] == 1);
}

#[test]
fn index_and_lake_together_are_the_vendors_own_days() {
    let days = ["--from", "2026-09-20", "--to", "2026-11-19"];
    let report = json(&demo(&[&["products", "vendor_101", "--format", "json"], &days[..]].concat(), "calm"));
    let vendor = json(&demo(&[&["vendor", "vendor_101", "--format", "json"], &days[..]].concat(), "calm"));
    assert_eq!(report["index_from"], "2026-10-22", "the seam is said");
    assert_eq!((report["known_days"].as_i64(), report["days"].as_i64()), (Some(61), Some(61)));
    assert_eq!(report["totals"]["orders"], vendor["totals"]["orders"]);
    assert_eq!(report["totals"]["revenue"], vendor["totals"]["revenue"]);
    assert_eq!(report["totals"]["views"], vendor["totals"]["product_views"]);
    assert_eq!(report["totals"]["units"], Value::Null, "the index does not count pieces");
    let sum: Decimal = report["products"].as_array().unwrap().iter().map(|one| money(&one["revenue"])).sum();
    assert_eq!(sum, money(&report["totals"]["revenue"]));
}

#[test]
fn sorted_limited_and_compared_as_asked() {
    let report = json(&demo(
        &["products", "vendor_101", "--format", "json", "--sort", "conversion", "--reverse", "--limit", "3"],
        "calm",
    ));
    let products = report["products"].as_array().unwrap();
    assert_eq!((products.len(), report["products_found"].as_i64() > Some(3)), (3, true));
    let rates: Vec<f64> = products.iter().map(|product| product["conversion"].as_f64().unwrap()).collect();
    assert!(rates.is_sorted(), "{rates:?}");
    assert_eq!(report["compared"]["leaves_out_today"], true);
    let change = products[0]["revenue_change"].as_f64().unwrap();
    let (now, before) = (money(&products[0]["compared_revenue"]), money(&products[0]["previous_revenue"]));
    let expected = f64::try_from((now - before) / before).unwrap();
    assert!((change - expected).abs() < 1e-9, "{change} {expected}");
    let alone = json(&demo(&["products", "vendor_101", "--format", "json", "--compare", "nothing"], "calm"));
    assert_eq!((&alone["compared"], &alone["products"][0]["standing"]), (&Value::Null, &Value::Null));
}

#[test]
fn tables_sheets_and_wrong_names() {
    let table = text(&demo(&["products", "vendor_101"], "calm").stdout);
    assert!(table.starts_with("products of vendor_101, 2026-10-22 to 2026-11-20, complete to"), "{table}");
    let sheet = text(&demo(&["products", "vendor_101", "--format", "csv"], "calm").stdout);
    let head =
        "rank,move,product,vendor,revenue,change,share,orders,units,views,favourites,cart adds,conversion\n";
    assert!(sheet.starts_with(head), "{sheet}");
    let wrong = demo(&["products", "vendor_101x"], "calm");
    let said = text(&wrong.stderr);
    assert!(!wrong.status.success() && said.contains("did you mean vendor_101"), "{said}");
    let denied = demo(&["products", "vendor_101"], "access-denied");
    assert!(!denied.status.success() && text(&denied.stderr).contains("dynamodb:Query"), "{denied:?}");
}

#[test]
fn days_that_nobody_keeps_are_an_answer_in_words() {
    let ahead = demo(&["products", "vendor_101", "--from", "2027-01-01", "--to", "2027-01-31"], "calm");
    assert!(!ahead.status.success());
    assert!(text(&ahead.stderr).contains("they lie ahead"), "{ahead:?}");
}
