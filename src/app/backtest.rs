//! An alarm tried on the history that is loaded: which metric, threshold and M of N, edited by keys. The judging is
//! diagnosis; nothing is ever created.

use std::sync::Arc;

use super::{
    message::Effect,
    screen::{Panel, Screen},
    state::{App, Overlay},
    step::{read, stepped},
};
use crate::{
    diagnosis::{Against, Backtest, Reading, Recipe, Treat, Trial, backtest, watched_metric},
    pipeline::{Alarm, Comparison, Measure, Metric, Pipeline, Series, SeriesKey, Shape, Stage, Window},
    question::Snapshot,
};

/// Longest number that is typed.
const LONGEST: usize = 16;

/// What is tried, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Bench {
    /// The stage and its metric.
    pub series: SeriesKey,
    /// The alarm that is tried, in points of `period_secs`.
    pub trial: Trial,
    /// Seconds a point stands for; a counter's threshold belongs to it.
    pub period_secs: u32,
    /// The field that is edited.
    pub field: Field,
    /// A number being typed into it; empty for none.
    pub typed: String,
}

/// What can be edited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Field {
    /// The threshold.
    #[default]
    Threshold,
    /// Which side of it is bad.
    Side,
    /// M.
    Points,
    /// N.
    Periods,
    /// What a missing point counts as.
    Missing,
}

/// A bench with what it found.
#[derive(Clone, Debug)]
pub struct Tried {
    /// The metric.
    pub metric: Metric,
    /// Its points.
    pub series: Arc<Series>,
    /// First and last moment, epoch seconds.
    pub range: (i64, i64),
    /// The alarm that was tried.
    pub trial: Trial,
    /// What the alarm would have done.
    pub backtest: Backtest,
    /// The stage's verdicts in that time: word, beginning, end, and whether it lasts.
    pub verdicts: Vec<(&'static str, i64, i64, bool)>,
    /// Firings held against them, in their order.
    pub against: Against,
    /// The command that would create such an alarm.
    pub command: String,
}

impl Field {
    /// Every field, from left to right.
    pub const ALL: [Self; 5] = [Self::Threshold, Self::Side, Self::Points, Self::Periods, Self::Missing];

    fn moved(self, steps: isize) -> Self {
        let at = Self::ALL.iter().position(|field| *field == self).unwrap_or(0) as isize;
        let next = (at + steps).rem_euclid(Self::ALL.len() as isize);
        Self::ALL.get(next as usize).copied().unwrap_or_default()
    }
}

impl Bench {
    /// Keys worth showing while it is open.
    pub(super) fn hints(&self) -> &'static [(&'static str, &'static str)] {
        if self.typed.is_empty() {
            &[
                ("left", "field"),
                ("up", "more"),
                ("down", "less"),
                ("+", "longer"),
                ("y", "copy command"),
                ("esc", "close"),
            ]
        } else {
            &[("enter", "take"), ("esc", "drop")]
        }
    }

    fn change(&mut self, metric: &Metric, is_up: bool) {
        let by = |value: u32| if is_up { value.saturating_add(1) } else { value.saturating_sub(1) };
        match self.field {
            Field::Threshold => self.trial.threshold = stepped(self.trial.threshold, metric.unit, is_up),
            Field::Side => {
                self.trial.comparison = match self.trial.comparison {
                    Comparison::Above => Comparison::Below,
                    Comparison::Below => Comparison::Above,
                }
            }
            Field::Points => self.set_points(by(self.trial.m)),
            Field::Periods => self.trial.n = by(self.trial.n),
            Field::Missing => {
                let at = Treat::ALL.iter().position(|treat| *treat == self.trial.treat_missing).unwrap_or(0);
                let next = if is_up { at + 1 } else { at + Treat::ALL.len() - 1 };
                if let Some(treat) = Treat::ALL.get(next % Treat::ALL.len()) {
                    self.trial.treat_missing = *treat;
                }
            }
        }
        self.trial = self.trial.sane(self.period_secs);
    }

    /// More points than periods make more periods: M is meant.
    fn set_points(&mut self, m: u32) {
        self.trial.m = m;
        self.trial.n = self.trial.n.max(m);
    }

    /// Takes what was typed, or says why not.
    fn take(&mut self, metric: &Metric) -> Result<(), String> {
        let typed = std::mem::take(&mut self.typed);
        let whole = || typed.parse::<u32>().map_err(|_| format!("`{typed}` is not a whole number"));
        match self.field {
            Field::Points => self.set_points(whole()?),
            Field::Periods => self.trial.n = whole()?,
            _ => {
                self.trial.threshold = read(&typed, metric.unit)
                    .ok_or_else(|| format!("`{typed}` is not a value here: say 90, 15min, 2h or 5%"))?;
                self.field = Field::Threshold;
            }
        }
        self.trial = self.trial.sane(self.period_secs);
        Ok(())
    }
}

