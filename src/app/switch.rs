//! Switching to another vendor, pipeline, stage, range or window, by name or by menu.

use std::sync::Arc;

use super::{
    days_typed::range_typed,
    fuzzy,
    message::Effect,
    screen::Screen,
    state::{App, Overlay, Prompt},
};
use crate::{
    business::{VendorId, VendorScope},
    pipeline::Window,
    question::Snapshot,
};

/// The argument that asks for a line to type days into.
pub(super) const OTHER_DAYS_TYPED: &str = "?";

impl App {
    pub(super) fn switch_vendor(&mut self, argument: Option<&str>, newest: &Arc<Snapshot>) {
        let Some(text) = argument else {
            self.overlay = Some(Overlay::Vendors(Prompt::default()));
            return;
        };
        match find_vendor(text, newest) {
            Some(scope) => {
                self.look_at_vendor(scope);
                if !self.screen.is_business() {
                    self.go(Screen::Vendor, newest);
                }
            }
            None => self.say_unknown("vendor", text),
        }
    }

    pub(super) fn switch_pipeline(&mut self, argument: Option<&str>, newest: &Arc<Snapshot>) {
        let pipelines = &newest.estate.pipelines;
        let next = if let Some(name) = argument {
            pipelines.iter().find(|pipeline| pipeline.name.as_str() == name)
        } else {
            let at = pipelines.iter().position(|pipeline| Some(&pipeline.name) == self.pipeline.as_ref());
            pipelines.iter().cycle().nth(at.map_or(0, |at| at + 1))
        };
        match next {
            Some(pipeline) if pipelines.len() == 1 && argument.is_none() => {
                self.say(format!("{} is the only pipeline", pipeline.name));
            }
            Some(pipeline) => self.look_at_pipeline(pipeline.name.clone()),
            None => self.say_unknown("pipeline", argument.unwrap_or_default()),
        }
    }

    pub(super) fn switch_stage(&mut self, argument: Option<&str>, newest: &Arc<Snapshot>) {
        let name = argument.unwrap_or_default();
        let pipeline = self.selected_pipeline(&newest.estate);
        let stage = pipeline.and_then(|pipeline| pipeline.stages.iter().find(|s| s.name.as_str() == name));
        match stage.map(|stage| stage.name.clone()) {
            Some(stage) => self.open_stage(stage, newest),
            None => self.say_unknown("stage", name),
        }
    }

    pub(super) fn switch_window(&mut self, argument: Option<&str>) {
        let text = argument.unwrap_or_default();
        match Window::ALL.into_iter().find(|window| window.label() == text) {
            Some(window) => self.look_through(window),
            None => self.say_unknown("window", text),
        }
    }

    /// The menu of ranges, or the range that was named. On the Pipeline screen a range is a window.
    pub(super) fn switch_range(&mut self, argument: Option<&str>, newest: &Arc<Snapshot>) {
        let Some(text) = argument else {
            let chosen = self.range_rows(newest).iter().position(|row| row.is_current).unwrap_or(0);
            self.overlay = Some(Overlay::Ranges { chosen });
            return;
        };
        if text == OTHER_DAYS_TYPED {
            self.overlay = Some(Overlay::Palette(Prompt::holding("range ")));
            return;
        }
        match range_typed(text, self.today(&newest.estate)) {
            Ok(range) => self.range = range,
            Err(told) => self.say(told),
        }
    }

    /// Chooses a row of what is open: from the mouse, or the row the cursor is on.
    pub(super) fn pick(&mut self, row: usize, newest: &Arc<Snapshot>) -> Option<Effect> {
        match &mut self.overlay {
            Some(Overlay::Ranges { chosen } | Overlay::Take { chosen }) => *chosen = row,
            Some(Overlay::Palette(prompt) | Overlay::Vendors(prompt)) => prompt.chosen = row,
            // The first click chooses a proof, the second goes to its chart.
            Some(Overlay::Verdict(choice)) if choice.proof != row => {
                choice.proof = row;
                return None;
            }
            Some(Overlay::Verdict(_)) => {}
            Some(Overlay::Note(card)) => card.chosen = Some(row),
            _ => return None,
        }
        self.choose(newest)
    }

    /// Takes the chosen row of what is open.
    pub(super) fn choose(&mut self, newest: &Arc<Snapshot>) -> Option<Effect> {
        match &self.overlay {
            Some(Overlay::Palette(_)) => return self.choose_command(newest),
            Some(Overlay::Note(_)) => return self.write_note(),
            Some(Overlay::Vendors(prompt)) => {
                let rows = self.vendor_rows(newest);
                match rows.get(prompt.chosen.min(rows.len().saturating_sub(1))) {
                    Some(row) => {
                        self.look_at_vendor(row.scope.clone());
                        self.overlay = None;
                        if !self.screen.is_business() {
                            self.go(Screen::Vendor, newest);
                        }
                    }
                    None => self.say("no vendor matches"),
                }
            }
            Some(Overlay::Ranges { chosen }) => {
                let message = self.range_rows(newest).get(*chosen).map(|row| row.message.clone());
                self.overlay = None;
                return message.and_then(|message| self.update(message, newest));
            }
            Some(Overlay::Take { chosen }) => {
                let chosen = *chosen;
                return Some(self.choose_take(chosen));
            }
            Some(Overlay::Verdict(_)) => self.open_proof(newest),
            Some(Overlay::Filter(_) | Overlay::Help { .. } | Overlay::Provenance | Overlay::Backtest(_)) => {
                self.overlay = None;
            }
            None => {}
        }
        None
    }
}

/// The vendor meant by a text: `all`, an id, a name in any case, or the best match.
fn find_vendor(text: &str, snapshot: &Snapshot) -> Option<VendorScope> {
    if text.eq_ignore_ascii_case("all") {
        return Some(VendorScope::All);
    }
    let Some(vendors) = snapshot.vendors() else {
        // Without a list the id is taken as it is: its owner knows it.
        return VendorId::parse(text).ok().map(VendorScope::One);
    };
    let exact = vendors.iter().find(|v| v.id.as_str() == text || v.name.eq_ignore_ascii_case(text));
    let best = || {
        let hits = fuzzy::search(text, vendors.iter().map(|v| (&*v.name, v.id.as_str())), 1);
        hits.first().and_then(|hit| vendors.get(hit.place))
    };
    exact.or_else(best).map(|vendor| VendorScope::One(vendor.id.clone()))
}
