//! Journeys: keys go in, and what a person would see of the state and of the world comes out.

use std::{collections::BTreeMap, sync::Arc};

use chrono::TimeDelta;

use super::{
    command::Command,
    fixture,
    message::{Effect, Message},
    period::{Compare, RangeChoice},
    screen::{Panel, Screen},
    state::{App, Overlay},
    table::commands,
};
use crate::{
    business::{Granularity, VendorScope},
    pipeline::Window,
    question::Snapshot,
};

/// A viewer and what it looks at.
pub(super) struct Seat {
    pub(super) app: App,
    pub(super) snapshot: Arc<Snapshot>,
}

impl Seat {
    pub(super) fn new() -> Self {
        Self { app: fixture::app(), snapshot: fixture::snapshot() }
    }

    /// Presses keys one after the other, words in quotes letter by letter; gives the effects.
    pub(super) fn press(&mut self, keys: &str) -> Vec<Effect> {
        let mut effects = Vec::new();
        for word in keys.split(' ') {
            match word.strip_prefix('\'') {
                Some(text) => {
                    for letter in text.chars() {
                        effects.extend(self.key(if letter == '_' {
                            "space".into()
                        } else {
                            letter.to_string()
                        }));
                    }
                }
                None => effects.extend(self.key(word.to_owned())),
            }
        }
        effects
    }

    pub(super) fn key(&mut self, key: String) -> Option<Effect> {
        self.app.update(Message::Key(key.into()), &self.snapshot)
    }

    pub(super) fn toast(&self) -> &str {
        self.app.toast.as_ref().map_or("", |toast| &toast.text)
    }
}

#[test]
fn number_keys_go_to_the_screens_there_are() {
    let mut seat = Seat::new();
    for (key, screen) in
        [("3", Screen::Alarms), ("9", Screen::Sources), ("4", Screen::Vendor), ("1", Screen::Overview)]
    {
        seat.press(key);
        assert_eq!(seat.app.screen, screen);
    }
    seat.press("8");
    assert_eq!(seat.app.screen, Screen::Overview, "a screen that is not there changes nothing");
}

#[test]
fn from_the_overview_deeper_to_the_broken_stage_and_back() {
    let mut seat = Seat::new();
    seat.press("enter");
    assert_eq!(seat.app.screen, Screen::Pipeline);
    assert_eq!(seat.app.stage, Some("processor".into()), "the stage the headline is about");
    seat.press("enter j enter");
    assert_eq!(seat.app.enlarged, Some("invocations".into()));
    seat.press("j");
    assert_eq!(seat.app.enlarged, Some("duration".into()));
    seat.press("esc");
    assert_eq!((seat.app.enlarged.clone(), seat.app.screen), (None, Screen::Pipeline));
    seat.press("shift-tab h");
    assert_eq!(seat.app.stage, Some("stream".into()), "h goes upstream");
    seat.press("l l");
    assert_eq!(seat.app.stage, Some("counters".into()), "l goes downstream");
    seat.press("g");
    assert_eq!(seat.app.stage, Some("stream".into()));
    seat.press("G");
    assert_eq!(seat.app.stage, Some("delivery".into()));
}

#[test]
fn esc_never_quits_and_ctrl_c_always_does() {
    let mut seat = Seat::new();
    assert_eq!(seat.press("esc esc esc"), []);
    assert_eq!(seat.press("q"), [Effect::Quit]);
    assert_eq!(seat.press(": 'q ctrl-c"), [Effect::Quit], "q is typed, Ctrl-C quits");
    assert_eq!(seat.press("esc ? q"), [], "q closes the help");
    assert_eq!(seat.app.overlay, None);
}

