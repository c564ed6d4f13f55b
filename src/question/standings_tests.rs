//! Parts of the table and the lake become one table, and what is missing is told.

use std::{collections::BTreeMap, time::Duration};

use super::*;
use crate::{
    business::{Cell, ColumnType, Counters, Currency, SummaryTable},
    question::{Entry, Fault, LakeInfo, Provenance, Trouble, VendorTable, VendorTotals},
};

fn now() -> DateTime<Utc> {
    "2026-11-22T14:00:00Z".parse().unwrap()
}

fn id(name: &str) -> VendorId {
    VendorId::parse(name).unwrap()
}

fn estate(has_lake: bool) -> Estate {
    Estate {
        pipelines: Vec::new(),
        vendor_table: Some(VendorTable { table: "days".into(), kept_days: 30 }),
        lake: has_lake.then(|| LakeInfo { workgroup: "primary".into(), database: "lake".into() }),
        currency: Currency::default(),
        business_zone: chrono_tz::UTC,
        demo: None,
        account: None,
        runbooks: BTreeMap::new(),
        tells_places: false,
        endpoint: None,
    }
}

fn range(from: &str, to: &str) -> DateRange {
    DateRange::new(from.parse().unwrap(), to.parse().unwrap()).unwrap()
}

fn answered(answer: Answer) -> Entry {
    let provenance = Provenance {
        source: "a test".into(),
        as_of: now(),
        complete_to: Some(now()),
        latency: Duration::ZERO,
        cost_micro_usd: 0,
        call: "".into(),
        command: "".into(),
    };
    Entry {
        held: Some(Arc::new(Answered { answer, provenance })),
        asked_at: Some(now()),
        ..Entry::unasked(Duration::from_mins(1))
    }
}

fn of_table(orders: &[(&str, i64)], unread: &[&str]) -> Answer {
    let counters = |orders| Counters { orders, ..Counters::default() };
    Answer::VendorTotals(VendorTotals {
        totals: orders.iter().map(|(name, orders)| (id(name), counters(*orders))).collect(),
        vendors: orders.len(),
        unread: unread.iter().map(|name| id(name)).collect(),
        ..VendorTotals::default()
    })
}

fn of_lake(orders: &[(&str, i64)]) -> Answer {
    let names =
        ["product_views", "profile_views", "product_favorites", "cart_adds", "completed_orders", "revenue"];
    let columns = ["vendorid", "orders"].into_iter().chain(names);
    let row = |(name, orders): &(&str, i64)| {
        let mut row = vec![Cell::Text((*name).into()), Cell::Integer(*orders)];
        row.resize(8, Cell::Integer(0));
        row
    };
    Answer::Summary(SummaryTable {
        columns: columns.map(|name| (name.into(), ColumnType::Other)).collect(),
        rows: orders.iter().map(row).collect(),
    })
}

/// A snapshot in which the parts of 60 days are answered, newest first.
fn snapshot(entries: Vec<Entry>, estate: Estate) -> (Snapshot, DaySplit) {
    let split = DaySplit::of(range("2026-09-24", "2026-11-22"), &estate, now());
    let mut snapshot = Snapshot::empty(Arc::new(estate), now());
    snapshot.entries = split.totals_questions().zip(entries.into_iter().map(Arc::new)).collect();
    (snapshot, split)
}

fn orders(standings: &Standings) -> Vec<(&str, i64)> {
    standings.totals.iter().map(|(vendor, counters)| (vendor.as_str(), counters.orders)).collect()
}

#[test]
fn table_and_lake_are_added_vendor_by_vendor() {
    let entries = vec![
        answered(of_table(&[("new", 1), ("old", 2)], &[])),
        answered(of_lake(&[("gone", 9), ("old", 5)])),
    ];
    let (snapshot, split) = snapshot(entries, estate(true));
    let standings = Standings::of(&snapshot, split, now());
    assert_eq!(orders(&standings), [("gone", 9), ("new", 1), ("old", 7)]);
    assert!(standings.is_whole() && standings.missing_days() == 0);
    assert_eq!(standings.complete_to(), Some(now()));
}

#[test]
fn a_part_that_is_missing_is_told_and_the_other_kept() {
    let trouble = Trouble {
        source: "Athena".into(),
        fault: Fault::Query,
        sentence: "The query failed.".into(),
        fix: "".into(),
        action: None,
        stage: None,
        at: now(),
    };
    let failed = Entry { troubles: vec![trouble], ..Entry::unasked(Duration::from_mins(1)) };
    let entries = vec![answered(of_table(&[("a", 1)], &["b"])), failed];
    let (snapshot, split) = snapshot(entries, estate(true));
    let standings = Standings::of(&snapshot, split, now());
    assert_eq!((orders(&standings), standings.missing_days()), (vec![("a", 1)], 30));
    assert_eq!(standings.parts[1].lack.as_deref(), Some("The query failed."));
    assert_eq!(standings.unread, [id("b")].into());
    assert!(!standings.is_whole() && !standings.is_unknown());
}

#[test]
fn days_that_nobody_keeps_are_unknown() {
    let (snapshot, split) = snapshot(vec![answered(of_table(&[("a", 1)], &[]))], estate(false));
    let standings = Standings::of(&snapshot, split, now());
    assert_eq!((standings.parts.len(), standings.missing_days()), (2, 30));
    assert!(standings.parts[1].lack.as_deref().is_some_and(|lack| lack.contains("no lake")));
}

#[test]
fn an_old_answer_is_marked_and_a_view_of_other_columns_says_so() {
    let mut old = answered(of_table(&[("a", 1)], &[]));
    if let Some(held) = &mut old.held {
        Arc::make_mut(held).provenance.as_of = now() - chrono::TimeDelta::hours(9);
    }
    let odd = answered(Answer::Summary(SummaryTable::default()));
    let (snapshot, split) = snapshot(vec![old, odd], estate(true));
    let standings = Standings::of(&snapshot, split, now());
    assert!(standings.parts[0].is_stale && standings.parts[0].is_known);
    assert!(!standings.parts[1].is_known && standings.parts[1].lack.is_some());
}

#[test]
fn many_vendors_are_the_lakes_where_there_is_one() {
    let days = range("2026-09-24", "2026-11-22");
    let with_lake = DaySplit::of(days, &estate(true), now()).for_many(&estate(true));
    assert_eq!((with_lake.table, with_lake.lake), (None, Some(days)));
    let alone = DaySplit::of(days, &estate(false), now());
    assert_eq!(alone.for_many(&estate(false)), alone);
    let today = DaySplit::of(range("2026-11-22", "2026-11-22"), &estate(true), now()).for_many(&estate(true));
    assert_eq!(today.lake, Some(range("2026-11-22", "2026-11-22")));
}

#[test]
fn too_many_vendors_are_no_numbers() {
    let cut = Answer::VendorTotals(VendorTotals { is_cut: true, vendors: 900, ..VendorTotals::default() });
    let (snapshot, split) = snapshot(vec![answered(cut)], estate(false));
    assert!(Standings::of(&snapshot, split, now()).is_unknown());
}
