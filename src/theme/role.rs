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
}
