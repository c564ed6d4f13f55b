//! The filter being typed, on the bottom line.

use ratatui::{buffer::Buffer, layout::Rect};

use super::rows;
use crate::{
    app::Prompt,
    theme::Role,
    view::{layout, look::Look},
};

/// Draws it over the line of keys.
pub fn draw(look: &Look<'_>, area: Rect, prompt: &Prompt, buf: &mut Buffer) {
    let pen = look.pen;
    pen.clear(buf, area, Role::Raised);
    let problem = look.app.filter.as_ref().and_then(|filter| filter.problem.as_deref());
    let (note, role) = match problem {
        Some(problem) => (problem, Role::Warning),
        None => ("regex, !regex, or -f fuzzy   Enter keeps, Esc drops", Role::Muted),
    };
    let (line, right) = layout::right(area, (area.width * 3 / 5).min(pen.width(note) + 2));
    pen.write_right(buf, (right.right().saturating_sub(1), right.y), right.width, note, pen.style(role));
    rows::prompt(look, " / ", prompt, "filter", line, buf);
}
