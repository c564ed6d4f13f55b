//! The shape of a catalogue table: what is published under which name, and what is bad.
//! Const builders keep a table to one line a fact. Knows no resource yet.

use crate::pipeline::{Comparison, Limit, Measure, Missing, Rule, Shape, Unit};

/// Everything the catalogue knows of one kind of stage.
pub(super) struct Table {
    /// CloudWatch namespace.
    pub(super) namespace: &'static str,
    /// Dimension names; the resource holds as many values, separated by `/`.
    pub(super) dimensions: &'static [&'static str],
    /// Metrics, the most telling first.
    pub(super) metrics: &'static [Entry],
    /// Default rules.
    pub(super) rules: &'static [Threshold],
}

/// One metric of a kind.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub(super) key: &'static str,
    pub(super) label: &'static str,
    pub(super) name: &'static str,
    pub(super) statistic: &'static str,
    pub(super) unit: Unit,
    pub(super) shape: Shape,
    pub(super) period_secs: u32,
    pub(super) settle_secs: u32,
    pub(super) missing: Missing,
    /// Dimensions beside those of the resource.
    pub(super) beside: &'static [(&'static str, &'static str)],
    pub(super) asked: Asked,
}

/// When a metric is asked for without the user naming it. Every metric asked costs money at each poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// For every stage of the kind.
    Always,
    /// Only for a stage that reads a stream: the service publishes it for no other.
    AfterStream,
    /// Only for a stage that is written to directly.
    WrittenDirectly,
    /// Only when the configuration names it.
    OnRequest,
}

impl Entry {
    /// A point is judged when it is older than this: by then the services of AWS have filled it in.
    const SETTLE_SECS: u32 = 180;

    /// A count of events: a Sum a minute, no point meaning that nothing happened.
    pub(super) const fn counter(key: &'static str, label: &'static str, name: &'static str) -> Self {
        Self {
            key,
            label,
            name,
            statistic: "Sum",
            unit: Unit::Count,
            shape: Shape::Counter,
            period_secs: 60,
            settle_secs: Self::SETTLE_SECS,
            missing: Missing::Zero,
            beside: &[],
            asked: Asked::Always,
        }
    }

    /// A count of what goes wrong, published only when it does.
    pub(super) const fn fault(key: &'static str, label: &'static str, name: &'static str) -> Self {
        Self::counter(key, label, name).missing(Missing::Fine)
    }

    /// A level a minute, no point meaning that nothing is known.
    pub(super) const fn gauge(
        key: &'static str,
        label: &'static str,
        name: &'static str,
        statistic: &'static str,
        unit: Unit,
    ) -> Self {
        let counted = Self::counter(key, label, name);
        Self { statistic, unit, shape: Shape::Gauge, missing: Missing::Unknown, ..counted }
    }

    pub(super) const fn unit(self, unit: Unit) -> Self {
        Self { unit, ..self }
    }

    pub(super) const fn missing(self, missing: Missing) -> Self {
        Self { missing, ..self }
    }

    pub(super) const fn beside(self, beside: &'static [(&'static str, &'static str)]) -> Self {
        Self { beside, ..self }
    }

    pub(super) const fn asked(self, asked: Asked) -> Self {
        Self { asked, ..self }
    }

    /// Published every `period_secs`, and final `settle_secs` later.
    pub(super) const fn timed(self, period_secs: u32, settle_secs: u32) -> Self {
        Self { period_secs, settle_secs, ..self }
    }
}

/// A default rule.
#[derive(Clone, Copy)]
pub(super) struct Threshold {
    pub(super) metric: &'static str,
    measure: Computed,
    comparison: Comparison,
    warning: Option<f64>,
    critical: Option<f64>,
    breaching: u8,
    of: u8,
}

#[derive(Clone, Copy)]
enum Computed {
    Value,
    Sum,
    Ratio { of: &'static str, at_least: f64 },
    PartOf(Limit),
}

impl Threshold {
    /// A level that breaches in 3 of the last 5 points: one late or partial minute must not flip a light.
    pub(super) const fn level(metric: &'static str, warning: f64, critical: f64) -> Self {
        Self {
            metric,
            measure: Computed::Value,
            comparison: Comparison::Above,
            warning: Some(warning),
            critical: Some(critical),
            breaching: 3,
            of: 5,
        }
    }

    /// A level that is bad below its thresholds.
    pub(super) const fn floor(metric: &'static str, warning: f64, critical: f64) -> Self {
        Self { comparison: Comparison::Below, ..Self::level(metric, warning, critical) }
    }

    /// A warning when it happened at all in the last 5 periods.
    pub(super) const fn any(metric: &'static str) -> Self {
        let level = Self::level(metric, 0.0, 0.0);
        Self { measure: Computed::Sum, critical: None, breaching: 1, ..level }
    }

    /// A warning when it happened at all, critical when in `breaching` of the last 5 periods: clients retry, so
    /// it is that it goes on which matters.
    pub(super) const fn graded(metric: &'static str, breaching: u8) -> Self {
        Self { breaching, ..Self::level(metric, 0.0, 0.0) }
    }

    /// Critical when it happened in `breaching` of the last 5 periods: there is no harmless kind of it.
    pub(super) const fn lasting(metric: &'static str, breaching: u8) -> Self {
        Self { warning: None, breaching, ..Self::level(metric, 0.0, 0.0) }
    }

    /// A share of another counter over the last 5 periods, judged from `at_least` of that other on.
    pub(super) const fn ratio(
        metric: &'static str,
        of: &'static str,
        at_least: f64,
        warning: Option<f64>,
        critical: f64,
    ) -> Self {
        let level = Self::level(metric, 0.0, critical);
        Self { measure: Computed::Ratio { of, at_least }, warning, breaching: 1, ..level }
    }

    /// A share of a limit that is known at run time.
    pub(super) const fn part_of(
        metric: &'static str,
        limit: Limit,
        warning: Option<f64>,
        critical: f64,
    ) -> Self {
        Self { measure: Computed::PartOf(limit), warning, ..Self::level(metric, 0.0, critical) }
    }

    /// The same with other points: `breaching` of the last `of`.
    pub(super) const fn points(self, breaching: u8, of: u8) -> Self {
        Self { breaching, of, ..self }
    }

    /// The rule for those who judge.
    pub(super) fn rule(&self) -> Rule {
        Rule {
            metric: self.metric.into(),
            measure: match self.measure {
                Computed::Value => Measure::Value,
                Computed::Sum => Measure::Sum,
                Computed::Ratio { of, at_least } => Measure::Ratio { of: of.into(), at_least },
                Computed::PartOf(limit) => Measure::PartOf(limit),
            },
            comparison: self.comparison,
            warning: self.warning,
            critical: self.critical,
            breaching: self.breaching,
            of: self.of,
        }
    }
}
