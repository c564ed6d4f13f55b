//! A stage of a pipeline as a tile: name in the border, kind and health, one telling line, its course.
//! Becomes a row where there is no room. Judges nothing.

use ratatui::{buffer::Buffer, layout::Rect, text::Span};

use super::{panel::Panel, spans::RichLine, sparkline::Sparkline};
use crate::{pipeline::Health, theme::Role, view::pen::Pen};

/// One stage.
#[derive(Clone, Copy, Debug)]
pub struct StageTile<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it is: `Lambda`.
    pub kind: &'a str,
    /// How it is.
    pub health: Health,
    /// That in a word: `ok`, `stopped`, `slow`.
    pub word: &'a str,
    /// The one telling line: `no batch for 11 min`.
    pub line: &'a str,
    /// Its course.
    pub spark: &'a [Option<f64>],
    /// The last so many values of the course are since it went wrong.
    pub tail: usize,
    /// How many of the last values may still change.
    pub unripe: usize,
    /// True for the stage that hears the keys.
    pub focused: bool,
}

impl<'a> StageTile<'a> {
    /// A stage without a course.
    pub const fn new(name: &'a str, kind: &'a str, health: Health) -> Self {
        let word = health.as_str();
        Self { name, kind, health, word, line: "", spark: &[], tail: 0, unripe: 0, focused: false }
    }

    /// Draws the form that fits: a tile from three rows, a row below.
    pub fn render(self, area: Rect, buf: &mut Buffer, pen: Pen<'_>) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        if area.height < 3 || area.width < 10 {
            return self.render_row(area, buf, pen);
        }
        let panel =
            Panel { title: self.name, focused: self.focused, health: Some(self.health), ..Panel::default() };
        let inner = panel.render(area, buf, pen);
        let row = |y, height| Rect { y: inner.y + y, height, ..inner };
        let health = self.health_spans(pen);
        if inner.height == 1 {
            let line = RichLine::of(vec![pen.span(self.line, Role::Text)]).with_right(health);
            return line.render(row(0, 1), buf, pen);
        }
        RichLine::of(vec![pen.span(self.kind, Role::Muted)]).with_right(health).render(row(0, 1), buf, pen);
        pen.write(buf, (inner.x, inner.y + 1), inner.width, self.line, pen.style(Role::Text));
        if inner.height > 2 {
            self.sparkline().render(row(2, (inner.height - 2).min(3)), buf, pen);
        }
    }

    /// `processor  Lambda  ✖ stopped  no batch for 11 min  ▁▁▁▃▅█`
    fn render_row(self, area: Rect, buf: &mut Buffer, pen: Pen<'_>) {
        let name = match self.health {
            Health::Ok | Health::Unknown => pen.bold(Role::Bright),
            health => pen.bold(pen.health_role(health)),
        };
        let wide = area.width >= 60;
        let health = format!("{} {}", pen.health_glyph(self.health), self.word);
        let head = [
            (11, self.name, name),
            (if wide { 11 } else { 0 }, self.kind, pen.style(Role::Muted)),
            (11, health.as_str(), pen.loud(self.health)),
        ];
        let mut x = area.x;
        for (width, text, style) in head {
            let width = area.right().saturating_sub(x).min(width);
            pen.write(buf, (x, area.y), width.saturating_sub(1), text, style);
            x += width;
        }
        let left = area.right() - x;
        let spark = if area.width >= 48 { (left / 2).min(30) } else { 0 };
        pen.write(buf, (x, area.y), (left - spark).saturating_sub(1), self.line, pen.style(Role::Text));
        let spark = Rect { x: area.right() - spark, width: spark, height: 1, ..area };
        self.sparkline().render(spark, buf, pen);
    }

    fn health_spans(self, pen: Pen<'_>) -> Vec<Span<'a>> {
        let text = format!("{} {}", pen.health_glyph(self.health), self.word);
        vec![Span::styled(text, pen.loud(self.health))]
    }

    fn sparkline(self) -> Sparkline<'a> {
        let tail = (self.tail > 0).then_some(match self.health {
            Health::Warning => (self.tail, Role::Warning),
            Health::Critical => (self.tail, Role::Critical),
            Health::Ok | Health::Unknown => (self.tail, Role::Muted),
        });
        Sparkline { values: self.spark, role: Role::Second, unripe: self.unripe, tail }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::widget::proof::{drawn, stays_inside};
    use proptest::prelude::*;

    fn draw(area: Rect, buf: &mut Buffer, pen: Pen<'_>) {
        let spark: Vec<_> = (0..20).map(|place| Some(f64::from(place.max(12)) - 11.5)).collect();
        let stage = StageTile {
            word: "stopped",
            line: "no batch for 11 min",
            spark: &spark,
            tail: 7,
            ..StageTile::new("processor", "Lambda", Health::Critical)
        };
        stage.render(area, buf, pen);
    }

    #[test]
    fn it_is_a_tile_or_a_row() {
        let sizes = [(24, 5), (24, 4), (30, 3), (78, 1), (50, 1), (30, 1), (9, 1)];
        let shown = sizes.map(|(width, height)| drawn(width, height, false, draw));
        insta::assert_snapshot!(shown.join("\n\n"));
    }

    proptest! {
        #[test]
        fn it_stays_inside(width in 0u16..=300, height in 0u16..20) {
            stays_inside(width, height, draw);
        }
    }
}
