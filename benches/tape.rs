//! What a recording costs for a pipeline of 40 stages with 320 series by the minute: processor time per snapshot, memory
//! for 24 hours, and how long a tape of 24 hours takes to be opened and to show any moment.
//! Aims: under 2 % of a core, under 64 MB, under 200 ms.

#![expect(clippy::print_stdout, reason = "a bench prints what it weighed beside what it timed")]

use std::{collections::BTreeMap, hint::black_box, sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use tidewatch::{
    business::Currency,
    pipeline::{
        Course, Flow, Health, Lag, PipelineHealth, Point, Series, SeriesKey, Shape, StageHealth, StageKind,
        Unit, Window,
    },
    question::{
        Answer, Answered, Entry, Estate, MetricsAnswer, Provenance, Question, SeriesAnswer, Snapshot,
    },
    tape::{Cursor, Limits, Recorder, Tape, bytes, read},
};

const STAGES: usize = 40;
const SERIES: usize = 8;

fn main() {
    let tape = day();
    let weight: usize = bytes(&tape).map_or(0, |bytes| bytes.len());
    println!("24 h of 40 stages: {} moments, {:.1} MB", tape.moments().count(), weight as f64 / 1e6);
    divan::main();
}

fn start() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

fn estate() -> Arc<Estate> {
    Arc::new(Estate {
        pipelines: Vec::new(),
        vendor_table: None,
        lake: None,
        currency: Currency::default(),
        business_zone: chrono_tz::UTC,
        demo: None,
        account: None,
        runbooks: BTreeMap::new(),
        tells_places: false,
        endpoint: None,
    })
}

/// A value with as many digits as averages have.
fn value(series: usize, minute: i64) -> f64 {
    let noise = (series as i64 * 7_919 + minute * 104_729).rem_euclid(10_007) as f64;
    if series.is_multiple_of(2) { noise } else { (noise + 1.0).sqrt() * 3.7 }
}

/// Three hours of points, the newest three of which may still change; stages are read one after the other.
fn metrics(before: Option<&Entry>, minute: i64, now: DateTime<Utc>) -> Arc<Entry> {
    let known = before.and_then(|entry| match &entry.held.as_ref()?.answer {
        Answer::Metrics(metrics) => Some(metrics),
        _ => None,
    });
    let first = now.timestamp() / 60 - minute;
    let all = (0..STAGES * SERIES).map(|place| {
        let key =
            SeriesKey::new(format!("stage-{}", place / SERIES).as_str(), format!("metric-{place}").as_str());
        let at = |minute: i64| (first + minute) * 60;
        let blank = || Series::new(Unit::Count, Shape::Gauge, 60);
        let mut series =
            known.and_then(|known| known.series.get(&key)).map_or_else(blank, |s| (*s.series).clone());
        let new_from = if known.is_some() { minute - 3 } else { minute - 180 };
        let unripe = |m: i64| if m >= minute - 2 { 0.5 } else { 1.0 };
        series.merge(
            (new_from..minute).map(|m| Point { at: at(m), value: value(place, m) * unripe(m) }),
            at(minute - 3),
        );
        series.trim_before(at(minute - 185));
        (key, SeriesAnswer { series: Arc::new(series), problem: None })
    });
    let provenance = Provenance {
        source: "CloudWatch eu-west-1".into(),
        as_of: now,
        complete_to: Some(now - TimeDelta::minutes(3)),
        latency: Duration::from_millis(80 + minute.unsigned_abs() % 40),
        cost_micro_usd: 3_200,
        call: "GetMetricData".into(),
        command: format!("aws cloudwatch get-metric-data --start-time {now} {}", "x".repeat(4_000)).into(),
    };
    let answer = Answer::Metrics(MetricsAnswer { series: all.collect() });
    let entry = Entry { asked_at: Some(now), ..Entry::unasked(Duration::from_mins(1)) };
    Arc::new(Entry { held: Some(Arc::new(Answered { answer, provenance })), ..entry })
}

fn health(step: i64) -> Arc<[PipelineHealth]> {
    let stage = |place: usize| StageHealth {
        stage: format!("stage-{place}").as_str().into(),
        kind: StageKind::Lambda,
        resource: format!("resource-{place}").into(),
        health: Health::Ok,
        since: None,
        reasons: Vec::new(),
        lag: Some(Lag { age_secs: value(place, step), slope: 0.01, course: Course::Steady }),
    };
    let flow = |place: usize| Flow {
        from: format!("stage-{place}").as_str().into(),
        to: format!("stage-{}", place + 1).as_str().into(),
        sent_per_sec: Some(value(place, step) / 60.0),
        taken_per_sec: Some(value(place, step) / 61.0),
    };
    Arc::from([PipelineHealth {
        pipeline: "clicks".into(),
        health: Health::Ok,
        since: None,
        headline: "all 40 stages are well".into(),
        worst_stage: None,
        stages: (0..STAGES).map(stage).collect(),
        verdicts: Vec::new(),
        resolved: Vec::new(),
        flows: (1..STAGES).map(flow).collect(),
    }])
}

/// Snapshots of `minutes` minutes: new metrics each minute, and judged anew in between.
fn snapshots(minutes: i64, mut each: impl FnMut(&Arc<Snapshot>)) {
    let question = Question::Metrics { pipeline: "clicks".into(), window: Window::JUDGED };
    let estate = estate();
    let mut entry: Option<Arc<Entry>> = None;
    for step in 0..minutes * 2 {
        let now = start() + TimeDelta::seconds(step * 30);
        if step % 2 == 0 {
            entry = Some(metrics(entry.as_deref(), step / 2, now));
        }
        let mut snapshot = Snapshot::empty(Arc::clone(&estate), now);
        snapshot.sequence = step.unsigned_abs() + 1;
        snapshot.entries.extend(entry.clone().map(|entry| (question.clone(), entry)));
        snapshot.health = health(step / 2);
        each(&Arc::new(snapshot));
    }
}

fn day() -> Tape {
    let mut recorder = recorder();
    snapshots(24 * 60, |snapshot| {
        recorder.take(snapshot);
    });
    println!("in memory: {:.1} MB", recorder.weight() as f64 / 1e6);
    recorder.tape().clone()
}

fn recorder() -> Recorder {
    Recorder::new(estate(), Limits { bytes: 64 << 20, span: TimeDelta::hours(24) })
}

/// An hour of a running pipeline, keyframes included: 120 snapshots.
#[divan::bench(sample_count = 5)]
fn record_an_hour(bencher: divan::Bencher<'_, '_>) {
    let mut all = Vec::new();
    snapshots(60, |snapshot| all.push(Arc::clone(snapshot)));
    bencher.with_inputs(recorder).bench_local_values(|mut recorder| {
        for snapshot in &all {
            recorder.take(snapshot);
        }
        recorder
    });
}

/// Opening a day and showing a moment at the end of its longest segment.
#[divan::bench(sample_count = 5)]
fn open_a_day_and_seek(bencher: divan::Bencher<'_, '_>) {
    let tape = day();
    let file = bytes(&tape).unwrap_or_default();
    bencher.bench_local(|| {
        let opened = read(black_box(&file)).ok()?;
        let moment = *opened.tape.at(start() + TimeDelta::minutes(13 * 60 + 7))?;
        Cursor::default().play(&opened.tape, moment.sequence).ok()
    });
}

/// The worst of many seeks on an open tape: every tenth minute of the day.
#[divan::bench(sample_count = 3)]
fn seek_145_times(bencher: divan::Bencher<'_, '_>) {
    let tape = day();
    bencher.bench_local(|| {
        (0..=144)
            .rev()
            .map(|ten| {
                let moment = tape.at(start() + TimeDelta::minutes(ten * 10));
                moment.and_then(|moment| Cursor::default().play(&tape, moment.sequence).ok()).is_some()
            })
            .filter(|is_found| *is_found)
            .count()
    });
}
