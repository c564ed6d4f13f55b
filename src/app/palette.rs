//! The palette: any command by a few letters, its argument completed.

use std::sync::Arc;

use super::{
    command::{Action, Argument, Command},
    days_typed::range_typed,
    fuzzy,
    message::Effect,
    period::Compare,
    state::{App, Overlay, Prompt},
    take::TakeFormat,
    vendors::MOST_ROWS,
};
use crate::{
    business::{HourCount, VendorId},
    config::NotifyWhen,
    pipeline::Window,
    question::{Estate, Snapshot},
};

/// Ranges that the palette offers; any other days can be typed.
const RANGES: &[&str] = &[
    "today",
    "yesterday",
    "7d",
    "14d",
    "30d",
    "90d",
    "month",
    "last month",
    "quarter",
    "last quarter",
    "year",
    "last year",
];

/// A row of the palette.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaletteRow {
    /// What is matched and written: `theme tide`, or a command's id.
    pub text: String,
    /// Characters of the text that matched.
    pub letters: Vec<u32>,
    /// What an argument would be: `THEME`; empty when none is missing.
    pub hint: &'static str,
    /// The command's keys, as they are now.
    pub keys: String,
    /// What it does, in a sentence.
    pub note: String,
    /// The command's id.
    pub command: &'static str,
    /// The argument, when the row has one.
    pub argument: Option<Arc<str>>,
}

impl App {
    /// The rows that match what is typed, best first.
    pub fn palette_rows(&self, snapshot: &Snapshot) -> Vec<PaletteRow> {
        let Some(Overlay::Palette(prompt)) = &self.overlay else { return Vec::new() };
        let typed = prompt.text.trim_start();
        let named =
            typed.split_once(' ').and_then(|(id, rest)| Some((self.command_offered(id, snapshot)?, rest)));
        match named {
            Some((command, rest)) if command.argument != Argument::Nothing => {
                self.argument_rows(command, rest.trim(), snapshot)
            }
            _ => self.command_rows(typed.trim(), snapshot),
        }
    }

    fn command_rows(&self, query: &str, snapshot: &Snapshot) -> Vec<PaletteRow> {
        let offered = self.offered().filter(|command| is_offered(command, &snapshot.estate));
        let mut rows: Vec<PaletteRow> = offered.clone().map(|command| self.bare_row(command)).collect();
        if !query.is_empty() {
            for command in offered.filter(|command| command.argument != Argument::Vendor) {
                rows.extend(self.candidates(command, snapshot));
            }
        }
        let title = |row: &PaletteRow| Command::named(row.command).map_or("", |command| command.title);
        let texts = rows.iter().map(|row| (row.text.as_str(), title(row)));
        let hits = fuzzy::search(query, texts, MOST_ROWS);
        let chosen = hits.into_iter().filter_map(|hit| {
            let row = rows.get(hit.place)?.clone();
            Some(PaletteRow { letters: hit.letters, ..row })
        });
        let mut found: Vec<PaletteRow> = chosen.collect();
        // A command that was typed in full is what is meant.
        found.sort_by_key(|row| row.text != query);
        found
    }

    fn argument_rows(&self, command: &'static Command, rest: &str, snapshot: &Snapshot) -> Vec<PaletteRow> {
        if command.argument == Argument::Vendor {
            return self.vendor_candidates(command, rest, snapshot);
        }
        let rows = self.candidates(command, snapshot);
        let values = rows.iter().map(|row| (row.argument.as_deref().unwrap_or_default(), ""));
        let hits = fuzzy::search(rest, values, MOST_ROWS);
        let shift = command.id.chars().count() as u32 + 1;
        let chosen = hits.into_iter().filter_map(|hit| {
            let row = rows.get(hit.place)?.clone();
            Some(PaletteRow { letters: hit.letters.iter().map(|letter| letter + shift).collect(), ..row })
        });
        let mut found: Vec<PaletteRow> = chosen.collect();
        let is_free = matches!(
            command.argument,
            Argument::Range
                | Argument::Moment
                | Argument::Folder
                | Argument::Order
                | Argument::Text
                | Argument::Note
        );
        if is_free && !rest.is_empty() && !found.iter().any(|row| row.argument.as_deref() == Some(rest)) {
            let note = match command.argument {
                Argument::Range => self.range_note(rest, &snapshot.estate),
                _ => command.sentence.to_owned(),
            };
            found.push(self.row_with(command, rest, note));
        }
        found
    }

    /// The days that a typed range means, or what is wrong with it, while it is typed.
    fn range_note(&self, typed: &str, estate: &Estate) -> String {
        let today = self.today(estate);
        range_typed(typed, today).map_or_else(
            |wrong| wrong,
            |choice| {
                let days = choice.days(today);
                format!("{} to {}, {} days", days.from(), days.to(), days.days())
            },
        )
    }

    fn vendor_candidates(
        &self,
        command: &'static Command,
        rest: &str,
        snapshot: &Snapshot,
    ) -> Vec<PaletteRow> {
        let rows = self.vendors_like(rest, snapshot).into_iter();
        rows.map(|vendor| {
            let id = vendor.scope.one().map_or("all", VendorId::as_str);
            self.row_with(command, id, vendor.name)
        })
        .collect()
    }

