//! Which queries a round of asking needs: each once, grouped so that a call has one time range. Pure.
//! Knows what is held from earlier rounds only as far as daily metrics go.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::{DateTime, Utc};

use super::{
    query::Query,
    read::{Gathered, Round},
};
use crate::{
    pipeline::{Metric, Pipeline, PipelineName, SeriesKey, Stage, Stretch, Window},
    question::{Ask, Question},
};

/// Queries CloudWatch takes in one call.
pub(super) const MOST_QUERIES: usize = 500;
const DAY: i64 = 86_400;
/// A daily metric appears a day late and sometimes two: look back this far at least.
const DAILY_LOOK_BACK: i64 = 3 * DAY;
/// A daily metric is read once in this many seconds.
const DAILY_EVERY: i64 = 3_600;
/// Seconds by which a stretch is taken to be older than it is.
const AGE_MARGIN: i64 = 3_600;
/// A tail reads back this many seconds at least: late data changes points for up to half an hour.
const TAIL: i64 = 1_800;

/// Queries that share a time range. Daily metrics have ranges of their own: theirs begin at midnights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::source::aws) enum Slot {
    /// Points of a window.
    Window(Window),
    /// Daily metrics behind a window; they reach further back and are asked less often.
    Daily(Window),
    /// Points of a stretch of the past.
    Stretch(Stretch),
    /// Daily metrics of a stretch.
    DailyStretch(Stretch),
}

/// What was read, by slot and query.
pub(in crate::source::aws) type Held = BTreeMap<(Slot, Query), Gathered>;

/// One series somebody asked for, and the query that answers it.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) key: SeriesKey,
    pub(super) metric: Metric,
    pub(super) slot: Slot,
    pub(super) query: Query,
}

/// A round of asking, laid out.
#[derive(Debug)]
pub(in crate::source::aws) struct Plan {
    /// For each ask about metrics, in order: the question and its series.
    pub(super) wanted: Vec<(Question, Vec<Wanted>)>,
    /// The calls to make.
    pub(in crate::source::aws) rounds: Vec<Round>,
}

impl Plan {
    /// Lays out the asks about metrics; other asks are left alone. `held` are the daily series of earlier rounds.
    pub(in crate::source::aws) fn new(
        asks: &[Ask],
        pipelines: &[Arc<Pipeline>],
        held: &Held,
        now: DateTime<Utc>,
    ) -> Self {
        let mut wanted = Vec::new();
        let mut slots: BTreeMap<Slot, Slotted> = BTreeMap::new();
        for ask in asks {
            let find = |name: &PipelineName| pipelines.iter().find(|known| known.name == *name);
            let series = match &ask.question {
                Question::Metrics { pipeline, window } => {
                    find(pipeline).map(|pipeline| series_of(pipeline, *window))
                }
                Question::Stretch { pipeline, stage, stretch } => {
                    let stage = find(pipeline).and_then(|pipeline| pipeline.stage(stage));
                    stage.map(|stage| series_over(stage, *stretch, now.timestamp()))
                }
                _ => continue,
            };
            let series = series.unwrap_or_default();
            for one in &series {
                let is_kept =
                    held.get(&(one.slot, one.query.clone())).is_some_and(|kept| is_fresh(kept, now));
                if matches!(one.slot, Slot::Daily(_)) && is_kept {
                    continue;
                }
                slots.entry(one.slot).or_default().take(one, ask.tail_only);
            }
            wanted.push((ask.question.clone(), series));
        }
        Self {
            wanted,
            rounds: slots.into_iter().flat_map(|(slot, queries)| queries.rounds(slot, now)).collect(),
        }
    }

    /// True when nobody asked about metrics.
    pub(in crate::source::aws) fn is_empty(&self) -> bool {
        self.wanted.is_empty()
    }
}

fn is_fresh(kept: &Gathered, now: DateTime<Utc>) -> bool {
    kept.problem.is_none() && (now - kept.read_at).num_seconds() < DAILY_EVERY
}

