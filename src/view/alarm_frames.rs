//! Frames of the Alarms screen: causes, notes, details of every make, what is missing, the back-test, and alarms that
//! are broken or far too many.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};

use super::{Scene, fixture::Picture};
use crate::{
    app::{App, Message, Panel, Screen},
    pipeline::{
        Alarm, AlarmChange, AlarmDetail, AlarmEvent, AlarmKind, AlarmState, Class, Confidence, Datapoint,
        Effect, Health, Verdict,
    },
    question::{
        About, AlarmHistory, AlarmList, Answer, Answered, Entry, Note, NoteKind, Provenance, Question,
        Snapshot,
    },
    theme::{Depth, Theme},
};

const SIZES: [(u16, u16); 3] = [(140, 42), (100, 30), (80, 24)];

fn ago(minutes: i64) -> DateTime<Utc> {
    "2026-11-22T14:02:31Z".parse::<DateTime<Utc>>().unwrap() - TimeDelta::minutes(minutes)
}

fn pipeline() -> crate::pipeline::PipelineName {
    "makeriess-prod".into()
}

fn put(snapshot: &mut Snapshot, question: Question, answer: Answer) {
    let provenance = Provenance {
        source: "CloudWatch us-east-1".into(),
        as_of: ago(0),
        complete_to: None,
        latency: std::time::Duration::from_millis(40),
        cost_micro_usd: 0,
        call: "a call".into(),
        command: "aws cloudwatch".into(),
    };
    let held = Some(Arc::new(Answered { answer, provenance }));
    let entry = Entry { held, ..Entry::unasked(std::time::Duration::from_mins(1)) };
    snapshot.entries.insert(question, Arc::new(entry));
}

fn put_alarms(snapshot: &mut Snapshot, alarms: Vec<Alarm>) {
    let alarms = alarms.into_iter().map(Arc::new).collect();
    put(snapshot, Question::Alarms { pipeline: pipeline() }, Answer::Alarms(AlarmList { alarms }));
}

fn alarms_of(snapshot: &Snapshot) -> Vec<Alarm> {
    snapshot.alarms(&pipeline()).unwrap().alarms.iter().map(|alarm| (**alarm).clone()).collect()
}

fn event(alarm: &str, minutes: i64, from: AlarmState, to: AlarmState) -> AlarmEvent {
    let summary = format!("Alarm updated from {} to {}", from.as_str(), to.as_str());
    let change = AlarmChange::State { from: Some(from), to };
    AlarmEvent { alarm: alarm.into(), at: ago(minutes), change, summary: summary.into() }
}

/// The stopped consumer with everything an account tells: a verdict, histories, a mute, datapoints, a composite.
fn told() -> (Arc<Snapshot>, App) {
    use AlarmState::{Alarm as Ringing, InsufficientData, Ok};
    let (snapshot, mut app) = Picture::Critical.taken();
    let mut snapshot = (*snapshot).clone();
    let mut alarms = alarms_of(&snapshot);
    let point = |minutes, value| Datapoint { at: Some(ago(minutes)), value, band: None };
    alarms[0].detail = AlarmDetail {
        evaluated: vec![point(5, Some(540_000.0)), point(4, None), point(3, Some(4_320_000.0))],
        actions: [1, 0, 0],
        suppressed: Some("suppressed by alarm night-shift since 13:30".into()),
        ..AlarmDetail::default()
    };
    let composite = Alarm {
        name: "analytics-at-risk".into(),
        arn: "arn:aws:cloudwatch:us-east-1:123456789012:alarm:analytics-at-risk".into(),
        kind: AlarmKind::Composite,
        children: ["analytics-iterator-age", "dead-letters-arrive", "long-gone"].map(Arc::from).into(),
        detail: AlarmDetail { triggered_by: vec!["analytics-iterator-age".into()], ..AlarmDetail::default() },
        since: Some(ago(10)),
        ..alarms[0].clone()
    };
    alarms.push(composite);
    put_alarms(&mut snapshot, alarms);
    let day = vec![
        event("analytics-iterator-age", 11, Ok, Ringing),
        event("dead-letters-arrive", 300, Ok, InsufficientData),
        event("analytics-iterator-age", 620, Ringing, Ok),
        event("analytics-iterator-age", 700, Ok, Ringing),
    ];
    let one = day.iter().filter(|event| &*event.alarm == "analytics-iterator-age").cloned();
    let changed = AlarmEvent {
        change: AlarmChange::Configuration,
        summary: "Alarm \"analytics-iterator-age\" updated".into(),
        ..event("analytics-iterator-age", 9_000, Ok, Ok)
    };
    let fortnight = AlarmHistory { from: ago(14 * 1_440), events: one.chain([changed]).collect() };
    let history =
        |alarm: Option<&str>| Question::AlarmHistory { pipeline: pipeline(), alarm: alarm.map(Arc::from) };
    put(&mut snapshot, history(None), Answer::AlarmHistory(AlarmHistory { from: ago(1_440), events: day }));
    put(&mut snapshot, history(Some("analytics-iterator-age")), Answer::AlarmHistory(fortnight));
    let mut health = snapshot.health.to_vec();
    health[0].verdicts = vec![verdict()];
    snapshot.health = health.into();
    snapshot.notes = Arc::from([Note {
        about: About::Alarm("arn:aws:cloudwatch:us-east-1:123456789012:alarm:firehose-data-freshness".into()),
        kind: NoteKind::Muted,
        text: "known, the bucket moves tonight".into(),
        by: "anna".into(),
        at: ago(30),
        until: Some(ago(-28)),
    }]);
    app.screen = Screen::Alarms;
    app.focus = Panel::Alarms;
    (Arc::new(snapshot), app)
}

