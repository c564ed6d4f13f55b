//! Journeys over hours and customers: what keys do on the Traffic and Customers screens, and what is asked meanwhile.

use super::{
    fixture,
    journeys::Seat,
    message::{Effect, Message},
    people_fixture::{ORDER, with_lake},
    screen::{Panel, Screen},
    state::Overlay,
};
use crate::{
    business::{HourCount, VendorScope, View},
    question::{Audience, Question},
};

fn seat(screen: &str) -> Seat {
    let mut seat = Seat::new();
    seat.app.size = (140, 42);
    seat.app.vendor = VendorScope::One(fixture::vendor_id("v-001"));
    seat.press(screen);
    seat.snapshot = with_lake(&seat.snapshot, &seat.app);
    seat
}

fn views(seat: &Seat) -> Vec<View> {
    let wanted = seat.app.wants(&seat.snapshot.estate, fixture::now());
    let view = |question: Question| match question {
        Question::Summary { view, .. } if view != View::DailyVendorPerformance => Some(view),
        _ => None,
    };
    wanted.into_iter().filter_map(view).collect()
}

#[test]
fn arrows_move_the_hour_that_is_looked_at_and_escape_goes_back_to_the_busiest() {
    let mut seat = seat("6");
    assert_eq!((seat.app.focus, seat.app.traffic.place), (Panel::Heat, None));
    let map = seat.app.heat_map(&seat.snapshot).unwrap();
    assert_eq!(seat.app.heat_place(&map), (6, 20), "the busiest");
    seat.press("left up");
    assert_eq!(seat.app.traffic.place, Some((5, 19)));
    seat.press("g");
    assert_eq!(seat.app.traffic.place, Some((0, 19)));
    for _ in 0..30 {
        seat.press("right");
    }
    assert_eq!(seat.app.traffic.place, Some((0, 23)));
    seat.press("esc");
    assert_eq!(seat.app.traffic.place, None);
    seat.app.update(Message::Hour((2, 3)), &seat.snapshot);
    assert_eq!(seat.app.traffic.place, Some((2, 3)));
}

#[test]
fn n_counts_something_else_and_the_palette_knows_which() {
    let mut seat = seat("6");
    seat.press("n");
    assert_eq!(seat.app.traffic.count, HourCount::Events);
    seat.press(": 'count_cart enter");
    assert_eq!((seat.app.traffic.count, seat.toast()), (HourCount::CartAdds, "cart adds by the hour"));
    for _ in 0..5 {
        seat.press("n");
    }
    assert_eq!(seat.app.traffic.count, HourCount::CartAdds);
}

#[test]
fn the_week_is_told_in_words_and_copied() {
    let mut seat = seat("6");
    let said = seat.app.traffic_sentences(&seat.snapshot).unwrap().join("\n");
    for part in [
        "v-001, views by hour",
        "29 days known, 1 without data",
        "hours of UTC",
        "Sun 20:00",
        "Quiet is 00:00 to 07:00",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    assert!(said.contains("Changes are on the previous period"), "{said}");
    let Some(Effect::Copy(copied)) = seat.press("y").pop() else { panic!("nothing copied") };
    assert_eq!(copied, said);
    seat.press("c");
    assert_eq!(views(&seat), [View::HourlyTraffic, View::HourlyTraffic]);
}

#[test]
fn only_what_is_on_screen_is_asked() {
    let mut seat = seat("7");
    assert_eq!(
        views(&seat),
        [
            View::CategoryPerformance,
            View::CustomerBehavior,
            View::OrderCompletionTime,
            View::RetentionCohort,
            View::CustomerMix,
            View::NewestOrders
        ]
        .into_iter()
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect::<Vec<_>>()
    );
    // A small terminal has room for one panel.
    seat.app.size = (80, 24);
    assert_eq!(views(&seat), [View::CustomerBehavior, View::CustomerMix]);
    seat.press("tab");
    assert_eq!(views(&seat), [View::RetentionCohort]);
    assert_eq!(seat.app.focused_questions(&seat.snapshot).len(), 1);
    seat.press("4");
    assert!(!views(&seat).contains(&View::RetentionCohort));
    let mut estate = (*seat.snapshot.estate).clone();
    estate.lake = None;
    seat.app.screen = Screen::Customers;
    let wanted = seat.app.wants(&estate, fixture::now());
    assert!(wanted.iter().all(|question| !matches!(question, Question::Summary { .. })), "{wanted:?}");
}

#[test]
fn an_order_is_looked_up_by_its_id() {
    let mut seat = seat("7");
    seat.press("O");
    assert!(matches!(&seat.app.overlay, Some(Overlay::Palette(prompt)) if prompt.text == "order "));
    seat.press(&format!("'{} enter", ORDER.replace('_', "\u{1}")).replace('\u{1}', "_"));
    // The journey's underscores are blanks: ids with blanks are refused in words.
    assert!(seat.toast().contains("an order id is made of letters"), "{}", seat.toast());
    let order = Message::Run("order", Some(ORDER.into()));
    seat.app.update(order.clone(), &seat.snapshot);
    assert_eq!(seat.app.customers.order.as_ref().map(crate::business::OrderId::as_str), Some(ORDER));
    assert_eq!((seat.app.screen, seat.app.focus), (Screen::Customers, Panel::Completion));
    let wanted = seat.app.wants(&seat.snapshot.estate, fixture::now());
    let is_order = |question: &&Question| matches!(question, Question::Order { .. });
    assert_eq!(wanted.iter().filter(is_order).count(), 1);
    seat.press("esc");
    assert_eq!(seat.app.customers.order, None);
    seat.app.vendor = VendorScope::All;
    seat.app.update(order, &seat.snapshot);
    assert!(seat.toast().contains("at one vendor"), "{}", seat.toast());
}

#[test]
fn enter_on_the_orders_panel_asks_for_an_id() {
    let mut seat = seat("7");
    seat.app.focus = Panel::Completion;
    seat.press("enter");
    assert!(matches!(&seat.app.overlay, Some(Overlay::Palette(prompt)) if prompt.text == "order "));
}

#[test]
fn a_vendor_looks_up_its_own_orders_whatever_is_chosen() {
    let mut seat = seat("7");
    seat.app.audience = Audience::Vendor(fixture::vendor_id("v-002"));
    seat.app.update(Message::Run("order", Some(ORDER.into())), &seat.snapshot);
    let range = seat.app.shown_days(&seat.snapshot);
    let Some(Question::Order { vendor, .. }) = seat.app.order_question(range) else { panic!("no question") };
    assert_eq!(vendor, fixture::vendor_id("v-002"));
}

#[test]
fn customers_are_told_in_words() {
    let seat = seat("7");
    let said = seat.app.customer_sentences(&seat.snapshot).join("\n");
    for part in [
        "of 30 days",
        "742 customers",
        "order again 1 month later",
        "Bread brings the most",
        "half within 34 min, 95 of 100 within 95 min",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
}
