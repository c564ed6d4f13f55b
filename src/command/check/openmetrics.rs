//! Health, lags, verdicts and flows as `OpenMetrics` 1.0 text. What is not known is absent and never 0. Every family is a
//! gauge, since collectors that read the older Prometheus format refuse state sets and infos.

use std::fmt::Write;

use super::report::verdicts;
use crate::{
    pipeline::{AlarmState, Confidence, Health},
    question::Snapshot,
};

/// A family of samples.
struct Family {
    name: &'static str,
    unit: &'static str,
    help: &'static str,
    samples: Vec<(Labels, f64)>,
}

type Labels = Vec<(&'static str, String)>;

impl Family {
    const fn new(name: &'static str, unit: &'static str, help: &'static str) -> Self {
        Self { name, unit, help, samples: Vec::new() }
    }

    /// Adds a sample, where its value is known.
    fn add(&mut self, labels: &[(&'static str, &str)], value: impl Into<Option<f64>>) {
        let Some(value) = value.into().filter(|value: &f64| value.is_finite()) else { return };
        let labels: Labels = labels
            .iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(name, text)| (*name, (*text).to_owned()))
            .collect();
        if !self.samples.iter().any(|(held, _)| *held == labels) {
            self.samples.push((labels, value));
        }
    }

    /// One sample a state, 1 for the one it is in.
    fn add_states(&mut self, labels: &[(&'static str, &str)], now: Health) {
        for state in [Health::Ok, Health::Warning, Health::Critical, Health::Unknown] {
            let labels: Vec<_> = labels.iter().copied().chain([("state", state.as_str())]).collect();
            self.add(&labels, if state == now { 1.0 } else { 0.0 });
        }
    }

    fn write(&self, out: &mut String) {
        if self.samples.is_empty() {
            return;
        }
        let name = self.name;
        // Writing to a String does not fail.
        let _ = writeln!(out, "# TYPE {name} gauge");
        if !self.unit.is_empty() {
            let _ = writeln!(out, "# UNIT {name} {}", self.unit);
        }
        let _ = writeln!(out, "# HELP {name} {}", escaped(self.help));
        for (labels, value) in &self.samples {
            let labels: Vec<String> =
                labels.iter().map(|(label, text)| format!("{label}=\"{}\"", escaped(text))).collect();
            let braced = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
            let _ = writeln!(out, "{name}{braced} {value}");
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n").replace('"', "\\\"")
}

fn exposition(families: &[Family]) -> String {
    let mut text = String::new();
    for family in families {
        family.write(&mut text);
    }
    text.push_str("# EOF\n");
    text
}

/// Everything that is known of a snapshot.
pub(super) fn text(snapshot: &Snapshot) -> String {
    let mut families = vec![up(1.0)];
    families.extend(healths(snapshot));
    families.extend(lags(snapshot));
    families.extend(causes(snapshot));
    families.push(flows(snapshot));
    families.push(alarms(snapshot));
    families.extend(answers(snapshot));
    exposition(&families)
}

/// That nothing could be looked at, and why.
pub(super) fn nothing(why: &str) -> String {
    let mut refusal = Family::new("tidewatch_refusal", "", "Why nothing could be looked at.");
    refusal.add(&[("reason", why)], 1.0);
    exposition(&[up(0.0), refusal])
}

fn up(value: f64) -> Family {
    let mut up = Family::new("tidewatch_up", "", "1 when there was something to look at.");
    up.add(&[("version", env!("CARGO_PKG_VERSION"))], value);
    up
}

fn healths(snapshot: &Snapshot) -> [Family; 3] {
    let mut overall = Family::new("tidewatch_overall_health", "", "The worst health of all pipelines.");
    overall.add_states(&[], snapshot.worst_health());
    let mut pipelines =
        Family::new("tidewatch_pipeline_health", "", "Health of a pipeline, 1 for its state.");
    let mut stages = Family::new("tidewatch_health", "", "Health of a stage, 1 for its state.");
    for pipeline in snapshot.health.iter() {
        pipelines.add_states(&[("pipeline", pipeline.pipeline.as_str())], pipeline.health);
        for stage in &pipeline.stages {
            let labels = [
                ("pipeline", pipeline.pipeline.as_str()),
                ("stage", stage.stage.as_str()),
                ("kind", stage.kind.as_str()),
            ];
            stages.add_states(&labels, stage.health);
        }
    }
    [overall, pipelines, stages]
}

fn lags(snapshot: &Snapshot) -> [Family; 2] {
    let mut age = Family::new(
        "tidewatch_lag_seconds",
        "seconds",
        "Age of the oldest record a stage has still to read.",
    );
    let mut slope =
        Family::new("tidewatch_lag_slope", "", "Seconds the lag grows each second; below 0 it shrinks.");
    for pipeline in snapshot.health.iter() {
        for stage in &pipeline.stages {
            let labels = [("pipeline", pipeline.pipeline.as_str()), ("stage", stage.stage.as_str())];
            age.add(&labels, stage.lag.map(|lag| lag.age_secs));
            slope.add(&labels, stage.lag.map(|lag| lag.slope));
        }
    }
    [age, slope]
}

fn causes(snapshot: &Snapshot) -> [Family; 4] {
    let mut known = Family::new("tidewatch_verdict_info", "", "A cause of trouble that is there now.");
    let mut since = Family::new(
        "tidewatch_verdict_since_timestamp_seconds",
        "seconds",
        "When it began, seconds since 1970.",
    );
    let mut loss = Family::new(
        "tidewatch_loss_seconds",
        "seconds",
        "Seconds until the first record is lost, at the earliest.",
    );
    let mut waiting =
        Family::new("tidewatch_waiting_records", "records", "Records that wait because of it, estimated.");
    for (pipeline, verdict) in verdicts(snapshot) {
        let confidence = if verdict.confidence == Confidence::High { "high" } else { "low" };
        let stage = verdict.stage.as_ref().map_or("", |stage| stage.as_str());
        let labels =
            [("pipeline", pipeline.pipeline.as_str()), ("class", verdict.class.as_str()), ("stage", stage)];
        let told = [("health", verdict.health.as_str()), ("confidence", confidence)];
        known.add(&[&labels[..], &told].concat(), 1.0);
        since.add(&labels, verdict.since.timestamp() as f64);
        let left = verdict.loss.as_ref().map(|loss| (loss.at - snapshot.at).num_seconds().max(0) as f64);
        loss.add(&labels, left);
        waiting.add(&labels, verdict.effect.waiting_records);
    }
    [known, since, loss, waiting]
}

fn flows(snapshot: &Snapshot) -> Family {
    let mut flows = Family::new(
        "tidewatch_flow_records_per_second",
        "records_per_second",
        "What flows along an edge: sent where it begins, taken where it ends.",
    );
    for pipeline in snapshot.health.iter() {
        for flow in &pipeline.flows {
            for (end, rate) in [("sent", flow.sent_per_sec), ("taken", flow.taken_per_sec)] {
                let labels = [
                    ("pipeline", pipeline.pipeline.as_str()),
                    ("from", flow.from.as_str()),
                    ("to", flow.to.as_str()),
                    ("end", end),
                ];
                flows.add(&labels, rate);
            }
        }
    }
    flows
}

fn alarms(snapshot: &Snapshot) -> Family {
    let mut alarms = Family::new("tidewatch_alarms", "", "CloudWatch alarms of the pipeline's region.");
    for pipeline in &snapshot.estate.pipelines {
        let Some(list) = snapshot.alarms(&pipeline.name) else { continue };
        for state in [AlarmState::Alarm, AlarmState::InsufficientData, AlarmState::Ok] {
            let count = list.alarms.iter().filter(|alarm| alarm.state == state).count();
            alarms.add(&[("pipeline", pipeline.name.as_str()), ("state", state.as_str())], count as f64);
        }
    }
    alarms
}

fn answers(snapshot: &Snapshot) -> [Family; 5] {
    let mut age = Family::new("tidewatch_answer_age_seconds", "seconds", "Age of the newest answer.");
    let mut troubles = Family::new("tidewatch_answer_troubles", "", "Troubles of the newest attempt.");
    for (question, entry) in &snapshot.entries {
        let label = question.label();
        let held = entry.held.as_ref();
        let secs = |held: &crate::question::Answered| {
            (snapshot.at - held.provenance.as_of).num_milliseconds().max(0) as f64 / 1_000.0
        };
        age.add(&[("question", &label)], held.map(|held| secs(held)));
        if entry.attempts > 0 {
            troubles.add(&[("question", &label)], entry.troubles.len() as f64);
        }
    }
    let mut calls = Family::new("tidewatch_look_calls", "calls", "API calls of this look.");
    let mut cost = Family::new("tidewatch_look_cost_usd", "usd", "What the calls of this look cost.");
    let mut at = Family::new(
        "tidewatch_look_timestamp_seconds",
        "seconds",
        "When it was looked at, seconds since 1970.",
    );
    calls.add(&[], snapshot.bill.calls as f64);
    cost.add(&[], snapshot.bill.spent_micro_usd as f64 / 1_000_000.0);
    at.add(&[], snapshot.at.timestamp() as f64);
    [age, troubles, calls, cost, at]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_absent_and_labels_are_escaped() {
        let mut family = Family::new("tidewatch_lag_seconds", "seconds", "Age.");
        family.add(&[("stage", "a")], None);
        family.add(&[("stage", "b")], f64::NAN);
        let mut text = String::new();
        family.write(&mut text);
        assert_eq!(text, "", "a family without samples is not there");
        family.add(&[("stage", "say \"c:\\d\"\nnow"), ("pipeline", "")], 1.5);
        family.write(&mut text);
        assert_eq!(
            text,
            "# TYPE tidewatch_lag_seconds gauge\n# UNIT tidewatch_lag_seconds seconds\n\
             # HELP tidewatch_lag_seconds Age.\n\
             tidewatch_lag_seconds{stage=\"say \\\"c:\\\\d\\\"\\nnow\"} 1.5\n"
        );
    }

    #[test]
    fn a_refusal_is_a_whole_exposition() {
        let text = nothing("no pipeline");
        assert!(text.contains("tidewatch_refusal{reason=\"no pipeline\"} 1\n"), "{text}");
        assert!(text.contains("tidewatch_up{version=") && text.ends_with("# EOF\n"), "{text}");
    }
}
