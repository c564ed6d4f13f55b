//! The alarms that are recommended and missing, with the command that would create the chosen one. It is only shown.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    app::Panel as Focus,
    diagnosis::MissingAlarm,
    theme::Role,
    view::{
        layout,
        look::{Look, wrapped},
        pen::Glyph,
        widget::panel::Panel,
    },
};

/// Lines in which the chosen one is told.
pub(super) const TOLD: u16 = 13;

/// Draws the panel; in a single line how many there are.
pub(super) fn draw(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let rows = look.app.missing_rows(look.snapshot);
    if area.height == 0 || rows.is_empty() {
        return;
    }
    let pen = look.pen;
    let noun = if rows.len() == 1 { "alarm is" } else { "alarms are" };
    if area.height < 3 {
        let said = format!(" {} {} recommended {noun} missing", pen.glyph(Glyph::Hollow), rows.len());
        let used = pen.write(buf, (area.x, area.y), area.width, &said, pen.style(Role::Muted));
        let rest = area.width.saturating_sub(used);
        pen.write(buf, (area.x + used, area.y), rest, "  Shift-Tab shows them", pen.style(Role::Accent));
        return;
    }
    let focused = look.has_focus(Focus::MissingAlarms);
    let legend = if focused { "y copies the command" } else { "recommended, and nobody set them up" };
    let title = format!("missing alarms {}", rows.len());
    let inner = Panel { title: &title, legend, focused, ..Panel::default() }.render(area, buf, pen);
    let chosen =
        rows.iter().position(|row| Some(&row.series) == look.app.board.missing.as_ref()).unwrap_or(0);
    let told = rows.get(chosen).filter(|_| look.app.focus == Focus::MissingAlarms);
    let (list, below) = layout::bottom(inner, told.map_or(0, |told| told_height(look, told, inner)));
    let first = layout::first_shown(chosen, rows.len(), usize::from(list.height));
    let widest = rows.iter().map(|row| pen.width(row.series.stage.as_str())).max().unwrap_or(0).min(18);
    let label = rows.iter().map(|row| pen.width(&row.label)).max().unwrap_or(0).min(24);
    for (line, (place, row)) in rows.iter().enumerate().skip(first).take(usize::from(list.height)).enumerate()
    {
        let area = Rect { y: list.y + line as u16, height: 1, ..list };
        if place == chosen && told.is_some() {
            buf.set_style(area, pen.selected());
        }
        pen.put(buf, (area.x, area.y), Glyph::Hollow, pen.style(Role::Muted));
        let x = area.x + 2;
        pen.write(buf, (x, area.y), widest, row.series.stage.as_str(), pen.bold(Role::Bright));
        let x = x + widest + 2;
        pen.write(buf, (x, area.y), label, &row.label, pen.style(Role::Text));
        let x = x + label + 2;
        pen.write(buf, (x, area.y), area.right().saturating_sub(x), &row.condition, pen.style(Role::Muted));
    }
    if let Some(told) = told {
        tell(look, told, below, buf);
    }
}

fn told_height(look: &Look<'_>, chosen: &MissingAlarm, inner: Rect) -> u16 {
    let lines = |text: &str| wrapped(&look.pen.spell(text), usize::from(inner.width)).len() as u16;
    let wanted = 1 + lines(&chosen.why) + lines(&chosen.command) + chosen.note.map_or(0, lines) + 2;
    wanted.min(inner.height.saturating_sub(3))
}

/// Why the chosen one should be, and its command.
fn tell(look: &Look<'_>, chosen: &MissingAlarm, area: Rect, buf: &mut Buffer) {
    if area.height <= 2 {
        return;
    }
    let pen = look.pen;
    pen.rule(buf, (area.x, area.y), area.width, Glyph::Line, pen.style(Role::Faint));
    let mut rest = layout::top(area, 1).1;
    let hint =
        "Add --alarm-actions with the topic that wakes you. tidewatch only shows this and never runs it.";
    let told = [
        (chosen.why.as_str(), Role::Text),
        (chosen.command.as_str(), Role::Accent),
        (chosen.note.unwrap_or(""), Role::Warning),
        (hint, Role::Muted),
    ];
    for (text, role) in told {
        let used = look.sentence(buf, rest, text, pen.style(role));
        rest = layout::top(rest, used).1;
    }
}
