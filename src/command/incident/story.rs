//! A tape read from one moment to another: what happened in order, the worst moment, and the series. Pure.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, Utc};

use super::span::Span;
use crate::{
    pipeline::{
        Alarm, AlarmChange, AlarmEvent, AlarmState, Health, PipelineName, Resolved, Series, SeriesKey,
        Verdict, Window,
    },
    question::{About, News, NewsKind, Snapshot, news},
    tape::{Cursor, Moment, Tape},
};

/// Series are gathered from moments so far apart: much less than a snapshot reaches back.
const BETWEEN_GATHERINGS: chrono::TimeDelta = chrono::TimeDelta::minutes(30);

/// Something that happened.
#[derive(Clone, Debug)]
pub(super) struct Event {
    /// When it happened, as far as is known.
    pub(super) at: DateTime<Utc>,
    /// When it was found, where that was later.
    pub(super) found: Option<DateTime<Utc>>,
    pub(super) kind: NewsKind,
    pub(super) health: Health,
    pub(super) sentence: Arc<str>,
    /// The verdict it is about, as it was told then.
    pub(super) verdict: Option<Verdict>,
}

/// What a tape tells of a span.
pub(super) struct Story {
    pub(super) events: Vec<Event>,
    /// The snapshot at the worst moment.
    pub(super) worst: Arc<Snapshot>,
    /// The newest snapshot of the span.
    pub(super) last: Arc<Snapshot>,
    pub(super) series: BTreeMap<PipelineName, BTreeMap<SeriesKey, Series>>,
    /// Moments of the span.
    pub(super) moments: usize,
    /// Moments that cannot be played.
    pub(super) damaged: usize,
    /// First and last recorded moment of the span.
    pub(super) recorded: (DateTime<Utc>, DateTime<Utc>),
    /// The longest time without a moment within it, in seconds.
    pub(super) longest_gap_secs: i64,
}

/// How bad a snapshot is, to compare: health, then what waits, then how many causes.
type Badness = (Health, f64, usize);

impl Story {
    /// Reads the tape; none when no moment of the span plays.
    pub(super) fn of(tape: &Tape, span: Span) -> Option<Self> {
        let inside = |moment: &&Moment| moment.at <= span.to;
        let first = tape.at(span.from)?.sequence;
        let moments: Vec<Moment> =
            tape.moments().filter(inside).filter(|moment| moment.sequence >= first).copied().collect();
        let recorded = (moments.first()?.at, moments.last()?.at);
        let gaps =
            moments.windows(2).filter_map(|pair| Some((pair.get(1)?.at - pair.first()?.at).num_seconds()));
        let longest_gap_secs = gaps.max().unwrap_or(0);
        let mut reader = Reader::default();
        let newest = moments.last()?.sequence;
        for moment in moments.iter().filter(|m| m.is_news || m.sequence == first || m.sequence == newest) {
            reader.take(tape, moment, moment.sequence == newest);
        }
        let (last, worst) = reader.last.clone().zip(reader.worst.clone())?;
        let mut events = reader.events;
        events.extend(history(&last, span, recorded.0));
        events.retain(|event| event.at <= span.to && event.found.unwrap_or(event.at) >= span.from);
        events.sort_by_key(|event| event.at);
        Some(Self {
            events,
            worst: worst.1,
            last,
            series: reader.series,
            moments: moments.len(),
            damaged: reader.damaged,
            recorded,
            longest_gap_secs,
        })
    }

    /// True when there is more than one moment.
    pub(super) const fn is_recorded(&self) -> bool {
        self.moments > 1
    }
}

#[derive(Default)]
struct Reader {
    cursor: Cursor,
    last: Option<Arc<Snapshot>>,
    worst: Option<(Badness, Arc<Snapshot>)>,
    events: Vec<Event>,
    series: BTreeMap<PipelineName, BTreeMap<SeriesKey, Series>>,
    gathered: Option<DateTime<Utc>>,
    damaged: usize,
}

impl Reader {
    fn take(&mut self, tape: &Tape, moment: &Moment, is_last: bool) {
        let Ok(snapshot) = self.cursor.play(tape, moment.sequence) else {
            self.damaged += 1;
            return;
        };
        let blank = || Arc::new(Snapshot::empty(Arc::clone(&snapshot.estate), snapshot.at));
        let before = self.last.take().unwrap_or_else(blank);
        self.events.extend(news(&before, &snapshot).into_iter().map(|news| event(news, &before, &snapshot)));
        let badness = badness(&snapshot);
        if self
            .worst
            .as_ref()
            .is_none_or(|(held, _)| badness.partial_cmp(held).is_some_and(std::cmp::Ordering::is_gt))
        {
            self.worst = Some((badness, Arc::clone(&snapshot)));
        }
        if is_last || self.gathered.is_none_or(|at| snapshot.at - at >= BETWEEN_GATHERINGS) {
            self.gathered = Some(snapshot.at);
            self.gather(&snapshot);
        }
        self.last = Some(snapshot);
    }

