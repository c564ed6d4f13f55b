//! CloudWatch's alarms in our words: state, since, condition, M of N. Pure.
//! Every text is made harmless here.

use std::sync::Arc;

use aws_sdk_cloudwatch::types::{
    ActionsSuppressedBy, ComparisonOperator, CompositeAlarm, EvaluationState, Metric, MetricAlarm,
    MetricDataQuery, MetricStat, StateValue, Statistic,
};
use aws_smithy_types::DateTime as SdkTime;
use chrono::{DateTime, Utc};

use super::{
    reasoned::{self, Reasoned},
    rule,
    watched::Watched,
};
use crate::pipeline::{Alarm, AlarmDetail, AlarmKind, AlarmState, clean_line};

/// Longest names and longest texts that are passed on, in characters.
pub(super) const MOST_NAME: usize = 255;
pub(super) const MOST_WORDS: usize = 1_000;

/// An alarm, what it watches, and its children; the names in the latter two are as AWS wrote them.
pub(super) struct Converted {
    pub(super) raw_name: String,
    pub(super) alarm: Alarm,
    pub(super) watched: Vec<Watched>,
    pub(super) raw_children: Vec<String>,
}

/// A metric alarm, plain or with math.
pub(super) fn of_metric(alarm: &MetricAlarm) -> Converted {
    let watched = watched_by(alarm);
    let (state, reason) = state_of(alarm.state_value(), alarm.state_reason());
    let periods = alarm.evaluation_periods().and_then(count);
    let raw_name = alarm.alarm_name().unwrap_or_default().to_owned();
    Converted {
        alarm: Alarm {
            name: line(&raw_name, MOST_NAME),
            arn: line(alarm.alarm_arn().unwrap_or_default(), MOST_WORDS),
            description: description(alarm.alarm_description()),
            kind: kind_of(alarm),
            state,
            since: alarm.state_transitioned_timestamp().or(alarm.state_updated_timestamp()).and_then(time),
            reason,
            threshold: alarm.threshold(),
            condition: alarm.comparison_operator().map(|operator| condition(operator, alarm.threshold())),
            watches: watches(&watched, alarm.metrics()),
            period_secs: period_of(alarm),
            // DatapointsToAlarm is absent where all of the evaluated periods must breach.
            m_of_n: periods.map(|n| (alarm.datapoints_to_alarm().and_then(count).unwrap_or(n), n)),
            treat_missing: treat_missing(alarm, &watched),
            actions_enabled: alarm.actions_enabled().unwrap_or(true),
            stages: Vec::new(),
            children: Vec::new(),
            detail: detail_of_metric(alarm, &watched),
        },
        raw_name,
        watched,
        raw_children: Vec::new(),
    }
}

/// A band is watched where the threshold is another query's, or where an expression draws one.
fn kind_of(alarm: &MetricAlarm) -> AlarmKind {
    let draws = |query: &MetricDataQuery| {
        query.expression().is_some_and(|text| text.to_ascii_uppercase().contains("ANOMALY_DETECTION_BAND"))
    };
    if alarm.threshold_metric_id().is_some() || alarm.metrics().iter().any(draws) {
        AlarmKind::Band
    } else if alarm.metrics().is_empty() {
        AlarmKind::Metric
    } else {
        AlarmKind::Math
    }
}

/// The metrics are filled in when the pipeline is known, whose stages they may belong to.
fn detail_of_metric(alarm: &MetricAlarm, watched: &[Watched]) -> AlarmDetail {
    let Reasoned { evaluated, unread, .. } = reasoned::read(alarm.state_reason_data());
    let own = watched.first().filter(|_| alarm.metric_name().is_some());
    AlarmDetail {
        evaluated,
        unread,
        evaluation: alarm.evaluation_state().map(evaluation),
        actions: [alarm.alarm_actions(), alarm.ok_actions(), alarm.insufficient_data_actions()].map(sent_to),
        dimensions: own.map(|own| own.dimensions.iter().map(pair).collect()).unwrap_or_default(),
        ..AlarmDetail::default()
    }
}

