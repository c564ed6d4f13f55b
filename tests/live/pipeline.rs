//! Metrics, alarms, streams and the health they amount to, against what was pushed into CloudWatch.

use std::{collections::BTreeSet, fmt::Write, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};
use tidewatch::{
    config,
    pipeline::{AlarmChange, AlarmEvent, AlarmState, Health, SeriesKey, Window},
    question::{Answer, Ask, Question},
    source,
};

use crate::account::{CONFIG, desk, endpoint, look, metrics, shop, troubles, truth};

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the emulator that scripts/test starts"]
async fn metrics_are_read_as_they_were_pushed_and_a_gap_stays_a_gap() {
    let desk = desk().await;
    let snapshot = look(&desk, [metrics(), Question::Streams { pipeline: shop() }]).await;
    assert_eq!(troubles(&snapshot), [""; 0]);
    let answer = snapshot.metrics(&shop(), Window::JUDGED).unwrap();
    let points = |stage: &str, key: &str| answer.series[&SeriesKey::new(stage, key)].series.points();
    let age = points("stream", "iterator_age");
    let steps: Vec<i64> = age.windows(2).map(|pair| pair[1].at - pair[0].at).collect();
    assert!(age.len() > 150, "{} points", age.len());
    assert_eq!(steps.iter().max(), Some(&360), "five missing minutes stay missing");
    assert_eq!(snapshot.streams(&shop()).unwrap()[&"stream".into()].open_shards, 2);
    let (load, calls) = (points("stream", "incoming_records"), points("processor", "invocations"));
    // Nothing is put after the seed: the newest minutes are as many fewer as have passed since.
    let seeded: DateTime<Utc> = truth()["now"].as_str().unwrap().parse().unwrap();
    let late = usize::try_from((Utc::now() - seeded).num_minutes()).unwrap();
    assert!(
        load.len() + late >= 178,
        "three hours by the minute, not {} points, {late} min late",
        load.len()
    );
    for (load, calls) in load.iter().zip(calls) {
        assert_eq!(load.at, calls.at);
        assert!((load.value - calls.value * 100.0).abs() < 1e-6, "{load:?} {calls:?}");
        assert!((500.0..=700.0).contains(&load.value), "{load:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the emulator that scripts/test starts"]
async fn the_stall_is_critical_where_it_is_and_nowhere_else() {
    let (truth, desk) = (truth(), desk().await);
    let questions =
        [metrics(), Question::Streams { pipeline: shop() }, Question::Alarms { pipeline: shop() }];
    let snapshot = look(&desk, questions).await;
    let health = snapshot.health_of(&shop()).unwrap();
    let of = |name: &str| health.stages.iter().find(|stage| stage.stage.as_str() == name).unwrap();
    let (processor, delivery) = (of("processor"), of("delivery"));
    assert_eq!((health.health, processor.health), (Health::Critical, Health::Critical), "{health:#?}");
    assert!(delivery.health < Health::Warning, "{delivery:#?}");
    let since = processor.since.unwrap();
    let seeded: DateTime<Utc> = truth["now"].as_str().unwrap().parse().unwrap();
    let stalled_for = seeded - since;
    assert!(
        stalled_for <= TimeDelta::minutes(100) && stalled_for >= TimeDelta::minutes(90),
        "errors began a hundred minutes before, it says {stalled_for}: {processor:#?}"
    );
    assert!(health.headline.contains("processor"), "{}", health.headline);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the emulator that scripts/test starts"]
async fn alarms_of_all_pages_with_state_since_and_stage() {
    let truth = truth();
    let desk = desk().await;
    let snapshot = look(&desk, [Question::Alarms { pipeline: shop() }]).await;
    let alarms = &snapshot.alarms(&shop()).unwrap().alarms;
    assert_eq!(alarms.len() as u64, truth["alarms"]["total"].as_u64().unwrap());
    let ringing = alarms.iter().find(|alarm| &*alarm.name == "iterator-age").unwrap();
    assert_eq!(ringing.state, AlarmState::Alarm);
    assert_eq!(ringing.since.unwrap().timestamp(), truth["alarms"]["iterator_age_since"].as_i64().unwrap());
    assert_eq!(*ringing.reason, *truth["alarms"]["reason"].as_str().unwrap());
    assert_eq!((ringing.m_of_n, ringing.period_secs), (Some((2, 3)), Some(300)));
    assert_eq!(ringing.stages, ["processor".into()]);
    let composite = alarms.iter().find(|alarm| &*alarm.name == "pipeline").unwrap();
    assert_eq!(composite.stages, ["processor".into()], "a composite watches what its children watch");
    let odd = |name: &str| alarms.iter().find(|alarm| &*alarm.name == name).unwrap();
    assert_eq!(odd("thirty-dimensions").detail.dimensions.len(), 30);
    let broken = odd("broken-reason");
    assert!(broken.detail.evaluated.is_empty() && broken.detail.unread.is_some(), "{broken:#?}");
    assert!(!broken.reason.contains('\u{1b}'), "{:?}", broken.reason);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the emulator that scripts/test starts"]
async fn the_history_of_alarms_over_all_pages_a_day_of_all_and_a_fortnight_of_one() {
    let (truth, desk) = (truth(), desk().await);
    let flapping: Arc<str> = truth["alarms"]["flapping"].as_str().unwrap().into();
    let of = |alarm: Option<&Arc<str>>| Question::AlarmHistory { pipeline: shop(), alarm: alarm.cloned() };
    let snapshot = look(&desk, [of(None), of(Some(&flapping))]).await;
    assert_eq!(troubles(&snapshot), [""; 0]);
    let rang = |event: &&AlarmEvent| {
        matches!(event.change, AlarmChange::State { from: Some(_), to: AlarmState::Alarm })
    };
    let all = snapshot.alarm_history(&shop(), None).unwrap();
    let flaps = all.events.iter().filter(|event| event.alarm == flapping).filter(rang).count() as u64;
    assert_eq!(flaps, truth["alarms"]["flaps_in_a_day"].as_u64().unwrap(), "of {} events", all.events.len());
    assert!(all.events.len() > 100, "one page would not do");
    assert!(all.events.is_sorted_by(|newer, older| newer.at >= older.at));
    let since = truth["alarms"]["iterator_age_since"].as_i64().unwrap();
    assert!(all.events.iter().any(|event| &*event.alarm == "iterator-age" && event.at.timestamp() == since));
    let one = snapshot.alarm_history(&shop(), Some(&flapping)).unwrap();
    assert!(one.events.iter().all(|event| event.alarm == flapping));
    let first = one.events.iter().filter(rang).map(|event| event.at.timestamp()).min();
    assert_eq!(first, truth["alarms"]["first_flap"].as_i64());
}

/// A pipeline whose stages have more metrics than one GetMetricData call takes, the seeded stream among them, and
/// one dimension that nobody publishes.
fn wide(functions: usize) -> String {
    let mut text = CONFIG.to_owned();
    let begin = text.find("[vendors]").unwrap();
    let mut stages = String::new();
    for place in 0..functions {
        let _ = write!(
            stages,
            "  [[pipeline.stage]]\n  name = \"fn-{place:03}\"\n  kind = \"lambda\"\n  \
             resource = \"nobody-{place:03}\"\n  after = \"stream\"\n"
        );
    }
    text.insert_str(begin, &stages);
    text
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the emulator that scripts/test starts"]
async fn more_metrics_than_one_call_takes_are_two_calls() {
    let mut config = config::parse(&wide(90), "live test").unwrap_or_else(|report| panic!("{report}"));
    config.account.endpoint_url = Some(endpoint().into());
    let (estate, mut sources) = source::connect(&config).await;
    let asked: BTreeSet<SeriesKey> = estate.pipelines[0]
        .stages
        .iter()
        .flat_map(|stage| stage.metrics.iter().map(|m| SeriesKey::new(stage.name.clone(), m.key.clone())))
        .collect();
    assert!((501..=1_000).contains(&asked.len()), "{} metrics", asked.len());
    let source = sources.iter_mut().find(|source| source.answers(&metrics())).unwrap();
    let now = truth()["now"].as_str().unwrap().parse::<DateTime<Utc>>().unwrap() + TimeDelta::seconds(30);
    let reading = source.answer(&[Ask { question: metrics(), tail_only: false }], now).await;
    let calls: Vec<_> = reading.calls.iter().map(|call| (call.api, call.count)).collect();
    assert_eq!(calls, [("GetMetricData", 2)], "the emulator refuses more than 500 in one");
    assert_eq!(reading.items[0].troubles, []);
    let Answer::Metrics(read) = &reading.items[0].answered.as_ref().unwrap().answer else {
        panic!("{reading:?}")
    };
    assert_eq!(read.series.keys().cloned().collect::<BTreeSet<_>>(), asked);
    let points = |stage: &str, key: &str| read.series[&SeriesKey::new(stage, key)].series.points().len();
    let minutes = points("stream", "incoming_records");
    assert!((181..190).contains(&minutes), "three hours by the minute, not {minutes} points");
    assert_eq!(points("stream", "iterator_age"), minutes - 5, "but for the gap");
    assert_eq!(points("fn-042", "duration_p95"), 0, "what nobody publishes has no data");
}
