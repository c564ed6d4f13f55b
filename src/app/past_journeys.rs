//! Journeys into the past and back: keys go in, and which moment is meant or shown comes out.

use std::sync::Arc;

use chrono::TimeDelta;

use super::{
    journeys::Seat,
    message::{Effect, Message},
    past::{Incident, Past, Reel, Seek},
};
use crate::pipeline::Health;

/// A moment of the past as the viewer's loop finds it.
fn past(seat: &Seat, minutes: i64) -> Past {
    let mut snapshot = (*seat.snapshot).clone();
    snapshot.at -= TimeDelta::minutes(minutes);
    let began = Incident { at: snapshot.at, health: Health::Critical };
    let reel = Reel { from: snapshot.at, to: seat.snapshot.at, incidents: Arc::from([began]) };
    Past { snapshot: Arc::new(snapshot), reel }
}

#[test]
fn back_to_the_incident_looked_around_and_live_again() {
    let mut seat = Seat::new();
    assert_eq!(seat.press(", {"), [Effect::Seek(Seek::Step(-1)), Effect::Seek(Seek::Incident(-1))]);
    assert_eq!(seat.press(". } >"), [], "nothing is newer than live");
    assert_eq!(seat.toast(), "this is live: nothing is newer");
    let found = past(&seat, 11);
    let then = found.snapshot.at;
    seat.app.update(Message::Past(found), &seat.snapshot.clone());
    assert_eq!((seat.app.moment(), seat.app.is_plain()), (then, false));
    seat.press("2 j");
    assert_eq!(seat.app.shown(&seat.snapshot).at, then, "other screens show the same moment");
    assert_eq!(seat.press(". <"), [Effect::Seek(Seek::Step(1)), Effect::Seek(Seek::Minutes(-10))]);
    assert_eq!(seat.press("esc"), []);
    assert_eq!((seat.app.reel.is_none(), seat.app.moment()), (true, seat.app.now));
    assert_eq!(seat.toast(), "live again");
}

#[test]
fn freezing_and_the_past_are_one_thing() {
    let mut seat = Seat::new();
    seat.press("z");
    assert_eq!(seat.press("."), [Effect::Seek(Seek::Step(1))], "from a frozen moment there is a way on");
    let found = past(&seat, 3);
    seat.app.update(Message::Past(found), &seat.snapshot.clone());
    seat.press("z");
    assert!(seat.app.frozen.is_none() && seat.app.reel.is_none());
}

#[test]
fn a_time_is_said_in_the_palette() {
    let mut seat = Seat::new();
    let at = "2026-11-22T13:51:00Z".parse().unwrap();
    assert_eq!(seat.press(": 'time_13:51 enter"), [Effect::Seek(Seek::To(at))]);
    assert_eq!(seat.press(": 'time_noon enter"), []);
    assert!(seat.toast().contains("is not a time: say 13:51"), "{}", seat.toast());
    seat.press(": 'live enter");
    assert_eq!(seat.toast(), "this is the newest already");
}

#[test]
fn e_exports_the_incident_and_the_palette_names_the_folder() {
    let mut seat = Seat::new();
    assert_eq!(seat.press("E"), [Effect::Export(None)]);
    assert_eq!(seat.toast(), "exporting the incident");
    assert_eq!(
        seat.press(": 'incident-export_/tmp/night enter"),
        [Effect::Export(Some("/tmp/night".into()))]
    );
    assert_eq!(seat.press(": 'incident-export enter"), [Effect::Export(None)]);
}
