//! Every question asked: who answers, how old the answer is, how long it took, what it cost, what went wrong and
//! what to do about it. And the bill.

use std::sync::Arc;

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    app::{Message, Panel as Focus},
    pipeline::{say_count, say_span},
    question::{Entry, Question},
    theme::Role,
    view::{
        format,
        layout::{self, Class},
        look::Look,
        model::{agreement::agreement, condition::Card},
        pen::Glyph,
        widget::panel::Panel,
    },
};

/// A column of the list: heading, width, least width of the list that shows it.
const COLUMNS: [(&str, u16, u16); 6] = [
    ("age", 10, 0),
    ("took", 9, 70),
    ("next", 11, 90),
    ("asked", 8, 100),
    ("failed", 8, 60),
    ("cost", 10, 80),
];

fn plan(look: &Look<'_>, area: Rect, count: usize) -> (Rect, Rect, Rect) {
    let area = if look.class == Class::Small { area } else { layout::indented(area, 1) };
    let (bill, rest) = layout::top(area, if agreement(look).is_some() && area.height >= 16 { 3 } else { 2 });
    let wants = count as u16 + 3;
    let detail = if look.app.question.is_some() || rest.height > wants + 7 { 9 } else { 7 };
    let (list, detail) = layout::bottom(rest, detail.min(rest.height / 2));
    let list = Rect { height: list.height.min(wants.max(6)), ..list };
    (bill, list, Rect { y: list.bottom(), height: rest.bottom() - list.bottom(), ..detail })
}

fn chosen_place(look: &Look<'_>, rows: &[(Question, Arc<Entry>)]) -> usize {
    rows.iter().position(|(question, _)| Some(question) == look.app.question.as_ref()).unwrap_or(0)
}

/// Draws the screen.
pub fn draw(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let rows = look.app.question_rows(look.snapshot);
    let (bill, list, detail) = plan(look, area, rows.len());
    draw_bill(look, bill, buf);
    draw_agreement(look, bill, buf);
    let troubled = rows.iter().filter(|(_, entry)| !entry.troubles.is_empty()).count();
    let legend = if troubled == 0 {
        format!("{} asked", rows.len())
    } else {
        format!("{} asked · {troubled} in trouble", rows.len())
    };
    let focused = look.has_focus(Focus::Questions);
    let panel = Panel { title: "questions", legend: &legend, focused, ..Panel::default() };
    let inner = panel.render(list, buf, look.pen);
    if rows.is_empty() {
        let said =
            if look.app.filter.is_some() { "no question passes the filter" } else { "nothing is asked yet" };
        return look.card(buf, inner, &Card::nothing(said));
    }
    heading(look, layout::top(inner, 1).0, buf);
    let body = layout::top(inner, 1).1;
    let chosen = chosen_place(look, &rows);
    let first = layout::first_shown(chosen, rows.len(), usize::from(body.height));
    for (line, (place, (question, entry))) in
        rows.iter().enumerate().skip(first).take(usize::from(body.height)).enumerate()
    {
        let row = Rect { y: body.y + line as u16, height: 1, ..body };
        if place == chosen {
            buf.set_style(row, look.pen.selected());
        }
        question_line(look, question, entry, row, buf);
    }
    if let Some((question, entry)) = rows.get(chosen) {
        draw_detail(look, question, entry, detail, buf);
    }
}

fn draw_bill(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let (pen, bill) = (look.pen, look.snapshot.bill);
    let spent = format::dollars(bill.spent_micro_usd);
    let hour = format::dollars(bill.per_hour_micro_usd);
    let month = format::dollars(bill.per_hour_micro_usd.saturating_mul(730));
    let calls = say_count(bill.calls as f64);
    let (label, figure) = (pen.style(Role::Muted), pen.bold(Role::Bright));
    let is_wide = area.width >= 84;
    let words = [
        (if is_wide { "this dashboard's own calls  " } else { "" }, label),
        (calls.as_str(), figure),
        (" calls  ", label),
        (spent.as_str(), figure),
        (" so far  ", label),
        (hour.as_str(), figure),
        ("/h  ", label),
        (month.as_str(), figure),
        (if is_wide { " a month if left on" } else { " a month" }, label),
    ];
    look.words(buf, (area.x + 1, area.y), area.width.saturating_sub(1), &words);
}

/// Whether counters and lake agree, for the selected vendor.
fn draw_agreement(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let Some(told) = agreement(look).filter(|_| area.height >= 3) else { return };
    let (pen, vendor) = (look.pen, look.vendor_name());
    let glyph = format!("{} ", pen.glyph(told.glyph));
    let label = if area.width >= 84 { "counters against the lake, " } else { "" };
    let words = [
        (label, pen.style(Role::Muted)),
        (vendor.as_str(), pen.style(Role::Text)),
        ("  ", pen.style(Role::Muted)),
        (glyph.as_str(), pen.bold(told.role)),
        (told.sentence.as_str(), pen.style(Role::Text)),
    ];
    look.words(buf, (area.x + 1, area.y + 1), area.width.saturating_sub(1), &words);
}

/// Places of the columns from the right, for a list so wide; the label takes what is left.
fn columns(area: Rect) -> (Rect, Vec<(Rect, usize)>) {
    let mut rest = area;
    let mut cells = Vec::new();
    for (place, (_, width, least)) in COLUMNS.iter().enumerate().rev() {
        if area.width >= *least {
            let (left, cell) = layout::right(rest, *width);
            cells.push((cell, place));
            rest = left;
        }
    }
    (rest, cells)
}

