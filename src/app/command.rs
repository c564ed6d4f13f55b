//! What a command is: the one shape that keys, help, palette and README are made from.
//! The commands themselves are in the table beside it; what they do is not known here.

use super::{key, keymap::Keymap, past::Seek, screen::Screen, table::commands};

/// Something a person can do, by key, palette or mouse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Command {
    /// Unique; what the palette and the config call it.
    pub id: &'static str,
    /// Keys it has unless the config says otherwise.
    pub keys: &'static [&'static str],
    /// In two or three words.
    pub title: &'static str,
    /// What it does, in one sentence.
    pub sentence: &'static str,
    /// Where its keys work. From the palette it works everywhere.
    pub scope: Scope,
    /// What may be said after its id in the palette.
    pub argument: Argument,
    /// The part of the help it stands in.
    pub group: Group,
    /// Its word in the line of keys at the bottom; none when it is not worth the room.
    pub hint: Option<&'static str>,
    pub(super) action: Action,
}

/// Where a command's keys work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// On every screen, and while something is typed (keys that are text are then typed).
    Always,
    /// On every screen.
    Screens,
    /// On some screens.
    On(&'static [Screen]),
}

impl Scope {
    /// True when the keys work on this screen.
    pub fn covers(self, screen: Screen) -> bool {
        match self {
            Self::Always | Self::Screens => true,
            Self::On(screens) => screens.contains(&screen),
        }
    }

    /// True when both can be meant by the same key press.
    pub fn overlaps(self, other: Self) -> bool {
        Screen::ALL.into_iter().any(|screen| self.covers(screen) && other.covers(screen))
    }
}

/// What a command takes after its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// Nothing.
    Nothing,
    /// A vendor by id or name, or `all`.
    Vendor,
    /// A stage of the selected pipeline.
    Stage,
    /// A pipeline.
    Pipeline,
    /// How far back charts look: `6h`.
    Window,
    /// Days: `7d`, `today`, `2026-11-01..2026-11-07`.
    Range,
    /// A theme.
    Theme,
    /// A scenario of the demo.
    Scenario,
    /// `day`, `week` or `month`.
    Granularity,
    /// What a period is compared with.
    Compare,
    /// When whoever is not looking is called.
    Notify,
    /// How long a note holds and what it says; both may be left out.
    Note,
    /// A moment of the tape: `13:51`, `11m`.
    Moment,
    /// A folder that is not there yet; may be left out.
    Folder,
    /// A format, and where it goes: `csv`, `json clipboard`.
    Export,
    /// Any text.
    Text,
}

impl Argument {
    /// What stands for it in the palette: `NAME`.
    pub const fn placeholder(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::Vendor => "VENDOR",
            Self::Stage => "STAGE",
            Self::Pipeline => "PIPELINE",
            Self::Window => "15m..15mo",
            Self::Range => "DAYS",
            Self::Theme => "THEME",
            Self::Scenario => "SCENARIO",
            Self::Granularity => "day|week|month",
            Self::Compare => "PERIOD",
            Self::Notify => "on|off|critical",
            Self::Note => "[1h] TEXT",
            Self::Moment => "13:51",
            Self::Folder => "DIR",
            Self::Export => "csv|json|md|svg",
            Self::Text => "TEXT",
        }
    }

    /// True where a command means nothing without it.
    pub const fn is_needed(self) -> bool {
        matches!(self, Self::Stage | Self::Window | Self::Granularity | Self::Scenario | Self::Moment)
    }
}

/// Parts of the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// The screens.
    Screens,
    /// Finding and choosing.
    Find,
    /// Days and windows.
    Time,
    /// The past, on the tape.
    Past,
    /// How it looks.
    Look,
    /// Moving about.
    Move,
    /// The program itself.
    Program,
    /// What holds while a line is typed; not in the table.
    Typing,
}

impl Group {
    /// Every part, in the order of the help.
    pub const ALL: [Self; 8] = [
        Self::Screens,
        Self::Find,
        Self::Time,
        Self::Past,
        Self::Look,
        Self::Move,
        Self::Program,
        Self::Typing,
    ];

    /// The heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Screens => "Screens",
            Self::Find => "Find and choose",
            Self::Time => "Days and windows",
            Self::Past => "Past",
            Self::Look => "Look",
            Self::Move => "Move",
            Self::Program => "Program",
            Self::Typing => "While typing",
        }
    }
}

/// What a command does. One variant a deed, so that no command of the table can be forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Quit,
    Back,
    Help,
    Palette,
    Filter,
    Go(Screen),
    FocusNext,
    FocusPrevious,
    Up,
    Down,
    Left,
    Right,
    First,
    Last,
    PageUp,
    PageDown,
    Open,
    Vendor,
    Stage,
    Pipeline,
    Day,
    Week,
    Month,
    Granularity,
    Earlier,
    Later,
    Range,
    Window,
    Longer,
    Shorter,
    PanBack,
    PanForward,
    Live,
    CompareWeek,
    FarLeft,
    FarRight,
    Compare,
    NextKpi,
    Refresh,
    Cancel,
    Freeze,
    Seek(Seek),
    Time,
    ChartsLive,
    Provenance,
    Verdict,
    Copy,
    Backtest,
    Theme,
    Zone,
    Mouse,
    Scenario,
    Redraw,
    Suspend,
    Acknowledge,
    Mute,
    Runbook,
    Notify,
    Export,
    RankBy,
    RankSort,
    RankReverse,
    RankMark,
    Pin,
    Take,
}

impl Command {
    pub(super) const fn new(
        action: Action,
        id: &'static str,
        keys: &'static [&'static str],
        title: &'static str,
        sentence: &'static str,
    ) -> Self {
        Self {
            id,
            keys,
            title,
            sentence,
            scope: Scope::Screens,
            argument: Argument::Nothing,
            group: Group::Program,
            hint: None,
            action,
        }
    }

    pub(super) const fn taking(mut self, argument: Argument) -> Self {
        self.argument = argument;
        self
    }

    pub(super) const fn on(mut self, screens: &'static [Screen]) -> Self {
        self.scope = Scope::On(screens);
        self
    }

    pub(super) const fn always(mut self) -> Self {
        self.scope = Scope::Always;
        self
    }

    pub(super) const fn under(mut self, group: Group) -> Self {
        self.group = group;
        self
    }

    pub(super) const fn hinted(mut self, hint: &'static str) -> Self {
        self.hint = Some(hint);
        self
    }

    /// The command with this id.
    pub fn named(id: &str) -> Option<&'static Self> {
        commands().iter().find(|command| command.id == id)
    }

    /// Its keys as they are now, for people: `q, Ctrl-C`.
    pub fn keys_shown(&self, keymap: &Keymap) -> String {
        let keys: Vec<String> = keymap.keys_of(self.id).iter().map(|key| key::shown(key)).collect();
        keys.join(" ")
    }
}
