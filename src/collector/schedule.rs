//! When to ask which question. One line a question however many viewers want it; leases, due times, grace.
//! Pure: time is a stretch since start, chance is seeded, and nothing is asked here.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use chrono::NaiveDate;

use super::backoff;
use crate::{
    config::Poll,
    question::{Fault, Item, Question, ViewerId},
};

/// A question nobody wants any more is kept this long, so that going back to a screen shows it at once.
const GRACE: Duration = Duration::from_mins(1);
/// A query that still runs costs: it is kept so long when its screen is left, for those who only turn the page.
const QUERY_GRACE: Duration = Duration::from_secs(5);
/// A question whose query was cancelled is asked when somebody asks for it, and by itself only after this.
const CANCELLED: Duration = Duration::from_hours(24);
/// A refresh asks a question again no sooner than this after it was last asked.
const REFRESH_REST: Duration = Duration::from_secs(2);
/// A running query is looked at again after this, where the source does not say when.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// Nothing is asked more often than this.
const SHORTEST: Duration = Duration::from_millis(250);
/// Counters of days that are over hardly change: asked again after this.
const CLOSED_DAYS: Duration = Duration::from_mins(15);

/// A moment of the schedule.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    /// Real time since the collector started.
    pub(super) tick: Duration,
    /// The business day.
    pub(super) today: NaiveDate,
}

/// How an attempt ended, as far as the schedule cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// With an answer, whole or in part.
    Answered,
    /// With an answer, but the source was told to slow down.
    Slowed,
    /// A query still runs.
    Waiting,
    /// Without an answer.
    Failed(Fault),
}

impl Outcome {
    /// What an item amounts to. Odd items of the data are not failures.
    pub(super) fn of(item: &Item) -> Self {
        let fault = item.troubles.iter().map(|trouble| trouble.fault).find(|fault| *fault != Fault::Item);
        match (item.waiting.is_some(), fault) {
            (_, Some(Fault::Throttled)) if item.answered.is_some() => Self::Slowed,
            (_, Some(fault)) if item.answered.is_none() => Self::Failed(fault),
            (true, _) => Self::Waiting,
            _ => Self::Answered,
        }
    }
}

/// One question's line.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each tells another thing of the same moment")]
struct Line {
    due: Duration,
    asked: Option<Duration>,
    in_flight: bool,
    /// A refresh came while it was being asked: ask again, this long after it was asked.
    ask_again: Option<Duration>,
    /// It may be asked a little early together with another question of its source.
    may_join: bool,
    failures: u32,
    /// A query runs for it.
    is_waiting: bool,
    /// Its query was cancelled; what still comes of it is no news.
    is_cancelled: bool,
    unwanted_since: Option<Duration>,
}

/// Every question that is asked, and when.
#[derive(Debug)]
pub(super) struct Schedule {
    poll: Poll,
    speed: f64,
    base: BTreeSet<Question>,
    leases: BTreeMap<ViewerId, BTreeSet<Question>>,
    lines: BTreeMap<Question, Line>,
    chance: fastrand::Rng,
}

impl Schedule {
    /// A schedule that always asks `base`. `speed` is how fast the clock of the answers runs: what depends on
    /// the length of days and periods passes that much faster.
    pub(super) fn new(poll: Poll, speed: f64, base: BTreeSet<Question>, seed: u64) -> Self {
        let mut schedule = Self {
            poll,
            speed: speed.max(1.0),
            base,
            leases: BTreeMap::new(),
            lines: BTreeMap::new(),
            chance: fastrand::Rng::with_seed(seed),
        };
        schedule.settle_leases(Duration::ZERO);
        schedule
    }

    /// Every question that has a line.
    pub(super) fn questions(&self) -> impl Iterator<Item = &Question> {
        self.lines.keys()
    }

    /// From now on `viewer` wants exactly these.
    pub(super) fn want(&mut self, viewer: ViewerId, questions: BTreeSet<Question>, tick: Duration) {
        self.leases.insert(viewer, questions);
        self.settle_leases(tick);
    }

