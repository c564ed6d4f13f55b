//! Every figure a command of the business prints against the same counted by the seed script: no number stands here, and
//! none of them is counted by this program.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::account::{CONFIG, Program, endpoint, truth};

/// A counter as the table names it, and as this program prints it.
const COUNTERS: [(&str, &str); 6] = [
    ("productViews", "product_views"),
    ("profileViews", "profile_views"),
    ("productFavorites", "product_favorites"),
    ("cartAdds", "cart_adds"),
    ("orders", "orders"),
    ("completedOrders", "completed_orders"),
];

pub(crate) fn program() -> Program {
    Program::new(CONFIG, &endpoint())
}

/// What was counted of a shop, or of `all`.
pub(crate) fn figures(shop: &str) -> Value {
    let mut truth = truth();
    let figures = truth["figures"][shop].take();
    assert!(figures.is_object(), "nothing was counted of {shop}");
    figures
}

pub(crate) fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_else(|| panic!("no text {field} in {value}"))
}

/// An amount, however it is written.
pub(crate) fn money(value: &Value) -> Decimal {
    let written = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    written.parse().unwrap_or_else(|error| panic!("{error}: {written}"))
}

pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or_else(|| panic!("not a list: {value}"), Vec::as_slice)
}

/// What a command answers with, as JSON.
fn answer(arguments: &[&str]) -> Value {
    let (code, report) = program().json(&[arguments, &["--format", "json"]].concat());
    assert_eq!(code, 0, "{arguments:?}: {report:#}");
    assert!(report["troubles"].as_array().is_none_or(Vec::is_empty), "{arguments:?}: {}", report["troubles"]);
    report
}

fn assert_counters(printed: &Value, counted: &Value, label: &str) {
    for (name, own) in COUNTERS {
        assert_eq!(printed[own], counted[name], "{label}: {own}");
    }
    assert_eq!(money(&printed["revenue"]), money(&counted["revenue"]), "{label}: revenue");
}

