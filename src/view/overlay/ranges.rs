//! The menu of ranges: days on the business screens, windows on the Pipeline screen.

use ratatui::{buffer::Buffer, layout::Rect};

use super::rows;
use crate::{
    theme::Role,
    view::{look::Look, pen::Glyph},
};

/// Widest and highest it gets.
pub(super) const SIZE: (u16, u16) = (56, 15);

/// Draws it.
pub(super) fn draw(look: &Look<'_>, area: Rect, chosen: usize, buf: &mut Buffer) {
    let choices = look.app.range_rows(look.snapshot);
    let (card, places) = rows::places_without_prompt(area, SIZE, choices.len(), chosen);
    rows::framed(look, card, "range", "", buf);
    let pen = look.pen;
    for (line, (place, row)) in
        choices.iter().enumerate().skip(places.first).take(usize::from(places.area.height)).enumerate()
    {
        let area = Rect { y: places.area.y + line as u16, height: 1, ..places.area };
        if place == chosen {
            rows::mark(look, area, buf);
        }
        let used = pen.write(buf, (area.x + 2, area.y), 20, &row.title, pen.style(Role::Bright));
        if row.is_current {
            pen.put(buf, (area.x + 3 + used, area.y), Glyph::Ok, pen.style(Role::Good));
        }
        pen.write_right(
            buf,
            (area.right(), area.y),
            area.width.saturating_sub(22),
            &row.note,
            pen.style(Role::Muted),
        );
    }
}
