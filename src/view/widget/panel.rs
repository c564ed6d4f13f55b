//! A panel: a thin rounded border with the title in it, and the legend at the border's right end.
//! Loud only where something is wrong. Knows nothing of what it frames.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use crate::{
    pipeline::Health,
    theme::Role,
    view::pen::{Glyph, Pen},
};

/// A frame with title and legend.
#[derive(Clone, Copy, Debug, Default)]
pub struct Panel<'a> {
    /// In the border, on the left.
    pub title: &'a str,
    /// In the border, on the right: the unit, the legend. Empty for none; left out where there is no room.
    pub legend: &'a str,
    /// True for the panel that hears the keys: its border takes the accent.
    pub focused: bool,
    /// Colours border and title when it is warning or critical.
    pub health: Option<Health>,
    /// True for a title that only names: muted, not bold.
    pub quiet: bool,
}

impl<'a> Panel<'a> {
    /// A panel with a title.
    pub fn titled(title: &'a str) -> Self {
        Self { title, ..Self::default() }
    }

    /// Draws the frame; gives back the area inside it, with a blank column on both sides.
    pub fn render(self, area: Rect, buf: &mut Buffer, pen: Pen<'_>) -> Rect {
        let area = area.intersection(buf.area);
        if area.width < 4 || area.height < 3 {
            return self.render_bare(area, buf, pen);
        }
        let border = self.border(pen);
        draw_border(area, buf, pen, border);
        self.draw_title(area, buf, pen);
        Self::inside(area)
    }

    /// What a frame over an area leaves free; the area itself where there is no room for a frame.
    pub fn inside(area: Rect) -> Rect {
        if area.width < 4 || area.height < 3 {
            return area;
        }
        let padding = if area.width >= 8 { 2 } else { 1 };
        Rect { x: area.x + padding, y: area.y + 1, width: area.width - 2 * padding, height: area.height - 2 }
    }

    /// Without room for a border, the title is the first of at least two rows.
    fn render_bare(self, area: Rect, buf: &mut Buffer, pen: Pen<'_>) -> Rect {
        if area.height < 2 || area.width == 0 || self.title.is_empty() {
            return area;
        }
        pen.write(buf, (area.x, area.y), area.width, self.title, self.title_style(pen));
        Rect { y: area.y + 1, height: area.height - 1, ..area }
    }

    fn trouble(self) -> Option<Health> {
        self.health.filter(|health| *health >= Health::Warning)
    }

    fn border(self, pen: Pen<'_>) -> Style {
        match self.trouble() {
            _ if self.focused => pen.style(Role::Accent),
            Some(health) => pen.style(pen.health_role(health)),
            None => pen.style(Role::Line),
        }
    }

    fn title_style(self, pen: Pen<'_>) -> Style {
        match self.trouble() {
            Some(health) => pen.bold(pen.health_role(health)),
            None if self.quiet => pen.style(Role::Muted),
            None => pen.bold(Role::Bright),
        }
    }

    /// `╭─ title ───── legend ─╮`: two cells of border and a blank on each side stay free.
    fn draw_title(self, area: Rect, buf: &mut Buffer, pen: Pen<'_>) {
        let room = area.width.saturating_sub(6);
        let mut used = 0;
        if !self.title.is_empty() && room > 0 {
            let title = pen.fit(self.title, room);
            used = pen.width(&title) + 2;
            pen.write(buf, (area.x + 2, area.y), used, &format!(" {title} "), self.title_style(pen));
        }
        let legend = pen.width(self.legend) + 2;
        if !self.legend.is_empty() && used + legend < area.width.saturating_sub(4) {
            let text = format!(" {} ", self.legend);
            pen.write_right(buf, (area.right() - 2, area.y), legend, &text, pen.style(Role::Muted));
        }
    }
}

fn draw_border(area: Rect, buf: &mut Buffer, pen: Pen<'_>, style: Style) {
    let (right, bottom) = (area.right() - 1, area.bottom() - 1);
    pen.rule(buf, (area.x + 1, area.y), area.width - 2, Glyph::Line, style);
    pen.rule(buf, (area.x + 1, bottom), area.width - 2, Glyph::Line, style);
    for y in area.y + 1..bottom {
        pen.put(buf, (area.x, y), Glyph::Upright, style);
        pen.put(buf, (right, y), Glyph::Upright, style);
    }
    pen.put(buf, (area.x, area.y), Glyph::TopLeft, style);
    pen.put(buf, (right, area.y), Glyph::TopRight, style);
    pen.put(buf, (area.x, bottom), Glyph::BottomLeft, style);
    pen.put(buf, (right, bottom), Glyph::BottomRight, style);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::widget::proof::{drawn, stays_inside};
    use proptest::prelude::*;

    #[test]
    fn title_and_legend_stand_in_the_border() {
        let panel = Panel { title: "revenue by day", legend: "this ━  previous ┅", ..Panel::default() };
        let draw = |area, buf: &mut Buffer, pen: Pen<'_>| {
            let inner = panel.render(area, buf, pen);
            pen.write(buf, (inner.x, inner.y), inner.width, "inside", pen.style(Role::Text));
        };
        insta::assert_snapshot!(
            [
                drawn(50, 3, false, draw),
                drawn(30, 3, false, draw),
                drawn(14, 3, true, draw),
                drawn(10, 2, false, draw),
            ]
            .join("\n")
        );
    }

    #[test]
    fn trouble_colours_the_border_and_focus_wins_it() {
        let theme = crate::theme::Theme::default();
        let pen = Pen::new(&theme, false);
        let corner = |focused, health| {
            let mut buf = Buffer::empty(Rect::new(0, 0, 20, 3));
            Panel { title: "a", focused, health, ..Panel::default() }.render(buf.area, &mut buf, pen);
            buf[(0, 0)].fg
        };
        assert_eq!(corner(false, Some(Health::Ok)), theme.color(Role::Line));
        assert_eq!(corner(false, Some(Health::Critical)), theme.color(Role::Critical));
        assert_eq!(corner(true, Some(Health::Critical)), theme.color(Role::Accent));
    }

    proptest! {
        #[test]
        fn it_stays_inside(width in 0u16..=300, height in 0u16..60, title in "\\PC{0,40}", legend in "\\PC{0,40}") {
            stays_inside(width, height, |area, buf, pen| {
                let inner = Panel { title: &title, legend: &legend, ..Panel::default() }.render(area, buf, pen);
                assert_eq!(inner.intersection(area), inner);
            });
        }
    }
}
