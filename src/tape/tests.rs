//! What is recorded is what plays, from memory and from files that are whole, cut, damaged, foreign or malicious.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

use super::{
    cursor::{Cursor, Unplayable},
    file::{TapeError, beginning, read},
    frame::framed,
    recorder::{Limits, Recorder},
    reel::Tape,
};
use crate::{
    business::{Cell, ColumnType, Currency, DateRange, SummaryTable, VendorScope, View},
    pipeline::{
        Class, Confidence, Effect, Health, PipelineHealth, Point, Series, SeriesKey, Shape, Unit, Verdict,
        Window,
    },
    question::{
        Answer, Answered, Bill, Entry, Estate, Fault, MetricsAnswer, Provenance, Question, SeriesAnswer,
        Snapshot, Trouble,
    },
};

fn start() -> DateTime<Utc> {
    "2026-11-22T12:00:00.123456Z".parse().unwrap()
}

fn estate() -> Arc<Estate> {
    Arc::new(Estate {
        pipelines: Vec::new(),
        vendor_table: None,
        lake: None,
        currency: Currency::parse("EUR").unwrap(),
        business_zone: chrono_tz::Europe::Berlin,
        demo: None,
        account: Some("shop".into()),
        runbooks: BTreeMap::new(),
        tells_places: false,
        endpoint: None,
    })
}

fn limits() -> Limits {
    Limits { bytes: 64 << 20, span: TimeDelta::hours(24) }
}

fn held(answer: Answer, at: DateTime<Utc>) -> Arc<Entry> {
    let provenance = Provenance {
        source: "CloudWatch eu-west-1".into(),
        as_of: at,
        complete_to: Some(at - TimeDelta::minutes(2)),
        latency: Duration::from_millis(80),
        cost_micro_usd: 3,
        call: "GetMetricData".into(),
        command: "aws cloudwatch get-metric-data".into(),
    };
    let entry = Entry { asked_at: Some(at), attempts: 1, ..Entry::unasked(Duration::from_mins(1)) };
    Arc::new(Entry { held: Some(Arc::new(Answered { answer, provenance })), ..entry })
}

fn metrics(minute: i64, count: usize) -> Answer {
    let end = start().timestamp() / 60 * 60 + minute * 60;
    let points = |seed: usize| {
        (0..30).map(move |back| Point {
            at: end - back * 60,
            value: ((seed as i64 * 31 + end / 60 - back) % 97) as f64 / 7.0,
        })
    };
    let series = (0..count).map(|place| {
        let series = Series::new(Unit::Count, Shape::Gauge, 60).with_points(points(place), end - 120);
        let key = SeriesKey::new("stage", format!("metric-{place}").as_str());
        (key, SeriesAnswer { series: Arc::new(series), problem: None })
    });
    Answer::Metrics(MetricsAnswer { series: series.collect() })
}

fn verdict(at: DateTime<Utc>) -> Verdict {
    Verdict {
        class: Class::Stopped,
        stage: Some("processor".into()),
        health: Health::Critical,
        confidence: Confidence::High,
        since: at,
        cause: "processor has read nothing for 11 min".into(),
        effect: Effect::default(),
        loss: None,
        next: None,
        proofs: Vec::new(),
        symptoms: Vec::new(),
        alarms: Vec::new(),
    }
}

fn judged(verdicts: Vec<Verdict>) -> Arc<[PipelineHealth]> {
    let health = verdicts.iter().map(|verdict| verdict.health).max().unwrap_or(Health::Ok);
    Arc::from([PipelineHealth {
        pipeline: "shop".into(),
        health,
        since: None,
        headline: "all is well".into(),
        worst_stage: None,
        stages: Vec::new(),
        verdicts,
        resolved: Vec::new(),
        flows: Vec::new(),
    }])
}

fn table(odd: f64) -> Answer {
    let rows =
        vec![vec![Cell::Double(odd), Cell::Text("2026-11-22".into())], vec![Cell::Null, Cell::Integer(3)]];
    Answer::Summary(SummaryTable {
        columns: vec![("a".into(), ColumnType::Double), ("b".into(), ColumnType::Text)],
        rows,
    })
}

