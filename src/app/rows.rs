//! What lists and cards hold, ready to be drawn: filtered, sorted, with what each row means when it is chosen.

use std::sync::Arc;

use super::{
    command::{Group, Scope},
    filter::Sieve,
    key,
    message::Message,
    period::RangeChoice,
    screen::{Panel, Screen},
    state::{App, Filter, Overlay},
};
use crate::{
    business::{DateRange, Granularity},
    pipeline::{Alarm, StageName, Window, say_span},
    question::{Entry, Question, Snapshot},
};

/// Keys that work while a line is typed; they are fixed.
const TYPING: [(&str, &str, &str); 5] = [
    ("Enter", "Take", "Takes the chosen row."),
    ("Tab", "Complete", "Writes the chosen row into the line."),
    ("↑ ↓", "Choose", "Chooses another row; also Ctrl-P and Ctrl-N."),
    ("Esc", "Close", "Closes the line; a filter is dropped."),
    ("Ctrl-W Ctrl-U", "Delete", "Deletes the word, or all, before the cursor."),
];

/// A row of the help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpRow {
    /// The part it stands in.
    pub group: Group,
    /// Its keys, as they are now; empty when it has none.
    pub keys: String,
    /// The command in two or three words.
    pub title: &'static str,
    /// What it does.
    pub sentence: &'static str,
    /// True when its keys work on the present screen.
    pub works_here: bool,
}

/// A key worth showing on the bottom line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyHint {
    /// The key, for people.
    pub key: String,
    /// What it does, in a word.
    pub label: &'static str,
    /// What a click on it means.
    pub message: Message,
}

/// A row of the menu of ranges.
#[derive(Clone, Debug, PartialEq)]
pub struct RangeRow {
    /// The range in words.
    pub title: String,
    /// Its days.
    pub note: String,
    /// True for the one in force.
    pub is_current: bool,
    /// What choosing it means.
    pub message: Message,
}

impl App {
    /// The alarms of the selected pipeline that pass the filter, in no order that matters.
    pub(super) fn passing_alarms(&self, snapshot: &Snapshot) -> Vec<Arc<Alarm>> {
        let pipeline = self.selected_pipeline(&snapshot.estate);
        let Some(list) = pipeline.and_then(|pipeline| snapshot.alarms(&pipeline.name)) else {
            return Vec::new();
        };
        let sieve = self.sieve_of(Screen::Alarms);
        let passes = |alarm: &Arc<Alarm>| {
            sieve.as_ref().is_none_or(|sieve| {
                let mut texts = vec![&*alarm.name, alarm.state.as_str(), &*alarm.watches];
                texts.extend(alarm.stages.iter().map(StageName::as_str));
                sieve.passes(&texts)
            })
        };
        list.alarms.iter().filter(|alarm| passes(alarm)).cloned().collect()
    }

    /// The questions asked at present that pass the filter: those in trouble first.
    pub fn question_rows(&self, snapshot: &Snapshot) -> Vec<(Question, Arc<Entry>)> {
        let sieve = self.sieve_of(Screen::Sources);
        let passes = |question: &Question, entry: &Entry| {
            sieve.as_ref().is_none_or(|sieve| {
                let label = question.label();
                let source = entry.held.as_ref().map_or("", |held| &*held.provenance.source);
                let mut texts = vec![label.as_str(), source];
                texts.extend(entry.troubles.iter().map(|trouble| &*trouble.sentence));
                sieve.passes(&texts)
            })
        };
        let mut rows: Vec<(Question, Arc<Entry>)> = snapshot
            .entries
            .iter()
            .filter(|(question, entry)| passes(question, entry))
            .map(|(question, entry)| (question.clone(), Arc::clone(entry)))
            .collect();
        rows.sort_by_key(|(_, entry)| entry.troubles.is_empty());
        rows
    }

    pub(super) fn sieve_of(&self, screen: Screen) -> Option<Sieve> {
        (self.screen == screen).then(|| self.filter.as_ref().map(Filter::sieve)).flatten()
    }

    /// Every command with its keys, part by part, and what holds while a line is typed.
    pub fn help_rows(&self) -> Vec<HelpRow> {
        let of_table = self.offered().map(|command| HelpRow {
            group: command.group,
            keys: command.keys_shown(&self.keymap),
            title: command.title,
            sentence: command.sentence,
            works_here: command.scope.covers(self.screen),
        });
        let typing = TYPING.iter().map(|(keys, title, sentence)| HelpRow {
            group: Group::Typing,
            keys: (*keys).to_owned(),
            title,
            sentence,
            works_here: true,
        });
        let mut rows: Vec<HelpRow> = of_table.chain(typing).collect();
        rows.sort_by_key(|row| row.group);
        rows
    }