fn heading(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let (label, cells) = columns(area);
    let style = look.pen.style(Role::Muted);
    look.pen.write(buf, (label.x + 2, label.y), label.width, "question", style);
    for (cell, place) in cells {
        let title = COLUMNS.get(place).map_or("", |column| column.0);
        look.pen.write_right(buf, (cell.right(), cell.y), cell.width, title, style);
    }
}

fn question_line(look: &Look<'_>, question: &Question, entry: &Entry, area: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let (label, cells) = columns(area);
    let is_stale = entry.is_stale(look.now);
    let (glyph, role) = match (entry.troubles.is_empty(), &entry.held) {
        (false, _) => (Glyph::Warning, Role::Warning),
        (true, None) => (Glyph::Hollow, Role::Muted),
        (true, Some(_)) if is_stale => (Glyph::Unknown, Role::Unknown),
        (true, Some(_)) => (Glyph::Ok, Role::Good),
    };
    pen.put(buf, (label.x, label.y), glyph, pen.bold(role));
    let source = entry.held.as_ref().map_or("", |held| &*held.provenance.source);
    let text = question.label();
    let wide = label.width >= 76;
    let room = label.width.saturating_sub(3);
    let half = if wide { room * 3 / 5 } else { room };
    pen.write(buf, (label.x + 2, label.y), half, &text, pen.style(Role::Text));
    if wide {
        let x = label.x + 3 + half;
        pen.write(buf, (x, label.y), label.right().saturating_sub(x + 1), source, pen.style(Role::Muted));
    }
    for (cell, place) in cells {
        let (text, role) = cell_text(look, entry, place, is_stale);
        pen.write_right(buf, (cell.right(), cell.y), cell.width.saturating_sub(2), &text, pen.style(role));
    }
}

fn cell_text(look: &Look<'_>, entry: &Entry, place: usize, is_stale: bool) -> (String, Role) {
    let held = entry.held.as_ref().map(|held| &held.provenance);
    let none = || "–".to_owned();
    match place {
        0 => match (held, &entry.waiting) {
            (Some(held), _) => {
                (format::age(held.as_of, look.now), if is_stale { Role::Warning } else { Role::Text })
            }
            (None, Some(_)) => ("waiting".to_owned(), Role::Muted),
            (None, None) if entry.asked_at.is_some() => ("none".to_owned(), Role::Muted),
            (None, None) => ("asking".to_owned(), Role::Muted),
        },
        1 => (held.map_or_else(none, |held| took(held.latency)), Role::Muted),
        2 => {
            let next = entry.next_at.map(|at| (at - look.now).num_seconds().max(0));
            (next.map_or_else(none, |secs| format!("in {}", say_span(secs as f64))), Role::Muted)
        }
        3 => (say_count(entry.attempts as f64), Role::Muted),
        4 if entry.failures > 0 => (entry.failures.to_string(), Role::Warning),
        4 => (none(), Role::Muted),
        _ => (held.map_or_else(none, |held| format::dollars(held.cost_micro_usd)), Role::Muted),
    }
}

fn took(latency: std::time::Duration) -> String {
    crate::pipeline::say(latency.as_secs_f64() * 1_000.0, crate::pipeline::Unit::Milliseconds)
}

fn draw_detail(look: &Look<'_>, question: &Question, entry: &Entry, area: Rect, buf: &mut Buffer) {
    if area.height < 3 {
        return;
    }
    let pen = look.pen;
    let title = question.label();
    let panel = Panel { title: &title, ..Panel::default() };
    let mut rest = panel.render(area, buf, pen);
    for trouble in &entry.troubles {
        let said = format!("{} {}: {}", pen.glyph(Glyph::Warning), trouble.fault.label(), trouble.sentence);
        let used = look.sentence(buf, rest, &said, pen.style(Role::Text));
        rest = layout::top(rest, used).1;
        let used = look.sentence(buf, layout::left(rest, 2).1, &trouble.fix, pen.style(Role::Accent));
        rest = layout::top(rest, used).1;
    }
    let mut facts = Vec::new();
    facts.extend(entry.waiting.as_ref().map(|waiting| ("waiting", waiting.to_string())));
    if let Some(held) = &entry.held {
        let held = &held.provenance;
        let as_of = format::written(held.as_of, look.zone(), "%-d %b %H:%M:%S");
        facts.push(("answer", format!("{} as of {as_of} {}", held.source, look.zone().name())));
        facts.push(("call", held.call.to_string()));
        facts.push(("command", held.command.to_string()));
    }
    facts.push(("asked", format!("every {}", say_span(entry.every.as_secs_f64()))));
    for (label, value) in facts {
        if rest.height == 0 {
            return;
        }
        pen.write(buf, (rest.x, rest.y), 9, label, pen.style(Role::Muted));
        let used = look.sentence(buf, layout::left(rest, 10).1, &value, pen.style(Role::Text));
        rest = layout::top(rest, used.max(1)).1;
    }
}

/// What a click means: choosing a question is moving to it.
pub fn hit(look: &Look<'_>, area: Rect, x: u16, y: u16) -> Option<Message> {
    let rows = look.app.question_rows(look.snapshot);
    let (_, list, _) = plan(look, area, rows.len());
    let body = layout::top(Panel::inside(list), 1).1;
    if !body.contains((x, y).into()) {
        return None;
    }
    let chosen = chosen_place(look, &rows);
    let first = layout::first_shown(chosen, rows.len(), usize::from(body.height));
    let place = first + usize::from(y - body.y);
    (place < rows.len()).then(|| Message::Scroll(place as i32 - chosen as i32))
}
