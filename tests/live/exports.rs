//! `tidewatch export` against the emulator: as many rows as were seeded, each event and order once however often it was
//! delivered, and sums that are those of the seed script.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde_json::Value;

use crate::figures::{figures, list, money, program, text};

/// The rows of an export of the last thirty days.
fn exported(what: &str, shop: &str, figures: &Value) -> Vec<Value> {
    let month = &figures["month"];
    let period = ["--from", text(month, "from"), "--to", text(month, "to")];
    let asked = [&["export", "--what", what, "--vendor", shop, "--format", "ndjson"], &period[..]].concat();
    let (code, out, said) = program().run(&asked);
    assert_eq!(code, 0, "{what} of {shop}: {said}");
    out.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

fn sum(rows: &[Value], column: &str) -> Decimal {
    rows.iter().filter(|row| !row[column].is_null()).map(|row| money(&row[column])).sum()
}

/// Rows and sums of columns, each with the name of its count; `also` looks at the rows and what was counted of them.
fn check(what: &str, columns: &[(&str, &str)], also: impl Fn(&[Value], &Value)) {
    for shop in ["vendor_001", "all"] {
        let figures = figures(shop);
        let rows = exported(what, shop, &figures);
        let counted = &figures["exports"][what];
        assert_eq!(counted["rows"], rows.len(), "{what} of {shop}");
        for (column, name) in columns {
            assert_eq!(sum(&rows, column), money(&counted[*name]), "{what} of {shop}: {column}");
        }
        if shop != "all" {
            assert!(rows.iter().all(|row| row["vendorid"] == shop), "{what} of others");
        }
        also(&rows, counted);
    }
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn days_are_exported_as_they_were_counted() {
    let counters = [
        ("product_views", "productViews"),
        ("profile_views", "profileViews"),
        ("product_favorites", "productFavorites"),
        ("cart_adds", "cartAdds"),
        ("orders", "orders"),
        ("completed_orders", "completedOrders"),
        ("revenue", "revenue"),
    ];
    check("days", &counters, |_, _| {});
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn products_are_exported_as_they_were_counted() {
    check(
        "products",
        &["views", "favorites", "cart_adds", "orders", "units"].map(|name| (name, name)),
        |_, _| {},
    );
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn hours_are_exported_as_they_were_counted() {
    check("hours", &["events", "views", "cart_adds", "orders"].map(|name| (name, name)), |_, _| {});
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn an_order_is_exported_once_however_often_it_was_delivered() {
    check("orders", &["lines", "units", "total"].map(|name| (name, name)), |rows, counted| {
        let ids: BTreeSet<&str> = rows.iter().map(|row| text(row, "orderid")).collect();
        let written: BTreeSet<&str> = list(&counted["ids"]).iter().filter_map(Value::as_str).collect();
        assert_eq!(ids, written);
        let completed = rows.iter().filter(|row| !row["completed_at"].is_null()).count();
        assert_eq!(counted["completed"], completed);
    });
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn an_event_is_exported_once_however_often_it_was_delivered() {
    check("events", &[("total", "total")], |rows, counted| {
        let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
        for row in rows {
            *kinds.entry(text(row, "eventtype")).or_default() += 1;
        }
        assert_eq!(counted["kinds"], serde_json::to_value(kinds).unwrap());
        let ids: Vec<&str> = rows.iter().filter_map(|row| row["eventid"].as_str()).collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "an id twice");
    });
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn a_sheet_has_a_line_for_each_order_under_its_header() {
    let (code, sheet, said) =
        program().run(&["export", "--what", "orders", "--vendor", "vendor_001", "--format", "csv"]);
    assert_eq!(code, 0, "{said}");
    let rows = sheet.lines().count() - 1;
    assert_eq!(figures("vendor_001")["exports"]["orders"]["rows"], rows);
}