    /// The menu of ranges: windows on the Pipeline screen, days elsewhere.
    pub fn range_rows(&self, snapshot: &Snapshot) -> Vec<RangeRow> {
        if self.screen == Screen::Pipeline {
            return Window::ALL.into_iter().map(|window| self.window_row(window)).collect();
        }
        let today = self.today(&snapshot.estate);
        let yesterday = DateRange::ending(today, 1).previous();
        let month_before = Granularity::Month.around(Granularity::Month.around(today).previous().to());
        let choices = [
            ("today", RangeChoice::Today),
            ("yesterday", RangeChoice::Days(yesterday)),
            ("last 7 days", RangeChoice::Last(7)),
            ("last 14 days", RangeChoice::Last(14)),
            ("last 30 days", RangeChoice::Last(30)),
            ("last 90 days", RangeChoice::Last(90)),
            ("this month", RangeChoice::Month),
            ("last month", RangeChoice::Days(month_before)),
        ];
        let row = |(title, choice): (&str, RangeChoice)| {
            let days = choice.days(today);
            RangeRow {
                title: title.to_owned(),
                note: format!("{} to {}", days.from(), days.to()),
                is_current: self.range == choice,
                message: Message::Range(choice),
            }
        };
        choices.into_iter().map(row).collect()
    }

    fn window_row(&self, window: Window) -> RangeRow {
        let span = window.span().num_seconds() as f64;
        RangeRow {
            title: match window {
                Window::Months15 => "last 15 months".to_owned(),
                _ => format!("last {}", say_span(span)),
            },
            note: format!("a point every {}", say_span(f64::from(window.period_secs(60)))),
            is_current: self.window == window && self.sight.stretch.is_none(),
            message: Message::Window(window),
        }
    }

    /// The keys worth showing on the bottom line: only those that work here and now.
    pub fn key_hints(&self) -> Vec<KeyHint> {
        match &self.overlay {
            Some(Overlay::Palette(_)) => fixed(&[("enter", "run"), ("tab", "complete"), ("esc", "close")]),
            Some(Overlay::Vendors(_)) => {
                fixed(&[("enter", "switch"), ("up", "choose"), ("*", "pin"), ("esc", "close")])
            }
            Some(Overlay::Note(_)) => fixed(&[("enter", "note"), ("up", "until"), ("esc", "close")]),
            Some(Overlay::Filter(_)) => fixed(&[("enter", "keep"), ("esc", "drop")]),
            Some(Overlay::Help { .. }) => fixed(&[("down", "more"), ("esc", "close")]),
            Some(Overlay::Ranges { .. }) => fixed(&[("enter", "choose"), ("down", "next"), ("esc", "close")]),
            Some(Overlay::Take { .. }) => {
                let place =
                    if self.settings.may_write_files { Some(("right", "file or clipboard")) } else { None };
                let keys = [("enter", "export"), ("down", "next")].into_iter().chain(place);
                fixed(&keys.chain([("esc", "close")]).collect::<Vec<_>>())
            }
            Some(Overlay::Verdict(_)) => {
                let mut hints = self.hints_of(|id| id == "copy");
                hints.extend(fixed(&[
                    ("down", "proofs"),
                    ("enter", "chart"),
                    ("right", "next"),
                    ("esc", "close"),
                ]));
                hints
            }
            Some(Overlay::Provenance) => {
                let mut hints = self.hints_of(|id| id == "copy");
                hints.extend(fixed(&[("esc", "close")]));
                hints
            }
            Some(Overlay::Backtest(bench)) => fixed(bench.hints()),
            None => self.hints_below(),
        }
    }

    fn hints_below(&self) -> Vec<KeyHint> {
        let has_list = matches!(
            self.focus,
            Panel::Stages
                | Panel::Charts
                | Panel::Alarms
                | Panel::AlarmDetail
                | Panel::MissingAlarms
                | Panel::Questions
                | Panel::Ranking
        );
        let mut hints = if self.is_plain() { Vec::new() } else { self.back_hint() };
        hints.extend(self.hints_of(|id| id != "open" || has_list || self.screen == Screen::Overview));
        hints
    }

    fn back_hint(&self) -> Vec<KeyHint> {
        let is_charted = self.screen == Screen::Pipeline;
        let label = match (&self.enlarged, &self.filter) {
            _ if is_charted && self.sight.crosshair.is_some() => "no crosshair",
            (Some(_), _) => "smaller",
            (None, Some(_)) => "drop filter",
            (None, None) if self.is_beside_alarms() => "list",
            (None, None) if is_charted && self.sight.stretch.is_some() => "live charts",
            (None, None) => "go on",
        };
        let key = self.keymap.keys_of("back").first().map_or("esc", |key| &**key);
        vec![KeyHint { key: key::shown(key), label, message: Message::Run("back", None) }]
    }

    fn hints_of(&self, is_wanted: impl Fn(&str) -> bool) -> Vec<KeyHint> {
        let works = |scope: Scope| scope.covers(self.screen);
        let hints = self.offered().filter(|command| works(command.scope) && is_wanted(command.id));
        hints
            .filter_map(|command| {
                let key = self.keymap.keys_of(command.id).first()?;
                let message = Message::Run(command.id, None);
                Some(KeyHint { key: key::shown(key), label: command.hint?, message })
            })
            .collect()
    }
}

fn fixed(hints: &[(&str, &'static str)]) -> Vec<KeyHint> {
    let hint = |(pressed, label): &(&str, &'static str)| KeyHint {
        key: key::shown(pressed),
        label,
        message: Message::Key(Arc::from(*pressed)),
    };
    hints.iter().map(hint).collect()
}