fn verdict() -> Verdict {
    Verdict {
        class: Class::Stopped,
        stage: Some("processor".into()),
        health: Health::Critical,
        confidence: Confidence::High,
        since: ago(11),
        cause: "processor (Lambda) has read nothing for 11 min while 312 records/min arrive".into(),
        effect: Effect::default(),
        loss: None,
        next: None,
        proofs: Vec::new(),
        symptoms: Vec::new(),
        alarms: vec!["analytics-iterator-age".into(), "analytics-at-risk".into()],
    }
}

fn painted(snapshot: &Snapshot, app: &App, size: (u16, u16), depth: Depth) -> String {
    let theme = Theme::default().at(depth);
    let mut buf = Buffer::empty(Rect::new(0, 0, size.0, size.1));
    let area = buf.area;
    Scene { snapshot, app, theme: &theme }.render(area, &mut buf);
    let row = |y| (0..buf.area.width).map(|x| buf[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
    (0..buf.area.height).map(row).collect::<Vec<_>>().join("\n")
}

fn after(keys: &str, size: (u16, u16)) -> String {
    let (snapshot, mut app) = told();
    app.update(Message::Resize(size.0, size.1), &snapshot);
    for key in keys.split_whitespace() {
        app.update(Message::Key(key.into()), &snapshot);
    }
    app.toast = None;
    painted(&snapshot, &app, size, Depth::TrueColor)
}

fn kept(name: &str, text: &str) {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, text);
    });
}

#[test]
fn alarms_read_well_at_every_size() {
    for size in SIZES {
        for (name, keys) in
            [("list", ""), ("detail", "g j enter"), ("missing", "shift-tab"), ("bench", "shift-tab b")]
        {
            kept(&format!("alarms-told-{name}-{}", size.0), &after(keys, size));
        }
    }
}

#[test]
fn what_a_verdict_explains_stands_under_its_cause_and_the_muted_is_not_hidden() {
    for size in SIZES {
        let shown = after("", size);
        let line = |text: &str| {
            shown.lines().position(|line| line.contains(text)).unwrap_or_else(|| panic!("{text}\n{shown}"))
        };
        assert!(line("has read nothing") < line("iterator-age"), "{shown}");
        assert!(line("at-risk") < line("explained by no verdict"), "{shown}");
        assert!(line("explained by no verdict") < line("muted until 14:30"), "{shown}");
        assert!(line("muted until 14:30") < line("dead-letters"), "{shown}");
        assert!(line("dead-letters") < line("▾ 2 ok"), "{shown}");
    }
}

#[test]
fn a_detail_tells_what_was_evaluated_and_what_a_composite_is_made_of() {
    let detail = after("g enter", (140, 42)) + &after("g j enter", (140, 42));
    for said in [
        "suppressed by alarm night-shift",
        "no point",
        "breaches",
        "counts as breaching: silence rings",
        "not found",
        "set it off",
        "everything since 8 Nov 14:02 is told",
        "because",
    ] {
        assert!(detail.contains(said), "{said}\n{detail}");
    }
}

#[test]
fn ok_alarms_fold_into_a_line_and_a_filter_unfolds_them() {
    let folded = after("left", (100, 30));
    assert!(folded.contains("2 ok") && !folded.contains("dynamodb-throttles"), "{folded}");
    assert!(after("left right", (100, 30)).contains("dynamodb-throttles"));
    assert!(after("left / d y n enter", (100, 30)).contains("dynamodb-throttles"));
}

