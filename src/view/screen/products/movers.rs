//! The products that won and lost most against the days before, beside each other. Computes nothing.

use ratatui::{buffer::Buffer, layout::Rect};
use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::list;
use crate::{
    app::{Message, ProductTable},
    business::{Basis, LEAST_ORDERS, Money, Mover, Movers},
    theme::Role,
    view::{format, layout, look::Look, model::condition::Card, widget::panel::Panel},
};

/// Blocks there is room for: of four, the two in money before the two in percent.
fn blocks(area: Rect) -> Vec<(Rect, usize)> {
    let count = if area.width >= 120 { 4 } else { 2 };
    layout::columns(area, count, 3).into_iter().zip(0..).collect()
}

const TITLES: [(&str, Role); 4] = [
    ("most won", Role::Good),
    ("most lost", Role::Critical),
    ("fastest up", Role::Good),
    ("fastest down", Role::Critical),
];

fn of(movers: &Movers, block: usize) -> &[Mover] {
    match block {
        0 => &movers.risers,
        1 => &movers.fallers,
        2 => &movers.growing,
        _ => &movers.shrinking,
    }
}

/// Draws them in a panel.
pub(super) fn draw(look: &Look<'_>, table: &ProductTable, area: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let legend = format!("{}, from {LEAST_ORDERS} orders", super::head::against(look, table));
    let inner = Panel { title: "movers", legend: &legend, ..Panel::default() }.render(area, buf, pen);
    let Some(movers) = Movers::of(&table.board, usize::from(inner.height)) else {
        return look.card(buf, inner, &Card::nothing(why_none(look, table)));
    };
    if movers.is_empty() {
        let text = format!("no product with {LEAST_ORDERS} orders moved");
        return look.card(buf, inner, &Card::nothing(text));
    }
    for (area, block) in blocks(inner) {
        let Some((title, role)) = TITLES.get(block) else { continue };
        pen.write(buf, (area.x, area.y), area.width, title, pen.style(Role::Muted));
        let rows = layout::top(area, 1).1;
        for (mover, y) in of(&movers, block).iter().zip(rows.y..rows.bottom()) {
            let line = Rect { y, height: 1, ..rows };
            // The last two are in percent alone.
            draw_one(look, table, (mover, *role, block < 2), line, buf);
        }
        if of(&movers, block).is_empty() {
            pen.write(buf, (rows.x, rows.y), rows.width, "none", pen.style(Role::Muted));
        }
    }
}

fn why_none(look: &Look<'_>, table: &ProductTable) -> String {
    let said = match table.board.basis {
        None if table.before().is_none() => "compared with nothing: c chooses what with",
        None => return format!("the earlier days are {}", super::head::earlier_days(look, table)),
        Some(Basis::OpenDay) => "today is still open: movers are told of closed days",
        Some(_) => "not all days are read: what looks lost may only not be read",
    };
    said.to_owned()
}

fn draw_one(
    look: &Look<'_>,
    table: &ProductTable,
    (mover, role, has_money): (&Mover, Role, bool),
    line: Rect,
    buf: &mut Buffer,
) {
    let pen = look.pen;
    let Some(product) = table.history.book.products().get(mover.place) else { return };
    let percent = mover.change.map_or("new".to_owned(), |change| format::change(change).0);
    let exact = signed(look, mover.difference);
    let money = match mover.difference.to_f64() {
        _ if !has_money => String::new(),
        Some(amount) if line.width < 40 => brief(look, amount),
        _ => exact,
    };
    let used = pen.write_right(buf, (line.right(), line.y), 9, &percent, pen.style(role));
    let room = line.width.saturating_sub(10.max(used + 1));
    let used = 10 + pen.write_right(buf, (line.x + room, line.y), room, &money, pen.style(Role::Text));
    let room = line.width.saturating_sub(used + 1);
    pen.write(buf, (line.x, line.y), room, list::name(product), pen.style(Role::Text));
}

/// A difference in money with its sign.
pub(super) fn signed(look: &Look<'_>, difference: Decimal) -> String {
    let money = Money::new(difference, look.snapshot.estate.currency.clone()).to_string();
    if difference > Decimal::ZERO { format!("+{money}") } else { money }
}

/// The same in few characters.
fn brief(look: &Look<'_>, difference: f64) -> String {
    let sign = if difference > 0.0 { "+" } else { "" };
    format!("{sign}{}", format::short_money(difference, &look.snapshot.estate.currency))
}

/// The most telling two in one line, where there is no room for more.
pub(super) fn line(look: &Look<'_>, table: &ProductTable, area: Rect, buf: &mut Buffer) {
    let (pen, muted) = (look.pen, look.pen.style(Role::Muted));
    let Some(movers) = Movers::of(&table.board, 1) else { return };
    let said = |mover: Option<&Mover>| {
        mover.and_then(|mover| {
            let product = table.history.book.products().get(mover.place)?;
            Some((list::name(product).to_owned(), signed(look, mover.difference)))
        })
    };
    let halves = layout::columns(area, 2, 2);
    for ((half, (title, role)), mover) in
        halves.into_iter().zip(TITLES).zip([movers.risers.first(), movers.fallers.first()])
    {
        let Some((name, money)) = said(mover) else { continue };
        let used = pen.write(buf, (half.x, half.y), half.width, title, muted) + 1;
        let room = half.width.saturating_sub(used);
        let width = pen.width(&money);
        let named = pen.write(
            buf,
            (half.x + used, half.y),
            room.saturating_sub(width + 1),
            &name,
            pen.style(Role::Text),
        );
        let at = (half.x + used + named + 1, half.y);
        pen.write(buf, at, room.saturating_sub(named + 1), &money, pen.style(role));
    }
}

/// What a click on a mover means.
pub(super) fn hit(table: &ProductTable, area: Rect, x: u16, y: u16) -> Option<Message> {
    let inner = Panel::inside(area);
    let movers = Movers::of(&table.board, usize::from(inner.height))?;
    let (block_area, block) = blocks(inner).into_iter().find(|(area, _)| area.contains((x, y).into()))?;
    let row = usize::from(y.checked_sub(block_area.y + 1)?);
    let mover = of(&movers, block).get(row)?;
    Some(Message::Product(table.history.book.products().get(mover.place)?.key.clone()))
}
