//! How long orders take to be completed, and below it one order's events, when an order is looked at.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{answer, card, frame, odd, order, question};
use crate::{
    app::{Panel, completion_sentence},
    business::{CompletionTime, View},
    pipeline::say_span,
    theme::Role,
    view::{
        layout,
        look::Look,
        widget::bars::{BarRow, Bars},
    },
};

/// Draws the panel.
pub(super) fn draw(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let asked = question(look, Panel::Completion, View::OrderCompletionTime);
    let inner = frame(look, (Panel::Completion, "from made to completed"), asked.as_ref(), area, buf);
    let (time, below) = layout::top(inner, 6.min(inner.height / 2));
    let card = card(look, asked.as_ref());
    let is_told = card.is_some();
    match card {
        Some(card) => look.card(buf, time, &card),
        None => match asked.as_ref().and_then(|asked| CompletionTime::of(answer(look, asked)?)) {
            Some(found) => spans(look, &found, time, buf),
            None => look.card(buf, time, &odd(View::OrderCompletionTime)),
        },
    }
    order::draw(look, is_told, below, buf);
}

fn spans(look: &Look<'_>, found: &CompletionTime, area: Rect, buf: &mut Buffer) {
    let used = look.sentence(buf, area, &completion_sentence(found), look.pen.style(Role::Text));
    let row = |(name, minutes): (&str, Option<f64>)| {
        let minutes = minutes?;
        Some(BarRow {
            label: name.to_owned(),
            value: minutes,
            figure: say_span(minutes * 60.0),
            note: String::new(),
            note_role: Role::Muted,
        })
    };
    let rows = [("median", found.median), ("mean", found.mean), ("95 of 100", found.p95)];
    let rows = rows.into_iter().filter_map(row).collect();
    Bars::new(rows, Role::Third).render(layout::top(area, used).1, buf, look.pen);
}
