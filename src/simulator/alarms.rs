//! The alarms somebody set up over the pipeline, judged minute by minute from the published metrics as
//! CloudWatch does: M of the last N datapoints, each alarm with its own idea of missing ones.

use std::{collections::VecDeque, sync::Arc};

use chrono::DateTime;

use super::{
    chance,
    signal::{Row, Signal},
};
use crate::pipeline::{Alarm, AlarmDetail, AlarmKind, AlarmState, StageName};

/// Region and account of the demo, as they stand in ARNs.
const ARN: &str = "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:";
/// Minutes after which CloudWatch has evaluated a datapoint.
const LATENESS: usize = 1;

/// What an alarm computes from a minute.
#[derive(Clone, Copy)]
enum Value {
    /// One metric.
    Of(Signal),
    /// Two metrics, divided and in percent.
    Percent(Signal, Signal),
}

/// What a minute without a datapoint counts as.
#[derive(Clone, Copy, PartialEq)]
enum Missing {
    Breaching,
    NotBreaching,
    Ignore,
}

/// An alarm as configured.
struct Rule {
    name: &'static str,
    description: &'static str,
    watches: &'static str,
    value: Value,
    is_above: bool,
    threshold: f64,
    m: usize,
    n: usize,
    missing: Missing,
}

const RULES: [Rule; 9] = [
    Rule {
        name: "makeriess-analytics-iterator-age",
        description: "Records wait longer than an hour in the stream.",
        watches: "AWS/Kinesis GetRecords.IteratorAgeMilliseconds Maximum",
        value: Value::Of(Signal::StreamAge),
        is_above: true,
        threshold: 3_600_000.0,
        m: 5,
        n: 5,
        missing: Missing::Breaching,
    },
    Rule {
        name: "makeriess-analytics-processor-behind",
        description: "The event processor is more than five minutes behind, or silent.",
        watches: "AWS/Lambda IteratorAge Maximum",
        value: Value::Of(Signal::ProcessorAge),
        is_above: true,
        threshold: 300_000.0,
        m: 5,
        n: 5,
        missing: Missing::Breaching,
    },
    Rule {
        name: "makeriess-analytics-processor-errors",
        description: "More than 5 % of the processor's invocations fail.",
        watches: "100 * AWS/Lambda Errors Sum / AWS/Lambda Invocations Sum",
        value: Value::Percent(Signal::Errors, Signal::Invocations),
        is_above: true,
        threshold: 5.0,
        m: 3,
        n: 5,
        missing: Missing::NotBreaching,
    },
    Rule {
        name: "makeriess-analytics-delivery-freshness",
        description: "Records wait longer than 15 minutes for their delivery to the lake.",
        watches: "AWS/Firehose DeliveryToS3.DataFreshness Maximum",
        value: Value::Of(Signal::Freshness),
        is_above: true,
        threshold: 900.0,
        m: 3,
        n: 3,
        missing: Missing::Ignore,
    },
    Rule {
        name: "makeriess-analytics-delivery-failures",
        description: "Firehose could not write to the bucket.",
        watches: "AWS/Firehose DeliveryToS3.Success Average",
        value: Value::Of(Signal::DeliverySuccess),
        is_above: false,
        threshold: 1.0,
        m: 1,
        n: 1,
        missing: Missing::Ignore,
    },
    Rule {
        name: "makeriess-analytics-counters-throttled",
        description: "The counters table refuses writes.",
        watches: "AWS/DynamoDB WriteThrottleEvents Sum",
        value: Value::Of(Signal::TableWriteThrottles),
        is_above: true,
        threshold: 0.0,
        m: 3,
        n: 5,
        missing: Missing::NotBreaching,
    },
    Rule {
        name: "makeriess-analytics-stream-throttled",
        description: "A shard of the stream refuses records.",
        watches: "AWS/Kinesis WriteProvisionedThroughputExceeded Sum",
        value: Value::Of(Signal::StreamWriteThrottles),
        is_above: true,
        threshold: 0.0,
        m: 5,
        n: 5,
        missing: Missing::NotBreaching,
    },
    Rule {
        name: "makeriess-analytics-dead-letters",
        description: "Records were put aside and wait for somebody to look.",
        watches: "AWS/SQS ApproximateNumberOfMessagesVisible Maximum",
        value: Value::Of(Signal::DeadVisible),
        is_above: true,
        threshold: 0.0,
        m: 1,
        n: 1,
        missing: Missing::NotBreaching,
    },
    Rule {
        name: "makeriess-analytics-api-errors",
        description: "More than 5 % of the API's answers are 5xx.",
        watches: "100 * AWS/AppSync 5XXError Sum / AWS/AppSync Requests Sum",
        value: Value::Percent(Signal::ApiErrors5, Signal::Requests),
        is_above: true,
        threshold: 5.0,
        m: 3,
        n: 5,
        missing: Missing::NotBreaching,
    },
];