    /// Every argument a command can be completed with.
    fn candidates(&self, command: &'static Command, snapshot: &Snapshot) -> Vec<PaletteRow> {
        let plain =
            |values: &[&str]| values.iter().map(|value| ((*value).to_owned(), String::new())).collect();
        let values: Vec<(String, String)> = match command.argument {
            Argument::Nothing
            | Argument::Text
            | Argument::Moment
            | Argument::Note
            | Argument::Folder
            | Argument::Order
            | Argument::Vendor => Vec::new(),
            Argument::Export => TakeFormat::ALL
                .iter()
                .flat_map(|format| {
                    let copy = format!("{} clipboard", format.ending());
                    [(format.ending().to_owned(), format.note().to_owned()), (copy, format.note().to_owned())]
                })
                .collect(),
            Argument::Notify => plain(&NotifyWhen::ALL.map(NotifyWhen::as_str)),
            Argument::Theme => self.settings.themes.iter().map(|t| (t.to_string(), String::new())).collect(),
            Argument::Window => plain(&Window::ALL.map(Window::label)),
            Argument::Range => plain(RANGES),
            Argument::HourCount => plain(&HourCount::ALL.map(HourCount::label)),
            Argument::Granularity => plain(&["day", "week", "month"]),
            Argument::Compare => {
                Compare::ALL.map(|compare| (compare.as_str().to_owned(), compare.label().to_owned())).to_vec()
            }
            Argument::Pipeline => {
                let pipelines = snapshot.estate.pipelines.iter();
                pipelines.map(|pipeline| (pipeline.name.to_string(), pipeline.region.to_string())).collect()
            }
            Argument::Stage => {
                let stages = self.selected_pipeline(&snapshot.estate).map(|pipeline| pipeline.stages.iter());
                stages
                    .into_iter()
                    .flatten()
                    .map(|s| (s.name.to_string(), s.kind.title().to_owned()))
                    .collect()
            }
            Argument::Scenario => {
                let scenarios = snapshot.estate.demo.as_ref().map(|demo| demo.scenarios.iter());
                scenarios
                    .into_iter()
                    .flatten()
                    .map(|s| (s.name.to_string(), s.description.to_string()))
                    .collect()
            }
        };
        let row = |(value, note): (String, String)| {
            let note = if note.is_empty() { command.sentence.to_owned() } else { note };
            self.row_with(command, &value, note)
        };
        values.into_iter().map(row).collect()
    }

    /// A command by id, unless it makes no sense here: scenarios are the demo's.
    fn command_offered(&self, id: &str, snapshot: &Snapshot) -> Option<&'static Command> {
        self.offered().find(|command| command.id == id && is_offered(command, &snapshot.estate))
    }

    fn bare_row(&self, command: &'static Command) -> PaletteRow {
        PaletteRow {
            text: command.id.to_owned(),
            letters: Vec::new(),
            hint: command.argument.placeholder(),
            keys: command.keys_shown(&self.keymap),
            note: command.sentence.to_owned(),
            command: command.id,
            argument: None,
        }
    }

    fn row_with(&self, command: &'static Command, argument: &str, note: String) -> PaletteRow {
        let text = format!("{} {argument}", command.id);
        PaletteRow { text, hint: "", note, argument: Some(argument.into()), ..self.bare_row(command) }
    }

    /// Runs the chosen row, or asks for the argument it cannot do without.
    pub(super) fn choose_command(&mut self, newest: &Arc<Snapshot>) -> Option<Effect> {
        let Some(row) = self.chosen_row(newest) else {
            self.say("no command matches");
            return None;
        };
        let needs_argument = Command::named(row.command).is_some_and(|command| command.argument.is_needed());
        if row.argument.is_none() && needs_argument {
            self.overlay = Some(Overlay::Palette(Prompt::holding(format!("{} ", row.command))));
            return None;
        }
        self.overlay = None;
        self.run(row.command, row.argument.as_deref(), newest)
    }

    /// Writes the chosen row into the line, ready for its argument.
    pub(super) fn complete(&mut self, newest: &Arc<Snapshot>) {
        if !matches!(self.overlay, Some(Overlay::Palette(_))) {
            return;
        }
        if let Some(row) = self.chosen_row(newest) {
            let blank = if row.hint.is_empty() { "" } else { " " };
            self.overlay = Some(Overlay::Palette(Prompt::holding(format!("{}{blank}", row.text))));
        }
    }

    fn chosen_row(&self, newest: &Arc<Snapshot>) -> Option<PaletteRow> {
        let mut rows = self.palette_rows(self.shown(newest));
        let chosen = self.prompt()?.chosen.min(rows.len().checked_sub(1)?);
        Some(rows.swap_remove(chosen))
    }
}

fn is_offered(command: &Command, estate: &Estate) -> bool {
    match command.action {
        Action::Scenario => estate.demo.is_some(),
        Action::Pipeline => estate.pipelines.len() > 1,
        Action::Stage => !estate.pipelines.is_empty(),
        _ => true,
    }
}
