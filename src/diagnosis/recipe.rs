//! The command that would create an alarm, ready to be read and pasted: `aws cloudwatch put-metric-alarm`.
//! It is only ever shown; nothing here or above runs it. Flags as in the AWS CLI's reference of put-metric-alarm.

use serde_json::{Value, json};

use super::backtest::{Treat, Trial, is_always_ignored};
use crate::pipeline::{Comparison, Metric, Pipeline, Stage, clean_line, shell_word};

/// Longest name CloudWatch takes.
const LONGEST_NAME: usize = 255;
/// Longest description CloudWatch takes.
const LONGEST_DESCRIPTION: usize = 1_024;

/// What an alarm reads.
#[derive(Clone, Copy, Debug)]
pub enum Reading<'a> {
    /// One metric.
    Of(&'a Metric),
    /// One counter as a share of another, 0 where there are fewer than so many of the other.
    Share {
        /// What is counted.
        part: &'a Metric,
        /// What it is a share of.
        whole: &'a Metric,
        /// Fewer than this say nothing.
        at_least: f64,
    },
}

/// An alarm that could be.
#[derive(Clone, Copy, Debug)]
pub struct Recipe<'a> {
    /// The pipeline: its region is the alarm's.
    pub pipeline: &'a Pipeline,
    /// The stage.
    pub stage: &'a Stage,
    /// What is read.
    pub reading: Reading<'a>,
    /// Seconds of a period: 10, 20, 30 or whole minutes.
    pub period_secs: u32,
    /// Threshold, M of N, missing data.
    pub trial: Trial,
    /// Why it should be, for its description.
    pub why: &'a str,
}

impl<'a> Recipe<'a> {
    const fn metric(&self) -> &'a Metric {
        match self.reading {
            Reading::Of(metric) | Reading::Share { part: metric, .. } => metric,
        }
    }

    /// The name it would have: `makeriess-prod-processor-iterator-age`.
    pub fn name(&self) -> String {
        let key = self.metric().key.as_str().replace('_', "-");
        let name = format!("{}-{}-{key}", self.pipeline.name, self.stage.name);
        name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect()
    }

    /// The command, on one line, every word quoted as a shell needs it.
    pub fn command(&self) -> String {
        let trial = self.trial.sane(self.period_secs);
        let mut words: Vec<String> = ["aws", "cloudwatch", "put-metric-alarm"].map(str::to_owned).into();
        let mut flag = |name: &str, value: &str| words.extend([format!("--{name}"), shell_word(value)]);
        if !self.pipeline.region.is_empty() {
            flag("region", &self.pipeline.region);
        }
        flag("alarm-name", &self.name());
        flag("alarm-description", &clean_line(self.why, LONGEST_DESCRIPTION));
        match self.reading {
            Reading::Of(metric) => {
                flag("namespace", &metric.namespace);
                flag("metric-name", &metric.name);
                if !metric.dimensions.is_empty() {
                    flag("dimensions", &dimensions(metric));
                }
                flag(
                    if is_plain_statistic(&metric.statistic) { "statistic" } else { "extended-statistic" },
                    &metric.statistic,
                );
                flag("period", &self.period_secs.to_string());
            }
            Reading::Share { part, whole, at_least } => {
                flag("metrics", &share(part, whole, at_least, self.period_secs).to_string());
            }
        }
        flag("evaluation-periods", &trial.n.to_string());
        flag("datapoints-to-alarm", &trial.m.to_string());
        flag("threshold", &trial.threshold.to_string());
        flag("comparison-operator", operator(trial.comparison));
        flag("treat-missing-data", self.treat_missing().as_str());
        words.join(" ")
    }

    /// What CloudWatch will make of missing data, whatever is asked.
    fn treat_missing(&self) -> Treat {
        match self.reading {
            Reading::Of(metric) => self.trial.treat_missing.heeded(metric),
            Reading::Share { .. } => self.trial.treat_missing,
        }
    }

    /// What must be known beside the command.
    pub fn note(&self) -> Option<&'static str> {
        matches!(self.reading, Reading::Of(metric) if is_always_ignored(metric)).then_some(
            "alarms on AWS/DynamoDB metrics always ignore missing data: once in ALARM, this one stays there until a \
             point below the threshold is published",
        )
    }
}

fn is_plain_statistic(statistic: &str) -> bool {
    ["SampleCount", "Average", "Sum", "Minimum", "Maximum"].contains(&statistic)
}

const fn operator(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Above => "GreaterThanThreshold",
        Comparison::Below => "LessThanThreshold",
    }
}

/// All dimensions as one argument: the shorthand one word a dimension would need a word of its own for each, and breaks
/// at commas and blanks, so JSON stands for all but the plainest single one.
fn dimensions(metric: &Metric) -> String {
    let is_plain = |text: &str| {
        let is_safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        !text.is_empty() && text.chars().all(is_safe)
    };
    match &*metric.dimensions {
        [(name, value)] if is_plain(name) && is_plain(value) => format!("Name={name},Value={value}"),
        _ => dimensions_json(metric).to_string(),
    }
}

fn dimensions_json(metric: &Metric) -> Value {
    metric.dimensions.iter().map(|(name, value)| json!({ "Name": &**name, "Value": &**value })).collect()
}

/// The metric math of a share. A part that is not published is none of the whole.
fn share(part: &Metric, whole: &Metric, at_least: f64, period_secs: u32) -> Value {
    let query = |id: &str, metric: &Metric| {
        json!({
            "Id": id,
            "MetricStat": {
                "Metric": {
                    "Namespace": &*metric.namespace,
                    "MetricName": &*metric.name,
                    "Dimensions": dimensions_json(metric),
                },
                "Period": period_secs,
                "Stat": &*metric.statistic,
            },
            "ReturnData": false,
        })
    };
    json!([
        {
            "Id": "share",
            "Expression": format!("IF(whole >= {at_least}, FILL(part, 0) / whole, 0)"),
            "Label": format!("{} per {}", part.label, whole.label),
            "ReturnData": true,
        },
        query("part", part),
        query("whole", whole),
    ])
}
