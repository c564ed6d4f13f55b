//! A collector without a clock: asks the demo what the real one would ask, folds, gathers the evidence and judges.
//! Time is what it is told.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use futures::FutureExt;
use tidewatch::{
    business::{DateRange, VendorScope},
    collector, diagnosis,
    pipeline::{Alarm, AlarmKind, AlarmState, PipelineHealth, Window},
    question::{Answer, Ask, Entry, Estate, Question, evidence_of},
    simulator::Scenario,
    source::{Source, demo},
};

use super::noise::Noise;

/// Somebody who looks.
pub(crate) struct Watch {
    estate: Arc<Estate>,
    source: Box<dyn Source>,
    entries: BTreeMap<Question, Arc<Entry>>,
    whole_at: Option<DateTime<Utc>>,
    noise: Noise,
    health: Option<PipelineHealth>,
}

impl Watch {
    /// Opens the eyes on a world in which all is well.
    pub(crate) fn new(seed: u64, start: DateTime<Utc>, noise: Noise) -> Self {
        let (estate, source) = demo(seed, start, Scenario::Calm, 1.0);
        Self { estate, source, entries: BTreeMap::new(), whole_at: None, noise, health: None }
    }

    /// Lets a scenario begin at this moment.
    pub(crate) fn play(&mut self, scenario: Scenario, now: DateTime<Utc>) {
        self.source.play(scenario.name(), now);
    }

    /// One look.
    pub(crate) fn look(&mut self, now: DateTime<Utc>) -> &PipelineHealth {
        let asks: Vec<Ask> =
            self.questions(now).into_iter().map(|question| self.ask(question, now)).collect();
        let reading = self.source.answer(&asks, now).now_or_never().unwrap_or_default();
        let local = self.noise.clock(now);
        for mut item in reading.items {
            self.noise.spoil(&mut item, now);
            if item.answered.is_some() && matches!(item.question, Question::Metrics { .. }) {
                self.whole_at.get_or_insert(now);
            }
            let entry = self.entries.entry(item.question.clone());
            let entry = entry.or_insert_with(|| Arc::new(Entry::unasked(Duration::from_mins(1))));
            let mut folded = collector::fold(entry, item, local);
            folded.asked_at = Some(local);
            *entry = Arc::new(folded);
        }
        let pipeline = &self.estate.pipelines[0];
        let evidence = evidence_of(pipeline, &self.entries, &self.estate, local);
        let health = diagnosis::judge(pipeline, &evidence, self.health.as_ref(), local);
        self.health.insert(health)
    }

    /// CloudWatch's own metric alarms that ring, as they were read last.
    pub(crate) fn ringing(&self) -> impl Iterator<Item = &Alarm> {
        let alarms = self.entries.values().find_map(|entry| match &entry.held.as_ref()?.answer {
            Answer::Alarms(list) => Some(list.alarms.as_slice()),
            _ => None,
        });
        let rings =
            |alarm: &&Alarm| alarm.state == AlarmState::Alarm && !matches!(alarm.kind, AlarmKind::Composite);
        alarms.unwrap_or_default().iter().map(|alarm| &**alarm).filter(rings)
    }

    /// What the collector asks for at this moment: metrics and alarms each time, the rest now and then.
    fn questions(&self, now: DateTime<Utc>) -> Vec<Question> {
        let pipeline = self.estate.pipelines[0].name.clone();
        let today = DateRange::ending(self.estate.business_day(now), 1);
        let now_and_then = [
            (Question::Streams { pipeline: pipeline.clone() }, 5),
            (Question::Lake, 15),
            (Question::Vendors, 60),
            (Question::VendorDays { vendor: VendorScope::All, range: today }, 5),
        ];
        let is_due = |question: &Question, minutes: i64| {
            let asked = self.entries.get(question).and_then(|entry| entry.asked_at);
            asked.is_none_or(|at| self.noise.clock(now) - at >= TimeDelta::minutes(minutes))
        };
        let mut questions = vec![
            Question::Metrics { pipeline: pipeline.clone(), window: Window::JUDGED },
            Question::Alarms { pipeline },
        ];
        let due = now_and_then.into_iter().filter(|(question, minutes)| is_due(question, *minutes));
        questions.extend(due.map(|(question, _)| question));
        questions
    }

    /// The judged series are read whole now and then, and their tail in between.
    fn ask(&mut self, question: Question, now: DateTime<Utc>) -> Ask {
        let is_metrics = matches!(question, Question::Metrics { .. });
        if self.whole_at.is_some_and(|at| now - at >= TimeDelta::minutes(25)) {
            self.whole_at = None;
        }
        Ask { tail_only: is_metrics && self.whole_at.is_some(), question }
    }
}
