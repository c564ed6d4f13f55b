//! The Compare screen at each size: whole, with vendors beside one another, in part, and for a vendor.

use std::sync::Arc;

use super::frames::{kept, painted, text};
use crate::{
    app::{App, Message, Panel, Screen, fixture as mind},
    business::{Vendor, VendorId},
    question::{Answer, Answered, Audience, Entry, Fault, Question, Snapshot, Trouble},
    theme::Depth,
    view::{Scene, hit},
};

const SIZES: [(u16, u16); 3] = [(140, 42), (100, 30), (80, 24)];

/// A marketplace of so many vendors in two categories, its ranking answered.
fn market(count: usize) -> (Arc<Snapshot>, App) {
    let mut app = mind::app();
    let mut snapshot = (*mind::snapshot()).clone();
    let names = ["Atelier Moreau", "Bloom & Stem", "北京烤鸭店", "Kaito Ramen", "Zoë's Café", "ร้านกาแฟริมน้ำ"];
    let vendors: Vec<Vendor> = (0..count)
        .map(|place| Vendor {
            id: VendorId::parse(&format!("v-{place:03}")).unwrap(),
            name: format!("{} {}", names[place % names.len()], place / names.len() + 1).into(),
            category: Some(if place % 8 == 0 { "Books" } else { "Food" }.into()),
        })
        .collect();
    let entry = snapshot.entries.get(&Question::Vendors).unwrap();
    let held = entry.held.as_deref().unwrap();
    let held = Answered { answer: Answer::Vendors(vendors.into()), provenance: held.provenance.clone() };
    let entry = Entry { held: Some(Arc::new(held)), ..(**entry).clone() };
    snapshot.entries.insert(Question::Vendors, Arc::new(entry));
    let snapshot = Arc::new(snapshot);
    app.update(Message::Go(Screen::Compare), &snapshot);
    let snapshot = mind::with_totals(&app, &snapshot);
    (snapshot, app)
}

fn press(app: &mut App, snapshot: &Arc<Snapshot>, keys: &str) {
    for key in keys.split(' ') {
        app.update(Message::Key(key.into()), snapshot);
    }
}

fn frame(snapshot: &Snapshot, app: &App, size: (u16, u16)) -> String {
    text(&painted(snapshot, app, size, Depth::TrueColor))
}

#[test]
fn vendors_stand_side_by_side_at_every_size() {
    for size in SIZES {
        let (snapshot, mut app) = market(24);
        press(&mut app, &snapshot, "down down");
        kept(&format!("compare-ranked-{}", size.0), &frame(&snapshot, &app, size));
        press(&mut app, &snapshot, "space up space n c");
        kept(&format!("compare-beside-{}", size.0), &frame(&snapshot, &app, size));
    }
    let (snapshot, mut app) = market(24);
    app.settings.ascii = true;
    press(&mut app, &snapshot, "space s s s S");
    kept("compare-ascii-80", &text(&painted(&snapshot, &app, (80, 24), Depth::None)));
}

#[test]
fn a_part_that_is_missing_is_said_and_the_rest_is_shown() {
    let (snapshot, app) = market(24);
    let mut lacking = (*snapshot).clone();
    let trouble = Trouble {
        source: "DynamoDB".into(),
        fault: Fault::Throttled,
        sentence: "DynamoDB refused Query: too many requests.".into(),
        fix: "It passes by itself.".into(),
        action: None,
        stage: None,
        at: mind::now(),
    };
    let today =
        lacking.entries.keys().find(|question| question.label().ends_with("2026-11-22 to 2026-11-22"));
    let today = today.cloned().unwrap();
    let entry = Entry { troubles: vec![trouble], ..Entry::unasked(std::time::Duration::from_mins(1)) };
    lacking.entries.insert(today, Arc::new(entry));
    kept("compare-lacking-100", &frame(&lacking, &app, (100, 30)));
    let mut bare = lacking.clone();
    bare.entries.retain(|question, _| matches!(question, Question::Vendors));
    let said = frame(&bare, &app, (100, 30));
    assert!(said.contains("asking DynamoDB"), "{said}");
}

#[test]
fn a_vendor_sees_no_other_on_this_screen() {
    let (snapshot, mut app) = market(24);
    app.audience = Audience::Vendor(VendorId::parse("v-001").unwrap());
    let said = frame(&snapshot, &app, (140, 42));
    assert!(said.contains("Comparing vendors is the operator's."), "{said}");
    for name in ["Kaito", "Atelier", "v-003", "%"] {
        assert!(!said.contains(name), "{name}: {said}");
    }
}

#[test]
fn ten_thousand_vendors_are_drawn_like_twenty() {
    let (snapshot, mut app) = market(10_000);
    app.update(Message::Tick(mind::now()), &snapshot);
    press(&mut app, &snapshot, "G");
    let said = frame(&snapshot, &app, (100, 30));
    assert!(said.contains("10,000 vendors"), "{said}");
    let board = app.board(&snapshot);
    assert_eq!(app.ranked_line(&board), 9_999);
}

#[test]
fn a_click_chooses_and_a_second_one_opens() {
    let (snapshot, mut app) = market(24);
    app.focus = Panel::Ranking;
    app.size = (100, 30);
    let theme = crate::theme::Theme::default();
    let at = |app: &App, y| {
        let scene = Scene { snapshot: &snapshot, app, theme: &theme };
        hit(&scene, ratatui::layout::Rect::new(0, 0, 100, 30), 20, y)
    };
    let second = at(&app, 8).unwrap();
    assert_eq!(second, Message::Scroll(1));
    app.update(second, &snapshot);
    assert_eq!(at(&app, 8), Some(Message::Run("open", None)));
}