fn metrics_question() -> Question {
    Question::Metrics { pipeline: "shop".into(), window: Window::JUDGED }
}

/// An hour of a shop: new points each minute, a verdict from minute 20 to 40.
fn hour(estate: &Arc<Estate>) -> Vec<Arc<Snapshot>> {
    (0..60)
        .map(|minute| {
            let at = start() + TimeDelta::minutes(minute);
            let mut snapshot = Snapshot::empty(Arc::clone(estate), at);
            snapshot.sequence = minute.unsigned_abs() + 1;
            snapshot.entries.insert(metrics_question(), held(metrics(minute, 3), at));
            let is_ill = (20..40).contains(&minute);
            snapshot.health = judged(if is_ill { vec![verdict(at)] } else { Vec::new() });
            Arc::new(snapshot)
        })
        .collect()
}

/// The bytes of a file that records these snapshots, and where each of its records ends.
fn file(snapshots: &[Arc<Snapshot>]) -> (Vec<u8>, Vec<usize>) {
    let mut recorder = Recorder::new(Arc::clone(&snapshots[0].estate), limits());
    let mut bytes = beginning(&snapshots[0].estate).unwrap();
    let mut ends = Vec::new();
    for snapshot in snapshots {
        let (record, is_key) = recorder.add(snapshot).unwrap();
        bytes.extend(framed(&record, is_key));
        ends.push(bytes.len());
    }
    (bytes, ends)
}

/// Everything of a snapshot that can be compared, NaN as text.
fn told(snapshot: &Snapshot) -> String {
    format!("{snapshot:?}")
}

fn plays(tape: &Tape, snapshots: &[Arc<Snapshot>]) {
    let mut cursor = Cursor::default();
    for snapshot in snapshots {
        let played = cursor.play(tape, snapshot.sequence).unwrap();
        assert_eq!(told(&played), told(snapshot));
    }
    // The other way round every segment is opened anew.
    for snapshot in snapshots.iter().rev() {
        assert_eq!(told(&cursor.play(tape, snapshot.sequence).unwrap()), told(snapshot));
    }
}

#[test]
fn an_hour_plays_as_it_was_from_memory_and_from_a_file() {
    let snapshots = hour(&estate());
    let mut recorder = Recorder::new(estate(), limits());
    for snapshot in &snapshots {
        assert!(recorder.take(snapshot));
        assert!(!recorder.take(snapshot), "the same snapshot is not recorded twice");
    }
    plays(recorder.tape(), &snapshots);
    let opened = read(&file(&snapshots).0).unwrap();
    assert_eq!(opened.losses, [""; 0]);
    assert_eq!(**opened.tape.estate(), *estate());
    let (from, to) = (start() + TimeDelta::minutes(30), start() + TimeDelta::minutes(45));
    let part = read(&super::bytes(&opened.tape.cut(from, to)).unwrap()).unwrap();
    assert!(part.tape.first().unwrap().at <= from && part.tape.moments().count() < snapshots.len());
    plays(&part.tape, &snapshots[30..45]);
    plays(&opened.tape, &snapshots);
}

#[test]
fn a_file_cut_at_any_byte_plays_every_record_before_the_cut() {
    let snapshots = &hour(&estate())[..24];
    let (bytes, ends) = file(snapshots);
    for cut in 0..=bytes.len() {
        let whole = ends.iter().filter(|end| **end <= cut).count();
        match read(&bytes[..cut]) {
            Ok(opened) => {
                assert_eq!(opened.tape.moments().count(), whole, "cut at {cut}");
                let is_clean = ends.contains(&cut);
                assert_eq!(opened.losses.is_empty(), is_clean, "cut at {cut}: {:?}", opened.losses);
                let newest = &snapshots[whole - 1];
                let played = Cursor::default().play(&opened.tape, newest.sequence).unwrap();
                assert_eq!(told(&played), told(newest));
            }
            Err(error) => {
                assert_eq!(whole, 0, "cut at {cut}: {error}");
                assert!(matches!(error, TapeError::Empty | TapeError::Blank), "cut at {cut}: {error}");
            }
        }
    }
}

