//! The days to come as figures: what is expected and between what, in one column or two.

use chrono::NaiveDate;
use ratatui::{buffer::Buffer, layout::Rect};

use super::framed;
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
    let legend = if look.class != Class::Large {
        match outlook.unusual.len() {
            1 => "Tab: 1 unusual day".to_owned(),
            count => format!("Tab: {count} unusual days"),
        }
    } else {
        "an estimate".to_owned()
    };
    let focused = look.has_focus(Focus::Forecast) && look.class != Class::Large;
    let title = format!("expected {}", outlook.kpi.label());
    let panel = Panel { title: &title, legend: &legend, focused, ..Panel::default() };
    let inner = framed(look, panel, area, buf);
    let Ok(told) = &outlook.forecast else {
        pen.write(buf, (inner.x, inner.y), inner.width, "nothing is expected yet", pen.style(Role::Muted));
        return;
    };
    let rows = usize::from(inner.height.saturating_sub(1)).max(1);
    let count = told.days.len().div_ceil(rows).clamp(1, 2);
    let columns = layout::columns(inner, count as u16, 2);
    for (column, days) in columns.into_iter().zip(told.days.chunks(told.days.len().div_ceil(count).max(1))) {
        write(look, outlook, days, column, buf);
    }
}

/// Expected value and both ends of the interval, as text; the ends without the currency where there is little room.
fn figures(look: &Look<'_>, outlook: &Outlook, day: &ForecastDay, is_bare: bool) -> [String; 3] {
    let currency = &look.snapshot.estate.currency;
    let said = |value| look.pen.spell(&estimate_text(outlook.kpi, value, currency)).into_owned();
    let bare = |value| estimate_text(outlook.kpi, value, currency).replacen(&currency.sign(), "", 1);
    let end = |value| if is_bare { bare(value) } else { said(value) };
    [said(day.expected), end(day.low), end(day.high)]
}

/// A day by its weekday, the open one with its mark; without the month where there is little room.
fn said_day(look: &Look<'_>, outlook: &Outlook, day: NaiveDate, is_tight: bool) -> String {
    let said = if is_tight { day.format("%a %-d").to_string() } else { format::weekday(day) };
    if day == outlook.today { format!("{said} {}", look.pen.glyph(Glyph::Hollow)) } else { said }
}

/// Rows under their heads: the days on the left, the figures right-aligned, the ends of the interval below each other.
fn write(look: &Look<'_>, outlook: &Outlook, days: &[ForecastDay], area: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let rows = |is_bare| -> Vec<[String; 3]> {
        days.iter().map(|day| figures(look, outlook, day, is_bare)).collect()
    };
    let widths = |rows: &[[String; 3]]| {
        [0, 1, 2].map(|place: usize| {
            rows.iter().filter_map(|row| row.get(place)).map(|text| pen.width(text)).max().unwrap_or(0)
        })
    };
    // Blanks around the dash, the month, and at last the currency go where there is no room for them.
    let mut rows_shown = rows(false);
    let mut widest = widths(&rows_shown);
    let is_tight = 12 + widest.iter().sum::<u16>() + 8 > area.width;
    if 8 + widest.iter().sum::<u16>() + 3 > area.width {
        rows_shown = rows(true);
        widest = widths(&rows_shown);
    }
    let [_, low, high] = widest;
    let (dash, gap) = if is_tight { ("–", 1) } else { (" – ", 3) };
    let interval = low + high + pen.width(dash);
    let heads = if is_tight { ["day", "expected", "80 %"] } else { ["day", "expected", "80 % interval"] };
    let (head, mut rest) = layout::top(area, 1);
    let (muted, text) = (pen.style(Role::Muted), pen.style(Role::Text));
    let right = area.right();
    let middle = right.saturating_sub(interval.max(pen.width(heads[2])) + gap);
    let room = |x: u16| x.saturating_sub(area.x);
    pen.write(buf, (head.x, head.y), head.width, heads[0], muted);
    pen.write_right(buf, (middle, head.y), room(middle).saturating_sub(4), heads[1], muted);
    pen.write_right(buf, (right, head.y), room(right), heads[2], muted);
    for (day, [expected, from, to]) in days.iter().zip(rows_shown) {
        let (line, below) = layout::top(rest, 1);
        rest = below;
        if line.height == 0 {
            return;
        }
        let said = said_day(look, outlook, day.date, is_tight);
        let used = pen.write(buf, (line.x, line.y), line.width, &said, text);
        let free = room(middle).saturating_sub(used);
        pen.write_right(buf, (middle, line.y), free, &expected, pen.bold(Role::Bright));
        let to = format!("{}{}", pen.spell(dash), pad(&to, usize::from(high)));
        pen.write_right(buf, (right, line.y), room(right), &format!("{from}{to}"), text);
    }
}

/// Right-aligned in so many cells.
fn pad(text: &str, width: usize) -> String {
    format!("{text:>width$}")
}