#[test]
fn the_palette_takes_a_command_with_its_argument() {
    let mut seat = Seat::new();
    assert_eq!(seat.press(": 'theme_ember enter"), [Effect::Theme("ember".into())]);
    assert_eq!(&*seat.app.settings.theme, "ember");
    assert_eq!(seat.press(": 'poison enter"), [Effect::Scenario("poison-record".into())]);
    seat.press(": 'window_6h enter");
    assert_eq!(seat.app.window, Window::Hours6);
    seat.press(": 'vendor_sunr enter");
    assert_eq!(seat.app.vendor, VendorScope::One(fixture::vendor_id("v-001")));
    seat.press(": 'range_2026-11-01..2026-11-07 enter");
    assert!(matches!(seat.app.range, RangeChoice::Days(days) if days.days() == 7));
    assert_eq!(seat.app.overlay, None);
}

#[test]
fn the_palette_asks_for_an_argument_that_is_missing() {
    let mut seat = Seat::new();
    seat.press(": 'scenario enter");
    let rows = seat.app.palette_rows(&seat.snapshot);
    assert_eq!(
        rows.iter().map(|row| row.text.as_str()).collect::<Vec<_>>(),
        ["scenario calm", "scenario poison-record"]
    );
    assert_eq!(seat.press("down enter"), [Effect::Scenario("poison-record".into())]);
}

#[test]
fn tab_completes_in_the_palette() {
    let mut seat = Seat::new();
    seat.press(": 'granul tab 'w enter");
    assert_eq!(seat.app.granularity, Granularity::Week);
}

#[test]
fn scenarios_are_offered_in_the_demo_only() {
    let mut estate = fixture::estate();
    estate.demo = None;
    let mut seat = Seat { snapshot: fixture::snapshot_of(estate), app: fixture::app() };
    seat.press(": 'scenario");
    assert!(seat.app.palette_rows(&seat.snapshot).iter().all(|row| row.command != "scenario"));
}

#[test]
fn every_command_is_reached_by_the_palette() {
    let mut estate = fixture::estate();
    estate.pipelines.push(fixture::pipeline("shop-test"));
    let snapshot = fixture::snapshot_of(estate);
    for command in commands() {
        let mut seat = Seat { app: fixture::app(), snapshot: Arc::clone(&snapshot) };
        seat.press(&format!(": '{}", command.id));
        let rows = seat.app.palette_rows(&seat.snapshot);
        assert_eq!(rows.first().map(|row| row.command), Some(command.id), "{}", command.id);
    }
}

#[test]
fn every_command_says_or_does_something() {
    for command in commands() {
        assert_eq!(Command::named(command.id), Some(command));
        assert!(command.sentence.ends_with('.'), "{}", command.id);
        let mut seat = Seat::new();
        let _ = seat.app.update(Message::Run(command.id, None), &seat.snapshot);
        assert!(!seat.toast().contains("no command"), "{}", command.id);
    }
}

#[test]
fn the_vendor_switcher_finds_by_a_few_letters() {
    let mut seat = Seat::new();
    seat.press("v 'teas enter");
    assert_eq!(seat.app.vendor, VendorScope::One(fixture::vendor_id("v-002")));
    seat.press("v 'v-003 enter");
    assert_eq!(seat.app.vendor, VendorScope::One(fixture::vendor_id("v-003")));
    seat.press("v enter");
    assert_eq!(seat.app.vendor, VendorScope::All, "all vendors stand first");
    seat.press("v 'zzz enter");
    assert_eq!(seat.toast(), "no vendor matches");
    seat.press("esc v 'vendor_");
    assert!(matches!(seat.app.overlay, Some(Overlay::Vendors(_))));
}

#[test]
fn a_vendor_that_is_in_no_list_can_be_looked_at_by_id() {
    let mut seat = Seat::new();
    seat.press("v 'shop:77 enter");
    assert_eq!(seat.app.vendor, VendorScope::One(fixture::vendor_id("shop:77")));
}

#[test]
fn choosing_a_vendor_away_from_the_business_goes_there() {
    let mut seat = Seat::new();
    seat.press("3 v 'moon enter");
    assert_eq!(
        (seat.app.screen, seat.app.vendor.one()),
        (Screen::Vendor, Some(&fixture::vendor_id("v-003")))
    );
}

