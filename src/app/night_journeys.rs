//! Journeys of the night: what is wrong is acknowledged, muted and read up, and whoever does not look is called.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    fixture,
    journeys::Seat,
    message::{Effect, Message},
    state::Overlay,
};
use crate::{
    config::NotifyWhen,
    pipeline::{Class, Confidence, Effect as Follows, Health, Verdict, VerdictKey},
    question::{About, News, NewsKind, Note, NoteKind, Snapshot},
};

fn verdict(class: Class, stage: &str, health: Health) -> Verdict {
    Verdict {
        class,
        stage: Some(stage.into()),
        health,
        confidence: Confidence::High,
        since: fixture::now() - TimeDelta::minutes(11),
        cause: format!("{stage} (Lambda) has read nothing for 11 min").into(),
        effect: Follows::default(),
        loss: None,
        next: None,
        proofs: Vec::new(),
        symptoms: Vec::new(),
        alarms: vec!["processor-errors".into()],
    }
}

/// A snapshot with these verdicts.
fn snapshot(verdicts: Vec<Verdict>) -> Arc<Snapshot> {
    let mut snapshot = (*fixture::snapshot()).clone();
    let mut health = snapshot.health.to_vec();
    health[0].verdicts = verdicts;
    snapshot.health = health.into();
    Arc::new(snapshot)
}

fn stopped() -> Verdict {
    verdict(Class::Stopped, "processor", Health::Critical)
}

fn night() -> Seat {
    let mut seat = Seat::new();
    seat.snapshot = snapshot(vec![stopped()]);
    seat
}

fn about(key: &str) -> About {
    About::Verdict(VerdictKey { pipeline: "shop-prod".into(), key: key.into() })
}

fn alarm() -> About {
    About::Alarm("arn:aws:cloudwatch:us-east-1:123456789012:alarm:processor-errors".into())
}

fn put(effects: &[Effect]) -> &Note {
    match effects {
        [Effect::Note(note)] => note,
        other => panic!("{other:?}"),
    }
}

impl Seat {
    fn told(&mut self, told: Vec<News>) -> Option<Effect> {
        self.app.update(Message::News(told), &self.snapshot)
    }

    fn looks(&mut self, has_focus: bool) {
        self.app.update(Message::Attention(has_focus), &self.snapshot);
    }

    fn at(&mut self, minute: i64) -> Option<Effect> {
        self.app.update(Message::Tick(minute_of(minute)), &self.snapshot)
    }
}

fn minute_of(minute: i64) -> DateTime<Utc> {
    fixture::now() + TimeDelta::minutes(minute)
}

#[test]
fn a_acknowledges_the_verdict_until_it_is_over() {
    let mut seat = night();
    let effects = seat.press("a 'looking_into_it enter");
    let note = put(&effects);
    assert_eq!((note.about.clone(), note.kind), (about("stopped@processor"), NoteKind::Acknowledged));
    assert_eq!((&*note.text, &*note.by, note.until), ("looking into it", "ann", None));
    assert_eq!(note.line(), "acknowledged by ann: looking into it");
    assert_eq!(seat.app.overlay, None);
    assert!(seat.toast().contains("processor stopped acknowledged"), "{}", seat.toast());
}

#[test]
fn x_mutes_for_an_hour_unless_something_else_is_chosen_or_typed() {
    let until =
        |keys: &str| put(&night().press(keys)).until.map(|until| (until - fixture::now()).num_minutes());
    assert_eq!(until("x enter"), Some(60));
    assert_eq!(until("x down enter"), Some(240));
    assert_eq!(until("x up up enter"), None, "until it is over");
    assert_eq!(until("x '90m_known enter"), Some(90));
    assert_eq!(until("x down '90m enter"), Some(90), "what was typed last is meant");
    // It is 15:02 in Berlin; nine in the morning there is eight o'clock UTC.
    assert_eq!(until("x down down down down down enter"), Some((18 * 60) - 3));
    assert_eq!(until(": 'mute_2h_known enter"), Some(120));
    assert_eq!(until(": 'ack_known enter"), None);
}

