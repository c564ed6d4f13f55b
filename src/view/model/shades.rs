//! When a metric's alarms were in ALARM and when a verdict held on its stage: the intervals its chart shades.
//! Alarms are CloudWatch's, from their history and their present state; verdicts are ours. Knows no widget.

use super::alarm as told;
use crate::{
    pipeline::{Alarm, AlarmState, Health, Metric, PipelineHealth, Stage, StageName, Verdict},
    question::{AlarmHistory, Snapshot},
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
    merged(watching.flat_map(|alarm| of_alarm(alarm, history, now)).collect())
}

/// The intervals of one alarm, newest first.
fn of_alarm(alarm: &Alarm, history: Option<&AlarmHistory>, now: i64) -> Vec<Interval> {
    let held = told::intervals(alarm, history).into_iter();
    let rang = held.filter(|(.., state)| *state == AlarmState::Alarm);
    rang.map(|(from, to, _)| (from.timestamp(), to.map_or(now, |to| to.timestamp()))).collect()
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
    use crate::pipeline::{AlarmChange, AlarmDetail, AlarmEvent, AlarmKind, WatchedMetric};
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
        let history = AlarmHistory { from: time(100), events: events.to_vec() };
        let rang = |alarm: &Alarm, history| merged(of_alarm(alarm, history, 1_000));
        let red = alarm(Red, 900);
        assert_eq!(rang(&red, Some(&history)), [(100, 200), (400, 500), (900, 1_000)]);
        let over = alarm(Ok, 950);
        assert_eq!(rang(&over, Some(&history)).last(), Some(&(900, 950)), "the list is newer");
        assert_eq!(rang(&red, None), [(900, 1_000)], "without a history the state is enough");
        assert_eq!(rang(&alarm(Ok, 10), None), []);
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
