//! The Alarms screen in the viewer's mind: alarms folded under the causes that explain them, the detail beside the
//! list, and the alarms that are missing. Knows nothing of how they are drawn.

use std::{cmp::Reverse, sync::Arc};

use super::{
    movement::moved,
    screen::{Panel, Screen},
    state::App,
};
use crate::{
    diagnosis::{MissingAlarm, missing_alarms},
    pipeline::{Alarm, AlarmState, Health, SeriesKey, StageName},
    question::{About, Question, Snapshot},
};

/// Lines of a detail beside its history, at the most: the end of the scroll may lie a little behind the last line.
const DETAIL_LINES: usize = 34;

/// What is chosen on the Alarms screen beside the alarm.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AlarmBoard {
    /// The alarms that are OK stand in one line.
    pub folds_ok: bool,
    /// First shown line of the detail.
    pub top: usize,
    /// The selected one of the missing alarms.
    pub missing: Option<SeriesKey>,
}

/// Alarms that stand together in the list.
#[derive(Clone, Debug, PartialEq)]
pub struct AlarmGroup {
    /// Why they do.
    pub because: Because,
    /// The muted ones last, the newest first.
    pub alarms: Vec<Arc<Alarm>>,
}

/// Why alarms stand together, in the order of the list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Because {
    /// A verdict explains them: its place among the pipeline's verdicts, how bad it is, and its cause in a sentence.
    Verdict(usize, Health, Arc<str>),
    /// They are in ALARM, and nothing explains them.
    Ringing,
    /// CloudWatch has too little data to tell.
    NoData,
    /// All is well.
    Ok,
}

impl App {
    /// The alarms of the selected pipeline that pass the filter, folded under what explains them. Whole: also those that
    /// the list folds.
    pub fn alarm_groups(&self, snapshot: &Snapshot) -> Vec<AlarmGroup> {
        let verdicts = self
            .selected_pipeline(&snapshot.estate)
            .and_then(|pipeline| snapshot.health_of(&pipeline.name))
            .map_or(&[][..], |health| &health.verdicts);
        let because = |alarm: &Alarm| match alarm.state {
            AlarmState::Ok => Because::Ok,
            AlarmState::InsufficientData => Because::NoData,
            AlarmState::Alarm => {
                let named =
                    verdicts.iter().enumerate().find(|(_, verdict)| verdict.alarms.contains(&alarm.name));
                named.map_or(Because::Ringing, |(place, verdict)| {
                    Because::Verdict(place, verdict.health, Arc::clone(&verdict.cause))
                })
            }
        };
        let mut alarms: Vec<(Because, bool, Arc<Alarm>)> = self
            .passing_alarms(snapshot)
            .into_iter()
            .map(|alarm| (because(&alarm), is_muted(snapshot, &alarm), alarm))
            .collect();
        alarms.sort_by(|a, b| {
            (&a.0, a.1, Reverse(a.2.since), &a.2.name).cmp(&(&b.0, b.1, Reverse(b.2.since), &b.2.name))
        });
        let mut groups: Vec<AlarmGroup> = Vec::new();
        for (because, _, alarm) in alarms {
            match groups.last_mut().filter(|group| group.because == because) {
                Some(group) => group.alarms.push(alarm),
                None => groups.push(AlarmGroup { because, alarms: vec![alarm] }),
            }
        }
        groups
    }

    /// The alarms of the list, one a row: what matters most first, without those that are folded.
    pub fn alarm_rows(&self, snapshot: &Snapshot) -> Vec<Arc<Alarm>> {
        let groups = self.alarm_groups(snapshot).into_iter();
        let shown = groups.filter(|group| group.because != Because::Ok || !self.folds_ok());
        shown.flat_map(|group| group.alarms).collect()
    }

    /// True when the alarms that are OK stand in one line. Who filters looks for something, and finds it.
    pub fn folds_ok(&self) -> bool {
        self.screen == Screen::Alarms && self.board.folds_ok && self.filter.is_none()
    }

    /// The recommended alarms that the selected pipeline has not; none while its alarms are not known.
    pub fn missing_rows(&self, snapshot: &Snapshot) -> Vec<MissingAlarm> {
        let Some(pipeline) = self.selected_pipeline(&snapshot.estate) else { return Vec::new() };
        let Some(list) = snapshot.alarms(&pipeline.name) else { return Vec::new() };
        missing_alarms(pipeline, &list.alarms)
    }

    /// The selected missing alarm, or the first.
    pub fn selected_missing(&self, snapshot: &Snapshot) -> Option<MissingAlarm> {
        let mut rows = self.missing_rows(snapshot);
        let place = rows.iter().position(|row| Some(&row.series) == self.board.missing.as_ref()).unwrap_or(0);
        (place < rows.len()).then(|| rows.swap_remove(place))
    }