impl App {
    /// Opens the bench for the metric that is looked at, set as its alarm or its rule is.
    pub(super) fn open_bench(&mut self, newest: &Arc<Snapshot>) {
        let shown = Arc::clone(self.shown(newest));
        let Some(pipeline) = self.selected_pipeline(&shown.estate) else {
            return self.say("there is no pipeline to try an alarm on");
        };
        let alarm = (self.screen == Screen::Alarms && self.focus != Panel::MissingAlarms)
            .then(|| self.selected_alarm(&shown))
            .flatten();
        let found = match (&alarm, self.screen) {
            (Some(alarm), _) => watched_metric(pipeline, alarm),
            (None, Screen::Alarms) => self.selected_missing(&shown).and_then(|missing| {
                let stage = pipeline.stage(&missing.series.stage)?;
                Some((stage, stage.metric(&missing.series.metric)?))
            }),
            (None, _) => self.selected_stage(&shown).zip(self.selected_chart(&shown)),
        };
        let Some((stage, metric)) = found else {
            return self.say("nothing to try here: this alarm watches no single metric of the pipeline");
        };
        let period_secs = self.window.period_secs(metric.period_secs);
        let trial = match &alarm {
            Some(alarm) => as_alarm(alarm, metric, period_secs),
            None => as_rule(stage, metric, period_secs),
        };
        self.overlay = Some(Overlay::Backtest(Bench {
            series: SeriesKey { stage: stage.name.clone(), metric: metric.key.clone() },
            trial: trial.sane(period_secs),
            period_secs,
            field: Field::default(),
            typed: String::new(),
        }));
    }

    /// Keys of the bench: a number being typed first, then its own keys, then what is allowed always.
    pub(super) fn press_bench(&mut self, key: &str, newest: &Arc<Snapshot>) -> Option<Effect> {
        let metric = self.bench_metric(newest)?;
        let Some(Overlay::Backtest(bench)) = &mut self.overlay else { return None };
        let is_typing = !bench.typed.is_empty();
        match key {
            "esc" | "q" if is_typing => bench.typed.clear(),
            "esc" | "q" | "b" if !is_typing => self.overlay = None,
            "enter" if is_typing => {
                if let Err(problem) = bench.take(&metric) {
                    self.say(problem);
                }
            }
            "backspace" => {
                bench.typed.pop();
            }
            "left" | "shift-tab" => self.leave_field(-1, &metric),
            "right" | "tab" => self.leave_field(1, &metric),
            "up" => bench.change(&metric, true),
            "down" => bench.change(&metric, false),
            "h" if !is_typing => self.leave_field(-1, &metric),
            "l" if !is_typing => self.leave_field(1, &metric),
            "k" if !is_typing => bench.change(&metric, true),
            "j" if !is_typing => bench.change(&metric, false),
            "y" if !is_typing => return self.copy(newest),
            "+" | "=" if !is_typing => self.look_back(self.window.longer(), &metric),
            "-" if !is_typing => self.look_back(self.window.shorter(), &metric),
            _ if is_number_key(key, is_typing) => {
                if bench.typed.len() < LONGEST {
                    bench.typed.push_str(key);
                }
            }
            _ => {
                let command = self.keymap.while_typing(key)?;
                return self.act(command.action, None, newest);
            }
        }
        None
    }

    fn leave_field(&mut self, steps: isize, metric: &Metric) {
        let Some(Overlay::Backtest(bench)) = &mut self.overlay else { return };
        let taken = if bench.typed.is_empty() { Ok(()) } else { bench.take(metric) };
        bench.field = bench.field.moved(steps);
        if let Err(problem) = taken {
            self.say(problem);
        }
    }

    /// Another window has other points: a counter's threshold is told for its new period.
    fn look_back(&mut self, window: Window, metric: &Metric) {
        self.window = window;
        let Some(Overlay::Backtest(bench)) = &mut self.overlay else { return };
        let period_secs = window.period_secs(metric.period_secs);
        bench.trial.threshold *= stretched(metric, bench.period_secs, period_secs);
        bench.period_secs = period_secs;
        bench.trial = bench.trial.sane(period_secs);
    }

    fn bench_metric(&self, newest: &Arc<Snapshot>) -> Option<Metric> {
        let Some(Overlay::Backtest(bench)) = &self.overlay else { return None };
        let shown = self.shown(newest);
        let stage = self.selected_pipeline(&shown.estate)?.stage(&bench.series.stage)?;
        stage.metric(&bench.series.metric).cloned()
    }

    /// True when a longer window than the judged one is on screen.
    pub(super) const fn looks_back(&self) -> bool {
        matches!(self.screen, Screen::Pipeline) || matches!(self.overlay, Some(Overlay::Backtest(_)))
    }

