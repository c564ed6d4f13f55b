//! The alarms somebody set up over the pipeline: how each stands, and what happened to it. They are judged minute by
//! minute from the published metrics; the rules are beside this.

use std::{collections::VecDeque, sync::Arc};

use chrono::{DateTime, Utc};

use super::{
    alarm_rules::{Judged, Missing, RULES, Rule, Value},
    chance,
    delivery::INTERVAL,
    market::Market,
    past::{self, Episode},
    signal::Row,
    usual::Usual,
    world::day_of,
};
use crate::pipeline::{
    Alarm, AlarmChange, AlarmDetail, AlarmEvent, AlarmKind, AlarmState, Datapoint, StageName, WatchedMetric,
};

/// Region and account of the demo, as they stand in ARNs.
const ARN: &str = "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:";
/// Where actions are sent.
const TOPIC: &str = "arn:aws:sns:eu-central-1:123456789012:makeriess-on-call";
/// Seconds after the end of a minute at which CloudWatch has judged it.
const JUDGED_AFTER: i64 = 12;
/// How long CloudWatch remembers what happened to an alarm, and how many events are kept here.
const REMEMBERED: i64 = 14 * 86_400;
const MOST_EVENTS: usize = 2_000;

/// The composite: any of these makes data late or lost.
const COMPOSITE: &str = "makeriess-analytics-data-at-risk";
const CHILDREN: [&str; 5] = [
    "makeriess-analytics-iterator-age",
    "makeriess-analytics-processor-behind",
    "makeriess-analytics-delivery-freshness",
    "makeriess-analytics-delivery-failures",
    "makeriess-analytics-stream-throttled",
];
/// The composite's actions wait so long for this alarm, which rings during maintenance.
const SUPPRESSOR: &str = "makeriess-maintenance";
const SUPPRESSOR_WAIT: i64 = 120;

/// State of an alarm.
#[derive(Clone, Debug)]
struct Standing {
    state: AlarmState,
    since: i64,
    reason: Arc<str>,
    evaluated: Vec<Datapoint>,
}

/// Every alarm and its state.
pub(super) struct Alarms {
    standings: Vec<Standing>,
    composite: Standing,
    /// Children that set the composite off.
    rung: Vec<&'static str>,
    /// What happened, the oldest first.
    events: VecDeque<AlarmEvent>,
    /// When a message about the composite is due, if nothing keeps it back.
    message_due: Option<i64>,
    past: Vec<Episode>,
    usual: Usual,
    /// Epoch seconds up to which everything has been judged.
    judged_to: i64,
}

impl Alarms {
    /// All is well, after the troubles of the fortnight before `origin`.
    pub(super) fn new(seed: u64, origin: i64) -> Self {
        let market = Arc::new(Market::new(seed));
        let mut usual = Usual::new(seed, market, day_of(origin));
        let standings = RULES.iter().zip(0..).map(|(rule, salt)| {
            let since = origin - REMEMBERED - (40.0 * 86_400.0 * chance::share(&[seed, salt, 41])) as i64;
            // After a round of deliveries, so that every metric has a datapoint to be judged on.
            let since = since.div_euclid(INTERVAL) * INTERVAL + JUDGED_AFTER;
            let points = (1..=rule.n as i64).rev().map(|back| {
                let at = since - JUDGED_AFTER - 60 * back;
                let row = usual.minute(at);
                rule.datapoint(at, &row, &mut usual)
            });
            let judged = rule.conclude(points.collect());
            Standing {
                state: judged.as_ref().map_or(AlarmState::Ok, |judged| judged.state),
                since,
                reason: judged.as_ref().map_or_else(String::new, |judged| judged.reason.clone()).into(),
                evaluated: judged.map(|judged| judged.evaluated).unwrap_or_default(),
            }
        });
        let composite = Standing {
            state: AlarmState::Ok,
            since: origin - REMEMBERED - 33 * 86_400,
            reason: "All child alarms are in OK state.".into(),
            evaluated: Vec::new(),
        };
        let mut alarms = Self {
            standings: standings.collect(),
            composite,
            rung: Vec::new(),
            events: VecDeque::new(),
            message_due: None,
            past: past::episodes(seed, origin),
            usual,
            judged_to: origin,
        };
        alarms.remember(origin);
        alarms
    }

