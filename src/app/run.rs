//! What each command does. One arm a deed; what a deed needs to be told stands in its argument.

use std::sync::Arc;

use super::{
    command::{Action, Command},
    message::Effect,
    period::Compare,
    screen::{Panel, Screen},
    state::{App, Filter, Overlay, Prompt},
};
use crate::{
    business::Granularity,
    question::{NoteKind, Snapshot},
};

impl App {
    /// Runs a command of the table by its id.
    pub(super) fn run(&mut self, id: &str, argument: Option<&str>, newest: &Arc<Snapshot>) -> Option<Effect> {
        if let Some(command) = Command::named(id) {
            self.act(command.action, argument.filter(|text| !text.is_empty()), newest)
        } else {
            self.say_unknown("command", id);
            None
        }
    }

    pub(super) fn act(
        &mut self,
        action: Action,
        argument: Option<&str>,
        newest: &Arc<Snapshot>,
    ) -> Option<Effect> {
        if !self.may(action) {
            return None;
        }
        match action {
            Action::Quit => return Some(Effect::Quit),
            Action::Redraw => return Some(Effect::Redraw),
            Action::Suspend => return Some(Effect::Suspend),
            Action::Refresh => {
                self.say("asking everything again");
                return Some(Effect::Refresh);
            }
            Action::Copy => return self.copy(newest),
            Action::Acknowledge => return self.begin_note(NoteKind::Acknowledged, argument, newest),
            Action::Mute => return self.begin_note(NoteKind::Muted, argument, newest),
            Action::Runbook => return self.copy_runbook(newest),
            Action::Notify => self.switch_notify(argument),
            Action::Backtest => self.open_bench(newest),
            Action::Theme => return self.switch_theme(argument),
            Action::Scenario => return self.switch_scenario(argument, newest),
            Action::Mouse => {
                self.settings.mouse = !self.settings.mouse;
                self.say(if self.settings.mouse { "mouse on; Shift selects text" } else { "mouse off" });
                return Some(Effect::Mouse(self.settings.mouse));
            }
            Action::Help => self.overlay = Some(Overlay::Help { top: 0 }),
            Action::Palette => self.overlay = Some(Overlay::Palette(Prompt::default())),
            Action::Provenance => self.overlay = Some(Overlay::Provenance),
            Action::Verdict => self.open_verdict(newest),
            Action::Filter => self.begin_filter(argument),
            Action::Go(screen) => self.go(screen, newest),
            Action::Back if self.overlay.is_none() && self.waits(newest) => {
                return self.cancel_queries(newest);
            }
            Action::Back => self.back(),
            Action::Cancel => return self.cancel_queries(newest),
            Action::Open => self.open(newest),
            Action::FocusNext => self.step_focus(1),
            Action::FocusPrevious => self.step_focus(-1),
            Action::Freeze => self.freeze(newest),
            Action::Seek(seek) => return self.step_in_time(seek),
            Action::Export => return self.export_incident(argument),
            Action::Take => return self.begin_take(argument),
            Action::Time => return self.seek_named(argument),
            Action::Live => self.leave_past(),
            Action::Zone => {
                self.settings.zone.is_utc = !self.settings.zone.is_utc;
                self.say(format!("times in {}", self.zone_label()));
            }
            _ => self.choose_or_move(action, argument, newest),
        }
        None
    }

