//! Whole frames: what each screen says at each size, that no size and no situation breaks it, and what clicks mean.

use proptest::prelude::*;
use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};

use super::{
    Scene,
    fixture::{ALL, Picture},
    hit,
};
use crate::{
    app::{App, Message, Overlay, Prompt, Screen, VerdictChoice},
    question::Snapshot,
    theme::{Depth, Theme},
};

pub(super) fn painted(snapshot: &Snapshot, app: &App, size: (u16, u16), depth: Depth) -> Buffer {
    let theme = Theme::default().at(depth);
    let mut buf = Buffer::empty(Rect::new(0, 0, size.0, size.1));
    let area = buf.area;
    Scene { snapshot, app, theme: &theme }.render(area, &mut buf);
    buf
}

pub(super) fn text(buf: &Buffer) -> String {
    let row = |y| {
        let mut line = String::new();
        let mut skip = 0;
        for x in 0..buf.area.width {
            let symbol = buf[(x, y)].symbol();
            if skip == 0 {
                line.push_str(symbol);
            }
            skip = std::cmp::max(skip, unicode_width::UnicodeWidthStr::width(symbol)).saturating_sub(1);
        }
        line.trim_end().to_owned()
    };
    (0..buf.area.height).map(row).collect::<Vec<_>>().join("\n")
}

fn frame(picture: Picture, screen: Screen, size: (u16, u16)) -> String {
    let (snapshot, mut app) = picture.taken();
    app.screen = screen;
    app.focus = screen.panels()[0];
    text(&painted(&snapshot, &app, size, Depth::TrueColor))
}

const SIZES: [(u16, u16); 3] = [(140, 42), (100, 30), (80, 24)];

pub(super) fn kept(name: &str, text: &str) {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, text);
    });
}

#[test]
fn every_screen_reads_well_at_every_size() {
    for screen in Screen::ALL {
        for picture in [Picture::Calm, Picture::Critical] {
            for size in SIZES {
                let name = format!("{}-{picture:?}-{}", screen.title(), size.0).to_lowercase();
                kept(&name, &frame(picture, screen, size));
            }
        }
    }
}

#[test]
fn what_is_not_known_is_said_in_words() {
    for picture in
        [Picture::Loading, Picture::Denied, Picture::Stale, Picture::FirstRun, Picture::Odd, Picture::Many]
    {
        let name = format!("overview-{picture:?}-100").to_lowercase();
        kept(&name, &frame(picture, Screen::Overview, (100, 30)));
    }
    kept("vendor-novendors-100", &frame(Picture::NoVendors, Screen::Vendor, (100, 30)));
    kept("alarms-many-100", &frame(Picture::Many, Screen::Alarms, (100, 30)));
}

#[test]
fn graphs_of_every_shape_read_well() {
    use Picture::{Chain, FanIn, FanOut, Layers, Single, Two};
    for picture in [Single, FanOut, FanIn, Two, Layers, Chain] {
        for size in SIZES {
            let (snapshot, mut app) = picture.taken();
            app.screen = Screen::Pipeline;
            // A graph larger than its place is shown around the selected stage.
            app.stage = match picture {
                Chain => Some("step-30".into()),
                Layers => Some("l2-5".into()),
                _ => None,
            };
            let name = format!("graph-{picture:?}-{}", size.0).to_lowercase();
            kept(&name, &text(&painted(&snapshot, &app, size, Depth::TrueColor)));
        }
    }
}

#[test]
fn a_verdict_reads_well() {
    for size in SIZES {
        for screen in [Screen::Overview, Screen::Pipeline] {
            let name = format!("{}-judged-{}", screen.title(), size.0).to_lowercase();
            kept(&name, &frame(Picture::Judged, screen, size));
        }
        let (snapshot, mut app) = Picture::Judged.taken();
        app.overlay = Some(verdict(1));
        let name = format!("overlay-verdict-{}", size.0);
        kept(&name, &text(&painted(&snapshot, &app, size, Depth::TrueColor)));
    }
    kept("overview-over-100", &frame(Picture::Over, Screen::Overview, (100, 30)));
    let (snapshot, mut app) = Picture::Judged.taken();
    (app.screen, app.settings.ascii) = (Screen::Pipeline, true);
    kept("ascii-judged-140", &text(&painted(&snapshot, &app, (140, 42), Depth::None)));
}

