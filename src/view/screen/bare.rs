//! A panel without a border: title and legend in one line, for terminals with room for nothing else.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    theme::Role,
    view::{layout, look::Look, widget::panel::Panel},
};

/// Writes the head of a panel; gives back the area below it.
pub(super) fn frame(look: &Look<'_>, panel: &Panel<'_>, area: Rect, buf: &mut Buffer) -> Rect {
    let (pen, (head, rest)) = (look.pen, layout::top(area, 1));
    let title = if panel.focused { Role::Accent } else { Role::Bright };
    let used = pen.write(buf, (head.x, head.y), head.width, panel.title, pen.bold(title));
    let room = head.width.saturating_sub(used + 2);
    if pen.width(panel.legend) <= room {
        pen.write_right(buf, (head.right(), head.y), room, panel.legend, pen.style(Role::Muted));
    }
    rest
}
