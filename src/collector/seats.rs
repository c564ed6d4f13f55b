//! The sources at work: each one is idle here or away with an errand in a task of its own, so that none waits for another.
//! Knows nothing of schedules and entries.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use tokio::task::{Id, JoinError, JoinSet};

use crate::{
    question::{Ask, Clock, Question, Reading},
    source::Source,
};

/// What a source is sent away with: first the scenario, then what to forget, then what to answer.
#[derive(Debug, Default)]
struct Errand {
    scenario: Option<Arc<str>>,
    forget: BTreeSet<Question>,
    asks: Vec<Ask>,
}

enum State {
    Idle(Box<dyn Source>),
    /// Away since that tick, with these questions.
    Away {
        since: Duration,
        questions: Vec<Question>,
        task: Id,
        is_late: bool,
    },
    /// It stopped working (a fault of ours) and does not return.
    Gone,
}

struct Seat {
    name: Arc<str>,
    state: State,
    /// What to do besides answering, the next time it leaves.
    waiting: Errand,
}

/// A source that came back, or that was lost.
pub(super) enum Return {
    /// With a reading, sent for these questions.
    Home { seat: usize, questions: Vec<Question>, reading: Reading },
    /// Not at all: it broke, and its questions stay without an answer.
    Lost { seat: usize },
}

/// Who answers a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// The source of this seat.
    Seat(usize),
    /// Not known yet: a source that might is away.
    Open,
    /// None of them.
    Nobody,
}

/// All sources.
pub(super) struct Seats {
    all: Vec<Seat>,
    tasks: JoinSet<(usize, Box<dyn Source>, Reading)>,
    clock: Clock,
}

impl Seats {
    /// Seats for `sources`, all at home.
    pub(super) fn new(sources: Vec<Box<dyn Source>>, clock: Clock) -> Self {
        let seat = |source: Box<dyn Source>| Seat {
            name: Arc::from(source.name()),
            state: State::Idle(source),
            waiting: Errand::default(),
        };
        Self { all: sources.into_iter().map(seat).collect(), tasks: JoinSet::new(), clock }
    }

    /// The source to ask, if it is known at this moment.
    pub(super) fn claim(&self, question: &Question) -> Claim {
        let claims = |seat: &Seat| match &seat.state {
            State::Idle(source) => Some(source.answers(question)),
            State::Away { .. } => None,
            State::Gone => Some(false),
        };
        let answers: Vec<Option<bool>> = self.all.iter().map(claims).collect();
        match answers.iter().position(|answer| *answer == Some(true)) {
            Some(seat) => Claim::Seat(seat),
            None if answers.contains(&None) => Claim::Open,
            None => Claim::Nobody,
        }
    }

    /// How many seats there are.
    pub(super) const fn len(&self) -> usize {
        self.all.len()
    }

    /// The name of a seat's source.
    pub(super) fn name(&self, seat: usize) -> Arc<str> {
        self.all.get(seat).map_or_else(|| Arc::from("?"), |seat| Arc::clone(&seat.name))
    }

    /// True when the source could be asked at once.
    pub(super) fn is_idle(&self, seat: usize) -> bool {
        self.all.get(seat).is_some_and(|seat| matches!(seat.state, State::Idle(_)))
    }

    /// Tells a source, when it next leaves, that nobody wants a question any more.
    pub(super) fn forget(&mut self, seat: usize, question: Question) {
        if let Some(seat) = self.all.get_mut(seat) {
            seat.waiting.forget.insert(question);
        }
    }

    /// Tells every source, when it next leaves, which scenario to play.
    pub(super) fn play(&mut self, scenario: &Arc<str>) {
        for seat in &mut self.all {
            seat.waiting.scenario = Some(Arc::clone(scenario));
        }
    }

    /// True when an idle source has something to do besides answering.
    pub(super) fn has_chores(&self, seat: usize) -> bool {
        self.is_idle(seat)
            && self
                .all
                .get(seat)
                .is_some_and(|seat| seat.waiting.scenario.is_some() || !seat.waiting.forget.is_empty())
    }