#[test]
fn damage_costs_what_rests_on_it_and_says_how_much() {
    let snapshots = hour(&estate());
    let (mut bytes, ends) = file(&snapshots);
    let opened = read(&bytes).unwrap();
    let keyframes: Vec<u64> =
        opened.tape.segments.iter().map(|segment| segment.records[0].moment.sequence).collect();
    assert!(keyframes.len() >= 3, "{keyframes:?}");
    let second = usize::try_from(keyframes[1]).unwrap() - 1;
    bytes[ends[second] + 50] ^= 0x40;
    let opened = read(&bytes).unwrap();
    let missing = (keyframes[2] - keyframes[1] - 1) as usize;
    assert_eq!(opened.tape.moments().count(), snapshots.len() - missing);
    assert_eq!(opened.losses.len(), 1);
    let span = format!("{} min of it are missing", keyframes[2] - keyframes[1]);
    assert!(opened.losses[0].contains(&span), "{:?} {keyframes:?}", opened.losses);
    let after = &snapshots[usize::try_from(keyframes[2]).unwrap() - 1..];
    plays(&opened.tape, after);
}

#[test]
fn what_is_no_tape_is_told_in_a_sentence() {
    let (bytes, _) = file(&hour(&estate())[..2]);
    let sentence = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
    assert!(sentence(b"").contains("is empty"));
    assert!(sentence(b"PK\x03\x04 something else").contains("is not a tape"));
    let mut newer = bytes.clone();
    newer[15] = 9;
    assert!(sentence(&newer).contains("newer tidewatch (format 9, this one reads up to 1)"));
    let mut broken = bytes.clone();
    broken[60] ^= 1;
    assert!(sentence(&broken).contains("damaged where it says what was recorded"));
    let mut long = bytes[..17].to_vec();
    long.extend(u32::MAX.to_le_bytes());
    long.extend([0; 8]);
    assert!(sentence(&long).contains("damaged"), "a length that is a lie allocates nothing");
}

#[test]
fn text_of_a_file_is_made_harmless() {
    let mut snapshot = (*hour(&estate())[0]).clone();
    let trouble = Trouble {
        source: "Cloud\u{1b}[31mWatch".into(),
        fault: Fault::Denied,
        sentence: "no\u{202e} access\u{7}".into(),
        fix: "Allow it.".into(),
        action: None,
        stage: None,
        at: start(),
    };
    let entry = Entry { troubles: vec![trouble], ..Entry::unasked(Duration::from_mins(1)) };
    snapshot.entries.insert(Question::Vendors, Arc::new(entry));
    let opened = read(&file(&[Arc::new(snapshot)]).0).unwrap();
    let played = Cursor::default().play(&opened.tape, 1).unwrap();
    let (_, trouble) = played.troubles().next().unwrap();
    assert_eq!((&*trouble.source, &*trouble.sentence), ("Cloud[31mWatch", "no access"));
}

#[test]
fn the_oldest_goes_when_there_is_too_much() {
    let estate = estate();
    let mut recorder =
        Recorder::new(Arc::clone(&estate), Limits { bytes: 64 << 10, span: TimeDelta::hours(6) });
    let mut most = 0;
    for minute in 0..3_000_i64 {
        let at = start() + TimeDelta::minutes(minute);
        let mut snapshot = Snapshot::empty(Arc::clone(&estate), at);
        snapshot.sequence = minute.unsigned_abs() + 1;
        snapshot.entries.insert(metrics_question(), held(metrics(minute, 8), at));
        recorder.take(&Arc::new(snapshot));
        most = most.max(recorder.weight());
        let counted: usize = recorder.tape().segments.iter().map(|segment| segment.weight()).sum();
        assert_eq!(counted, recorder.weight());
    }
    assert!(most < 72 << 10, "{most} bytes are held");
    let (first, last) = (*recorder.tape().first().unwrap(), *recorder.tape().last().unwrap());
    assert_eq!(last.sequence, 3_000);
    assert!(last.at - first.at < TimeDelta::hours(8), "from {} to {}", first.at, last.at);
    assert_eq!(Cursor::default().play(recorder.tape(), 5).err(), Some(Unplayable::Absent));
}

