//! Who looks at one vendor's shop learns nothing about anybody else: not by the picture, not by the clipboard, the
//! title or a notification, and not by what was written when. With any change to anybody else, every byte a locked
//! vendor's session writes is the same.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so by a panic")]

#[path = "tenancy/market.rs"]
mod market;
#[path = "tenancy/session.rs"]
mod session;
#[expect(dead_code, reason = "only what a viewer begins with is used here")]
#[path = "viewer/mod.rs"]
mod viewer;

use std::{collections::BTreeSet, sync::Arc};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use market::{DECOY, FIGURE, OWN, Others, start, vendor};
use proptest::prelude::*;
use session::{Left, live, locked};
use tidewatch::{
    business::{DateRange, OrderId, VendorScope, View},
    question::{About, Desk, Note, NoteKind, OwnQuestion, Question, Request, Snapshot, ViewerId},
    viewer::Ended,
};
use tokio::sync::{mpsc, watch};

const SHOWCASE: (u16, u16) = (140, 42);
const SMALL: (u16, u16) = (80, 24);

fn key(code: KeyCode) -> Event {
    Event::Key(KeyEvent::new(code, KeyModifiers::NONE))
}

fn typed(text: &str) -> Vec<Event> {
    text.chars().map(|letter| key(KeyCode::Char(letter))).collect()
}

fn click(column: u16, row: u16) -> Event {
    let kind = MouseEventKind::Down(MouseButton::Left);
    Event::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE })
}

/// A line typed into what a key opens, taken, and closed again.
fn line(opener: &str, text: &str) -> Vec<Event> {
    let ends = [key(KeyCode::Enter), key(KeyCode::Esc), key(KeyCode::Esc)];
    typed(opener).into_iter().chain(typed(text)).chain(ends).collect()
}

/// Everything a curious person would try, on every screen.
fn curious() -> Vec<Event> {
    let mut script = Vec::new();
    for screen in ["4", "5", "6", "7", "F"] {
        script.extend(typed(screen));
        script.extend(typed("iyi"));
        script.extend([key(KeyCode::Down), key(KeyCode::Enter), key(KeyCode::Esc), key(KeyCode::Tab)]);
        script.extend(typed("y[]cwdsneS*"));
        script.push(key(KeyCode::Esc));
    }
    // Screens, commands and moments that are not the vendor's.
    script.extend(typed("1239CVbaxoE,.<>{}p0+-HL"));
    for said in ["vendor vendor_10", "vendor all", "vendor q", "go-sources", "pipeline", "stage", "scenario"]
    {
        script.extend(line(":", said));
    }
    script.extend(line(":", "Qzy"));
    script.extend(line("v", "vendor_1"));
    script.extend(line("/", "!mug"));
    script.extend(typed(":"));
    script.push(Event::Paste("incident-export Qz".to_owned()));
    script.extend([key(KeyCode::Tab), key(KeyCode::Enter), key(KeyCode::Esc)]);
    script.extend(typed("?"));
    script.extend([key(KeyCode::PageDown), key(KeyCode::End), key(KeyCode::Esc)]);
    // A click on every part, at two sizes.
    for (columns, rows) in [(80, 24), (140, 42)] {
        script.push(Event::Resize(columns, rows));
        for row in (0..rows).step_by(5).chain([1, rows - 1]) {
            script
                .extend((0..columns).step_by(13).flat_map(|column| [click(column, row), key(KeyCode::Esc)]));
        }
    }
    // Nobody looks: whoever does not look is called for what happens.
    script.push(Event::FocusLost);
    script.extend(typed("z"));
    script.push(Event::FocusGained);
    script.extend(typed("zr"));
    script
}

fn assert_alike(one: &Left, other: &Left) {
    if one.bytes == other.bytes {
        return;
    }
    let at = one.bytes.iter().zip(&other.bytes).position(|(a, b)| a != b).unwrap_or(0);
    let around = |bytes: &[u8]| {
        let (from, to) = (at.saturating_sub(200), (at + 200).min(bytes.len()));
        String::from_utf8_lossy(&bytes[from..to]).into_owned()
    };
    panic!("differs at byte {at}:\n{:?}\n{:?}", around(&one.bytes), around(&other.bytes));
}

fn assert_own(left: &Left) {
    let text = left.text();
    for foreign in [DECOY, &FIGURE.to_string(), "7,317", "7.317", "7.32G", "vendor_1.", "VENDOR_1"] {
        assert!(!text.contains(foreign), "{foreign} was written");
    }
    for wish in &left.wishes {
        match wish {
            Request::Want { questions, .. } | Request::Cancel { questions } => {
                for question in questions {
                    assert!(OwnQuestion::of(question, &vendor(OWN)).is_some(), "{question:?} was asked");
                }
            }
            Request::Refresh { .. } | Request::Leave { .. } => {}
            other => panic!("{other:?} reached the collector"),
        }
    }
}