/// The composite: any of these makes data late or lost.
const COMPOSITE: &str = "makeriess-analytics-data-at-risk";
const CHILDREN: [&str; 5] = [
    "makeriess-analytics-iterator-age",
    "makeriess-analytics-processor-behind",
    "makeriess-analytics-delivery-freshness",
    "makeriess-analytics-delivery-failures",
    "makeriess-analytics-stream-throttled",
];

/// State of an alarm.
#[derive(Clone, Debug)]
struct Standing {
    is_alarm: bool,
    since: i64,
    reason: Arc<str>,
}

/// Every alarm and its state.
#[derive(Debug)]
pub(super) struct Alarms {
    standings: Vec<Standing>,
    composite: Standing,
}

impl Alarms {
    /// All is well, since some days before `origin`.
    pub(super) fn new(seed: u64, origin: i64) -> Self {
        let well = |salt: u64, reason: Arc<str>| Standing {
            is_alarm: false,
            since: origin - 86_400 - (12.0 * 86_400.0 * chance::share(&[seed, salt, 41])) as i64 / 60 * 60,
            reason,
        };
        let standings = RULES.iter().zip(0..).map(|(rule, salt)| {
            let side = if rule.is_above { "greater" } else { "less" };
            let reason = format!(
                "Threshold Crossed: {} datapoints were not {side} than the threshold ({:?}) (minimum 1 datapoint \
                 for ALARM -> OK transition).",
                rule.n, rule.threshold
            );
            well(salt, reason.into())
        });
        Self {
            standings: standings.collect(),
            composite: well(99, "All child alarms are in OK state.".into()),
        }
    }

    /// Judges every alarm when the minute that began at `began` is over.
    pub(super) fn judge(&mut self, rows: &VecDeque<Row>, began: i64) {
        let at = began + 60;
        for (rule, standing) in RULES.iter().zip(&mut self.standings) {
            if let Some((is_alarm, reason)) =
                rule.judge(rows, began).filter(|(is, _)| *is != standing.is_alarm)
            {
                *standing = Standing { is_alarm, since: at + 12, reason: reason.into() };
            }
        }
        let rung: Vec<&str> = RULES
            .iter()
            .zip(&self.standings)
            .filter(|(rule, standing)| standing.is_alarm && CHILDREN.contains(&rule.name))
            .map(|(rule, _)| rule.name)
            .collect();
        if rung.is_empty() == self.composite.is_alarm {
            let when = say_time(at + 12);
            let reason = match rung.first() {
                Some(name) => format!("{ARN}{name} transitioned to ALARM at {when}"),
                None => format!("All child alarms returned to OK at {when}"),
            };
            self.composite = Standing { is_alarm: !rung.is_empty(), since: at + 12, reason: reason.into() };
        }
    }

    /// The alarms as `DescribeAlarms` gives them.
    pub(super) fn list(&self) -> Vec<Alarm> {
        let metric = RULES.iter().zip(&self.standings).map(|(rule, standing)| rule.alarm(standing));
        metric.chain([self.composite_alarm()]).collect()
    }

    fn composite_alarm(&self) -> Alarm {
        let clauses: Vec<String> = CHILDREN.iter().map(|name| format!("ALARM(\"{name}\")")).collect();
        Alarm {
            kind: AlarmKind::Composite,
            description: Some("Numbers are late, or records may be lost.".into()),
            watches: clauses.join(" OR ").into(),
            stages: vec!["stream".into(), "processor".into(), "delivery".into()],
            children: CHILDREN.into_iter().map(Arc::from).collect(),
            ..bare(COMPOSITE, &self.composite)
        }
    }
}

impl Rule {
    fn value(&self, row: &Row) -> Option<f64> {
        match self.value {
            Value::Of(signal) => row.value(signal),
            Value::Percent(part, whole) => {
                let whole = row.value(whole).filter(|whole| *whole > 0.0)?;
                Some(100.0 * row.value(part)? / whole)
            }
        }
    }

    fn breaches(&self, value: f64) -> bool {
        if self.is_above { value > self.threshold } else { value < self.threshold }
    }