    /// The viewer's leases end.
    pub(super) fn leave(&mut self, viewer: ViewerId, tick: Duration) {
        self.leases.remove(&viewer);
        self.settle_leases(tick);
    }

    /// What the viewer wants, and what is always asked, is due now: at most every two seconds.
    pub(super) fn refresh(&mut self, viewer: ViewerId, tick: Duration) {
        let leased = self.leases.get(&viewer).into_iter().flatten();
        let wanted: BTreeSet<Question> = leased.chain(&self.base).cloned().collect();
        for question in wanted {
            self.hurry(&question, tick, REFRESH_REST);
        }
    }

    /// Everything is due now.
    pub(super) fn refresh_all(&mut self, tick: Duration) {
        for question in self.lines.keys().cloned().collect::<Vec<_>>() {
            self.hurry(&question, tick, Duration::ZERO);
        }
    }

    /// The questions to ask now of those that are `mine`: none unless one of them is due, and then those that
    /// would be due in the next tenth of their interval come along, so that they share calls.
    pub(super) fn take_due(&mut self, moment: Moment, mine: impl Fn(&Question) -> bool) -> Vec<Question> {
        let tick = moment.tick;
        let free = |(question, line): &(&Question, &Line)| line.is_free() && mine(question);
        if !self.lines.iter().filter(free).any(|(_, line)| line.due <= tick) {
            return Vec::new();
        }
        let joins = |question: &Question, line: &Line| {
            line.may_join && line.due <= tick + self.interval(question, moment.today) / 10
        };
        let taken: Vec<Question> = self
            .lines
            .iter()
            .filter(free)
            .filter(|(question, line)| line.due <= tick || joins(question, line))
            .map(|(question, _)| question.clone())
            .collect();
        for question in &taken {
            if let Some(line) = self.lines.get_mut(question) {
                line.in_flight = true;
                line.asked = Some(tick);
            }
        }
        taken
    }

    /// An attempt has ended: when is the next? Returns the wait from now, none for a question without a line.
    pub(super) fn settle(
        &mut self,
        question: &Question,
        outcome: Outcome,
        again_after: Option<Duration>,
        moment: Moment,
    ) -> Option<Duration> {
        let every = self.interval(question, moment.today);
        let chance = self.chance.f64();
        let line = self.lines.get_mut(question)?;
        line.in_flight = false;
        line.is_waiting = outcome == Outcome::Waiting;
        line.is_cancelled = false;
        line.failures = match outcome {
            Outcome::Failed(_) | Outcome::Slowed => line.failures.saturating_add(1),
            Outcome::Answered | Outcome::Waiting => 0,
        };
        line.may_join = matches!(outcome, Outcome::Answered) && again_after.is_none();
        let wait = match outcome {
            Outcome::Answered => again_after.unwrap_or_else(|| every.mul_f64(0.97 + 0.06 * chance)),
            Outcome::Waiting => again_after.unwrap_or(LOOK_AGAIN),
            Outcome::Slowed => backoff::delay(Fault::Throttled, line.failures, every, chance)
                .max(again_after.unwrap_or_default()),
            Outcome::Failed(fault) => {
                backoff::delay(fault, line.failures, every, chance).max(again_after.unwrap_or_default())
            }
        };
        line.due = moment.tick + wait.max(SHORTEST);
        if let Some(rest) = line.ask_again.take() {
            let rested = line.asked.map_or(moment.tick, |asked| asked + rest);
            line.due = line.due.min(rested.max(moment.tick));
        }
        Some(line.due.saturating_sub(moment.tick))
    }

    /// Questions whose grace is over; they have no line any more.
    pub(super) fn evict(&mut self, tick: Duration) -> Vec<Question> {
        let over: Vec<Question> = self
            .lines
            .iter()
            .filter(|(_, line)| line.grace_ends().is_some_and(|end| end <= tick))
            .map(|(question, _)| question.clone())
            .collect();
        for question in &over {
            self.lines.remove(question);
        }
        over
    }

