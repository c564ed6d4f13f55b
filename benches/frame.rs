//! How long a full frame takes at 200x60: the demo's screens, a stage whose 40 series all want a chart,
//! and a topology of 40 stages.
//! Aim: under 1 ms, so that keys, snapshots and the clock never wait for drawing.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use divan::{Bencher, black_box};
use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};
use tidewatch::{
    app::{App, Message, Screen, SettingsView, ZoneChoice},
    business::{VendorId, VendorScope},
    collector::{Collector, look},
    config::Poll,
    pipeline::{Metric, Pipeline, Point, Series, SeriesKey, Stage, Window},
    question::{Answer, Answered, Estate, Question, SeriesAnswer, Snapshot},
    simulator::Scenario,
    theme::Theme,
    view::Scene,
};

/// Series of the wide stage, and points of each.
const SERIES: usize = 40;
const POINTS: i64 = 180;
/// Stages of the large topology, and of each of its layers.
const STAGES: usize = 40;
const LAYER: usize = 8;
const SIZE: Rect = Rect { x: 0, y: 0, width: 200, height: 60 };
const SCREENS: [Screen; 5] =
    [Screen::Overview, Screen::Pipeline, Screen::Alarms, Screen::Vendor, Screen::Sources];

fn main() {
    divan::main();
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_356_150, 0).unwrap_or_default()
}

/// A viewer of the demo world, and everything its screen asks for, answered.
fn demo(screen: Screen, vendor: VendorScope) -> (App, Arc<Snapshot>) {
    let (estate, source) = tidewatch::source::demo(7, now(), Scenario::ConsumerStopped, 1.0);
    let settings = SettingsView {
        theme: "tide".into(),
        themes: ["tide".into()].into(),
        ascii: false,
        mouse: false,
        zone: ZoneChoice { is_utc: true, local: chrono_tz::UTC },
        notify: tidewatch::config::Notify::default(),
        title: true,
        user: "ann".into(),
        may_write_files: true,
        keys: BTreeMap::new(),
    };
    let mut app = App::new(settings, &estate, now());
    let empty = Arc::new(Snapshot::empty(Arc::clone(&estate), now()));
    for message in [Message::Resize(SIZE.width, SIZE.height), Message::Go(screen), Message::Vendor(vendor)] {
        app.update(message, &empty);
    }
    let mut wanted = app.wants(&estate, now());
    for pipeline in &estate.pipelines {
        wanted.insert(Question::Metrics { pipeline: pipeline.name.clone(), window: Window::JUDGED });
        wanted.insert(Question::Alarms { pipeline: pipeline.name.clone() });
    }
    // The demo's queries take seconds of its own time, which stands still here.
    wanted.retain(|question| !matches!(question, Question::Summary { .. }));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let Ok(runtime) = runtime else { return (app, empty) };
    let snapshot = runtime.block_on(async {
        let desk = Collector::start(estate, Poll::default(), vec![source], Arc::new(now));
        look(&desk, wanted, Duration::from_secs(30)).await
    });
    app.update(Message::Tick(now()), &snapshot);
    (app, snapshot)
}

/// The demo with one stage more, whose [`SERIES`] series are all there.
fn wide() -> (App, Arc<Snapshot>) {
    let (mut app, snapshot) = demo(Screen::Pipeline, VendorScope::All);
    let mut snapshot = Snapshot::clone(&snapshot);
    let before = Arc::clone(&snapshot.estate.pipelines[0]);
    let like = before.stages[2].metrics[0].clone();
    let metrics: Vec<Metric> =
        (0..SERIES).map(|n| Metric { key: key(n).as_str().into(), ..like.clone() }).collect();
    let series = metrics.iter().enumerate().map(|(n, metric)| {
        let key = SeriesKey { stage: "wide".into(), metric: metric.key.clone() };
        (key, SeriesAnswer { series: Arc::new(series(metric, n)), problem: None })
    });
    for entry in snapshot.entries.values_mut() {
        let Some(held) = &entry.held else { continue };
        let Answered { answer: Answer::Metrics(metrics), provenance } = &**held else { continue };
        let mut metrics = metrics.clone();
        metrics.series.extend(series.clone());
        let held = Answered { answer: Answer::Metrics(metrics), provenance: provenance.clone() };
        Arc::make_mut(entry).held = Some(Arc::new(held));
    }
    let mut stages = before.stages.clone();
    stages.push(Stage { name: "wide".into(), metrics: metrics.clone(), ..stages[2].clone() });
    let pipeline = Arc::new(Pipeline { stages, ..Pipeline::clone(&before) });
    snapshot.estate = Arc::new(Estate { pipelines: vec![pipeline], ..Estate::clone(&snapshot.estate) });
    let snapshot = Arc::new(snapshot);
    app.update(Message::Stage("wide".into()), &snapshot);
    (app, snapshot)
}

