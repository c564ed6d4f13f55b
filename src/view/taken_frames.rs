//! What is taken away of each panel: the same figures as on the screen, columns that are documented, and a place.

use std::collections::BTreeSet;

use ratatui::layout::Rect;

use super::{
    fixture::{ALL, Picture},
    scene::Scene,
    taken::{file_stem, panel_area, taken},
};
use crate::{
    app::{App, Screen},
    business::{Cell, SummaryTable},
    export::COLUMNS,
    question::Snapshot,
    theme::Theme,
};

const AREA: Rect = Rect { x: 0, y: 0, width: 140, height: 42 };

/// Calls with every panel of every screen.
fn each_panel(picture: Picture, mut tell: impl FnMut(&Snapshot, &App)) {
    let (snapshot, mut app) = picture.taken();
    for screen in Screen::ALL {
        for panel in screen.panels() {
            (app.screen, app.focus) = (screen, *panel);
            tell(&snapshot, &app);
        }
    }
}

fn table(snapshot: &Snapshot, app: &App) -> Option<SummaryTable> {
    let theme = Theme::default();
    taken(&Scene { snapshot, app, theme: &theme }.look(AREA)).map(|taken| taken.table)
}

#[test]
fn the_panels_that_are_drawn_today_have_values_and_their_columns_are_documented() {
    let documented: BTreeSet<&str> = COLUMNS.iter().map(|column| column.name).collect();
    let mut silent = Vec::new();
    each_panel(Picture::Calm, |snapshot, app| match table(snapshot, app) {
        None => silent.push((app.screen, app.focus)),
        Some(table) => {
            let own = matches!(
                app.screen,
                Screen::Overview | Screen::Pipeline | Screen::Alarms | Screen::Vendor | Screen::Sources
            );
            let odd: Vec<_> =
                table.columns.iter().filter(|(name, _)| own && !documented.contains(&**name)).collect();
            assert!(odd.is_empty(), "{:?} {:?}: {odd:?} are not documented", app.screen, app.focus);
            assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
        }
    });
    let own = [Screen::Overview, Screen::Pipeline, Screen::Alarms, Screen::Vendor, Screen::Sources];
    silent.retain(|(screen, _)| own.contains(screen));
    assert!(silent.len() <= 1, "only the history of an alarm may be unknown: {silent:?}");
}

#[test]
fn no_situation_breaks_it_and_unknown_is_never_zero() {
    for picture in ALL {
        each_panel(picture, |snapshot, app| {
            let known = table(snapshot, app);
            let is_first = snapshot.entries.values().all(|entry| entry.held.is_none());
            if app.screen == Screen::Vendor && is_first {
                assert_eq!(known, None, "{:?}: nothing is known yet", app.focus);
            }
        });
    }
}

#[test]
fn the_days_of_the_trend_add_up_to_the_tile_above_it() {
    let (snapshot, mut app) = Picture::Calm.taken();
    (app.screen, app.focus) = (Screen::Vendor, crate::app::Panel::Kpis);
    let kpis = table(&snapshot, &app).unwrap();
    app.focus = crate::app::Panel::Revenue;
    let days = table(&snapshot, &app).unwrap();
    let at = days.column("revenue").unwrap();
    let sum: rust_decimal::Decimal = days.rows.iter().filter_map(|row| row[at].as_decimal()).sum();
    assert_eq!(kpis.rows[0][1].as_decimal(), Some(sum));
    assert!(sum > rust_decimal::Decimal::ZERO);
    let partial = days.column("is_partial").unwrap();
    assert_eq!(days.rows.last().map(|row| row[partial].clone()), Some(Cell::Boolean(true)), "today is open");
}

#[test]
fn a_panel_has_a_place_of_its_own_on_the_screen() {
    let theme = Theme::default();
    let (snapshot, mut app) = Picture::Calm.taken();
    app.screen = Screen::Vendor;
    let mut places = Vec::new();
    for panel in Screen::Vendor.panels() {
        app.focus = *panel;
        places.push(panel_area(&Scene { snapshot: &snapshot, app: &app, theme: &theme }, AREA).unwrap());
    }
    for (at, place) in places.iter().enumerate() {
        assert!(place.area() > 100 && place.area() < AREA.area() / 2, "{place}");
        assert!(places.iter().skip(at + 1).all(|other| !other.intersects(*place)), "{places:?}");
    }
}

#[test]
fn names_of_files_say_whose_and_when_and_are_harmless() {
    let theme = Theme::default();
    let mut names = BTreeSet::new();
    each_panel(Picture::Calm, |snapshot, app| {
        let name = file_stem(&Scene { snapshot, app, theme: &theme }.look(AREA));
        let is_safe = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        assert!(name.chars().all(is_safe) && !name.starts_with('.'), "{name}");
        assert!(names.insert(name.clone()), "{name} is the name of two panels");
    });
}
