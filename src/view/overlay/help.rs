//! Every key and command, from the one table they are made of.

use ratatui::{buffer::Buffer, layout::Rect};

use super::rows;
use crate::{
    app::HelpRow,
    theme::Role,
    view::{layout, look::Look, pen::Glyph},
};

/// Where it stands.
pub(super) fn card(area: Rect) -> Rect {
    layout::centred(area, 100.min(area.width.saturating_sub(4)), area.height.saturating_sub(4).min(60))
}

/// Draws it from the row `top` on.
pub(super) fn draw(look: &Look<'_>, area: Rect, top: usize, buf: &mut Buffer) {
    let all = look.app.help_rows();
    let inner = rows::framed(look, card(area), "help", "dim: not on this screen   Esc closes", buf);
    let lines = lines(&all);
    let height = usize::from(inner.height);
    let wanted = lines.iter().position(|line| matches!(line, Line::Row(place) if *place == top)).unwrap_or(0);
    let wanted = if top == 0 { 0 } else { wanted };
    let first = wanted.min(lines.len().saturating_sub(height));
    let keys = all.iter().map(|row| look.pen.width(&row.keys)).max().unwrap_or(0);
    // On a narrow card the sentence is worth more than the last of several keys.
    let keys = keys.min(if inner.width < 84 { 11 } else { 17 });
    let titles = all.iter().map(|row| look.pen.width(row.title)).max().unwrap_or(0).min(20);
    for (row, line) in lines.iter().skip(first).take(height).enumerate() {
        let area = Rect { y: inner.y + row as u16, height: 1, ..inner };
        match line {
            Line::Blank => {}
            Line::Heading(title) => {
                look.pen.write(buf, (area.x, area.y), area.width, title, look.pen.bold(Role::Accent));
            }
            Line::Row(place) => {
                if let Some(row) = all.get(*place) {
                    command(look, row, (keys, titles), area, buf);
                }
            }
        }
    }
    if first + height < lines.len() {
        let at = (inner.right().saturating_sub(1), inner.bottom().saturating_sub(1));
        look.pen.put(buf, at, Glyph::Below, look.pen.style(Role::Accent));
    }
}

/// A line of the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Blank,
    Heading(&'static str),
    Row(usize),
}

fn lines(all: &[HelpRow]) -> Vec<Line> {
    let mut lines = Vec::with_capacity(all.len() + 20);
    let mut group = None;
    for (place, row) in all.iter().enumerate() {
        if group != Some(row.group) {
            if group.is_some() {
                lines.push(Line::Blank);
            }
            lines.push(Line::Heading(row.group.title()));
            group = Some(row.group);
        }
        lines.push(Line::Row(place));
    }
    lines
}

fn command(look: &Look<'_>, row: &HelpRow, (keys, titles): (u16, u16), area: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let (key_role, title_role) =
        if row.works_here { (Role::Accent, Role::Bright) } else { (Role::Muted, Role::Muted) };
    let rest = layout::left(area, 2).1;
    pen.write(buf, (rest.x, rest.y), keys, &row.keys, pen.bold(key_role));
    let rest = layout::left(rest, keys + 2).1;
    pen.write(buf, (rest.x, rest.y), titles, row.title, pen.style(title_role));
    let rest = layout::left(rest, titles + 2).1;
    pen.write(buf, (rest.x, rest.y), rest.width, row.sentence, pen.style(Role::Muted));
}
