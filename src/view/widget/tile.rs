//! A tile for one figure: title in the border, the figure bold, its change, a line of its course and a foot.
//! Shrinks to two rows and to one. Knows not what the figure means.

use ratatui::{buffer::Buffer, layout::Rect, text::Span};

use super::{
    panel::Panel,
    spans::{RichLine, width_of},
    sparkline::BrailleSparkline,
};
use crate::{theme::Role, view::pen::Pen};

/// One figure with its change and course.
#[derive(Clone, Debug)]
pub struct Tile<'a> {
    /// What the figure is.
    pub title: &'a str,
    /// The figure, written out; `?` when unknown.
    pub figure: &'a str,
    /// How it changed, written with its sign, and the role of that.
    pub change: Option<(String, Role)>,
    /// Its course.
    pub spark: &'a [Option<f64>],
    /// Colour of the course.
    pub spark_role: Role,
    /// How many of the last values of the course may still change.
    pub unripe: usize,
    /// Last row: complete to when, against what.
    pub foot: RichLine<'a>,
    /// True for the tile that hears the keys.
    pub focused: bool,
    /// True to leave out the border, as in narrow layouts.
    pub bare: bool,
}

impl<'a> Tile<'a> {
    /// A tile with a figure only.
    pub fn new(title: &'a str, figure: &'a str) -> Self {
        Self {
            title,
            figure,
            change: None,
            spark: &[],
            spark_role: Role::Accent,
            unripe: 0,
            foot: RichLine::default(),
            focused: false,
            bare: false,
        }
    }

    /// Draws the form that fits: bordered from three rows, bare below, one line at last.
    pub fn render(self, area: Rect, buf: &mut Buffer, pen: Pen<'_>) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        if area.height == 1 {
            return self.render_line(area, buf, pen);
        }
        if !self.bare && area.height >= 3 && area.width >= 10 {
            let panel = Panel { title: self.title, focused: self.focused, quiet: true, ..Panel::default() };
            let inner = panel.render(area, buf, pen);
            return self.render_rows(inner, buf, pen);
        }
        pen.write(buf, (area.x, area.y), area.width, self.title, pen.style(Role::Muted));
        self.render_rows(Rect { y: area.y + 1, height: area.height - 1, ..area }, buf, pen);
    }

    /// `revenue €12,410 ▲ 8.2 %`
    fn render_line(&self, area: Rect, buf: &mut Buffer, pen: Pen<'_>) {
        let change = self.change(pen);
        let taken = pen.width(self.figure) + 1 + width_of(&change, pen) + 1;
        // The title gives way: figure and change say more.
        let title = pen.fit(self.title, area.width.saturating_sub(taken));
        let gap = if title.is_empty() { "" } else { " " };
        let left = vec![
            pen.span(title, Role::Muted),
            pen.span(gap, Role::Muted),
            pen.strong(self.figure, Role::Bright),
        ];
        RichLine::of(left).with_right(change).render(area, buf, pen);
    }

    /// Figure, course, foot: the course takes what is left, the foot gives way first.
    fn render_rows(&self, area: Rect, buf: &mut Buffer, pen: Pen<'_>) {
        let row = |y, height| Rect { y: area.y + y, height, ..area };
        let figure = RichLine::of(vec![pen.strong(self.figure, Role::Bright)]).with_right(self.change(pen));
        figure.render(row(0, 1), buf, pen);
        let has_foot = area.height >= 4 && !(self.foot.left.is_empty() && self.foot.right.is_empty());
        let spark = area.height.saturating_sub(1 + u16::from(has_foot)).min(4);
        if spark > 0 {
            let line = BrailleSparkline { values: self.spark, role: self.spark_role, unripe: self.unripe };
            line.render(row(1, spark), buf, pen);
        }
        if has_foot {
            self.foot.render(row(area.height - 1, 1), buf, pen);
        }
    }

    fn change(&self, pen: Pen<'_>) -> Vec<Span<'_>> {
        self.change.iter().map(|(text, role)| pen.span(text.as_str(), *role)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::widget::proof::{drawn, stays_inside};
    use proptest::prelude::*;

    fn draw(area: Rect, buf: &mut Buffer, pen: Pen<'_>) {
        let spark: Vec<_> = (0..30).map(|place| Some((f64::from(place) / 5.0).sin())).collect();
        let foot = RichLine::of(vec![pen.span("to ", Role::Muted), pen.span("13:51", Role::Warning)])
            .with_right(vec![pen.span("vs Sun", Role::Muted)]);
        let tile = Tile {
            spark: &spark,
            foot,
            change: Some(("▲ 8.2 %".to_owned(), Role::Good)),
            ..Tile::new("revenue today", "€12,410")
        };
        tile.render(area, buf, pen);
    }

    #[test]
    fn it_shrinks_row_by_row() {
        let shown: Vec<_> = [6, 5, 4, 3, 2, 1].map(|height| drawn(26, height, false, draw)).into();
        insta::assert_snapshot!(shown.join("\n\n"));
    }

    #[test]
    fn in_ascii_the_currency_is_spelt() {
        insta::assert_snapshot!(drawn(26, 6, true, draw));
    }

    proptest! {
        #[test]
        fn it_stays_inside(width in 0u16..=300, height in 0u16..40) {
            stays_inside(width, height, draw);
        }
    }
}
