//! What has been: a stage's series over a past stretch, the catalog of the lake, and the history of alarms when it cannot
//! be read.

use std::collections::BTreeMap;

use chrono::{TimeDelta, Utc};
use serde_json::json;
use tidewatch::{
    collector,
    pipeline::{PipelineName, Point, SeriesKey, Stretch},
    question::{Fault, Question},
};

use crate::{
    account::{
        CONFIG, Faults, Program, config_at, desk, endpoint, last_days, look, open, shop, troubles, truth,
    },
    incidents::{client, config_of, put},
};

const PAST: &str = "[account]\nregion = \"us-east-1\"\n\n[[pipeline]]\nname = \"past\"\n  [[pipeline.stage]]\n  \
                    name = \"stream\"\n  kind = \"kinesis\"\n  resource = \"stream-of-the-past\"\n";

/// What CloudWatch must make of minutes: one value a period that has any.
fn gathered(minutes: &[Point], stretch: Stretch, period: i64, both: fn(f64, f64) -> f64) -> Vec<Point> {
    let mut periods: BTreeMap<i64, f64> = BTreeMap::new();
    for minute in minutes.iter().filter(|minute| (stretch.from()..stretch.to()).contains(&minute.at)) {
        let at = minute.at - minute.at.rem_euclid(period);
        periods.entry(at).and_modify(|value| *value = both(*value, minute.value)).or_insert(minute.value);
    }
    periods.into_iter().map(|(at, value)| Point { at, value }).collect()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the emulator that scripts/test starts"]
async fn a_past_stretch_of_a_stage_is_what_was_put_by_the_minute_and_by_five() {
    let config = config_of(PAST);
    let desk = open(&config).await;
    let pipeline = desk.newest().estate.pipelines[0].clone();
    // A whole hour two days ago, so that periods of five minutes begin where the stretch does.
    let end = (Utc::now() - TimeDelta::days(2)).timestamp().div_euclid(3_600) * 3_600;
    let is_gap = |minute: i64| (91..131).contains(&minute);
    let minutes = |value: fn(i64) -> f64| -> Vec<Point> {
        let there = (1..=30 * 60).filter(|minute| !is_gap(*minute));
        there.rev().map(|minute| Point { at: end - 60 * minute, value: value(minute) }).collect()
    };
    let records = minutes(|minute| (minute * 37 % 101) as f64);
    let ages = minutes(|minute| (minute * 53 % 211) as f64 * 100.0);
    let key = |metric: &str| SeriesKey::new("stream", metric);
    let series =
        BTreeMap::from([(key("incoming_records"), records.clone()), (key("iterator_age"), ages.clone())]);
    put(&client(), &pipeline, &series).await;
    let name = PipelineName::from("past");
    for (hours, period) in [(3, 60), (30, 300)] {
        let stretch = Stretch::new(end - hours * 3_600, end);
        assert_eq!(i64::from(stretch.period_secs(60, Utc::now().timestamp())), period);
        let question = Question::Stretch { pipeline: name.clone(), stage: "stream".into(), stretch };
        let snapshot = look(&desk, [question.clone()]).await;
        assert_eq!(snapshot.entry(&question).unwrap().troubles, []);
        let answer = snapshot.stretch(&name, &"stream".into(), stretch).unwrap();
        let read = |metric: &str| answer.series[&key(metric)].series.points();
        let summed = gathered(&records, stretch, period, |one, other| one + other);
        assert_eq!(read("incoming_records"), summed, "{hours} h by {period} s");
        assert_eq!(
            read("iterator_age"),
            gathered(&ages, stretch, period, f64::max),
            "{hours} h by {period} s"
        );
        let missing = hours * 3_600 / period - summed.len() as i64;
        assert_eq!(missing, 40 * 60 / period, "the gap stays a gap");
    }
    collector::close(desk).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the emulator that scripts/test starts"]
async fn the_catalog_of_the_lake_tells_its_newest_day_and_a_table_that_is_not_there_is_said() {
    let desk = desk().await;
    let snapshot = look(&desk, [Question::Lake]).await;
    assert_eq!(troubles(&snapshot), [""; 0]);
    let facts = snapshot.lake().unwrap();
    let partitions = truth()["lake"]["partitions"].as_object().unwrap().len();
    assert_eq!(
        (&*facts.table, facts.partitions, facts.is_projected),
        ("vendor_events", partitions as u32, false)
    );
    assert_eq!(facts.newest, Some(last_days(&truth(), 1).to()));
    let mut config = config_at(&endpoint());
    config.lake.as_mut().unwrap().table = "nobodys_events".into();
    let snapshot = look(&open(&config).await, [Question::Lake]).await;
    let told = &snapshot.entry(&Question::Lake).unwrap().troubles[0];
    assert!(told.sentence.contains("nobodys_events"), "{told:?}");
    assert!(snapshot.lake().is_none());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the emulator that scripts/test starts"]
async fn a_history_that_cannot_be_read_costs_the_alarms_nothing_and_names_its_action() {
    let faults = Faults::at(4);
    let history = Question::AlarmHistory { pipeline: shop(), alarm: None };
    let alarms = Question::Alarms { pipeline: shop() };
    for (code, fault) in [("Throttling", Fault::Throttled), ("AccessDeniedException", Fault::Denied)] {
        let error = json!({ "code": code, "status": 400 });
        let rule = json!({ "service": "cloudwatch", "operation": "DescribeAlarmHistory", "error": error });
        faults.inject(&json!([rule]));
        let desk = open(&config_at(&faults.url)).await;
        let snapshot = look(&desk, [alarms.clone(), history.clone()]).await;
        assert_eq!(
            snapshot.alarms(&shop()).unwrap().alarms.len() as u64,
            truth()["alarms"]["total"],
            "{code}"
        );
        assert_eq!(snapshot.entry(&alarms).unwrap().troubles, [], "{code}");
        let told = &snapshot.entry(&history).unwrap().troubles[0];
        assert_eq!(told.fault, fault, "{told:?}");
        assert!(told.sentence.contains("DescribeAlarmHistory"), "{told:?}");
        if fault == Fault::Denied {
            assert_eq!(told.action.as_deref(), Some("cloudwatch:DescribeAlarmHistory"));
        }
        collector::close(desk).await;
    }
    let program = Program::new(CONFIG, &faults.url);
    let (code, frame, said) = program.run(&["frame", "--screen", "alarms", "--keys", "j"]);
    assert_eq!(code, 0, "{said}");
    assert!(frame.contains("2 datapoints were greater"), "the alarms are shown:\n{frame}");
    assert!(frame.contains("DescribeAlarmHistory"), "and what is missing beside them is said:\n{frame}");
}
