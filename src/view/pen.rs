//! The pen every widget draws with: the theme's styles, signs or their ASCII twins, and text that is measured, cut with
//! an ellipsis between graphemes and never leaves its place. Knows no widget and no screen.

use std::borrow::Cow;

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Color, Modifier, Style},
    text::Span,
};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

pub use super::glyph::Glyph;
use super::plain::plain;
use crate::{
    pipeline::Health,
    theme::{Depth, Role, Theme},
};

/// What widgets draw with.
#[derive(Clone, Copy, Debug)]
pub struct Pen<'a> {
    /// Colours.
    pub theme: &'a Theme,
    /// Only ASCII is written.
    pub ascii: bool,
}

impl<'a> Pen<'a> {
    /// A pen of a theme.
    pub const fn new(theme: &'a Theme, ascii: bool) -> Self {
        Self { theme, ascii }
    }

    /// A sign, or its ASCII twin.
    pub const fn glyph(self, glyph: Glyph) -> &'static str {
        self.either(glyph.pair())
    }

    /// The first of a pair, or the second in ASCII.
    pub const fn either(self, pair: (&'static str, &'static str)) -> &'static str {
        if self.ascii { pair.1 } else { pair.0 }
    }

    /// The sign of a health.
    pub const fn health_glyph(self, health: Health) -> &'static str {
        self.glyph(match health {
            Health::Ok => Glyph::Ok,
            Health::Unknown => Glyph::Unknown,
            Health::Warning => Glyph::Warning,
            Health::Critical => Glyph::Critical,
        })
    }

    /// The role of a health's colour.
    pub const fn health_role(self, health: Health) -> Role {
        match health {
            Health::Ok => Role::Good,
            Health::Unknown => Role::Unknown,
            Health::Warning => Role::Warning,
            Health::Critical => Role::Critical,
        }
    }

    /// The ground of a health's band: tinted only where something is wrong.
    pub const fn health_ground(self, health: Health) -> Role {
        match health {
            Health::Warning => Role::WarningGround,
            Health::Critical => Role::CriticalGround,
            Health::Ok | Health::Unknown => Role::Raised,
        }
    }

    /// Text of a role on whatever ground is there.
    pub fn style(self, role: Role) -> Style {
        self.theme.style(role)
    }

    /// [`Pen::style`], bold.
    pub fn bold(self, role: Role) -> Style {
        self.theme.style(role).add_modifier(Modifier::BOLD)
    }

    /// Text of a role on a ground of a role.
    pub fn on(self, ground: Role, text: Role) -> Style {
        self.theme.on(ground, text)
    }

    /// The one chosen thing among several: a tab, a range.
    pub fn chosen(self) -> Style {
        self.theme.on(Role::Accent, Role::OnAccent).add_modifier(Modifier::BOLD)
    }

    /// Laid over a selected row.
    pub fn selected(self) -> Style {
        self.theme.selected()
    }

    /// The word for a health, as loud as it is: critical is reversed where there is no colour to shout with.
    pub fn loud(self, health: Health) -> Style {
        let style = self.bold(self.health_role(health));
        match (health, self.theme.depth()) {
            (Health::Critical, Depth::None) => style.add_modifier(Modifier::REVERSED),
            (Health::Ok | Health::Unknown, _) => self.style(self.health_role(health)),
            _ => style,
        }
    }

    /// A span of a role.
    pub fn span<'t>(self, text: impl Into<Cow<'t, str>>, role: Role) -> Span<'t> {
        Span::styled(text, self.style(role))
    }

    /// A bold span of a role.
    pub fn strong<'t>(self, text: impl Into<Cow<'t, str>>, role: Role) -> Span<'t> {
        Span::styled(text, self.bold(role))
    }

    /// The text as this pen writes it: itself, or in ASCII.
    pub fn spell(self, text: &str) -> Cow<'_, str> {
        if self.ascii { plain(text) } else { Cow::Borrowed(text) }
    }

    /// How many cells a text takes when this pen writes it.
    pub fn width(self, text: &str) -> u16 {
        width(&self.spell(text))
    }

    /// The text as this pen writes it in at most `most` cells, cut with an ellipsis between graphemes.
    pub fn fit(self, text: &str, most: u16) -> Cow<'_, str> {
        let spelt = self.spell(text);
        if width(&spelt) <= most {
            return spelt;
        }
        let Some(room) = most.checked_sub(1) else { return Cow::Borrowed("") };
        let (mut used, mut end) = (0, 0);
        for (start, grapheme) in spelt.grapheme_indices(true) {
            used += grapheme.width();
            if used > usize::from(room) {
                break;
            }
            end = start + grapheme.len();
        }
        let kept = spelt.get(..end).unwrap_or_default().trim_end();
        Cow::Owned(format!("{kept}{}", self.glyph(Glyph::Ellipsis)))
    }

    /// The text in at most `most` cells, cut in its middle: names that differ at their ends stay apart.
    pub fn fit_middle(self, text: &str, most: u16) -> Cow<'_, str> {
        let spelt = self.spell(text);
        if width(&spelt) <= most || most < 8 {
            return Cow::Owned(self.fit(&spelt, most).into_owned());
        }
        let head = self.fit(&spelt, most * 2 / 5).into_owned();
        let room = usize::from(most - width(&head));
        let mut used = 0;
        let tail = spelt.grapheme_indices(true).rev().take_while(|(_, grapheme)| {
            used += grapheme.width();
            used <= room
        });
        let start = tail.last().map_or(spelt.len(), |(start, _)| start);
        Cow::Owned(format!("{head}{}", spelt.get(start..).unwrap_or_default()))
    }

    /// Writes text in at most `most` cells from `x`; tells how many it took. Outside the buffer nothing happens.
    pub fn write(self, buf: &mut Buffer, at: (u16, u16), most: u16, text: &str, style: Style) -> u16 {
        let (x, y) = at;
        let inside = y >= buf.area.y && y < buf.area.bottom() && x >= buf.area.x;
        let most = most.min(buf.area.right().saturating_sub(x));
        if !inside || most == 0 {
            return 0;
        }
        let fitted = self.fit(text, most);
        buf.set_stringn(x, y, &fitted, usize::from(most), style).0.saturating_sub(x)
    }

    /// Writes text that ends before `right`, in at most `most` cells; tells how many it took.
    pub fn write_right(
        self,
        buf: &mut Buffer,
        right: (u16, u16),
        most: u16,
        text: &str,
        style: Style,
    ) -> u16 {
        let fitted = self.fit(text, most.min(right.0));
        let x = right.0.saturating_sub(width(&fitted));
        self.write(buf, (x, right.1), width(&fitted), &fitted, style)
    }

    /// Puts a sign into one cell.
    pub fn put(self, buf: &mut Buffer, at: (u16, u16), glyph: Glyph, style: Style) {
        self.put_symbol(buf, at, self.glyph(glyph), style);
    }

    /// Puts a one-cell symbol; the caller has chosen its ASCII twin.
    pub fn put_symbol(self, buf: &mut Buffer, at: (u16, u16), symbol: &str, style: Style) {
        if let Some(cell) = buf.cell_mut(at) {
            cell.set_symbol(symbol).set_style(style);
        }
    }

    /// Draws a sign `times` to the right.
    pub fn rule(self, buf: &mut Buffer, at: (u16, u16), times: u16, glyph: Glyph, style: Style) {
        for x in at.0..at.0.saturating_add(times).min(buf.area.right()) {
            self.put(buf, (x, at.1), glyph, style);
        }
    }

    /// True when a half-block leaves the other half to the ground's colour.
    pub fn has_halves(self) -> bool {
        !self.ascii && self.theme.depth() != Depth::None
    }

    /// Tints the ground of an area; what is written there stays.
    pub fn tint(self, buf: &mut Buffer, area: Rect, ground: Role) {
        if self.theme.depth() != Depth::None {
            buf.set_style(area.intersection(buf.area), Style::new().bg(self.theme.color(ground)));
        }
    }

    /// Empties an area and lays a ground.
    pub fn clear(self, buf: &mut Buffer, area: Rect, ground: Role) {
        let area = area.intersection(buf.area);
        let (text, ground) = match self.theme.depth() {
            Depth::None => (Color::Reset, Color::Reset),
            _ => (self.theme.color(Role::Text), self.theme.color(ground)),
        };
        for position in area.positions() {
            if let Some(cell) = buf.cell_mut(position) {
                cell.reset();
                cell.set_style(Style::new().fg(text).bg(ground));
            }
        }
    }
}

