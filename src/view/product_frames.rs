//! The Products screen: what it says at each size, opened and closed, with odd names, without answers, and what its
//! clicks mean.

use std::sync::Arc;

use ratatui::layout::Rect;

use super::{
    Scene,
    fixture::{Picture, wares},
    frames::{find, kept, painted, text},
    hit,
};
use crate::{
    app::{App, Compare, Message, Panel, Screen},
    business::{Cell, DateRange, ProductColumn, VendorId, VendorScope, View},
    question::{Answer, Answered, Entry, Fault, ProductDays, Question, Snapshot, Trouble},
    theme::{Depth, Theme},
};

const SIZES: [(u16, u16); 3] = [(140, 42), (100, 30), (80, 24)];

fn seat(picture: Picture) -> (Arc<Snapshot>, App) {
    let (snapshot, mut app) = picture.taken();
    app.update(Message::Go(Screen::Products), &snapshot);
    (snapshot, app)
}

fn press(app: &mut App, snapshot: &Arc<Snapshot>, keys: &str) {
    for key in keys.split(' ') {
        app.update(Message::Key(key.into()), snapshot);
    }
    app.toast = None;
}

fn shown(snapshot: &Snapshot, app: &App, size: (u16, u16)) -> String {
    text(&painted(snapshot, app, size, Depth::TrueColor))
}

#[test]
fn the_list_and_a_product_read_well_at_every_size() {
    for size in SIZES {
        let (snapshot, mut app) = seat(Picture::Odd);
        kept(&format!("products-one-{}", size.0), &shown(&snapshot, &app, size));
        press(&mut app, &snapshot, "down enter");
        kept(&format!("product-open-{}", size.0), &shown(&snapshot, &app, size));
    }
    let (snapshot, mut app) = seat(Picture::Calm);
    app.settings.ascii = true;
    kept("products-ascii-100", &text(&painted(&snapshot, &app, (100, 30), Depth::None)));
    press(&mut app, &snapshot, "enter");
    kept("product-open-ascii-100", &text(&painted(&snapshot, &app, (100, 30), Depth::None)));
}

#[test]
fn what_is_new_and_what_is_gone_is_said_in_words() {
    let (snapshot, mut app) = seat(Picture::Calm);
    let frame = shown(&snapshot, &app, (140, 42));
    assert!(frame.contains("40 products · 1 new · 1 gone · by revenue ▼"), "{frame}");
    press(&mut app, &snapshot, "G");
    let frame = shown(&snapshot, &app, (140, 42));
    let gone = frame.lines().find(|line| line.contains("product-009")).unwrap_or_default();
    assert!(gone.contains("gone") && gone.contains("0.00"), "{frame}");
}

#[test]
fn the_days_of_index_and_lake_meet_and_the_seam_is_said() {
    let (snapshot, mut app) = seat(Picture::Odd);
    app.range = crate::app::RangeChoice::Last(60);
    app.compare = Compare::Nothing;
    let frame = shown(&snapshot, &app, (140, 42));
    assert!(frame.contains("index from 24 Oct, lake before"), "{frame}");
    assert!(!frame.contains("of 60 days"), "every day was read\n{frame}");
}

/// The snapshot with one answer put in its place.
fn with(snapshot: &Snapshot, question: Question, entry: Entry) -> Arc<Snapshot> {
    let mut other = snapshot.clone();
    other.entries.insert(question, Arc::new(entry));
    Arc::new(other)
}

fn trouble(fault: Fault) -> Trouble {
    Trouble {
        source: "DynamoDB days".into(),
        fault,
        sentence: "The table has no index GSI1.".into(),
        fix: "Set the vendor table's index in the config.".into(),
        action: None,
        stage: None,
        at: chrono::DateTime::UNIX_EPOCH,
    }
}

#[test]
fn a_missing_index_is_said_and_the_lake_stands_alone() {
    let (snapshot, mut app) = seat(Picture::Odd);
    let vendor = VendorId::parse("vendor_003").unwrap();
    let month = DateRange::ending(snapshot.at.date_naive(), 30);
    let entry = Entry {
        troubles: vec![trouble(Fault::Invalid)],
        ..Entry::unasked(std::time::Duration::from_mins(1))
    };
    let index = Question::ProductDays { vendor: vendor.clone(), range: month };
    let failing = with(&snapshot, index, entry);
    let frame = shown(&failing, &app, (140, 42));
    assert!(
        frame.contains("The table has no index GSI1.") && frame.contains("Set the vendor table's index"),
        "{frame}"
    );
    // The viewer then asks the lake for the same days, and goes on asking the index.
    app.update(Message::Tick(failing.at), &failing);
    let scope = VendorScope::One(vendor);
    let lake = Question::Summary { view: View::ProductPerformance, vendor: scope, range: month };
    assert!(app.wants(&failing.estate, failing.at).contains(&lake));
    let held = snapshot.entries.values().find_map(|entry| entry.held.as_ref()).unwrap();
    let answer = Answer::Summary(wares::table("vendor_003", &wares::days(month, 40, true)));
    let held = Arc::new(Answered { answer, provenance: held.provenance.clone() });
    let entry = Entry { held: Some(held), ..Entry::unasked(std::time::Duration::from_mins(1)) };
    let told = with(&failing, lake, entry);
    let frame = shown(&told, &app, (140, 42));
    assert!(frame.contains("the lake alone: index refused"), "{frame}");
    assert!(frame.contains("北京烤鸭（半只）"), "{frame}");
}