    /// The deeds that choose what is shown or move in it: none of them needs the world.
    fn choose_or_move(&mut self, action: Action, argument: Option<&str>, newest: &Arc<Snapshot>) {
        match action {
            Action::Vendor => self.switch_vendor(argument, newest),
            Action::Pipeline => self.switch_pipeline(argument, newest),
            Action::Stage => self.switch_stage(argument, newest),
            Action::Day => self.granularity = Granularity::Day,
            Action::Week => self.granularity = Granularity::Week,
            Action::Month => self.granularity = Granularity::Month,
            Action::Granularity => self.switch_granularity(argument),
            Action::Range => self.switch_range(argument, newest),
            Action::Window => self.switch_window(argument),
            Action::Compare => self.switch_compare(argument),
            Action::HourCount => self.switch_count(argument),
            Action::Order => self.look_up_order(argument),
            Action::Sort if self.screen == Screen::Products => self.sort_products(argument),
            Action::Reverse if self.screen == Screen::Products => self.reverse_products(),
            Action::NextKpi => self.next_outlook(),
            Action::Earlier => self.step_days(-1, newest),
            Action::Later => self.step_days(1, newest),
            Action::Up => self.step(-1, newest),
            Action::Down => self.step(1, newest),
            Action::Left => self.step_aside(-1, newest),
            Action::Right => self.step_aside(1, newest),
            Action::First => self.step(i32::MIN, newest),
            Action::Last => self.step(i32::MAX, newest),
            Action::PageUp => self.step(-self.half_screen(), newest),
            Action::PageDown => self.step(self.half_screen(), newest),
            _ => self.look_along(action, newest),
        }
    }

    /// The deeds that move what charts are looked at with.
    fn look_along(&mut self, action: Action, newest: &Arc<Snapshot>) {
        let shown = Arc::clone(self.shown(newest));
        match action {
            Action::Longer => self.zoom(true, &shown),
            Action::Shorter => self.zoom(false, &shown),
            Action::PanBack => self.pan(false, &shown),
            Action::PanForward => self.pan(true, &shown),
            Action::ChartsLive => self.look_live(),
            Action::CompareWeek => self.compare_earlier(&shown),
            Action::FarLeft => self.step_crosshair(-10, &shown),
            Action::FarRight => self.step_crosshair(10, &shown),
            Action::Pin => self.pin(&shown),
            _ => self.rank(action, &shown),
        }
    }

    pub(super) fn half_screen(&self) -> i32 {
        (i32::from(self.size.1) / 2).max(1)
    }

    pub(super) fn step_days(&mut self, steps: i32, newest: &Arc<Snapshot>) {
        let today = self.today(&newest.estate);
        self.step_range(steps, today);
    }

    fn begin_filter(&mut self, argument: Option<&str>) {
        let held = self.filter.as_ref().map(|filter| filter.text.clone()).unwrap_or_default();
        match argument {
            Some(text) => self.filter = Filter::typed(text),
            None => self.overlay = Some(Overlay::Filter(Prompt::holding(held))),
        }
    }

    /// Closes one thing: what lies over the screen, the crosshair, the enlarged chart, the filter, the stretch, the
    /// freeze. Never quits.
    fn back(&mut self) {
        let is_charted = self.screen == Screen::Pipeline;
        if self.overlay.take().is_some()
            || (is_charted && self.sight.crosshair.take().is_some())
            || self.enlarged.take().is_some()
            || self.leave_alarm()
            || (self.screen == Screen::Traffic && self.traffic.place.take().is_some())
            || (self.screen == Screen::Customers && self.customers.order.take().is_some())
            || self.leave_product()
        {
            return;
        }
        if self.filter.take().is_some() {
            return;
        }
        if is_charted && self.sight.stretch.is_some() {
            return self.look_live();
        }
        self.let_go();
    }

    fn freeze(&mut self, newest: &Arc<Snapshot>) {
        if !self.let_go() {
            self.frozen = Some(Arc::clone(newest));
            self.say("frozen; z or Esc goes on");
        }
    }

    fn step_focus(&mut self, steps: isize) {
        let panels = self.screen.panels();
        let at = panels.iter().position(|panel| *panel == self.focus).unwrap_or(0);
        let next = (at as isize + steps).rem_euclid(panels.len().max(1) as isize) as usize;
        self.focus = panels.get(next).copied().unwrap_or(self.focus);
    }

    fn switch_theme(&mut self, argument: Option<&str>) -> Option<Effect> {
        let themes = &self.settings.themes;
        let next = if let Some(name) = argument {
            themes.iter().find(|theme| theme.eq_ignore_ascii_case(name))
        } else {
            let at = themes.iter().position(|theme| *theme == self.settings.theme);
            themes.iter().cycle().nth(at.map_or(0, |at| at + 1))
        };
        let Some(theme) = next.cloned() else {
            self.say_unknown("theme", argument.unwrap_or_default());
            return None;
        };
        self.say(format!("theme {theme}"));
        self.settings.theme = theme.clone();
        Some(Effect::Theme(theme))
    }