#[test]
fn a_second_press_offers_to_take_it_away() {
    let mut seat = night();
    let note = put(&seat.press("a enter")).clone();
    let mut snapshot = (*seat.snapshot).clone();
    snapshot.notes = Arc::from([note]);
    seat.snapshot = Arc::new(snapshot);
    assert_eq!(seat.press("a enter"), [Effect::Unnote(about("stopped@processor"), NoteKind::Acknowledged)]);
    let effects = seat.press("a 'more enter");
    assert_eq!(&*put(&effects).text, "more", "whoever types writes another");
    assert_eq!(seat.press("a esc"), []);
}

#[test]
fn on_the_alarms_screen_the_selected_alarm_is_meant() {
    let mut seat = night();
    assert_eq!(put(&seat.press("3 a enter")).about, alarm());
    let mut calm = Seat::new();
    assert_eq!(calm.press("a"), [], "there is no verdict");
    assert!(calm.toast().contains("nothing to acknowledge"), "{}", calm.toast());
    assert_eq!(calm.app.overlay, None);
}

#[test]
fn a_held_picture_can_be_noted_and_the_mouse_chooses_too() {
    let mut seat = night();
    seat.press("x");
    let rows = seat.app.note_rows();
    assert_eq!(rows.first().map(|row| row.until), Some(None));
    let effect = seat.app.update(Message::Pick(1), &seat.snapshot);
    assert!(matches!(effect, Some(Effect::Note(note)) if note.until == Some(minute_of(30))));
    assert!(!matches!(seat.app.overlay, Some(Overlay::Note(_))));
}

#[test]
fn o_copies_the_runbook_of_what_is_selected() {
    let mut seat = night();
    seat.press("o");
    assert!(seat.toast().contains("no runbook is configured"), "{}", seat.toast());
    let mut estate = fixture::estate();
    let mut pipeline = (*estate.pipelines[0]).clone();
    pipeline.stages[1].told.runbook = Some("https://wiki.example.com/processor".into());
    estate.pipelines = vec![Arc::new(pipeline)];
    estate.runbooks.insert("processor-errors".into(), "https://wiki.example.com/errors".into());
    let mut snapshot = (*seat.snapshot).clone();
    snapshot.estate = Arc::new(estate);
    seat.snapshot = Arc::new(snapshot);
    assert_eq!(seat.press("o"), [Effect::Copy("https://wiki.example.com/processor".to_owned())]);
    assert_eq!(seat.press("3 o"), [Effect::Copy("https://wiki.example.com/errors".to_owned())]);
    assert_eq!(seat.press("1 : 'runbook enter").len(), 1);
}

fn news(kind: NewsKind, health: Health, before: Health, about: About, sentence: &str) -> News {
    News {
        at: fixture::now(),
        pipeline: Some("shop-prod".into()),
        kind,
        health,
        before,
        about: Some(about),
        subject: "x".into(),
        sentence: sentence.into(),
    }
}

fn began(key: &str, health: Health) -> News {
    news(NewsKind::VerdictBegan, health, Health::Ok, about(key), &format!("shop-prod: {key}"))
}

fn over(key: &str, before: Health) -> News {
    news(NewsKind::VerdictResolved, Health::Ok, before, about(key), &format!("shop-prod: {key} is over"))
}

