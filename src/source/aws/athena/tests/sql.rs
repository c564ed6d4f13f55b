//! What the statements must and must not say.

use std::collections::BTreeMap;

use chrono::DateTime;
use chrono_tz::Tz;

use super::{summary as summary_from, *};
use crate::{
    business::{DateRange, OrderId, VendorId, VendorScope, View},
    config::Lake,
};

/// The statement from a view where one is read, in UTC.
fn summary(lake: &Lake, view: View, vendor: &VendorScope, range: DateRange) -> Result<String, SqlError> {
    summary_from(lake, Tz::UTC, view, vendor, range, Origin::View)
}

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
    let (events, _) = sql.split_once(")\nSELECT").unwrap();
    assert!(events.contains("WHERE \"vendorid\" = 'v1' AND (\"year\" = '2025'"), "{sql}");
    assert_eq!(sql.matches("\"vendor_events\"").count(), 1, "the table stands in it once: {sql}");
    assert!(!sql.contains("--"), "{sql}");
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

const BANGKOK: Tz = Tz::Asia__Bangkok;

/// Athena reuses a result only for the identical text, and never for a query that reads the clock.
#[test]
fn trap_18_no_statement_reads_the_clock_and_equal_questions_are_equal_text() {
    for view in View::ALL {
        for (vendor, zone, origin) in [
            (VendorScope::All, Tz::UTC, Origin::View),
            (one("v1"), Tz::UTC, Origin::View),
            (one("v1"), Tz::UTC, Origin::Table),
            (one("v1"), BANGKOK, Origin::View),
        ] {
            let make = || summary_from(&lake(), zone, view, &vendor, november(), origin).unwrap();
            let sql = make();
            assert_eq!(sql, make());
            let lower = sql.to_lowercase();
            for word in ["now()", "current_", "rand(", "uuid(", "limit", ";", "--"] {
                assert!(!lower.contains(word), "{view:?}: {word} in {sql}");
            }
            let is_ordered = lower.contains("\norder by ") || view == View::DataFreshness;
            assert!(is_ordered, "{view:?} has no order: {sql}");
        }
    }
}

/// Every statement looks at partitions by name, and no longer than the days it is asked for.
#[test]
fn every_statement_prunes_by_partition() {
    for view in View::ALL {
        for zone in [Tz::UTC, BANGKOK] {
            let sql = summary_from(&lake(), zone, view, &one("v1"), november(), Origin::Table).unwrap();
            let (_, place) = sql.split_once("WHERE \"vendorid\" = 'v1' AND (").unwrap();
            assert!(place.starts_with("\"year\" = ") || place.starts_with("(\"year\" = "), "{view:?}: {sql}");
        }
    }
}

#[test]
fn where_the_business_day_is_not_utc_the_table_is_read_and_partitions_widened_by_a_day() {
    for view in [View::DailyVendorPerformance, View::HourlyTraffic, View::ConversionFunnel] {
        let sql = summary_from(&lake(), BANGKOK, view, &one("v1"), november(), Origin::View).unwrap();
        assert!(!sql.contains(&format!("\"{}\"", view.as_str())), "{sql}");
        assert!(sql.contains("AT TIME ZONE 'Asia/Bangkok' AS date)"), "{sql}");
        assert!(sql.contains("\"month\" = '10' AND \"day\" = '31'"), "{sql}");
        assert!(sql.contains("\"day\" <= '09'"), "{sql}");
        assert!(sql.contains("BETWEEN DATE '2025-11-01' AND DATE '2025-11-08'"), "{sql}");
    }
    let hours =
        summary_from(&lake(), BANGKOK, View::HourlyTraffic, &one("v1"), november(), Origin::View).unwrap();
    assert!(hours.contains("hour(try(from_iso8601_timestamp(\"timestamp\")) AT TIME ZONE 'Asia/Bangkok')"));
    assert!(!hours.contains("'UTC'"), "{hours}");
}

#[test]
fn utc_has_many_names_and_all_of_them_count_partitions() {
    assert!([Tz::UTC, Tz::Etc__UTC, Tz::GMT, Tz::Zulu].into_iter().all(is_utc));
    assert!(![BANGKOK, Tz::Europe__London, Tz::Africa__Abidjan].into_iter().any(is_utc));
}

/// The catch-all of an earlier version answered every view it did not know with products.
#[test]
fn every_view_has_a_statement_of_its_own() {
    let all: std::collections::BTreeSet<String> = View::ALL
        .into_iter()
        .map(|view| summary_from(&lake(), Tz::UTC, view, &one("v1"), november(), Origin::Table).unwrap())
        .collect();
    assert_eq!(all.len(), View::ALL.len());
}

#[test]
fn an_order_is_asked_for_by_checked_literals_and_never_for_another_vendor() {
    let (vendor, id) = (VendorId::parse("v1").unwrap(), OrderId::parse("ORDER#7/a").unwrap());
    let sql = order(&lake(), Tz::UTC, &vendor, &id, november()).unwrap();
    assert!(sql.contains("\"orderid\" = 'ORDER#7/a'"), "{sql}");
    assert!(sql.contains("WHERE \"vendorid\" = 'v1' AND "), "{sql}");
}

#[test]
fn a_year_back_is_looked_through_for_who_is_new() {
    let sql = summary(&lake(), View::CustomerMix, &one("v1"), november()).unwrap();
    assert!(sql.contains("BETWEEN DATE '2024-11-09' AND DATE '2025-11-08'"), "{sql}");
    assert!(sql.contains("BETWEEN DATE '2025-11-01' AND DATE '2025-11-08'"), "{sql}");
}

#[test]
fn shipped_statements_are_ready_to_run_under_the_names_of_a_lake() {
    let mut lake = lake();
    lake.table = "events".into();
    lake.views.insert(View::HourlyTraffic, "by_hour".into());
    for view in VIEWS {
        let sql = ddl(&lake, view).unwrap().sql;
        let name = lake.view_name(view);
        assert!(
            sql.starts_with(&format!("CREATE OR REPLACE VIEW \"makeriess_analytics_dev\".\"{name}\" AS\n")),
            "{sql}"
        );
        assert!(
            sql.contains("FROM \"makeriess_analytics_dev\".\"events\"") && !sql.contains("vendor_events")
        );
        assert!(!sql.contains(';') && !sql.contains("--"), "one statement and no comments: {sql}");
    }
    let table = table_ddl(&lake, Some("s3://mine/events/")).unwrap().sql;
    assert!(table.starts_with("CREATE EXTERNAL TABLE IF NOT EXISTS `makeriess_analytics_dev`.`events` ("));
    assert!(table.contains("LOCATION 's3://mine/events/'") && !table.contains("${BUCKET}"), "{table}");
    assert!(table.contains("'s3://mine/events/year=${year}/month=${month}/day=${day}/'"), "{table}");
    let samples = samples(&lake).unwrap();
    assert_eq!(samples.len(), 9);
    for sample in samples {
        assert!(sample.sql.contains("\"makeriess_analytics_dev\"."), "{}", sample.sql);
        assert!(!sample.sql.contains(';') && !sample.remarks.is_empty(), "{sample:?}");
        assert!(!sample.sql.to_lowercase().contains("current_date"), "{}", sample.sql);
    }
}
