//! Which alarms a pipeline should have and has not, each with the command that would create it.
//! Recommended is what the stage's own rules call critical; knows neither CloudWatch nor the screen.

use std::sync::Arc;

use super::{
    backtest::{Treat, Trial},
    recipe::{Reading, Recipe},
};
use crate::pipeline::{
    Alarm, AlarmKind, Comparison, Measure, Metric, Missing, Pipeline, Rule, SeriesKey, Stage, StageKind,
    Unit, WatchedMetric, say, say_span,
};

/// A recommended alarm that nobody set up.
#[derive(Clone, Debug, PartialEq)]
pub struct MissingAlarm {
    /// The stage and metric nobody watches.
    pub series: SeriesKey,
    /// The metric for people.
    pub label: Arc<str>,
    /// When it would go into ALARM: `> 60 min in 3 of 5 min`.
    pub condition: String,
    /// Why it should be, in one sentence.
    pub why: String,
    /// The command that would create it. It changes the account, and is only ever shown.
    pub command: String,
    /// What must be known beside the command.
    pub note: Option<&'static str>,
}

/// What is recommended for one metric.
struct Wish<'a> {
    metric: &'a Metric,
    reading: Reading<'a>,
    period_secs: u32,
    trial: Trial,
    unit: Unit,
}

/// Recommended alarms that none of `alarms` is, in the order of the stages. Composites watch no metric themselves.
pub fn missing_alarms(pipeline: &Pipeline, alarms: &[Arc<Alarm>]) -> Vec<MissingAlarm> {
    let mut missing = Vec::new();
    for stage in &pipeline.stages {
        for wish in wishes(stage) {
            if !alarms.iter().any(|alarm| watches(alarm, stage, wish.metric)) {
                missing.push(missing_alarm(pipeline, stage, &wish));
            }
        }
    }
    missing
}

fn missing_alarm(pipeline: &Pipeline, stage: &Stage, wish: &Wish<'_>) -> MissingAlarm {
    let why = why(stage, wish.metric);
    let Wish { reading, period_secs, trial, .. } = *wish;
    let recipe = Recipe { pipeline, stage, reading, period_secs, trial, why: &why };
    let (command, note) = (recipe.command(), recipe.note());
    let span = |periods: u32| match f64::from(periods) * f64::from(period_secs) {
        60.0 => "1 min".to_owned(),
        secs => say_span(secs),
    };
    let within = match (trial.m, trial.n) {
        (m, n) if m == n => format!("for {}", span(n)),
        (m, n) => format!("in {m} of {n} points of {}", span(1)),
    };
    let condition = format!("{} {} {within}", trial.comparison.sign(), say(trial.threshold, wish.unit));
    let series = SeriesKey { stage: stage.name.clone(), metric: wish.metric.key.clone() };
    MissingAlarm { series, label: Arc::clone(&wish.metric.label), condition, why, command, note }
}

/// One wish a metric: of its rules the first that is critical and can be an alarm, else the first that can.
fn wishes(stage: &Stage) -> Vec<Wish<'_>> {
    let mut wishes: Vec<Wish<'_>> = Vec::new();
    for metric in &stage.metrics {
        let rules = || stage.rules.iter().filter(|rule| rule.metric == metric.key);
        let critical = rules().find_map(|rule| wish(stage, metric, rule, rule.critical?));
        let wished = critical.or_else(|| rules().find_map(|rule| wish(stage, metric, rule, rule.warning?)));
        wishes.extend(wished.or_else(|| dead_letters(stage, metric)));
    }
    wishes
}

/// The alarm a rule would be; none where it hangs on a limit that only run time knows.
fn wish<'a>(stage: &'a Stage, metric: &'a Metric, rule: &Rule, threshold: f64) -> Option<Wish<'a>> {
    let (n, m) = (u32::from(rule.of.max(1)), u32::from(rule.breaching.max(1)));
    let trial = Trial {
        threshold,
        comparison: rule.comparison,
        m: m.min(n),
        n,
        treat_missing: Treat::fitting(metric),
    };
    let whole_span = Trial { m: 1, n: 1, ..trial };
    let period_secs = metric.period_secs.max(60).next_multiple_of(60);
    let all = period_secs.saturating_mul(n);
    match &rule.measure {
        Measure::Value => {
            Some(Wish { metric, reading: Reading::Of(metric), period_secs, trial, unit: metric.unit })
        }
        // A sum over the last N periods is one period as long as all of them.
        Measure::Sum => Some(Wish {
            metric,
            reading: Reading::Of(metric),
            period_secs: all,
            trial: whole_span,
            unit: metric.unit,
        }),
        Measure::Ratio { of, at_least } => {
            let reading = Reading::Share { part: metric, whole: stage.metric(of)?, at_least: *at_least };
            let trial = Trial { treat_missing: Treat::NotBreaching, ..whole_span };
            Some(Wish { metric, reading, period_secs: all, trial, unit: Unit::Ratio })
        }
        Measure::PartOf(_) => None,
    }
}