    pub(super) fn step_missing(&mut self, rows: i32, shown: &Snapshot) {
        let missing = self.missing_rows(shown);
        let at = missing.iter().position(|row| Some(&row.series) == self.board.missing.as_ref()).unwrap_or(0);
        let next = missing.get(moved(at, rows, missing.len()));
        self.board.missing = next.map(|row| row.series.clone());
    }

    /// Scrolls the detail; how long it is, is known but roughly here.
    pub(super) fn scroll_alarm(&mut self, rows: i32, shown: &Snapshot) {
        let chosen = self.pipeline.as_ref().zip(self.alarm.as_ref());
        let history = chosen.and_then(|(pipeline, alarm)| shown.alarm_history(pipeline, Some(alarm)));
        let events = history.map_or(0, |history| history.events.len());
        let children = self.selected_alarm(shown).map_or(0, |alarm| alarm.children.len());
        self.board.top = moved(self.board.top, rows, DETAIL_LINES + events + children + 1);
    }

    pub(super) fn look_at_alarm(&mut self, name: Arc<str>) {
        if self.alarm.as_ref() != Some(&name) {
            self.alarm = Some(name);
            self.board.top = 0;
        }
    }

    /// Holds on to the alarm that is looked at, so that its detail does not change under the reader when another rings.
    pub(super) fn hold_alarm(&mut self, newest: &Arc<Snapshot>) {
        if self.screen == Screen::Alarms && self.alarm.is_none() {
            let shown = Arc::clone(self.shown(newest));
            self.alarm = self.selected_alarm(&shown).map(|alarm| Arc::clone(&alarm.name));
        }
    }

    /// True when the focus of the Alarms screen is not on its list.
    pub fn is_beside_alarms(&self) -> bool {
        self.screen == Screen::Alarms && self.focus != Panel::Alarms
    }

    /// Back to the list; false when the focus is there.
    pub(super) fn leave_alarm(&mut self) -> bool {
        let is_beside = self.is_beside_alarms();
        if is_beside {
            self.focus = Panel::Alarms;
        }
        is_beside
    }

    pub(super) fn focus_alarm(&mut self, shown: &Snapshot) {
        match self.selected_alarm(shown) {
            Some(alarm) => {
                self.look_at_alarm(Arc::clone(&alarm.name));
                self.focus_on(Panel::AlarmDetail);
            }
            None if !self.missing_rows(shown).is_empty() => self.focus_on(Panel::MissingAlarms),
            None => self.say("there is no alarm to open"),
        }
    }

    /// From an alarm to the stage it watches.
    pub(super) fn open_alarm(&mut self, newest: &Arc<Snapshot>) {
        let shown = Arc::clone(self.shown(newest));
        let stage = self.selected_alarm(&shown).and_then(|alarm| alarm.stages.first().cloned());
        match stage {
            Some(stage) => self.open_stage(stage, newest),
            None => self.say("this alarm watches no stage of the pipeline"),
        }
    }

    /// From a missing alarm to the chart of what nobody watches.
    pub(super) fn open_missing(&mut self, newest: &Arc<Snapshot>) {
        let shown = Arc::clone(self.shown(newest));
        if let Some(SeriesKey { stage, metric }) = self.selected_missing(&shown).map(|missing| missing.series)
        {
            self.open_stage(stage, newest);
            self.chart = Some(metric);
        }
    }

    /// Goes to a stage's charts.
    pub(super) fn open_stage(&mut self, stage: StageName, newest: &Arc<Snapshot>) {
        self.go(Screen::Pipeline, newest);
        self.look_at_stage(stage);
    }

    /// What happened to all alarms in a day, and to the selected one in two weeks.
    pub(super) fn history_questions(&self) -> Vec<Question> {
        let Some(pipeline) = &self.pipeline else { return Vec::new() };
        let history = |alarm| Question::AlarmHistory { pipeline: pipeline.clone(), alarm };
        let one = self.alarm.clone().map(|alarm| history(Some(alarm)));
        [history(None)].into_iter().chain(one).collect()
    }

    /// The questions behind the alarms on screen.
    pub(super) fn alarm_questions(&self) -> Vec<Question> {
        let list = self.pipeline.clone().map(|pipeline| Question::Alarms { pipeline });
        let history = if self.screen == Screen::Alarms { self.history_questions() } else { Vec::new() };
        list.into_iter().chain(history).collect()
    }
}

fn is_muted(snapshot: &Snapshot, alarm: &Alarm) -> bool {
    snapshot.mute(&About::Alarm(Arc::clone(&alarm.arn))).is_some()
}
