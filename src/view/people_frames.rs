//! Frames of hours and customers: what both screens say at each size, in every situation, and what clicks mean there.

use std::sync::Arc;

use proptest::prelude::*;

use super::{
    Scene,
    fixture::Picture,
    frames::{find, kept, painted, text},
    hit, screen,
};
use crate::{
    app::{
        App, Message, Panel, Screen,
        people_fixture::{ORDER, with_lake, with_trouble},
    },
    business::{HourCount, OrderId, VendorId, VendorScope},
    question::Snapshot,
    theme::{Depth, Theme},
};

const SIZES: [(u16, u16); 3] = [(140, 42), (100, 30), (80, 24)];

fn taken(screen: Screen, focus: Panel, size: (u16, u16)) -> (Arc<Snapshot>, App) {
    let (snapshot, mut app) = Picture::Calm.taken();
    (app.screen, app.focus, app.size) = (screen, focus, size);
    app.vendor = VendorScope::One(VendorId::parse("vendor_006").unwrap());
    let snapshot = with_lake(&snapshot, &app);
    (snapshot, app)
}

fn shown(snapshot: &Snapshot, app: &App, size: (u16, u16)) -> String {
    text(&painted(snapshot, app, size, Depth::TrueColor))
}

#[test]
fn the_week_reads_well() {
    for size in SIZES {
        let (snapshot, mut app) = taken(Screen::Traffic, Panel::Heat, size);
        kept(&format!("week-{}", size.0), &shown(&snapshot, &app, size));
        app.traffic.place = Some((1, 13));
        app.traffic.count = HourCount::Orders;
        let looked = shown(&snapshot, &app, size);
        assert!(looked.contains("Tue 13:00–14:00"), "{looked}");
        kept(&format!("week-orders-{}", size.0), &looked);
        app.settings.ascii = true;
        let ascii = text(&painted(&snapshot, &app, size, Depth::None));
        assert!(ascii.is_ascii(), "{ascii}");
        kept(&format!("week-ascii-{}", size.0), &ascii);
    }
}

#[test]
fn the_map_reads_without_colours_and_says_what_is_missing() {
    let (snapshot, app) = taken(Screen::Traffic, Panel::Heat, (140, 42));
    let shown = text(&painted(&snapshot, &app, (140, 42), Depth::None));
    for word in
        ["Sat", "mean an hour", "no data", "29, 1 without data", "quiet", "00:00–07:00", "UTC", "complete to"]
    {
        assert!(shown.contains(word), "{word}\n{shown}");
    }
}

#[test]
fn a_half_hour_zone_is_told_in_utc() {
    let (snapshot, app) = taken(Screen::Traffic, Panel::Heat, (140, 42));
    let mut estate = (*snapshot.estate).clone();
    estate.business_zone = chrono_tz::Asia::Kolkata;
    let mut snapshot = (*snapshot).clone();
    snapshot.estate = Arc::new(estate);
    let snapshot = with_lake(&snapshot, &app);
    let shown = shown(&snapshot, &app, (140, 42));
    assert!(shown.contains("UTC hours"), "{shown}");
    assert!(shown.contains("Asia/Kolkata"), "{shown}");
}

#[test]
fn customers_read_well() {
    let order = OrderId::parse(ORDER).ok();
    for size in SIZES {
        for panel in Screen::Customers.panels() {
            let (snapshot, mut app) = taken(Screen::Customers, *panel, size);
            app.customers.order.clone_from(&order);
            let snapshot = with_lake(&snapshot, &app);
            let frame = shown(&snapshot, &app, size);
            if size.0 < 140 || *panel == Panel::Customers {
                kept(&format!("people-{panel:?}-{}", size.0).to_lowercase(), &frame);
            }
            app.settings.ascii = true;
            let ascii = text(&painted(&snapshot, &app, size, Depth::None));
            assert!(ascii.is_ascii(), "{ascii}");
        }
    }
}

#[test]
fn an_order_is_told_with_the_time_between_its_events() {
    let (snapshot, mut app) = taken(Screen::Customers, Panel::Completion, (80, 24));
    app.customers.order = OrderId::parse(ORDER).ok();
    let known = with_lake(&snapshot, &app);
    let frame = shown(&known, &app, (80, 24));
    for part in
        ["21 Nov 12:13:14", "OrderCreated", "34 min later", "OrderCompleted", "2 × product_10103", "€12.90"]
    {
        assert!(frame.contains(part), "{part}\n{frame}");
    }
    app.customers.order = OrderId::parse("order_nobody_made").ok();
    let unknown = with_lake(&snapshot, &app);
    let frame = shown(&unknown, &app, (80, 24));
    assert!(frame.contains("no event of this order in these days"), "{frame}");
}