#[test]
fn whatever_a_locked_vendor_tries_the_bytes_are_the_same_in_every_market() {
    let script = curious();
    let first = live(Others(1), &script, SHOWCASE, locked);
    assert_own(&first);
    assert_eq!(first.ended, Ended::InputClosed, "the script was played to its end");
    let text = first.text();
    assert!(text.contains("Sunrise Ceramics"), "the own name is shown");
    assert!(
        text.contains("<title Sunrise Ceramics") && text.contains("<copy "),
        "titles and copies are there"
    );
    assert!(!text.contains("<notify"), "nobody is called for what is not theirs");
    for seed in [2, 0xdead_beef] {
        let other = live(Others(seed), &script, SHOWCASE, locked);
        assert_ne!(other.published, first.published, "another market is heard of at other moments");
        assert_own(&other);
        assert_alike(&first, &other);
    }
    let (one, other) = (live(Others(4), &script, SMALL, locked), live(Others(5), &script, SMALL, locked));
    assert_own(&one);
    assert_alike(&one, &other);
}

#[test]
fn the_same_session_at_an_operators_desk_shows_others_so_the_test_can_fail() {
    let script = typed("4v");
    let (one, other) =
        (live(Others(1), &script, SHOWCASE, |desk| desk), live(Others(2), &script, SHOWCASE, |desk| desk));
    assert!(one.text().contains(DECOY));
    assert_ne!(one.bytes, other.bytes);
}

/// Keys, clicks, pastes and sizes in any order.
fn anything() -> impl Strategy<Value = Event> {
    let letters = "4567F1239CVvip:/?tcwmd[]eyzZrsSn*,.<>{}EaxbouTjkhlgGq0".replace('q', "");
    let letters: Vec<char> = letters.chars().collect();
    prop_oneof![
        10 => proptest::sample::select(letters).prop_map(|letter| key(KeyCode::Char(letter))),
        4 => proptest::sample::select(vec![
            KeyCode::Enter, KeyCode::Esc, KeyCode::Tab, KeyCode::BackTab, KeyCode::Up, KeyCode::Down,
            KeyCode::Left, KeyCode::Right, KeyCode::PageDown, KeyCode::Home, KeyCode::Backspace,
        ]).prop_map(key),
        3 => (0u16..160, 0u16..50).prop_map(|(x, y)| click(x, y)),
        1 => proptest::sample::select(vec!["vendor vendor_10", "Qz", "vendor all", "\u{1b}[2J", "vendor_1' OR 1=1"])
            .prop_map(|text| Event::Paste(text.to_owned())),
        1 => (0u16..200, 0u16..60).prop_map(|(columns, rows)| Event::Resize(columns, rows)),
        1 => any::<bool>().prop_map(|has| if has { Event::FocusGained } else { Event::FocusLost }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 60, ..ProptestConfig::default() })]
    #[test]
    fn nothing_about_others_reaches_a_locked_vendor(
        script in proptest::collection::vec(anything(), 1..50),
        markets in (any::<u64>(), any::<u64>()),
        size in (1u16..200, 1u16..60),
    ) {
        let one = live(Others(markets.0), &script, size, locked);
        let other = live(Others(markets.1), &script, size, locked);
        assert_alike(&one, &other);
        prop_assert!(!one.text().contains(&FIGURE.to_string()));
    }
}

/// A snapshot of everything, with every own question asked that there is.
fn everything(others: Others) -> (Snapshot, BTreeSet<OwnQuestion>) {
    let range = DateRange::ending(start().date_naive(), 30);
    let order = OrderId::parse("order-1").unwrap();
    let own: BTreeSet<OwnQuestion> = [
        OwnQuestion::Name,
        OwnQuestion::Days(range),
        OwnQuestion::Products(range),
        OwnQuestion::Order(order, range),
    ]
    .into_iter()
    .chain(View::ALL.map(|view| OwnQuestion::Summary(view, range)))
    .collect();
    let asked: Vec<Question> = own.iter().map(|question| question.asked_of(&vendor(OWN))).collect();
    let whole =
        others.whole(&others.estate().into(), asked.iter().map(|question| (question, start())), start(), 1);
    (whole, own)
}

