//! Outcomes counted: one row a scenario, and the words of what was wrong.

use std::fmt::{self, Display};

use chrono::TimeDelta;

use super::incident::{LossError, Outcome};

/// The figures of one scenario, or of all together.
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) runs: usize,
    /// Runs in which the first verdict at the end names cause and stage.
    pub(crate) right: usize,
    /// Runs in which it names the stage.
    pub(crate) stage: usize,
    /// Runs in which the right verdict was said at all.
    pub(crate) found: usize,
    /// Verdicts said, each once a run, and those of them that were true.
    pub(crate) said: (usize, usize),
    /// Minutes to the first right verdict, ascending.
    pub(crate) delays: Vec<f64>,
    pub(crate) flaps: u32,
    /// Verdicts that were true and said too little.
    vague: usize,
    cleared: Vec<f64>,
    alarms: Vec<f64>,
    losses: Vec<LossError>,
}

impl Row {
    /// Counts outcomes.
    pub(crate) fn of(name: &str, outcomes: &[&Outcome]) -> Self {
        let count = |is_so: fn(&Outcome) -> bool| outcomes.iter().filter(|outcome| is_so(outcome)).count();
        let minutes = |of: fn(&Outcome) -> Option<TimeDelta>| {
            let mut all: Vec<f64> = outcomes
                .iter()
                .filter_map(|outcome| of(outcome))
                .map(|span| span.num_seconds() as f64 / 60.0)
                .collect();
            all.sort_by(f64::total_cmp);
            all
        };
        let said = || outcomes.iter().flat_map(|outcome| outcome.said.values()).filter(|said| !said.is_vague);
        Self {
            name: name.to_owned(),
            runs: outcomes.len(),
            right: count(|outcome| outcome.is_right),
            stage: count(|outcome| outcome.is_stage),
            found: count(|outcome| outcome.found.is_some()),
            said: (said().count(), said().filter(|said| said.is_true).count()),
            delays: minutes(|outcome| outcome.found),
            vague: outcomes
                .iter()
                .flat_map(|outcome| outcome.said.values())
                .filter(|said| said.is_vague)
                .count(),
            flaps: outcomes.iter().map(|outcome| outcome.flaps).sum(),
            cleared: minutes(|outcome| outcome.cleared),
            alarms: minutes(|outcome| Some(outcome.alarm.as_ref()?.0)),
            losses: outcomes.iter().flat_map(|outcome| outcome.losses.iter().copied()).collect(),
        }
    }

    /// The heads of the columns.
    pub(crate) fn head() -> String {
        format!(
            "{:<22} {:>4} {:>6} {:>6} {:>6} {:>6} {:>13} {:>5} {:>5} {:>5} {:>11} {:>11}  {}",
            "scenario",
            "runs",
            "right",
            "stage",
            "prec",
            "recall",
            "found min",
            "wrong",
            "vague",
            "flaps",
            "clear min",
            "alarm min",
            "loss clock: late, steady error med/worst"
        )
    }

    /// Share of loss readings later than the truth, and the worst error where the slope is steady.
    pub(crate) fn loss(&self) -> Option<(f64, f64)> {
        let late = self.losses.iter().filter(|loss| loss.late > TimeDelta::seconds(15)).count();
        let steady = self.losses.iter().filter(|loss| loss.is_steady);
        let worst = steady.map(|loss| loss.share.abs()).fold(0.0, f64::max);
        (!self.losses.is_empty()).then(|| (late as f64 / self.losses.len() as f64, worst))
    }
}

impl Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (said, truly) = self.said;
        let runs = self.runs.max(1) as f64;
        write!(
            f,
            "{:<22} {:>4} {:>5.0}% {:>5.0}% {:>5.0}% {:>5.0}% {:>13} {:>5} {:>5} {:>5} {:>11} {:>11}",
            self.name,
            self.runs,
            100.0 * self.right as f64 / runs,
            100.0 * self.stage as f64 / runs,
            100.0 * truly as f64 / said.max(1) as f64,
            100.0 * self.found as f64 / runs,
            spread(&self.delays),
            said - truly,
            self.vague,
            self.flaps,
            spread(&self.cleared),
            spread(&self.alarms),
        )?;
        let Some((late, worst)) = self.loss() else { return Ok(()) };
        let mut steady: Vec<f64> =
            self.losses.iter().filter(|loss| loss.is_steady).map(|loss| loss.share.abs()).collect();
        steady.sort_by(f64::total_cmp);
        let most = self.losses.iter().map(|loss| loss.late).max().unwrap_or_default().max(TimeDelta::zero());
        write!(
            f,
            "  {} readings, {:.1}% late, most {}s",
            self.losses.len(),
            100.0 * late,
            most.num_seconds()
        )?;
        match steady.get(steady.len() / 2) {
            Some(median) => write!(f, ", {:.1}%/{:.1}%", 100.0 * median, 100.0 * worst),
            None => Ok(()),
        }
    }
}

/// Median and worst: `5.2/7.9`.
fn spread(minutes: &[f64]) -> String {
    match (minutes.get(minutes.len() / 2), minutes.last()) {
        (Some(median), Some(worst)) => format!("{median:.1}/{worst:.1}"),
        _ => "-".to_owned(),
    }
}

/// What was wrong in a run, a line each; empty when all was right.
pub(crate) fn wrongs(outcome: &Outcome) -> Vec<String> {
    let mut lines = Vec::new();
    if !outcome.is_right || outcome.found.is_none() || outcome.flaps > 0 || outcome.cleared.is_none() {
        let found =
            outcome.found.map_or("never found".to_owned(), |found| format!("found {}s", found.num_seconds()));
        let end = if outcome.is_right { "right" } else { "wrong" };
        let over =
            outcome.cleared.map_or("never clear".to_owned(), |over| format!("clear {}s", over.num_seconds()));
        lines.push(format!("{found}, {end} at the end, {} flaps, {over}", outcome.flaps));
    }
    for (key, said) in outcome.said.iter().filter(|(_, said)| !said.is_true && !said.is_vague) {
        let first = said.first.num_seconds() as f64 / 60.0;
        lines.push(format!("said after {first:.1} min, at {} looks: {key}: {}", said.looks, said.sentence));
    }
    let head = format!(
        "{} seed {} (fault {}): ",
        outcome.scenario.name(),
        outcome.seed,
        outcome.fault.format("%a %H:%M:%S")
    );
    lines.into_iter().map(|line| format!("{head}{line}")).collect()
}
