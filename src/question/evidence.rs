//! What diagnosis judges on, gathered from the answers that are held: one way for the collector, for tapes and for
//! tests. Judges nothing itself.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;

use super::{
    answer::{Answer, Answered, SeriesAnswer, SeriesProblem},
    ask::Question,
    estate::Estate,
    snapshot::Entry,
    trouble::Fault,
};
use crate::{
    business::{Counters, Money, VendorScope},
    diagnosis::{Bar, Evidence, Obstacle, SeriesView, Standing, Trade},
    pipeline::{Pipeline, PipelineName, SeriesKey, Window},
};

/// Answers are believed for at least this long.
const LEAST_FRESH: Duration = Duration::from_mins(5);
/// Less of a day than this says too little about what an hour brings.
const LEAST_OF_A_DAY: TimeDelta = TimeDelta::minutes(30);

type Entries = BTreeMap<Question, Arc<Entry>>;

/// Everything that is known of a pipeline, for [`crate::diagnosis::judge`].
pub fn evidence_of<'a>(
    pipeline: &Pipeline,
    entries: &'a Entries,
    estate: &Estate,
    now: DateTime<Utc>,
) -> Evidence<'a> {
    let metrics = Question::Metrics { pipeline: pipeline.name.clone(), window: Window::JUDGED };
    let metrics = entries.get(&metrics).map(|entry| &**entry);
    let held = metrics.and_then(|entry| entry.held.as_deref());
    let series = match held.map(|held| &held.answer) {
        Some(Answer::Metrics(metrics)) => metrics.series.iter().map(view).collect(),
        _ => BTreeMap::new(),
    };
    let every = metrics.map_or(Duration::ZERO, |entry| entry.every);
    let fresh_for = LEAST_FRESH.max(every * 3 + Duration::from_secs(30));
    let streams = answered(entries, &Question::Streams { pipeline: pipeline.name.clone() });
    let alarms = answered(entries, &Question::Alarms { pipeline: pipeline.name.clone() });
    let lake = answered(entries, &Question::Lake);
    Evidence {
        series,
        streams: streams.and_then(|held| match &held.answer {
            Answer::Streams(facts) => Some(facts),
            _ => None,
        }),
        alarms: match alarms.map(|held| &held.answer) {
            Some(Answer::Alarms(list)) => &list.alarms,
            _ => &[],
        },
        lake: lake.and_then(|held| match &held.answer {
            Answer::Lake(facts) => Some(facts),
            _ => None,
        }),
        lake_as_of: lake.map(|held| held.provenance.as_of),
        obstacles: obstacles(pipeline, entries),
        trade: trade(entries, estate, now),
        as_of: held.map(|held| held.provenance.as_of),
        fresh_for: TimeDelta::from_std(fresh_for).unwrap_or(TimeDelta::MAX),
        silence: metrics.and_then(silence),
    }
}

fn answered<'a>(entries: &'a Entries, question: &Question) -> Option<&'a Answered> {
    entries.get(question)?.held.as_deref()
}

fn view<'a>((key, answer): (&'a SeriesKey, &'a SeriesAnswer)) -> (SeriesKey, SeriesView<'a>) {
    let standing = match answer.problem {
        None => Standing::Complete,
        Some(SeriesProblem::Forbidden) => Standing::Forbidden,
        Some(_) => Standing::Partial,
    };
    (key.clone(), SeriesView { series: &answer.series, standing })
}

/// Why the newest attempt brought nothing, in a clause.
fn silence(entry: &Entry) -> Option<Arc<str>> {
    let trouble = entry.troubles.first()?;
    Some(Arc::from(format!("{}: {}", trouble.source, trouble.fault.label())))
}

/// What goes without an answer of what this pipeline's health, or the business behind it, is read from.
fn obstacles(pipeline: &Pipeline, entries: &Entries) -> Vec<Obstacle> {
    let mut found: Vec<Obstacle> = Vec::new();
    for (question, entry) in entries {
        let Some(missing) = missing(question, pipeline) else { continue };
        let Some(obstacle) = obstacle(missing, question, entry) else { continue };
        // The same door, met by several questions, is one obstacle.
        let is_same = |held: &&mut Obstacle| held.missing == obstacle.missing && held.bar == obstacle.bar;
        match found.iter_mut().find(is_same) {
            Some(held) => held.since = held.since.min(obstacle.since),
            None => found.push(obstacle),
        }
    }
    found
}

