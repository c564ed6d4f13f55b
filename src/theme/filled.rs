//! A theme: every role filled, for one depth of colour. Widgets ask it for a role's colour or style.
//! Knows no widget and reads no file.

use std::sync::Arc;

use ratatui::style::{Color, Modifier, Style};

use super::{depth::Depth, error::ThemeError, rgb::Rgb, role::Role, sheet::Sheet, sixteen};

/// Roles filled with colours.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    name: Arc<str>,
    light: bool,
    depth: Depth,
    /// As written, in the order of [`Role::ALL`].
    exact: [Rgb; Role::ALL.len()],
    /// As the terminal can show them, in the same order.
    shown: [Color; Role::ALL.len()],
    /// Cold to hot, at least two.
    ramp: Vec<Rgb>,
    /// The ramp as the terminal can show it, in equal steps; looked up for every cell of a heat map.
    warmth: Vec<Color>,
    /// Each role sunk into the ground by the steps of [`FADES`].
    faded: [[Color; FADES.len()]; Role::ALL.len()],
}

/// How much of a role is left in each step of [`Theme::fade`].
const FADES: [f64; 3] = [0.22, 0.38, 0.7];

/// How much accent is in the ground of a chosen row: seen, and every text on it still read.
const SELECTED: f64 = 0.12;

/// Steps the heat ramp is shown in.
const WARMTHS: usize = 64;

impl Theme {
    /// A theme of a whole sheet: every role is looked up now, so that drawing cannot fail.
    pub(super) fn of_sheet(name: &str, sheet: &Sheet) -> Result<Self, ThemeError> {
        let mut exact = [Rgb(0, 0, 0); Role::ALL.len()];
        for (color, role) in exact.iter_mut().zip(Role::ALL) {
            *color = sheet.role(name, role)?;
        }
        let unfilled = Self {
            name: name.into(),
            light: sheet.light.unwrap_or(false),
            exact,
            ramp: sheet.heat(name)?,
            ..Self::plain()
        };
        Ok(unfilled.at(Depth::TrueColor))
    }

    /// A theme without any colour, for when there is nothing better.
    fn plain() -> Self {
        Self {
            name: "plain".into(),
            light: false,
            depth: Depth::None,
            exact: Role::ALL.map(|_| Rgb(0, 0, 0)),
            shown: Role::ALL.map(|_| Color::Reset),
            ramp: Vec::new(),
            warmth: Vec::new(),
            faded: Role::ALL.map(|_| FADES.map(|_| Color::Reset)),
        }
    }

    /// The theme's name: `tide`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// True for dark text on a light ground.
    pub const fn is_light(&self) -> bool {
        self.light
    }

    /// How many colours this theme is filled for.
    pub const fn depth(&self) -> Depth {
        self.depth
    }

    /// The same theme for a terminal of fewer (or more) colours.
    pub fn at(&self, depth: Depth) -> Self {
        let mut theme = self.clone();
        theme.depth = depth;
        for (shown, role) in theme.shown.iter_mut().zip(Role::ALL) {
            *shown = match depth {
                Depth::Sixteen => sixteen::of_role(role, self.light),
                _ => depth.nearest(self.exact(role)),
            };
        }
        for (steps, role) in theme.faded.iter_mut().zip(Role::ALL) {
            *steps = FADES.map(|share| match depth {
                Depth::Sixteen => sixteen::of_role(Role::Faint, self.light),
                _ => depth.nearest(self.exact(Role::Ground).mix(self.exact(role), share)),
            });
        }
        let shares = (0..=WARMTHS).map(|step| step as f64 / WARMTHS as f64);
        theme.warmth = match depth {
            Depth::Sixteen => sixteen::HEAT.to_vec(),
            _ => shares.map(|share| depth.nearest(self.exact_heat(share))).collect(),
        };
        theme
    }

    /// The colour of a role; `Reset` without colours.
    pub fn color(&self, role: Role) -> Color {
        self.shown.get(role as usize).copied().unwrap_or(Color::Reset)
    }

    /// Text of a role on whatever ground is there: the foreground only. Without colours, weight says the role.
    pub fn style(&self, role: Role) -> Style {
        if self.depth == Depth::None {
            return Style::new().add_modifier(weight(role));
        }
        let style = Style::new().fg(self.color(role));
        match role {
            // White is unreadable on a light terminal and black on a dark one; bold is bright on both.
            Role::Bright if self.depth == Depth::Sixteen => style.add_modifier(Modifier::BOLD),
            _ => style,
        }
    }

