//! What has become of alarms. One that watches several pipelines is told once, under the first it belongs to.

use std::{collections::BTreeMap, sync::Arc};

use super::item::{News, NewsKind};
use crate::{
    pipeline::{Alarm, AlarmState, Health, PipelineName, clean_line},
    question::{note::About, snapshot::Snapshot},
};

/// CloudWatch's reasons run to a thousand characters; the first hundred tell the value and the threshold.
const LONGEST_REASON: usize = 160;

pub(super) fn compare(before: &Snapshot, after: &Snapshot, told: &mut Vec<News>) {
    let earlier = by_arn(before);
    let now = by_arn(after);
    let mut changed: Vec<News> = now
        .values()
        .filter_map(|(pipeline, alarm)| {
            let was = earlier.get(&alarm.arn).map(|(_, was)| was.state);
            tell(after, pipeline, alarm, was)
        })
        .collect();
    changed.sort_by(|a, b| b.health.cmp(&a.health).then_with(|| a.subject.cmp(&b.subject)));
    told.append(&mut changed);
}

type Filed<'a> = (&'a PipelineName, &'a Arc<Alarm>);

/// Every alarm once, under the first pipeline with a stage it watches, else under the first that lists it.
fn by_arn(snapshot: &Snapshot) -> BTreeMap<Arc<str>, Filed<'_>> {
    let mut filed: BTreeMap<Arc<str>, Filed<'_>> = BTreeMap::new();
    for pipeline in &snapshot.estate.pipelines {
        let Some(list) = snapshot.alarms(&pipeline.name) else { continue };
        for alarm in &list.alarms {
            let is_ours = |alarm: &Alarm| !alarm.stages.is_empty();
            let has_better = filed.get(&alarm.arn).is_some_and(|(_, held)| is_ours(held) || !is_ours(alarm));
            if !has_better {
                filed.insert(Arc::clone(&alarm.arn), (&pipeline.name, alarm));
            }
        }
    }
    filed
}

fn tell(after: &Snapshot, pipeline: &PipelineName, alarm: &Alarm, was: Option<AlarmState>) -> Option<News> {
    if was == Some(alarm.state) || (was.is_none() && alarm.state != AlarmState::Alarm) {
        return None;
    }
    let health = health_of(alarm.state);
    let kind = match alarm.state {
        AlarmState::Alarm => NewsKind::AlarmFired,
        AlarmState::InsufficientData => NewsKind::AlarmBlind,
        AlarmState::Ok => NewsKind::AlarmOver,
    };
    let since = alarm.since.map(|since| format!(" at {}", since.format("%F %H:%M UTC"))).unwrap_or_default();
    let verb = match (alarm.state, was) {
        (AlarmState::Ok, Some(AlarmState::Alarm)) => "went back to",
        _ => "went to",
    };
    let mut said = format!("{pipeline}: alarm {} {verb} {}{since}", alarm.name, alarm.state.as_str());
    if alarm.state == AlarmState::Alarm && !alarm.reason.is_empty() {
        let reason = clean_line(&alarm.reason, LONGEST_REASON);
        said = format!("{said}: {}", reason.trim_end_matches('.'));
    }
    Some(News {
        at: after.at,
        pipeline: Some(pipeline.clone()),
        kind,
        health,
        before: was.map_or(Health::Ok, health_of),
        about: Some(About::Alarm(Arc::clone(&alarm.arn))),
        subject: Arc::from(format!("alarm {}", alarm.name)),
        sentence: said.into(),
    })
}

const fn health_of(state: AlarmState) -> Health {
    match state {
        AlarmState::Alarm => Health::Critical,
        AlarmState::InsufficientData => Health::Unknown,
        AlarmState::Ok => Health::Ok,
    }
}
