//! The one way a viewer's mind changes: a message comes in, the state is new, and perhaps something is to be done.
//! No I/O and no clock here; the time comes with the tick.

use std::sync::Arc;

use super::{
    command::Action,
    message::{Effect, Message},
    past::Seek,
    screen::{Panel, Screen},
    sight::Sight,
    state::{App, Filter, Overlay, Prompt, Toast},
};
use crate::{
    pipeline::{Health, MetricKey, PipelineName, StageName, clean_line},
    question::Snapshot,
};

/// What an overlay does with a key.
enum Taken {
    /// The key was the overlay's.
    Yes(Option<Effect>),
    /// The key is for the screen below.
    No,
}

impl App {
    /// Takes in what happened and says what must be done about it.
    pub fn update(&mut self, message: Message, newest: &Arc<Snapshot>) -> Option<Effect> {
        if !self.admits(&message) {
            return None;
        }
        self.count_vendors(newest);
        let effect = self.take(message, newest);
        self.keep_board(newest);
        self.hold_products(newest);
        effect
    }

    fn take(&mut self, message: Message, newest: &Arc<Snapshot>) -> Option<Effect> {
        match message {
            Message::Key(key) => {
                self.attention.hand(self.now);
                return self.press(&key, newest);
            }
            Message::Paste(text) => self.paste(&text),
            Message::Tick(now) => {
                self.now = now;
                if self.sight != Sight::default() {
                    self.hold_stage(&Arc::clone(self.shown(newest)));
                }
                self.toast = self.toast.take().and_then(Toast::aged);
                self.hold_alarm(newest);
                self.look_for_holes(newest);
                self.look_for_movers(newest);
                return self.call_later();
            }
            Message::Resize(columns, rows) => self.size = (columns, rows),
            Message::Run(id, argument) => return self.run(id, argument.as_deref(), newest),
            Message::Go(screen) => self.go(screen, newest),
            Message::Focus(panel) => self.focus_on(panel),
            Message::Pipeline(name) => self.look_at_pipeline(name),
            Message::Stage(name) => self.look_at_stage(name),
            Message::Alarm(name) => {
                self.look_at_alarm(name);
                self.focus_on(Panel::Alarms);
            }
            Message::Product(key) => {
                self.look_at_product(key);
                self.focus_on(Panel::Products);
            }
            Message::Vendor(scope) => {
                self.look_at_vendor(scope);
                self.overlay = None;
            }
            Message::Window(window) => {
                self.look_through(window);
                self.overlay = None;
            }
            Message::Chart(metric, at) => self.look_at_chart(metric, at, newest),
            Message::Range(range) => {
                self.range = range;
                self.overlay = None;
            }
            Message::Granularity(granularity) => self.granularity = granularity,
            Message::Hour(place) => self.look_at_hour(place),
            Message::Scroll(rows) => self.scroll(rows, newest),
            Message::Pick(row) => return self.pick(row, newest),
            Message::News(told) => return self.hear(&told, newest),
            Message::Attention(has_focus) => self.attention.turn(has_focus),
            Message::Seek(at) => return Some(Effect::Seek(Seek::To(at))),
            Message::Past(past) => self.arrive(past),
            Message::Live => {
                self.let_go();
            }
            Message::Say(text) => self.say(text),
        }
        None
    }

    fn press(&mut self, key: &str, newest: &Arc<Snapshot>) -> Option<Effect> {
        match self.press_overlay(key, newest) {
            Taken::Yes(effect) => effect,
            Taken::No => {
                let command = self.keymap.on_screen(key, self.screen)?;
                self.act(command.action, None, newest)
            }
        }
    }

