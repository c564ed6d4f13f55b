//! Journeys along the charts: crosshair, zoom, pan, an earlier week, and what is asked and copied on the way.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;

use super::{
    fixture,
    journeys::Seat,
    message::{Effect, Message},
    screen::Screen,
};
use crate::{
    pipeline::{Point, Series, SeriesKey, Shape, Stretch, Unit, Window},
    question::{Answer, Answered, Entry, MetricsAnswer, Provenance, Question, SeriesAnswer, Snapshot},
};

/// A viewer at the charts of `processor`, whose errors come once a second.
fn seat() -> Seat {
    let mut seat = Seat::new();
    let mut snapshot = Snapshot::clone(&seat.snapshot);
    let now = fixture::now().timestamp();
    let points = (1..200).map(|back| Point { at: now / 60 * 60 - back * 60, value: 60.0 });
    let series = Series::new(Unit::Count, Shape::Counter, 60).with_points(points, now - 120);
    let answer = SeriesAnswer { series: Arc::new(series), problem: None };
    let metrics = MetricsAnswer { series: [(SeriesKey::new("processor", "errors"), answer)].into() };
    let provenance = Provenance {
        source: "a test".into(),
        as_of: fixture::now(),
        complete_to: None,
        latency: Duration::ZERO,
        cost_micro_usd: 0,
        call: "Call".into(),
        command: "aws cloudwatch get-metric-data".into(),
    };
    let held = Some(Arc::new(Answered { answer: Answer::Metrics(metrics), provenance }));
    let entry = Entry { held, ..Entry::unasked(Duration::from_mins(1)) };
    let question = Question::Metrics { pipeline: "shop-prod".into(), window: Window::Hours3 };
    snapshot.entries.insert(question, Arc::new(entry));
    seat.snapshot = Arc::new(snapshot);
    seat.press("2 enter");
    seat
}

impl Seat {
    fn now(&self) -> i64 {
        self.app.chart_now(&self.snapshot)
    }

    fn wait(&mut self, minutes: i64) {
        let later = self.app.now + TimeDelta::minutes(minutes);
        self.app.update(Message::Tick(later), &self.snapshot);
    }

    fn stretches(&self) -> Vec<Stretch> {
        let wanted = self.app.wants(&self.snapshot.estate, self.app.now);
        let stretch = |question: &Question| match question {
            Question::Stretch { stretch, .. } => Some(*stretch),
            _ => None,
        };
        wanted.iter().filter_map(stretch).collect()
    }
}

#[test]
fn the_crosshair_begins_at_the_newest_final_point_and_esc_takes_it_away() {
    let mut seat = seat();
    let minute = seat.now() / 60 * 60;
    seat.press("left");
    assert_eq!(seat.app.sight.crosshair, Some(minute - 180), "the newest minutes may still change");
    seat.press("left left right");
    assert_eq!(seat.app.sight.crosshair, Some(minute - 240));
    seat.press("H shift-left ctrl-left L");
    assert_eq!(seat.app.sight.crosshair, Some(minute - 240 - 1_200));
    seat.press("L L L L L");
    assert!(seat.app.sight.crosshair.unwrap() < seat.now(), "never in the future");
    seat.press("enter esc");
    assert_eq!(seat.app.sight.crosshair, None);
    assert!(seat.app.enlarged.is_some(), "one thing at a time");
}

#[test]
fn zooming_around_the_crosshair_asks_for_finer_points_and_0_is_live_again() {
    let mut seat = seat();
    assert_eq!(seat.stretches(), []);
    seat.press("left H -");
    let (from, to) = seat.app.chart_span(seat.now());
    assert!((to - from - 5_400).abs() <= 60 && (from..=to).contains(&seat.app.sight.crosshair.unwrap()));
    assert_eq!(seat.stretches(), [Stretch::new(from, to)]);
    assert!(seat.app.focused_questions(&seat.snapshot).iter().all(|q| matches!(q, Question::Stretch { .. })));
    seat.press("- - - - - - - -");
    assert_eq!(seat.app.sight.stretch.unwrap().secs(), Stretch::LEAST_SECS);
    assert!(seat.toast().contains("as close as it gets"));
    seat.press("0");
    assert_eq!((seat.app.sight.stretch, seat.app.window, seat.stretches()), (None, Window::Hours3, vec![]));
    seat.press("esc +");
    assert_eq!(seat.app.window, Window::Hours6, "without a crosshair the window steps");
}

