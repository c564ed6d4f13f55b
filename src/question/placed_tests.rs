//! A vendor's place is a quarter or nothing, it is told only where the operator lets it, and only of the same days.

use std::{collections::BTreeMap, time::Duration};

use super::*;
use crate::{
    business::{Counters, Currency, Kpi, Placing, Quarter, Vendor},
    question::{Answer, Entry, Estate, Provenance, VendorTable, VendorTotals},
};

fn now() -> DateTime<Utc> {
    "2026-11-22T14:00:00Z".parse().unwrap()
}

fn id(place: i64) -> VendorId {
    VendorId::parse(&format!("v-{place}")).unwrap()
}

fn answered(answer: Answer) -> Arc<Entry> {
    let provenance = Provenance {
        source: "a test".into(),
        as_of: now(),
        complete_to: Some(now()),
        latency: Duration::ZERO,
        cost_micro_usd: 0,
        call: "".into(),
        command: "".into(),
    };
    let held = Some(Arc::new(Answered { answer, provenance }));
    Arc::new(Entry { held, ..Entry::unasked(Duration::from_mins(1)) })
}

/// A market of so many bakeries, each with more orders than the one before, all of it answered.
fn market(count: i64, tells_places: bool) -> Snapshot {
    let estate = Estate {
        pipelines: Vec::new(),
        vendor_table: Some(VendorTable { table: "days".into(), kept_days: 30 }),
        lake: None,
        currency: Currency::default(),
        business_zone: chrono_tz::UTC,
        demo: None,
        account: None,
        runbooks: BTreeMap::new(),
        tells_places,
        endpoint: None,
    };
    let mut whole = Snapshot::empty(Arc::new(estate), now());
    let vendor = |place| Vendor {
        id: id(place),
        name: format!("Bakery {place}").into(),
        category: Some("bakery".into()),
    };
    whole.entries.insert(Question::Vendors, answered(Answer::Vendors((1..=count).map(vendor).collect())));
    let counters = |place| Counters { orders: 100 + 10 * place, product_views: 5_000, ..Counters::default() };
    let totals = VendorTotals {
        totals: (1..=count).map(|place| (id(place), counters(place))).collect(),
        vendors: 8,
        ..VendorTotals::default()
    };
    for question in place_questions(&whole, now()) {
        if question != Question::Vendors {
            whole.entries.insert(question, answered(Answer::VendorTotals(totals.clone())));
        }
    }
    whole
}

fn place_of(whole: &Snapshot, vendor: i64) -> Option<Placing> {
    let mut placed = Placed::default();
    placed.look(whole, &id(vendor));
    let (_, told) = placed.told()?;
    told.places.iter().find(|(kpi, _)| *kpi == Kpi::Orders).map(|(_, place)| *place)
}

#[test]
fn nothing_is_asked_or_told_unless_the_operator_lets_it() {
    let quiet = market(8, false);
    assert!(place_questions(&quiet, now()).is_empty());
    assert_eq!(place_of(&quiet, 8), None);
}

#[test]
fn a_place_is_a_quarter_among_enough_peers() {
    let whole = market(8, true);
    assert_eq!(place_of(&whole, 8), Some(Placing::In(Quarter::Top)));
    assert_eq!(place_of(&whole, 1), Some(Placing::In(Quarter::Lowest)));
    assert!(matches!(place_of(&market(5, true), 5), Some(Placing::Withheld(_))), "four peers are too few");
}

#[test]
fn the_days_are_the_four_weeks_that_are_over() {
    let asked = place_questions(&market(8, true), now());
    let days = DateRange::new("2026-10-25".parse().unwrap(), "2026-11-21".parse().unwrap()).unwrap();
    assert!(asked.contains(&Question::VendorTotals { range: days }), "{asked:?}");
}

#[test]
fn the_same_answers_are_looked_at_once() {
    let whole = market(8, true);
    let mut placed = Placed::default();
    assert!(placed.look(&whole, &id(3)));
    assert!(!placed.look(&whole, &id(3)), "nobody is woken for what is the same");
}