    fn switch_scenario(&mut self, argument: Option<&str>, newest: &Arc<Snapshot>) -> Option<Effect> {
        let Some(demo) = &newest.estate.demo else {
            self.say("scenarios are part of the demo: tidewatch demo");
            return None;
        };
        let name = argument.unwrap_or_default();
        let Some(scenario) = demo.scenarios.iter().find(|scenario| *scenario.name == *name) else {
            self.say_unknown("scenario", name);
            return None;
        };
        self.say(format!("{}: {}", scenario.name, scenario.description));
        Some(Effect::Scenario(Arc::clone(&scenario.name)))
    }

    fn switch_compare(&mut self, argument: Option<&str>) {
        let at = Compare::ALL.iter().position(|compare| *compare == self.compare).unwrap_or(0);
        let next = match argument {
            Some(name) => Compare::ALL.into_iter().find(|compare| compare.as_str() == name),
            None => Compare::ALL.into_iter().cycle().nth(at + 1),
        };
        match next {
            Some(compare) => {
                self.compare = compare;
                self.say(format!("compared with {}", compare.label()));
            }
            None => self.say_unknown("period", argument.unwrap_or_default()),
        }
    }

    fn switch_granularity(&mut self, argument: Option<&str>) {
        let all = [Granularity::Day, Granularity::Week, Granularity::Month];
        match all.into_iter().find(|granularity| Some(granularity.as_str()) == argument) {
            Some(granularity) => self.granularity = granularity,
            None => self.say_unknown("granularity", argument.unwrap_or_default()),
        }
    }

    /// The time zone on screen, by name.
    pub fn zone_label(&self) -> &'static str {
        self.settings.zone.zone().name()
    }

    /// Goes deeper into what has the focus.
    fn open(&mut self, newest: &Arc<Snapshot>) {
        let shown = Arc::clone(self.shown(newest));
        match (self.screen, self.focus) {
            (Screen::Overview, Panel::Stages) => self.go(Screen::Pipeline, newest),
            (Screen::Overview, Panel::Alarms) => {
                self.alarm = self.selected_alarm(&shown).map(|alarm| alarm.name.clone());
                self.go(Screen::Alarms, newest);
            }
            (Screen::Overview, _) => self.go(Screen::Vendor, newest),
            (Screen::Pipeline, Panel::Charts) if self.enlarged.is_none() => {
                self.chart = self.selected_chart(&shown).map(|metric| metric.key.clone());
                self.enlarged = self.chart.clone();
            }
            (Screen::Pipeline, Panel::Charts) => self.overlay = Some(Overlay::Provenance),
            (Screen::Pipeline, _) => self.focus = Panel::Charts,
            (Screen::Alarms, Panel::AlarmDetail) => self.open_alarm(newest),
            (Screen::Alarms, Panel::MissingAlarms) => self.open_missing(newest),
            (Screen::Alarms, _) => self.focus_alarm(&shown),
            (Screen::Products, _) => self.open_product(&shown),
            (Screen::Forecast, Panel::UnusualDays) => self.open_unusual(newest),
            (Screen::Vendor, Panel::Kpis) if self.vendor.one().is_none() && self.audience.is_operator() => {
                self.overlay = Some(Overlay::Vendors(Prompt::default()));
            }
            (Screen::Compare, Panel::Ranking) if self.audience.is_operator() => self.open_ranked(newest),
            (Screen::Customers, Panel::Completion) => self.open_order(&shown),
            (
                Screen::Vendor
                | Screen::Traffic
                | Screen::Customers
                | Screen::Forecast
                | Screen::Compare
                | Screen::Sources,
                _,
            ) => self.overlay = Some(Overlay::Provenance),
        }
    }
}
