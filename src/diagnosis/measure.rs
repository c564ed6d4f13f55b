//! What a rule measures, slot by slot: the value, a sum, a rate or a share of a limit.
//! Knows no thresholds and no health.

use super::{
    course::Level,
    ground::{Ground, Sight},
    slots::{Slot, Slots},
};
use crate::pipeline::{Comparison, Limit, Measure, Metric, MetricKey, Rule, Series, Shape, StreamMode, Unit};

/// Bytes a second that one shard takes.
pub(super) const SHARD_BYTES: f64 = 1_048_576.0;
/// Records a second that one shard takes.
pub(super) const SHARD_RECORDS: f64 = 1_000.0;

/// A rule's measure over the judged window.
#[derive(Clone, Debug)]
pub(super) struct Measured {
    /// One level a slot, oldest first.
    pub(super) levels: Vec<Level>,
    /// Where the last slot ends, epoch seconds.
    pub(super) end: i64,
    /// Seconds a slot lasts.
    pub(super) period: i64,
    /// Unit of the levels.
    pub(super) unit: Unit,
    /// What the levels are shares of, in the words of a sentence: `of invocations`.
    pub(super) base: Option<String>,
}

impl Measured {
    /// Start of a slot, epoch seconds.
    pub(super) fn at(&self, index: usize) -> i64 {
        self.end - (self.levels.len() as i64 - index as i64) * self.period
    }

    /// The newest value.
    pub(super) fn newest(&self) -> Option<f64> {
        self.levels.iter().rev().find_map(|level| match level {
            Level::At(value) => Some(*value),
            Level::Clear | Level::Blank => None,
        })
    }
}

/// Where a rule is judged.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) ground: &'a Ground<'a>,
    pub(super) sight: &'a Sight<'a>,
}

impl<'a> Place<'a> {
    /// A metric of the stage and its slots.
    pub(super) fn slots(&self, key: &MetricKey) -> Option<(&'a Metric, &'a Slots)> {
        self.sight.slots(key)
    }
}

/// Measures a rule; none when its metric or its limit is not known.
pub(super) fn measure(rule: &Rule, place: &Place<'_>) -> Option<Measured> {
    let (metric, slots) = place.slots(&rule.metric)?;
    let span = usize::from(rule.of.max(1));
    match &rule.measure {
        Measure::Value => {
            let levels = slots.cells.iter().map(|slot| level(*slot)).collect();
            Some(Measured { levels, end: slots.end, period: slots.period, unit: metric.unit, base: None })
        }
        Measure::Sum => {
            let needs_all = rule.comparison == Comparison::Below;
            let levels =
                sums(&slots.cells, span, needs_all).map(|sum| sum.map_or(Level::Blank, Level::At)).collect();
            Some(Measured { levels, end: slots.end, period: slots.period, unit: metric.unit, base: None })
        }
        Measure::Ratio { of, at_least } => ratio(slots, place, of, *at_least, span),
        Measure::PartOf(limit) => part_of(metric, slots, place, *limit),
    }
}

const fn level(slot: Slot) -> Level {
    match slot {
        Slot::Value(value) => Level::At(value),
        Slot::Fine => Level::Clear,
        Slot::Unknown => Level::Blank,
    }
}

/// Sums of each slot and those before it, `span` together. Unknown slots add nothing; a sum of nothing but
/// unknown ones, and with `needs_all` of any, is unknown.
fn sums(slots: &[Slot], span: usize, needs_all: bool) -> impl Iterator<Item = Option<f64>> {
    (0..slots.len()).map(move |index| {
        let window = slots.get((index + 1).checked_sub(span)?..=index)?;
        let known = window.iter().filter(|slot| **slot != Slot::Unknown).count();
        let is_enough = if needs_all { known == span } else { known > 0 };
        is_enough.then(|| window.iter().filter_map(|slot| slot.value()).sum())
    })
}

