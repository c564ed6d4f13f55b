//! One order's events in time order, with the time between them.

use chrono::TimeDelta;
use ratatui::{buffer::Buffer, layout::Rect};

use super::answer;
use crate::{
    app::Panel,
    business::{Money, NewOrder, OrderEvent, order_events},
    pipeline::{say_count, say_span},
    theme::Role,
    view::{
        format, layout,
        look::Look,
        model::condition::{Card, Condition},
        pen::Glyph,
    },
};

/// Draws the order that is looked at, or those to choose from. `is_told`: what keeps Athena from answering stands above.
pub(super) fn draw(look: &Look<'_>, is_told: bool, area: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let Some(order) = &look.app.customers.order else {
        return newest(look, is_told, area, buf);
    };
    let (head, rest) = layout::top(area, 1);
    let name = pen.fit_middle(order.as_str(), head.width.saturating_sub(7)).into_owned();
    look.words(
        buf,
        (head.x, head.y),
        head.width,
        &[("order ", pen.style(Role::Muted)), (&name, pen.bold(Role::Bright))],
    );
    let range = look.app.shown_days(look.snapshot);
    let Some(asked) = look.app.order_question(range) else {
        let said = "an order is looked up at one vendor: v chooses it";
        return look.card(buf, rest, &Card::nothing(said));
    };
    let condition = Condition::of(look.snapshot.entry(&asked), look.now);
    if !condition.has_answer() {
        return look.card(buf, rest, &condition.card("Athena"));
    }
    match answer(look, &asked).and_then(order_events) {
        None => {
            let said = "the events of an order have other columns than they should";
            look.card(buf, rest, &Card::nothing(said));
        }
        Some(events) if events.is_empty() => {
            let days = format::days(range.from(), range.to());
            let said = format!("no event of this order in these days ({days}); t looks at others");
            look.card(buf, rest, &Card::nothing(said));
        }
        Some(events) => timeline(look, &events, rest, buf),
    }
}

/// The newest orders to choose from, or how to look at one.
fn newest(look: &Look<'_>, is_told: bool, area: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let has_focus = look.app.focus == Panel::Completion;
    let orders = look.app.newest_orders(look.snapshot).unwrap_or_default();
    let said = match (has_focus, orders.is_empty()) {
        (true, true) => "Enter or O shows one order's events, by its id.",
        (false, true) => "O shows one order's events, by its id.",
        (true, false) => "newest: Enter shows an order's events, O one by its id",
        (false, false) => "newest: O shows an order's events, by its id",
    };
    let used = look.sentence(buf, area, said, pen.style(Role::Muted));
    if orders.is_empty() {
        let range = look.app.shown_days(look.snapshot);
        let asked = look.app.newest_question(range);
        let condition = asked.map(|asked| Condition::of(look.snapshot.entry(&asked), look.now));
        let card = condition
            .filter(|condition| !is_told && !condition.has_answer())
            .map(|condition| condition.card("Athena"));
        if let Some(card) = card {
            look.card(buf, layout::top(area, used).1, &card);
        }
        return;
    }
    let rows = layout::top(area, used).1;
    let chosen = look.app.order_place(&orders);
    let first = layout::first_shown(chosen, orders.len(), usize::from(rows.height));
    for ((place, order), y) in orders.iter().enumerate().skip(first).zip(rows.y..rows.bottom()) {
        let line = Rect { y, height: 1, ..rows };
        order_line(look, order, line, buf);
        if has_focus && place == chosen {
            buf.set_style(line.intersection(buf.area), pen.selected());
            pen.put(buf, (line.x, y), Glyph::Right, pen.style(Role::Accent));
        }
    }
}

/// `  22 Nov 14:02  order_101-…   €12.90   34 min`
fn order_line(look: &Look<'_>, order: &NewOrder, line: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let at = format::written(order.at.and_utc(), look.zone(), "%-d %b %H:%M");
    let took = match order.completed {
        Some(completed) => say_span((completed - order.at).num_seconds().max(0) as f64),
        None => format!("{} open", pen.glyph(Glyph::Hollow)),
    };
    let total = order.total.map_or_else(
        || "unknown".to_owned(),
        |total| Money::new(total, look.snapshot.estate.currency.clone()).to_string(),
    );
    let (right, gap) = (line.right(), 2);
    let took_cells = pen.write_right(buf, (right, line.y), 10, &took, pen.style(Role::Muted));
    let right = right.saturating_sub(took_cells.max(7) + gap);
    let total_cells = pen.write_right(buf, (right, line.y), 12, &total, pen.style(Role::Text));
    let right = right.saturating_sub(total_cells.max(8) + gap);
    let used = 2 + pen.write(
        buf,
        (line.x + 2, line.y),
        line.width.saturating_sub(2).min(12),
        &format!("{at:>12}"),
        pen.style(Role::Muted),
    );
    let room = right.saturating_sub(line.x + used + gap);
    let id = pen.fit_middle(order.id.as_str(), room);
    pen.write(buf, (line.x + used + gap, line.y), room, &id, pen.style(Role::Bright));
}

/// `22 Nov 14:02:11  OrderCreated    2 × product_10103, €12.90` and below it how long until the next.
fn timeline(look: &Look<'_>, events: &[OrderEvent], area: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let mut before: Option<&OrderEvent> = None;
    let mut y = area.y;
    for event in events {
        if let Some(gap) = before.map(|before| event.at - before.at).filter(|gap| *gap > TimeDelta::zero()) {
            if y >= area.bottom() {
                return;
            }
            let said = format!("{} {} later", pen.glyph(Glyph::Upright), say_span(gap.num_seconds() as f64));
            pen.write(buf, (area.x + 2, y), area.width.saturating_sub(2), &said, pen.style(Role::Muted));
            y += 1;
        }
        if y >= area.bottom() {
            return;
        }
        let at = format::written(event.at.and_utc(), look.zone(), "%-d %b %H:%M:%S");
        let words = [
            (format!("{at:>15}  "), pen.style(Role::Muted)),
            (format!("{:<15} ", event.kind), pen.style(Role::Bright)),
            (what(look, event), pen.style(Role::Text)),
        ];
        let words: Vec<_> = words.iter().map(|(text, style)| (text.as_str(), *style)).collect();
        look.words(buf, (area.x, y), area.width, &words);
        y += 1;
        before = Some(event);
    }
    if y < area.bottom() && !events.iter().any(|event| &*event.kind == "OrderCompleted") {
        pen.write(
            buf,
            (area.x + 2, y),
            area.width.saturating_sub(2),
            "not completed yet",
            pen.style(Role::Muted),
        );
    }
}

/// What was ordered, and what the order came to.
fn what(look: &Look<'_>, event: &OrderEvent) -> String {
    let money = |total| Money::new(total, look.snapshot.estate.currency.clone()).to_string();
    let pieces = event.product.as_ref().map(|product| match event.quantity {
        Some(quantity) => format!("{} × {product}", say_count(quantity as f64)),
        None => product.to_string(),
    });
    pieces.into_iter().chain(event.total.map(money)).collect::<Vec<_>>().join(", ")
}