    /// When something next happens by itself: a question that is `askable` comes due, or a grace ends.
    pub(super) fn next(&self, askable: impl Fn(&Question) -> bool) -> Option<Duration> {
        let dues = self.lines.iter().filter(|(q, line)| line.is_free() && askable(q)).map(|(_, l)| l.due);
        let graces = self.lines.values().filter_map(Line::grace_ends);
        dues.chain(graces).min()
    }

    /// How often a question is asked when all is well, in real time.
    pub(super) fn interval(&self, question: &Question, today: NaiveDate) -> Duration {
        let poll = &self.poll;
        let in_days = |range_to: NaiveDate| {
            let is_closed = range_to < today.pred_opt().unwrap_or(today);
            let slow = if is_closed { CLOSED_DAYS.div_f64(self.speed) } else { Duration::ZERO };
            poll.counters.max(slow)
        };
        match question {
            Question::Metrics { window, .. } => {
                let half_a_point = Duration::from_secs(u64::from(window.period_secs(60))) / 2;
                poll.metrics.max(half_a_point.div_f64(self.speed)).max(SHORTEST)
            }
            Question::Alarms { .. } => poll.alarms,
            Question::Stretch { .. } => CLOSED_DAYS.div_f64(self.speed).max(SHORTEST),
            Question::AlarmHistory { .. } => poll.alarms * 2,
            Question::Lake | Question::Streams { .. } => poll.streams,
            Question::Vendors => poll.vendors,
            Question::VendorDays { range, .. }
            | Question::ProductDays { range, .. }
            | Question::VendorTotals { range } => in_days(range.to()),
            Question::Summary { .. } | Question::Order { .. } => poll.summaries,
        }
    }

    fn hurry(&mut self, question: &Question, tick: Duration, rest: Duration) {
        let Some(line) = self.lines.get_mut(question) else { return };
        if line.in_flight {
            line.ask_again = Some(rest);
            line.is_cancelled = false;
            return;
        }
        let rested = line.asked.map_or(tick, |asked| asked + rest);
        line.due = line.due.min(rested.max(tick));
    }

    /// Puts a question off until somebody asks for it. False when it has no line.
    pub(super) fn cancel(&mut self, question: &Question, tick: Duration) -> bool {
        let Some(line) = self.lines.get_mut(question) else { return false };
        line.due = tick + CANCELLED;
        line.ask_again = None;
        line.may_join = false;
        line.is_waiting = false;
        line.is_cancelled = line.in_flight;
        true
    }

    /// True when what comes of an attempt is no news, since its query was cancelled meanwhile. The attempt is then over.
    pub(super) fn drops(&mut self, question: &Question) -> bool {
        let Some(line) = self.lines.get_mut(question).filter(|line| line.is_cancelled) else { return false };
        line.is_cancelled = false;
        line.in_flight = false;
        true
    }

    /// Gives every wanted question a line and marks those that nobody wants.
    fn settle_leases(&mut self, tick: Duration) {
        let wanted: BTreeSet<&Question> = self.leases.values().flatten().chain(&self.base).collect();
        for question in &wanted {
            if !self.lines.contains_key(*question) {
                self.lines.insert((*question).clone(), Line::new(tick));
            }
        }
        for (question, line) in &mut self.lines {
            line.unwanted_since =
                if wanted.contains(question) { None } else { line.unwanted_since.or(Some(tick)) };
        }
    }
}

impl Line {
    const fn new(due: Duration) -> Self {
        Self {
            due,
            asked: None,
            in_flight: false,
            ask_again: None,
            may_join: true,
            failures: 0,
            is_waiting: false,
            is_cancelled: false,
            unwanted_since: None,
        }
    }

    /// When it is forgotten, where nobody wants it any more.
    fn grace_ends(&self) -> Option<Duration> {
        Some(self.unwanted_since? + if self.is_waiting { QUERY_GRACE } else { GRACE })
    }

    /// Wanted, and not being asked at present.
    const fn is_free(&self) -> bool {
        !self.in_flight && self.unwanted_since.is_none()
    }
}

#[cfg(test)]
#[path = "schedule_tests.rs"]
mod tests;