#[test]
fn steps_go_from_news_to_news_and_incidents_are_found() {
    let estate = estate();
    let mut snapshots = hour(&estate);
    // A moment at which the same was only read again.
    let mut again = (*snapshots[59]).clone();
    again.sequence += 1;
    again.bill = Bill { calls: 7, ..again.bill };
    again.at += TimeDelta::seconds(5);
    snapshots.push(Arc::new(again));
    let mut recorder = Recorder::new(estate, limits());
    for snapshot in &snapshots {
        assert!(recorder.take(snapshot));
    }
    let tape = recorder.tape();
    let number = |moment: Option<&super::Moment>| moment.map(|moment| moment.sequence);
    assert_eq!(number(tape.before(61)), Some(59), "60 and 61 show the same");
    assert_eq!(number(tape.after(59)), Some(60));
    assert_eq!(number(tape.after(60)), None);
    assert_eq!(number(tape.before(1)), None);
    let began: Vec<_> =
        tape.moments().filter_map(|moment| Some((moment.sequence, moment.incident?))).collect();
    assert_eq!(began, [(21, Health::Critical)]);
    assert_eq!(number(tape.incident_before(61)), Some(21));
    assert_eq!(number(tape.incident_before(21)), None);
    assert_eq!(number(tape.incident_after(3)), Some(21));
    let time = start() + TimeDelta::seconds(90);
    assert_eq!(number(tape.at(time)), Some(2));
    assert_eq!(number(tape.at(start() - TimeDelta::days(1))), Some(1), "before the tape is its beginning");
}

fn answers() -> impl Strategy<Value = Answer> {
    prop_oneof![
        (0i64..200, 0usize..4).prop_map(|(minute, count)| metrics(minute, count)),
        prop_oneof![Just(f64::NAN), Just(f64::INFINITY), any::<f64>()].prop_map(table),
        Just(Answer::Vendors(Arc::from([]))),
        Just(Answer::Streams(BTreeMap::new())),
    ]
}

fn entries() -> impl Strategy<Value = BTreeMap<Question, Arc<Entry>>> {
    let range = DateRange::ending(start().date_naive(), 7);
    let questions = prop_oneof![
        Just(metrics_question()),
        Just(Question::Vendors),
        Just(Question::Lake),
        Just(Question::VendorDays { vendor: VendorScope::All, range }),
        Just(Question::Summary { view: View::HourlyTraffic, vendor: VendorScope::All, range }),
    ];
    let entry = prop_oneof![
        Just(Arc::new(Entry::unasked(Duration::from_secs(5)))),
        (answers(), 0i64..9).prop_map(|(answer, secs)| held(answer, start() + TimeDelta::milliseconds(secs))),
    ];
    prop::collection::btree_map(questions, entry, 0..5)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_snapshots_come_back(all in prop::collection::vec((entries(), any::<bool>(), -90i64..90), 1..40)) {
        let estate = estate();
        let mut at = start();
        let snapshots: Vec<_> = all.into_iter().zip(1..).map(|((entries, is_ill, secs), sequence)| {
            at += TimeDelta::seconds(secs);
            let mut snapshot = Snapshot::empty(Arc::clone(&estate), at);
            (snapshot.entries, snapshot.sequence) = (entries, sequence);
            snapshot.health = judged(if is_ill { vec![verdict(at)] } else { Vec::new() });
            Arc::new(snapshot)
        }).collect();
        plays(&read(&file(&snapshots).0).unwrap().tape, &snapshots);
    }

    #[test]
    fn a_byte_that_is_wrong_breaks_nothing(place in 0.0f64..1.0, flip in 1u8..=255, cut in 0.0f64..1.0) {
        let (mut bytes, _) = file(&hour(&estate()));
        let at = (place * bytes.len() as f64) as usize;
        bytes[at] ^= flip;
        bytes.truncate((bytes.len() as f64 * (0.3 + cut)) as usize);
        if let Ok(opened) = read(&bytes) {
            let mut cursor = Cursor::default();
            for moment in opened.tape.moments() {
                let played = cursor.play(&opened.tape, moment.sequence);
                prop_assert_eq!(played.map(|snapshot| snapshot.sequence), Ok(moment.sequence));
            }
        }
    }
}