    fn press_overlay(&mut self, key: &str, newest: &Arc<Snapshot>) -> Taken {
        match self.overlay {
            None => Taken::No,
            Some(Overlay::Palette(_) | Overlay::Vendors(_) | Overlay::Filter(_) | Overlay::Note(_)) => {
                Taken::Yes(self.press_prompt(key, newest))
            }
            Some(Overlay::Backtest(_)) => Taken::Yes(self.press_bench(key, newest)),
            Some(
                Overlay::Help { .. }
                | Overlay::Ranges { .. }
                | Overlay::Take { .. }
                | Overlay::Provenance
                | Overlay::Verdict(_),
            ) => {
                let Some(command) = self.keymap.on_screen(key, self.screen) else { return Taken::Yes(None) };
                self.press_card(command.action, key, newest)
            }
        }
    }

    /// While a line is typed, keys are text first, and commands only where they are allowed always.
    fn press_prompt(&mut self, key: &str, newest: &Arc<Snapshot>) -> Option<Effect> {
        match key {
            "esc" => self.leave_prompt(),
            "enter" => return self.choose(newest),
            "tab" => self.complete(newest),
            "up" | "ctrl-p" | "shift-tab" => self.scroll(-1, newest),
            "down" | "ctrl-n" => self.scroll(1, newest),
            "page-up" => self.scroll(-self.half_screen(), newest),
            "page-down" => self.scroll(self.half_screen(), newest),
            "*" if matches!(self.overlay, Some(Overlay::Vendors(_))) => {
                self.pin(&Arc::clone(self.shown(newest)));
            }
            "backspace" if self.prompt().is_some_and(|prompt| prompt.text.is_empty()) => self.leave_prompt(),
            _ if self.prompt_mut().is_some_and(|prompt| prompt.edit(key)) => self.prompt_changed(),
            _ => {
                let command = self.keymap.while_typing(key)?;
                return self.act(command.action, None, newest);
            }
        }
        None
    }

    fn paste(&mut self, text: &str) {
        if let Some(prompt) = self.prompt_mut() {
            prompt.paste(text);
            self.prompt_changed();
        }
    }

    /// A filter works while it is typed.
    fn prompt_changed(&mut self) {
        if let Some(Overlay::Filter(prompt)) = &self.overlay {
            self.filter = Filter::typed(&prompt.text);
        }
        if let Some(Overlay::Note(card)) = &mut self.overlay {
            card.edited();
        }
    }

    fn leave_prompt(&mut self) {
        if matches!(self.overlay, Some(Overlay::Filter(_))) {
            self.filter = None;
        }
        self.overlay = None;
    }

    pub(super) const fn prompt(&self) -> Option<&Prompt> {
        match &self.overlay {
            Some(Overlay::Palette(prompt) | Overlay::Vendors(prompt) | Overlay::Filter(prompt)) => {
                Some(prompt)
            }
            Some(Overlay::Note(card)) => Some(&card.prompt),
            _ => None,
        }
    }

    pub(super) const fn prompt_mut(&mut self) -> Option<&mut Prompt> {
        match &mut self.overlay {
            Some(Overlay::Palette(prompt) | Overlay::Vendors(prompt) | Overlay::Filter(prompt)) => {
                Some(prompt)
            }
            Some(Overlay::Note(card)) => Some(&mut card.prompt),
            _ => None,
        }
    }

    /// Shows a screen, and leaves what belonged to the one before. The stage that is looked at is held on to, so
    /// that its charts do not change under the reader when another stage becomes the worst.
    pub(super) fn go(&mut self, screen: Screen, newest: &Arc<Snapshot>) {
        if !self.may(Action::Go(screen)) {
            return;
        }
        if screen != self.screen {
            self.filter = None;
            self.enlarged = None;
            self.screen = screen;
        }
        self.overlay = None;
        if !screen.panels().contains(&self.focus) {
            self.focus = screen.panels().first().copied().unwrap_or_default();
        }
        let shown = Arc::clone(self.shown(newest));
        // Before anything is measured, the worst stage is not known, and the first is no choice.
        let health =
            self.selected_pipeline(&shown.estate).and_then(|pipeline| shown.health_of(&pipeline.name));
        let is_judged = health.is_some_and(|judged| judged.health != Health::Unknown);
        if screen == Screen::Pipeline && self.stage.is_none() && is_judged {
            self.stage = self.selected_stage(&shown).map(|stage| stage.name.clone());
        }
        self.hold_alarm(newest);
    }

