//! One history out of two stores: which day is whose, and what an absent day means.

use std::{sync::Arc, time::Duration};

use chrono::{NaiveDate, TimeZone};

use super::*;
use crate::{
    business::{Cell, ColumnType, Counters, Currency, DayCounters, SummaryTable},
    question::{Answered, Entry, LakeInfo, VendorTable},
};

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 14, 2, 31).unwrap()
}

fn estate(has_lake: bool) -> Estate {
    Estate {
        pipelines: Vec::new(),
        vendor_table: Some(VendorTable { table: "days".into(), kept_days: 30 }),
        lake: has_lake.then(|| LakeInfo { workgroup: "w".into(), database: "d".into() }),
        currency: Currency::default(),
        business_zone: chrono_tz::UTC,
        demo: None,
        account: None,
        runbooks: BTreeMap::new(),
        tells_places: false,
        endpoint: None,
    }
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn range(from: &str, to: &str) -> DateRange {
    DateRange::new(date(from), date(to)).unwrap()
}

fn held(answer: Answer) -> Arc<Entry> {
    let provenance = Provenance {
        source: "test".into(),
        as_of: now(),
        complete_to: None,
        latency: Duration::ZERO,
        cost_micro_usd: 0,
        call: "".into(),
        command: "".into(),
    };
    let held = Some(Arc::new(Answered { answer, provenance }));
    Arc::new(Entry { held, ..Entry::unasked(Duration::from_mins(1)) })
}

#[test]
fn what_the_table_no_longer_keeps_is_asked_of_the_lake() {
    let estate = estate(true);
    let split = DaySplit::of(range("2026-10-01", "2026-12-31"), &estate, now());
    assert_eq!(split.table, Some(range("2026-10-24", "2026-11-22")));
    assert_eq!(split.lake, Some(range("2026-10-01", "2026-10-23")));
    let old = DaySplit::of(range("2026-01-01", "2026-01-31"), &estate, now());
    assert_eq!((old.table, old.lake), (None, Some(range("2026-01-01", "2026-01-31"))));
    let ahead = DaySplit::of(range("2027-01-01", "2027-01-31"), &estate, now());
    assert_eq!(ahead, DaySplit::default());
}

#[test]
fn without_a_lake_older_days_are_unknown_and_not_asked() {
    let split = DaySplit::of(range("2026-10-20", "2026-10-25"), &estate(false), now());
    assert_eq!(split.unkept, Some(range("2026-10-20", "2026-10-23")));
    assert_eq!(split.questions(&VendorScope::All).count(), 1);
}

const COLUMNS: [&str; 8] = [
    "event_date",
    "product_views",
    "profile_views",
    "product_favorites",
    "cart_adds",
    "orders",
    "completed_orders",
    "revenue",
];

/// A row of the lake with a hundred of everything.
fn row(day: &str) -> Vec<Cell> {
    std::iter::once(Cell::Date(date(day))).chain((1..8).map(|_| Cell::Integer(100))).collect()
}

fn lake(vendor: &VendorScope, asked: DateRange, days: &[&str]) -> (Question, Arc<Entry>) {
    let view = View::DailyVendorPerformance;
    let table = SummaryTable {
        columns: COLUMNS.map(|name| (Arc::from(name), ColumnType::Integer)).into(),
        rows: days.iter().map(|day| row(day)).collect(),
    };
    (Question::Summary { view, vendor: vendor.clone(), range: asked }, held(Answer::Summary(table)))
}

fn table(vendor: &VendorScope, asked: DateRange, orders: &[(&str, i64)]) -> (Question, Arc<Entry>) {
    let day = |(day, orders): &(&str, i64)| DayCounters {
        date: date(day),
        counters: Counters { orders: *orders, ..Counters::default() },
    };
    let days = VendorDays {
        days: orders.iter().map(day).collect(),
        kept_from: Some(date("2026-10-24")),
        vendors: 1,
    };
    (Question::VendorDays { vendor: vendor.clone(), range: asked }, held(Answer::VendorDays(days)))
}

fn history(vendor: &VendorScope, answers: Vec<(Question, Arc<Entry>)>) -> History {
    let mut snapshot = Snapshot::empty(Arc::new(estate(true)), now());
    snapshot.entries.extend(answers);
    History::of(&snapshot, vendor)
}

fn one() -> VendorScope {
    VendorScope::One(crate::business::VendorId::parse("v-001").unwrap())
}

fn orders(history: &History, day: &str) -> Option<i64> {
    history.book.day(date(day)).map(|counters| counters.orders)
}

#[test]
fn table_and_lake_become_one_book_and_the_table_holds_where_both_have_a_day() {
    let all = VendorScope::All;
    let history = history(
        &all,
        vec![
            lake(&all, range("2026-10-20", "2026-10-24"), &["2026-10-23", "2026-10-24"]),
            table(&all, range("2026-10-24", "2026-11-22"), &[("2026-10-24", 7)]),
        ],
    );
    assert_eq!(orders(&history, "2026-10-23"), Some(100));
    assert_eq!(orders(&history, "2026-10-24"), Some(7));
    assert_eq!(orders(&history, "2026-10-25"), Some(0), "nothing happened on a kept day without an item");
    assert_eq!(orders(&history, "2026-10-19"), None, "nobody was asked about that day");
    assert_eq!(history.sources.len(), 2);
    let both = history.days[&date("2026-10-24")];
    let told = (both.table.counters().map(|c| c.orders), both.lake.counters().map(|c| c.orders));
    assert_eq!(told, (Some(7), Some(100)), "both are kept for whoever compares them");
}

#[test]
fn the_seam_and_the_age_of_each_part_are_known() {
    let vendor = one();
    let history = history(
        &vendor,
        vec![
            lake(&vendor, range("2026-10-01", "2026-10-23"), &["2026-10-05", "2026-10-23"]),
            table(&vendor, range("2026-10-24", "2026-11-22"), &[("2026-10-24", 7), ("2026-11-22", 1)]),
        ],
    );
    let shown = range("2026-10-01", "2026-11-22");
    assert_eq!(history.seam(shown), Some(date("2026-10-24")));
    assert_eq!(history.seam(range("2026-10-24", "2026-11-22")), None);
    let parts = history.parts(shown);
    let said: Vec<_> = parts.iter().map(|part| (part.store, part.from.to_string(), part.as_of)).collect();
    assert_eq!(
        said,
        [
            (Store::Lake, "2026-10-05".to_owned(), Some(now())),
            (Store::Table, "2026-10-24".to_owned(), Some(now())),
        ]
    );
}

#[test]
fn before_the_lake_begins_nothing_is_known_and_a_quiet_day_between_is_zero() {
    let vendor = one();
    let asked = range("2026-09-01", "2026-10-23");
    let history = history(&vendor, vec![lake(&vendor, asked, &["2026-09-10", "2026-09-12"])]);
    assert_eq!(orders(&history, "2026-09-09"), None, "history begins on the 10th");
    assert_eq!(orders(&history, "2026-09-11"), Some(0), "a shop may rest for a day");
    assert_eq!(orders(&history, "2026-09-13"), None, "nothing tells that the later days have arrived");
    assert_eq!(history.doubts, []);
}

#[test]
fn a_day_the_whole_market_lacks_in_the_lake_is_a_gap_and_said() {
    let all = VendorScope::All;
    let asked = range("2026-09-10", "2026-09-12");
    let history = history(&all, vec![lake(&all, asked, &["2026-09-10", "2026-09-12"])]);
    assert_eq!(orders(&history, "2026-09-11"), None);
    assert_eq!(history.doubts, [Doubt { date: date("2026-09-11"), kind: DoubtKind::NotInLake }]);
}

#[test]
fn a_kept_day_without_an_item_is_the_lakes_where_the_lake_has_it() {
    let vendor = one();
    let asked = range("2026-11-01", "2026-11-10");
    let history = history(
        &vendor,
        vec![
            lake(&vendor, asked, &["2026-11-05"]),
            table(&vendor, range("2026-11-01", "2026-11-22"), &[("2026-11-04", 3)]),
        ],
    );
    assert_eq!(orders(&history, "2026-11-05"), Some(100));
    assert_eq!(history.store(date("2026-11-05")), Some(Store::Lake));
    assert_eq!(orders(&history, "2026-11-06"), Some(0), "both agree that nothing happened");
    assert_eq!(history.doubts, [Doubt { date: date("2026-11-05"), kind: DoubtKind::LakeStandsIn }]);
}

#[test]
fn a_kept_day_without_an_item_is_unknown_when_the_lake_only_tells_that_something_happened() {
    let vendor = one();
    let asked = range("2026-11-01", "2026-11-10");
    let columns = ["event_date", "viewed", "favorited", "carted", "ordered", "completed"];
    let busy = |day: &str, viewed| {
        std::iter::once(Cell::Date(date(day)))
            .chain([viewed, 0, 0, 0, 0].map(Cell::Integer))
            .collect::<Vec<_>>()
    };
    let funnel = SummaryTable {
        columns: columns.map(|name| (Arc::from(name), ColumnType::Integer)).into(),
        rows: vec![busy("2026-11-05", 12), busy("2026-11-06", 0)],
    };
    let view = View::ConversionFunnel;
    let question = Question::Summary { view, vendor: vendor.clone(), range: asked };
    let history = history(
        &vendor,
        vec![
            (question, held(Answer::Summary(funnel))),
            table(&vendor, range("2026-11-01", "2026-11-22"), &[("2026-11-04", 3)]),
        ],
    );
    assert_eq!(orders(&history, "2026-11-05"), None, "no item and twelve people: not zero");
    assert_eq!(orders(&history, "2026-11-06"), Some(0));
    let doubts: Vec<_> = history.doubts_in(asked).map(|doubt| (doubt.date, doubt.kind)).collect();
    assert_eq!(doubts, [(date("2026-11-05"), DoubtKind::CountersMissing)]);
}

#[test]
fn a_vendor_nobody_has_heard_of_has_quiet_kept_days_and_no_older_history() {
    let vendor = one();
    let history = history(
        &vendor,
        vec![
            lake(&vendor, range("2026-10-01", "2026-10-23"), &[]),
            table(&vendor, range("2026-10-24", "2026-11-22"), &[]),
        ],
    );
    assert_eq!(orders(&history, "2026-10-23"), None);
    assert_eq!(orders(&history, "2026-10-24"), Some(0));
}

/// The business day changes at midnight of its zone, also where a day has 23 or 25 hours.
#[test]
fn the_business_day_follows_the_zone_over_the_change_of_clocks() {
    let berlin = Estate { business_zone: chrono_tz::Europe::Berlin, ..estate(true) };
    let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let day = |text: &str| berlin.business_day(at(text)).to_string();
    assert_eq!(day("2026-10-24T21:59:59Z"), "2026-10-24");
    assert_eq!(day("2026-10-24T22:00:00Z"), "2026-10-25", "25 hours long");
    assert_eq!(day("2026-10-25T22:59:59Z"), "2026-10-25");
    assert_eq!(day("2026-10-25T23:00:00Z"), "2026-10-26");
    assert_eq!(day("2026-03-28T23:00:00Z"), "2026-03-29", "23 hours long");
    assert_eq!(day("2026-03-29T21:59:59Z"), "2026-03-29");
}

proptest::proptest! {
    /// Every hour lies in one business day; days follow each other and are 23 to 25 hours long.
    #[test]
    fn hours_fall_into_days_one_after_another(start in 0i64..400_000, zone in 0usize..4) {
        let zones = [chrono_tz::UTC, chrono_tz::Europe::Berlin, chrono_tz::America::New_York,
            chrono_tz::Asia::Kolkata];
        let estate = Estate { business_zone: zones[zone], ..estate(true) };
        let first = DateTime::from_timestamp(start * 3_600, 0).unwrap();
        let mut hours: BTreeMap<NaiveDate, i64> = BTreeMap::new();
        for hour in 0..120 {
            *hours.entry(estate.business_day(first + chrono::TimeDelta::hours(hour))).or_default() += 1;
        }
        let days: Vec<_> = hours.keys().copied().collect();
        proptest::prop_assert!(days.windows(2).all(|pair| pair[0].succ_opt() == Some(pair[1])));
        for day in &days[1..days.len() - 1] {
            proptest::prop_assert!((23..=25).contains(&hours[day]), "{} hours on {}", hours[day], day);
        }
    }
}