#[test]
fn a_filter_works_while_it_is_typed_and_survives_a_refresh() {
    let mut seat = Seat::new();
    let shown = |seat: &Seat| {
        seat.app.alarm_rows(&seat.snapshot).iter().map(|a| a.name.to_string()).collect::<Vec<_>>()
    };
    seat.press("3");
    assert_eq!(shown(&seat), ["processor-errors", "freshness", "age"]);
    seat.press("/ 'fresh");
    assert_eq!(shown(&seat), ["freshness"]);
    seat.press("enter");
    seat.snapshot = fixture::snapshot();
    assert_eq!(shown(&seat), ["freshness"]);
    seat.press("/ ctrl-u '!fresh enter");
    assert_eq!(shown(&seat), ["processor-errors", "age"]);
    seat.press("/ ctrl-u 'age[ enter");
    assert_eq!(shown(&seat).len(), 3, "a filter that cannot be read hides nothing");
    assert!(seat.app.filter.as_ref().is_some_and(|filter| filter.problem.is_some()));
    seat.press("esc");
    assert_eq!(seat.app.filter, None);
}

#[test]
fn a_selection_is_by_name_and_survives_what_comes_and_goes() {
    let mut seat = Seat::new();
    seat.press("3 j j");
    assert_eq!(seat.app.alarm.as_deref(), Some("age"));
    let mut gone = (*seat.snapshot).clone();
    gone.entries = BTreeMap::new();
    let full = std::mem::replace(&mut seat.snapshot, Arc::new(gone));
    assert_eq!(seat.app.selected_alarm(&seat.snapshot), None);
    seat.press("j k");
    seat.snapshot = full;
    assert_eq!(
        seat.app.selected_alarm(&seat.snapshot).map(|alarm| alarm.name.to_string()),
        Some("age".to_owned())
    );
    seat.press("enter enter");
    assert_eq!((seat.app.screen, seat.app.stage.clone()), (Screen::Pipeline, Some("stream".into())));
}

#[test]
fn ranges_move_by_keys_and_menu() {
    let mut seat = Seat::new();
    seat.press("4 [");
    assert!(matches!(seat.app.range, RangeChoice::Days(days) if days.to().to_string() == "2026-10-23"));
    seat.press("] ]");
    assert_eq!(seat.app.range, RangeChoice::Last(30));
    seat.press("t g enter");
    assert_eq!(seat.app.range, RangeChoice::Today);
    seat.press("w");
    assert_eq!(seat.app.granularity, Granularity::Week);
    seat.press("t G enter '2026-Q3 enter");
    assert!(
        matches!(seat.app.range, RangeChoice::Days(days) if days.days() == 92),
        "the menu ends in a line"
    );
    seat.press("[");
    assert!(matches!(seat.app.range, RangeChoice::Days(days) if days.from().to_string() == "2026-04-01"));
    seat.press("t g enter");
    seat.press("2 t G enter");
    assert_eq!(seat.app.window, Window::Months15, "the menu ends where CloudWatch's memory does");
    seat.press("- - - +");
    assert_eq!(seat.app.window, Window::Days30);
    seat.press("t g enter -");
    assert_eq!(seat.app.window, Window::Minutes15, "there is nothing shorter");
    assert_eq!(seat.app.range, RangeChoice::Today, "windows and days are two things");
}

#[test]
fn comparing_goes_around() {
    let mut seat = Seat::new();
    let mut seen = Vec::new();
    for _ in 0..5 {
        seat.press("c");
        seen.push(seat.app.compare);
    }
    let round = [
        Compare::WeekBefore,
        Compare::FourWeeksBefore,
        Compare::YearBefore,
        Compare::Nothing,
        Compare::Previous,
    ];
    assert_eq!(seen, round);
}

