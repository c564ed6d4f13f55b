//! Which notes are over: those that hold until their trouble is, once it has stayed away for a while. Pure.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    pipeline::{AlarmState, Health, PipelineHealth},
    question::{About, AlarmList, Note},
};

/// A trouble that is away for less than this may come back, and whoever looks after it still does.
const AWAY_FOR: TimeDelta = TimeDelta::minutes(10);

/// Since when the trouble of each note is away.
#[derive(Debug, Default)]
pub(super) struct Watch {
    away: BTreeMap<About, DateTime<Utc>>,
}

impl Watch {
    /// The notes whose trouble is over. Where nothing can be told (not judged, not read), nothing is over.
    pub(super) fn over<'a>(
        &mut self,
        notes: &[Note],
        health: &[PipelineHealth],
        alarms: &(impl Iterator<Item = &'a AlarmList> + Clone),
        now: DateTime<Utc>,
    ) -> Vec<Note> {
        let open = || notes.iter().filter(|note| note.until.is_none());
        self.away.retain(|about, _| open().any(|note| note.about == *about));
        let mut over = Vec::new();
        for note in open() {
            match is_there(&note.about, health, alarms.clone()) {
                Some(true) => _ = self.away.remove(&note.about),
                Some(false) => {
                    let since = *self.away.entry(note.about.clone()).or_insert(now);
                    if since + AWAY_FOR <= now && note.at + AWAY_FOR <= now {
                        over.push(note.clone());
                    }
                }
                None => {}
            }
        }
        over
    }
}

fn is_there<'a>(
    about: &About,
    health: &[PipelineHealth],
    mut alarms: impl Iterator<Item = &'a AlarmList>,
) -> Option<bool> {
    match about {
        About::Verdict(verdict) => {
            let judged = health.iter().find(|health| health.pipeline == verdict.pipeline)?;
            let is_there = judged.verdict(&verdict.key).is_some();
            (is_there || judged.health != Health::Unknown).then_some(is_there)
        }
        About::Alarm(arn) => {
            let alarm = alarms.find_map(|list| list.alarms.iter().find(|alarm| alarm.arn == *arn))?;
            Some(alarm.state != AlarmState::Ok)
        }
    }
}
