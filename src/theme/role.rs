//! The roles colours play. About sixteen, over a palette: a new widget needs no new role.

/// What a colour is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Behind everything.
    Ground,
    /// Behind header, tabs and pop-ups.
    Raised,
    /// Borders and axes.
    Line,
    /// Grid lines and what is decoration only; too dim for text.
    Faint,
    /// Names and running text.
    Text,
    /// Figures and titles.
    Bright,
    /// Labels, units, what is secondary.
    Muted,
    /// The one accent: selection, keys, the main series.
    Accent,
    /// The second series.
    Second,
    /// The third series.
    Third,
    /// Ok.
    Good,
    /// Warning.
    Warning,
    /// Critical.
    Critical,
    /// Unknown: neither good nor bad.
    Unknown,
    /// Ground of a critical band.
    CriticalGround,
    /// Ground of a warning band.
    WarningGround,
    /// Text on the accent as ground.
    OnAccent,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 17] = [
        Self::Ground,
        Self::Raised,
        Self::Line,
        Self::Faint,
        Self::Text,
        Self::Bright,
        Self::Muted,
        Self::Accent,
        Self::Second,
        Self::Third,
        Self::Good,
        Self::Warning,
        Self::Critical,
        Self::Unknown,
        Self::CriticalGround,
        Self::WarningGround,
        Self::OnAccent,
    ];

    /// The role's name in a theme file: `critical_ground`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ground => "ground",
            Self::Raised => "raised",
            Self::Line => "line",
            Self::Faint => "faint",
            Self::Text => "text",
            Self::Bright => "bright",
            Self::Muted => "muted",
            Self::Accent => "accent",
            Self::Second => "second",
            Self::Third => "third",
            Self::Good => "good",
            Self::Warning => "warning",
            Self::Critical => "critical",
            Self::Unknown => "unknown",
            Self::CriticalGround => "critical_ground",
            Self::WarningGround => "warning_ground",
            Self::OnAccent => "on_accent",
        }
    }

    /// The role of a name in a theme file.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}
