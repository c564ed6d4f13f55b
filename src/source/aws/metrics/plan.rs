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
    pipeline::{Metric, Pipeline, SeriesKey, Window},
    question::{Ask, Question},
};

/// Queries CloudWatch takes in one call.
pub(super) const MOST_QUERIES: usize = 500;
const DAY: i64 = 86_400;
/// A daily metric appears a day late and sometimes two: look back this far at least.
const DAILY_LOOK_BACK: i64 = 3 * DAY;
/// A daily metric is read once in this many seconds.
const DAILY_EVERY: i64 = 3_600;
/// A tail reads back this many seconds at least: late data changes points for up to half an hour.
const TAIL: i64 = 1_800;

/// Queries that share a time range. Daily metrics reach further back and are asked less often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::source::aws) enum Slot {
    /// Points of a window.
    Window(Window),
    /// Daily metrics behind a window.
    Daily(Window),
}

impl Slot {
    const fn window(self) -> Window {
        match self {
            Self::Window(window) | Self::Daily(window) => window,
        }
    }
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
            let Question::Metrics { pipeline, window } = &ask.question else { continue };
            let pipeline = pipelines.iter().find(|known| known.name == *pipeline);
            let series = pipeline.map_or_else(Vec::new, |pipeline| series_of(pipeline, *window));
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
        let span = slot.window().span().num_seconds();
        let back = match slot {
            Slot::Daily(_) => span.max(DAILY_LOOK_BACK),
            Slot::Window(_) if self.is_whole => span,
            Slot::Window(_) => TAIL.max(3 * longest).max(self.settle_secs + 2 * longest).min(span),
        };
        let now = now.timestamp();
        let from = (now - back).div_euclid(longest) * longest;
        let to = (now + shortest - 1).div_euclid(shortest) * shortest;
        let queries: Vec<Query> = self.queries.into_iter().collect();
        queries
            .chunks(MOST_QUERIES)
            .map(|chunk| Round { slot, from, to: to.max(from + shortest), queries: chunk.to_vec() })
            .collect()
    }
}