/// The demo's pipeline grown to [`STAGES`] stages in layers, each fed by two of the layer before.
fn layered() -> (App, Arc<Snapshot>) {
    let (mut app, snapshot) = demo(Screen::Pipeline, VendorScope::All);
    let mut snapshot = Snapshot::clone(&snapshot);
    let before = Arc::clone(&snapshot.estate.pipelines[0]);
    let mut stages = before.stages.clone();
    while stages.len() < STAGES {
        let place = stages.len();
        let above = place - LAYER..place;
        let feeders =
            [above.start, above.start + (place + 1) % LAYER].map(|feeder| stages[feeder].name.clone());
        let mut after = feeders.to_vec();
        after.dedup();
        let like = stages[place % before.stages.len()].clone();
        stages.push(Stage { name: format!("stage-{place}").as_str().into(), after, ..like });
    }
    let pipeline = Arc::new(Pipeline { stages, ..Pipeline::clone(&before) });
    snapshot.estate = Arc::new(Estate { pipelines: vec![pipeline], ..Estate::clone(&snapshot.estate) });
    let snapshot = Arc::new(snapshot);
    app.update(Message::Stage("processor".into()), &snapshot);
    (app, snapshot)
}

fn key(n: usize) -> String {
    format!("metric-{n}")
}

/// A lively line: the hardest to draw.
fn series(metric: &Metric, n: usize) -> Series {
    let end = now().timestamp() / 60 * 60;
    let value = |minute: i64| 500.0 + 400.0 * (minute as f64 / (3.0 + n as f64)).sin();
    let points = (1..=POINTS).map(|back| Point { at: end - back * 60, value: value(back) });
    Series::new(metric.unit, metric.shape, 60).with_points(points, end - 180)
}

fn draw(bencher: Bencher<'_, '_>, app: &App, snapshot: &Arc<Snapshot>) {
    let theme = Theme::default();
    bencher.with_inputs(|| Buffer::empty(SIZE)).bench_local_refs(|frame| {
        let scene = Scene { snapshot: black_box(snapshot), app, theme: &theme };
        (&scene).render(SIZE, frame);
    });
}

/// The demo in the middle of an incident.
#[divan::bench(args = SCREENS)]
fn screen(bencher: Bencher<'_, '_>, screen: Screen) {
    let (app, snapshot) = demo(screen, VendorScope::All);
    draw(bencher, &app, &snapshot);
}

/// One vendor of the demo.
#[divan::bench]
fn one_vendor(bencher: Bencher<'_, '_>) {
    let vendor = VendorId::parse("vendor_101").map_or(VendorScope::All, VendorScope::One);
    let (app, snapshot) = demo(Screen::Vendor, vendor);
    draw(bencher, &app, &snapshot);
}

/// As many charts of one stage as there is room for.
#[divan::bench]
fn forty_series(bencher: Bencher<'_, '_>) {
    let (app, snapshot) = wide();
    draw(bencher, &app, &snapshot);
}

/// A large topology above the charts of one of its stages.
#[divan::bench]
fn forty_stages(bencher: Bencher<'_, '_>) {
    let (app, snapshot) = layered();
    draw(bencher, &app, &snapshot);
}

/// One chart over the whole screen.
#[divan::bench]
fn one_large_chart(bencher: Bencher<'_, '_>) {
    let (mut app, snapshot) = wide();
    app.enlarged = Some(key(7).as_str().into());
    draw(bencher, &app, &snapshot);
}
