//! How a viewer's mind begins, and what it has in view: the shown snapshot, and what is selected in it by name.
//! A name that has vanished selects the first row, and selects its own again when it comes back.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    alarms::AlarmBoard,
    attention::Attention,
    customers::CustomerChoice,
    familiar::Familiar,
    keymap::Keymap,
    outlook::OutlookChoice,
    period::{Compare, RangeChoice},
    products::ProductChoice,
    ranking::RankingChoice,
    screen::Screen,
    sight::Sight,
    state::{App, SettingsView, Toast},
    take::Take,
    traffic::TrafficChoice,
};
use crate::{
    business::{Granularity, VendorScope},
    pipeline::{Alarm, Metric, Pipeline, Stage, Window, clean_line},
    question::{Audience, Estate, Question, Snapshot},
};

/// How long a message stays.
const TOAST_TICKS: u8 = 5;
/// Longer messages are cut; no terminal line holds them.
const LONGEST_TOAST: usize = 400;

impl App {
    /// A viewer that has just begun. Keys that cannot be (see [`Keymap::build`]) are left as the table has them.
    pub fn new(settings: SettingsView, estate: &Estate, now: DateTime<Utc>) -> Self {
        let keymap = Arc::new(Keymap::build(&settings.keys).unwrap_or_default());
        let screen = Screen::default();
        Self {
            settings,
            screen,
            pipeline: estate.pipelines.first().map(|pipeline| pipeline.name.clone()),
            stage: None,
            enlarged: None,
            chart: None,
            window: Window::JUDGED,
            sight: Sight::default(),
            audience: Audience::Operator,
            vendor: VendorScope::All,
            familiar: Familiar::default(),
            range: RangeChoice::Last(30),
            granularity: Granularity::Day,
            compare: Compare::Previous,
            alarm: None,
            board: AlarmBoard::default(),
            products: ProductChoice::default(),
            traffic: TrafficChoice::default(),
            customers: CustomerChoice::default(),
            outlook: OutlookChoice::default(),
            ranking: RankingChoice::default(),
            question: None,
            take: Take::default(),
            filter: None,
            overlay: None,
            focus: screen.panels().first().copied().unwrap_or_default(),
            frozen: None,
            attention: Attention::new(now),
            reel: None,
            is_replay: false,
            toast: None,
            now,
            size: (80, 24),
            keymap,
        }
    }

    /// What is shown: the frozen or past snapshot, or the newest.
    pub fn shown<'a>(&'a self, newest: &'a Arc<Snapshot>) -> &'a Arc<Snapshot> {
        self.frozen.as_ref().unwrap_or(newest)
    }

    /// True when nothing is open, filtered, enlarged or frozen, and charts are live and without crosshair.
    pub fn is_plain(&self) -> bool {
        let is_looking = self.sight.crosshair.is_some() || self.sight.stretch.is_some();
        let is_charted = matches!(self.screen, Screen::Pipeline) && is_looking;
        self.overlay.is_none()
            && self.enlarged.is_none()
            && self.filter.is_none()
            && self.frozen.is_none()
            && !self.is_beside_alarms()
            && !is_charted
    }

    /// The business day it is.
    pub fn today(&self, estate: &Estate) -> NaiveDate {
        estate.business_day(self.moment())
    }

    /// The selected pipeline, or the first.
    pub fn selected_pipeline<'a>(&self, estate: &'a Estate) -> Option<&'a Arc<Pipeline>> {
        let named = self.pipeline.as_ref().and_then(|name| estate.pipeline(name));
        named.or_else(|| estate.pipelines.first())
    }

    /// The selected stage; while none was chosen, the one the headline is about, or the first.
    pub fn selected_stage<'a>(&self, snapshot: &'a Snapshot) -> Option<&'a Stage> {
        let pipeline = self.selected_pipeline(&snapshot.estate)?;
        let chosen = self.stage.as_ref().and_then(|name| pipeline.stage(name));
        let worst = || snapshot.health_of(&pipeline.name)?.worst_stage.as_ref();
        chosen.or_else(|| pipeline.stage(worst()?)).or_else(|| pipeline.stages.first())
    }

    /// The metric whose chart is selected, or the stage's first.
    pub fn selected_chart<'a>(&self, snapshot: &'a Snapshot) -> Option<&'a Metric> {
        let stage = self.selected_stage(snapshot)?;
        let chosen = self.chart.as_ref().and_then(|key| stage.metric(key));
        chosen.or_else(|| stage.metrics.first())
    }

    /// The selected alarm, or the first that is shown.
    pub fn selected_alarm(&self, snapshot: &Snapshot) -> Option<Arc<Alarm>> {
        let rows = self.alarm_rows(snapshot);
        let chosen = rows.iter().find(|alarm| Some(&alarm.name) == self.alarm.as_ref());
        chosen.or_else(|| rows.first()).cloned()
    }

    /// The selected question, or the first that is shown.
    pub fn selected_question(&self, snapshot: &Snapshot) -> Option<Question> {
        let rows = self.question_rows(snapshot);
        let chosen = rows.iter().find(|(question, _)| Some(question) == self.question.as_ref());
        chosen.or_else(|| rows.first()).map(|(question, _)| question.clone())
    }

    /// Says something on the status line; it may quote what was typed or read, so it is cleaned.
    pub(super) fn say(&mut self, text: impl AsRef<str>) {
        let text = clean_line(text.as_ref(), LONGEST_TOAST);
        self.toast = Some(Toast { text: text.into(), ticks_left: TOAST_TICKS });
    }
}
