//! Arrows between stages: solid where it flows, dashed where it stopped, the rate beside them. Knows no stage.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    theme::Role,
    view::pen::{Glyph, Pen},
};

/// Which way an arrow goes through its area.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// Along the last row to the right end.
    #[default]
    Right,
    /// From the first row down the left column, then along the last row to the right end.
    DownRight,
    /// Down the left column.
    Down,
}

/// An arrow.
#[derive(Clone, Copy, Debug)]
pub struct Arrow<'a> {
    /// Its way.
    pub shape: Shape,
    /// Its colour.
    pub role: Role,
    /// True where nothing flows that should.
    pub dashed: bool,
    /// The rate, above the line; left out where it does not fit.
    pub label: &'a str,
}

impl<'a> Arrow<'a> {
    /// A calm arrow to the right.
    pub const fn right(label: &'a str) -> Self {
        Self { shape: Shape::Right, role: Role::Line, dashed: false, label }
    }

    /// Draws the arrow.
    pub fn render(self, area: Rect, buf: &mut Buffer, pen: Pen<'_>) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let style = pen.style(self.role);
        let (line, upright) =
            if self.dashed { (Glyph::Dashed, Glyph::UprightDashed) } else { (Glyph::Line, Glyph::Upright) };
        let last = area.bottom() - 1;
        let bends = self.shape != Shape::Right;
        if bends {
            for y in area.y..last {
                pen.put(buf, (area.x, y), upright, style);
            }
        }
        if self.shape == Shape::Down {
            pen.put(buf, (area.x, last), Glyph::Below, style);
            let at = (area.x.saturating_add(2), area.y + (area.height - 1) / 2);
            pen.write(buf, at, area.width.saturating_sub(2), self.label, self.label_style(pen));
            return;
        }
        pen.rule(buf, (area.x, last), area.width - 1, line, style);
        if bends {
            pen.put(buf, (area.x, last), Glyph::BottomLeft, style);
        }
        pen.put(buf, (area.right() - 1, last), Glyph::Right, style);
        self.draw_label(area, buf, pen);
    }

    /// In the middle above the line.
    fn draw_label(self, area: Rect, buf: &mut Buffer, pen: Pen<'_>) {
        let indent = if self.shape == Shape::Right { 0 } else { 2 };
        let room = area.width.saturating_sub(indent);
        let width = pen.width(self.label);
        if width == 0 || width > room || area.height < 2 {
            return;
        }
        let x = area.x + indent + (room - width) / 2;
        pen.write(buf, (x, area.bottom() - 2), width, self.label, self.label_style(pen));
    }

    fn label_style(self, pen: Pen<'_>) -> ratatui::style::Style {
        match self.role {
            Role::Line | Role::Faint => pen.style(Role::Muted),
            role => pen.bold(role),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::widget::proof::{drawn, stays_inside};
    use proptest::prelude::*;

    #[test]
    fn arrows_go_right_and_round_the_corner() {
        let stopped = Arrow { role: Role::Critical, dashed: true, ..Arrow::right("0/min") };
        let elbow = Arrow { shape: Shape::DownRight, ..Arrow::right("309/min") };
        let down = Arrow { shape: Shape::Down, ..Arrow::right("309/min") };
        insta::assert_snapshot!(
            [
                drawn(12, 2, false, |area, buf, pen| Arrow::right("312/min").render(area, buf, pen)),
                drawn(12, 2, false, |area, buf, pen| stopped.render(area, buf, pen)),
                drawn(20, 4, false, |area, buf, pen| elbow.render(area, buf, pen)),
                drawn(12, 3, false, |area, buf, pen| down.render(area, buf, pen)),
                drawn(20, 4, true, |area, buf, pen| elbow.render(area, buf, pen)),
                drawn(5, 2, false, |area, buf, pen| Arrow::right("312/min").render(area, buf, pen)),
            ]
            .join("\n\n")
        );
    }

    proptest! {
        #[test]
        fn it_stays_inside(width in 0u16..=300, height in 0u16..20, label in "\\PC{0,12}", bend in 0u8..3) {
            let shape = [Shape::Right, Shape::DownRight, Shape::Down][usize::from(bend)];
            stays_inside(width, height, |area, buf, pen| Arrow { shape, ..Arrow::right(&label) }.render(area, buf, pen));
        }
    }
}
