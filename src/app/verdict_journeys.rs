//! Journeys with a verdict: opened, read proof by proof, followed to its chart, copied; and the keys in the topology.

use std::sync::Arc;

use chrono::TimeDelta;

use super::{
    fixture,
    journeys::Seat,
    message::Effect,
    screen::{Panel, Screen},
    state::Overlay,
};
use crate::{
    pipeline::{Class, Confidence, Health, Proof, Resolved, SeriesKey, Step, Unit, Verdict},
    question::Snapshot,
};

fn verdict(class: Class) -> Verdict {
    let proof = |claim: &str, metric: Option<&str>| Proof {
        claim: claim.into(),
        series: metric.map(|metric| SeriesKey { stage: "processor".into(), metric: metric.into() }),
        from: fixture::now() - TimeDelta::minutes(11),
        to: fixture::now(),
        points: 11,
        value: Some(3.0),
        unit: Unit::Count,
        rule: "more than none".into(),
    };
    Verdict {
        class,
        stage: Some("processor".into()),
        health: Health::Critical,
        confidence: Confidence::High,
        since: fixture::now() - TimeDelta::minutes(11),
        cause: format!("processor: {}", class.title()).into(),
        effect: crate::pipeline::Effect::default(),
        loss: None,
        next: Some(Step { command: "aws lambda get-function".into(), why: "shows it".into() }),
        proofs: vec![proof("it fails", Some("errors")), proof("and nothing explains it", None)],
        symptoms: Vec::new(),
        alarms: Vec::new(),
    }
}

fn seat(verdicts: Vec<Verdict>, resolved: Vec<Resolved>) -> Seat {
    let mut seat = Seat::new();
    let mut snapshot = Snapshot::clone(&seat.snapshot);
    let mut health = snapshot.health.to_vec();
    health[0].verdicts = verdicts;
    health[0].resolved = resolved;
    snapshot.health = health.into();
    seat.snapshot = Arc::new(snapshot);
    seat
}

fn keys(seat: &mut Seat, keys: &str) -> Option<Effect> {
    keys.split(' ').fold(None, |_, key| seat.key(key.to_owned()))
}

#[test]
fn from_the_verdict_to_the_chart_of_a_proof() {
    let mut seat = seat(vec![verdict(Class::FunctionErrors)], Vec::new());
    keys(&mut seat, "V enter");
    assert_eq!((seat.app.screen, seat.app.focus), (Screen::Pipeline, Panel::Charts));
    assert_eq!(
        (seat.app.stage.clone(), seat.app.chart.clone()),
        (Some("processor".into()), Some("errors".into()))
    );
    assert_eq!(seat.app.overlay, None);
    keys(&mut seat, "V down enter");
    assert!(seat.app.overlay.is_some(), "a proof without a series leaves the card open");
    keys(&mut seat, "V");
    assert_eq!(seat.app.overlay, None, "the same key closes it");
}

#[test]
fn the_next_command_and_the_whole_verdict_are_copied() {
    let mut seat = seat(vec![verdict(Class::FunctionErrors)], Vec::new());
    assert_eq!(keys(&mut seat, "y"), Some(Effect::Copy("aws lambda get-function".to_owned())));
    let Some(Effect::Copy(text)) = keys(&mut seat, "V y") else { panic!("nothing copied") };
    for part in ["cause:", "processor: errors", "- it fails", "processor errors", "rule: more than none"] {
        assert!(text.contains(part), "{part} is missing\n{text}");
    }
}

#[test]
fn what_is_over_is_found_to_the_right_and_a_verdict_that_ends_while_it_is_read_stays_open() {
    let over = |class| Resolved {
        verdict: verdict(class),
        at: fixture::now(),
        sentence: "resolved after 42 min".into(),
    };
    let mut seat = seat(vec![verdict(Class::FunctionErrors)], vec![over(Class::Stopped)]);
    keys(&mut seat, "V right right");
    let place = |seat: &Seat| {
        let rows = seat.app.verdict_rows(&seat.snapshot);
        rows[seat.app.verdict_place(&rows)].verdict.class
    };
    assert_eq!(place(&seat), Class::Stopped);
    keys(&mut seat, "left");
    assert_eq!(place(&seat), Class::FunctionErrors);
    let mut later = Snapshot::clone(&seat.snapshot);
    let mut health = later.health.to_vec();
    health[0].verdicts = Vec::new();
    health[0].resolved = vec![over(Class::Stopped), over(Class::FunctionErrors)];
    later.health = health.into();
    seat.snapshot = Arc::new(later);
    assert_eq!(place(&seat), Class::FunctionErrors);
}

#[test]
fn without_a_verdict_the_key_says_so() {
    let mut seat = seat(Vec::new(), Vec::new());
    keys(&mut seat, "V");
    assert_eq!(seat.app.overlay, None);
    assert!(seat.app.toast.as_ref().is_some_and(|toast| toast.text.contains("nothing is wrong")));
    assert!(!matches!(seat.app.overlay, Some(Overlay::Verdict(_))));
}

#[test]
fn keys_move_in_columns_where_stages_are_tiles_and_through_rows_where_they_are_a_list() {
    let mut seat = seat(Vec::new(), Vec::new());
    seat.app.size = (140, 42);
    keys(&mut seat, "2 h l");
    assert_eq!(seat.app.stage, Some("processor".into()));
    keys(&mut seat, "j");
    assert_eq!(seat.app.stage, Some("delivery".into()), "below it in its column");
    keys(&mut seat, "j h");
    assert_eq!(seat.app.stage, Some("stream".into()));
    seat.app.size = (80, 24);
    keys(&mut seat, "j j");
    assert_eq!(seat.app.stage, Some("counters".into()), "the list goes along the branches");
}
