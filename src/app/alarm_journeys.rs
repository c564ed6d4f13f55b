//! Journeys over the Alarms screen: select, look closer, come back, try an alarm, copy what would create it.

use std::sync::Arc;

use super::{
    backtest::Field,
    fixture,
    journeys::Seat,
    message::Effect,
    screen::{Panel, Screen},
    state::Overlay,
};
use crate::{
    diagnosis::Treat,
    pipeline::{Comparison, Measure, Pipeline, Rule, Series, SeriesKey, Shape, Unit, Window},
    question::{Answer, Answered, MetricsAnswer, Question, SeriesAnswer},
};

/// A shop whose processor has a rule about errors, and errors in the last hour.
fn seat() -> Seat {
    let mut estate = fixture::estate();
    let mut pipeline = Pipeline::clone(&estate.pipelines[0]);
    pipeline.stages[1].rules = vec![Rule {
        metric: "errors".into(),
        measure: Measure::Value,
        comparison: Comparison::Above,
        warning: None,
        critical: Some(30.0),
        breaching: 3,
        of: 5,
    }];
    estate.pipelines = vec![Arc::new(pipeline)];
    let mut snapshot = (*fixture::snapshot_of(estate)).clone();
    let now = fixture::now().timestamp() / 60 * 60;
    let points = (0..180).map(|minute| crate::pipeline::Point {
        at: now - (180 - minute) * 60,
        value: if minute >= 150 { 50.0 } else { 0.0 },
    });
    let series = Arc::new(Series::new(Unit::Count, Shape::Counter, 60).with_points(points, now));
    let key = SeriesKey::new("processor", "errors");
    let answer = MetricsAnswer { series: [(key, SeriesAnswer { series, problem: None })].into() };
    let question = Question::Metrics { pipeline: "shop-prod".into(), window: Window::Hours3 };
    let held = snapshot.entry(&Question::Vendors).and_then(|entry| entry.held.clone()).unwrap();
    let answered = Answered { answer: Answer::Metrics(answer), provenance: held.provenance.clone() };
    let entry = crate::question::Entry {
        held: Some(Arc::new(answered)),
        ..crate::question::Entry::unasked(std::time::Duration::from_mins(1))
    };
    snapshot.entries.insert(question, Arc::new(entry));
    Seat { app: fixture::app(), snapshot: Arc::new(snapshot) }
}

fn press(seat: &mut Seat, keys: &str) -> Vec<Effect> {
    keys.split(' ').filter_map(|key| seat.key(key.to_owned())).collect()
}

fn bench(seat: &Seat) -> &crate::app::Bench {
    match &seat.app.overlay {
        Some(Overlay::Backtest(bench)) => bench,
        other => panic!("no bench is open but {other:?}"),
    }
}

fn threshold(seat: &Seat) -> String {
    bench(seat).trial.threshold.to_string()
}

#[test]
fn from_the_list_to_the_detail_to_the_stage_and_back() {
    let mut seat = seat();
    press(&mut seat, "3");
    assert_eq!(seat.app.alarm.as_deref(), Some("processor-errors"), "what is looked at is held on to");
    press(&mut seat, "enter");
    assert_eq!(seat.app.focus, Panel::AlarmDetail);
    press(&mut seat, "j j");
    assert_eq!(seat.app.board.top, 2, "keys scroll the detail");
    press(&mut seat, "esc j");
    assert_eq!((seat.app.focus, seat.app.alarm.as_deref()), (Panel::Alarms, Some("freshness")));
    assert_eq!(seat.app.board.top, 0, "another alarm begins at its top");
    press(&mut seat, "k enter enter");
    assert_eq!((seat.app.screen, seat.app.stage.clone()), (Screen::Pipeline, Some("processor".into())));
}

