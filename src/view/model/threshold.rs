//! Threshold lines of a chart, from the rules that are judged. Only rules about the metric's own value can be
//! drawn on its chart; sums, ratios and shares of a limit have other axes.

use crate::pipeline::{Comparison, Health, Measure, Metric, Scale, Shape, Stage};

/// A line across a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Height, in the chart's scale.
    pub value: f64,
    /// What it says: `critical > 60 min`.
    pub label: String,
    /// How bad crossing it is.
    pub health: Health,
}

/// The lines of a metric's chart.
pub fn lines(stage: &Stage, metric: &Metric, scale: Scale) -> Vec<Line> {
    let rules = stage.rules.iter().filter(|rule| rule.metric == metric.key && rule.measure == Measure::Value);
    let mut lines = Vec::new();
    for rule in rules {
        for (threshold, health) in [(rule.warning, Health::Warning), (rule.critical, Health::Critical)] {
            let Some(threshold) = threshold else { continue };
            let shown = match metric.shape {
                Shape::Counter => threshold / f64::from(metric.period_secs.max(1)),
                Shape::Gauge => threshold,
            };
            let label = label(health, rule.comparison, &scale.say(shown));
            lines.push(Line { value: shown * scale.factor, label, health });
        }
    }
    lines
}

fn label(health: Health, comparison: Comparison, value: &str) -> String {
    format!("{} {} {value}", health.as_str(), comparison.sign())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{Missing, Rule, StageKind, Told, Unit};

    #[test]
    fn a_counters_threshold_is_drawn_as_a_rate() {
        let metric = Metric {
            key: "errors".into(),
            label: "errors".into(),
            namespace: "AWS/Lambda".into(),
            name: "Errors".into(),
            dimensions: [].into(),
            statistic: "Sum".into(),
            unit: Unit::Count,
            shape: Shape::Counter,
            period_secs: 300,
            settle_secs: 60,
            missing: Missing::Zero,
        };
        let rule = Rule {
            metric: "errors".into(),
            measure: Measure::Value,
            comparison: Comparison::Above,
            warning: None,
            critical: Some(50.0),
            breaching: 3,
            of: 5,
        };
        let ratio = Rule { measure: Measure::Sum, ..rule.clone() };
        let stage = Stage {
            name: "s".into(),
            kind: StageKind::Lambda,
            resource: "r".into(),
            after: Vec::new(),
            metrics: vec![metric.clone()],
            rules: vec![rule, ratio],
            told: Told::default(),
        };
        let lines = lines(&stage, &metric, Scale::of(Shape::Counter, Unit::Count, 1.0));
        assert_eq!(lines.len(), 1);
        assert!((lines[0].value - 10.0).abs() < 1e-9);
        assert_eq!(lines[0].label, "critical > 10/min");
    }
}
