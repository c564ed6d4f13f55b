//! Moving the selection: through lists by rows, through the topology along its arrows.

use std::sync::Arc;

use super::{
    screen::{Panel, Screen},
    state::{App, Overlay},
    take::TakeFormat,
};
use crate::{
    pipeline::{Graph, Pipeline, tree},
    question::Snapshot,
};

/// Columns and rows of a terminal from which on stages are drawn as tiles; in a smaller one they are a list.
pub const ROOMY: (u16, u16) = (96, 28);

/// True where the stages are a list: the terminal is small, or the graph too tangled to be drawn.
pub fn lists_stages(size: (u16, u16), graph: &Graph) -> bool {
    size.0 < ROOMY.0 || size.1 < ROOMY.1 || graph.is_tangled()
}

/// The place `steps` away in a list of `length`, stopping at its ends.
pub(super) fn moved(at: usize, steps: i32, length: usize) -> usize {
    let last = length.saturating_sub(1) as i64;
    (at as i64).saturating_add(i64::from(steps)).clamp(0, last) as usize
}

impl App {
    /// Moves what is open by rows, or the selection below it.
    pub(super) fn scroll(&mut self, rows: i32, newest: &Arc<Snapshot>) {
        let shown = Arc::clone(self.shown(newest));
        let length = match &self.overlay {
            Some(Overlay::Help { .. }) => self.help_rows().len(),
            Some(Overlay::Ranges { .. }) => self.range_rows(&shown).len(),
            Some(Overlay::Palette(_)) => self.palette_rows(&shown).len(),
            Some(Overlay::Vendors(_)) => self.vendor_rows(&shown).len(),
            Some(Overlay::Verdict(_)) => self.proof_count(&shown),
            Some(Overlay::Note(_)) => return self.scroll_note(rows),
            Some(Overlay::Take { .. }) => TakeFormat::ALL.len(),
            Some(Overlay::Provenance | Overlay::Backtest(_)) => return,
            Some(Overlay::Filter(_)) | None => return self.step(rows, newest),
        };
        match &mut self.overlay {
            Some(Overlay::Help { top: chosen } | Overlay::Ranges { chosen } | Overlay::Take { chosen }) => {
                *chosen = moved(*chosen, rows, length);
            }
            Some(Overlay::Palette(prompt) | Overlay::Vendors(prompt)) => {
                prompt.chosen = moved(prompt.chosen, rows, length);
            }
            Some(Overlay::Verdict(choice)) => choice.proof = moved(choice.proof, rows, length),
            _ => {}
        }
    }

    /// Moves the selection of the panel with the focus.
    pub(super) fn step(&mut self, rows: i32, newest: &Arc<Snapshot>) {
        let shown = Arc::clone(self.shown(newest));
        match self.focus {
            Panel::Stages => self.step_stage(rows, &shown),
            Panel::Charts => self.step_chart(rows, &shown),
            Panel::Alarms => self.step_alarm(rows, &shown),
            Panel::AlarmDetail => self.scroll_alarm(rows, &shown),
            Panel::MissingAlarms => self.step_missing(rows, &shown),
            Panel::Questions => self.step_question(rows, &shown),
            Panel::Products | Panel::Product => self.step_product(rows, &shown),
            Panel::Ranking => self.step_ranked(rows, &shown),
            Panel::Heat => self.step_hour(rows, 0, &shown),
            Panel::Completion => self.step_order(rows, &shown),
            Panel::Forecast | Panel::UnusualDays => self.step_outlook(rows, &shown),
            _ => self.step_panel(rows),
        }
    }