#[test]
fn the_command_of_a_missing_alarm_is_copied() {
    let mut seat = seat();
    // The shop's alarm on errors counts as one; without it, its rule asks for it.
    let question = Question::Alarms { pipeline: "shop-prod".into() };
    let mut snapshot = (*seat.snapshot).clone();
    let mut entry = (*snapshot.entries[&question]).clone();
    let provenance = entry.held.as_ref().unwrap().provenance.clone();
    entry.held = Some(Arc::new(Answered {
        answer: Answer::Alarms(crate::question::AlarmList::default()),
        provenance,
    }));
    snapshot.entries.insert(question, Arc::new(entry));
    seat.snapshot = Arc::new(snapshot);
    let copied = press(&mut seat, "3 shift-tab y");
    let [Effect::Copy(text)] = copied.as_slice() else { panic!("{copied:?}") };
    assert!(text.starts_with("aws cloudwatch put-metric-alarm --region us-east-1"), "{text}");
    assert!(text.contains("--threshold 30 ") && text.contains("--datapoints-to-alarm 3"), "{text}");
    press(&mut seat, "enter");
    assert_eq!(seat.app.chart, Some("errors".into()), "Enter shows what nobody watches");
}

#[test]
fn an_alarm_is_tried_edited_and_copied() {
    let mut seat = seat();
    press(&mut seat, "2 g j b");
    assert_eq!(bench(&seat).series, SeriesKey::new("processor", "errors"));
    assert_eq!((threshold(&seat).as_str(), bench(&seat).trial.m, bench(&seat).trial.n), ("30", 3, 5));
    let firings = |seat: &Seat| seat.app.tried(bench(seat), &seat.snapshot).unwrap().backtest.firings;
    assert_eq!(firings(&seat).len(), 1);
    press(&mut seat, "up");
    assert_eq!(threshold(&seat), "40", "up takes a sensible step");
    press(&mut seat, "6 0 enter");
    assert_eq!(threshold(&seat), "60");
    assert_eq!(firings(&seat), [], "nothing is above 60");
    press(&mut seat, "4 5 right right 7");
    assert_eq!(threshold(&seat), "45", "leaving a field takes what was typed");
    press(&mut seat, "enter");
    assert_eq!((bench(&seat).trial.m, bench(&seat).trial.n), (7, 7), "more points need as many periods");
    press(&mut seat, "right right down");
    assert_eq!((bench(&seat).field, bench(&seat).trial.treat_missing), (Field::Missing, Treat::Breaching));
    let copied = press(&mut seat, "y");
    let [Effect::Copy(text)] = copied.as_slice() else { panic!("{copied:?}") };
    assert!(text.contains("--threshold 45 ") && text.ends_with("--treat-missing-data breaching"), "{text}");
    press(&mut seat, "esc");
    assert_eq!((seat.app.overlay.clone(), seat.app.screen), (None, Screen::Pipeline));
}

#[test]
fn in_the_past_an_alarm_is_tried_on_what_was_known_then() {
    let mut seat = seat();
    press(&mut seat, "2 g j b");
    let tried = |seat: &Seat| seat.app.tried(bench(seat), seat.app.shown(&seat.snapshot)).unwrap();
    let then = tried(&seat);
    assert_eq!(then.backtest.firings.len(), 1);
    seat.app.frozen = Some(Arc::clone(&seat.snapshot));
    seat.app.now += chrono::TimeDelta::hours(11);
    let held = tried(&seat);
    assert_eq!((held.range, held.backtest), (then.range, then.backtest));
}

#[test]
fn what_is_no_number_is_said_and_changes_nothing() {
    let mut seat = seat();
    press(&mut seat, "2 g j b 9 x enter");
    assert_eq!(threshold(&seat), "30");
    assert!(seat.app.toast.as_ref().is_some_and(|toast| toast.text.contains("`9x` is not a value")));
    assert_eq!(press(&mut seat, "5 q"), [], "q drops what is typed");
    assert_eq!(bench(&seat).typed, "");
    press(&mut seat, "q");
    assert_eq!(seat.app.overlay, None);
}

#[test]
fn a_longer_window_tells_a_counters_threshold_for_its_longer_points() {
    let mut seat = seat();
    press(&mut seat, "2 g j b + +");
    assert_eq!(seat.app.window, Window::Hours24);
    assert_eq!((threshold(&seat).as_str(), bench(&seat).period_secs), ("150", 300));
    assert!(
        seat.app
            .wants(&seat.snapshot.estate, fixture::now())
            .iter()
            .any(|q| q.label() == "metrics shop-prod 24h")
    );
    press(&mut seat, "- -");
    assert_eq!((threshold(&seat).as_str(), bench(&seat).period_secs), ("30", 60));
}
