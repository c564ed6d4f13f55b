//! Journeys over the Compare screen and the switcher: what is asked, chosen, ranked, marked and pinned.

use std::sync::Arc;

use super::{fixture, journeys::Seat, ranking::RankColumn, screen::Screen, state::Overlay};
use crate::{
    business::{Kpi, VendorId, VendorScope},
    question::{Audience, MOST_VENDORS, Question},
};

/// A seat at the ranking, with its answers.
fn seat() -> Seat {
    let mut seat = Seat::new();
    seat.press("C");
    answer(&mut seat);
    seat
}

fn answer(seat: &mut Seat) {
    seat.snapshot = fixture::with_totals(&seat.app, &seat.snapshot);
    seat.app.update(super::Message::Tick(fixture::now()), &seat.snapshot);
}

fn shown(seat: &Seat) -> Vec<String> {
    let board = seat.app.board(&seat.snapshot);
    (0..board.order.len()).filter_map(|line| Some(board.row(line)?.vendor.to_string())).collect()
}

fn chosen(seat: &Seat) -> Option<VendorId> {
    seat.app.ranked_vendor(&seat.app.board(&seat.snapshot))
}

#[test]
fn the_ranking_asks_totals_and_not_days_and_each_part_once() {
    let mut seat = Seat::new();
    seat.press("C");
    let wanted = seat.app.wants(&seat.snapshot.estate, fixture::now());
    let labels: Vec<String> = wanted.iter().map(Question::label).collect();
    assert_eq!(
        labels,
        [
            "vendors",
            "totals of each vendor, 2026-10-24 to 2026-11-21",
            "totals of each vendor, 2026-11-22 to 2026-11-22",
            "vendor_totals of all vendors, 2026-09-24 to 2026-10-22",
        ],
        "the days that are over, today, and as many days before"
    );
}

#[test]
fn enter_goes_to_the_chosen_vendor() {
    let mut seat = seat();
    assert_eq!(shown(&seat), ["v-002", "v-001", "v-003"]);
    seat.press("j enter");
    assert_eq!(seat.app.screen, Screen::Vendor);
    assert_eq!(seat.app.vendor, VendorScope::One(fixture::vendor_id("v-001")));
    assert_eq!(seat.app.familiar.recent, [fixture::vendor_id("v-001")]);
}

#[test]
fn the_choice_is_a_vendor_and_stays_one_when_the_order_changes() {
    let mut seat = seat();
    seat.press("G");
    let last = chosen(&seat);
    seat.press("S");
    assert_eq!(shown(&seat), ["v-003", "v-001", "v-002"]);
    assert_eq!(chosen(&seat), last);
    seat.press("s s");
    assert_eq!(seat.app.ranking.column, RankColumn::Vendor);
    assert_eq!(shown(&seat), ["v-003", "v-001", "v-002"], "Moon, Sunrise, Sunset");
    assert_eq!(chosen(&seat), last);
}

#[test]
fn n_ranks_by_the_next_kpi_and_comes_round() {
    let mut seat = seat();
    for kpi in [Kpi::Orders, Kpi::AverageOrder, Kpi::Conversion, Kpi::Completion, Kpi::Revenue] {
        seat.press("n");
        assert_eq!(seat.app.board(&seat.snapshot).tally.kpi, kpi);
        assert!(seat.toast().contains(kpi.label()));
    }
}

#[test]
fn the_filter_knows_name_id_and_category_and_keeps_the_ranks() {
    let mut seat = seat();
    seat.press("/ 'sun enter");
    assert_eq!(shown(&seat), ["v-002", "v-001"]);
    let board = seat.app.board(&seat.snapshot);
    assert_eq!(board.row(1).and_then(|row| row.rank), Some(2));
    seat.press("/ ctrl-u 'v-003 enter");
    assert_eq!(shown(&seat), ["v-003"]);
    seat.press("esc");
    assert_eq!(shown(&seat).len(), 3);
}

#[test]
fn three_stand_beside_one_another_and_their_days_are_asked() {
    let mut seat = seat();
    seat.press("space j space j space");
    assert_eq!(seat.app.ranking.marked.len(), 3);
    let wanted = seat.app.wants(&seat.snapshot.estate, fixture::now());
    let of_one =
        |question: &&Question| matches!(question, Question::VendorDays { vendor: VendorScope::One(_), .. });
    assert_eq!(wanted.iter().filter(of_one).count(), 3);
    seat.press("space");
    assert_eq!(seat.app.ranking.marked.len(), 2, "again takes it away");
}