    /// Lives through what happened to the alarms before `origin`.
    fn remember(&mut self, origin: i64) {
        let mut turns: Vec<(i64, usize, Episode, bool)> = Vec::new();
        for episode in &self.past {
            let Some(rule) = episode.rule() else { continue };
            turns.push((episode.from + 60 * rule.m as i64, episode.rule, *episode, true));
            turns.push((episode.to + 60 * (rule.n - rule.m + 1) as i64, episode.rule, *episode, false));
        }
        turns.sort_by_key(|turn| turn.0);
        let name = RULES[1].name;
        let summary = format!("Alarm \"{name}\" updated");
        self.tell(name, origin - 12 * 86_400 + 33_137, AlarmChange::Configuration, summary);
        for (at, place, episode, is_alarm) in turns {
            let Some(rule) = episode.rule() else { continue };
            let looked = (1..=rule.n as i64).rev().map(|back| {
                let minute = at - 60 * back;
                let mut row = self.usual.minute(minute);
                episode.show(minute, &mut row);
                rule.datapoint(minute, &row, &mut self.usual)
            });
            let looked: Vec<Datapoint> = looked.collect();
            if let Some(judged) = rule.conclude(looked).filter(|j| (j.state == AlarmState::Alarm) == is_alarm)
            {
                self.turn(place, rule, judged, at + JUDGED_AFTER);
                self.compose(at + JUDGED_AFTER);
                self.send_due(at + JUDGED_AFTER + SUPPRESSOR_WAIT);
            }
        }
    }

    /// Judges every alarm when the minute that began at `began` is over.
    pub(super) fn judge(&mut self, rows: &VecDeque<Row>, began: i64) {
        let at = began + 60 + JUDGED_AFTER;
        for (place, rule) in RULES.iter().enumerate() {
            if let Some(judged) = rule.judge(rows, began, &mut self.usual) {
                self.turn(place, rule, judged, at);
            }
        }
        self.compose(at);
        self.send_due(at);
        self.judged_to = began + 60;
        let kept_from = moment(at - REMEMBERED);
        while self.events.front().is_some_and(|event| event.at < kept_from) || self.events.len() > MOST_EVENTS
        {
            self.events.pop_front();
        }
    }

    /// An alarm changes its state, if it is another one.
    fn turn(&mut self, place: usize, rule: &'static Rule, judged: Judged, at: i64) {
        let Some(standing) = self.standings.get_mut(place) else { return };
        if standing.state == judged.state {
            return;
        }
        let (from, to) = (standing.state, judged.state);
        *standing =
            Standing { state: to, since: at, reason: judged.reason.into(), evaluated: judged.evaluated };
        self.tell_turn(rule.name, at, from, to);
        if rule.acts && to != AlarmState::InsufficientData {
            self.tell_sent(rule.name, at);
        }
    }

    /// The composite follows its children.
    fn compose(&mut self, at: i64) {
        let rings = |(rule, standing): &(&Rule, &Standing)| {
            standing.state == AlarmState::Alarm && CHILDREN.contains(&rule.name)
        };
        self.rung = RULES.iter().zip(&self.standings).filter(rings).map(|(rule, _)| rule.name).collect();
        let to = if self.rung.is_empty() { AlarmState::Ok } else { AlarmState::Alarm };
        let from = self.composite.state;
        if from == to {
            return;
        }
        let when = moment(at).format("%A %d %B, %Y %H:%M:%S UTC");
        let reason = match self.rung.first() {
            Some(name) => format!("{ARN}{name} transitioned to ALARM at {when}"),
            None => format!("All child alarms returned to OK at {when}"),
        };
        self.composite = Standing { state: to, since: at, reason: reason.into(), evaluated: Vec::new() };
        self.tell_turn(COMPOSITE, at, from, to);
        self.message_due = (to == AlarmState::Alarm).then_some(at + SUPPRESSOR_WAIT);
    }

    /// Sends what has waited long enough for the suppressor.
    fn send_due(&mut self, at: i64) {
        if let Some(due) = self.message_due.filter(|due| *due <= at) {
            self.message_due = None;
            self.tell_sent(COMPOSITE, due);
        }
    }

    fn tell_turn(&mut self, name: &'static str, at: i64, from: AlarmState, to: AlarmState) {
        let summary = format!("Alarm updated from {} to {}", from.as_str(), to.as_str());
        self.tell(name, at, AlarmChange::State { from: Some(from), to }, summary);
    }

    fn tell_sent(&mut self, name: &'static str, at: i64) {
        self.tell(name, at, AlarmChange::Action, format!("Successfully executed action {TOPIC}"));
    }

    fn tell(&mut self, name: &'static str, at: i64, change: AlarmChange, summary: String) {
        let (at, summary) = (moment(at), summary.into());
        self.events.push_back(AlarmEvent { alarm: name.into(), at, change, summary });
    }

    /// What happened to one alarm or to all since `from`, the newest first.
    pub(super) fn events(&self, alarm: Option<&str>, from: DateTime<Utc>) -> Vec<AlarmEvent> {
        let mut events: Vec<AlarmEvent> = self
            .events
            .iter()
            .filter(|event| event.at >= from && alarm.is_none_or(|alarm| *event.alarm == *alarm))
            .cloned()
            .collect();
        events.sort_by_key(|event| std::cmp::Reverse(event.at));
        events
    }