#[test]
fn every_vendors_products_need_a_lake() {
    let (snapshot, app) = seat(Picture::Calm);
    let mut bare = (*snapshot).clone();
    let mut estate = (*bare.estate).clone();
    estate.lake = None;
    bare.estate = Arc::new(estate);
    bare.entries.retain(|question, _| !matches!(question, Question::Summary { .. }));
    for size in SIZES {
        let frame = shown(&bare, &app, size);
        assert!(frame.contains("no lake is") && frame.contains("Choose one vendor with v"), "{frame}");
    }
    assert!(app.wants(&bare.estate, bare.at).iter().all(|q| !matches!(q, Question::ProductDays { .. })));
}

#[test]
fn nothing_sold_and_nothing_matched_are_two_different_things() {
    let (snapshot, mut app) = seat(Picture::Odd);
    press(&mut app, &snapshot, "/ n o s u c h enter");
    let frame = shown(&snapshot, &app, (100, 30));
    assert!(frame.contains("no product matches /nosuch") && frame.contains("0 of 40 products"), "{frame}");
    let mut empty = (*snapshot).clone();
    for entry in empty.entries.values_mut() {
        let Some(held) = &entry.held else { continue };
        let answer = match &held.answer {
            Answer::ProductDays(_) => Answer::ProductDays(ProductDays::default()),
            Answer::Summary(_) => Answer::Summary(wares::table("v", &[])),
            _ => continue,
        };
        let held = Answered { answer, provenance: held.provenance.clone() };
        Arc::make_mut(entry).held = Some(Arc::new(held));
    }
    press(&mut app, &snapshot, "esc");
    let frame = shown(&empty, &app, (100, 30));
    assert!(frame.contains("no product had a view or an order in these days"), "{frame}");
}

#[test]
fn clicks_select_open_and_sort() {
    let (snapshot, mut app) = seat(Picture::Calm);
    let theme = Theme::default();
    for size in SIZES {
        let buf = painted(&snapshot, &app, size, Depth::TrueColor);
        let scene = Scene { snapshot: &snapshot, app: &app, theme: &theme };
        let click = |wanted| {
            let (x, y) = find(&buf, wanted);
            hit(&scene, buf.area, x, y)
        };
        let Some(Message::Product(key)) = click("product-005") else { panic!("{size:?}") };
        assert_eq!(key.product.as_str(), "product-005");
        let (x, y) = find(&buf, "conv.");
        assert_eq!(hit(&scene, buf.area, x, y), Some(Message::Run("sort", Some("conversion".into()))));
    }
    let product = app.product_table(&snapshot, snapshot.at);
    let key = product.product(product.row(4).unwrap()).unwrap().key.clone();
    app.update(Message::Product(key), &snapshot);
    let buf = painted(&snapshot, &app, SIZES[0], Depth::TrueColor);
    let chosen = find(&buf, "│▌");
    let scene = Scene { snapshot: &snapshot, app: &app, theme: &theme };
    assert_eq!(
        hit(&scene, buf.area, chosen.0 + 12, chosen.1),
        Some(Message::Run("open", None)),
        "a second click opens"
    );
}

#[test]
fn odd_names_stay_in_their_column() {
    let (snapshot, app) = seat(Picture::Odd);
    for size in SIZES {
        let buf = painted(&snapshot, &app, size, Depth::TrueColor);
        // The figures of every row end in the same column, whatever stands before them.
        let (x, head) = find(&buf, "revenue▼");
        let end = x + 7;
        for y in head + 1..head + 11 {
            let symbol = buf[(end, y)].symbol();
            assert!(symbol.chars().all(|c| c.is_ascii_digit()), "{size:?} {y}: {symbol}\n{}", text(&buf));
        }
        assert!(text(&buf).contains("(no product id)"), "{}", text(&buf));
    }
}

#[test]
fn what_is_taken_away_is_exact_and_whole() {
    let (snapshot, mut app) = seat(Picture::Odd);
    let theme = Theme::default();
    let area = Rect::new(0, 0, 80, 24);
    let table = |app: &App, panel| {
        let look = Scene { snapshot: &snapshot, app, theme: &theme }.look(area);
        super::screen::products::table(&look, panel).unwrap()
    };
    let all = table(&app, Panel::Products);
    assert_eq!(all.rows.len(), 40, "also the rows that no terminal of 24 lines shows");
    assert!(all.rows.iter().all(|row| row.len() == all.columns.len()));
    let month = DateRange::ending(snapshot.at.date_naive(), 30);
    let expected: rust_decimal::Decimal = wares::days(month, 40, true).iter().map(|day| day.revenue).sum();
    let revenue = all.column("revenue").unwrap();
    let sum: rust_decimal::Decimal = all.rows.iter().filter_map(|row| row[revenue].as_decimal()).sum();
    assert_eq!(sum, expected);
    let injection = all.rows.iter().any(|row| row.contains(&Cell::Text(wares::ODD[6].into())));
    assert!(injection, "an id is data and arrives as it is");
    press(&mut app, &snapshot, "enter");
    let days = table(&app, Panel::Product);
    assert_eq!(days.rows.len(), 30);
    let column = ProductColumn::Revenue.as_str();
    let first = all.rows[0][revenue].as_decimal();
    let sum: rust_decimal::Decimal =
        days.rows.iter().filter_map(|row| row[days.column(column).unwrap()].as_decimal()).sum();
    assert_eq!(Some(sum), first, "the days of a product add up to its row");
}
