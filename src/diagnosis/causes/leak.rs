//! A leak between an API and the stream it writes to: fewer records come of as many requests than did before. Requests
//! need not all bring a record, so that it is the edge's own habit that is held against it, hour against hour.

use crate::{
    diagnosis::{
        candidate::{Candidate, before},
        ground::{Ground, Sight},
        names::{INCOMING, REQUESTS},
        sentence::{Claim, about, time},
        slope::median,
        slots::Slots,
    },
    pipeline::{Class, Health, Metric, PipelineHealth, StageKind, Unit, Verdict},
};

/// Seconds of a block.
const BLOCK: i64 = 900;
/// Blocks of the hour that is judged.
const JUDGED: usize = 4;
/// Blocks before it that are a habit.
const HABIT: usize = 4;
/// A smaller drop than this share is none.
const LEAST_DROP: f64 = 0.03;
/// Fewer requests in the hour say nothing.
const LEAST: f64 = 100.0;
/// Fewer missing records than this are chance.
const LEAST_LEAK: f64 = 20.0;
/// A request that brings more than one record, or other producers beside the API: nothing can be told.
const ONE_EACH: f64 = 1.05;

/// Records an hour that went into this stage's edges and did not come out.
pub(super) fn leaks(
    ground: &Ground<'_>,
    sight: &Sight<'_>,
    previous: Option<&PipelineHealth>,
) -> Option<Candidate> {
    if !matches!(sight.stage.kind, StageKind::HttpApi | StageKind::RestApi | StageKind::Appsync) {
        return None;
    }
    let (metric, requests) = sight.first_named(REQUESTS)?;
    let stream =
        ground.fed_by(sight).find(|fed| fed.stage.kind == StageKind::Kinesis && fed.feeders.len() == 1)?;
    let (_, records) = stream.named(INCOMING)?;
    let failed: Vec<&Slots> =
        ["5xx", "5XXError", "4xx", "4XXError"].iter().filter_map(|name| Some(sight.named(name)?.1)).collect();
    let blocks = blocks(requests, records, &failed)?;
    let told = before(previous, Class::RecordsMissing, Some(&sight.stage.name));
    let (earlier, judged) = blocks.split_at(blocks.len().checked_sub(JUDGED)?);
    let habit = match told.and_then(|verdict| verdict.proofs.first()?.value) {
        Some(usual) => Habit { usual, bar: LEAST_DROP },
        None => Habit::of(earlier)?,
    };
    let asked: f64 = judged.iter().map(|block| block.asked).sum();
    // It begins with a whole hour of it, and ends with half an hour without.
    let looked = if told.is_some() { judged.get(JUDGED / 2..)? } else { judged };
    let best = looked.iter().map(Block::ratio).fold(f64::NEG_INFINITY, f64::max);
    let worst = looked.iter().map(Block::ratio).fold(f64::INFINITY, f64::min);
    let is_low = if told.is_some() { worst } else { best } < habit.usual - habit.bar;
    let came: f64 = judged.iter().map(|block| block.came).sum();
    let is_chance = told.is_none() && asked * habit.usual - came < LEAST_LEAK;
    if asked < LEAST || is_chance || !is_low {
        return None;
    }
    let edge = Edge { sight, stream, metric, requests };
    Some(edge.leak(ground, judged, &habit, told))
}

/// The edge that is judged.
struct Edge<'g, 'a> {
    sight: &'g Sight<'a>,
    stream: &'g Sight<'a>,
    metric: &'g Metric,
    requests: &'g Slots,
}

impl Edge<'_, '_> {
    fn leak(
        &self,
        ground: &Ground<'_>,
        judged: &[Block],
        habit: &Habit,
        told: Option<&Verdict>,
    ) -> Candidate {
        let Self { sight, stream, metric, requests } = *self;
        let asked: f64 = judged.iter().map(|block| block.asked).sum();
        let came: f64 = judged.iter().map(|block| block.came).sum();
        let leak = (asked * habit.usual - came).max(0.0);
        let bar = asked * habit.bar;
        let since = told.map_or_else(|| time(requests.end - JUDGED as i64 * BLOCK), |verdict| verdict.since);
        let cause = format!(
            "{} ± {} records of an hour are missing between {} and {}: {:.0} % fewer come of as many requests than before",
            about(leak),
            about(bar),
            sight.who(),
            stream.who(),
            leak / (asked * habit.usual).max(1.0) * 100.0
        );
        let mut candidate = Candidate::new(
            Class::RecordsMissing,
            Some(sight.index),
            Health::Warning,
            since.min(ground.now),
            cause,
        );
        candidate.doubt = Some("if the mix of requests changed, fewer of them may bring a record".to_owned());
        candidate.proofs = vec![
        Claim {
            words: format!(
                "{:.2} records come of a request, and {:.2} did before",
                came / asked.max(1.0),
                habit.usual
            ),
            series: sight.series(metric),
            metric,
            slots: requests,
            back: (JUDGED as i64 * BLOCK / requests.period.max(1)) as usize,
            // What was usual, so that the next look knows it when it has left the window.
            value: Some(habit.usual),
            unit: Unit::None,
            rule: "records a request in each quarter of the hour under what was usual, by more than it scattered",
        }
        .proof(),
    ];
        candidate
    }
}

/// A quarter of an hour of the edge.
struct Block {
    /// Requests that went well.
    asked: f64,
    /// Records that came of them.
    came: f64,
}

impl Block {
    fn ratio(&self) -> f64 {
        if self.asked > 0.0 { self.came / self.asked } else { 1.0 }
    }
}

/// Whole blocks, oldest first.
fn blocks(requests: &Slots, records: &Slots, failed: &[&Slots]) -> Option<Vec<Block>> {
    if requests.period != records.period || failed.iter().any(|slots| slots.period != requests.period) {
        return None;
    }
    let end = failed.iter().map(|slots| slots.end).chain([requests.end, records.end]).min()?;
    let size = usize::try_from(BLOCK / requests.period.max(1)).ok()?.max(1);
    let sums = |slots: &Slots| -> Vec<f64> {
        let sum =
            |cells: &[crate::diagnosis::slots::Slot]| cells.iter().filter_map(|slot| slot.value()).sum();
        slots.cells_until(end).rchunks_exact(size).map(sum).collect()
    };
    let failed: Vec<Vec<f64>> = failed.iter().map(|slots| sums(slots)).collect();
    let lost = |index: usize| failed.iter().filter_map(|sums| sums.get(index)).sum::<f64>();
    let block =
        |(index, (asked, came)): (usize, (f64, f64))| Block { asked: (asked - lost(index)).max(0.0), came };
    let mut blocks: Vec<Block> =
        sums(requests).into_iter().zip(sums(records)).enumerate().map(block).collect();
    blocks.reverse();
    Some(blocks)
}

/// How many records a request brings, and how much that scatters.
struct Habit {
    usual: f64,
    bar: f64,
}

impl Habit {
    fn of(earlier: &[Block]) -> Option<Self> {
        let mut ratios: Vec<f64> =
            earlier.iter().filter(|block| block.asked >= 10.0).map(Block::ratio).collect();
        if ratios.len() < HABIT {
            return None;
        }
        let usual = median(&mut ratios).filter(|usual| (0.2..=ONE_EACH).contains(usual))?;
        let mut off: Vec<f64> = ratios.iter().map(|ratio| (ratio - usual).abs()).collect();
        let scatter = median(&mut off)?;
        let bar = LEAST_DROP.max(4.0 * scatter);
        (bar <= 0.15).then_some(Self { usual, bar })
    }
}