    /// Lets a minute before the physics show the troubles it had.
    pub(super) fn show_past(&self, at: i64, row: &mut Row) {
        for episode in &self.past {
            episode.show(at, row);
        }
    }

    /// True when the hour that begins at `hour` had a trouble.
    pub(super) fn had_trouble(&self, hour: i64) -> bool {
        self.past.iter().any(|episode| episode.from < hour + 3_600 && episode.to > hour)
    }

    /// The alarms as `DescribeAlarms` gives them.
    pub(super) fn list(&self) -> Vec<Alarm> {
        let metric = RULES.iter().zip(&self.standings).map(|(rule, standing)| alarm_of(rule, standing));
        metric.chain([self.composite_alarm()]).collect()
    }

    fn composite_alarm(&self) -> Alarm {
        let clauses: Vec<String> = CHILDREN.iter().map(|name| format!("ALARM(\"{name}\")")).collect();
        let waits = self.message_due.is_some_and(|due| due > self.judged_to);
        let bare = bare(COMPOSITE, &self.composite);
        Alarm {
            kind: AlarmKind::Composite,
            description: Some("Numbers are late, or records may be lost.".into()),
            watches: clauses.join(" OR ").into(),
            stages: vec!["stream".into(), "processor".into(), "delivery".into()],
            children: CHILDREN.into_iter().map(Arc::from).collect(),
            detail: AlarmDetail {
                triggered_by: self.rung.iter().copied().map(Arc::from).collect(),
                suppressed: waits.then(|| {
                    format!("waiting up to {SUPPRESSOR_WAIT} s for {SUPPRESSOR} (WaitPeriod)").into()
                }),
                actions: [2, 0, 0],
                ..AlarmDetail::default()
            },
            ..bare
        }
    }
}

fn alarm_of(rule: &Rule, standing: &Standing) -> Alarm {
    let (kind, signals) = match rule.value {
        Value::Of(signal) => (AlarmKind::Metric, vec![signal]),
        Value::Band(signal) => (AlarmKind::Band, vec![signal]),
        Value::Percent(part, whole) => (AlarmKind::Math, vec![part, whole]),
    };
    let stages: Vec<StageName> = signals.iter().map(|signal| signal.key().0.into()).collect();
    let missing = match rule.missing {
        Missing::Breaching => "breaching",
        Missing::NotBreaching => "notBreaching",
        Missing::Ignore => "ignore",
        Missing::Unknown => "missing",
    };
    let sign = if rule.is_above { ">" } else { "<" };
    let is_band = kind == AlarmKind::Band;
    let condition = if is_band { "below the band".to_owned() } else { format!("{sign} {}", rule.threshold) };
    let bare = bare(rule.name, standing);
    let detail = AlarmDetail {
        metrics: watched(rule.watches, &stages),
        actions: if rule.missing == Missing::Unknown { [1, 0, 0] } else { [1, 1, 0] },
        ..bare.detail
    };
    let mut distinct = stages;
    distinct.dedup();
    Alarm {
        kind,
        description: Some(rule.description.into()),
        threshold: (!is_band).then_some(rule.threshold),
        condition: Some(condition.into()),
        watches: rule.watches.into(),
        period_secs: Some(60),
        m_of_n: Some((rule.m as u32, rule.n as u32)),
        treat_missing: Some(missing.into()),
        actions_enabled: rule.acts,
        stages: distinct,
        detail,
        ..bare
    }
}

/// The metrics named in words like `AWS/Lambda Errors Sum`, each with its stage.
fn watched(words: &'static str, stages: &[StageName]) -> Vec<WatchedMetric> {
    let words: Vec<&str> = words.split_whitespace().collect();
    let named = words.windows(3).filter(|three| three[0].starts_with("AWS/"));
    named
        .enumerate()
        .map(|(place, three)| WatchedMetric {
            stage: stages.get(place).cloned(),
            namespace: three[0].into(),
            name: three[1].into(),
            statistic: Some(three[2].into()),
        })
        .collect()
}

fn bare(name: &'static str, standing: &Standing) -> Alarm {
    Alarm {
        name: name.into(),
        arn: format!("{ARN}{name}").into(),
        description: None,
        kind: AlarmKind::Metric,
        state: standing.state,
        since: DateTime::from_timestamp(standing.since, 0),
        reason: Arc::clone(&standing.reason),
        threshold: None,
        condition: None,
        watches: "".into(),
        period_secs: None,
        m_of_n: None,
        treat_missing: None,
        actions_enabled: true,
        stages: Vec::new(),
        children: Vec::new(),
        detail: AlarmDetail { evaluated: standing.evaluated.clone(), ..AlarmDetail::default() },
    }
}

fn moment(at: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(at, 0).unwrap_or_default()
}