#[test]
fn freezing_holds_the_picture_while_the_world_goes_on() {
    let mut seat = Seat::new();
    seat.press("z");
    let held = Arc::clone(&seat.snapshot);
    let mut newer = (*seat.snapshot).clone();
    newer.sequence += 1;
    seat.snapshot = Arc::new(newer);
    assert!(Arc::ptr_eq(seat.app.shown(&seat.snapshot), &held));
    seat.press("2 3 1");
    assert!(seat.app.frozen.is_some(), "moving about keeps it frozen");
    seat.press("esc");
    assert!(Arc::ptr_eq(seat.app.shown(&seat.snapshot), &seat.snapshot));
}

#[test]
fn what_is_focused_is_copied() {
    let mut seat = Seat::new();
    let copied = |seat: &mut Seat, keys: &str| match seat.press(keys).pop() {
        Some(Effect::Copy(text)) => text,
        other => panic!("nothing copied: {other:?} {}", seat.toast()),
    };
    assert!(copied(&mut seat, "y").starts_with("shop-prod critical: processor fails"));
    assert!(copied(&mut seat, "3 y").contains("processor-errors ALARM since 2026-11-22 14:02:31 UTC"));
    assert_eq!(copied(&mut seat, "i y"), "aws cloudwatch describe-alarms");
    let kpis = copied(&mut seat, "4 y");
    assert!(kpis.contains("revenue €500.00") && kpis.contains("conversion 2.0 %"), "{kpis}");
}

#[test]
fn a_message_goes_away_by_itself() {
    let mut seat = Seat::new();
    assert_eq!(seat.press("r"), [Effect::Refresh]);
    assert_eq!(seat.toast(), "asking everything again");
    // A demo at many times the speed of the world does not take the message away before it is read.
    for hours in 1..5 {
        seat.app.update(Message::Tick(fixture::now() + TimeDelta::hours(hours)), &seat.snapshot);
        assert_eq!(seat.toast(), "asking everything again");
    }
    seat.app.update(Message::Tick(fixture::now() + TimeDelta::hours(5)), &seat.snapshot);
    assert_eq!(seat.toast(), "");
}

#[test]
fn the_bottom_line_names_only_keys_that_work_here() {
    let mut seat = Seat::new();
    for screen in Screen::ALL {
        seat.app.update(Message::Go(screen), &seat.snapshot);
        for hint in seat.app.key_hints() {
            let Message::Run(id, _) = hint.message else { panic!("{hint:?}") };
            assert!(
                Command::named(id).is_some_and(|command| command.scope.covers(screen)),
                "{id} on {screen:?}"
            );
        }
    }
    seat.press(":");
    assert!(seat.app.key_hints().iter().any(|hint| hint.key == "Esc" && hint.label == "close"));
}

#[test]
fn the_help_shows_the_keys_as_they_are_now() {
    let mut settings = fixture::settings();
    settings.keys = BTreeMap::from([(Arc::from("freeze"), vec![Arc::from("f5")])]);
    let app = App::new(settings, &fixture::estate(), fixture::now());
    let row = app.help_rows().into_iter().find(|row| row.title == "Freeze").unwrap();
    assert_eq!(row.keys, "F5");
}

#[test]
fn pasting_goes_into_the_line_and_nowhere_else() {
    let mut seat = Seat::new();
    seat.app.update(Message::Paste("q\nq".into()), &seat.snapshot);
    assert_eq!(seat.app.overlay, None);
    seat.press("v");
    seat.app.update(Message::Paste("sun\u{1b}[2J\nrise".into()), &seat.snapshot);
    assert!(matches!(&seat.app.overlay, Some(Overlay::Vendors(prompt)) if prompt.text == "sun[2J rise"));
}

#[test]
fn the_focus_goes_around_the_panels() {
    let mut seat = Seat::new();
    let seen: Vec<Panel> = (0..4)
        .map(|_| {
            seat.press("tab");
            seat.app.focus
        })
        .collect();
    assert_eq!(seen, [Panel::Alarms, Panel::Kpis, Panel::Revenue, Panel::Stages]);
}