#[test]
fn what_is_not_there_is_said() {
    for (screen, focus) in [(Screen::Traffic, Panel::Heat), (Screen::Customers, Panel::Customers)] {
        let (bare, mut app) = Picture::Calm.taken();
        (app.screen, app.focus) = (screen, focus);
        assert!(shown(&bare, &app, (100, 30)).contains("asking Athena"));
        let failed = with_trouble(&bare, &app);
        let frame = shown(&failed, &app, (100, 30));
        assert!(
            frame.contains("line 3 names no column") && frame.contains("tidewatch lake check"),
            "{frame}"
        );
        let mut estate = (*bare.estate).clone();
        estate.lake = None;
        let mut without = (*bare).clone();
        without.estate = Arc::new(estate);
        let frame = shown(&without, &app, (100, 30));
        assert!(frame.contains("the configuration names none"), "{frame}");
    }
    let (snapshot, mut app) = taken(Screen::Traffic, Panel::Heat, (100, 30));
    app.vendor = VendorScope::All;
    app.traffic.count = HourCount::Customers;
    let mut snapshot = (*with_lake(&snapshot, &app)).clone();
    for entry in snapshot.entries.values_mut() {
        if let Some(held) = &entry.held
            && let crate::question::Answer::Summary(table) = &held.answer
        {
            let mut table = table.clone();
            table
                .columns
                .iter_mut()
                .filter(|(name, _)| &**name == "unique_customers")
                .for_each(|(name, _)| *name = "odd".into());
            let answered = crate::question::Answered {
                answer: crate::question::Answer::Summary(table),
                provenance: held.provenance.clone(),
            };
            let mut changed = (**entry).clone();
            changed.held = Some(Arc::new(answered));
            *entry = Arc::new(changed);
        }
    }
    let frame = shown(&snapshot, &app, (100, 30));
    assert!(frame.contains("known for one vendor"), "{frame}");
}

#[test]
fn the_values_behind_each_panel_can_be_taken_away() {
    let theme = Theme::default();
    for (screen, panel, rows) in [
        (Screen::Traffic, Panel::Heat, 168),
        (Screen::Traffic, Panel::Profiles, 31),
        (Screen::Customers, Panel::Customers, 30),
        (Screen::Customers, Panel::Cohorts, 91),
        (Screen::Customers, Panel::Categories, 4),
        (Screen::Customers, Panel::Completion, 1),
    ] {
        let (snapshot, app) = taken(screen, panel, (140, 42));
        let scene = Scene { snapshot: &snapshot, app: &app, theme: &theme };
        let look = scene.look(ratatui::layout::Rect::new(0, 0, 140, 42));
        let table = match screen {
            Screen::Traffic => screen::traffic::table(&look, panel),
            _ => screen::customers::table(&look, panel),
        };
        let table = table.unwrap();
        assert_eq!(table.rows.len(), rows, "{panel:?}");
        assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
    }
}

#[test]
fn a_click_on_the_map_looks_at_that_hour() {
    let theme = Theme::default();
    for size in SIZES {
        let (snapshot, app) = taken(Screen::Traffic, Panel::Heat, size);
        let scene = Scene { snapshot: &snapshot, app: &app, theme: &theme };
        let buf = painted(&snapshot, &app, size, Depth::TrueColor);
        let starts = |y: &u16| (0..5).map(|x| buf[(x, *y)].symbol()).collect::<String>().contains("We");
        let y = (0..buf.area.height).find(starts).unwrap();
        let (x, _) = find(&buf, "07");
        assert_eq!(hit(&scene, buf.area, x, y), Some(Message::Hour((2, 7))), "{size:?}");
    }
    let (snapshot, app) = taken(Screen::Customers, Panel::Customers, (80, 24));
    let scene = Scene { snapshot: &snapshot, app: &app, theme: &theme };
    let buf = painted(&snapshot, &app, (80, 24), Depth::TrueColor);
    let (x, y) = find(&buf, "cohorts");
    assert_eq!(hit(&scene, buf.area, x, y), Some(Message::Focus(Panel::Cohorts)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_size_breaks_these_screens(
        width in 0u16..=300, height in 0u16..=120, is_traffic: bool, panel in 0usize..4, place in (0usize..7, 0usize..24),
        ascii: bool, at in (0u16..300, 0u16..120),
    ) {
        let screen = if is_traffic { Screen::Traffic } else { Screen::Customers };
        let panels = screen.panels();
        let (snapshot, mut app) = taken(screen, panels[panel % panels.len()], (width, height));
        app.settings.ascii = ascii;
        app.traffic.place = Some(place);
        app.customers.order = OrderId::parse(ORDER).ok();
        let snapshot = with_lake(&snapshot, &app);
        let theme = Theme::default();
        let scene = Scene { snapshot: &snapshot, app: &app, theme: &theme };
        let area = ratatui::layout::Rect::new(3, 2, width, height);
        let mut buf = ratatui::buffer::Buffer::empty(ratatui::layout::Rect::new(0, 0, width + 6, height + 4));
        ratatui::widgets::Widget::render(&scene, area, &mut buf);
        let blank = ratatui::buffer::Cell::default();
        for position in buf.area.positions() {
            prop_assert!(area.contains(position) || buf[position] == blank, "{position:?} is outside {area:?}");
        }
        let _ = hit(&scene, area, at.0, at.1);
    }
}
