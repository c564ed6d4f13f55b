//! Categories of products by their revenue, each with its share of it.

use ratatui::{buffer::Buffer, layout::Rect};
use rust_decimal::Decimal;

use super::{answer, card, frame, odd, question};
use crate::{
    app::Panel,
    business::{CategoryRow, Money, View, categories_of},
    pipeline::say_count,
    theme::Role,
    view::{
        format, layout,
        look::Look,
        model::condition::Card,
        widget::bars::{BarRow, Bars},
    },
};

/// Draws the panel.
pub(super) fn draw(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let asked = question(look, Panel::Categories, View::CategoryPerformance);
    let inner = frame(look, (Panel::Categories, "revenue and its share"), asked.as_ref(), area, buf);
    if let Some(card) = card(look, asked.as_ref()) {
        return look.card(buf, inner, &card);
    }
    let Some(rows) = asked.as_ref().and_then(|asked| categories_of(answer(look, asked)?)) else {
        return look.card(buf, inner, &odd(View::CategoryPerformance));
    };
    if rows.is_empty() {
        return look.card(buf, inner, &Card::nothing("nothing was looked at or ordered in these days"));
    }
    let all: Decimal = rows.iter().map(|row| row.revenue).sum();
    let bar = |row: &CategoryRow| BarRow {
        label: row.name.to_string(),
        value: f64::try_from(row.revenue).unwrap_or(0.0),
        figure: Money::new(row.revenue, look.snapshot.estate.currency.clone()).to_string(),
        note: share(row.revenue, all),
        note_role: Role::Muted,
    };
    let room = usize::from(inner.height.saturating_sub(1));
    let shown = if rows.len() <= usize::from(inner.height) { rows.len() } else { room };
    Bars::new(rows.iter().take(shown).map(bar).collect(), Role::Second).render(inner, buf, look.pen);
    let below = layout::top(inner, shown as u16).1;
    if below.height == 0 {
        return;
    }
    let said = if shown < rows.len() {
        format!("and {} more", rows.len() - shown)
    } else {
        let (orders, views): (i64, i64) =
            rows.iter().fold((0, 0), |(orders, views), row| (orders + row.orders, views + row.views));
        format!("{} views, {} orders of products", say_count(views as f64), say_count(orders as f64))
    };
    look.sentence(buf, below, &said, look.pen.style(Role::Muted));
}

fn share(part: Decimal, all: Decimal) -> String {
    let share = part.checked_div(all).and_then(|share| f64::try_from(share).ok());
    share.map_or_else(|| "no revenue".to_owned(), format::percent)
}
