//! One line of rich text: parts on the left, parts on the right, the left cut where they meet.
//! The foot and head of nearly every widget. Knows no meaning.

use ratatui::{buffer::Buffer, layout::Rect, text::Span};

use crate::view::pen::Pen;

/// The right side gives way when less than this would be left for the left side.
const LEAST_LEFT: u16 = 6;

/// A line of parts, some right-aligned.
#[derive(Clone, Debug, Default)]
pub struct RichLine<'a> {
    /// From the left; cut with an ellipsis.
    pub left: Vec<Span<'a>>,
    /// Right-aligned; whole or not at all.
    pub right: Vec<Span<'a>>,
}

impl<'a> RichLine<'a> {
    /// A line of left parts alone.
    pub const fn of(left: Vec<Span<'a>>) -> Self {
        Self { left, right: Vec::new() }
    }

    /// The line with right-aligned parts.
    pub fn with_right(self, right: Vec<Span<'a>>) -> Self {
        Self { right, ..self }
    }

    /// How many cells the parts take, with a blank between the sides.
    pub fn width(&self, pen: Pen<'_>) -> u16 {
        let (left, right) = (width_of(&self.left, pen), width_of(&self.right, pen));
        left.saturating_add(right).saturating_add(u16::from(left > 0 && right > 0))
    }

    /// Draws into the first row of an area.
    pub fn render(&self, area: Rect, buf: &mut Buffer, pen: Pen<'_>) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let right = width_of(&self.right, pen);
        let wanted = width_of(&self.left, pen).min(LEAST_LEFT);
        let shows_right = right > 0 && right + wanted + u16::from(wanted > 0) <= area.width;
        let room = if shows_right { area.width - right } else { area.width };
        let gap = u16::from(shows_right && wanted > 0);
        write_spans(buf, (area.x, area.y), room.saturating_sub(gap), &self.left, pen);
        if shows_right {
            write_spans(buf, (area.x + room, area.y), right, &self.right, pen);
        }
    }
}

/// How many cells some parts take.
pub fn width_of(spans: &[Span<'_>], pen: Pen<'_>) -> u16 {
    spans.iter().fold(0, |sum: u16, span| sum.saturating_add(pen.width(&span.content)))
}

/// Writes parts one after the other in at most `most` cells; tells how many they took. When they do not fit, the part
/// that crosses the end is cut with an ellipsis and the rest is left out.
pub fn write_spans(buf: &mut Buffer, at: (u16, u16), most: u16, spans: &[Span<'_>], pen: Pen<'_>) -> u16 {
    let mut used = 0;
    for (place, span) in spans.iter().enumerate() {
        let room = most - used;
        let width = pen.width(&span.content);
        let rest = spans.get(place + 1..).unwrap_or_default();
        let at = (at.0.saturating_add(used), at.1);
        // A part that fits exactly still needs its last cell for the ellipsis when others follow it.
        if width > room || (width == room && width_of(rest, pen) > 0) {
            let marked = format!("{}…", span.content.trim_end());
            let text = if width > room { span.content.as_ref() } else { marked.as_str() };
            return used + pen.write(buf, at, room, text, span.style);
        }
        used += pen.write(buf, at, room, &span.content, span.style);
    }
    used
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        theme::Role,
        view::widget::proof::{drawn, stays_inside},
    };
    use proptest::prelude::*;

    fn line<'a>(pen: Pen<'_>, left: &'a [String], right: &'a str) -> RichLine<'a> {
        RichLine::of(left.iter().map(|part| pen.span(part, Role::Text)).collect())
            .with_right(vec![pen.span(right, Role::Muted)])
    }

    #[test]
    fn the_left_gives_way_to_the_right_and_the_right_to_a_narrow_place() {
        let left = ["processor has ".to_owned(), "read nothing".to_owned()];
        let shown = |width| {
            drawn(width, 1, false, |area, buf, pen| line(pen, &left, "since 13:51").render(area, buf, pen))
        };
        assert_eq!(shown(40), "processor has read nothing   since 13:51");
        assert_eq!(shown(30), "processor has rea… since 13:51");
        assert_eq!(shown(26), "processor has… since 13:51");
        assert_eq!(shown(15), "processor has …");
    }

    proptest! {
        #[test]
        fn it_stays_inside(width in 0u16..60, height in 0u16..3, left in prop::collection::vec("\\PC{0,20}", 0..5), right in "\\PC{0,20}") {
            stays_inside(width, height, |area, buf, pen| line(pen, &left, &right).render(area, buf, pen));
        }
    }
}
