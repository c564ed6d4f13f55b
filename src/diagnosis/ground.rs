//! The ground that is judged: each stage with its series cut into slots once, and who feeds whom. Knows no verdict.

use chrono::{DateTime, Utc};

use super::{evidence::Evidence, sentence::moment, slots::Slots};
use crate::pipeline::{Metric, MetricKey, Pipeline, SeriesKey, Stage, StageKind, StageName, StreamFacts};

/// A pipeline laid out for judging.
#[derive(Debug)]
pub(super) struct Ground<'a> {
    pub(super) pipeline: &'a Pipeline,
    pub(super) evidence: &'a Evidence<'a>,
    pub(super) now: DateTime<Utc>,
    /// Why nothing at all can be said at this moment; none where something can.
    pub(super) blind: Option<String>,
    /// One a stage, in the order of the pipeline.
    pub(super) sights: Vec<Sight<'a>>,
}

/// What is seen of a stage.
#[derive(Debug)]
pub(super) struct Sight<'a> {
    pub(super) index: usize,
    pub(super) stage: &'a Stage,
    /// Slots of each metric of the stage, in their order.
    slots: Vec<Option<Slots>>,
    /// Stages that feed this one.
    pub(super) feeders: Vec<usize>,
    /// Stages this one feeds.
    pub(super) fed: Vec<usize>,
    /// Every stage downstream, nearest first.
    pub(super) below: Vec<usize>,
}

impl<'a> Ground<'a> {
    pub(super) fn new(pipeline: &'a Pipeline, evidence: &'a Evidence<'a>, now: DateTime<Utc>) -> Self {
        let index_of = |name: &StageName| pipeline.stages.iter().position(|stage| stage.name == *name);
        let feeders: Vec<Vec<usize>> =
            pipeline.stages.iter().map(|stage| stage.after.iter().filter_map(index_of).collect()).collect();
        let mut fed = vec![Vec::new(); feeders.len()];
        for (index, feeders) in feeders.iter().enumerate() {
            for feeder in feeders {
                if let Some(list) = fed.get_mut(*feeder) {
                    list.push(index);
                }
            }
        }
        let sight = |(index, (stage, feeders)): (usize, (&'a Stage, Vec<usize>))| {
            let slots = |metric: &Metric| Slots::of(metric, evidence.view(&stage.name, &metric.key)?);
            Sight {
                index,
                stage,
                slots: stage.metrics.iter().map(slots).collect(),
                feeders,
                fed: fed.get(index).cloned().unwrap_or_default(),
                below: reach(index, &fed),
            }
        };
        let sights = pipeline.stages.iter().zip(feeders.clone()).enumerate().map(sight).collect();
        Self { pipeline, evidence, now, blind: blind(evidence, now), sights }
    }

    /// What is seen of a stage by its place.
    pub(super) fn sight(&self, index: usize) -> Option<&Sight<'a>> {
        self.sights.get(index)
    }

    /// The place of a stage by its name.
    pub(super) fn place_of(&self, name: &StageName) -> Option<usize> {
        self.sights.iter().position(|sight| sight.stage.name == *name)
    }

    /// What is seen of the stages that feed one.
    pub(super) fn feeders_of(&self, sight: &Sight<'a>) -> impl Iterator<Item = &Sight<'a>> {
        sight.feeders.iter().filter_map(|index| self.sight(*index))
    }

    /// What is seen of the stages one feeds.
    pub(super) fn fed_by(&self, sight: &Sight<'a>) -> impl Iterator<Item = &Sight<'a>> {
        sight.fed.iter().filter_map(|index| self.sight(*index))
    }

    /// The streams a stage reads directly.
    pub(super) fn streams_of(&self, sight: &Sight<'a>) -> impl Iterator<Item = &Sight<'a>> {
        self.feeders_of(sight).filter(|sight| sight.stage.kind == StageKind::Kinesis)
    }

    /// Facts of a stream.
    pub(super) fn facts(&self, stream: &Sight<'_>) -> Option<&'a StreamFacts> {
        self.evidence.streams?.get(&stream.stage.name)
    }

    /// Seconds a record is kept in a stream: what the stream says, and no more than the user says.
    pub(super) fn retention_secs(&self, stream: &Sight<'_>) -> Option<f64> {
        let told = self.pipeline.retention_hours;
        let read = self.facts(stream).map(|facts| facts.retention_hours);
        let hours = match (told, read) {
            (Some(told), Some(read)) => told.min(read),
            (told, read) => told.or(read)?,
        };
        Some(f64::from(hours) * 3_600.0)
    }

    /// True when `below` is downstream of `above`.
    pub(super) fn is_below(&self, below: usize, above: usize) -> bool {
        self.sights.get(above).is_some_and(|sight| sight.below.contains(&below))
    }
}

impl Sight<'_> {
    /// A metric by its key, with its slots.
    pub(super) fn slots(&self, key: &MetricKey) -> Option<(&Metric, &Slots)> {
        self.found(|metric| metric.key == *key)
    }

    /// A metric by its CloudWatch name, with its slots.
    pub(super) fn named(&self, name: &str) -> Option<(&Metric, &Slots)> {
        self.found(|metric| *metric.name == *name)
    }

    /// The first of several names that is measured.
    pub(super) fn first_named(&self, names: &[&str]) -> Option<(&Metric, &Slots)> {
        names.iter().find_map(|name| self.named(name))
    }

    /// The series of a metric of this stage.
    pub(super) fn series(&self, metric: &Metric) -> SeriesKey {
        SeriesKey { stage: self.stage.name.clone(), metric: metric.key.clone() }
    }

    /// `processor (Lambda)`.
    pub(super) fn who(&self) -> String {
        format!("{} ({})", self.stage.name, self.stage.kind.title())
    }

    fn found(&self, is_it: impl Fn(&Metric) -> bool) -> Option<(&Metric, &Slots)> {
        let mut metrics = self.stage.metrics.iter().zip(&self.slots);
        metrics.find_map(|(metric, slots)| is_it(metric).then_some((metric, slots.as_ref()?)))
    }
}

/// Why nothing at all can be said.
fn blind(evidence: &Evidence<'_>, now: DateTime<Utc>) -> Option<String> {
    let silence = evidence.silence.as_deref();
    match evidence.as_of {
        None => Some(silence.unwrap_or("CloudWatch has not answered yet").to_owned()),
        Some(as_of) if now - as_of > evidence.fresh_for => {
            let why = silence.map_or(String::new(), |silence| format!(" ({silence})"));
            Some(format!("no answer since {}{why}", moment(as_of, now)))
        }
        Some(_) => None,
    }
}

/// Every stage that can be reached, nearest first; a ring is walked once.
fn reach(from: usize, fed: &[Vec<usize>]) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    let mut next = 0;
    let add = |index: usize, found: &mut Vec<usize>| {
        for below in fed.get(index).into_iter().flatten() {
            if *below != from && !found.contains(below) {
                found.push(*below);
            }
        }
    };
    add(from, &mut found);
    while let Some(index) = found.get(next).copied() {
        add(index, &mut found);
        next += 1;
    }
    found
}
