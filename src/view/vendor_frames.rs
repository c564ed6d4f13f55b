//! Frames of the Vendor screen over long and odd histories: the seam between lake and table, parts of periods, days that
//! are missing, and what stands out.

use std::{sync::Arc, time::Duration};

use chrono::{Datelike, NaiveDate};

use super::{
    fixture::Picture,
    frames::{kept, painted, text},
};
use crate::{
    app::{App, Compare, Panel, RangeChoice, Screen},
    business::{
        Cell, ColumnType, Counters, DateRange, DayCounters, Granularity, SummaryTable, VendorId, VendorScope,
        View,
    },
    question::{Answer, Answered, DaySplit, Entry, Provenance, Question, Snapshot, VendorDays},
    theme::Depth,
};

const SIZES: [(u16, u16); 3] = [(140, 42), (100, 30), (80, 24)];

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A day of a small shop: its weekends are good, and half of the trade of today is still to come.
fn trade(date: NaiveDate, today: NaiveDate) -> Counters {
    let weekday = i64::from(date.weekday().num_days_from_monday());
    let orders = (20 + 4 * weekday + i64::from(date.ordinal() % 5)) / if date == today { 2 } else { 1 };
    Counters {
        product_views: orders * 31,
        profile_views: orders * 7,
        product_favorites: orders * 2,
        cart_adds: orders * 3,
        orders,
        completed_orders: orders - 1,
        revenue: rust_decimal::Decimal::new(orders * 1_775, 2),
    }
}

fn entry(answer: Answer, snapshot: &Snapshot) -> Arc<Entry> {
    let provenance = Provenance {
        source: "a store".into(),
        as_of: snapshot.at,
        complete_to: None,
        latency: Duration::ZERO,
        cost_micro_usd: 0,
        call: "".into(),
        command: "".into(),
    };
    let held = Some(Arc::new(Answered { answer, provenance }));
    Arc::new(Entry { held, ..Entry::unasked(Duration::from_mins(5)) })
}

fn summary(range: DateRange, counters: &dyn Fn(NaiveDate) -> Option<Counters>) -> SummaryTable {
    let columns = [
        "event_date",
        "product_views",
        "profile_views",
        "product_favorites",
        "cart_adds",
        "orders",
        "completed_orders",
        "revenue",
    ];
    let row = |date| {
        let c = counters(date)?;
        let counts = [
            c.product_views,
            c.profile_views,
            c.product_favorites,
            c.cart_adds,
            c.orders,
            c.completed_orders,
        ];
        let cells = counts.map(Cell::Integer).into_iter().chain([Cell::Decimal(c.revenue)]);
        Some(std::iter::once(Cell::Date(date)).chain(cells).collect())
    };
    SummaryTable {
        columns: columns.map(|name| (Arc::from(name), ColumnType::Other)).into(),
        rows: range.dates().filter_map(row).collect(),
    }
}

/// The Vendor screen over some days; `counters` is what there is of each day, in whichever store keeps it.
fn shown(
    choice: (RangeChoice, Granularity, Compare),
    counters: &dyn Fn(NaiveDate) -> Option<Counters>,
) -> (Snapshot, App) {
    let (snapshot, mut app) = Picture::Calm.taken();
    let mut snapshot = (*snapshot).clone();
    snapshot.entries.retain(|question, _| !matches!(question, Question::VendorDays { .. }));
    (app.screen, app.focus) = (Screen::Vendor, Panel::Kpis);
    (app.range, app.granularity, app.compare) = choice;
    app.vendor = VendorScope::One(VendorId::parse("vendor_003").unwrap());
    let today = app.today(&snapshot.estate);
    let ranges = [Some(app.date_range(today)), app.compared_range(today)];
    for range in ranges.into_iter().flatten() {
        for question in DaySplit::of(range, &snapshot.estate, snapshot.at).questions(&app.vendor) {
            let answer = match &question {
                Question::VendorDays { range, .. } => Answer::VendorDays(VendorDays {
                    days: range
                        .dates()
                        .filter_map(|date| Some(DayCounters { date, counters: counters(date)? }))
                        .collect(),
                    kept_from: snapshot.estate.kept_from(snapshot.at),
                    vendors: 1,
                }),
                Question::Summary { view: View::DailyVendorPerformance, range, .. } => {
                    Answer::Summary(summary(*range, counters))
                }
                _ => continue,
            };
            let entry = entry(answer, &snapshot);
            snapshot.entries.insert(question, entry);
        }
    }
    (snapshot, app)
}