/// Totals and each day, week or month of a period that begins in the lake and ends in the table.
fn check_shop(shop: &str, asked: &[&str]) {
    let figures = figures(shop);
    let long = &figures["long"];
    let of_days = |granularity: &str| {
        let period = ["--from", text(long, "from"), "--to", text(long, "to"), "--granularity", granularity];
        answer(&[&["vendor", shop], &period[..]].concat())
    };
    let (first, last) = (text(long, "from"), text(long, "to"));
    let days = figures["history"].as_object().unwrap();
    let days = days.iter().filter(|(day, _)| (first..=last).contains(&day.as_str()));
    let days: Value = days.map(|(day, counted)| (day.clone(), counted.clone())).collect();
    for granularity in asked {
        let groups = match *granularity {
            "day" => &days,
            "week" => &figures["weeks"],
            _ => &figures["months"],
        };
        let report = of_days(granularity);
        assert_counters(&report["totals"], long, &format!("{shop} by {granularity}"));
        let groups = groups.as_object().unwrap();
        let printed = list(&report[format!("{granularity}s")]);
        assert_eq!(printed.len(), groups.len(), "{shop} by {granularity}");
        for row in printed {
            assert_counters(
                row,
                &groups[text(row, "from")],
                &format!("{shop} {granularity} {}", row["from"]),
            );
        }
        let stores: Vec<&str> = list(&report["parts"]).iter().map(|part| text(part, "store")).collect();
        assert_eq!(stores, ["lake", "table"]);
        let average = money(&long["revenue"]) / money(&long["orders"]);
        let printed = money(&report["totals"]["average_order"]);
        assert_eq!(printed, average.round_dp(2), "{shop}: average order");
    }
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn a_vendors_days_weeks_and_months_add_up_over_lake_and_table() {
    check_shop("vendor_001", &["day", "week", "month"]);
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn vendors_whose_ids_begin_alike_are_counted_apart() {
    check_shop("vendor_00", &["day"]);
    check_shop("vendor_0010", &["day"]);
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn all_vendors_together_add_up_over_lake_and_table() {
    check_shop("all", &["day", "week", "month"]);
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn products_are_ranked_with_what_they_brought() {
    for shop in ["vendor_001", "all"] {
        let figures = figures(shop);
        let counted = list(&figures["products"]);
        let report = answer(&["products", shop]);
        let printed = list(&report["products"]);
        assert_eq!(report["products_found"], counted.len(), "{shop}");
        for (place, (row, expected)) in printed.iter().zip(counted).enumerate() {
            assert_eq!((&row["product"], &row["rank"]), (&expected["product"], &json!(place + 1)), "{shop}");
            let label = text(row, "product");
            assert_eq!(money(&row["revenue"]), money(&expected["revenue"]), "{label}");
            let named =
                [("views", "productViews"), ("favorites", "productFavorites"), ("cart_adds", "cartAdds")];
            for (own, name) in named.into_iter().chain([("orders", "orders"), ("units", "units")]) {
                assert_eq!(row[own], expected[name], "{label}: {own}");
            }
        }
        let sum = |name: &str| counted.iter().map(|row| money(&row[name])).sum::<Decimal>();
        let totals = &report["totals"];
        assert_eq!(money(&totals["revenue"]), sum("revenue"), "{shop}");
        assert_eq!(money(&totals["views"]), sum("productViews"), "{shop}");
    }
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn vendors_are_ranked_by_the_revenue_that_was_written() {
    let truth = truth();
    let mut counted: Vec<(Decimal, &str, &Value)> = truth["vendors"]
        .as_object()
        .unwrap()
        .keys()
        .map(|id| (money(&truth["figures"][id]["month"]["revenue"]), id.as_str(), &truth["figures"][id]))
        .collect();
    counted.sort_by_key(|(revenue, ..)| std::cmp::Reverse(*revenue));
    let report = answer(&["vendors", "--rank", "revenue"]);
    let at = |name: &str| list(&report["columns"]).iter().position(|column| column[0] == name).unwrap();
    let printed = list(&report["rows"]);
    assert_eq!(printed.len(), counted.len());
    let together: Decimal = counted.iter().map(|(revenue, ..)| revenue).sum();
    for (place, (row, (revenue, id, figures))) in printed.iter().zip(&counted).enumerate() {
        assert_eq!((&row[at("rank")], &row[at("vendorid")]), (&json!(place + 1), &json!(id)));
        assert_eq!(money(&row[at("revenue")]), *revenue, "{id}");
        assert_eq!(row[at("orders")], figures["month"]["orders"], "{id}");
        let share: f64 = (revenue / together).to_string().parse().unwrap();
        assert!((row[at("share")].as_f64().unwrap() - share).abs() < 1e-9, "{id}: {row}");
    }
}

/// A value as both sides can be compared: numbers to six digits, since sums of floats may differ in their last bits.
fn plain(value: &Value) -> String {
    value.as_f64().map_or_else(|| value.to_string(), |number| format!("{number:.6}"))
}

/// Rows of chosen columns in an order of their own.
fn sorted(rows: impl Iterator<Item = Vec<String>>) -> Vec<Vec<String>> {
    let mut rows: Vec<_> = rows.collect();
    rows.sort();
    rows
}

/// Each summary of a vendor, or of all, that was counted, as the command prints it.
fn check_summaries(vendor: Option<&str>) {
    let truth = truth();
    let is_asked = |case: &&Value| case["zone"] == "UTC" && case["vendor"].as_str() == vendor;
    let cases: Vec<&Value> = list(&truth["lake"]["cases"]).iter().filter(is_asked).collect();
    assert_eq!(cases.len(), 11, "every view but the freshness");
    let scope: Vec<&str> = vendor.iter().flat_map(|id| ["--vendor", id]).collect();
    for case in cases {
        let view = text(case, "view");
        let period = ["--from", text(case, "from"), "--to", text(case, "to")];
        let report = answer(&[&["summary", view], &scope[..], &period].concat());
        let counted = list(&case["rows"]);
        let names: Vec<&String> = counted[0].as_object().unwrap().keys().collect();
        let names: Vec<&str> = names.into_iter().map(String::as_str).filter(|n| !n.ends_with('~')).collect();
        let columns = list(&report["columns"]);
        let places: Vec<usize> = names
            .iter()
            .map(|name| {
                columns
                    .iter()
                    .position(|column| column[0] == *name)
                    .unwrap_or_else(|| panic!("{view} {name}"))
            })
            .collect();
        let printed = list(&report["rows"]).iter();
        let printed = sorted(printed.map(|row| places.iter().map(|place| plain(&row[*place])).collect()));
        let counted = sorted(counted.iter().map(|row| names.iter().map(|name| plain(&row[*name])).collect()));
        assert!(!counted.is_empty(), "{view}");
        assert_eq!(printed, counted, "{view} of {vendor:?} by {names:?}");
    }
    let figures = &truth["figures"][vendor.unwrap_or("all")]["freshness"];
    let report = answer(&[&["summary", "data_freshness"], &scope[..]].concat());
    let newest = text(figures, "newest_event").replace(' ', "T");
    assert_eq!(report["rows"], json!([[newest, figures["events"]]]), "{vendor:?}");
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn the_twelve_summaries_of_a_vendor_are_those_of_its_events() {
    check_summaries(Some("vendor_001"));
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn the_twelve_summaries_of_all_vendors_are_those_of_every_event() {
    check_summaries(None);
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn a_forecast_is_made_from_the_days_that_were_written() {
    let figures = figures("vendor_001");
    let history = figures["history"].as_object().unwrap();
    let (first, today) = (history.keys().min().unwrap(), history.keys().max().unwrap());
    let report = answer(&["forecast", "vendor_001"]);
    assert_eq!((text(&report, "today"), text(&report["history"], "from")), (today.as_str(), first.as_str()));
    let last = history.keys().rev().nth(1).unwrap();
    assert_eq!(text(&report["history"], "to"), last, "today is not over");
    let unusual = list(&report["unusual_days"]);
    assert!(!unusual.is_empty(), "{report:#}");
    for day in unusual {
        assert_eq!(money(&day["value"]), money(&history[text(day, "date")]["revenue"]), "{day}");
    }
    // The same days, told by the command that adds them up.
    let period = ["--from", first, "--to", last];
    let told = answer(&[&["vendor", "vendor_001"], &period[..]].concat());
    let of_days = history.iter().filter(|(day, _)| *day <= last);
    let sum: Decimal = of_days.map(|(_, counted)| money(&counted["revenue"])).sum();
    assert_eq!(money(&told["totals"]["revenue"]), sum);
}
