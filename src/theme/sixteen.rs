//! The terminal's own sixteen colours, role by role. Designed, not computed: the user chose those colours, and nobody
//! knows what they look like. The ground stays the terminal's.

use ratatui::style::Color;

use super::role::Role;

/// The colour of a role on a terminal of sixteen.
pub(super) const fn of_role(role: Role, light: bool) -> Color {
    match role {
        Role::Ground
        | Role::Raised
        | Role::CriticalGround
        | Role::WarningGround
        | Role::Text
        | Role::Bright => Color::Reset,
        Role::Line | Role::Faint => {
            if light {
                Color::Gray
            } else {
                Color::DarkGray
            }
        }
        Role::Muted | Role::Unknown => {
            if light {
                Color::DarkGray
            } else {
                Color::Gray
            }
        }
        Role::Accent => {
            if light {
                Color::Blue
            } else {
                Color::Cyan
            }
        }
        Role::Second => {
            if light {
                Color::Cyan
            } else {
                Color::LightBlue
            }
        }
        Role::Third => Color::Magenta,
        Role::Good => Color::Green,
        Role::Warning => Color::Yellow,
        Role::Critical => {
            if light {
                Color::Red
            } else {
                Color::LightRed
            }
        }
        Role::OnAccent => {
            if light {
                Color::White
            } else {
                Color::Black
            }
        }
    }
}

/// The heat ramp of sixteen colours, cold to hot.
pub(super) const HEAT: [Color; 5] = [Color::Reset, Color::Blue, Color::Cyan, Color::Green, Color::Yellow];
