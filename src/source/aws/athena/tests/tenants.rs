//! An id of a vendor is a literal of its own in a statement and changes nothing else in it.

use proptest::prelude::*;

use super::*;

/// The text between single quotes, in order; a doubled quote belongs to the literal.
fn literals(sql: &str) -> Vec<String> {
    let mut literals = Vec::new();
    let mut letters = sql.chars().peekable();
    while letters.find(|c| *c == '\'').is_some() {
        let mut literal = String::new();
        while let Some(c) = letters.next() {
            if c != '\'' {
                literal.push(c);
            } else if letters.next_if_eq(&'\'').is_some() {
                literal.push('\'');
            } else {
                break;
            }
        }
        literals.push(literal);
    }
    literals
}

proptest! {
    #[test]
    fn statements_of_two_vendors_differ_in_the_id_alone(
        a in "[A-Za-z_.:@-]{1,12}Q[A-Za-z0-9_.:@-]{0,12}",
        b in "[A-Za-z_.:@-]{1,12}Z[A-Za-z0-9_.:@-]{0,12}",
    ) {
        for view in View::ALL.into_iter().filter(|view| *view != View::VendorTotals) {
            let sql = |id: &str| summary(&lake(), view, &one(id), november()).unwrap();
            let (of_a, of_b) = (sql(&a), sql(&b));
            let swapped: Vec<String> =
                literals(&of_a).into_iter().map(|literal| if literal == a { b.clone() } else { literal }).collect();
            prop_assert_eq!(swapped, literals(&of_b));
            prop_assert_eq!(of_a.replace(&format!("'{a}'"), &format!("'{b}'")), of_b);
            let of_all = summary(&lake(), view, &VendorScope::All, november()).unwrap();
            prop_assert_ne!(of_all, of_a, "{:?} is not limited to a vendor", view);
        }
    }
}

#[test]
fn the_id_is_compared_whole() {
    let sql = summary(&lake(), View::DailyVendorPerformance, &one("vendor_1"), november()).unwrap();
    assert!(sql.contains("\"vendorid\" = 'vendor_1' AND"), "{sql}");
    assert!(!sql.to_lowercase().contains("like"), "a pattern would take neighbours along: {sql}");
    for odd in
        ["vendor_1' OR '1'='1", "vendor%", "v*", "vendor_1#", "vendor_1\u{0}", "vendor_1--", "v\u{2019}"]
    {
        let is_taken = VendorId::parse(odd).is_ok();
        assert!(!is_taken || odd == "vendor_1--", "{odd:?} was taken");
    }
    let dashes = summary(&lake(), View::DailyVendorPerformance, &one("vendor_1--"), november()).unwrap();
    assert!(
        literals(&dashes).contains(&"vendor_1--".to_owned()),
        "dashes begin a comment only outside: {dashes}"
    );
}
