//! The days to come as figures: what is expected and between what, in one column or two.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    app::{Outlook, Panel as Focus},
    business::{ForecastDay, estimate_text},
    theme::Role,
    view::{
        format,
        layout::{self, Class},
        look::Look,
        pen::Glyph,
        widget::panel::Panel,
    },
};

/// Draws them.
pub(super) fn draw(look: &Look<'_>, outlook: &Outlook, area: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let legend = if look.class == Class::Small {
        format!("Tab: {} unusual days", outlook.unusual.len())
    } else {
        "an estimate".to_owned()
    };
    let focused = look.has_focus(Focus::Forecast) && look.class == Class::Small;
    let title = format!("expected {}", outlook.kpi.label());
    let panel = Panel { title: &title, legend: &legend, focused, ..Panel::default() };
    let inner = panel.render(area, buf, pen);
    let Ok(told) = &outlook.forecast else {
        pen.write(buf, (inner.x, inner.y), inner.width, "nothing is expected yet", pen.style(Role::Muted));
        return;
    };
    let rows = usize::from(inner.height.saturating_sub(1)).max(1);
    let count = told.days.len().div_ceil(rows).clamp(1, 2);
    let columns = layout::columns(inner, count as u16, 3);
    for (column, days) in columns.into_iter().zip(told.days.chunks(told.days.len().div_ceil(count).max(1))) {
        let (head, mut rest) = layout::top(column, 1);
        write(look, head, ["day", "expected", "80 % interval"], Role::Muted, buf);
        for day in days {
            let (line, below) = layout::top(rest, 1);
            row(look, outlook, day, line, buf);
            rest = below;
        }
    }
}

fn row(look: &Look<'_>, outlook: &Outlook, day: &ForecastDay, line: Rect, buf: &mut Buffer) {
    let currency = &look.snapshot.estate.currency;
    let said = |value| estimate_text(outlook.kpi, value, currency);
    let mark =
        if day.date == outlook.today { format!(" {}", look.pen.glyph(Glyph::Hollow)) } else { String::new() };
    let date = format!("{}{mark}", format::weekday(day.date));
    let interval = format!("{} – {}", said(day.low), said(day.high));
    write(look, line, [&date, &said(day.expected), &interval], Role::Text, buf);
}

/// Three figures of a row: the day on the left, the others right-aligned.
fn write(look: &Look<'_>, line: Rect, texts: [&str; 3], role: Role, buf: &mut Buffer) {
    if line.height == 0 {
        return;
    }
    let pen = look.pen;
    let [date, expected, interval] = texts;
    let wide = line.width.saturating_sub(12) * 5 / 8;
    let (rest, right) = layout::right(line, wide);
    pen.write(buf, (rest.x, rest.y), 12.min(rest.width), date, pen.style(role));
    let bright = if role == Role::Text { pen.bold(Role::Bright) } else { pen.style(role) };
    pen.write_right(buf, (rest.right(), rest.y), rest.width.saturating_sub(13), expected, bright);
    let text = pen.spell(interval).into_owned();
    pen.write_right(buf, (right.right(), right.y), right.width.saturating_sub(1), &text, pen.style(role));
}