fn obstacle(missing: &str, question: &Question, entry: &Entry) -> Option<Obstacle> {
    let (trouble, bar) =
        entry.troubles.iter().find_map(|trouble| bar(trouble.fault).map(|bar| (trouble, bar)))?;
    let held = entry.held.as_deref();
    // One failed attempt of something that passes by itself is no obstacle while the last answer is at hand.
    if bar == Bar::Line && held.is_some() && entry.failures < 2 {
        return None;
    }
    let last_good = held.filter(|_| entry.failures > 0).map(|held| held.provenance.as_of);
    Some(Obstacle {
        missing: missing.into(),
        source: Arc::clone(&trouble.source),
        bar,
        fault: trouble.fault.label().into(),
        action: trouble.action.clone(),
        since: last_good.unwrap_or(trouble.at).min(trouble.at),
        hides_series: matches!(question, Question::Metrics { window: Window::JUDGED, .. })
            && entry.failures > 0,
    })
}

/// What an answer is called for people; none for questions that are not about this pipeline or its business.
fn missing(question: &Question, whose: &Pipeline) -> Option<&'static str> {
    let mine = |pipeline: &PipelineName| *pipeline == whose.name;
    match question {
        Question::Metrics { pipeline, .. } | Question::Stretch { pipeline, .. } if mine(pipeline) => {
            Some("metrics")
        }
        Question::Alarms { pipeline } if mine(pipeline) => Some("alarms"),
        Question::AlarmHistory { pipeline, .. } if mine(pipeline) => Some("alarm history"),
        Question::Streams { pipeline } if mine(pipeline) => Some("stream facts"),
        Question::Lake => Some("lake catalog"),
        Question::Vendors => Some("vendor list"),
        Question::VendorDays { .. } | Question::ProductDays { .. } => Some("vendor counters"),
        Question::Summary { .. } => Some("lake summaries"),
        _ => None,
    }
}

const fn bar(fault: Fault) -> Option<Bar> {
    match fault {
        Fault::NoCredentials | Fault::ExpiredCredentials | Fault::Denied => Some(Bar::Access),
        Fault::TimedOut | Fault::Offline | Fault::Service => Some(Bar::Line),
        _ => None,
    }
}

impl Question {
    /// True when an answer to it can change what is judged, so that judging does not wait for its turn.
    pub const fn is_evidence(&self) -> bool {
        match self {
            Self::Metrics { .. }
            | Self::Streams { .. }
            | Self::Alarms { .. }
            | Self::Lake
            | Self::Vendors
            | Self::VendorDays { vendor: VendorScope::All, .. } => true,
            Self::Stretch { .. }
            | Self::AlarmHistory { .. }
            | Self::VendorDays { .. }
            | Self::VendorTotals { .. }
            | Self::Order { .. }
            | Self::ProductDays { .. }
            | Self::Summary { .. } => false,
        }
    }
}

/// The trade of today, from the counters of all vendors together and the list of vendors, where they are held.
fn trade(entries: &Entries, estate: &Estate, now: DateTime<Utc>) -> Option<Trade> {
    let vendors = match answered(entries, &Question::Vendors).map(|held| &held.answer) {
        Some(Answer::Vendors(vendors)) => u32::try_from(vendors.len()).ok(),
        _ => None,
    };
    let today = today(entries, estate, now);
    if vendors.is_none() && today.is_none() {
        return None;
    }
    let revenue = today.and_then(|(counters, secs)| {
        let an_hour = counters.revenue.checked_mul(Decimal::from(3_600))?;
        Some(Money::new(an_hour.checked_div(Decimal::from(secs))?, estate.currency.clone()))
    });
    Some(Trade {
        vendors,
        orders: today.map(|(counters, secs)| (counters.orders, secs)),
        revenue_per_hour: revenue,
    })
}

/// Counters of today's business day, all vendors together, and the seconds they were counted in.
fn today(entries: &Entries, estate: &Estate, now: DateTime<Utc>) -> Option<(Counters, i64)> {
    let today = estate.business_day(now);
    entries.iter().find_map(|(question, entry)| {
        let held = entry.held.as_deref()?;
        let (Question::VendorDays { vendor: VendorScope::All, range }, Answer::VendorDays(days)) =
            (question, &held.answer)
        else {
            return None;
        };
        let day = days.days.iter().find(|day| range.contains(today) && day.date == today)?;
        let counted_to = held.provenance.complete_to.unwrap_or(held.provenance.as_of);
        let midnight = today.and_hms_opt(0, 0, 0)?.and_local_timezone(estate.business_zone).earliest()?;
        let counted = counted_to.min(now) - midnight.with_timezone(&Utc);
        (counted >= LEAST_OF_A_DAY).then_some((day.counters, counted.num_seconds()))
    })
}