#[test]
fn nothing_is_computed_again_while_nothing_changes() {
    let mut seat = seat();
    let board = seat.app.board(&seat.snapshot);
    seat.press("j");
    let after = seat.app.board(&seat.snapshot);
    assert!(Arc::ptr_eq(&board, &after), "moving the selection computes nothing");
    seat.press("S");
    let turned = seat.app.board(&seat.snapshot);
    assert!(Arc::ptr_eq(&board.tally, &turned.tally), "another order ranks nothing anew");
    answer(&mut seat);
    assert!(!Arc::ptr_eq(&board.tally, &seat.app.board(&seat.snapshot).tally), "a new answer does");
}

#[test]
fn with_too_many_vendors_the_lake_is_asked_for_all_of_them() {
    let mut seat = Seat::new();
    seat.press("C");
    seat.app.ranking.is_crowded = true;
    let labels = |seat: &Seat| -> Vec<String> {
        seat.app.wants(&seat.snapshot.estate, fixture::now()).iter().map(Question::label).collect()
    };
    assert!(labels(&seat).iter().all(|label| !label.starts_with("totals of each")), "{:?}", labels(&seat));
    assert!(labels(&seat).contains(&"vendor_totals of all vendors, 2026-10-24 to 2026-11-21".to_owned()));
    seat.app.screen = Screen::Vendor;
    assert!(labels(&seat).iter().all(|label| !label.starts_with("days of all")), "{:?}", labels(&seat));
    seat.app.vendor = VendorScope::One(fixture::vendor_id("v-001"));
    assert!(
        labels(&seat).iter().any(|label| label.starts_with("days of v-001")),
        "one vendor is the table's"
    );
    assert!(seat.snapshot.vendors().is_some_and(|vendors| vendors.len() < MOST_VENDORS));
    seat.press("j");
    assert!(!seat.app.ranking.is_crowded, "how many they are is noticed");
}

#[test]
fn a_star_pins_in_the_switcher_and_pins_come_first() {
    let mut seat = Seat::new();
    seat.press("v 'sunset *");
    assert!(matches!(seat.app.overlay, Some(Overlay::Vendors(_))), "the switcher stays open");
    assert_eq!(seat.app.familiar.pinned, [fixture::vendor_id("v-002")]);
    assert!(seat.toast().contains("v-002 is pinned"));
    seat.press("esc v");
    let rows = seat.app.vendor_rows(&seat.snapshot);
    let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["all vendors", "Sunset Teas", "Moon Textiles", "Sunrise Ceramics"]);
    assert!(rows[1].is_pinned);
    seat.press("'sun");
    assert_eq!(seat.app.vendor_rows(&seat.snapshot)[0].name, "Sunset Teas", "of equals the pinned one");
    seat.press("*");
    assert!(seat.app.familiar.pinned.is_empty());
}

#[test]
fn a_star_pins_the_vendor_that_is_looked_at() {
    let mut seat = seat();
    seat.press("*");
    assert_eq!(seat.app.familiar.pinned, [fixture::vendor_id("v-002")], "the chosen row");
    seat.press("4 *");
    assert!(seat.toast().contains("choose a vendor"), "{}", seat.toast());
    assert_eq!(seat.app.familiar.take_changes().len(), 1);
}

#[test]
fn a_row_of_the_switcher_tells_its_rank() {
    let mut seat = seat();
    seat.press("v");
    let rows = seat.app.vendor_rows(&seat.snapshot);
    let rank = rows.iter().find(|row| row.name == "Sunset Teas").and_then(|row| row.rank);
    assert_eq!(rank, Some(("revenue", 1)));
}

#[test]
fn a_vendor_asks_nothing_of_others_and_is_told_nothing() {
    let mut seat = seat();
    seat.app.audience = Audience::Vendor(fixture::vendor_id("v-001"));
    assert_eq!(seat.app.ranking_questions(&seat.snapshot.estate, fixture::now()), []);
    let said = seat.app.ranking_sentences(&seat.snapshot, 10).join(" ");
    assert!(!said.contains("v-00"), "{said}");
    assert_eq!(seat.app.shown_benchmark(&seat.snapshot), None);
}

#[test]
fn the_sentences_tell_rank_figures_and_what_is_missing() {
    let mut seat = Seat::new();
    seat.press("C");
    let said = seat.app.ranking_sentences(&seat.snapshot, 10).join(" ");
    assert!(said.contains("not read yet"), "{said}");
    answer(&mut seat);
    let said = seat.app.ranking_sentences(&seat.snapshot, 10);
    assert_eq!(said[0], "3 vendors by revenue, 2026-10-24 to 2026-11-22.");
    assert!(said[1].starts_with("The first of 3 vendors makes"), "{said:?}");
    assert!(said[2].starts_with("Sunset Teas (v-002), rank 1"), "{said:?}");
    let table = seat.app.board(&seat.snapshot).table();
    assert_eq!((table.rows.len(), table.column("cumulative_share").is_some()), (3, true));
}
