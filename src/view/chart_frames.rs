//! Frames of the Pipeline screen's charts: crosshair, zoom, an earlier week, alarms and verdicts shaded.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use ratatui::buffer::Buffer;

use super::{
    Scene,
    fixture::Picture,
    frames::{find, kept, painted, text},
    hit,
};
use crate::{
    app::{App, Message, Panel, Screen},
    pipeline::{
        AlarmChange, AlarmEvent, AlarmState, Class, Confidence, Effect, Health, Point, Resolved, Series,
        Stretch, Verdict, WatchedMetric, Window,
    },
    question::{
        AlarmHistory, AlarmList, Answer, Answered, Entry, MetricsAnswer, Provenance, Question, SeriesAnswer,
        Snapshot,
    },
    theme::{Depth, Theme},
};

const WEEK: i64 = 604_800;

fn entry(answer: Answer, now: DateTime<Utc>) -> Arc<Entry> {
    let provenance = Provenance {
        source: "CloudWatch us-east-1".into(),
        as_of: now,
        complete_to: None,
        latency: Duration::ZERO,
        cost_micro_usd: 0,
        call: "GetMetricData".into(),
        command: "aws".into(),
    };
    let held = Some(Arc::new(Answered { answer, provenance }));
    Arc::new(Entry { held, ..Entry::unasked(Duration::from_mins(1)) })
}

fn verdict(since: DateTime<Utc>, health: Health) -> Verdict {
    Verdict {
        class: Class::Stopped,
        stage: Some("processor".into()),
        health,
        confidence: Confidence::High,
        since,
        cause: "processor has read nothing".into(),
        effect: Effect::default(),
        loss: None,
        next: None,
        proofs: Vec::new(),
        symptoms: vec!["counters".into()],
        alarms: Vec::new(),
    }
}

/// The stopped consumer with its alarm, which was red an hour ago too, a verdict, and one that is over.
fn night() -> (Arc<Snapshot>, App) {
    let (snapshot, mut app) = Picture::Critical.taken();
    let mut snapshot = Snapshot::clone(&snapshot);
    let (now, pipeline) = (snapshot.at, snapshot.health[0].pipeline.clone());
    let mut health = snapshot.health[0].clone();
    let minutes = |ago| now - TimeDelta::minutes(ago);
    health.verdicts = vec![verdict(minutes(11), Health::Critical)];
    let (over, sentence) = (verdict(minutes(100), Health::Warning), "resolved after 20 min".into());
    health.resolved = vec![Resolved { verdict: over, at: minutes(80), sentence }];
    snapshot.health = Arc::from([health]);
    let mut alarms = snapshot.alarms(&pipeline).unwrap().alarms.clone();
    let watched = WatchedMetric {
        stage: Some("processor".into()),
        namespace: "AWS/Test".into(),
        name: "iterator_age".into(),
        statistic: None,
    };
    Arc::make_mut(&mut alarms[0]).detail.metrics = vec![watched];
    let event = |ago, from, to| AlarmEvent {
        alarm: Arc::clone(&alarms[0].name),
        at: minutes(ago),
        change: AlarmChange::State { from: Some(from), to },
        summary: "".into(),
    };
    let (red, ok) = (AlarmState::Alarm, AlarmState::Ok);
    let events = vec![event(6, ok, red), event(70, red, ok), event(90, ok, red)];
    let history = AlarmHistory { from: now - TimeDelta::hours(24), events };
    let asked = Question::AlarmHistory { pipeline: pipeline.clone(), alarm: None };
    snapshot.entries.insert(asked, entry(Answer::AlarmHistory(history), now));
    let list = Answer::Alarms(AlarmList { alarms });
    snapshot.entries.insert(Question::Alarms { pipeline }, entry(list, now));
    (app.screen, app.focus, app.stage) = (Screen::Pipeline, Panel::Charts, Some("processor".into()));
    (Arc::new(snapshot), app)
}

/// Answers a stretch with the points of three hours, moved back and made smaller.
fn answer(snapshot: &mut Arc<Snapshot>, stretch: Stretch, shift: i64, share: f64) {
    let pipeline = snapshot.health[0].pipeline.clone();
    let mut metrics = MetricsAnswer::default();
    for (key, held) in &snapshot.metrics(&pipeline, Window::Hours3).unwrap().series {
        let like = &held.series;
        let points = like.points().iter().map(|p| Point { at: p.at - shift, value: p.value * share });
        let series = Series::new(like.unit, like.shape, 60).with_points(points, like.ripe_to);
        metrics.series.insert(key.clone(), SeriesAnswer { series: Arc::new(series), problem: None });
    }
    let asked = Question::Stretch { pipeline, stage: "processor".into(), stretch };
    let now = snapshot.at;
    Arc::make_mut(snapshot).entries.insert(asked, entry(Answer::Metrics(metrics), now));
}

fn press(app: &mut App, snapshot: &Arc<Snapshot>, keys: &str) {
    for key in keys.split_whitespace() {
        app.update(Message::Key(key.into()), snapshot);
    }
}

fn shown(snapshot: &Snapshot, app: &App, size: (u16, u16)) -> String {
    text(&painted(snapshot, app, size, Depth::TrueColor))
}

