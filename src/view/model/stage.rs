//! A stage in a few words: health, what it says, the figure that tells most and its line.
//! The judging is done; here it is only put into words and slots.

use chrono::{DateTime, Utc};

use super::{
    brief::Forms,
    curve::{self, Spark},
};
use crate::pipeline::{
    Class, Course, Health, Lag, Metric, MetricKey, Pipeline, PipelineHealth, Scale, SeriesKey, Stage,
    StageHealth, StageName, Verdict, Window, say_span,
};
use crate::question::{MetricsAnswer, Question, SeriesAnswer, Snapshot};

/// A stage as tiles and rows show it.
#[derive(Clone, Debug, PartialEq)]
pub struct StageRow<'a> {
    /// The stage.
    pub stage: &'a Stage,
    /// How it is.
    pub health: Health,
    /// The worst reason, or the most telling figure: `312/min records in`.
    pub figure: Forms,
    /// A second figure; empty where there is none or a reason took its place.
    pub second: String,
    /// Line of the metric the figure is about.
    pub spark: Spark,
    /// True when the figure is a reason and not a value.
    pub is_reason: bool,
    /// Its state in a word or two: `stopped`, `falling behind x1.6`; else the word of its health.
    pub state: Forms,
    /// When the stage came into its state.
    pub since: Option<DateTime<Utc>>,
}

impl StageRow<'_> {
    /// How many of the last slots are since the stage came into its state.
    pub fn slots_since(&self, now: DateTime<Utc>) -> usize {
        let Some(since) = self.since else { return 0 };
        let span = Window::JUDGED.span().num_seconds();
        let age = (now - since).num_seconds().clamp(0, span);
        (age * self.spark.values.len() as i64 / span) as usize
    }
}

/// The rows of a pipeline, in its order, with sparklines of `slots` slots over the judged window.
pub fn rows<'a>(
    snapshot: &'a Snapshot,
    pipeline: &'a Pipeline,
    now: DateTime<Utc>,
    slots: usize,
) -> Vec<StageRow<'a>> {
    let metrics = snapshot.metrics(&pipeline.name, Window::JUDGED);
    let health = snapshot.health_of(&pipeline.name);
    let question = Question::Metrics { pipeline: pipeline.name.clone(), window: Window::JUDGED };
    let trouble = snapshot.entry(&question).and_then(|entry| entry.troubles.first());
    let silence = trouble.map_or("asking …", |trouble| trouble.fault.label());
    let rows = pipeline.stages.iter().map(|stage| {
        let judged = health.and_then(|h| h.stages.iter().find(|judged| judged.stage == stage.name));
        let verdict = health.and_then(|h| h.verdicts.iter().find(|v| v.stage.as_ref() == Some(&stage.name)));
        let mut row = row(stage, judged, metrics, silence, (now, slots));
        if let Some(verdict) = verdict {
            row.health = row.health.max(verdict.health);
            row.since = Some(verdict.since);
            let lag = judged.and_then(|judged| judged.lag);
            row.state = state(verdict, lag);
            if let (Class::UnderCapacity | Class::CatchingUp, Some(lag)) = (verdict.class, lag) {
                row.figure = Forms::of(&[&format!("{} behind", say_span(lag.age_secs))]);
            } else if verdict.class == Class::Stopped {
                let span = say_span((now - verdict.since).num_seconds().max(0) as f64);
                row.figure =
                    Forms::of(&[&format!("has read nothing for {span}"), &format!("nothing read {span}")]);
            }
        } else if let Some(at) = health.and_then(|health| complete_to(health, &stage.name)) {
            // Well in itself, but what it holds is old: it must not stand there as if nothing were wrong.
            let span = say_span((now - at).num_seconds().max(0) as f64);
            row.health = row.health.max(Health::Warning);
            row.state = Forms::one("behind");
            row.figure = Forms::of(&[&format!("data is {span} old"), &format!("{span} old")]);
            row.is_reason = true;
        }
        row
    });
    rows.collect()
}

