//! Journeys over the Products screen: keys go in, and what a person would see of the choice comes out.

use std::{sync::Arc, time::Duration};

use super::{
    fixture,
    journeys::Seat,
    message::{Effect, Message},
    screen::{Panel, Screen},
};
use crate::{
    business::{DateRange, ProductColumn, ProductDay, ProductId, VendorScope},
    question::{Answer, Answered, Entry, ProductDays, Provenance, Question, Snapshot},
};

/// A snapshot in which v-001 has so many products; the first sells most.
fn stocked(count: i64) -> Arc<Snapshot> {
    let mut snapshot = (*fixture::snapshot()).clone();
    let vendor = fixture::vendor_id("v-001");
    let range = DateRange::ending(fixture::now().date_naive(), 30);
    let day = |place: i64| ProductDay {
        product: ProductId::new(format!("p{place:05}")),
        date: range.from(),
        views: 100 + place,
        favorites: 1,
        cart_adds: 1,
        orders: 1,
        revenue: (count - place).into(),
    };
    let provenance = Provenance {
        source: "a test".into(),
        as_of: fixture::now(),
        complete_to: None,
        latency: Duration::ZERO,
        cost_micro_usd: 0,
        call: "Query".into(),
        command: "aws dynamodb query --index".into(),
    };
    let answer = Answer::ProductDays(ProductDays { days: (0..count).map(day).collect() });
    let held = Some(Arc::new(Answered { answer, provenance }));
    let entry = Entry { held, ..Entry::unasked(Duration::from_mins(1)) };
    snapshot.entries.insert(Question::ProductDays { vendor, range }, Arc::new(entry));
    Arc::new(snapshot)
}

fn seat(count: i64) -> Seat {
    let mut seat = Seat { app: fixture::app(), snapshot: stocked(count) };
    seat.app.update(Message::Vendor(VendorScope::One(fixture::vendor_id("v-001"))), &seat.snapshot);
    seat.press("5");
    seat
}

fn selected(seat: &Seat) -> String {
    let table = seat.app.product_table(&seat.snapshot, fixture::now());
    let (_, _, product) = seat.app.selected_product(&table).unwrap();
    product.key.product.to_string()
}

#[test]
fn the_selection_moves_by_rows_pages_and_to_the_ends() {
    let mut seat = seat(200);
    assert_eq!((seat.app.screen, seat.app.focus), (Screen::Products, Panel::Products));
    seat.press("down down j");
    assert_eq!(selected(&seat), "p00003");
    seat.press("ctrl-d");
    assert_eq!(selected(&seat), "p00015");
    seat.press("G");
    assert_eq!(selected(&seat), "p00199");
    seat.press("ctrl-u k");
    assert_eq!(selected(&seat), "p00186");
    seat.press("g up");
    assert_eq!(selected(&seat), "p00000");
}

#[test]
fn the_selection_follows_its_product_through_order_and_refresh() {
    let mut seat = seat(50);
    seat.press("down down");
    seat.press("S");
    assert_eq!(selected(&seat), "p00002");
    assert!(seat.toast().contains("sorted by revenue, least first"), "{}", seat.toast());
    seat.press("down");
    assert_eq!(selected(&seat), "p00001", "below it stands the one that sells more");
    seat.snapshot = stocked(60);
    seat.app.update(Message::Tick(fixture::now()), &seat.snapshot);
    assert_eq!(selected(&seat), "p00001");
}

#[test]
fn s_goes_through_every_column_and_a_named_one_turns_round_again() {
    let mut seat = seat(5);
    let mut columns = vec![seat.app.products.order.column];
    for _ in 1..ProductColumn::ALL.len() {
        seat.press("s");
        columns.push(seat.app.products.order.column);
    }
    columns.sort();
    assert_eq!(columns, ProductColumn::ALL);
    let sort = |name: &str| Message::Run("sort", Some(name.into()));
    seat.app.update(sort("views"), &seat.snapshot);
    assert_eq!(selected(&seat), "p00004", "the most views first");
    seat.app.update(sort("views"), &seat.snapshot);
    assert!(seat.app.products.order.is_reversed);
    seat.app.update(sort("glory"), &seat.snapshot);
    assert_eq!(seat.toast(), "there is no column `glory`");
}