    /// Text of a role on a ground of a role. Without colours the accent ground is reversed.
    pub fn on(&self, ground: Role, text: Role) -> Style {
        let style = self.style(text);
        match (self.depth, ground) {
            (Depth::None, Role::Accent) => style.add_modifier(Modifier::REVERSED | Modifier::BOLD),
            (Depth::None, _) => style,
            _ => style.bg(self.color(ground)),
        }
    }

    /// Laid over a chosen row: a ground with a breath of the accent, or reversed where grounds cannot differ.
    pub fn selected(&self) -> Style {
        match self.depth {
            Depth::None => Style::new().add_modifier(Modifier::REVERSED),
            // In one colour: reversed, coloured texts would be a row of patches.
            Depth::Sixteen => Style::new().fg(Color::Reset).add_modifier(Modifier::REVERSED),
            _ => Style::new().bg(self.blend(Role::Ground, Role::Accent, SELECTED)),
        }
    }

    /// A role sunk into the ground, from step 0 (barely there) to 2 (well seen): areas under lines, earlier periods.
    pub fn fade(&self, role: Role, step: usize) -> Color {
        let steps = self.faded.get(role as usize);
        steps.and_then(|steps| steps.get(step).or(steps.last())).copied().unwrap_or(Color::Reset)
    }

    /// The colour `share` (0 to 1) of the way from one role to another.
    pub fn blend(&self, from: Role, to: Role, share: f64) -> Color {
        match self.depth {
            Depth::Sixteen if unit(share) < 0.5 => self.color(from),
            Depth::Sixteen => self.color(to),
            _ => self.depth.nearest(self.exact(from).mix(self.exact(to), unit(share))),
        }
    }

    /// The heat ramp at a share from 0 to 1; `Reset` without colours.
    pub fn heat(&self, share: f64) -> Color {
        let step = unit(share) * self.warmth.len().saturating_sub(1) as f64;
        self.warmth.get(step.round() as usize).copied().unwrap_or(Color::Reset)
    }

    /// A cell of a heat map with its digits: the ramp behind, and before it whichever of ground and bright reads better.
    pub fn on_heat(&self, share: f64) -> Style {
        let behind = self.heat(share);
        match self.depth {
            Depth::None if unit(share) >= 0.75 => Style::new().add_modifier(Modifier::REVERSED),
            Depth::None if unit(share) >= 0.5 => Style::new().add_modifier(Modifier::BOLD),
            Depth::None => Style::new(),
            Depth::Sixteen if behind == Color::Reset => Style::new().fg(Color::Reset).bg(behind),
            Depth::Sixteen => Style::new().fg(Color::Black).bg(behind),
            _ => Style::new().fg(self.color(self.readable_on(self.exact_heat(share)))).bg(behind),
        }
    }

    fn readable_on(&self, behind: Rgb) -> Role {
        let contrast = |role| behind.contrast(self.exact(role));
        if contrast(Role::Bright) >= contrast(Role::Ground) { Role::Bright } else { Role::Ground }
    }

    fn exact(&self, role: Role) -> Rgb {
        self.exact.get(role as usize).copied().unwrap_or(Rgb(0, 0, 0))
    }

    fn exact_heat(&self, share: f64) -> Rgb {
        let place = unit(share) * self.ramp.len().saturating_sub(1) as f64;
        let step = place.floor() as usize;
        match (self.ramp.get(step), self.ramp.get(step + 1)) {
            (Some(from), Some(to)) => from.mix(*to, place.fract()),
            (Some(last), None) => *last,
            _ => self.exact(Role::Ground),
        }
    }
}

impl Default for Theme {
    /// The first of the built-in themes.
    fn default() -> Self {
        Self::builtin_names().first().and_then(|name| Self::builtin(name)).unwrap_or_else(Self::plain)
    }
}

/// What stands for a role where there are no colours.
const fn weight(role: Role) -> Modifier {
    match role {
        Role::Bright | Role::Accent | Role::Warning | Role::Critical => Modifier::BOLD,
        Role::Muted | Role::Faint | Role::Line | Role::Unknown => Modifier::DIM,
        _ => Modifier::empty(),
    }
}

fn unit(share: f64) -> f64 {
    if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 }
}

#[cfg(test)]
#[path = "filled_tests.rs"]
mod tests;