/// Up to when a store is complete that suffers from what is wrong elsewhere.
fn complete_to(health: &PipelineHealth, stage: &StageName) -> Option<DateTime<Utc>> {
    let mut stores = health.verdicts.iter().flat_map(|verdict| &verdict.effect.complete_to);
    stores.find(|(store, _)| store == stage).map(|(_, at)| *at)
}

/// A verdict in a word or two, with what its lag adds to it: `falling behind x1.6`, `behind x1.6`.
fn state(verdict: &Verdict, lag: Option<Lag>) -> Forms {
    let title = verdict.class.title();
    match (verdict.class, lag.map(|lag| lag.course)) {
        (Class::UnderCapacity, Some(Course::Behind { needs })) if needs.is_finite() => {
            Forms::of(&[&format!("{title} x{needs:.1}"), &format!("behind x{needs:.1}"), title])
        }
        (Class::CatchingUp, Some(Course::CatchingUp { eta_secs })) if eta_secs.is_finite() => {
            let eta = say_span(eta_secs);
            Forms::of(&[&format!("{title}, level in {eta}"), &format!("level in {eta}"), title])
        }
        _ => Forms::one(title),
    }
}

/// One stage's row. `silence` is what to say while nothing has answered.
pub fn row<'a>(
    stage: &'a Stage,
    health: Option<&StageHealth>,
    metrics: Option<&MetricsAnswer>,
    silence: &str,
    (now, slots): (DateTime<Utc>, usize),
) -> StageRow<'a> {
    let reason = health.and_then(|health| health.reasons.first());
    let told = reason.and_then(|reason| stage.metric(&reason.metric)).or_else(|| telling(stage, metrics));
    let spark = told.and_then(|metric| Some((metric, answer(metrics, stage, &metric.key)?)));
    let to = now.timestamp();
    let from = to - Window::JUDGED.span().num_seconds();
    let spark = spark.map(|(metric, answer)| curve::spark(&answer.series, metric, from, to, slots));
    let mut values = stage.metrics.iter().filter_map(|metric| figure(stage, metric, metrics));
    let figure = match reason {
        Some(reason) if metrics.is_some() => {
            let label = stage.metric(&reason.metric).map_or("", |metric| &*metric.label);
            Forms::of_reason(reason, label)
        }
        // Why nothing is known is told once, above; the stages only say that it is so.
        _ if metrics.is_none() => Forms::one(silence),
        _ => values.next().unwrap_or_else(|| Forms::one("no data")),
    };
    let second = values.next().map(|forms| forms.whole().to_owned()).unwrap_or_default();
    StageRow {
        stage,
        state: Forms::one(health.map(|health| health.health).unwrap_or_default().as_str()),
        health: health.map(|health| health.health).unwrap_or_default(),
        figure,
        second,
        spark: spark.unwrap_or_default(),
        is_reason: reason.is_some() && metrics.is_some(),
        since: health.and_then(|health| health.since),
    }
}

/// The first metric with points, else the first.
fn telling<'a>(stage: &'a Stage, metrics: Option<&MetricsAnswer>) -> Option<&'a Metric> {
    let has_points = |metric: &&Metric| {
        answer(metrics, stage, &metric.key).is_some_and(|answer| !answer.series.points().is_empty())
    };
    stage.metrics.iter().find(has_points).or_else(|| stage.metrics.first())
}

/// The answer about a stage's metric.
pub fn answer<'a>(
    metrics: Option<&'a MetricsAnswer>,
    stage: &Stage,
    key: &MetricKey,
) -> Option<&'a SeriesAnswer> {
    let key = SeriesKey { stage: stage.name.clone(), metric: key.clone() };
    metrics?.series.get(&key)
}

/// A metric's newest value with its label: `312/min records in`; none when it is not known.
fn figure(stage: &Stage, metric: &Metric, metrics: Option<&MetricsAnswer>) -> Option<Forms> {
    let answer = answer(metrics, stage, &metric.key)?;
    let value = curve::newest(&answer.series, metric)?;
    Some(Forms::of_value(&Scale::of(metric.shape, metric.unit, value).say(value), &metric.label))
}
