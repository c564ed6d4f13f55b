//! What a vendor's viewer may do: its own business, and nothing that is about the pipeline or about others. Every
//! screen, command and message is decided on here, so that none can be forgotten. What it may see is decided where
//! snapshots come from; this keeps doors shut that lead nowhere.

use super::{
    command::{Action, Command},
    message::Message,
    screen::Screen,
    state::App,
    table::commands,
};
use crate::{
    business::VendorScope,
    config::NotifyWhen,
    question::{Audience, OwnQuestion, Question, Snapshot},
};

/// What is said to whoever knocks: the same for everything there is and everything there is not.
const REFUSED: &str = "only your own shop is shown here";

impl Screen {
    /// True when the screen is about a vendor's own business.
    pub const fn is_for_vendors(self) -> bool {
        match self {
            Self::Vendor | Self::Products | Self::Traffic | Self::Customers | Self::Forecast => true,
            Self::Overview | Self::Pipeline | Self::Alarms | Self::Compare | Self::Sources => false,
        }
    }

    /// True when who looks may go there.
    pub const fn is_for(self, audience: &Audience) -> bool {
        audience.is_operator() || self.is_for_vendors()
    }
}

impl Action {
    /// True for what a vendor's viewer may do. A table, read by its rows: a new action does not compile until it has its
    /// place here.
    #[rustfmt::skip]
    const fn is_for_vendors(self) -> bool {
        match self {
            Self::Go(screen) => screen.is_for_vendors(),
            // Finding, moving, opening.
            Self::Help | Self::Palette | Self::Filter | Self::Open | Self::Back | Self::FocusNext | Self::FocusPrevious
            | Self::Up | Self::Down | Self::Left | Self::Right | Self::First | Self::Last | Self::PageUp | Self::PageDown
            // The days of the own shop and what is said of them.
            | Self::Day | Self::Week | Self::Month | Self::Granularity | Self::Earlier | Self::Later | Self::Range
            | Self::Compare | Self::NextKpi | Self::Provenance | Self::Copy | Self::Take | Self::Refresh | Self::Cancel | Self::Freeze
            // The viewer itself.
            | Self::Theme | Self::Zone | Self::Mouse | Self::Redraw | Self::Suspend | Self::Quit => true,
            // Other vendors.
            Self::Vendor | Self::RankBy | Self::RankSort | Self::RankReverse | Self::RankMark | Self::Pin
            // The pipeline, its charts, alarms and verdicts.
            | Self::Pipeline | Self::Stage | Self::Window | Self::Longer | Self::Shorter | Self::PanBack | Self::PanForward
            | Self::ChartsLive | Self::CompareWeek | Self::FarLeft | Self::FarRight | Self::Verdict | Self::Backtest
            | Self::Acknowledge | Self::Mute | Self::Runbook | Self::Notify | Self::Scenario
            // The tape, on which everything is.
            | Self::Seek(_) | Self::Time | Self::Live | Self::Export => false,
        }
    }
}

impl App {
    /// The same viewer for who sits at the desk. A vendor's viewer begins on its own business and stays there; there
    /// is no way back.
    #[must_use]
    pub fn confined_to(mut self, audience: &Audience) -> Self {
        let (Audience::Operator, Audience::Vendor(vendor)) = (&self.audience, audience) else { return self };
        self.vendor = VendorScope::One(vendor.clone());
        self.audience = audience.clone();
        if !self.screen.is_for_vendors() {
            self.screen = Screen::Vendor;
        }
        if !self.screen.panels().contains(&self.focus) {
            self.focus = self.screen.panels().first().copied().unwrap_or_default();
        }
        (self.pipeline, self.stage, self.alarm, self.question) = (None, None, None, None);
        (self.frozen, self.reel, self.overlay, self.filter) = (None, None, None, None);
        // Nobody is called for what happens to the pipeline.
        self.settings.notify.when = NotifyWhen::Off;
        // The files of this machine are not the vendor's: what is taken away goes to its own clipboard.
        self.settings.may_write_files = false;
        self
    }

    /// The screens this viewer has, in order.
    pub fn screens(&self) -> impl Iterator<Item = Screen> {
        Screen::ALL.into_iter().filter(|screen| screen.is_for(&self.audience))
    }

    /// The commands this viewer has, in the order of help and palette.
    pub(super) fn offered(&self) -> impl Iterator<Item = &'static Command> + Clone {
        let is_operator = self.audience.is_operator();
        commands().iter().filter(move |command| is_operator || command.action.is_for_vendors())
    }

    /// True when this viewer may do it; says so where not.
    pub(super) fn may(&mut self, action: Action) -> bool {
        let may = self.audience.is_operator() || action.is_for_vendors();
        if !may {
            self.say(REFUSED);
        }
        may
    }

    /// True when a message may reach this viewer; says so where not. Commands are looked at when they are run.
    pub(super) fn admits(&mut self, message: &Message) -> bool {
        let Audience::Vendor(own) = &self.audience else { return true };
        let is_admitted = match message {
            Message::Key(_)
            | Message::Paste(_)
            | Message::Tick(_)
            | Message::Resize(..)
            | Message::Run(..)
            | Message::Focus(_)
            | Message::Range(_)
            | Message::Granularity(_)
            | Message::Scroll(_)
            | Message::Pick(_)
            | Message::Attention(_)
            | Message::Live
            | Message::Say(_) => true,
            Message::Go(screen) => screen.is_for_vendors(),
            Message::Vendor(scope) => scope.one() == Some(own),
            // What changed for the pipeline is nothing to tell, not even that it is not told.
            Message::News(_) => return false,
            Message::Pipeline(_)
            | Message::Stage(_)
            | Message::Alarm(_)
            | Message::Window(_)
            | Message::Chart(..)
            | Message::Seek(_)
            | Message::Past(_) => false,
        };
        if !is_admitted {
            self.say(REFUSED);
        }
        is_admitted
    }

    /// Looks at a vendor, or at all. A vendor's viewer looks at itself: whose business it sees was settled when it was
    /// let in.
    pub(super) fn look_at_vendor(&mut self, scope: VendorScope) {
        match &self.audience {
            Audience::Vendor(own) if scope.one() != Some(own) => self.say(REFUSED),
            _ => {
                self.remember_vendor(&scope);
                self.vendor = scope;
            }
        }
    }

    /// What a question is about, for who looks: an operator is told its name, a vendor what it says about the shop.
    pub fn question_label(&self, question: &Question) -> String {
        match &self.audience {
            Audience::Operator => question.label(),
            Audience::Vendor(own) => {
                OwnQuestion::of(question, own).map_or_else(String::new, |question| question.label())
            }
        }
    }

    /// What a vendor takes along of where its numbers come from: what, as of when, and up to when they are complete.
    pub(super) fn own_truth(&self, shown: &Snapshot) -> Option<String> {
        let line = |question: &Question| {
            let held = &shown.entry(question)?.held.as_deref()?.provenance;
            let complete =
                held.complete_to.map_or("not known".to_owned(), |to| to.format("%F %T UTC").to_string());
            let label = self.question_label(question);
            Some(format!("{label}: as of {}, complete to {complete}", held.as_of.format("%F %T UTC")))
        };
        let lines: Vec<String> = self.focused_questions(shown).iter().filter_map(line).collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }
}
