//! Whether somebody looks, and what those are called for who do not. Pure: what is worth a call is decided here,
//! calling is the viewer's.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};

use super::{message::Effect, state::App};
use crate::{
    config::NotifyWhen,
    pipeline::{Health, PipelineName, VerdictKey, clean_line},
    question::{About, News, NewsKind, Snapshot},
};

/// In a terminal that does not tell whether it has the focus, whoever pressed a key looks for so long.
const LOOKS_ON: TimeDelta = TimeDelta::minutes(2);
/// What a notification shows of a sentence.
const LONGEST: usize = 200;

/// Whether somebody looks, and what was told to those who did not.
#[derive(Clone, Debug, PartialEq)]
pub struct Attention {
    /// Whether the terminal has the focus; none while it has told nothing.
    focus: Option<bool>,
    /// When a key was last pressed.
    hand_at: DateTime<Utc>,
    calls: BTreeMap<Option<PipelineName>, Calls>,
}

/// What was and is to be told about a pipeline.
#[derive(Clone, Debug, PartialEq)]
struct Calls {
    told_at: DateTime<Utc>,
    /// The worst of what was told then.
    told: Health,
    waiting: Vec<News>,
}

impl Attention {
    /// Somebody has just started the viewer, and looks.
    pub(super) const fn new(now: DateTime<Utc>) -> Self {
        Self { focus: None, hand_at: now, calls: BTreeMap::new() }
    }

    pub(super) const fn hand(&mut self, now: DateTime<Utc>) {
        self.hand_at = now;
    }

    /// The focus has come or gone. What waits to be told is seen by whoever comes.
    pub(super) fn turn(&mut self, has_focus: bool) {
        self.focus = Some(has_focus);
        if has_focus {
            self.calls.values_mut().for_each(|calls| calls.waiting.clear());
        }
    }

    fn looks(&self, now: DateTime<Utc>) -> bool {
        self.focus.unwrap_or(now - self.hand_at < LOOKS_ON)
    }

    /// Takes in something worth a call. What was begun and is over again before it was told cancels out.
    fn add(&mut self, news: News, now: DateTime<Utc>, cooldown: TimeDelta) {
        let rested = now - cooldown;
        let fresh = Calls { told_at: rested, told: Health::Ok, waiting: Vec::new() };
        let calls = self.calls.entry(news.pipeline.clone()).or_insert(fresh);
        if is_end(news.kind) {
            let before = calls.waiting.len();
            calls.waiting.retain(|one| one.about != news.about || one.about.is_none());
            if calls.waiting.len() < before {
                return;
            }
        }
        calls.waiting.push(news);
    }

    /// What is told now: of each pipeline that has rested, or has something worse than what was told last.
    fn due(&mut self, now: DateTime<Utc>, cooldown: TimeDelta) -> Vec<Arc<str>> {
        let mut lines = Vec::new();
        for calls in self.calls.values_mut() {
            let worst = calls.waiting.iter().map(|news| news.health).max();
            let Some(worst) = worst else { continue };
            if calls.told_at + cooldown > now && worst <= calls.told {
                continue;
            }
            (calls.told_at, calls.told) = (now, worst);
            lines.extend(folded(&std::mem::take(&mut calls.waiting)));
        }
        lines
    }
}

impl App {
    /// Takes in what has changed: says what only it can say, and calls whoever does not look.
    pub(super) fn hear(&mut self, told: &[News], newest: &Arc<Snapshot>) -> Option<Effect> {
        for news in told.iter().filter(|news| news.kind == NewsKind::NotesUnkept) {
            self.say(&news.sentence);
        }
        if self.attention.looks(self.now) {
            return None;
        }
        let cooldown = self.cooldown();
        let worth: Vec<News> = told.iter().filter(|news| self.is_worth(news, newest)).cloned().collect();
        for news in worth {
            self.attention.add(news, self.now, cooldown);
        }
        self.call_later()
    }

    /// Tells what had to wait, once it has waited long enough.
    pub(super) fn call_later(&mut self) -> Option<Effect> {
        if self.settings.notify.when == NotifyWhen::Off || self.attention.looks(self.now) {
            return None;
        }
        let cooldown = self.cooldown();
        let lines = self.attention.due(self.now, cooldown);
        (!lines.is_empty()).then_some(Effect::Notify(lines))
    }

    pub(super) fn switch_notify(&mut self, argument: Option<&str>) {
        let at = NotifyWhen::ALL.iter().position(|when| *when == self.settings.notify.when).unwrap_or(0);
        let next = match argument {
            Some(word) => NotifyWhen::ALL.into_iter().find(|when| when.as_str() == word),
            None => NotifyWhen::ALL.into_iter().cycle().nth(at + 1),
        };
        let Some(when) = next else {
            return self.say_unknown("kind of notification", argument.unwrap_or_default());
        };
        self.settings.notify.when = when;
        self.say(match when {
            NotifyWhen::Critical => "notifications: what is critical, and its end, while nobody looks",
            NotifyWhen::On => "notifications: everything that gets worse, and its end, while nobody looks",
            NotifyWhen::Off => "notifications off",
        });
    }

    fn cooldown(&self) -> TimeDelta {
        TimeDelta::from_std(self.settings.notify.cooldown).unwrap_or_default()
    }

    fn is_worth(&self, news: &News, newest: &Snapshot) -> bool {
        let worse = match news.kind {
            NewsKind::VerdictBegan | NewsKind::VerdictWorsened | NewsKind::AlarmFired => news.health,
            NewsKind::VerdictResolved | NewsKind::AlarmOver => news.before,
            NewsKind::SourceSilent | NewsKind::SourceBack => Health::Warning,
            _ => return false,
        };
        self.is_loud(worse)
            && news.about.as_ref().is_none_or(|about| newest.mute(about).is_none())
            && !self.is_folded(news, newest)
    }

    fn is_loud(&self, health: Health) -> bool {
        match self.settings.notify.when {
            NotifyWhen::Off => false,
            NotifyWhen::On => health >= Health::Warning,
            NotifyWhen::Critical => health == Health::Critical,
        }
    }

    /// True for an alarm whose cause is told by a verdict, or is muted with it.
    fn is_folded(&self, news: &News, newest: &Snapshot) -> bool {
        let Some(About::Alarm(arn)) = &news.about else { return false };
        let Some(health) = news.pipeline.as_ref().and_then(|name| newest.health_of(name)) else {
            return false;
        };
        let name = newest.alarms(&health.pipeline).and_then(|list| {
            list.alarms.iter().find(|alarm| alarm.arn == *arn).map(|alarm| Arc::clone(&alarm.name))
        });
        let over = health.resolved.iter().map(|over| &over.verdict);
        health.verdicts.iter().chain(over).any(|verdict| {
            let about = || About::Verdict(VerdictKey::of(&health.pipeline, verdict));
            name.as_ref().is_some_and(|name| verdict.alarms.contains(name))
                && (self.is_loud(verdict.health) || newest.mute(&about()).is_some())
        })
    }
}

const fn is_end(kind: NewsKind) -> bool {
    matches!(kind, NewsKind::VerdictResolved | NewsKind::AlarmOver | NewsKind::SourceBack)
}

/// The worst of several in full, the others as a number.
fn folded(waiting: &[News]) -> Option<Arc<str>> {
    let worst = waiting.iter().rev().max_by_key(|news| news.health)?;
    let sentence = clean_line(&worst.sentence, LONGEST);
    Some(match waiting.len() - 1 {
        0 => sentence.into(),
        more => format!("{sentence} (and {more} more)").into(),
    })
}