    fn gather(&mut self, snapshot: &Snapshot) {
        for pipeline in &snapshot.estate.pipelines {
            let Some(answer) = snapshot.metrics(&pipeline.name, Window::JUDGED) else { continue };
            let held = self.series.entry(pipeline.name.clone()).or_default();
            for (key, answer) in &answer.series {
                match held.get_mut(key) {
                    Some(series) => {
                        series.merge(answer.series.points().iter().copied(), answer.series.ripe_to);
                    }
                    None => {
                        held.insert(key.clone(), (*answer.series).clone());
                    }
                }
            }
        }
    }
}

fn badness(snapshot: &Snapshot) -> Badness {
    let verdicts = || snapshot.health.iter().flat_map(|pipeline| &pipeline.verdicts);
    let waiting = verdicts().filter_map(|verdict| verdict.effect.waiting_records).sum();
    (snapshot.worst_health(), waiting, verdicts().count())
}

/// A change as an event, at the time when it happened.
fn event(news: News, before: &Snapshot, after: &Snapshot) -> Event {
    let verdict = verdict(news.about.as_ref(), before, after);
    let since = match (news.kind, &news.about) {
        (NewsKind::VerdictBegan, _) => verdict.as_ref().map(|verdict| verdict.since),
        (NewsKind::AlarmFired | NewsKind::AlarmOver | NewsKind::AlarmBlind, Some(About::Alarm(arn))) => {
            alarm_since(after, arn)
        }
        _ => None,
    };
    let at = since.unwrap_or(news.at).min(news.at);
    Event {
        at,
        found: (at < news.at).then_some(news.at),
        kind: news.kind,
        health: news.health,
        sentence: news.sentence,
        verdict,
    }
}

fn verdict(about: Option<&About>, before: &Snapshot, after: &Snapshot) -> Option<Verdict> {
    let Some(About::Verdict(meant)) = about else { return None };
    let find = |snapshot: &Snapshot| snapshot.health_of(&meant.pipeline)?.verdict(&meant.key).cloned();
    find(after).or_else(|| find(before))
}

fn alarm_since(snapshot: &Snapshot, arn: &Arc<str>) -> Option<DateTime<Utc>> {
    let lists = snapshot.estate.pipelines.iter().filter_map(|pipeline| snapshot.alarms(&pipeline.name));
    lists.flat_map(|list| &list.alarms).find(|alarm| alarm.arn == *arn)?.since
}

/// What is known of the time before the recording: the history of alarms, and verdicts that were over by then.
fn history(last: &Snapshot, span: Span, recorded: DateTime<Utc>) -> Vec<Event> {
    let mut events = Vec::new();
    for pipeline in &last.estate.pipelines {
        let name = &pipeline.name;
        let over = last.health_of(name).into_iter().flat_map(|health| &health.resolved);
        events.extend(over.map(|resolved| over_by_then(name, resolved)));
        let changes = last.alarm_history(name, None).into_iter().flat_map(|history| &history.events);
        events.extend(changes.filter_map(|change| alarm_changed(last, name, change)));
    }
    events.retain(|event| event.at >= span.from && event.at < recorded);
    events
}

fn over_by_then(pipeline: &PipelineName, resolved: &Resolved) -> Event {
    Event {
        at: resolved.at,
        found: None,
        kind: NewsKind::VerdictResolved,
        health: Health::Ok,
        sentence: format!("{pipeline}: {} {}", resolved.verdict.subject(), resolved.sentence).into(),
        verdict: Some(resolved.verdict.clone()),
    }
}

/// A change of state; none where the alarm is in that state still, which is told as such already.
fn alarm_changed(last: &Snapshot, pipeline: &PipelineName, change: &AlarmEvent) -> Option<Event> {
    let AlarmChange::State { to, .. } = change.change else { return None };
    let (kind, health) = match to {
        AlarmState::Alarm => (NewsKind::AlarmFired, Health::Critical),
        AlarmState::InsufficientData => (NewsKind::AlarmBlind, Health::Unknown),
        AlarmState::Ok => (NewsKind::AlarmOver, Health::Ok),
    };
    let is_this = |alarm: &Alarm| {
        alarm.name == change.alarm
            && alarm.state == to
            && alarm.since.is_some_and(|since| (since - change.at).num_seconds().abs() < 2)
    };
    let mut alarms = last.alarms(pipeline).into_iter().flat_map(|list| &list.alarms);
    if to != AlarmState::Ok && alarms.any(|alarm| is_this(alarm)) {
        return None;
    }
    let said = format!("{pipeline}: alarm {} went to {} ({})", change.alarm, to.as_str(), change.summary);
    Some(Event { at: change.at, found: None, kind, health, sentence: said.into(), verdict: None })
}
