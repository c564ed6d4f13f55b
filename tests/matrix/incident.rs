//! One incident lived through, and what was said meanwhile.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use tidewatch::{
    pipeline::{Health, PipelineHealth, Verdict},
    simulator::Scenario,
};

use super::{
    noise::Noise,
    plan::Plan,
    truth::{Expected, expected, first_loss, is_steady},
    watch::Watch,
};

/// Longest that is waited for the last verdict to go after the mending.
const LONGEST_RECOVERY: TimeDelta = TimeDelta::hours(3);

/// What came of a run.
pub(crate) struct Outcome {
    pub(crate) scenario: Scenario,
    pub(crate) seed: u64,
    /// When the fault began.
    pub(crate) fault: DateTime<Utc>,
    /// From the fault to the first right verdict.
    pub(crate) found: Option<TimeDelta>,
    /// At the end of the fault the first verdict names the cause and the stage.
    pub(crate) is_right: bool,
    /// At the end of the fault the first verdict names the stage.
    pub(crate) is_stage: bool,
    /// Every verdict by its key: when it was first said after the fault, for how many looks, its words, whether true.
    pub(crate) said: BTreeMap<String, Said>,
    /// How often the right verdict was taken back while the fault lasted.
    pub(crate) flaps: u32,
    /// From the mending until nothing above ok was said.
    pub(crate) cleared: Option<TimeDelta>,
    /// The loss clock against the truth.
    pub(crate) losses: Vec<LossError>,
    /// The first of CloudWatch's own alarms: how long after the fault, and its name.
    pub(crate) alarm: Option<(TimeDelta, String)>,
}

/// A verdict as it was said in a run.
pub(crate) struct Said {
    pub(crate) first: TimeDelta,
    pub(crate) looks: u32,
    pub(crate) sentence: String,
    pub(crate) is_true: bool,
    pub(crate) is_vague: bool,
}

/// One reading of the loss clock.
#[derive(Clone, Copy)]
pub(crate) struct LossError {
    /// By how much it was later than the truth; negative is earlier, as it should be.
    pub(crate) late: TimeDelta,
    /// The same as a share of what was left.
    pub(crate) share: f64,
    /// True where the slope is steady and the fault old enough to tell.
    pub(crate) is_steady: bool,
}

/// Lives through a scenario.
pub(crate) fn incident(scenario: Scenario, seed: u64) -> Outcome {
    let plan = Plan::of(scenario, seed);
    let mut run = Run::new(scenario, seed, &plan);
    let mut watch = Watch::new(seed, plan.start, Noise::none());
    let (mut is_played, mut is_mended, mut quiet) = (false, false, 0);
    let mut now = plan.start;
    while now < plan.mended + LONGEST_RECOVERY && quiet < 10 {
        if !is_played && now >= plan.played {
            watch.play(scenario, plan.played);
            is_played = true;
        }
        if !is_mended && now >= plan.mended {
            run.end_of_fault();
            watch.play(Scenario::Calm, plan.mended);
            is_mended = true;
        }
        let health = watch.look(now);
        run.take(health, now, is_mended);
        quiet = if is_mended && run.is_quiet { quiet + 1 } else { 0 };
        if let Some(alarm) =
            watch.ringing().next().filter(|_| now >= plan.fault && run.outcome.alarm.is_none())
        {
            run.outcome.alarm = Some((now - plan.fault, alarm.name.to_string()));
        }
        now += plan.step;
    }
    run.close(&plan)
}

struct Run {
    expected: Expected,
    fault: DateTime<Utc>,
    mended: DateTime<Utc>,
    outcome: Outcome,
    /// What the newest look said first: whether right, whether the stage is.
    newest: (bool, bool),
    is_told: bool,
    is_quiet: bool,
    loss_said: Vec<(DateTime<Utc>, DateTime<Utc>)>,
}

impl Run {
    fn new(scenario: Scenario, seed: u64, plan: &Plan) -> Self {
        let outcome = Outcome {
            scenario,
            seed,
            fault: plan.fault,
            found: None,
            is_right: false,
            is_stage: false,
            said: BTreeMap::new(),
            flaps: 0,
            cleared: None,
            losses: Vec::new(),
            alarm: None,
        };
        Self {
            expected: expected(scenario),
            fault: plan.fault,
            mended: plan.mended,
            outcome,
            newest: (false, false),
            is_told: false,
            is_quiet: false,
            loss_said: Vec::new(),
        }
    }

    fn take(&mut self, health: &PipelineHealth, now: DateTime<Utc>, is_mended: bool) {
        let verdicts: Vec<&Verdict> =
            health.verdicts.iter().filter(|verdict| verdict.health > Health::Ok).collect();
        for verdict in &verdicts {
            let is_true = self.expected.is_true(verdict, is_mended);
            let first = now - self.fault;
            let said = self.outcome.said.entry(verdict.key()).or_insert_with(|| Said {
                first,
                looks: 0,
                sentence: verdict.cause.to_string(),
                is_true,
                is_vague: self.expected.is_vague(verdict),
            });
            said.looks += 1;
            said.is_true &= is_true;
        }
        let right = verdicts.iter().find(|verdict| self.expected.is_right(verdict));
        if !is_mended {
            if self.is_told && right.is_none() {
                self.outcome.flaps += 1;
            }
            if right.is_some() && now >= self.fault {
                self.outcome.found.get_or_insert(now - self.fault);
            }
            let first = verdicts.first();
            self.newest = (
                first.is_some_and(|verdict| self.expected.is_right(verdict)),
                first.is_some_and(|verdict| self.expected.is_stage(verdict)),
            );
            self.loss_said.extend(right.and_then(|verdict| Some((now, verdict.loss.as_ref()?.at))));
        }
        self.is_told = right.is_some();
        self.is_quiet = verdicts.is_empty();
        if is_mended && self.is_quiet {
            self.outcome.cleared.get_or_insert(now - self.mended);
        } else {
            self.outcome.cleared = None;
        }
    }

    fn end_of_fault(&mut self) {
        (self.outcome.is_right, self.outcome.is_stage) = self.newest;
    }

    fn close(mut self, plan: &Plan) -> Outcome {
        let Outcome { scenario, seed, .. } = self.outcome;
        if self.loss_said.is_empty() {
            return self.outcome;
        }
        // Where nothing is ever lost, any clock is early.
        let truth = first_loss(seed, plan.start, scenario, plan.fault);
        for (at, said) in self.loss_said {
            let truth = truth.unwrap_or(at + TimeDelta::days(365));
            let (late, left) = (said - truth, (truth - at).num_seconds().max(1));
            let is_steady = is_steady(scenario) && at - plan.fault >= TimeDelta::minutes(25);
            let share = late.num_seconds() as f64 / left as f64;
            self.outcome.losses.push(LossError { late, share, is_steady });
        }
        self.outcome
    }
}
