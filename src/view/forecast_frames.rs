//! Frames of the Forecast screen: unusual days, history that is too short, nothing known yet, and no colour.

use std::sync::Arc;

use chrono::TimeDelta;

use super::{
    fixture::Picture,
    frames::{kept, painted, text},
};
use crate::{
    app::{App, Panel, Screen},
    business::{DateRange, Kpi},
    question::{Answer, Snapshot},
    theme::Depth,
    view::screen,
};

const SIZES: [(u16, u16); 3] = [(140, 42), (100, 30), (80, 24)];

/// The calm picture on the Forecast screen, with a sale four days ago and, where it is cut, its newest days alone.
fn taken(picture: Picture, newest_days: Option<u32>) -> (Arc<Snapshot>, App) {
    let (snapshot, mut app) = picture.taken();
    app.screen = Screen::Forecast;
    app.focus = Panel::Forecast;
    let mut snapshot = Snapshot::clone(&snapshot);
    let today = snapshot.estate.business_day(app.now);
    let first = newest_days.map(|days| DateRange::ending(today, days).from());
    for entry in snapshot.entries.values_mut() {
        let entry = Arc::make_mut(entry);
        let Some(held) = entry.held.as_mut().map(Arc::make_mut) else { continue };
        let Answer::VendorDays(days) = &mut held.answer else { continue };
        days.kept_from = first;
        days.days.retain(|day| first.is_none_or(|first| day.date >= first));
        for day in days.days.iter_mut().filter(|day| day.date == today - TimeDelta::days(4)) {
            day.counters.orders *= 2;
            day.counters.revenue *= rust_decimal::Decimal::from(2);
        }
    }
    (Arc::new(snapshot), app)
}

#[test]
fn unusual_days_read_well_at_every_size() {
    for size in SIZES {
        let (snapshot, mut app) = taken(Picture::Calm, None);
        app.focus = Panel::UnusualDays;
        app.outlook.kpi = Kpi::Orders;
        let drawn = text(&painted(&snapshot, &app, size, Depth::TrueColor));
        let times = app.outlook(&snapshot).unusual[0].times().unwrap();
        assert!(drawn.contains("Wed 18 Nov") && drawn.contains(&format!("{times:.1}x")), "{drawn}");
        kept(&format!("forecast-unusual-{}", size.0), &drawn);
    }
}

#[test]
fn what_is_not_known_is_said_instead_of_a_forecast() {
    let (snapshot, app) = taken(Picture::Calm, Some(20));
    kept("forecast-short-100", &text(&painted(&snapshot, &app, (100, 30), Depth::TrueColor)));
    for picture in [Picture::Loading, Picture::Denied, Picture::Stale, Picture::NoVendors] {
        let (snapshot, app) = taken(picture, None);
        let name = format!("forecast-{picture:?}-100").to_lowercase();
        kept(&name, &text(&painted(&snapshot, &app, (100, 30), Depth::TrueColor)));
    }
}

#[test]
fn without_colour_and_in_ascii_the_interval_is_still_there() {
    let (snapshot, mut app) = taken(Picture::Calm, None);
    app.settings.ascii = true;
    let drawn = text(&painted(&snapshot, &app, (100, 30), Depth::None));
    assert!(drawn.is_ascii(), "{drawn}");
    kept("forecast-ascii-100", &drawn);
}

#[test]
fn what_is_taken_away_is_what_is_shown() {
    let (snapshot, app) = taken(Picture::Calm, None);
    let theme = crate::theme::Theme::default();
    let look = super::look::Look {
        snapshot: &snapshot,
        app: &app,
        pen: super::Pen::new(&theme, false),
        now: app.now,
        class: super::layout::Class::Large,
    };
    let days = screen::forecast::table(&look, Panel::Forecast).unwrap();
    assert_eq!(days.rows.len(), 14);
    assert_eq!(days.column("expected_revenue"), Some(1));
    let unusual = screen::forecast::table(&look, Panel::UnusualDays).unwrap();
    assert_eq!(unusual.rows.len(), app.outlook(&snapshot).unusual.len());
    assert!(!unusual.rows.is_empty() && unusual.rows.iter().all(|row| row.len() == unusual.columns.len()));
    assert_eq!(screen::forecast::table(&look, Panel::Kpis), None);
}
