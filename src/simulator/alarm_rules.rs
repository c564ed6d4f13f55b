//! The rules of the alarms: what each watches, and how a minute is judged as CloudWatch does it: M of the last N
//! datapoints, each alarm with its own idea of missing ones. Knows no states.

use std::collections::VecDeque;

use chrono::DateTime;

use super::{
    signal::{Row, Signal},
    usual::Usual,
};
use crate::pipeline::{AlarmState, Datapoint};

/// Minutes after which CloudWatch has evaluated a datapoint.
const LATENESS: usize = 1;

/// What an alarm computes from a minute.
#[derive(Clone, Copy)]
pub(super) enum Value {
    /// One metric.
    Of(Signal),
    /// Two metrics, divided and in percent.
    Percent(Signal, Signal),
    /// One metric, against the lower edge of the band a detector expects.
    Band(Signal),
}

/// What a minute without a datapoint counts as.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Missing {
    Breaching,
    NotBreaching,
    Ignore,
    /// The alarm cannot tell.
    Unknown,
}

/// An alarm as configured.
pub(super) struct Rule {
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    pub(super) watches: &'static str,
    pub(super) value: Value,
    pub(super) is_above: bool,
    pub(super) threshold: f64,
    pub(super) m: usize,
    pub(super) n: usize,
    pub(super) missing: Missing,
    /// False where somebody switched its actions off.
    pub(super) acts: bool,
}

/// Every rule.
pub(super) const RULES: [Rule; 11] = [
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
        acts: true,
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
        acts: true,
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
        acts: true,
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
        acts: true,
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
        acts: true,
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
        acts: true,
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
        acts: false,
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
        acts: true,
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
        acts: true,
    },
    Rule {
        name: "makeriess-analytics-events-unusual",
        description: "Fewer events than at this time of day are usual.",
        watches: "AWS/Kinesis IncomingRecords Sum",
        value: Value::Band(Signal::StreamRecords),
        is_above: false,
        threshold: 0.0,
        m: 5,
        n: 5,
        missing: Missing::NotBreaching,
        acts: true,
    },
    Rule {
        name: "makeriess-analytics-queries-failed",
        description: "Queries of the lake fail.",
        watches: "AWS/Athena TotalExecutionTime SampleCount",
        value: Value::Of(Signal::FailedQueries),
        is_above: true,
        threshold: 0.0,
        m: 1,
        n: 3,
        missing: Missing::Unknown,
        acts: true,
    },
];

/// What came of judging a rule.
pub(super) struct Judged {
    pub(super) state: AlarmState,
    pub(super) reason: String,
    /// The minutes that were looked at, oldest first.
    pub(super) evaluated: Vec<Datapoint>,
}

impl Rule {
    fn value(&self, row: &Row) -> Option<f64> {
        match self.value {
            Value::Of(signal) | Value::Band(signal) => row.value(signal),
            Value::Percent(part, whole) => {
                let whole = row.value(whole).filter(|whole| *whole > 0.0)?;
                Some(100.0 * row.value(part)? / whole)
            }
        }
    }

    /// A minute as the rule sees it.
    pub(super) fn datapoint(&self, at: i64, row: &Row, usual: &mut Usual) -> Datapoint {
        let band = matches!(self.value, Value::Band(_)).then(|| usual.band(at));
        Datapoint { at: DateTime::from_timestamp(at, 0), value: self.value(row), band }
    }

    fn breaches(&self, point: &Datapoint) -> bool {
        let threshold = point.band.map_or(self.threshold, |(lower, _)| lower);
        point.value.is_some_and(|value| if self.is_above { value > threshold } else { value < threshold })
    }

    /// The state after the newest minutes; none when there is too little to change it.
    pub(super) fn judge(&self, rows: &VecDeque<Row>, began: i64, usual: &mut Usual) -> Option<Judged> {
        let newest = rows.len().checked_sub(LATENESS)?;
        let looked = (0..self.n).rev().filter_map(|back| {
            let index = newest.checked_sub(1 + back)?;
            Some(self.datapoint(began - 60 * back as i64, rows.get(index)?, usual))
        });
        let looked: Vec<Datapoint> = looked.collect();
        if looked.len() < self.n {
            return None;
        }
        self.conclude(looked)
    }

    /// The state that so many datapoints make, if they make one.
    pub(super) fn conclude(&self, looked: Vec<Datapoint>) -> Option<Judged> {
        let present: Vec<Datapoint> = looked.iter().copied().filter(|point| point.value.is_some()).collect();
        if present.is_empty() && self.missing == Missing::Ignore {
            return None;
        }
        if present.is_empty() && self.missing == Missing::Unknown {
            let count = looked.len();
            let reason = format!("Insufficient Data: {count} datapoints were unknown.");
            return Some(Judged { state: AlarmState::InsufficientData, reason, evaluated: looked });
        }
        let gaps = looked.len() - present.len();
        let filled = if self.missing == Missing::Breaching { gaps } else { 0 };
        let bad: Vec<Datapoint> = present.iter().copied().filter(|point| self.breaches(point)).collect();
        let is_alarm = bad.len() + filled >= self.m;
        let shown = if is_alarm { &bad } else { &present };
        let state = if is_alarm { AlarmState::Alarm } else { AlarmState::Ok };
        Some(Judged { state, reason: self.reason(is_alarm, shown, filled), evaluated: looked })
    }

    fn reason(&self, is_alarm: bool, shown: &[Datapoint], filled: usize) -> String {
        let side = if self.is_above { "greater" } else { "less" };
        let way = if is_alarm { "OK -> ALARM" } else { "ALARM -> OK" };
        let least = if is_alarm { self.m } else { self.n - self.m + 1 };
        let points = if least == 1 { "datapoint" } else { "datapoints" };
        let Some(Datapoint { at, value: Some(value), band }) = shown.last() else {
            let kind = if filled > 0 { "Breaching" } else { "NonBreaching" };
            return format!(
                "Threshold Crossed: no datapoints were received for {} periods and {} missing datapoints were \
                 treated as [{kind}].",
                self.n, self.n
            );
        };
        let at = at.unwrap_or_default().format("%d/%m/%y %H:%M:%S");
        let not = if is_alarm { "" } else { "not " };
        let count = shown.len();
        let head = if self.n == 1 {
            format!("1 datapoint [{value:?} ({at})] was {not}{side}")
        } else {
            format!("{count} out of the last {} datapoints [{value:?} ({at})] were {not}{side}", self.n)
        };
        let than = match band {
            Some((lower, _)) => format!("than the lower threshold [{lower:?}]"),
            None => format!("than the threshold ({:?})", self.threshold),
        };
        format!("Threshold Crossed: {head} {than} (minimum {least} {points} for {way} transition).")
    }
}
