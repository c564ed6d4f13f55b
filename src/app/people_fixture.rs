//! A shop whose lake has answered: hours, customers, cohorts, categories, completion and one order, the same every time.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

use super::state::App;
use crate::{
    business::{Cell, ColumnType, DateRange, OrderId, SummaryTable, View},
    question::{Answer, Answered, Entry, Fault, Provenance, Question, Snapshot, Trouble},
};

/// The order the lake knows.
pub(crate) const ORDER: &str = "order_101-20261121-121314-abc";

fn table(names: &str, rows: Vec<Vec<Cell>>) -> SummaryTable {
    let columns = names.split(' ').map(|name| (Arc::from(name), ColumnType::Other)).collect();
    SummaryTable { columns, rows }
}

/// Quiet nights, busy evenings, strong weekends.
fn views(day: NaiveDate, hour: i64) -> i64 {
    let weekend = i64::from(day.weekday().number_from_monday() > 5);
    let wave = [2, 1, 1, 1, 1, 2, 5, 9, 14, 18, 22, 26, 34, 36, 30, 24, 22, 26, 36, 48, 52, 40, 22, 9];
    wave[hour as usize] * (4 + weekend) + day.day() as i64 % 3
}

fn hours(range: DateRange) -> SummaryTable {
    let row = |(day, hour): (NaiveDate, i64)| {
        let views = views(day, hour);
        let counts = [views + views / 4, views / 3, views, views / 9, views / 40];
        let mut cells = vec![Cell::Date(day), Cell::Integer(hour)];
        cells.extend(counts.map(Cell::Integer));
        cells
    };
    let all = range.dates().flat_map(|day| (0..24).map(move |hour| (day, hour)));
    // Nobody knows the 10th: a day without rows.
    let known = all.filter(|(day, _)| day.day() != 10);
    table("event_date hour_of_day events unique_customers views cart_adds orders", known.map(row).collect())
}

fn mix(range: DateRange) -> SummaryTable {
    let row = |day: NaiveDate| {
        let all = 300 + i64::from(day.weekday().num_days_from_monday()) * 20;
        let counts = [all, all / 10, all - all / 10, all * 9, all / 3, all / 6];
        std::iter::once(Cell::Date(day)).chain(counts.map(Cell::Integer)).collect()
    };
    let names = "event_date customers new_customers returning_customers product_views cart_adds orders";
    table(names, range.dates().map(row).collect())
}

fn segments() -> SummaryTable {
    let row = |place: i64| {
        let segment = if place % 7 == 0 {
            "repeat"
        } else if place % 3 == 0 {
            "one_time"
        } else {
            "browser"
        };
        vec![Cell::Text(segment.into()), Cell::Double(if place % 3 == 0 { 12.5 } else { 0.0 })]
    };
    table("segment total_spent", (0..742).map(row).collect())
}

fn cohorts(range: DateRange) -> SummaryTable {
    let months: Vec<NaiveDate> = range.dates().filter(|day| day.day() == 1).collect();
    let mut rows = Vec::new();
    for (place, month) in months.iter().enumerate() {
        let size = if place == 3 { 11 } else { 180 - 7 * place as i64 };
        for later in 0..months.len() - place {
            let back = if later == 0 { size } else { size * 42 / 100 / later as i64 };
            let share = Cell::Double(back as f64 / size as f64);
            let counts = [later as i64, back, size].map(Cell::Integer);
            rows.push(std::iter::once(Cell::Date(*month)).chain(counts).chain([share]).collect());
        }
    }
    table("cohort_month months_later customers cohort_size retention", rows)
}

fn categories() -> SummaryTable {
    let row = |(name, share): (&str, i64)| {
        let counts = [share * 900, share * 30, share * 41].map(Cell::Integer);
        let rest = [Cell::Double(share as f64 * 410.25), Cell::Double(0.033)];
        std::iter::once(Cell::Text(name.into())).chain(counts).chain(rest).collect()
    };
    let rows = [("Bread", 9), ("Pastry", 5), ("ขนมปัง", 2), ("(none)", 1)].map(row).to_vec();
    table("category views orders units revenue conversion_rate", rows)
}