    /// The state after the newest minutes with the reason for it; none when it stays as it is.
    fn judge(&self, rows: &VecDeque<Row>, began: i64) -> Option<(bool, String)> {
        let newest = rows.len().checked_sub(LATENESS)?;
        let looked: Vec<(i64, Option<f64>)> = (0..self.n)
            .filter_map(|back| {
                let index = newest.checked_sub(1 + back)?;
                Some((began - 60 * back as i64, self.value(rows.get(index)?)))
            })
            .collect();
        let present: Vec<(i64, f64)> =
            looked.iter().filter_map(|(at, value)| Some((*at, (*value)?))).collect();
        if looked.len() < self.n || (present.is_empty() && self.missing == Missing::Ignore) {
            return None;
        }
        let gaps = looked.len() - present.len();
        let filled = if self.missing == Missing::Breaching { gaps } else { 0 };
        let bad: Vec<(i64, f64)> =
            present.iter().copied().filter(|(_, value)| self.breaches(*value)).collect();
        let is_alarm = bad.len() + filled >= self.m;
        let shown = if is_alarm { &bad } else { &present };
        Some((is_alarm, self.reason(is_alarm, shown, filled)))
    }

    fn reason(&self, is_alarm: bool, shown: &[(i64, f64)], filled: usize) -> String {
        let side = if self.is_above { "greater" } else { "less" };
        let way = if is_alarm { "OK -> ALARM" } else { "ALARM -> OK" };
        let least = if is_alarm { self.m } else { self.n - self.m + 1 };
        let points = if least == 1 { "datapoint" } else { "datapoints" };
        let Some((at, value)) = shown.first() else {
            let kind = if filled > 0 { "Breaching" } else { "NonBreaching" };
            return format!(
                "Threshold Crossed: no datapoints were received for {} periods and {} missing datapoints were \
                 treated as [{kind}].",
                self.n, self.n
            );
        };
        let not = if is_alarm { "" } else { "not " };
        let count = shown.len();
        let head = if self.n == 1 {
            format!("1 datapoint [{value:?} ({})] was {not}{side}", say_short(*at))
        } else {
            format!(
                "{count} out of the last {} datapoints [{value:?} ({})] were {not}{side}",
                self.n,
                say_short(*at)
            )
        };
        let than = format!("than the threshold ({:?})", self.threshold);
        format!("Threshold Crossed: {head} {than} (minimum {least} {points} for {way} transition).")
    }

    fn alarm(&self, standing: &Standing) -> Alarm {
        let (is_math, signals) = match self.value {
            Value::Of(signal) => (false, [signal, signal]),
            Value::Percent(part, whole) => (true, [part, whole]),
        };
        let mut stages: Vec<StageName> = signals.iter().map(|signal| signal.key().0.into()).collect();
        stages.dedup();
        let missing = match self.missing {
            Missing::Breaching => "breaching",
            Missing::NotBreaching => "notBreaching",
            Missing::Ignore => "ignore",
        };
        let sign = if self.is_above { ">" } else { "<" };
        Alarm {
            kind: if is_math { AlarmKind::Math } else { AlarmKind::Metric },
            description: Some(self.description.into()),
            threshold: Some(self.threshold),
            condition: Some(format!("{sign} {}", self.threshold).into()),
            watches: self.watches.into(),
            period_secs: Some(60),
            m_of_n: Some((self.m as u32, self.n as u32)),
            treat_missing: Some(missing.into()),
            stages,
            ..bare(self.name, standing)
        }
    }
}

fn bare(name: &'static str, standing: &Standing) -> Alarm {
    Alarm {
        name: name.into(),
        arn: format!("{ARN}{name}").into(),
        description: None,
        kind: AlarmKind::Metric,
        state: if standing.is_alarm { AlarmState::Alarm } else { AlarmState::Ok },
        since: DateTime::from_timestamp(standing.since, 0),
        reason: Arc::clone(&standing.reason),
        threshold: None,
        condition: None,
        watches: "".into(),
        period_secs: None,
        m_of_n: None,
        treat_missing: None,
        actions_enabled: true,
        stages: Vec::new(),
        children: Vec::new(),
        detail: AlarmDetail::default(),
    }
}

fn say_short(at: i64) -> String {
    DateTime::from_timestamp(at, 0).unwrap_or_default().format("%d/%m/%y %H:%M:%S").to_string()
}

fn say_time(at: i64) -> String {
    DateTime::from_timestamp(at, 0).unwrap_or_default().format("%A %d %B, %Y %H:%M:%S UTC").to_string()
}
