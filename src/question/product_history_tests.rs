//! What index and lake say of products becomes one book, and no day is told that nobody knows.

use std::time::Duration;

use super::*;
use crate::{
    business::{ColumnType, Currency},
    question::{LakeInfo, Provenance, VendorTable},
};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn estate() -> Estate {
    Estate {
        pipelines: Vec::new(),
        vendor_table: Some(VendorTable { table: "days".into(), kept_days: 30 }),
        lake: Some(LakeInfo { workgroup: "primary".into(), database: "lake".into() }),
        currency: Currency::default(),
        business_zone: chrono_tz::UTC,
        demo: None,
        account: None,
        runbooks: std::collections::BTreeMap::new(),
        tells_places: false,
        endpoint: None,
    }
}

/// An answer of the lake about these days with rows on some of them.
fn of_lake(asked: [&str; 2], rows: &[&str]) -> ProductAnswer {
    let columns = vec![("event_date".into(), ColumnType::Date)];
    let rows = rows.iter().map(|day| vec![Cell::Date(date(day))]).collect();
    let provenance = Provenance {
        source: "a test".into(),
        as_of: "2026-11-22T14:00:00Z".parse().unwrap(),
        complete_to: Some("2026-11-22T13:00:00Z".parse().unwrap()),
        latency: Duration::ZERO,
        cost_micro_usd: 0,
        call: "".into(),
        command: "".into(),
    };
    let answer = Answer::Summary(SummaryTable { columns, rows });
    let asked = DateRange::new(date(asked[0]), date(asked[1])).unwrap();
    ProductAnswer { asked, held: Arc::new(Answered { answer, provenance }) }
}

#[test]
fn days_before_the_lakes_oldest_row_are_not_known() {
    let known = |rows: &[&str]| of_lake(["2026-09-24", "2026-10-23"], rows).known(&estate()).unwrap();
    assert_eq!(known(&["2026-10-09", "2026-10-20"]).from(), date("2026-10-09"));
    assert_eq!(known(&["2026-09-24", "2026-10-20"]).from(), date("2026-09-24"));
    assert_eq!(known(&["2026-10-09", "2026-10-20"]).to(), date("2026-10-23"), "a quiet end is a quiet end");
}