    /// Moves left or right: along the arrows of the topology, the crosshair of the charts, or the days of the
    /// business.
    pub(super) fn step_aside(&mut self, steps: i32, newest: &Arc<Snapshot>) {
        let shown = Arc::clone(self.shown(newest));
        match self.focus {
            Panel::Stages => self.step_along(steps, &shown),
            Panel::Charts => self.step_crosshair(i64::from(steps), &shown),
            Panel::Heat => self.step_hour(0, steps, &shown),
            Panel::Alarms if self.screen == Screen::Alarms => self.board.folds_ok = steps < 0,
            Panel::Alarms
            | Panel::AlarmDetail
            | Panel::MissingAlarms
            | Panel::Questions
            | Panel::Forecast
            | Panel::UnusualDays => {}
            _ if self.screen.is_business() => self.step_days(steps, newest),
            _ => {}
        }
    }

    /// Up and down: within the column of the graph, or through the list where the stages are one.
    fn step_stage(&mut self, rows: i32, shown: &Snapshot) {
        let Some((pipeline, at)) = self.stage_place(shown) else { return };
        let graph = Graph::of(pipeline);
        let next = if lists_stages(self.size, &graph) {
            let twigs = tree(&graph);
            let line = twigs.iter().position(|twig| twig.stage == at).unwrap_or(0);
            twigs.get(moved(line, rows, twigs.len())).map(|twig| twig.stage)
        } else if rows == i32::MIN {
            Some(0)
        } else if rows == i32::MAX {
            pipeline.stages.len().checked_sub(1)
        } else {
            graph.along_column(at, rows)
        };
        self.look_at_place(pipeline, next);
    }

    /// Left and right: to the nearest stage upstream or downstream.
    fn step_along(&mut self, steps: i32, shown: &Snapshot) {
        let Some((pipeline, at)) = self.stage_place(shown) else { return };
        let graph = Graph::of(pipeline);
        let next = if steps < 0 { graph.upstream(at) } else { graph.downstream(at) };
        self.look_at_place(pipeline, next);
    }

    fn stage_place<'a>(&self, shown: &'a Snapshot) -> Option<(&'a Pipeline, usize)> {
        let pipeline = self.selected_pipeline(&shown.estate)?;
        let stage = self.selected_stage(shown)?;
        Some((pipeline, pipeline.stages.iter().position(|other| other.name == stage.name)?))
    }

    fn look_at_place(&mut self, pipeline: &Pipeline, place: Option<usize>) {
        if let Some(stage) = place.and_then(|place| pipeline.stages.get(place)) {
            self.look_at_stage(stage.name.clone());
        }
    }

    fn step_chart(&mut self, rows: i32, shown: &Snapshot) {
        let Some((stage, chart)) = self.selected_stage(shown).zip(self.selected_chart(shown)) else { return };
        let at = stage.metrics.iter().position(|metric| metric.key == chart.key).unwrap_or(0);
        self.chart = stage.metrics.get(moved(at, rows, stage.metrics.len())).map(|metric| metric.key.clone());
        if self.enlarged.is_some() {
            self.enlarged.clone_from(&self.chart);
        }
    }

    fn step_alarm(&mut self, rows: i32, shown: &Snapshot) {
        let alarms = self.alarm_rows(shown);
        let at = alarms.iter().position(|alarm| Some(&alarm.name) == self.alarm.as_ref()).unwrap_or(0);
        if let Some(alarm) = alarms.get(moved(at, rows, alarms.len())) {
            self.look_at_alarm(alarm.name.clone());
        }
    }

    fn step_question(&mut self, rows: i32, shown: &Snapshot) {
        let questions = self.question_rows(shown);
        let at =
            questions.iter().position(|(question, _)| Some(question) == self.question.as_ref()).unwrap_or(0);
        if let Some((question, _)) = questions.get(moved(at, rows, questions.len())) {
            self.question = Some(question.clone());
        }
    }

    /// Panels without rows: the focus itself moves, without going around.
    pub(super) fn step_panel(&mut self, rows: i32) {
        let panels = Screen::panels(self.screen);
        let at = panels.iter().position(|panel| *panel == self.focus).unwrap_or(0);
        if let Some(panel) = panels.get(moved(at, rows, panels.len())) {
            self.focus = *panel;
        }
    }
}
