//! What the collector holds, and each step of its loop as a function of the time since start.
//! Waits for nothing itself: sources are away in tasks of their own.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use chrono::{DateTime, Utc};

use super::{
    book::Book,
    clock::stretch,
    complaint::{broken, cancelled, no_word, nobody, overdue},
    journal::{note_health, note_reading},
    judging::judge_all,
    notes::Notebook,
    schedule::{Moment, Outcome, Schedule},
    seats::{Claim, Return, Seats},
};
use crate::{
    config::Poll,
    cost::Ledger,
    pipeline::PipelineHealth,
    question::{Ask, Clock, Estate, Item, Question, Request, Snapshot},
    source::Source,
};

/// A source that has not come back after this is reported.
const HANGS: Duration = Duration::from_mins(1);
/// Health is judged this often even when nothing comes in, so that silence is noticed.
const JUDGE_AT_LEAST: Duration = Duration::from_secs(10);
/// Snapshots follow one another no sooner than this.
const BETWEEN_SNAPSHOTS: Duration = Duration::from_millis(100);

/// The collector's state.
pub(super) struct Keeper {
    pub(super) seats: Seats,
    pub(super) notebook: Notebook,
    estate: Arc<Estate>,
    clock: Clock,
    schedule: Schedule,
    book: Book,
    owners: BTreeMap<Question, Claim>,
    ledger: Ledger,
    health: Arc<[PipelineHealth]>,
    scenario: Option<Arc<str>>,
    sequence: u64,
    judged: Option<Duration>,
    has_evidence: bool,
    is_changed: bool,
    /// A question got its first answer: viewers are waiting for that one.
    is_awaited: bool,
    published: Option<Duration>,
}

impl Keeper {
    /// A keeper that has asked nothing yet.
    pub(super) fn new(
        estate: Arc<Estate>,
        poll: Poll,
        sources: Vec<Box<dyn Source>>,
        clock: Clock,
        notes: Option<PathBuf>,
    ) -> Self {
        let speed = estate.demo.as_ref().map_or(1.0, |demo| demo.speed);
        let seed = clock().timestamp().unsigned_abs();
        Self {
            seats: Seats::new(sources, Arc::clone(&clock)),
            notebook: Notebook::new(notes),
            schedule: Schedule::new(poll, speed, estate.base_questions(), seed),
            scenario: estate.demo.as_ref().map(|demo| Arc::clone(&demo.scenario)),
            estate,
            clock,
            book: Book::default(),
            owners: BTreeMap::new(),
            ledger: Ledger::default(),
            health: Arc::from([]),
            sequence: 0,
            judged: None,
            has_evidence: true,
            is_changed: true,
            is_awaited: false,
            published: None,
        }
    }

    /// Does what a viewer wishes.
    pub(super) fn heed(&mut self, wish: Request, tick: Duration) {
        match wish {
            Request::Want { viewer, questions } => self.schedule.want(viewer, questions, tick),
            Request::Refresh { viewer } => self.schedule.refresh(viewer, tick),
            Request::Leave { viewer } => self.schedule.leave(viewer, tick),
            Request::Cancel { questions } => self.cancel(&questions, tick),
            Request::Note(note) => {
                self.notebook.put(note);
                self.is_changed = true;
            }
            Request::Unnote { about, kind } => {
                self.notebook.take_away(about, kind);
                self.is_changed = true;
            }
            Request::Scenario { name } => {
                let scenarios = self.estate.demo.as_ref().map(|demo| &demo.scenarios);
                if scenarios.is_some_and(|known| known.iter().any(|scenario| *scenario.name == *name)) {
                    self.seats.play(&name);
                    self.schedule.refresh_all(tick);
                    self.scenario = Some(name);
                    self.is_changed = true;
                }
            }
        }
    }

    /// One turn of the loop: everything that is due at `tick`.
    pub(super) fn turn(&mut self, tick: Duration) {
        let now = (self.clock)();
        self.evict(tick);
        self.open(tick, now);
        self.report_overdue(tick, now);
        self.send(tick, now);
        self.judge(tick, now);
        self.is_changed |= self.notebook.turn(tick, now);
    }

