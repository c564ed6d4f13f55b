//! Journeys through the Forecast screen: keys in, what is chosen and asked out.

use std::{sync::Arc, time::Duration};

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};

use super::{
    fixture,
    journeys::Seat,
    message::Effect,
    period::RangeChoice,
    screen::{Panel, Screen},
};
use crate::{
    business::{Counters, DateRange, DayCounters, Kpi, VendorScope},
    question::{Answer, Answered, Entry, Provenance, Question, Snapshot, VendorDays},
};

/// The days there are counters of; two of them had a sale.
fn seat(days: u32) -> Seat {
    let mut seat = Seat::new();
    let range = DateRange::ending(fixture::now().date_naive(), days);
    let counters = |date: NaiveDate| {
        let orders = if date.weekday() == Weekday::Sat { 90 } else { 40 };
        let orders = if [sale(), sale() - TimeDelta::days(5)].contains(&date) { 150 } else { orders };
        Counters { orders, product_views: 900, revenue: (orders * 20).into(), ..Counters::default() }
    };
    let days = range.dates().map(|date| DayCounters { date, counters: counters(date) }).collect();
    let answer = Answer::VendorDays(VendorDays { days, kept_from: None, vendors: 1 });
    let provenance = Provenance {
        source: "a test".into(),
        as_of: fixture::now(),
        complete_to: None,
        latency: Duration::ZERO,
        cost_micro_usd: 0,
        call: "Query".into(),
        command: "aws dynamodb query".into(),
    };
    let held = Some(Arc::new(Answered { answer, provenance }));
    let mut snapshot = Snapshot::clone(&seat.snapshot);
    let question = Question::VendorDays { vendor: VendorScope::All, range };
    snapshot.entries.insert(question, Arc::new(Entry { held, ..Entry::unasked(Duration::from_mins(1)) }));
    seat.snapshot = Arc::new(snapshot);
    seat
}

fn sale() -> NaiveDate {
    fixture::now().date_naive() - TimeDelta::days(4)
}

#[test]
fn from_the_forecast_to_an_unusual_day_and_its_numbers() {
    let mut seat = seat(90);
    seat.press("F");
    assert_eq!((seat.app.screen, seat.app.focus), (Screen::Forecast, Panel::Forecast));
    let days: Vec<_> = seat.app.outlook(&seat.snapshot).unusual.iter().map(|day| day.date).collect();
    assert_eq!(days, [sale(), sale() - TimeDelta::days(5)], "the newest first, and no others");
    seat.press("down down");
    assert_eq!((seat.app.focus, seat.app.outlook.day), (Panel::UnusualDays, Some(days[1])));
    seat.press("enter");
    assert_eq!(seat.app.screen, Screen::Vendor);
    assert_eq!(seat.app.range, RangeChoice::Days(DateRange::ending(days[1], 1)));
    seat.press("F tab k k");
    assert_eq!((seat.app.focus, seat.app.outlook.day), (Panel::Forecast, Some(days[0])), "up from the first");
}

#[test]
fn n_turns_to_orders_and_y_copies_sentences_that_say_what_they_are() {
    let mut seat = seat(90);
    seat.press("F n");
    assert_eq!(seat.app.outlook.kpi, Kpi::Orders);
    let effects = seat.press("y");
    let Some(Effect::Copy(text)) = effects.first() else { panic!("nothing was copied: {effects:?}") };
    assert!(text.starts_with("Expected orders of all vendors, an estimate"), "{text}");
    assert!(text.contains("Monday 23 November: 40, between 40 and 40."), "{text}");
    assert!(text.contains("held-out days") && text.contains("Holidays"), "{text}");
    assert!(
        text.contains("Unusual: Wednesday 18 November 2026 had orders of 150, 3.8 times the 40"),
        "{text}"
    );
    seat.press("n");
    assert_eq!(seat.app.outlook.kpi, Kpi::Revenue);
}

#[test]
fn a_short_history_says_so_and_enter_finds_nothing() {
    let mut seat = seat(20);
    let lines = seat.press("F y");
    let Some(Effect::Copy(text)) = lines.first() else { panic!("nothing was copied") };
    assert_eq!(
        text,
        "No forecast of revenue of all vendors: 19 closed days are known and a forecast needs 28: four of each weekday."
    );
    seat.press("tab enter");
    assert_eq!(seat.app.screen, Screen::Forecast);
}

#[test]
fn the_forecast_asks_for_its_own_days_whatever_range_is_chosen() {
    let mut seat = seat(90);
    seat.press("F");
    let labels = |seat: &Seat| -> Vec<String> {
        let wanted = seat.app.wants(&fixture::estate(), fixture::now());
        wanted.iter().map(Question::label).collect()
    };
    let before = labels(&seat);
    assert_eq!(
        before,
        [
            "vendors",
            "days of all vendors, 2026-10-24 to 2026-11-22",
            "daily_vendor_performance of all vendors, 2026-05-26 to 2026-10-23",
        ]
    );
    seat.press("[ d left");
    assert_eq!(labels(&seat), before);
}
