//! What an alarm would have done: a series judged period by period as CloudWatch judges it, M of the last N with its
//! treatments of missing data. Knows no alarm that exists and no clock.

use crate::pipeline::{Comparison, Metric, Missing, Series};

/// Periods CloudWatch looks back beyond N for data that is not missing, as in the example of its documentation.
const LOOK_BACK: usize = 2;
/// Periods that are judged at most; a longer range is judged at its end.
const MOST_PERIODS: i64 = Series::MOST_POINTS as i64;

/// What an alarm makes of periods without a data point (`TreatMissingData`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Treat {
    /// Nothing is known; with no data at all the state is `INSUFFICIENT_DATA`.
    Missing,
    /// The state stays as it is.
    Ignore,
    /// As if the threshold was crossed.
    Breaching,
    /// As if all was well.
    NotBreaching,
}

impl Treat {
    /// Every treatment.
    pub const ALL: [Self; 4] = [Self::Missing, Self::Ignore, Self::Breaching, Self::NotBreaching];

    /// As AWS writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Ignore => "ignore",
            Self::Breaching => "breaching",
            Self::NotBreaching => "notBreaching",
        }
    }

    /// The treatment that AWS calls so.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|treat| treat.as_str().eq_ignore_ascii_case(name))
    }

    /// The one that fits what a missing point of this metric means.
    pub fn fitting(metric: &Metric) -> Self {
        let fits = match metric.missing {
            Missing::Zero | Missing::Fine => Self::NotBreaching,
            Missing::Bad => Self::Breaching,
            Missing::Unknown => Self::Missing,
        };
        fits.heeded(metric)
    }

    /// What an alarm on this metric makes of it. Alarms on DynamoDB's metrics ignore missing data whatever they are
    /// told (`PutMetricAlarm`, AWS documentation).
    pub fn heeded(self, metric: &Metric) -> Self {
        if is_always_ignored(metric) { Self::Ignore } else { self }
    }
}

/// True where missing data is ignored whatever an alarm says.
pub(super) fn is_always_ignored(metric: &Metric) -> bool {
    &*metric.namespace == "AWS/DynamoDB"
}

/// An alarm that is tried.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trial {
    /// In the unit of the series' points: a counter's Sum over its period.
    pub threshold: f64,
    /// Which side is bad.
    pub comparison: Comparison,
    /// M: datapoints to alarm.
    pub m: u32,
    /// N: evaluation periods.
    pub n: u32,
    /// What a missing point counts as.
    pub treat_missing: Treat,
}

/// A stretch of time an alarm would have been in ALARM; epoch seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Firing {
    /// When it would have gone into ALARM: the end of the period that did it.
    pub from: i64,
    /// When it would have gone out of it, or where the looked-at time ends.
    pub to: i64,
    /// True when it would be in ALARM still.
    pub is_open: bool,
}

/// What an alarm would have done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Backtest {
    /// Oldest first; they do not touch.
    pub firings: Vec<Firing>,
    /// Periods that were judged.
    pub evaluated: u32,
    /// How many of them had no data point.
    pub missing: u32,
    /// First and last moment judged, epoch seconds.
    pub range: (i64, i64),
    /// Seconds from a crossing to the alarm at the most: N periods.
    reach: i64,
}

/// One verdict held against the firings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// The verdict's interval.
    pub verdict: (i64, i64),
    /// When the alarm would have fired for it; none for never.
    pub fired_at: Option<i64>,
    /// Seconds after the verdict's beginning; below zero is before it.
    pub later_secs: Option<i64>,
}

/// Firings and verdicts side by side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Against {
    /// One a verdict, in the order they were given.
    pub matches: Vec<Match>,
    /// Firings that no verdict explains.
    pub alone: Vec<Firing>,
}

/// State of the alarm that is tried.
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Ok,
    Alarm,
    Insufficient,
}

impl Trial {
    /// The same with M and N in their bounds: at least 1, M at most N, N at most what CloudWatch takes of such periods.
    pub fn sane(self, period_secs: u32) -> Self {
        let n = self.n.clamp(1, most_periods(period_secs));
        Self { n, m: self.m.clamp(1, n), ..self }
    }
}

/// The most evaluation periods CloudWatch takes: together a day, or a week where a period is an hour or longer.
pub(super) const fn most_periods(period_secs: u32) -> u32 {
    let period = if period_secs == 0 { 1 } else { period_secs };
    let most = if period < 3_600 { 86_400 / period } else { 604_800 / period };
    if most == 0 { 1 } else { most }
}

