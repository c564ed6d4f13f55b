//! Thresholds that are crossed, by what crossing them means: the class hangs on the kind of stage and CloudWatch's name
//! of the metric, so that the user's own thresholds are explained like the defaults.

use chrono::{DateTime, Utc};

use crate::{
    diagnosis::{candidate::Candidate, ground::Sight, sentence::Claim},
    pipeline::{Class, Health, Metric, Proof, Reason, Rule, StageHealth, StageKind, say},
};

/// Reasons of one class at one stage.
pub(super) struct Crossed<'h> {
    pub(super) class: Class,
    pub(super) health: Health,
    pub(super) since: DateTime<Utc>,
    /// The worst first.
    pub(super) reasons: Vec<&'h Reason>,
}

/// The thresholds a stage is over, one entry a class.
pub(super) fn crossed<'h>(sight: &Sight<'_>, health: &'h StageHealth) -> Vec<Crossed<'h>> {
    let mut all: Vec<Crossed<'h>> = Vec::new();
    for reason in health.reasons.iter().filter(|reason| reason.health > Health::Unknown) {
        let class =
            sight.stage.metric(&reason.metric).map_or(Class::Threshold, |metric| class_of(sight, metric));
        match all.iter_mut().find(|crossed| crossed.class == class) {
            Some(crossed) => {
                crossed.health = crossed.health.max(reason.health);
                crossed.since = crossed.since.min(reason.since);
                crossed.reasons.push(reason);
            }
            None => {
                all.push(Crossed {
                    class,
                    health: reason.health,
                    since: reason.since,
                    reasons: vec![reason],
                });
            }
        }
    }
    all
}

/// What it means that a metric is over its threshold.
fn class_of(sight: &Sight<'_>, metric: &Metric) -> Class {
    let dimension = |name: &str| {
        let named = metric.dimensions.iter().find(|(key, _)| **key == *name);
        named.map(|(_, value)| &**value)
    };
    let is_query = dimension("Operation").is_some_and(reads);
    match (sight.stage.kind, &*metric.name) {
        (_, "WriteProvisionedThroughputExceeded" | "WriteThrottleEvents" | "ThrottledRecords") => {
            Class::WritesThrottled
        }
        (_, "ReadProvisionedThroughputExceeded" | "ReadThrottleEvents") => Class::ReadsThrottled,
        (_, "ThrottledRequests") if is_query => Class::ReadsThrottled,
        (_, "ThrottledRequests") => Class::WritesThrottled,
        (StageKind::Lambda, "Throttles") => Class::ConcurrencyThrottled,
        (StageKind::Lambda, "Errors") => Class::FunctionErrors,
        (StageKind::Firehose, "DeliveryToS3.Success")
        | (StageKind::Sns, "NumberOfNotificationsFailed")
        | (StageKind::Eventbridge, "FailedInvocations") => Class::DeliveryFailing,
        (StageKind::Firehose, "DeliveryToS3.DataFreshness") => Class::DeliveryLate,
        (StageKind::Firehose, "FailedConversion.Records") => Class::ConversionFailing,
        (StageKind::HttpApi | StageKind::RestApi | StageKind::Appsync, "5xx" | "5XXError") => {
            Class::ApiErrors
        }
        (StageKind::Athena, "QueryQueueTime") => Class::QueriesQueueing,
        (StageKind::Athena, "TotalExecutionTime") if dimension("QueryState") == Some("FAILED") => {
            Class::QueriesFailing
        }
        (StageKind::Sqs, "ApproximateNumberOfMessagesVisible" | "ApproximateAgeOfOldestMessage")
            if sight.fed.is_empty() =>
        {
            Class::DeadLetters
        }
        // What waits is more than those who read take, whatever the reason.
        (StageKind::Sqs, "ApproximateAgeOfOldestMessage")
        | (_, "EstimatedMaxTimeLag" | "MaxOffsetLag" | "SumOffsetLag" | "OffsetLag") => Class::UnderCapacity,
        _ => Class::Threshold,
    }
}

fn reads(operation: &str) -> bool {
    ["Query", "Get", "Scan", "Batch"].iter().any(|word| operation.starts_with(word))
        && operation != "BatchWriteItem"
}

impl Crossed<'_> {
    /// The candidate in the words of the threshold.
    pub(super) fn candidate(&self, sight: &Sight<'_>) -> Candidate {
        let words = self.reasons.first().map_or("", |reason| &reason.sentence);
        self.saying(sight, format!("{}: {words}", sight.who()))
    }

    /// The candidate in other words.
    pub(super) fn saying(&self, sight: &Sight<'_>, cause: String) -> Candidate {
        let mut candidate = Candidate::new(self.class, Some(sight.index), self.health, self.since, cause);
        candidate.proofs = self.reasons.iter().filter_map(|reason| proof(sight, reason)).collect();
        candidate.is_ending = self.reasons.iter().all(|reason| is_back(sight, reason));
        candidate
    }
}

/// True when the newest value does not breach any more.
fn is_back(sight: &Sight<'_>, reason: &Reason) -> bool {
    let (Some(value), Some(threshold)) = (reason.value, reason.threshold) else { return false };
    let is_its = |rule: &&Rule| {
        rule.metric == reason.metric && (rule.warning == Some(threshold) || rule.critical == Some(threshold))
    };
    let mut rules = sight.stage.rules.iter().filter(is_its).peekable();
    rules.peek().is_some() && rules.all(|rule| !rule.comparison.breaches(value, threshold))
}

fn proof(sight: &Sight<'_>, reason: &Reason) -> Option<Proof> {
    let (metric, slots) = sight.slots(&reason.metric)?;
    let mut proof = Claim {
        words: reason.sentence.to_string(),
        series: sight.series(metric),
        metric,
        slots,
        back: slots.back_to(reason.since.timestamp()),
        value: reason.value,
        unit: reason.unit,
        rule: "",
    }
    .proof();
    proof.rule = match reason.threshold {
        Some(threshold) => format!("threshold on {}: {}", metric.label, say(threshold, reason.unit)).into(),
        None => "no points for ten minutes in which records came in".into(),
    };
    Some(proof)
}