#[test]
fn enter_opens_esc_goes_back_and_up_and_down_turn_to_other_products() {
    let mut seat = seat(30);
    seat.press("down enter");
    assert!(seat.app.is_product_open());
    seat.press("down down");
    assert_eq!(selected(&seat), "p00003");
    seat.press("ctrl-d");
    assert!(seat.app.products.top > 0, "longer steps go through its days");
    seat.press("down");
    assert_eq!(seat.app.products.top, 0, "another product begins at its newest day");
    seat.press("/ 'p0000");
    seat.press("enter esc");
    assert!(!seat.app.is_product_open());
    assert!(seat.app.filter.is_some(), "one thing at a time");
    seat.press("esc");
    assert_eq!((seat.app.filter.clone(), seat.app.screen), (None, Screen::Products));
    seat.press("enter enter");
    assert!(seat.app.overlay.is_some(), "deeper than the product is where its numbers come from");
}

#[test]
fn a_filter_keeps_an_opened_product_open() {
    let mut seat = seat(30);
    seat.press("enter / '00029 enter");
    assert_eq!(selected(&seat), "p00000");
    seat.press("esc");
    assert_eq!(selected(&seat), "p00029", "the list shows what matches");
}

#[test]
fn copying_takes_the_selected_product() {
    let mut seat = seat(3);
    let effects = seat.press("down y");
    let [Effect::Copy(text)] = effects.as_slice() else { panic!("{effects:?}") };
    assert!(text.starts_with("p00001 of v-001, 2026-10-24 to 2026-11-22\nrank 2\nrevenue €2.00"), "{text}");
    assert!(text.contains("units unknown"), "{text}");
}

#[test]
fn the_table_is_made_once_for_the_same_answers() {
    let mut seat = seat(20);
    let first = seat.app.product_table(&seat.snapshot, fixture::now());
    seat.app.update(Message::Tick(fixture::now()), &seat.snapshot);
    let second = seat.app.product_table(&seat.snapshot, fixture::now());
    assert!(Arc::ptr_eq(&first, &second));
    seat.press("s");
    let sorted = seat.app.product_table(&seat.snapshot, fixture::now());
    assert!(!Arc::ptr_eq(&first, &sorted) && Arc::ptr_eq(&first.board, &sorted.board));
    let mut without = seat.app.clone();
    without.products.held = None;
    let afresh = without.product_table(&seat.snapshot, fixture::now());
    assert_eq!((&afresh.board, &afresh.shown), (&sorted.board, &sorted.shown), "holding it changes nothing");
    seat.press("4");
    assert!(seat.app.products.held.is_none(), "what no screen shows is not held");
}

#[test]
fn the_index_brings_new_days_and_the_lake_older_ones() {
    let mut seat = seat(1);
    seat.press("5");
    let labels = |seat: &Seat| -> Vec<String> {
        let wants = seat.app.wants(&seat.snapshot.estate, fixture::now());
        wants.iter().map(Question::label).filter(|label| label.contains("product")).collect()
    };
    assert_eq!(
        labels(&seat),
        [
            "products of v-001, 2026-10-24 to 2026-11-22",
            "product_performance of v-001, 2026-09-24 to 2026-10-23",
        ]
    );
    seat.app.update(Message::Vendor(VendorScope::All), &seat.snapshot);
    assert_eq!(
        labels(&seat),
        [
            "product_performance of all vendors, 2026-09-24 to 2026-10-23",
            "product_performance of all vendors, 2026-10-24 to 2026-11-22",
        ]
    );
}
