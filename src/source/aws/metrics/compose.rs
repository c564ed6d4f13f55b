//! Makes answers of what was read: series by stage and metric, with provenance and the bill.
//! A series that was not read whole never pretends that its gaps are known.

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, SecondsFormat, Utc};

use super::{
    plan::{Held, Plan, Slot, Wanted},
    query::{Query, id_at},
    read::{Gathered, Read, Round},
};
use crate::{
    pipeline::{Point, Series},
    question::{Answer, Answered, Item, MetricsAnswer, Provenance, SeriesAnswer, Trouble},
    source::aws::{asker::Asker, shell},
};

/// What CloudWatch takes for one metric asked: $0.01 for 1000.
pub(in crate::source::aws) const MICRO_USD_A_METRIC: u64 = 10;
/// Queries written out in the command that reproduces an answer.
const SHOWN_QUERIES: usize = 10;

/// The items of a round. `held` keeps daily series between rounds and is brought up to date here.
pub(in crate::source::aws) fn compose(
    plan: Plan,
    reads: &[Read],
    held: &mut Held,
    asker: &Asker,
) -> Vec<Item> {
    let fresh = sort_in(reads, held);
    // A query that two pipelines share is paid once: by the first that asks.
    let mut paid: BTreeSet<(Slot, Query)> = BTreeSet::new();
    let mut items = Vec::with_capacity(plan.wanted.len());
    for (question, wanted) in plan.wanted {
        let slots: BTreeSet<(Slot, &Query)> = wanted.iter().map(|one| (one.slot, &one.query)).collect();
        let mine: Vec<&Read> = reads
            .iter()
            .filter(|read| read.round.queries.iter().any(|q| slots.contains(&(read.round.slot, q))))
            .collect();
        let mut billed = 0;
        for read in mine.iter().filter(|read| read.pages > 0) {
            for query in read.round.queries.iter().filter(|query| slots.contains(&(read.round.slot, query))) {
                billed += u64::from(paid.insert((read.round.slot, query.clone())));
            }
        }
        let troubles = troubles_of(&mine);
        let is_known = wanted.is_empty() || wanted.iter().any(|one| found(one, &fresh, held).is_some());
        let has_answer = is_known && (mine.is_empty() || mine.iter().any(|read| read.pages > 0));
        items.push(Item {
            question,
            answered: has_answer.then(|| answered(&wanted, &fresh, held, &mine, billed, asker)),
            troubles,
            again_after: mine.iter().filter_map(|read| read.again_after).max(),
            waiting: None,
        });
    }
    items
}

/// Splits what was read: everything for this round, and daily series into what is kept for later ones.
fn sort_in(reads: &[Read], held: &mut Held) -> Held {
    let mut fresh = Held::new();
    for read in reads {
        for (query, gathered) in read.round.queries.iter().zip(&read.gathered) {
            let key = (read.round.slot, query.clone());
            if matches!(read.round.slot, Slot::Daily(_)) {
                // A failed reading does not take away the day that is known.
                if gathered.problem.is_none() || !held.contains_key(&key) {
                    held.insert(key, gathered.clone());
                }
            } else {
                fresh.insert(key, gathered.clone());
            }
        }
    }
    fresh
}

fn found<'a>(wanted: &Wanted, fresh: &'a Held, held: &'a Held) -> Option<&'a Gathered> {
    let key = (wanted.slot, wanted.query.clone());
    fresh.get(&key).or_else(|| held.get(&key))
}

fn troubles_of(reads: &[&Read]) -> Vec<Trouble> {
    let mut troubles: Vec<Trouble> = Vec::new();
    for trouble in reads.iter().filter_map(|read| read.trouble.as_ref()) {
        if !troubles.contains(trouble) {
            troubles.push(trouble.clone());
        }
    }
    troubles
}

fn answered(
    wanted: &[Wanted],
    fresh: &Held,
    held: &Held,
    reads: &[&Read],
    billed: u64,
    asker: &Asker,
) -> Answered {
    let mut answer = MetricsAnswer::default();
    let mut complete_to: Option<i64> = None;
    for one in wanted {
        let Some(gathered) = found(one, fresh, held) else { continue };
        let series = series_of(one, gathered);
        let whole_to = match one.slot {
            Slot::Window(_) => Some(series.ripe_to),
            Slot::Stretch(stretch) => Some(series.ripe_to.min(stretch.to())),
            Slot::Daily(_) | Slot::DailyStretch(_) => None,
        };
        if let Some(whole_to) = whole_to.filter(|_| gathered.is_whole) {
            complete_to = Some(complete_to.map_or(whole_to, |to| to.min(whole_to)));
        }
        let problem = gathered.problem.clone();
        answer.series.insert(one.key.clone(), SeriesAnswer { series: Arc::new(series), problem });
    }
    let pages: u32 = reads.iter().map(|read| read.pages).sum();
    let metrics: u64 = reads.iter().map(|read| read.billed()).sum();
    let call = match (metrics, pages) {
        (0, _) => "GetMetricData not needed".to_owned(),
        (metrics, 1) => format!("GetMetricData {metrics} metrics"),
        (metrics, pages) => format!("GetMetricData {metrics} metrics, {pages} pages"),
    };
    Answered {
        answer: Answer::Metrics(answer),
        provenance: Provenance {
            source: asker.source.clone(),
            as_of: asker.now,
            complete_to: complete_to.and_then(|at| DateTime::from_timestamp(at, 0)),
            latency: asker.latency,
            cost_micro_usd: billed * MICRO_USD_A_METRIC,
            call: call.into(),
            command: reads.first().map_or_else(String::new, |read| command(&read.round, &asker.flags)).into(),
        },
    }
}

fn series_of(wanted: &Wanted, gathered: &Gathered) -> Series {
    let period = i64::from(wanted.query.period_secs);
    let settled = (gathered.read_at.timestamp() - i64::from(wanted.metric.settle_secs)).div_euclid(60) * 60;
    let ripe_to = if gathered.is_whole {
        settled
    } else {
        // Ascending, so that what was read reaches to the last point; behind it nothing is known.
        gathered.points.iter().map(|point| point.at + period).max().map_or(i64::MIN, |end| end.min(settled))
    };
    let series = Series::new(wanted.metric.unit, wanted.metric.shape, wanted.query.period_secs);
    let (Slot::Stretch(stretch) | Slot::DailyStretch(stretch)) = wanted.slot else {
        return series.with_points(gathered.points.iter().copied(), ripe_to);
    };
    // Metrics of longer periods made the call begin earlier than this stretch.
    let is_in = |point: &&Point| point.at + period > stretch.from() && point.at < stretch.to();
    series.with_points(gathered.points.iter().filter(is_in).copied(), ripe_to)
}

/// The first queries of a call as a command that can be pasted.
fn command(round: &Round, flags: &str) -> String {
    let time = |secs| {
        DateTime::from_timestamp(secs, 0).map_or_else(
            || secs.to_string(),
            |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true),
        )
    };
    let queries: Vec<serde_json::Value> = round
        .queries
        .iter()
        .take(SHOWN_QUERIES)
        .enumerate()
        .map(|(place, query)| query.to_json(&id_at(place)))
        .collect();
    format!(
        "aws cloudwatch get-metric-data {flags} --start-time {} --end-time {} --scan-by TimestampAscending \
         --metric-data-queries {}",
        time(round.from),
        time(round.to),
        shell::word(&serde_json::Value::Array(queries).to_string()),
    )
}