fn verdict(proof: usize) -> Overlay {
    Overlay::Verdict(VerdictChoice { key: "stopped@processor".into(), over: None, proof, shows_end: false })
}

fn opened(overlay: Overlay, size: (u16, u16)) -> String {
    let (snapshot, mut app) = Picture::Calm.taken();
    app.overlay = Some(overlay);
    text(&painted(&snapshot, &app, size, Depth::TrueColor))
}

fn overlays() -> [(&'static str, Overlay); 7] {
    let typed = |text: &str| Prompt { text: text.to_owned(), cursor: text.len(), chosen: 0 };
    [
        ("help", Overlay::Help { top: 0 }),
        ("palette", Overlay::Palette(typed("th"))),
        ("vendors", Overlay::Vendors(typed(""))),
        ("filter", Overlay::Filter(typed("lambda"))),
        ("ranges", Overlay::Ranges { chosen: 4 }),
        ("provenance", Overlay::Provenance),
        ("no-verdict", verdict(0)),
    ]
}

#[test]
fn overlays_read_well() {
    for (name, overlay) in overlays() {
        kept(&format!("overlay-{name}-100"), &opened(overlay, (100, 30)));
    }
}

#[test]
fn ascii_frames_hold_nothing_but_ascii() {
    for picture in ALL {
        for screen in Screen::ALL {
            let (snapshot, mut app) = picture.taken();
            app.screen = screen;
            app.settings.ascii = true;
            let shown = text(&painted(&snapshot, &app, (100, 30), Depth::None));
            assert!(shown.is_ascii(), "{picture:?} {screen:?}\n{shown}");
            if picture == Picture::Critical {
                kept(&format!("ascii-{}-100", screen.title()).to_lowercase(), &shown);
            }
        }
    }
}

#[test]
fn without_colours_words_still_tell_what_is_wrong() {
    let (snapshot, app) = Picture::Critical.taken();
    let buf = painted(&snapshot, &app, (80, 24), Depth::None);
    let shown = text(&buf);
    for word in ["CRITICAL", "✖ critical", "▲ warning", "2 alarms", "✔ ok"] {
        assert!(shown.contains(word), "{word} is missing\n{shown}");
    }
    let is_plain = |cell: &ratatui::buffer::Cell| {
        cell.fg == ratatui::style::Color::Reset && cell.bg == ratatui::style::Color::Reset
    };
    assert!(buf.content().iter().all(is_plain));
}

#[test]
fn old_answers_are_never_shown_as_live_or_well() {
    let shown = frame(Picture::Stale, Screen::Overview, (140, 42));
    assert!(shown.contains("STALE 12 min") && !shown.contains("● live"));
    assert!(!shown.contains("✔ ok  all"), "{shown}");
    let (snapshot, mut app) = Picture::Calm.taken();
    app.frozen = Some(std::sync::Arc::clone(&snapshot));
    app.now += chrono::TimeDelta::minutes(3);
    let shown = text(&painted(&snapshot, &app, (140, 42), Depth::TrueColor));
    assert!(shown.contains("FROZEN 3 min ago 14:02:31"), "{shown}");
}

#[test]
fn a_refusal_names_what_to_allow_on_the_panel_it_hits() {
    for screen in Screen::ALL {
        let (mut snapshot, mut app) = Picture::Denied.taken();
        app.screen = screen;
        app.focus = screen.panels()[0];
        let refused = snapshot.entries.values().next().cloned().unwrap();
        let asked = app.wants(&snapshot.estate, app.now);
        let held = std::sync::Arc::make_mut(&mut snapshot);
        for question in asked {
            held.entries.entry(question).or_insert_with(|| std::sync::Arc::clone(&refused));
        }
        let shown = text(&painted(&snapshot, &app, (140, 42), Depth::TrueColor));
        assert!(shown.contains("access denied"), "{screen:?}\n{shown}");
        assert!(shown.contains("Allow cloudwatch:GetMetricData"), "{screen:?}\n{shown}");
    }
}

#[test]
fn a_terminal_too_small_says_what_is_needed() {
    let (snapshot, app) = Picture::Calm.taken();
    let shown = text(&painted(&snapshot, &app, (59, 20), Depth::TrueColor));
    assert!(shown.contains("needs 60x16"), "{shown}");
}

/// Where a text stands on a frame.
pub(super) fn find(buf: &Buffer, wanted: &str) -> (u16, u16) {
    for y in 0..buf.area.height {
        let row: Vec<&str> = (0..buf.area.width).map(|x| buf[(x, y)].symbol()).collect();
        for x in 0..row.len() {
            if row[x..].concat().starts_with(wanted) {
                return (x as u16, y);
            }
        }
    }
    panic!("{wanted} is not on the frame\n{}", text(buf));
}

fn click(picture: Picture, screen: Screen, size: (u16, u16), wanted: &str) -> Option<Message> {
    let (snapshot, mut app) = picture.taken();
    app.screen = screen;
    let theme = Theme::default();
    let buf = painted(&snapshot, &app, size, Depth::TrueColor);
    let (x, y) = find(&buf, wanted);
    hit(&Scene { snapshot: &snapshot, app: &app, theme: &theme }, buf.area, x, y)
}

#[test]
fn a_click_means_what_is_written_there() {
    for size in SIZES {
        let go = click(Picture::Calm, Screen::Overview, size, "3 Alarms");
        assert_eq!(go, Some(Message::Go(Screen::Alarms)), "{size:?}");
        let alarms = click(Picture::Critical, Screen::Overview, size, "2 alarms");
        assert_eq!(alarms, Some(Message::Go(Screen::Alarms)), "{size:?}");
        let help = click(Picture::Calm, Screen::Overview, size, "? help");
        assert_eq!(help, Some(Message::Run("help", None)), "{size:?}");
        for screen in [Screen::Overview, Screen::Pipeline] {
            let stage = click(Picture::Critical, screen, size, "delivery");
            let is_other_line = stage.is_none() && screen == Screen::Overview;
            assert!(is_other_line || stage == Some(Message::Stage("delivery".into())), "{size:?} {stage:?}");
        }
        let alarm = click(Picture::Critical, Screen::Alarms, size, "dynamodb-throttles");
        assert_eq!(alarm, Some(Message::Alarm("dynamodb-throttles".into())), "{size:?}");
        let range = click(Picture::Calm, Screen::Vendor, size, " 7d ");
        assert_eq!(range, Some(Message::Range(crate::app::RangeChoice::Last(7))), "{size:?}");
        let question = click(Picture::Calm, Screen::Sources, size, "vendors   ");
        assert!(
            matches!(question, Some(Message::Scroll(_) | Message::Run("vendor", _))),
            "{size:?} {question:?}"
        );
    }
    let window = click(Picture::Calm, Screen::Pipeline, (140, 42), " 24h ");
    assert_eq!(window, Some(Message::Window(crate::pipeline::Window::Hours24)));
}

#[test]
fn a_click_beside_what_is_open_closes_it() {
    let (snapshot, mut app) = Picture::Calm.taken();
    app.overlay = Some(Overlay::Ranges { chosen: 0 });
    let theme = Theme::default();
    let scene = Scene { snapshot: &snapshot, app: &app, theme: &theme };
    let buf = painted(&snapshot, &app, (100, 30), Depth::TrueColor);
    assert_eq!(hit(&scene, buf.area, 1, 20), Some(Message::Key("esc".into())));
    let (x, y) = find(&buf, "last 14 days");
    assert_eq!(hit(&scene, buf.area, x, y), Some(Message::Pick(3)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn no_size_and_no_situation_breaks_a_frame(
        width in 0u16..=300, height in 0u16..=120, picture in 0..ALL.len(), screen in 0usize..5, overlay in 0usize..10,
        ascii: bool, at in (0u16..300, 0u16..120),
    ) {
        let (snapshot, mut app) = ALL[picture].taken();
        app.screen = Screen::ALL[screen];
        app.settings.ascii = ascii;
        app.overlay = overlays().into_iter().nth(overlay).map(|(_, overlay)| overlay);
        let theme = Theme::default();
        let scene = Scene { snapshot: &snapshot, app: &app, theme: &theme };
        let area = Rect::new(3, 2, width, height);
        let mut buf = Buffer::empty(Rect::new(0, 0, width + 6, height + 4));
        scene.render(area, &mut buf);
        let blank = ratatui::buffer::Cell::default();
        for position in buf.area.positions() {
            prop_assert!(area.contains(position) || buf[position] == blank, "{position:?} is outside {area:?}");
        }
        let _ = hit(&scene, area, at.0, at.1);
    }
}

/// The past on screen: eleven minutes ago, between two incidents.
fn in_the_past(picture: Picture) -> (std::sync::Arc<Snapshot>, App) {
    use crate::app::{Incident, Past, Reel};
    let (snapshot, mut app) = picture.taken();
    app.now += chrono::TimeDelta::minutes(11);
    let before = |minutes| snapshot.at - chrono::TimeDelta::minutes(minutes);
    let began = |minutes, health| Incident { at: before(minutes), health };
    let incidents =
        [began(30, crate::pipeline::Health::Warning), began(12, crate::pipeline::Health::Critical)];
    let reel = Reel { from: before(60), to: app.now, incidents: incidents.into() };
    app.update(Message::Past(Past { snapshot: std::sync::Arc::clone(&snapshot), reel }), &snapshot);
    (snapshot, app)
}

#[test]
fn the_past_says_so_and_can_be_scrubbed() {
    for size in SIZES {
        let (snapshot, app) = in_the_past(Picture::Critical);
        let theme = Theme::default();
        let scene = Scene { snapshot: &snapshot, app: &app, theme: &theme };
        let buf = painted(&snapshot, &app, size, Depth::None);
        let shown = text(&buf);
        for word in ["PAST 11 min ago", "14:02:31 UTC", "Esc live"] {
            assert!(shown.contains(word), "{word} is missing at {size:?}\n{shown}");
        }
        let bar = buf.area.height - 2;
        let row: String = (0..buf.area.width).map(|x| buf[(x, bar)].symbol().to_owned()).collect();
        assert!(row.contains('▲') && row.contains('✖') && row.contains('◆'), "{row}");
        let column = |mark: &str| (0..buf.area.width).find(|x| buf[(*x, bar)].symbol() == mark).unwrap();
        let began = app.reel.as_ref().map(|reel| reel.incidents[0].at).unwrap();
        assert_eq!(hit(&scene, buf.area, column("▲"), bar), Some(Message::Seek(began)), "{size:?}");
        assert!(matches!(hit(&scene, buf.area, 3, bar), Some(Message::Seek(at)) if at < began));
        assert_eq!(hit(&scene, buf.area, buf.area.width - 4, bar), Some(Message::Live), "{row}");
    }
}

#[test]
fn what_was_never_asked_is_not_on_the_tape() {
    let (snapshot, mut app) = in_the_past(Picture::Calm);
    app.screen = Screen::Vendor;
    let mut bare = (*snapshot).clone();
    bare.entries.retain(|question, _| matches!(question, crate::question::Question::Metrics { .. }));
    app.frozen = Some(std::sync::Arc::new(bare));
    let shown = text(&painted(&snapshot, &app, (140, 42), Depth::TrueColor));
    assert!(shown.contains("not on the tape") && !shown.contains("asking"), "{shown}");
}