fn detail_of_composite(alarm: &CompositeAlarm) -> AlarmDetail {
    let Reasoned { triggered_by, unread, .. } = reasoned::read(alarm.state_reason_data());
    AlarmDetail {
        unread,
        triggered_by,
        suppressed: suppressed(alarm),
        actions: [alarm.alarm_actions(), alarm.ok_actions(), alarm.insufficient_data_actions()].map(sent_to),
        ..AlarmDetail::default()
    }
}

fn sent_to(actions: &[String]) -> u32 {
    u32::try_from(actions.len()).unwrap_or(u32::MAX)
}

fn pair((name, value): &(String, String)) -> (Arc<str>, Arc<str>) {
    (line(name, MOST_NAME), line(value, MOST_WORDS))
}

fn evaluation(state: &EvaluationState) -> Arc<str> {
    match state {
        EvaluationState::PartialData => {
            "on a part of the data: it matches more than CloudWatch reads at once".into()
        }
        EvaluationState::EvaluationError => "with an error: its configuration has to be looked at".into(),
        EvaluationState::EvaluationFailure => "not at all for the moment: CloudWatch itself fails".into(),
        other => line(&format!("in a way that is not known here ({})", other.as_str()), MOST_NAME),
    }
}

/// What keeps the actions of a composite back, and why.
fn suppressed(alarm: &CompositeAlarm) -> Option<Arc<str>> {
    let by = alarm.actions_suppressed_by()?;
    let suppressor = alarm.actions_suppressor().map_or("its suppressor", rule::name_of);
    let what = match by {
        ActionsSuppressedBy::Alarm => format!("while {suppressor} rings"),
        ActionsSuppressedBy::WaitPeriod => format!("waiting whether {suppressor} rings"),
        ActionsSuppressedBy::ExtensionPeriod => format!("for a while after {suppressor} rang"),
        other => format!("by {}", other.as_str()),
    };
    let reason = alarm.actions_suppressed_reason().map_or_else(String::new, |reason| format!(": {reason}"));
    Some(line(&format!("{what}{reason}"), MOST_WORDS))
}

/// What missing data means for the alarm. On metrics of DynamoDB it is always ignored, whatever the alarm says.
fn treat_missing(alarm: &MetricAlarm, watched: &[Watched]) -> Option<Arc<str>> {
    if watched.iter().any(|one| one.namespace == "AWS/DynamoDB") {
        return Some(Arc::from("ignore (always so on DynamoDB)"));
    }
    alarm.treat_missing_data().map(|text| line(text, 60))
}

/// A composite alarm.
pub(super) fn of_composite(alarm: &CompositeAlarm) -> Converted {
    let (state, reason) = state_of(alarm.state_value(), alarm.state_reason());
    let raw_name = alarm.alarm_name().unwrap_or_default().to_owned();
    let rule_text = alarm.alarm_rule().unwrap_or_default();
    let raw_children = rule::children(rule_text);
    Converted {
        alarm: Alarm {
            name: line(&raw_name, MOST_NAME),
            arn: line(alarm.alarm_arn().unwrap_or_default(), MOST_WORDS),
            description: description(alarm.alarm_description()),
            kind: AlarmKind::Composite,
            state,
            since: alarm.state_transitioned_timestamp().or(alarm.state_updated_timestamp()).and_then(time),
            reason,
            threshold: None,
            condition: None,
            watches: line(rule_text, MOST_WORDS),
            period_secs: None,
            m_of_n: None,
            treat_missing: None,
            actions_enabled: alarm.actions_enabled().unwrap_or(true),
            stages: Vec::new(),
            children: raw_children.iter().map(|name| line(name, MOST_NAME)).collect(),
            detail: detail_of_composite(alarm),
        },
        raw_name,
        watched: Vec::new(),
        raw_children,
    }
}

/// A text from AWS made harmless.
pub(super) fn line(text: &str, most: usize) -> Arc<str> {
    clean_line(text, most).into()
}

fn description(text: Option<&str>) -> Option<Arc<str>> {
    text.map(|text| line(text, MOST_WORDS)).filter(|text| !text.is_empty())
}

fn count(value: i32) -> Option<u32> {
    u32::try_from(value).ok()
}