    /// Sends an idle source away with `asks` and whatever else waits for it.
    pub(super) fn send(&mut self, index: usize, asks: Vec<Ask>, tick: Duration) {
        let Some(seat) = self.all.get_mut(index) else { return };
        let mut errand = std::mem::take(&mut seat.waiting);
        errand.asks = asks;
        for ask in &errand.asks {
            errand.forget.remove(&ask.question);
        }
        match std::mem::replace(&mut seat.state, State::Gone) {
            State::Idle(source) => {
                let questions = errand.asks.iter().map(|ask| ask.question.clone()).collect();
                let task = self.tasks.spawn(run(index, source, errand, Arc::clone(&self.clock))).id();
                seat.state = State::Away { since: tick, questions, task, is_late: false };
            }
            busy => {
                seat.state = busy;
                seat.waiting = errand;
            }
        }
    }

    /// Waits for the next source to come back. Pends for ever when none is away.
    pub(super) async fn next(&mut self) -> Return {
        match self.tasks.join_next().await {
            Some(Ok((index, source, reading))) => {
                let home = State::Idle(source);
                let state = self.all.get_mut(index).map(|seat| std::mem::replace(&mut seat.state, home));
                let questions = match state {
                    Some(State::Away { questions, .. }) => questions,
                    _ => Vec::new(),
                };
                Return::Home { seat: index, questions, reading }
            }
            Some(Err(error)) => self.lose(&error),
            None => std::future::pending().await,
        }
    }

    /// The questions of sources that have been away for `limit` and were not reported before.
    pub(super) fn overdue(&mut self, limit: Duration, tick: Duration) -> Vec<(Arc<str>, Vec<Question>)> {
        let mut late = Vec::new();
        for seat in &mut self.all {
            if let State::Away { since, questions, is_late, .. } = &mut seat.state
                && !*is_late
                && *since + limit <= tick
            {
                *is_late = true;
                late.push((Arc::clone(&seat.name), questions.clone()));
            }
        }
        late
    }

    /// When the next source becomes overdue.
    pub(super) fn next_overdue(&self, limit: Duration) -> Option<Duration> {
        let due = |seat: &Seat| match seat.state {
            State::Away { since, is_late: false, .. } => Some(since + limit),
            _ => None,
        };
        self.all.iter().filter_map(due).min()
    }

    /// Lets every source forget what it was asked, so that nothing goes on running at AWS.
    pub(super) async fn rest(&mut self, mut asked: Vec<Vec<Question>>) {
        loop {
            for (index, questions) in asked.iter_mut().enumerate() {
                if self.is_idle(index) && !questions.is_empty() {
                    if let Some(seat) = self.all.get_mut(index) {
                        seat.waiting.forget.extend(questions.drain(..));
                    }
                    self.send(index, Vec::new(), Duration::ZERO);
                }
            }
            if self.tasks.is_empty() {
                return;
            }
            self.next().await;
        }
    }

    fn lose(&mut self, error: &JoinError) -> Return {
        let is_broken = |seat: &Seat| matches!(&seat.state, State::Away { task, .. } if *task == error.id());
        let index = self.all.iter().position(is_broken).unwrap_or(usize::MAX);
        if let Some(seat) = self.all.get_mut(index) {
            seat.state = State::Gone;
        }
        Return::Lost { seat: index }
    }
}

async fn run(
    seat: usize,
    mut source: Box<dyn Source>,
    errand: Errand,
    clock: Clock,
) -> (usize, Box<dyn Source>, Reading) {
    if let Some(scenario) = &errand.scenario {
        source.play(scenario, clock());
    }
    for question in &errand.forget {
        source.forget(question).await;
    }
    let reading = match errand.asks.as_slice() {
        [] => Reading::default(),
        asks => source.answer(asks, clock()).await,
    };
    (seat, source, reading)
}
