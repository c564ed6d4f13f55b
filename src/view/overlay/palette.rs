//! The command palette: a line to type in, the commands that match, their keys.

use ratatui::{buffer::Buffer, layout::Rect};

use super::rows;
use crate::{
    app::{PaletteRow, Prompt},
    theme::Role,
    view::{layout, look::Look, model::condition::Card},
};

/// Widest and highest it gets.
pub(super) const SIZE: (u16, u16) = (92, 22);

/// Draws it.
pub(super) fn draw(look: &Look<'_>, area: Rect, prompt: &Prompt, buf: &mut Buffer) {
    let found = look.app.palette_rows(look.snapshot);
    let (card, places) = rows::places(area, SIZE, found.len(), prompt.chosen);
    let inner = rows::framed(look, card, "command", "Enter runs, Tab completes, Esc closes", buf);
    rows::prompt(look, ": ", prompt, "type a few letters", layout::top(inner, 1).0, buf);
    if found.is_empty() {
        return look.card(buf, places.area, &Card::nothing("no command matches"));
    }
    let pen = look.pen;
    let wide = |row: &PaletteRow| pen.width(&row.text) + pen.width(row.hint) + 3;
    let column = found.iter().map(wide).max().unwrap_or(0).clamp(26, 36);
    for (line, (place, row)) in
        found.iter().enumerate().skip(places.first).take(usize::from(places.area.height)).enumerate()
    {
        let area = Rect { y: places.area.y + line as u16, height: 1, ..places.area };
        if place == prompt.chosen {
            rows::mark(look, area, buf);
        }
        let keys = pen.write_right(buf, (area.right(), area.y), 16, &row.keys, pen.style(Role::Accent));
        let room = area.width.saturating_sub(keys + 3);
        let mut used = rows::matched(look, (area.x + 2, area.y), room, &row.text, &row.letters, buf);
        if !row.hint.is_empty() {
            let at = (area.x + 3 + used, area.y);
            used += 1 + pen.write(buf, at, room.saturating_sub(used + 1), row.hint, pen.style(Role::Second));
        }
        let column = column.max(used + 2);
        let note = room.saturating_sub(column);
        pen.write(buf, (area.x + 2 + column, area.y), note, &row.note, pen.style(Role::Muted));
    }
}