fn frame((snapshot, app): &(Snapshot, App), size: (u16, u16)) -> String {
    text(&painted(snapshot, app, size, Depth::TrueColor))
}

fn whole(today: NaiveDate) -> impl Fn(NaiveDate) -> Option<Counters> {
    move |date| Some(trade(date, today))
}

const TODAY: &str = "2026-11-22";

#[test]
fn a_long_history_reads_well_over_its_seam() {
    let pictures = [
        ("90d-weeks", (RangeChoice::Last(90), Granularity::Week, Compare::Previous)),
        ("year-months", (RangeChoice::Year, Granularity::Month, Compare::YearBefore)),
        ("7d-days", (RangeChoice::Last(7), Granularity::Day, Compare::WeekBefore)),
    ];
    for (name, choice) in pictures {
        let picture = shown(choice, &whole(date(TODAY)));
        for size in SIZES {
            kept(&format!("vendor-{name}-{}", size.0), &frame(&picture, size));
        }
    }
}

#[test]
fn the_seam_and_the_age_of_each_part_are_on_screen() {
    let picture = shown((RangeChoice::Last(90), Granularity::Week, Compare::Nothing), &whole(date(TODAY)));
    for size in SIZES {
        let said = frame(&picture, size);
        assert!(said.contains("lake ╎ table"), "{said}");
        assert!(said.contains("as of 14:02 ╎ table, as of 14:02"), "{said}");
    }
}

#[test]
fn a_cut_first_week_is_no_drop() {
    // Every day alike: a line over whole weeks is level, and the cut ones stand apart from it.
    let level = |_: NaiveDate| {
        Some(Counters { product_views: 300, orders: 10, revenue: 200.into(), ..Counters::default() })
    };
    let range = DateRange::new(date("2026-09-05"), date("2026-11-12")).unwrap();
    let (snapshot, app) = shown((RangeChoice::Days(range), Granularity::Week, Compare::Nothing), &level);
    let history = crate::question::History::of(&snapshot, &app.vendor);
    let business =
        super::model::business::Business::of(&snapshot, &app, &history, (range, None), snapshot.at);
    let kpi = crate::business::Kpi::Revenue;
    let trend = business.trend(kpi, Granularity::Week);
    let [line, alone] = trend.apart(kpi);
    let values: Vec<f64> = line.iter().filter_map(|point| point.1).collect();
    assert_eq!(values, [1_400.0; 9], "only whole weeks are joined");
    let apart: Vec<f64> = alone.iter().filter_map(|point| point.1).collect();
    assert_eq!(apart, [400.0, 800.0]);
    assert_eq!(trend.parts.first(), Some(&Some("cut")));
    let said = frame(&(snapshot, app), (140, 42));
    assert!(said.contains("○ part of a week") && said.contains("○ part "), "{said}");
}

#[test]
fn odd_histories_are_said_in_words() {
    let zero = |_: NaiveDate| Some(Counters::default());
    let nothing = |_: NaiveDate| None;
    let corrected = |day: NaiveDate| {
        Some(Counters { revenue: (-5).into(), orders: 1, product_views: 9, ..Counters::default() })
            .filter(|_| day == date("2026-11-20"))
    };
    let huge = |_: NaiveDate| {
        Some(Counters { revenue: rust_decimal::Decimal::MAX, orders: 1, ..Counters::default() })
    };
    let gap = move |day: NaiveDate| {
        Some(trade(day, date(TODAY))).filter(|_| !(date("2026-10-01")..=date("2026-10-10")).contains(&day))
    };
    type Days<'a> = &'a dyn Fn(NaiveDate) -> Option<Counters>;
    let week = RangeChoice::Last(7);
    let table: [(&str, RangeChoice, Days<'_>, &str); 5] = [
        ("all zero", week, &zero, "Nothing was looked at or sold on these 6 days."),
        ("no item at all", week, &nothing, "Nothing was looked at or sold on these 6 days."),
        ("corrections", week, &corrected, "Corrections outweigh what happened on Fri 20 Nov"),
        ("huge", week, &huge, "€7.9e28"),
        ("a gap in the lake", RangeChoice::Last(90), &gap, "Best day"),
    ];
    for (name, range, counters, words) in table {
        let picture = shown((range, Granularity::Day, Compare::Nothing), counters);
        for size in SIZES {
            let said = frame(&picture, size);
            assert!(said.contains(words), "{name} at {size:?}\n{said}");
        }
    }
}