proptest! {
    #[test]
    fn a_slice_says_the_same_in_every_market(one: u64, other: u64) {
        let said = |seed| {
            let (whole, wanted) = everything(Others(seed));
            let mut slice = tidewatch::question::VendorSlice::begin(vendor(OWN), &whole.estate);
            slice.take(&whole, &wanted);
            // All of it, every field, as Rust writes it down.
            format!("{:?}", slice.snapshot(start(), 1))
        };
        let (one, other) = (said(one), said(other));
        prop_assert!(!one.contains(DECOY) && !one.contains(&FIGURE.to_string()), "{one}");
        prop_assert_eq!(one, other);
    }
}

#[tokio::test]
async fn a_gate_lets_through_what_is_the_vendors_own_and_nothing_else() {
    let first = Others(1).whole(&Others(1).estate().into(), [], start(), 0);
    let (_publish, snapshots) = watch::channel(Arc::new(first));
    let (asking, mut heard) = mpsc::channel(20);
    let desk = Desk::new(snapshots, asking, Arc::new(start)).for_vendor(vendor(OWN));
    let range = DateRange::ending(start().date_naive(), 7);
    let days = |id| Question::VendorDays { vendor: VendorScope::One(vendor(id)), range };
    let about = About::Alarm("processor".into());
    let note = Note {
        about: about.clone(),
        kind: NoteKind::Muted,
        by: "ann".into(),
        at: start(),
        until: None,
        text: "".into(),
    };
    let (viewer, operator) = (ViewerId(1), ViewerId(2));
    let questions = [days(OWN), days("vendor_10"), Question::Lake, Question::VendorTotals { range }];
    for wish in [
        Request::Refresh { viewer: operator },
        Request::Leave { viewer: operator },
        Request::Note(note),
        Request::Unnote { about, kind: NoteKind::Muted },
        Request::Scenario { name: "calm".into() },
        Request::Want { viewer, questions: questions.into() },
        Request::Refresh { viewer },
        Request::Leave { viewer },
        Request::Leave { viewer },
    ] {
        desk.requests().send(wish).await.unwrap();
    }
    assert_eq!(heard.recv().await, Some(Request::Want { viewer, questions: [days(OWN)].into() }));
    assert_eq!(heard.recv().await, Some(Request::Refresh { viewer }));
    assert_eq!(heard.recv().await, Some(Request::Leave { viewer }));
    drop(desk);
    assert_eq!(heard.recv().await, None, "a desk that was left asks nothing more");
}

#[test]
fn a_slice_of_another_vendors_slice_is_empty() {
    let (whole, wanted) = everything(Others(3));
    let mut slice = tidewatch::question::VendorSlice::begin(vendor(OWN), &whole.estate);
    assert!(slice.take(&whole, &wanted), "there is something");
    assert!(!slice.take(&whole, &wanted), "and it has not changed");
    let mut neighbour = tidewatch::question::VendorSlice::begin(vendor("vendor_10"), &whole.estate);
    neighbour.take(&slice.snapshot(start(), 1), &wanted);
    let left = neighbour.snapshot(start(), 1);
    assert_eq!(left.entries.keys().collect::<Vec<_>>(), [&Question::Vendors]);
    assert!(left.vendors().is_some_and(|all| all.is_empty()));
}

#[test]
fn only_questions_about_the_vendor_itself_are_its_own() {
    let (own, range) = (vendor(OWN), DateRange::ending(start().date_naive(), 7));
    let order = OrderId::parse("order-1").unwrap();
    for id in ["vendor_10", "vendor_", "VENDOR_1", "vendor_1.", "vendor_1:2"] {
        let (other, scope) = (vendor(id), VendorScope::One(vendor(id)));
        for question in [
            Question::VendorDays { vendor: scope.clone(), range },
            Question::Summary { view: View::HourlyTraffic, vendor: scope, range },
            Question::ProductDays { vendor: other.clone(), range },
            Question::Order { vendor: other, order: order.clone(), range },
        ] {
            assert_eq!(OwnQuestion::of(&question, &own), None, "{question:?}");
        }
    }
    for question in [
        Question::VendorDays { vendor: VendorScope::All, range },
        Question::Summary { view: View::DailyVendorPerformance, vendor: VendorScope::All, range },
        Question::Summary { view: View::VendorTotals, vendor: VendorScope::One(own.clone()), range },
        Question::VendorTotals { range },
        Question::Lake,
    ] {
        assert_eq!(OwnQuestion::of(&question, &own), None, "{question:?}");
    }
    let days = Question::VendorDays { vendor: VendorScope::One(own.clone()), range };
    assert_eq!(OwnQuestion::of(&days, &own).map(|question| question.asked_of(&own)), Some(days));
}
