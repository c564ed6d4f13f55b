//! Taking away what has the focus: the menu, the choice that is remembered, and what the viewer is asked to do.
//! What is written, and how, is not known here.

use std::sync::Arc;

use super::{
    command::Action,
    message::Effect,
    movement::moved,
    state::{App, Overlay},
};

/// How it is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TakeFormat {
    /// Comma-separated values.
    #[default]
    Csv,
    /// A header and rows.
    Json,
    /// A table for documents and chats.
    Markdown,
    /// The panel as a picture.
    Svg,
}

/// Where it goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TakePlace {
    /// A new file.
    #[default]
    File,
    /// The clipboard of whoever looks.
    Clipboard,
}

/// A choice of the menu.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Take {
    /// How it is written.
    pub format: TakeFormat,
    /// Where it goes.
    pub place: TakePlace,
}

impl TakeFormat {
    /// Every format, in the order of the menu.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Json, Self::Markdown, Self::Svg];

    /// Its name, which is also the ending of its files.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Markdown => "md",
            Self::Svg => "svg",
        }
    }

    /// The format for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Json => "JSON",
            Self::Markdown => "Markdown",
            Self::Svg => "SVG",
        }
    }

    /// What it is good for.
    pub const fn note(self) -> &'static str {
        match self {
            Self::Csv => "the values, for a spreadsheet",
            Self::Json => "the values, their source and units",
            Self::Markdown => "the values, for a ticket or chat",
            Self::Svg => "the panel as a picture",
        }
    }

    /// The format with this name.
    pub fn named(name: &str) -> Option<Self> {
        let is_meant = |format: &Self| {
            format.ending().eq_ignore_ascii_case(name) || format.title().eq_ignore_ascii_case(name)
        };
        Self::ALL.into_iter().find(is_meant)
    }
}

impl App {
    /// The choice as it may be: without files where none may be written.
    pub fn taking(&self) -> Take {
        let place = if self.settings.may_write_files { self.take.place } else { TakePlace::Clipboard };
        Take { place, ..self.take }
    }

    /// Opens the menu, or does what was named: `csv`, `json clipboard`.
    pub(super) fn begin_take(&mut self, argument: Option<&str>) -> Option<Effect> {
        let Some(text) = argument else {
            let format = self.take.format;
            let chosen = TakeFormat::ALL.iter().position(|known| *known == format).unwrap_or(0);
            self.overlay = Some(Overlay::Take { chosen });
            return None;
        };
        let mut words = text.split_whitespace();
        let format = words.next().and_then(TakeFormat::named);
        let place = match words.next() {
            None => Some(self.take.place),
            Some("clipboard" | "copy") => Some(TakePlace::Clipboard),
            Some("file") => Some(TakePlace::File),
            Some(_) => None,
        };
        let Some((format, place)) = format.zip(place) else {
            self.say_unknown("way to export", text);
            return None;
        };
        Some(self.do_take(Take { format, place }))
    }

    /// Takes the chosen row of the menu.
    pub(super) fn choose_take(&mut self, chosen: usize) -> Effect {
        let format = TakeFormat::ALL.get(chosen).copied().unwrap_or_default();
        self.overlay = None;
        self.do_take(Take { format, place: self.take.place })
    }

    fn do_take(&mut self, take: Take) -> Effect {
        self.take = take;
        Effect::Take(self.taking())
    }

    /// Left and right in the menu: a file or the clipboard.
    pub(super) fn turn_take(&mut self) {
        if !self.settings.may_write_files {
            return self.say("files cannot be written here: what is taken goes to the clipboard");
        }
        self.take.place = match self.take.place {
            TakePlace::File => TakePlace::Clipboard,
            TakePlace::Clipboard => TakePlace::File,
        };
    }

    /// Keys that mean something of their own in the menu; false for the others.
    pub(super) fn press_take(&mut self, action: Action) -> bool {
        let Some(Overlay::Take { chosen }) = self.overlay else { return false };
        match action {
            Action::Left | Action::Right | Action::FocusNext | Action::FocusPrevious => self.turn_take(),
            Action::Up => {
                self.overlay = Some(Overlay::Take { chosen: moved(chosen, -1, TakeFormat::ALL.len()) });
            }
            Action::Down => {
                self.overlay = Some(Overlay::Take { chosen: moved(chosen, 1, TakeFormat::ALL.len()) });
            }
            _ => return false,
        }
        true
    }

    /// The incident goes to a folder of this machine: only where files may be written.
    pub(super) fn export_incident(&mut self, argument: Option<&str>) -> Option<Effect> {
        if !self.settings.may_write_files {
            self.say("files cannot be written here: incidents are exported where tidewatch runs");
            return None;
        }
        self.say("exporting the incident");
        Some(Effect::Export(argument.map(Arc::from)))
    }
}