fn width(text: &str) -> u16 {
    u16::try_from(text.width()).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_is_cut_between_graphemes_with_an_ellipsis() {
        let theme = Theme::default();
        let pen = Pen::new(&theme, false);
        assert_eq!(pen.fit("analyticsEventProcessor", 10), "analytics…");
        assert_eq!(pen.fit("two words", 5), "two…");
        assert_eq!(pen.fit("北京市", 4), "北…");
        assert_eq!(pen.fit("👩‍👩‍👧 family", 3), "👩‍👩‍👧…");
        assert_eq!(pen.fit("abc", 0), "");
        assert_eq!(Pen::new(&theme, true).fit("Café Zürich", 6), "Cafe~");
    }

    proptest! {
        #[test]
        fn a_fitted_text_fits(text in "\\PC*", most in 0u16..40, ascii: bool) {
            let theme = Theme::default();
            let pen = Pen::new(&theme, ascii);
            let fitted = pen.fit(&text, most);
            prop_assert!(width(&fitted) <= most);
            prop_assert!(!ascii || fitted.is_ascii());
        }

        #[test]
        fn writing_never_leaves_its_place(text in "\\PC*", x in 0u16..30, y in 0u16..5, most in 0u16..40) {
            let theme = Theme::default();
            let mut buf = Buffer::empty(Rect::new(2, 1, 20, 3));
            Pen::new(&theme, false).write(&mut buf, (x, y), most, &text, Style::new());
            for position in buf.area.positions() {
                let is_outside = position.y != y || position.x < x || position.x >= x.saturating_add(most);
                prop_assert!(!is_outside || buf[position].symbol() == " ");
            }
        }
    }
}