    /// What a bench finds in a snapshot; none while the points of its window are not there.
    pub fn tried(&self, bench: &Bench, snapshot: &Snapshot) -> Option<Tried> {
        let pipeline = self.selected_pipeline(&snapshot.estate)?;
        let stage = pipeline.stage(&bench.series.stage)?;
        let metric = stage.metric(&bench.series.metric)?;
        let series = &snapshot.metrics(&pipeline.name, self.window)?.series.get(&bench.series)?.series;
        let to = self.chart_now(snapshot);
        let from = to - self.window.span().num_seconds();
        let backtest = backtest(series, &bench.trial, from, to);
        let verdicts = verdicts(pipeline, stage, snapshot, (from, to));
        let spans: Vec<(i64, i64)> = verdicts.iter().map(|(_, from, to, _)| (*from, *to)).collect();
        let why = format!("Tried on {} of {} of {}.", self.window.label(), metric.label, stage.name);
        let recipe = Recipe {
            pipeline,
            stage,
            reading: Reading::Of(metric),
            period_secs: series.period_secs,
            trial: bench.trial,
            why: &why,
        };
        Some(Tried {
            metric: metric.clone(),
            trial: bench.trial,
            series: Arc::clone(series),
            range: (from, to),
            against: backtest.against(&spans),
            backtest,
            verdicts,
            command: recipe.command(),
        })
    }
}

/// What was wrong with a stage, or reached it, in a span of time: verdicts that last and that are over.
fn verdicts(
    pipeline: &Pipeline,
    stage: &Stage,
    snapshot: &Snapshot,
    (from, to): (i64, i64),
) -> Vec<(&'static str, i64, i64, bool)> {
    let Some(health) = snapshot.health_of(&pipeline.name) else { return Vec::new() };
    let lasting = health.verdicts.iter().map(|verdict| (verdict, to, true));
    let over = health.resolved.iter().map(|resolved| (&resolved.verdict, resolved.at.timestamp(), false));
    let about = lasting.chain(over).filter(|(verdict, end, _)| {
        let is_here = verdict.stage.as_ref() == Some(&stage.name) || verdict.symptoms.contains(&stage.name);
        is_here && *end >= from && verdict.since.timestamp() <= to
    });
    let mut spans: Vec<_> = about
        .map(|(verdict, end, lasts)| (verdict.class.title(), verdict.since.timestamp(), end, lasts))
        .collect();
    spans.sort_by_key(|(_, from, _, _)| *from);
    spans
}

/// How many times as much a counter's point is when its period changes.
fn stretched(metric: &Metric, from_secs: u32, to_secs: u32) -> f64 {
    match metric.shape {
        Shape::Counter if &*metric.statistic == "Sum" => {
            f64::from(to_secs.max(1)) / f64::from(from_secs.max(1))
        }
        _ => 1.0,
    }
}

fn as_alarm(alarm: &Alarm, metric: &Metric, period_secs: u32) -> Trial {
    let threshold = alarm.threshold.filter(|threshold| threshold.is_finite()).unwrap_or(0.0);
    let (m, n) = alarm.m_of_n.unwrap_or((1, 1));
    let treat = alarm.treat_missing.as_deref().and_then(Treat::named).unwrap_or(Treat::Missing);
    let is_below = alarm.condition.as_ref().is_some_and(|condition| condition.trim_start().starts_with('<'));
    Trial {
        threshold: threshold * stretched(metric, alarm.period_secs.unwrap_or(period_secs), period_secs),
        comparison: if is_below { Comparison::Below } else { Comparison::Above },
        m,
        n,
        treat_missing: treat.heeded(metric),
    }
}

/// As the stage's rule about the metric judges it; without a rule a level that is never reached by accident: none.
fn as_rule(stage: &Stage, metric: &Metric, period_secs: u32) -> Trial {
    let rules = || stage.rules.iter().filter(|rule| rule.metric == metric.key);
    let rule = rules().find(|rule| rule.measure == Measure::Value);
    let threshold = rule.and_then(|rule| rule.critical.or(rule.warning)).unwrap_or(0.0);
    Trial {
        threshold: threshold * stretched(metric, metric.period_secs, period_secs),
        comparison: rule.map_or(Comparison::Above, |rule| rule.comparison),
        m: rule.map_or(3, |rule| u32::from(rule.breaching)),
        n: rule.map_or(5, |rule| u32::from(rule.of)),
        treat_missing: Treat::fitting(metric),
    }
}

/// Digits begin a number; the letters of units go on with it.
fn is_number_key(key: &str, is_typing: bool) -> bool {
    let mut chars = key.chars();
    let (Some(c), None) = (chars.next(), chars.next()) else { return false };
    c.is_ascii_digit() || c == '.' || (is_typing && (c.is_ascii_alphabetic() || matches!(c, '%' | ',')))
}