/// Alarms as no account should have them.
fn broken() -> Vec<Alarm> {
    let (snapshot, _) = Picture::Critical.taken();
    let base = alarms_of(&snapshot).remove(0);
    let point = |value: Option<f64>| Datapoint { at: None, value, band: Some((f64::NAN, 1e300)) };
    let wild = Alarm {
        name: "x".repeat(255).into(),
        threshold: Some(f64::INFINITY),
        m_of_n: Some((0, 0)),
        period_secs: Some(0),
        since: None,
        kind: AlarmKind::Band,
        children: (0..60).map(|n| Arc::from(format!("child-{n}"))).collect(),
        detail: AlarmDetail {
            evaluated: [None, Some(f64::NAN), Some(-1e300), Some(1e300)].map(point).into(),
            unread: Some("it is no JSON".into()),
            dimensions: (0..30).map(|n| (format!("Dimension{n}").into(), "v".repeat(200).into())).collect(),
            ..AlarmDetail::default()
        },
        ..base.clone()
    };
    let ring = |name: &str, child: &str| Alarm {
        name: name.into(),
        kind: AlarmKind::Composite,
        children: vec![child.into(), child.into()],
        ..base.clone()
    };
    let bare = Alarm {
        name: "bare".into(),
        state: AlarmState::InsufficientData,
        reason: "".into(),
        watches: "".into(),
        condition: None,
        threshold: None,
        stages: vec!["nowhere".into()],
        ..base.clone()
    };
    let many = (0..300).map(|n| Alarm { name: format!("alarm-{n:03}").into(), ..base.clone() });
    [wild, ring("ring-a", "ring-b"), ring("ring-b", "ring-a"), bare].into_iter().chain(many).collect()
}

#[test]
fn broken_alarms_and_hundreds_of_them_are_shown() {
    let (snapshot, mut app) = told();
    let mut snapshot = (*snapshot).clone();
    put_alarms(&mut snapshot, broken());
    for (name, said) in
        [("ring-a", "ring-b"), ("bare", "no points"), (&"x".repeat(255), "not readable: it is no JSON")]
    {
        app.alarm = Some(name.into());
        app.focus = Panel::AlarmDetail;
        let shown = painted(&snapshot, &app, (140, 42), Depth::TrueColor);
        assert!(shown.contains(said), "{said}\n{shown}");
    }
}

#[test]
fn without_any_alarm_the_missing_ones_are_offered() {
    let (snapshot, mut app) = told();
    let mut snapshot = (*snapshot).clone();
    put_alarms(&mut snapshot, Vec::new());
    app.alarm = None;
    for size in SIZES {
        let shown = painted(&snapshot, &app, size, Depth::TrueColor);
        assert!(shown.contains("no alarms in us-east-1") && shown.contains("missing alarms"), "{shown}");
    }
}

#[test]
fn ascii_says_the_same() {
    let (snapshot, mut app) = told();
    app.settings.ascii = true;
    for focus in Screen::Alarms.panels() {
        app.focus = *focus;
        let shown = painted(&snapshot, &app, (100, 30), Depth::None);
        assert!(shown.is_ascii(), "{shown}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn no_size_and_no_key_breaks_it(
        width in 0u16..=200, height in 0u16..=70, is_broken: bool, ascii: bool,
        keys in prop::collection::vec(prop::sample::select(vec![
            "tab", "down", "up", "enter", "b", "5", "right", "left", "h", "esc", "G", "y", "+", "-", "page-down",
        ]), 0..14),
    ) {
        let (snapshot, mut app) = told();
        let mut snapshot = (*snapshot).clone();
        if is_broken {
            put_alarms(&mut snapshot, broken());
        }
        let snapshot = Arc::new(snapshot);
        app.settings.ascii = ascii;
        for key in keys {
            app.update(Message::Key(key.into()), &snapshot);
        }
        let theme = Theme::default();
        let area = Rect::new(3, 2, width, height);
        let mut buf = Buffer::empty(Rect::new(0, 0, width + 6, height + 4));
        let scene = Scene { snapshot: &snapshot, app: &app, theme: &theme };
        scene.render(area, &mut buf);
        let blank = ratatui::buffer::Cell::default();
        for position in buf.area.positions() {
            prop_assert!(area.contains(position) || buf[position] == blank, "{:?} is outside", position);
        }
        let _ = super::hit(&scene, area, width / 2, height / 2);
    }
}
