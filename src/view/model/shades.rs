//! When a metric's alarms were in ALARM and when a verdict held on its stage: the intervals its chart shades.
//! Alarms are CloudWatch's, from their history and their present state; verdicts are ours. Knows no widget.

use crate::{
    pipeline::{
        Alarm, AlarmChange, AlarmEvent, AlarmState, Health, Metric, PipelineHealth, Stage, StageName, Verdict,
    },
    question::Snapshot,
};

/// From when to when, epoch seconds.
pub type Interval = (i64, i64);

/// True when an alarm is computed from this metric of this stage.
pub fn watches(alarm: &Alarm, stage: &Stage, metric: &Metric) -> bool {
    if alarm.detail.metrics.is_empty() {
        // Only the words of the alarm are known: `AWS/Lambda Errors Sum`.
        let mut words = alarm.watches.split_whitespace();
        return alarm.stages.contains(&stage.name)
            && words.next() == Some(&*metric.namespace)
            && words.next() == Some(&*metric.name);
    }
    alarm.detail.metrics.iter().any(|watched| {
        let is_here =
            watched.stage.as_ref().map_or(alarm.stages.contains(&stage.name), |at| *at == stage.name);
        is_here && watched.namespace == metric.namespace && watched.name == metric.name
    })
}

/// When alarms on a metric were in ALARM, oldest first, none touching another.
pub fn alarms(
    snapshot: &Snapshot,
    health: &PipelineHealth,
    stage: &Stage,
    metric: &Metric,
    now: i64,
) -> Vec<Interval> {
    let Some(list) = snapshot.alarms(&health.pipeline) else { return Vec::new() };
    let history = snapshot.alarm_history(&health.pipeline, None);
    let watching = list.alarms.iter().filter(|alarm| watches(alarm, stage, metric));
    let intervals = watching.flat_map(|alarm| {
        let (known_from, events) = history
            .map_or((now, [].as_slice()), |history| (history.from.timestamp(), history.events.as_slice()));
        of_alarm(alarm, events, known_from, now)
    });
    merged(intervals.collect())
}

/// The intervals of one alarm. `events` are newest first and tell everything since `known_from`.
fn of_alarm(alarm: &Alarm, events: &[AlarmEvent], known_from: i64, now: i64) -> Vec<Interval> {
    let mut intervals = Vec::new();
    let mut open = None;
    let mut is_first = true;
    for event in events.iter().rev().filter(|event| event.alarm == alarm.name) {
        let AlarmChange::State { from, to } = event.change else { continue };
        let at = event.at.timestamp();
        // What was in ALARM when the memory begins was so since then, as far as can be told.
        let was_open = is_first && from == Some(AlarmState::Alarm);
        is_first = false;
        match to {
            AlarmState::Alarm => open = open.or(Some(at)),
            AlarmState::Ok | AlarmState::InsufficientData => {
                let begun = open.take().or(was_open.then_some(known_from.min(at)));
                intervals.extend(begun.map(|begun| (begun, at)));
            }
        }
    }
    let since = alarm.since.map(|since| since.timestamp());
    match (alarm.state, open) {
        (AlarmState::Alarm, open) => {
            let begun = open.or(since).unwrap_or(known_from).min(now);
            intervals.push((begun, now));
        }
        // The history is older than the list: it is over since the alarm says so.
        (_, Some(begun)) => intervals.push((begun, since.unwrap_or(now).clamp(begun, now.max(begun)))),
        (_, None) => {}
    }
    intervals
}

/// When verdicts held on a stage, as its cause or as its symptom, with how bad the worst of them was.
pub fn verdicts(health: &PipelineHealth, stage: &StageName, now: i64) -> Vec<(Interval, Health)> {
    let touches =
        |verdict: &Verdict| verdict.stage.as_ref() == Some(stage) || verdict.symptoms.contains(stage);
    let held = health.verdicts.iter().filter(|verdict| touches(verdict));
    let held = held.map(|verdict| ((verdict.since.timestamp().min(now), now), verdict.health));
    let over = health.resolved.iter().filter(|resolved| touches(&resolved.verdict));
    let over = over.map(|resolved| {
        let from = resolved.verdict.since.timestamp();
        ((from, resolved.at.timestamp().max(from)), resolved.verdict.health)
    });
    held.chain(over).collect()
}