/// Whatever lies in a queue of dead letters is lost work until somebody looks.
fn dead_letters<'a>(stage: &Stage, metric: &'a Metric) -> Option<Wish<'a>> {
    let names = [stage.name.as_str(), &*stage.resource];
    let is_put_aside = names.iter().any(|name| {
        let name = name.to_ascii_lowercase();
        name.contains("dlq") || name.contains("dead")
    });
    let is_waiting = &*metric.name == "ApproximateNumberOfMessagesVisible";
    (stage.kind == StageKind::Sqs && is_put_aside && is_waiting).then(|| {
        let trial = Trial {
            threshold: 0.0,
            comparison: Comparison::Above,
            m: 1,
            n: 1,
            treat_missing: Treat::NotBreaching,
        };
        Wish { metric, reading: Reading::Of(metric), period_secs: 60, trial, unit: metric.unit }
    })
}

/// The metric of the pipeline that an alarm of one metric watches; none for math, bands and composites, whose values
/// are none that is asked for.
pub fn watched_metric<'a>(pipeline: &'a Pipeline, alarm: &Alarm) -> Option<(&'a Stage, &'a Metric)> {
    if alarm.kind != AlarmKind::Metric {
        return None;
    }
    let stages = alarm.stages.iter().filter_map(|name| pipeline.stage(name));
    let mut pairs = stages.flat_map(|stage| stage.metrics.iter().map(move |metric| (stage, metric)));
    pairs.find(|(stage, metric)| watches(alarm, stage, metric))
}

/// True when the alarm is computed from this metric of this stage.
fn watches(alarm: &Alarm, stage: &Stage, metric: &Metric) -> bool {
    if alarm.kind == AlarmKind::Composite {
        return false;
    }
    if alarm.detail.metrics.is_empty() {
        let words = || alarm.watches.split([' ', '(', ')', ',']);
        return alarm.stages.contains(&stage.name)
            && words().any(|word| word == &*metric.namespace)
            && words().any(|word| word == &*metric.name);
    }
    alarm.detail.metrics.iter().any(|watched| {
        watched.stage.as_ref() == Some(&stage.name)
            && watched.namespace == metric.namespace
            && watched.name == metric.name
            && counts_alike(watched, metric)
    })
}

/// How often a metric was published is another thing than what was published.
fn counts_alike(watched: &WatchedMetric, metric: &Metric) -> bool {
    let is_count = |statistic: &str| statistic == "SampleCount";
    watched.statistic.as_deref().is_none_or(|statistic| is_count(statistic) == is_count(&metric.statistic))
}

/// Why the metric must be watched, by what it tells.
fn why(stage: &Stage, metric: &Metric) -> String {
    let name = &*metric.name;
    let what = match name {
        _ if name.contains("IteratorAge") => {
            "its growth is the first sign that a consumer stands still, and past the retention records are lost"
        }
        _ if name.contains("DataFreshness") => {
            "it is the only sign that a delivery stands still before anybody misses the data"
        }
        _ if name.contains("Success") => "a delivery that fails for long drops its records",
        _ if name.contains("Conversion") => "records that cannot be converted do not reach the lake",
        _ if name.contains("MessagesVisible") => "every message there is lost work until somebody looks",
        _ if name.contains("Throttle") || name.contains("Throughput") => {
            "a refused request is tried again for a while, and then its record is lost"
        }
        _ if name.contains("SystemErrors") => "they are AWS's own faults, and retries hide them",
        _ if name.contains("Error") || name.contains("Failed") || name.starts_with('5') => {
            "nobody else tells that calls fail"
        }
        _ if name.contains("Latency") || name.contains("Duration") || metric.unit.is_time() => {
            "slowness shows here before anything fails"
        }
        _ if metric.missing == Missing::Bad => "its silence is a symptom too",
        _ => "its critical threshold is judged here, but wakes nobody",
    };
    format!("No alarm watches {} of {}: {what}.", metric.label, stage.name)
}

#[cfg(test)]
#[path = "tests/advice.rs"]
mod tests;