#[test]
fn alarms_and_verdicts_stand_below_the_chart_they_are_about() {
    let (snapshot, mut app) = night();
    kept("charts-shades-140", &shown(&snapshot, &app, (140, 42)));
    kept("charts-shades-80", &shown(&snapshot, &app, (80, 24)));
    app.enlarged = Some("iterator_age".into());
    let large = shown(&snapshot, &app, (100, 30));
    assert!(large.contains("alarm") && large.contains("verdict"), "{large}");
    app.settings.ascii = true;
    let plain = text(&painted(&snapshot, &app, (100, 30), Depth::None));
    assert!(plain.is_ascii());
    kept("charts-shades-ascii-100", &plain);
}

#[test]
fn the_crosshair_is_in_every_chart_with_its_value_and_time() {
    let (snapshot, mut app) = night();
    press(&mut app, &snapshot, "left H H");
    let said = shown(&snapshot, &app, (140, 42));
    kept("charts-crosshair-140", &said);
    assert!(said.contains("Sun 22 Nov 13:39 UTC"), "{said}");
    assert_eq!(said.matches("13:39  ").count(), 5, "one a chart\n{said}");
    press(&mut app, &snapshot, "L L");
    let gap = shown(&snapshot, &app, (140, 42));
    assert!(gap.contains("no data"), "the consumer published nothing\n{gap}");
    press(&mut app, &snapshot, "right right right");
    assert!(shown(&snapshot, &app, (140, 42)).contains("unripe"));
}

#[test]
fn a_zoomed_chart_says_that_it_is_not_live() {
    let (mut snapshot, mut app) = night();
    press(&mut app, &snapshot, "left H H - -");
    let waiting = shown(&snapshot, &app, (140, 42));
    assert!(waiting.contains("asking finer points") && waiting.contains("not live"), "{waiting}");
    assert!(waiting.contains("13:39  "), "the points at hand are shown at once\n{waiting}");
    let stretch = app.sight.stretch.unwrap();
    answer(&mut snapshot, stretch, 0, 1.0);
    for size in [(140, 42), (100, 30), (80, 24)] {
        kept(&format!("charts-zoom-{}", size.0), &shown(&snapshot, &app, size));
    }
    app.settings.ascii = true;
    kept("charts-zoom-ascii-100", &text(&painted(&snapshot, &app, (100, 30), Depth::None)));
}

#[test]
fn an_earlier_week_is_drawn_beside_and_told_in_percent() {
    let (mut snapshot, mut app) = night();
    press(&mut app, &snapshot, "c left H H");
    let asked = app.chart_earlier(app.chart_now(&snapshot)).unwrap().stretch.unwrap();
    answer(&mut snapshot, asked, WEEK, 0.8);
    let said = shown(&snapshot, &app, (140, 42));
    assert!(said.contains("a week earlier") || said.contains("was "), "{said}");
    assert!(said.contains("▲ "), "{said}");
    press(&mut app, &snapshot, "enter");
    let large = shown(&snapshot, &app, (100, 30));
    kept("charts-earlier-100", &large);
    assert!(large.contains("a week earlier"), "{large}");
    press(&mut app, &snapshot, "esc");
    kept("charts-earlier-legend-140", &shown(&snapshot, &app, (140, 42)));
}

#[test]
fn a_click_in_a_chart_sets_the_crosshair_there() {
    let (snapshot, app) = night();
    let theme = Theme::default();
    let scene = Scene { snapshot: &snapshot, app: &app, theme: &theme };
    let buf: Buffer = painted(&snapshot, &app, (140, 42), Depth::TrueColor);
    let (x, y) = find(&buf, "errors  ");
    let Some(Message::Chart(metric, Some(at))) = hit(&scene, buf.area, x + 20, y + 3) else {
        panic!("a click in a chart is a moment")
    };
    assert_eq!(metric.as_str(), "errors");
    let (from, to) = app.chart_span(app.chart_now(&snapshot));
    assert!((from..to).contains(&at));
    let mut clicked = app.clone();
    clicked.update(Message::Chart(metric, Some(at)), &snapshot);
    let drawn = painted(&snapshot, &clicked, (140, 42), Depth::TrueColor);
    let column = |x: u16| drawn[(x, y + 3)].symbol() == "│";
    assert!((x + 19..=x + 21).any(column), "the line stands where the click was");
}

#[test]
fn the_way_back_to_live_is_clicked_where_it_stands() {
    let (mut snapshot, mut app) = night();
    press(&mut app, &snapshot, "left H H - -");
    answer(&mut snapshot, app.sight.stretch.unwrap(), 0, 1.0);
    let theme = Theme::default();
    let scene = Scene { snapshot: &snapshot, app: &app, theme: &theme };
    for width in 96..=170 {
        let buf: Buffer = painted(&snapshot, &app, (width, 42), Depth::TrueColor);
        if !text(&buf).contains("0 live") {
            assert!(width < 120, "{width}");
            continue;
        }
        let (x, y) = find(&buf, "0 live");
        for x in x..x + 6 {
            assert_eq!(hit(&scene, buf.area, x, y), Some(Message::Run("charts-live", None)), "{width}");
        }
    }
}
