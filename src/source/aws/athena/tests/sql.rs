//! What the statements must and must not say.

use std::collections::BTreeMap;

use super::*;

#[path = "tenants.rs"]
mod tenants;

fn lake() -> Lake {
    Lake {
        region: None,
        workgroup: "dashboards".into(),
        catalog: "AwsDataCatalog".into(),
        database: "makeriess_analytics_dev".into(),
        table: "vendor_events".into(),
        views: BTreeMap::new(),
        output_location: None,
        reuse_minutes: 60,
        scan_limit_bytes: None,
    }
}

fn range(from: &str, to: &str) -> DateRange {
    DateRange::new(from.parse().unwrap(), to.parse().unwrap()).unwrap()
}

fn one(id: &str) -> VendorScope {
    VendorScope::One(VendorId::parse(id).unwrap())
}

fn november() -> DateRange {
    range("2025-11-01", "2025-11-08")
}

#[test]
fn rows_of_a_vendor_name_their_columns_and_prune_by_partition() {
    assert_eq!(
        summary(&lake(), View::ConversionFunnel, &one("vendor_123"), november()).unwrap(),
        "SELECT \"vendorid\", \"event_date\", \"viewed\", \"favorited\", \"carted\", \"ordered\", \
         \"completed\", \"view_to_cart\", \"cart_to_order\", \"order_to_completed\"\n\
         FROM \"conversion_funnel\"\n\
         WHERE \"vendorid\" = 'vendor_123' AND (\"year\" = '2025' AND \"month\" = '11' AND \"day\" <= '08')\n\
         ORDER BY \"event_date\""
    );
}

#[test]
fn all_vendors_are_summed_and_their_rates_made_from_the_sums() {
    let sql = summary(&lake(), View::DailyVendorPerformance, &VendorScope::All, november()).unwrap();
    assert!(!sql.contains("vendorid") && !sql.contains("unique_customers"), "{sql}");
    assert!(
        sql.contains("CAST(sum(\"revenue\") AS double) / nullif(sum(\"orders\"), 0) AS \"avg_order_value\"")
    );
    assert!(sql.ends_with("GROUP BY \"event_date\"\nORDER BY \"event_date\""), "{sql}");
}

#[test]
fn customers_are_asked_for_a_period_and_not_for_all_time() {
    let sql = summary(&lake(), View::CustomerBehavior, &one("v1"), november()).unwrap();
    let (steps, _) = sql.split_once("GROUP BY").unwrap();
    assert!(steps.contains("WHERE \"vendorid\" = 'v1' AND (\"year\" = '2025'"), "{sql}");
    assert!(sql.starts_with("WITH steps AS (") && !sql.contains("--"), "{sql}");
}

#[test]
fn freshness_looks_at_the_last_two_days_only() {
    let sql =
        summary(&lake(), View::DataFreshness, &VendorScope::All, range("2025-01-01", "2025-11-01")).unwrap();
    assert!(sql.contains("\"month\" = '10' AND \"day\" = '31'") && sql.contains("\"day\" = '01'"), "{sql}");
}

#[test]
fn names_of_the_config_are_quoted_and_odd_ones_refused() {
    let mut lake = lake();
    lake.views.insert(View::HourlyTraffic, "my-db.Hourly".into());
    let sql = summary(&lake, View::HourlyTraffic, &one("v1"), november()).unwrap();
    assert!(sql.contains("FROM \"my-db\".\"Hourly\""), "{sql}");
    for odd in ["a\"; DROP TABLE x", "", "a b", "a..b", "x\u{202e}", "a.b.c.d"] {
        lake.table = odd.into();
        let refused = list_vendors(&lake, 7, DateTime::UNIX_EPOCH);
        assert!(matches!(refused, Err(SqlError::Name(_))), "{odd:?} was taken");
    }
}

/// Athena reuses a result only for the identical text, and never for a query that reads the clock.
#[test]
fn trap_18_no_statement_reads_the_clock_and_equal_questions_are_equal_text() {
    for view in View::ALL {
        for vendor in [VendorScope::All, one("v1")] {
            let sql = summary(&lake(), view, &vendor, november()).unwrap();
            assert_eq!(Ok(&sql), summary(&lake(), view, &vendor, november()).as_ref());
            let lower = sql.to_lowercase();
            for word in ["now()", "current_", "rand(", "uuid(", "limit", ";", "--"] {
                assert!(!lower.contains(word), "{view:?}: {word} in {sql}");
            }
            let is_ordered = lower.contains("\norder by ") || view == View::DataFreshness;
            assert!(is_ordered, "{view:?} has no order: {sql}");
        }
    }
}