fn ratio<'a>(
    slots: &'a Slots,
    place: &Place<'a>,
    of: &MetricKey,
    at_least: f64,
    span: usize,
) -> Option<Measured> {
    let (divisor, divisor_slots) = place.slots(of)?;
    if divisor_slots.period != slots.period {
        return None;
    }
    let end = slots.end.min(divisor_slots.end);
    let (tops, bottoms) = (slots.cells_until(end), divisor_slots.cells_until(end));
    // Both end together now; the one with fewer slots decides how far back the rate is known.
    let count = tops.len().min(bottoms.len());
    let newest = |cells: &'a [Slot]| cells.get(cells.len() - count..).unwrap_or_default();
    let tops = sums(newest(tops), span, false);
    let bottoms = sums(newest(bottoms), span, false);
    let levels = tops
        .zip(bottoms)
        .map(|pair| match pair {
            (Some(top), Some(bottom)) if top.max(bottom) >= at_least.max(f64::MIN_POSITIVE) => {
                Level::At(top / top.max(bottom))
            }
            (Some(_), Some(_)) => Level::Clear,
            _ => Level::Blank,
        })
        .collect();
    let base = Some(format!("of {}", divisor.label));
    Some(Measured { levels, end, period: slots.period, unit: Unit::Ratio, base })
}

fn part_of(metric: &Metric, slots: &Slots, place: &Place<'_>, limit: Limit) -> Option<Measured> {
    let ceiling = Ceiling::of(metric.unit, place, limit)?;
    let per_point = match metric.shape {
        // A limit is a rate; a counter's Sum over its period is made one.
        Shape::Counter => slots.period as f64,
        Shape::Gauge => 1.0,
    };
    let share = |(index, slot): (usize, &Slot)| match (level(*slot), ceiling.at(slots.at(index))) {
        (Level::At(value), Some(top)) if top > 0.0 => Level::At(value / per_point / top),
        (Level::At(_), _) => Level::Blank,
        (other, _) => other,
    };
    let levels = slots.cells.iter().enumerate().map(share).collect();
    let base = Some(ceiling.name);
    Some(Measured { levels, end: slots.end, period: slots.period, unit: Unit::Ratio, base })
}

/// A limit as it was over time, in the unit of the metric that is held against it.
struct Ceiling<'a> {
    value: Height<'a>,
    name: String,
}

enum Height<'a> {
    Fixed(f64),
    Series(&'a Series),
}

impl<'a> Ceiling<'a> {
    fn of(unit: Unit, place: &Place<'a>, limit: Limit) -> Option<Self> {
        let (pipeline, evidence) = (place.ground.pipeline, place.ground.evidence);
        let stream = || {
            let stream = pipeline.stream_of(place.sight.stage)?;
            evidence.streams?.get(&stream.name)
        };
        let shards = || {
            let facts = stream()?;
            (facts.mode == StreamMode::Provisioned).then_some(f64::from(facts.open_shards))
        };
        let fixed = |value: f64, name: String| Some(Self { value: Height::Fixed(value), name });
        match limit {
            Limit::Retention => {
                let stated = pipeline.retention_hours;
                let hours = stated.or_else(|| stream().map(|facts| facts.retention_hours))?;
                let secs = f64::from(hours) * 3_600.0;
                let value = if unit == Unit::Milliseconds { secs * 1_000.0 } else { secs };
                fixed(value, format!("of the retention of {hours} h"))
            }
            Limit::ShardBytes => fixed(shards()? * SHARD_BYTES, "of what the shards take".to_owned()),
            Limit::ShardRecords => fixed(shards()? * SHARD_RECORDS, "of what the shards take".to_owned()),
            Limit::ProvisionedWrite => Self::provisioned(place, "provisioned_write"),
            Limit::ProvisionedRead => Self::provisioned(place, "provisioned_read"),
        }
    }

    fn provisioned(place: &Place<'a>, key: &str) -> Option<Self> {
        let view = place.ground.evidence.view(&place.sight.stage.name, &MetricKey::from(key))?;
        let name = "of the provisioned capacity".to_owned();
        (!view.series.points().is_empty()).then_some(Self { value: Height::Series(view.series), name })
    }

    /// The limit at a moment: the newest known by then, or else the first known.
    fn at(&self, at: i64) -> Option<f64> {
        match self.value {
            Height::Fixed(value) => Some(value),
            Height::Series(series) => {
                let by_then = series.between(i64::MIN, at.saturating_add(1)).last();
                by_then.or_else(|| series.points().first()).map(|point| point.value)
            }
        }
    }
}