#[test]
fn panning_leaves_live_and_comes_back_to_it() {
    let mut seat = seat();
    seat.press("]");
    assert!(seat.toast().contains("nothing later"));
    seat.press("[ [");
    let (from, to) = seat.app.chart_span(seat.now());
    assert!((seat.now() - to - 10_800).abs() <= 120 && (to - from - 10_800).abs() <= 60);
    seat.press("] ]");
    assert_eq!(seat.app.sight.stretch, None);
    seat.press("[ esc");
    assert_eq!(seat.app.sight.stretch, None, "Esc goes back to live too");
    seat.press("[ t g enter");
    assert_eq!((seat.app.sight.stretch, seat.app.window), (None, Window::Minutes15));
}

#[test]
fn an_earlier_week_is_asked_for_once_and_not_each_minute() {
    let mut seat = seat();
    seat.press("c");
    let asked = seat.stretches();
    let (from, to) = seat.app.chart_span(seat.now());
    assert!(asked[0].from() <= from - 604_800 && asked[0].to() >= to - 604_800);
    assert_eq!(seat.toast(), "compared with a week earlier");
    seat.wait(1);
    assert_eq!(seat.stretches(), asked);
    seat.press("t G enter");
    assert!(seat.stretches()[0].from() >= seat.now() - Stretch::MOST_SECS - 60, "no older than is kept");
    seat.press("c");
    assert_eq!(seat.stretches(), []);
}

#[test]
fn stage_and_screen_change_and_what_is_looked_at_stays() {
    let mut seat = seat();
    seat.press("left H -");
    let sight = seat.app.sight;
    seat.press("shift-tab h");
    assert_eq!((seat.app.stage.clone(), seat.app.sight), (Some("stream".into()), sight));
    seat.press("3");
    assert_eq!(seat.stretches(), [], "what is not looked at is not asked");
    seat.press("2");
    assert_eq!((seat.app.screen, seat.app.sight, seat.stretches().len()), (Screen::Pipeline, sight, 1));
}

#[test]
fn a_live_window_leaves_the_crosshair_behind() {
    let mut seat = seat();
    seat.press("left");
    seat.wait(200);
    assert_eq!(seat.app.crosshair(seat.now()), None);
    seat.press("right");
    let (from, _) = seat.app.chart_span(seat.now());
    let at = seat.app.crosshair(seat.now()).unwrap();
    assert!(at - from <= 120, "it comes back in at the edge where it left");
}

#[test]
fn the_value_at_the_crosshair_is_copied_with_its_time() {
    let mut seat = seat();
    seat.press("left");
    let Some(Effect::Copy(text)) = seat.press("y").pop() else { panic!("{}", seat.toast()) };
    assert_eq!(
        text,
        "shop-prod processor errors at 2026-11-22 13:59 UTC: 60/min\naws cloudwatch get-metric-data"
    );
    seat.app.update(Message::Chart("errors".into(), Some(seat.now() - 3_605)), &seat.snapshot);
    assert_eq!(seat.app.sight.crosshair, Some((seat.now() - 3_600) / 60 * 60), "a click finds its point");
}

#[test]
fn a_frozen_picture_is_looked_at_in_its_own_time() {
    let mut seat = seat();
    seat.press("z");
    seat.wait(600);
    seat.press("left -");
    let stretch = seat.app.sight.stretch.unwrap();
    assert!(stretch.to() <= fixture::now().timestamp());
    assert_eq!(seat.stretches(), [stretch]);
}