    /// When the next turn is due if nothing comes in before.
    pub(super) fn next_turn(&self, tick: Duration) -> Duration {
        let askable = |question: &Question| match self.owners.get(question) {
            Some(Claim::Seat(seat)) => self.seats.is_idle(*seat),
            _ => false,
        };
        let judge = self.judged.map_or(tick, |judged| judged + JUDGE_AT_LEAST);
        let publish = self.is_changed.then(|| self.publish_from(tick));
        let notes = self.notebook.next_turn((self.clock)(), tick, self.speed());
        let others = [self.schedule.next(askable), self.seats.next_overdue(HANGS), publish, notes];
        others.into_iter().flatten().fold(judge, Duration::min)
    }

    /// True when a snapshot is due.
    pub(super) fn has_news(&self, tick: Duration) -> bool {
        self.is_changed && self.publish_from(tick) <= tick
    }

    /// From when on a changed picture is published. What is answered for the first time is not kept waiting.
    fn publish_from(&self, tick: Duration) -> Duration {
        let rested = self.published.map(|last| last + BETWEEN_SNAPSHOTS);
        rested.filter(|_| !self.is_awaited).unwrap_or(tick)
    }

    /// The picture as it stands.
    pub(super) fn publish(&mut self, tick: Duration) -> Arc<Snapshot> {
        let now = (self.clock)();
        if self.judged.is_none() {
            self.open(tick, now);
            self.judge(tick, now);
        }
        self.is_changed = false;
        self.is_awaited = false;
        self.published = Some(tick);
        self.sequence += 1;
        Arc::new(Snapshot {
            at: now,
            sequence: self.sequence,
            estate: Arc::clone(&self.estate),
            entries: self.book.entries().clone(),
            health: Arc::clone(&self.health),
            notes: Arc::clone(self.notebook.notes()),
            notes_problem: self.notebook.problem().cloned(),
            benchmarks: Arc::default(),
            bill: self.ledger.bill(now),
            scenario: self.scenario.clone(),
        })
    }

    /// Takes in what a source brought home.
    pub(super) fn take(&mut self, back: Return, tick: Duration) {
        let now = (self.clock)();
        self.is_changed = true;
        match back {
            Return::Home { seat, mut questions, reading } => {
                self.ledger.take(&reading, now);
                note_reading(&self.seats.name(seat), &reading);
                for item in reading.items {
                    questions.retain(|question| *question != item.question);
                    self.take_item(item, tick, now);
                }
                let source = self.seats.name(seat);
                for question in questions {
                    let trouble = no_word(&source, now);
                    self.take_item(Item::troubled(question, trouble), tick, now);
                }
            }
            Return::Lost { seat } => {
                let trouble = broken(&self.seats.name(seat), now);
                let is_its = |(question, owner): (&Question, &Claim)| {
                    (*owner == Claim::Seat(seat)).then(|| question.clone())
                };
                for question in self.owners.iter().filter_map(is_its).collect::<Vec<_>>() {
                    self.take_item(Item::troubled(question, trouble.clone()), tick, now);
                }
            }
        }
    }

    /// Takes in what became of the file of notes.
    pub(super) const fn noted(&mut self, is_new: bool) {
        self.is_changed |= is_new;
    }

    /// Ends what still runs for anybody.
    pub(super) async fn retire(&mut self) {
        self.notebook.close((self.clock)()).await;
        let mut asked = vec![Vec::new(); self.seats.len()];
        for (question, owner) in std::mem::take(&mut self.owners) {
            if let Claim::Seat(seat) = owner
                && let Some(questions) = asked.get_mut(seat)
            {
                questions.push(question);
            }
        }
        self.seats.rest(asked).await;
    }

    /// Stops the queries behind these questions; an answer that is held stays.
    fn cancel(&mut self, questions: &BTreeSet<Question>, tick: Duration) {
        let now = (self.clock)();
        for question in questions {
            let Some(Claim::Seat(seat)) = self.owners.get(question).copied() else { continue };
            let waits = self.book.entry(question).is_some_and(|entry| entry.waiting.is_some());
            if waits && self.schedule.cancel(question, tick) {
                self.seats.forget(seat, question.clone());
                self.book.cancel(question, cancelled(&self.seats.name(seat), now));
                self.is_changed = true;
            }
        }
    }