/// Intervals in order, those that touch joined.
pub fn merged(mut intervals: Vec<Interval>) -> Vec<Interval> {
    intervals.sort_unstable();
    let mut joined: Vec<Interval> = Vec::with_capacity(intervals.len());
    for (from, to) in intervals {
        match joined.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => joined.push((from, to.max(from))),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{AlarmDetail, AlarmKind, WatchedMetric};
    use chrono::{DateTime, Utc};
    use proptest::prelude::*;

    fn time(at: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(at, 0).unwrap()
    }

    fn alarm(state: AlarmState, since: i64) -> Alarm {
        Alarm {
            name: "age".into(),
            arn: "arn".into(),
            description: None,
            kind: AlarmKind::Metric,
            state,
            since: Some(time(since)),
            reason: "".into(),
            threshold: None,
            condition: None,
            watches: "AWS/Lambda IteratorAge Maximum".into(),
            period_secs: None,
            m_of_n: None,
            treat_missing: None,
            actions_enabled: true,
            stages: vec!["processor".into()],
            children: Vec::new(),
            detail: AlarmDetail::default(),
        }
    }

    fn event(at: i64, from: AlarmState, to: AlarmState) -> AlarmEvent {
        let change = AlarmChange::State { from: Some(from), to };
        AlarmEvent { alarm: "age".into(), at: time(at), change, summary: "".into() }
    }

    #[test]
    fn an_alarm_is_shaded_from_its_history_and_its_state() {
        use AlarmState::{Alarm as Red, Ok};
        let events = [event(900, Ok, Red), event(500, Red, Ok), event(400, Ok, Red), event(200, Red, Ok)];
        let red = alarm(Red, 900);
        assert_eq!(of_alarm(&red, &events, 100, 1_000), [(100, 200), (400, 500), (900, 1_000)]);
        let over = alarm(Ok, 950);
        assert_eq!(of_alarm(&over, &events, 100, 1_000).last(), Some(&(900, 950)), "the list is newer");
        assert_eq!(
            of_alarm(&red, &[], 1_000, 1_000),
            [(900, 1_000)],
            "without a history the state is enough"
        );
        assert_eq!(of_alarm(&alarm(Ok, 10), &[], 1_000, 1_000), []);
    }

    #[test]
    fn only_alarms_on_this_very_metric_count() {
        let (stage, metric) = (crate::app::fixture::pipeline("p").stages[1].clone(), metric());
        let mut one = alarm(AlarmState::Alarm, 0);
        assert!(watches(&one, &stage, &metric));
        one.watches = "AWS/Lambda IteratorAgeOfSomethingElse Maximum".into();
        assert!(!watches(&one, &stage, &metric));
        let watched = |stage: Option<&str>| WatchedMetric {
            stage: stage.map(Into::into),
            namespace: "AWS/Lambda".into(),
            name: "IteratorAge".into(),
            statistic: None,
        };
        one.detail.metrics = vec![watched(Some("counters"))];
        assert!(!watches(&one, &stage, &metric), "another stage's");
        one.detail.metrics.push(watched(None));
        assert!(watches(&one, &stage, &metric));
    }

    fn metric() -> Metric {
        let mut metric = crate::app::fixture::pipeline("p").stages[1].metrics[0].clone();
        (metric.namespace, metric.name) = ("AWS/Lambda".into(), "IteratorAge".into());
        metric
    }

    proptest! {
        #[test]
        fn merged_intervals_are_in_order_and_apart(intervals in prop::collection::vec((0i64..500, 0i64..60), 0..30)) {
            let intervals: Vec<_> = intervals.into_iter().map(|(from, span)| (from, from + span)).collect();
            let merged = merged(intervals.clone());
            prop_assert!(merged.windows(2).all(|pair| pair[0].1 < pair[1].0));
            let holds = |at: i64, set: &[Interval]| set.iter().any(|(from, to)| (*from..=*to).contains(&at));
            for at in 0..560 {
                prop_assert_eq!(holds(at, &intervals), holds(at, &merged));
            }
        }
    }
}
