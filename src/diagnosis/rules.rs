//! One rule at one stage: is a threshold crossed, since when, and how is that said?
//! Knows nothing of other stages.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{
    course::{Begin, Gate, follow},
    measure::{Measured, Place, measure},
    sentence::span,
};
use crate::pipeline::{Comparison, Health, Measure, Metric, Reason, Rule, Shape, StageHealth, say};

/// The reason a rule gives at a stage, if it gives one: of its two thresholds the worse one that is crossed.
///
/// Both thresholds take M of N to be crossed, except that where both are the same, the first breaching slot
/// is a warning and M of N make it critical: "it happened" against "it goes on".
pub(super) fn reason(rule: &Rule, place: &Place<'_>, previous: Option<&StageHealth>) -> Option<Reason> {
    let metric = place.sight.stage.metric(&rule.metric)?;
    let measured = measure(rule, place)?;
    let is_graded = rule.warning.is_some() && rule.warning == rule.critical;
    let thresholds = [(Health::Critical, rule.critical, rule.breaching), {
        let breaching = if is_graded { 1 } else { rule.breaching };
        (Health::Warning, rule.warning, breaching)
    }];
    thresholds.into_iter().find_map(|(health, threshold, breaching)| {
        let threshold = threshold?;
        let gate = gate(rule, threshold, breaching);
        let before = lasting(previous, rule, health, threshold, measured.at(0));
        let since = match follow(&measured.levels, &gate, before.is_some())? {
            Begin::Earlier => before?,
            Begin::Slot(index) => DateTime::from_timestamp(measured.at(index), 0)?,
        };
        let value = measured.newest();
        Some(Reason {
            metric: rule.metric.clone(),
            health,
            value,
            unit: measured.unit,
            threshold: Some(threshold),
            since,
            sentence: Arc::from(sentence(rule, metric, &measured, &gate)),
        })
    })
}

fn gate(rule: &Rule, threshold: f64, breaching: u8) -> Gate {
    match rule.measure {
        Measure::Value | Measure::PartOf(_) => Gate::points(threshold, rule.comparison, breaching, rule.of),
        Measure::Sum | Measure::Ratio { .. } => Gate::window(threshold, rule.comparison, rule.of),
    }
}

/// Since when the same breach was known to last, if it began before the first slot.
fn lasting(
    previous: Option<&StageHealth>,
    rule: &Rule,
    health: Health,
    threshold: f64,
    first_at: i64,
) -> Option<DateTime<Utc>> {
    let is_same = |reason: &&Reason| {
        reason.metric == rule.metric && reason.health == health && reason.threshold == Some(threshold)
    };
    let since = previous?.reasons.iter().find(is_same)?.since;
    (since.timestamp() < first_at).then_some(since)
}

/// `iterator age 72 min, over 60 min`; `errors 7.3 % of invocations in 5 min, over 5.0 %`.
fn sentence(rule: &Rule, metric: &Metric, measured: &Measured, gate: &Gate) -> String {
    let Some(value) = measured.newest() else { return metric.label.to_string() };
    let figure = say(value, measured.unit);
    let base = measured.base.as_ref().map_or(String::new(), |base| format!(" {base}"));
    let slots = match rule.measure {
        Measure::Sum | Measure::Ratio { .. } => i64::from(rule.of.max(1)),
        Measure::Value if metric.shape == Shape::Counter => 1,
        Measure::Value | Measure::PartOf(_) => 0,
    };
    let within = if slots > 0 { format!(" in {}", span(slots * measured.period)) } else { String::new() };
    let (beyond, back) = match rule.comparison {
        Comparison::Above => ("over", "just back under"),
        Comparison::Below => ("under", "just back over"),
    };
    let threshold = say(gate.threshold, measured.unit);
    // "Over 0" says nothing that the figure does not.
    let is_any = gate.threshold == 0.0 && rule.comparison == Comparison::Above;
    let against = match (gate.breaches(value), is_any) {
        (true, true) => String::new(),
        (true, false) => format!(", {beyond} {threshold}"),
        (false, true) => ", just over".to_owned(),
        (false, false) => format!(", {back} {threshold}"),
    };
    format!("{} {figure}{base}{within}{against}", metric.label)
}
