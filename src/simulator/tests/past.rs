//! What was before the world began: computed days are like drawn ones, and alarms remember what metrics show.

use chrono::TimeDelta;

use super::*;
use crate::pipeline::{AlarmChange, AlarmKind, AlarmState, Point};

const DAY: i64 = 86_400;

fn told(world: &mut World, from: i64, to: i64, period: u32, stage: &str, metric: &str) -> Vec<Point> {
    let key = SeriesKey::new(stage, metric);
    let found = world.series(from, to, period).into_iter().find(|(one, _)| *one == key);
    found.map(|(_, points)| points).unwrap_or_default()
}

#[test]
fn a_computed_day_has_the_size_of_the_drawn_one() {
    let mut world = world(Scenario::Calm);
    let midnight = start().timestamp().div_euclid(DAY) * DAY;
    let (from, to) = (midnight - 12 * DAY, midnight - 2 * DAY);
    for (stage, metric) in
        [("stream", "incoming_records"), ("counters", "consumed_write"), ("ingest", "requests")]
    {
        let drawn = told(&mut world, from, to, 3_600, stage, metric);
        let computed = told(&mut world, from, to, 86_400, stage, metric);
        assert_eq!(computed.len(), 10);
        for day in computed {
            let hours = drawn.iter().filter(|hour| (day.at..day.at + DAY).contains(&hour.at));
            let sum: f64 = hours.map(|hour| hour.value).sum();
            assert!((day.value / sum - 1.0).abs() < 0.08, "{metric}: computed {} and drawn {sum}", day.value);
        }
    }
    let ages = told(&mut world, from, to, 86_400, "delivery", "freshness");
    assert!(ages.iter().all(|age| (250.0..1_500.0).contains(&age.value)), "{ages:?}");
}

#[test]
fn fifteen_months_are_there_and_grow_and_nothing_is_older_than_the_pipeline() {
    let mut world = world(Scenario::Calm);
    let to = start().timestamp();
    let days = told(&mut world, to - 455 * DAY, to, 86_400, "stream", "incoming_records");
    assert!(days.len() >= 455 && days.iter().all(|day| day.value > 1_000.0), "{}", days.len());
    assert!(days.windows(2).all(|pair| pair[1].at - pair[0].at == DAY));
    let older = told(&mut world, to - 900 * DAY, to - 600 * DAY, 86_400, "stream", "incoming_records");
    assert_eq!(older, []);
    let hours = told(&mut world, to - 400 * DAY, to - 399 * DAY, 3_600, "processor", "invocations");
    assert!(hours.len() >= 24, "{}", hours.len());
}

#[test]
fn alarms_remember_a_fortnight_and_metrics_show_what_they_remember() {
    let mut world = world(Scenario::Calm);
    let fortnight = start() - TimeDelta::days(14);
    let events = world.alarm_events(None, fortnight);
    assert!(events.is_sorted_by(|newer, older| newer.at >= older.at));
    let rang = |change| matches!(change, AlarmChange::State { to: AlarmState::Alarm, .. });
    let rings: Vec<_> = events.iter().filter(|event| rang(event.change)).collect();
    assert!((4..=12).contains(&rings.len()), "{rings:?}");
    for kind in [AlarmChange::Configuration, AlarmChange::Action] {
        assert!(events.iter().any(|event| event.change == kind), "{kind:?}");
    }
    for alarm in world.alarms() {
        let of_it = world.alarm_events(Some(&alarm.name), fortnight);
        let turned = of_it.iter().find_map(|event| match event.change {
            AlarmChange::State { to, .. } => Some((to, Some(event.at))),
            _ => None,
        });
        // The newest change is the state it is in; who never changed has been so for longer than is remembered.
        match turned {
            Some(turned) => assert_eq!(turned, (alarm.state, alarm.since), "{}", alarm.name),
            None => assert!(alarm.since < Some(fortnight), "{}", alarm.name),
        }
        let Some(threshold) = alarm.threshold.filter(|_| alarm.kind == AlarmKind::Metric) else { continue };
        for ring in of_it.iter().filter(|event| rang(event.change)) {
            let metric = &alarm.detail.metrics[0];
            let key = match &*metric.name {
                "WriteThrottleEvents" => "write_throttles",
                "IteratorAge" => "iterator_age",
                "DeliveryToS3.DataFreshness" => "freshness",
                "ApproximateNumberOfMessagesVisible" => "visible",
                other => panic!("{other}"),
            };
            let at = ring.at.timestamp();
            let shown = told(&mut world, at - 600, at, 60, &alarm.stages[0].to_string(), key);
            assert!(shown.iter().any(|point| point.value > threshold), "{}: {shown:?}", alarm.name);
        }
    }
    // It was over long before the minutes that are judged.
    assert!(rings.iter().all(|event| event.at < start() - TimeDelta::hours(4)));
}

#[test]
fn every_sort_of_alarm_is_there_with_what_it_was_judged_on() {
    let alarms = world(Scenario::ConsumerStopped).alarms();
    let some = |is: &dyn Fn(&crate::pipeline::Alarm) -> bool| alarms.iter().any(is);
    assert!(some(&|alarm| !alarm.actions_enabled));
    assert!(some(&|alarm| alarm.state == AlarmState::InsufficientData));
    let band = alarms.iter().find(|alarm| alarm.kind == AlarmKind::Band).unwrap();
    assert!(band.threshold.is_none() && band.detail.evaluated.iter().all(|point| point.band.is_some()));
    let behind = alarms.iter().find(|alarm| alarm.name.ends_with("processor-behind")).unwrap();
    assert_eq!(behind.state, AlarmState::Alarm);
    assert_eq!(behind.detail.evaluated.len(), 5);
    let composite = alarms.iter().find(|alarm| alarm.kind == AlarmKind::Composite).unwrap();
    assert_eq!(composite.detail.triggered_by, std::slice::from_ref(&behind.name));
    for alarm in alarms.iter().filter(|alarm| alarm.kind != AlarmKind::Composite) {
        assert_eq!(alarm.detail.evaluated.len() as u32, alarm.m_of_n.unwrap().1, "{}", alarm.name);
        assert!(alarm.detail.metrics.iter().all(|metric| metric.stage.is_some()), "{}", alarm.name);
    }
}

#[test]
fn the_composite_waits_for_its_suppressor_before_it_calls_anybody() {
    let mut world = world(Scenario::ConsumerStopped);
    let composite =
        |world: &World| world.alarms().into_iter().find(|a| a.kind == AlarmKind::Composite).unwrap();
    let since = composite(&world).since.unwrap();
    assert!(composite(&world).detail.suppressed.is_none());
    let calls = world.alarm_events(Some(&composite(&world).name), since);
    assert_eq!(calls.iter().filter(|event| event.change == AlarmChange::Action).count(), 1);
    assert!(calls[0].at >= since + TimeDelta::minutes(2));
    world.play(Scenario::Calm, start());
    world.advance(start() + TimeDelta::hours(3));
    world.play(Scenario::ConsumerStopped, start() + TimeDelta::hours(3));
    let waits = (0..30).any(|minute| {
        world.advance(start() + TimeDelta::minutes(180 + minute));
        composite(&world).detail.suppressed.is_some()
    });
    assert!(waits);
}