fn lines(effect: Option<Effect>) -> Vec<String> {
    match effect {
        Some(Effect::Notify(lines)) => lines.iter().map(ToString::to_string).collect(),
        None => Vec::new(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn only_who_does_not_look_is_called_and_only_for_what_is_critical() {
    let mut seat = night();
    let critical = || vec![began("stopped@processor", Health::Critical)];
    seat.looks(true);
    assert_eq!(lines(seat.told(critical())), [""; 0]);
    seat.looks(false);
    assert_eq!(lines(seat.told(vec![began("late@delivery", Health::Warning)])), [""; 0]);
    assert_eq!(lines(seat.told(critical())), ["shop-prod: stopped@processor"]);
    seat.at(42);
    assert_eq!(
        lines(seat.told(vec![over("stopped@processor", Health::Critical)])),
        ["shop-prod: stopped@processor is over"]
    );
    assert_eq!(lines(seat.told(vec![over("late@delivery", Health::Warning)])), [""; 0]);
}

#[test]
fn what_is_called_for_is_switched_in_the_palette() {
    let mut seat = night();
    seat.press(": 'notify_on enter");
    assert_eq!(seat.app.settings.notify.when, NotifyWhen::On);
    seat.looks(false);
    assert_eq!(lines(seat.told(vec![began("late@delivery", Health::Warning)])).len(), 1);
    seat.press(": 'notify_off enter");
    seat.looks(false);
    assert_eq!(lines(seat.told(vec![began("stopped@processor", Health::Critical)])), [""; 0]);
}

#[test]
fn a_terminal_that_tells_nothing_of_focus_is_looked_at_while_keys_are_pressed() {
    let mut seat = night();
    let critical = || vec![began("stopped@processor", Health::Critical)];
    seat.at(1);
    assert_eq!(lines(seat.told(critical())), [""; 0], "just started");
    seat.press("2");
    seat.at(2);
    assert_eq!(lines(seat.told(critical())), [""; 0]);
    seat.at(4);
    assert_eq!(lines(seat.told(critical())).len(), 1);
}

#[test]
fn more_of_it_within_the_cooldown_is_one_call_later() {
    let mut seat = night();
    seat.press(": 'notify_on enter");
    seat.looks(false);
    assert_eq!(lines(seat.told(vec![began("late@delivery", Health::Warning)])).len(), 1);
    assert_eq!(lines(seat.told(vec![began("queueing@queries", Health::Warning)])), [""; 0]);
    assert_eq!(lines(seat.told(vec![began("hot@stream", Health::Warning)])), [""; 0]);
    assert_eq!(lines(seat.at(4)), [""; 0]);
    assert_eq!(lines(seat.at(5)), ["shop-prod: queueing@queries (and 1 more)"]);
    assert_eq!(lines(seat.at(30)), [""; 0], "told once");
}

#[test]
fn something_worse_does_not_wait_and_what_is_over_again_is_not_told() {
    let mut seat = night();
    seat.press(": 'notify_on enter");
    seat.looks(false);
    seat.told(vec![began("late@delivery", Health::Warning)]);
    assert_eq!(
        lines(seat.told(vec![began("stopped@processor", Health::Critical)])),
        ["shop-prod: stopped@processor"]
    );
    seat.told(vec![began("hot@stream", Health::Warning)]);
    seat.told(vec![over("hot@stream", Health::Warning)]);
    assert_eq!(lines(seat.at(10)), [""; 0]);
    seat.told(vec![began("hot@stream", Health::Warning)]);
    seat.told(vec![began("late@queries", Health::Warning)]);
    seat.looks(true);
    seat.looks(false);
    assert_eq!(lines(seat.at(20)), [""; 0], "whoever came back has seen it");
}

#[test]
fn what_is_muted_and_what_is_told_by_its_cause_calls_nobody() {
    let mut seat = night();
    seat.looks(false);
    let fired = news(NewsKind::AlarmFired, Health::Critical, Health::Ok, alarm(), "shop-prod: alarm");
    assert_eq!(lines(seat.told(vec![fired.clone()])), [""; 0], "the verdict names it as its alarm");
    let muted = put(&seat.press("x enter")).clone();
    let mut snapshot = (*seat.snapshot).clone();
    snapshot.notes = Arc::from([muted]);
    seat.snapshot = Arc::new(snapshot);
    assert_eq!(lines(seat.told(vec![began("stopped@processor", Health::Critical), fired.clone()])), [""; 0]);
    seat.snapshot = fixture::snapshot();
    assert_eq!(lines(seat.told(vec![fired])).len(), 1, "without a cause the alarm speaks for itself");
}

#[test]
fn the_title_says_the_worst_and_since_when() {
    let mut seat = night();
    assert_eq!(seat.app.window_title(&seat.snapshot), "✖ processor stopped 11 min · tidewatch");
    seat.app.settings.ascii = true;
    assert_eq!(seat.app.window_title(&seat.snapshot), "x processor stopped 11 min - tidewatch");
    let mut calm = (*fixture::snapshot()).clone();
    let mut health = calm.health.to_vec();
    health[0].health = Health::Ok;
    calm.health = health.into();
    seat.app.settings.ascii = false;
    assert_eq!(seat.app.window_title(&calm), "✔ shop-prod · tidewatch");
    calm.health = Arc::from([]);
    assert_eq!(seat.app.window_title(&calm), "tidewatch");
}