fn completion() -> SummaryTable {
    let minutes = [41.5, 34.0, 95.25].map(Cell::Double);
    let row = std::iter::once(Cell::Integer(1_234)).chain(minutes).collect();
    table("completed avg_minutes p50_minutes p95_minutes", vec![row])
}

fn order(id: &OrderId) -> SummaryTable {
    let made: DateTime<Utc> = "2026-11-21T12:13:14Z".parse().unwrap();
    let row = |(after, kind, whole): (i64, &str, bool)| {
        let at = Cell::Timestamp((made + TimeDelta::seconds(after)).naive_utc());
        let some = |cell: Cell| if whole { cell } else { Cell::Null };
        vec![
            at,
            Cell::Text(kind.into()),
            Cell::Text("evt_1".into()),
            Cell::Text("customer_7".into()),
            some(Cell::Text("product_10103".into())),
            some(Cell::Integer(2)),
            some(Cell::Double(6.45)),
            some(Cell::Double(12.9)),
        ]
    };
    let events = [(2_040, "OrderCompleted", false), (0, "OrderCreated", true)];
    let rows = if id.as_str() == ORDER { events.map(row).to_vec() } else { Vec::new() };
    table("event_time eventtype eventid customerid productid quantity price total", rows)
}

fn answer(question: &Question) -> Option<SummaryTable> {
    match question {
        Question::Order { order: id, .. } => Some(order(id)),
        Question::Summary { view, range, .. } => match view {
            View::HourlyTraffic => Some(hours(*range)),
            View::CustomerMix => Some(mix(*range)),
            View::CustomerBehavior => Some(segments()),
            View::RetentionCohort => Some(cohorts(*range)),
            View::CategoryPerformance => Some(categories()),
            View::OrderCompletionTime => Some(completion()),
            _ => None,
        },
        _ => None,
    }
}

/// The snapshot with an answer of the lake to all that the viewer wants of it.
pub(crate) fn with_lake(snapshot: &Snapshot, app: &App) -> Arc<Snapshot> {
    let mut snapshot = snapshot.clone();
    let now = snapshot.at;
    for question in app.wants(&snapshot.estate, now) {
        let Some(table) = answer(&question) else { continue };
        let provenance = Provenance {
            source: "Athena primary".into(),
            as_of: now,
            complete_to: Some(now - TimeDelta::minutes(5)),
            latency: Duration::from_secs(2),
            cost_micro_usd: 120,
            call: "SELECT 1".into(),
            command: format!("aws athena start-query-execution # {}", question.label()).into(),
        };
        let held = Some(Arc::new(Answered { answer: Answer::Summary(table), provenance }));
        let entry = Entry { held, ..Entry::unasked(Duration::from_mins(5)) };
        snapshot.entries.insert(question, Arc::new(entry));
    }
    Arc::new(snapshot)
}

/// The snapshot with a trouble instead.
pub(crate) fn with_trouble(snapshot: &Snapshot, app: &App) -> Arc<Snapshot> {
    let mut snapshot = snapshot.clone();
    let trouble = Trouble {
        source: "Athena primary".into(),
        fault: Fault::Query,
        sentence: "The query failed: line 3 names no column.".into(),
        fix: "See what the view has: tidewatch lake check.".into(),
        action: None,
        stage: None,
        at: snapshot.at,
    };
    for question in app.wants(&snapshot.estate, snapshot.at) {
        if answer(&question).is_some() {
            let entry = Entry { troubles: vec![trouble.clone()], ..Entry::unasked(Duration::from_mins(5)) };
            snapshot.entries.insert(question, Arc::new(entry));
        }
    }
    Arc::new(snapshot)
}
