//! A vendor that is locked in, with neighbours whose ids begin as its own does, in the table and in the lake: its figures are
//! its own, and nobody else's name is in a byte that is printed.

use serde_json::Value;

use crate::{
    account::truth,
    figures::{figures, money, program},
};

const SHOP: &str = "vendor_001";

/// Everything that names somebody else: ids, names, products and categories. What is a part of the shop's own id cannot be
/// looked for by itself.
fn of_others(truth: &Value) -> Vec<String> {
    let vendors = truth["vendors"].as_object().unwrap();
    let others = vendors.iter().filter(|(id, _)| *id != SHOP);
    let named = others.flat_map(|(id, name)| {
        let products = format!("product_{}_", id.trim_start_matches("vendor_"));
        [id.clone(), name.as_str().unwrap().to_owned(), products]
    });
    let books = ["vendor_books", "product_books", "guitars", "rugs"].map(str::to_owned);
    named.chain(books).filter(|name| !SHOP.starts_with(name)).collect()
}

/// What the program prints of the locked shop.
fn locked(arguments: &[&str]) -> String {
    let (code, out) = printed(arguments);
    assert!(code == Some(0) && out.len() > 100, "{arguments:?}: {out}");
    out
}

/// Its exit code and output, when neither of its outputs names anybody else.
fn printed(arguments: &[&str]) -> (Option<i32>, String) {
    let output = program().command(&[arguments, &["--locked"]].concat()).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, said) = (text(&output.stdout), text(&output.stderr));
    for name in of_others(&truth()) {
        assert!(
            !out.contains(&name) && !said.contains(&name),
            "{arguments:?} tells of {name}:\n{out}\n{said}"
        );
    }
    (output.status.code(), out)
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn a_locked_vendors_figures_are_its_own() {
    let report: Value = serde_json::from_str(&locked(&["vendor", SHOP, "--format", "json"])).unwrap();
    let figures = figures(SHOP);
    let month = &figures["month"];
    assert_eq!(report["totals"]["orders"], month["orders"]);
    assert_eq!(report["totals"]["product_views"], month["productViews"]);
    assert_eq!(money(&report["totals"]["revenue"]), money(&month["revenue"]));
    let report: Value = serde_json::from_str(&locked(&["products", SHOP, "--format", "json"])).unwrap();
    assert_eq!(report["products_found"], figures["products"].as_array().unwrap().len());
    assert_eq!(money(&report["totals"]["revenue"]), money(&month["revenue"]));
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn nothing_a_locked_vendor_is_printed_names_a_neighbour() {
    locked(&["forecast", SHOP]);
    for view in ["hourly_traffic", "customer_behavior", "product_performance", "category_performance"] {
        locked(&["summary", view, "--vendor", SHOP]);
    }
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn nothing_a_locked_vendor_exports_names_a_neighbour() {
    let figures = figures(SHOP);
    for what in ["days", "products", "hours", "orders", "events"] {
        let rows = locked(&["export", "--what", what, "--vendor", SHOP, "--format", "ndjson"]);
        assert_eq!(figures["exports"][what]["rows"], rows.lines().count(), "{what}");
    }
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn no_screen_of_a_locked_vendor_names_a_neighbour() {
    let frame = |screen| printed(&["frame", "--screen", screen, "--vendor", SHOP, "--size", "200x60"]);
    for screen in ["vendor", "products", "traffic", "customers", "forecast"] {
        let (code, out) = frame(screen);
        assert!(code == Some(0) && out.contains("Sunrise Bakery"), "{screen}: {out}");
    }
    // Another screen is refused, or the shop's own is drawn in its place.
    for screen in ["compare", "overview", "pipeline", "alarms", "sources"] {
        let (code, out) = frame(screen);
        assert!(code == Some(2) && out.is_empty() || out.contains("Sunrise Bakery"), "{screen}: {out}");
    }
}
