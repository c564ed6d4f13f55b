//! The card for a note: a line to type, and until when it holds.

use ratatui::{buffer::Buffer, layout::Rect};

use super::rows;
use crate::{
    app::NoteCard,
    question::NoteKind,
    theme::Role,
    view::{layout, look::Look},
};

/// Widest and highest it gets.
pub(super) const SIZE: (u16, u16) = (76, 16);

/// Draws it.
pub(super) fn draw(look: &Look<'_>, area: Rect, card: &NoteCard, buf: &mut Buffer) {
    let choices = look.app.note_rows();
    let chosen = look.app.note_chosen();
    let (place, places) = rows::places(area, SIZE, choices.len(), chosen);
    let verb = if card.kind == NoteKind::Muted { "mute" } else { "acknowledge" };
    let inner = rows::framed(look, place, &format!("{verb} {}", card.title), "", buf);
    let (line, below) = layout::top(inner, 1);
    rows::prompt(look, "note ", &card.prompt, "what you found, or 90m and what you found", line, buf);
    let pen = look.pen;
    if let Some(held) = &card.held {
        let at = (below.x, below.y);
        pen.write(buf, at, below.width, &held.line(), pen.style(Role::Second));
    }
    for (line, (place, row)) in
        choices.iter().enumerate().skip(places.first).take(usize::from(places.area.height)).enumerate()
    {
        let area = Rect { y: places.area.y + line as u16, height: 1, ..places.area };
        if place == chosen {
            rows::mark(look, area, buf);
        }
        pen.write(buf, (area.x + 2, area.y), 24, &row.title, pen.style(Role::Bright));
        if let Some(until) = row.until {
            let until = look.app.clock_of(until);
            pen.write_right(
                buf,
                (area.right(), area.y),
                area.width.saturating_sub(26),
                &until,
                pen.style(Role::Muted),
            );
        }
    }
}