fn series_of(pipeline: &Pipeline, window: Window) -> Vec<Wanted> {
    let metrics =
        pipeline.stages.iter().flat_map(|stage| stage.metrics.iter().map(move |metric| (stage, metric)));
    metrics
        .map(|(stage, metric)| {
            let is_daily = i64::from(metric.period_secs) >= DAY;
            Wanted {
                key: SeriesKey { stage: stage.name.clone(), metric: metric.key.clone() },
                metric: metric.clone(),
                slot: if is_daily { Slot::Daily(window) } else { Slot::Window(window) },
                query: Query::new(metric, period_secs(window, metric.period_secs)),
            }
        })
        .collect()
}

/// The series of one stage over a stretch. The age is taken some minutes too great, since the start is rounded down and
/// time goes on until CloudWatch looks: a period too fine for the age answers nothing.
fn series_over(stage: &Stage, stretch: Stretch, now: i64) -> Vec<Wanted> {
    stage
        .metrics
        .iter()
        .map(|metric| {
            let is_daily = i64::from(metric.period_secs) >= DAY;
            let period_secs = stretch.period_secs(metric.period_secs, now + AGE_MARGIN);
            Wanted {
                key: SeriesKey { stage: stage.name.clone(), metric: metric.key.clone() },
                metric: metric.clone(),
                slot: if is_daily { Slot::DailyStretch(stretch) } else { Slot::Stretch(stretch) },
                query: Query::new(metric, period_secs),
            }
        })
        .collect()
}

/// The period to ask for: CloudWatch answers nothing to a period that is no multiple of the tier the range starts in.
fn period_secs(window: Window, native_secs: u32) -> u32 {
    let tier = match window.span().num_days() {
        0..15 => 60,
        15..63 => 300,
        _ => 3_600,
    };
    window.period_secs(native_secs).div_ceil(tier) * tier
}

/// The queries of one slot while they are collected.
#[derive(Default)]
struct Slotted {
    queries: BTreeSet<Query>,
    is_whole: bool,
    settle_secs: i64,
}

impl Slotted {
    fn take(&mut self, wanted: &Wanted, tail_only: bool) {
        self.queries.insert(wanted.query.clone());
        self.settle_secs = self.settle_secs.max(i64::from(wanted.metric.settle_secs));
        // A metric costs the same however far back it is read, so one whole ask makes the shared call a whole one.
        self.is_whole |= !tail_only;
    }

    fn rounds(self, slot: Slot, now: DateTime<Utc>) -> Vec<Round> {
        let periods = || self.queries.iter().map(|query| i64::from(query.period_secs));
        let (longest, shortest) = (periods().max().unwrap_or(60), periods().min().unwrap_or(60));
        let now = now.timestamp();
        let back = |window: Window| match slot {
            Slot::Daily(_) => window.span().num_seconds().max(DAILY_LOOK_BACK),
            _ if self.is_whole => window.span().num_seconds(),
            _ => {
                let tail = TAIL.max(3 * longest).max(self.settle_secs + 2 * longest);
                tail.min(window.span().num_seconds())
            }
        };
        let (from, to) = match slot {
            Slot::Window(window) | Slot::Daily(window) => (now - back(window), now),
            Slot::Stretch(stretch) | Slot::DailyStretch(stretch) => (stretch.from(), stretch.to().min(now)),
        };
        // Nothing is kept for longer, and a first period of which a part is gone would look like a dip.
        let oldest = (now - Stretch::MOST_SECS).div_euclid(longest) * longest + longest;
        let from = (from.div_euclid(longest) * longest).max(oldest);
        let to = (to + shortest - 1).div_euclid(shortest) * shortest;
        let queries: Vec<Query> = self.queries.into_iter().collect();
        queries
            .chunks(MOST_QUERIES)
            .map(|chunk| Round { slot, from, to: to.max(from + shortest), queries: chunk.to_vec() })
            .collect()
    }
}