    fn take_item(&mut self, item: Item, tick: Duration, now: DateTime<Utc>) {
        let question = item.question.clone();
        if item.answered.is_none() && self.schedule.drops(&question) {
            return;
        }
        let moment = self.moment(tick, now);
        let wait = self.schedule.settle(&question, Outcome::of(&item), item.again_after, moment);
        self.has_evidence |= question.is_evidence();
        self.is_awaited |= self.book.entry(&question).is_some_and(|entry| entry.held.is_none());
        self.book.take(item, now);
        if let Some(wait) = wait {
            let every = self.in_clock_time(self.schedule.interval(&question, moment.today));
            self.book.plan(&question, now + stretch(wait, self.speed()), every);
        }
    }

    fn evict(&mut self, tick: Duration) {
        for question in self.schedule.evict(tick) {
            if let Some(Claim::Seat(seat)) = self.owners.remove(&question) {
                self.seats.forget(seat, question.clone());
            }
            self.book.close(&question);
            self.is_changed = true;
        }
    }

    /// Makes entries for new questions and finds out who answers them.
    fn open(&mut self, tick: Duration, now: DateTime<Utc>) {
        let moment = self.moment(tick, now);
        let questions: Vec<Question> = self.schedule.questions().cloned().collect();
        for question in questions {
            let every = self.in_clock_time(self.schedule.interval(&question, moment.today));
            self.is_changed |= self.book.open(&question, every);
            let owner = self.owners.get(&question).copied().unwrap_or(Claim::Open);
            if owner == Claim::Open {
                let claim = self.seats.claim(&question);
                if claim == Claim::Nobody {
                    self.book.trouble(&question, nobody(&question, now));
                    self.is_changed = true;
                }
                self.owners.insert(question, claim);
            }
        }
    }

    fn send(&mut self, tick: Duration, now: DateTime<Utc>) {
        let moment = self.moment(tick, now);
        for seat in 0..self.seats.len() {
            if !self.seats.is_idle(seat) {
                continue;
            }
            let owners = &self.owners;
            let due = self.schedule.take_due(moment, |q| owners.get(q) == Some(&Claim::Seat(seat)));
            let mut asks = Vec::with_capacity(due.len());
            for question in due {
                self.book.asked(&question, now);
                let tail_only = self.book.needs_tail_only(&question, now);
                asks.push(Ask { question, tail_only });
            }
            if !asks.is_empty() || self.seats.has_chores(seat) {
                self.seats.send(seat, asks, tick);
            }
        }
    }

    fn report_overdue(&mut self, tick: Duration, now: DateTime<Utc>) {
        for (source, mut questions) in self.seats.overdue(HANGS, tick) {
            // What only this source may know how to answer waits for it as well.
            let open = self.owners.iter().filter(|(_, owner)| **owner == Claim::Open);
            questions.extend(open.map(|(question, _)| question.clone()));
            for question in questions {
                self.book.trouble(&question, overdue(&source, now));
            }
            self.has_evidence = true;
            self.is_changed = true;
        }
    }

    fn judge(&mut self, tick: Duration, now: DateTime<Utc>) {
        let is_due = self.judged.is_none_or(|judged| judged + JUDGE_AT_LEAST <= tick);
        if !is_due && !self.has_evidence {
            return;
        }
        self.has_evidence = false;
        self.judged = Some(tick);
        let health = judge_all(&self.estate, &self.book, &self.health, now);
        if *health != *self.health {
            note_health(&self.health, &health);
            self.health = Arc::from(health);
            self.is_changed = true;
        }
        self.is_changed |= self.notebook.review(&self.health, self.book.entries(), now);
    }

    fn moment(&self, tick: Duration, now: DateTime<Utc>) -> Moment {
        Moment { tick, today: self.estate.business_day(now) }
    }

    fn speed(&self) -> f64 {
        self.estate.demo.as_ref().map_or(1.0, |demo| demo.speed.max(1.0))
    }

    /// A stretch of real time as the clock of the answers counts it.
    fn in_clock_time(&self, real: Duration) -> Duration {
        real.mul_f64(self.speed())
    }
}