/// Judges the ripe periods of a series between two moments (epoch seconds). The metric tells nothing that the series
/// does not: CloudWatch judges what was published.
pub fn backtest(series: &Series, trial: &Trial, from: i64, to: i64) -> Backtest {
    let period = i64::from(series.period_secs.max(1));
    let trial = trial.sane(series.period_secs);
    let end = to.min(series.ripe_to).div_euclid(period).saturating_mul(period);
    let start = from.div_euclid(period).saturating_mul(period).max(end.saturating_sub(MOST_PERIODS * period));
    let mut tested = Backtest {
        range: (start.min(end), end),
        reach: i64::from(trial.n).saturating_mul(period),
        ..Backtest::default()
    };
    if start >= end {
        return tested;
    }
    let slots = slots(series, &trial, (start, end), period);
    let looked = trial.n as usize + LOOK_BACK;
    let mut state = State::Insufficient;
    // Before N periods have been seen, what lies before them is not missing but not known.
    for last in trial.n as usize - 1..slots.len() {
        let begin = (last + 1).saturating_sub(looked);
        let Some(range) = slots.get(begin..=last) else { break };
        tested.evaluated += 1;
        tested.missing += u32::from(range.last().is_some_and(Option::is_none));
        state = next(range, &trial, state);
        let at = start + (last as i64 + 1) * period;
        tested.take(state == State::Alarm, at);
    }
    tested.close(end);
    tested
}

/// Whether each period breaches; none where it has no point.
fn slots(series: &Series, trial: &Trial, (start, end): (i64, i64), period: i64) -> Vec<Option<bool>> {
    let mut slots = vec![None; ((end - start) / period) as usize];
    for point in series.between(start, end) {
        if let Some(slot) = slots.get_mut(((point.at - start) / period) as usize) {
            *slot = Some(trial.comparison.breaches(point.value, trial.threshold));
        }
    }
    slots
}

/// The state after a range of periods, oldest first. Where N real points are there, missing ones do not count; where
/// there are fewer, they are filled in as the treatment says, never more than N in all.
fn next(range: &[Option<bool>], trial: &Trial, before: State) -> State {
    let (m, n) = (trial.m as usize, trial.n as usize);
    let real: Vec<bool> = range.iter().rev().filter_map(|slot| *slot).take(n).collect();
    let breaching = real.iter().filter(|breaches| **breaches).count();
    let says = |is_alarm| if is_alarm { State::Alarm } else { State::Ok };
    if breaching >= m || real.len() >= n {
        return says(breaching >= m);
    }
    let has_good = breaching < real.len();
    match trial.treat_missing {
        Treat::Breaching => says(breaching + n - real.len() >= m),
        Treat::NotBreaching => State::Ok,
        Treat::Ignore | Treat::Missing if has_good => State::Ok,
        Treat::Ignore => before,
        Treat::Missing if real.is_empty() => State::Insufficient,
        // Nothing but breaches, too few of them: ALARM once the oldest is M periods old, so that one late point does
        // not ring at once.
        Treat::Missing => {
            let oldest = range.iter().position(Option::is_some).map_or(0, |at| range.len() - at);
            if oldest >= m { State::Alarm } else { before }
        }
    }
}

impl Backtest {
    fn take(&mut self, is_alarm: bool, at: i64) {
        match self.firings.last_mut().filter(|firing| firing.is_open) {
            Some(firing) if !is_alarm => (firing.to, firing.is_open) = (at, false),
            None if is_alarm => self.firings.push(Firing { from: at, to: at, is_open: true }),
            _ => {}
        }
    }

    fn close(&mut self, end: i64) {
        if let Some(firing) = self.firings.last_mut().filter(|firing| firing.is_open) {
            firing.to = end;
        }
    }

    /// Seconds in ALARM in all.
    pub fn fired_secs(&self) -> i64 {
        self.firings.iter().map(|firing| firing.to - firing.from).sum()
    }

    /// Holds the firings against verdicts, each from its beginning to its end. A firing belongs to a verdict when both
    /// last at the same time, or when it comes after it by no more than the alarm needs to see a crossing.
    pub fn against(&self, verdicts: &[(i64, i64)]) -> Against {
        let belongs = |firing: &Firing, (from, to): (i64, i64)| {
            firing.from <= to.saturating_add(self.reach) && firing.to >= from
        };
        let matches = verdicts.iter().map(|verdict| {
            let fired_at = self.firings.iter().find(|f| belongs(f, *verdict)).map(|firing| firing.from);
            let later_secs = fired_at.map(|at| at.saturating_sub(verdict.0));
            Match { verdict: *verdict, fired_at, later_secs }
        });
        let is_alone = |firing: &&Firing| !verdicts.iter().any(|verdict| belongs(firing, *verdict));
        Against { matches: matches.collect(), alone: self.firings.iter().filter(is_alone).copied().collect() }
    }
}

#[cfg(test)]
#[path = "tests/backtest.rs"]
mod tests;
