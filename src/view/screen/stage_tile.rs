//! A stage as a tile, in as many lines as it has: name, state in glyph and word, the telling figure, its line.

use ratatui::{buffer::Buffer, layout::Rect};

use super::stages::is_selected;
use crate::{
    app::Panel as Focus,
    pipeline::Health,
    theme::Role,
    view::{
        layout,
        look::Look,
        model::stage::StageRow,
        pen::Glyph,
        topology::Form,
        widget::{panel::Panel, sparkline::Sparkline},
    },
};

/// Draws a tile.
pub(super) fn draw(look: &Look<'_>, row: &StageRow<'_>, form: Form, area: Rect, buf: &mut Buffer) {
    match form {
        Form::Framed if area.height >= 3 => framed(look, row, area, buf),
        _ => bare(look, row, area, buf),
    }
}

const fn is_loud(health: Health) -> bool {
    matches!(health, Health::Warning | Health::Critical)
}

/// Glyph and word of a stage's state in at most so many cells. What was well a while ago is unknown now.
pub(super) fn state(look: &Look<'_>, row: &StageRow<'_>, most: u16) -> (String, Role) {
    let shown = look.believable(row.health);
    let glyph = look.pen.health_glyph(shown);
    let word =
        if shown == row.health { row.state.within(most.saturating_sub(2), look.pen) } else { shown.as_str() };
    (format!("{glyph} {word}"), look.pen.health_role(shown))
}

fn framed(look: &Look<'_>, row: &StageRow<'_>, area: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let selected = is_selected(look, row);
    let panel = Panel {
        title: row.stage.name.as_str(),
        legend: "",
        focused: selected && look.has_focus(Focus::Stages),
        health: is_loud(row.health).then_some(row.health),
        quiet: false,
    };
    let inner = panel.render(area, buf, pen);
    if inner.height == 0 {
        return;
    }
    if inner.height == 1 {
        return low(look, row, (area, inner), buf);
    }
    let (word, role) = state(look, row, inner.width);
    let used = pen.write_right(buf, (inner.right(), inner.y), inner.width, &word, pen.bold(role));
    let room = inner.width.saturating_sub(used + 1);
    let kind = row.stage.kind.title();
    let kind = if pen.width(kind) <= room { kind } else { kind.split(' ').next().unwrap_or_default() };
    if pen.width(kind) <= room {
        pen.write(buf, (inner.x, inner.y), room, kind, pen.style(Role::Muted));
    }
    if selected && !look.has_focus(Focus::Stages) {
        pen.put(buf, (area.x, area.y + area.height / 2), Glyph::Bar, pen.style(Role::Accent));
    }
    let lines = layout::top(inner, 1).1;
    if lines.height >= 2 {
        figure(look, row, layout::top(lines, 1).0, buf);
        spark(look, row, layout::bottom(lines, 1).1, buf);
    } else if lines.height == 1 {
        figure(look, row, lines, buf);
    }
}

/// A framed tile with one line in it: the state in the border where it fits beside the name, and then the whole line
/// for the figure.
fn low(look: &Look<'_>, row: &StageRow<'_>, (area, inner): (Rect, Rect), buf: &mut Buffer) {
    let pen = look.pen;
    let name = pen.width(row.stage.name.as_str());
    let room = area.width.saturating_sub(name + 10);
    let (word, role) = state(look, row, room);
    if pen.width(&word) <= room {
        let text = format!(" {word} ");
        pen.write_right(buf, (area.right() - 2, area.y), room + 2, &text, pen.bold(role));
        return figure(look, row, inner, buf);
    }
    let (word, role) = state(look, row, inner.width);
    let used = pen.write_right(buf, (inner.right(), inner.y), inner.width, &word, pen.bold(role));
    let room = inner.width.saturating_sub(used + 1);
    if pen.width(row.figure.within(room, pen)) <= room {
        figure(look, row, Rect { width: room, ..inner }, buf);
    } else if pen.width(row.stage.kind.title()) <= room {
        pen.write(buf, (inner.x, inner.y), room, row.stage.kind.title(), pen.style(Role::Muted));
    }
}

/// A tile without a border: a bar, the glyph and the name, then the state or the figure where there is room.
fn bare(look: &Look<'_>, row: &StageRow<'_>, area: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let selected = is_selected(look, row);
    let shown = look.believable(row.health);
    let role = pen.health_role(shown);
    pen.tint(buf, area, if is_loud(shown) { pen.health_ground(shown) } else { Role::Raised });
    if selected {
        let bar =
            if look.has_focus(Focus::Stages) { pen.bold(Role::Accent) } else { pen.style(Role::Accent) };
        for y in area.y..area.bottom() {
            pen.put(buf, (area.x, y), Glyph::Bar, bar);
        }
    }
    let text = layout::indented(area, 1);
    pen.write(buf, (text.x, text.y), text.width, pen.health_glyph(shown), pen.bold(role));
    let body = layout::left(text, 2).1;
    let name = if is_loud(shown) { pen.bold(role) } else { pen.bold(Role::Bright) };
    let name = if selected { name.add_modifier(ratatui::style::Modifier::UNDERLINED) } else { name };
    // In a single line the word of the state keeps its place before the end of a long name; with a line below, the
    // figure tells it and the name stays whole.
    let name_width = pen.width(row.stage.name.as_str());
    let kept = if area.height >= 2 { name_width.min(body.width) } else { 5 };
    let word = is_loud(shown)
        .then(|| row.state.within(0, pen))
        .filter(|word| pen.width(word) + 1 + kept <= body.width);
    let reserved = word.map_or(0, |word| pen.width(word) + 1);
    let used =
        pen.write(buf, (body.x, body.y), body.width.saturating_sub(reserved), row.stage.name.as_str(), name);
    let rest = layout::left(body, used + 1).1;
    let right = (rest.right(), rest.y);
    if let Some(word) = word {
        pen.write_right(buf, right, rest.width, word, pen.style(role));
    } else if area.height == 1 && !is_loud(shown) {
        let said = row.figure.within(rest.width, pen);
        if pen.width(said) <= rest.width {
            pen.write_right(buf, right, rest.width, said, pen.style(Role::Muted));
        }
    }
    if body.height >= 2 {
        figure(look, row, layout::bottom(body, 1).1, buf);
    }
}

/// The telling figure, as long as there is room.
pub(super) fn figure(look: &Look<'_>, row: &StageRow<'_>, area: Rect, buf: &mut Buffer) {
    let role = if row.is_reason { look.pen.health_role(row.health) } else { Role::Text };
    let said = row.figure.within(area.width, look.pen);
    look.pen.write(buf, (area.x, area.y), area.width, said, look.pen.style(role));
}

fn spark(look: &Look<'_>, row: &StageRow<'_>, area: Rect, buf: &mut Buffer) {
    let skip = row.spark.values.len().saturating_sub(usize::from(area.width));
    let values = row.spark.values.get(skip..).unwrap_or_default();
    let tail =
        is_loud(row.health).then(|| (row.slots_since(look.now).max(1), look.pen.health_role(row.health)));
    Sparkline { values, role: Role::Second, unripe: row.spark.unripe, tail }.render(area, buf, look.pen);
}
