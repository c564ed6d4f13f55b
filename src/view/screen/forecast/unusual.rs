//! The days that were unlike their weekday: what they had, what was expected and from how many days like them.

use ratatui::{buffer::Buffer, layout::Rect};

use super::framed;
use crate::{
    app::{Outlook, Panel as Focus},
    business::{Direction, UnusualDay, estimate_text},
    theme::Role,
    view::{format, layout, look::Look, pen::Glyph, widget::panel::Panel},
};

/// Draws them, the newest first.
pub(super) fn draw(look: &Look<'_>, outlook: &Outlook, area: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let focused = look.has_focus(Focus::UnusualDays);
    let title = format!("unusual days: {}", outlook.kpi.label());
    let legend = if outlook.unusual.is_empty() { "" } else { "Enter: that day" };
    let panel = Panel { title: &title, legend, focused, ..Panel::default() };
    let inner = framed(look, panel, area, buf);
    if outlook.unusual.is_empty() {
        let is_whole = super::conditions(look).iter().all(|(_, condition)| condition.has_answer());
        let text = match &outlook.forecast {
            Ok(_) if !is_whole => "none among the days that are read so far; the older ones are not",
            Ok(_) => "none: every closed day that can be judged was like its weekday",
            Err(_) => "none known: a day is judged against at least 4 of its weekday, with 10 orders or more",
        };
        look.sentence(buf, inner, text, pen.style(Role::Muted));
        return;
    }
    let (list, foot) = layout::bottom(inner, if inner.height >= 6 { 2 } else { 0 });
    let chosen = look.app.chosen_unusual(&outlook.unusual);
    let height = usize::from(list.height);
    let first = layout::first_shown(chosen, outlook.unusual.len(), height);
    for (place, day) in outlook.unusual.iter().enumerate().skip(first).take(height) {
        let line = Rect { y: list.y + (place - first) as u16, height: 1, ..list };
        row(look, outlook, day, line, buf);
        if place == chosen && focused {
            buf.set_style(line, pen.selected());
        }
    }
    if let Some(day) = outlook.unusual.get(chosen) {
        look.sentence(buf, foot, &why(look, outlook, day), pen.style(Role::Muted));
    }
}

fn row(look: &Look<'_>, outlook: &Outlook, day: &UnusualDay, line: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let currency = &look.snapshot.estate.currency;
    let said = |value| estimate_text(outlook.kpi, value, currency);
    let (glyph, role) = match day.direction {
        Direction::Above => (Glyph::Up, Role::Good),
        Direction::Below => (Glyph::Down, Role::Warning),
    };
    pen.put(buf, (line.x, line.y), glyph, pen.style(role));
    let at = line.x + 2;
    let used = 2 + pen.write(
        buf,
        (at, line.y),
        line.width.saturating_sub(2),
        &format::weekday(day.date),
        pen.style(Role::Text),
    );
    let (value, expected) = (said(day.value), format!("of {} expected", said(day.expected)));
    // The expectation stands in the sentence below as well, and goes first where there is little room.
    let is_roomy = line.width >= used + 46;
    let parts =
        [(times(day), 7, Role::Text), (if is_roomy { expected } else { String::new() }, 24, Role::Muted)];
    let mut right = line.right();
    for (text, width, role) in parts.into_iter().filter(|(text, ..)| !text.is_empty()) {
        let room = right.saturating_sub(line.x + used + 1);
        pen.write_right(buf, (right, line.y), room.min(width), &text, pen.style(role));
        right = right.saturating_sub(width + 1);
    }
    let room = right.saturating_sub(line.x + used + 1);
    pen.write_right(buf, (right, line.y), room, &value, pen.bold(Role::Bright));
}

/// `2.5x`, or nothing where nothing was expected.
fn times(day: &UnusualDay) -> String {
    day.times().map_or(String::new(), |times| format!("{times:.1}x"))
}

/// Why a day counts as unusual.
fn why(look: &Look<'_>, outlook: &Outlook, day: &UnusualDay) -> String {
    let expected = estimate_text(outlook.kpi, day.expected, &look.snapshot.estate.currency);
    let how = match day.direction {
        Direction::Above => "above",
        Direction::Below => "below",
    };
    format!(
        "{}: {how} {expected}, the median of {} {}s before it, by {:.1} times what they scatter",
        format::day(day.date),
        day.same_weekdays,
        day.date.format("%A"),
        day.score.abs(),
    )
}