    pub(super) fn focus_on(&mut self, panel: Panel) {
        if self.screen.panels().contains(&panel) {
            self.focus = panel;
        }
    }

    pub(super) fn look_at_pipeline(&mut self, name: PipelineName) {
        if self.pipeline.as_ref() != Some(&name) {
            self.pipeline = Some(name);
            (self.stage, self.chart, self.enlarged, self.alarm) = (None, None, None, None);
        }
    }

    pub(super) fn look_at_stage(&mut self, name: StageName) {
        if self.stage.as_ref() != Some(&name) {
            self.stage = Some(name);
            (self.chart, self.enlarged) = (None, None);
        }
        self.focus_on(Panel::Stages);
    }

    fn look_at_chart(&mut self, metric: MetricKey, at: Option<i64>, newest: &Arc<Snapshot>) {
        if self.enlarged.is_some() {
            self.enlarged = Some(metric.clone());
        }
        self.chart = Some(metric);
        self.focus_on(Panel::Charts);
        if let Some(at) = at {
            self.point_at(at, &Arc::clone(self.shown(newest)));
        }
    }

    pub(super) fn say_unknown(&mut self, what: &str, text: &str) {
        self.say(format!("there is no {what} `{}`", clean_line(text, 40)));
    }

    /// Keys of help, range menu and provenance: moving moves in them, any other key of the screen closes them
    /// first and then does what it always does.
    fn press_card(&mut self, action: Action, key: &str, newest: &Arc<Snapshot>) -> Taken {
        let is_again = matches!(
            (&self.overlay, action),
            (Some(Overlay::Help { .. }), Action::Help)
                | (Some(Overlay::Ranges { .. }), Action::Range)
                | (Some(Overlay::Take { .. }), Action::Take)
                | (Some(Overlay::Provenance), Action::Provenance | Action::Open)
                | (Some(Overlay::Verdict(_)), Action::Verdict)
        );
        match action {
            // `q` closes a card, as it does in pagers and manuals; Ctrl-C quits from anywhere.
            Action::Quit if key != "ctrl-c" => self.overlay = None,
            Action::Back => self.overlay = None,
            _ if is_again => self.overlay = None,
            _ if self.press_take(action) => {}
            Action::Open => return Taken::Yes(self.choose(newest)),
            Action::Left | Action::Right if matches!(self.overlay, Some(Overlay::Verdict(_))) => {
                self.turn_verdict(if action == Action::Left { -1 } else { 1 }, newest);
            }
            Action::PageUp | Action::PageDown if matches!(self.overlay, Some(Overlay::Verdict(_))) => {
                if let Some(Overlay::Verdict(choice)) = &mut self.overlay {
                    choice.shows_end = action == Action::PageDown;
                }
            }
            Action::Up | Action::Left => self.scroll(-1, newest),
            Action::Down | Action::Right => self.scroll(1, newest),
            Action::PageUp => self.scroll(-self.half_screen(), newest),
            Action::PageDown => self.scroll(self.half_screen(), newest),
            Action::First => self.scroll(i32::MIN, newest),
            Action::Last => self.scroll(i32::MAX, newest),
            // The copy is of what the card shows, and what looks at the screen leaves it open.
            Action::Copy
            | Action::Freeze
            | Action::Seek(_)
            | Action::Live
            | Action::Theme
            | Action::Zone
            | Action::Mouse
            | Action::Redraw
            | Action::Suspend
            | Action::Refresh => return Taken::Yes(self.act(action, None, newest)),
            _ => {
                self.overlay = None;
                return Taken::No;
            }
        }
        Taken::Yes(None)
    }
}