/// A time of AWS; none where it is out of all bounds.
pub(super) fn time(at: &SdkTime) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(at.secs(), at.subsec_nanos())
}

/// A state this version does not know counts as too little data, and says so: never as OK.
fn state_of(state: Option<&StateValue>, reason: Option<&str>) -> (AlarmState, Arc<str>) {
    let reason = reason.unwrap_or_default();
    match state {
        Some(StateValue::Ok) => (AlarmState::Ok, line(reason, MOST_WORDS)),
        Some(StateValue::Alarm) => (AlarmState::Alarm, line(reason, MOST_WORDS)),
        Some(StateValue::InsufficientData) => (AlarmState::InsufficientData, line(reason, MOST_WORDS)),
        other => {
            let name = other.map_or("none", StateValue::as_str);
            let reason = format!("CloudWatch reports the state {name}, which is not known here. {reason}");
            (AlarmState::InsufficientData, line(&reason, MOST_WORDS))
        }
    }
}

fn condition(operator: &ComparisonOperator, threshold: Option<f64>) -> Arc<str> {
    let words = match operator {
        ComparisonOperator::GreaterThanThreshold => ">",
        ComparisonOperator::GreaterThanOrEqualToThreshold => ">=",
        ComparisonOperator::LessThanThreshold => "<",
        ComparisonOperator::LessThanOrEqualToThreshold => "<=",
        ComparisonOperator::GreaterThanUpperThreshold => "above the band",
        ComparisonOperator::LessThanLowerThreshold => "below the band",
        ComparisonOperator::LessThanLowerOrGreaterThanUpperThreshold => "outside the band",
        other => other.as_str(),
    };
    line(&threshold.map_or_else(|| words.to_owned(), |value| format!("{words} {value}")), 80)
}

fn period_of(alarm: &MetricAlarm) -> Option<u32> {
    let of_query =
        |query: &MetricDataQuery| query.metric_stat().and_then(MetricStat::period).or(query.period());
    alarm.period().or_else(|| alarm.metrics().iter().filter_map(of_query).max()).and_then(count)
}

/// The metrics an alarm looks at; those of a math alarm stand in its queries.
fn watched_by(alarm: &MetricAlarm) -> Vec<Watched> {
    let statistic =
        alarm.statistic().map(Statistic::as_str).or(alarm.extended_statistic()).unwrap_or_default();
    let own = alarm.metric_name().map(|name| Watched {
        namespace: alarm.namespace().unwrap_or_default().to_owned(),
        name: name.to_owned(),
        statistic: statistic.to_owned(),
        dimensions: pairs(alarm.dimensions()),
    });
    let of_queries = alarm.metrics().iter().filter_map(MetricDataQuery::metric_stat).map(|stat| {
        let metric = stat.metric();
        Watched {
            namespace: metric.and_then(Metric::namespace).unwrap_or_default().to_owned(),
            name: metric.and_then(Metric::metric_name).unwrap_or_default().to_owned(),
            statistic: stat.stat().unwrap_or_default().to_owned(),
            dimensions: pairs(metric.map(Metric::dimensions).unwrap_or_default()),
        }
    });
    own.into_iter().chain(of_queries).collect()
}

fn pairs(dimensions: &[aws_sdk_cloudwatch::types::Dimension]) -> Vec<(String, String)> {
    dimensions
        .iter()
        .map(|pair| (pair.name().unwrap_or_default().to_owned(), pair.value().unwrap_or_default().to_owned()))
        .collect()
}

fn watches(watched: &[Watched], queries: &[MetricDataQuery]) -> Arc<str> {
    let metrics: Vec<String> =
        watched.iter().map(|one| format!("{} {} {}", one.namespace, one.name, one.statistic)).collect();
    let metrics = metrics.join(", ");
    let expressions: Vec<&str> = queries.iter().filter_map(MetricDataQuery::expression).collect();
    match (expressions.is_empty(), metrics.is_empty()) {
        (true, true) => "no metric is named".into(),
        (true, false) => line(&metrics, MOST_WORDS),
        (false, true) => line(&expressions.join(", "), MOST_WORDS),
        (false, false) => line(&format!("{} of {metrics}", expressions.join(", ")), MOST_WORDS),
    }
}
