//! The verdict's band: tinted ground, a thick bar on the left, up to a few lines. The one loud thing on a screen.
//! Knows no verdict: lines come written.

use ratatui::{buffer::Buffer, layout::Rect};

use super::spans::RichLine;
use crate::{
    pipeline::Health,
    view::pen::{Glyph, Pen},
};

/// A band of lines.
#[derive(Clone, Debug)]
pub struct Band<'a> {
    /// Tints the ground and colours the bar.
    pub health: Health,
    /// From the top; those that do not fit are left out.
    pub lines: Vec<RichLine<'a>>,
}

impl Band<'_> {
    /// Draws the band over the whole area.
    pub fn render(self, area: Rect, buf: &mut Buffer, pen: Pen<'_>) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        pen.clear(buf, area, pen.health_ground(self.health));
        let bar = pen.bold(pen.health_role(self.health));
        for y in area.y..area.bottom() {
            pen.put(buf, (area.x, y), Glyph::Bar, bar);
        }
        // Blanks at the ends give way in narrow places.
        let indent = if area.width >= 60 { 3 } else { 2 };
        let inner = area.width.saturating_sub(indent + 1);
        for (line, y) in self.lines.iter().zip(area.y..area.bottom()) {
            let row = Rect { x: area.x.saturating_add(indent), y, width: inner, height: 1 };
            line.render(row, buf, pen);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        theme::Role,
        view::widget::proof::{drawn, stays_inside},
    };
    use proptest::prelude::*;

    fn draw(area: Rect, buf: &mut Buffer, pen: Pen<'_>) {
        let head = RichLine::of(vec![
            pen.strong("✖ CRITICAL  ", Role::Critical),
            pen.strong("processor has read nothing for 11 min", Role::Bright),
        ]);
        let lines = vec![
            head.with_right(vec![pen.span("since 13:51", Role::Muted)]),
            RichLine::of(vec![
                pen.span("3,430 records wait · first one is lost in ", Role::Muted),
                pen.strong("23 h 49 min", Role::Warning),
            ]),
        ];
        Band { health: Health::Critical, lines }.render(area, buf, pen);
    }

    #[test]
    fn the_bar_runs_down_the_left() {
        insta::assert_snapshot!(
            [drawn(80, 2, false, draw), drawn(40, 2, false, draw), drawn(60, 3, true, draw)].join("\n\n")
        );
    }

    proptest! {
        #[test]
        fn it_stays_inside(width in 0u16..=300, height in 0u16..8) {
            stays_inside(width, height, draw);
        }
    }
}
