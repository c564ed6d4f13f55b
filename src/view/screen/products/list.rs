//! The table of products: only the rows that are seen are written, however many there are.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use rust_decimal::prelude::ToPrimitive;

use super::columns::{self, Column, Kind};
use crate::{
    app::{Message, Panel as Focus, ProductTable},
    business::{Basis, BookedProduct, Money, ProductColumn, ProductRow, Standing},
    pipeline::say_count,
    theme::Role,
    view::{
        format,
        layout::{self, Class},
        look::Look,
        model::condition::Card,
        pen::Glyph,
        widget::{bars::draw_bar, panel::Panel, sparkline::Sparkline},
    },
};

/// What is said of rows without a product.
const NAMELESS: &str = "(no product id)";

/// The product for people.
pub(super) fn name(product: &BookedProduct) -> &str {
    let id = product.key.product.as_str();
    if id.trim().is_empty() { NAMELESS } else { id }
}

/// The name of the vendor a product is of, where products of several are listed.
pub(super) fn vendor_of(look: &Look<'_>, product: &BookedProduct) -> Option<String> {
    let id = product.key.vendor.as_deref()?;
    let listed = look.snapshot.vendors().and_then(|all| all.iter().find(|vendor| vendor.id.as_str() == id));
    Some(listed.map_or_else(|| id.to_owned(), |vendor| vendor.name.to_string()))
}

/// Heads, and the rows below them.
fn parts(look: &Look<'_>, area: Rect) -> (u16, Rect) {
    let inner = if look.class == Class::Small { layout::top(area, 1).1 } else { Panel::inside(area) };
    let (head, rows) = layout::top(inner, 1);
    (head.y, rows)
}

/// The place of the selected row, and the first that is shown so that it is seen.
fn placed(look: &Look<'_>, table: &ProductTable, height: u16) -> (usize, usize) {
    let at = look.app.selected_product(table).map_or(0, |(at, _, _)| at);
    (at, layout::first_shown(at, table.shown.len(), usize::from(height)))
}

/// Draws the table, or what stands instead of it.
pub(super) fn draw(look: &Look<'_>, table: &ProductTable, card: Option<&Card>, area: Rect, buf: &mut Buffer) {
    let legend = legend(look, table);
    let panel = Panel {
        title: "products",
        legend: &legend,
        focused: look.has_focus(Focus::Products),
        ..Panel::default()
    };
    let inner = if look.class == Class::Small {
        let (head, rest) = layout::top(area, 1);
        // The line of the days has no room for what they are compared with.
        let title = format!("products {}", super::head::against(look, table));
        let used = look.pen.write(buf, (head.x, head.y), head.width, &title, look.pen.bold(Role::Accent));
        let room = head.width.saturating_sub(used + 2);
        look.pen.write_right(buf, (head.right(), head.y), room, &legend, look.pen.style(Role::Muted));
        rest
    } else {
        panel.render(area, buf, look.pen)
    };
    if let Some(card) = card {
        return look.card(buf, inner, card);
    }
    if table.shown.is_empty() {
        let filter = look.app.filter.as_ref().map_or("", |filter| &*filter.text);
        let text = if table.board.rows.is_empty() {
            "no product had a view or an order in these days".to_owned()
        } else {
            format!("no product matches /{filter}")
        };
        return look.card(buf, inner, &Card::nothing(text));
    }
    let (head, rows) = parts(look, area);
    let columns = columns::columns(look, table, rows);
    columns::draw(look, &columns, head, buf);
    let (chosen, first) = placed(look, table, rows.height);
    for (at, y) in (first..table.shown.len()).zip(rows.y..rows.bottom()) {
        let Some((row, product)) = table.row(at).and_then(|row| Some((row, table.product(row)?))) else {
            break;
        };
        let line = Rect { y, height: 1, ..rows };
        for column in &columns {
            cell(look, table, (row, product), *column, y, buf);
        }
        if at == chosen {
            buf.set_style(line.intersection(buf.area), look.pen.selected());
            let x = line.x.saturating_sub(1);
            look.pen.put(buf, (x, y), Glyph::Bar, look.pen.style(Role::Accent));
        }
    }
}

fn legend(look: &Look<'_>, table: &ProductTable) -> String {
    let (all, shown) = (table.board.rows.len(), table.shown.len());
    let mut said = Vec::new();
    said.push(match all {
        1 => "1 product".to_owned(),
        _ if shown < all => {
            format!("{} of {} products", format::whole(shown as i64), format::whole(all as i64))
        }
        _ => format!("{} products", format::whole(all as i64)),
    });
    for standing in [Standing::New, Standing::Gone] {
        let count = table.board.count(standing);
        if count > 0 {
            said.push(format!("{} {}", format::whole(count as i64), standing.as_str()));
        }
    }
    let order = look.app.products.order;
    let sign = look.pen.glyph(if order.is_rising() { Glyph::Up } else { Glyph::Down });
    said.push(format!("by {} {sign}", order.column.as_str()));
    said.join(&format!(" {} ", look.pen.glyph(Glyph::Dot)))
}

/// Ranks won and lost, with the role of their colour.
pub(super) fn moved(look: &Look<'_>, row: &ProductRow) -> (String, Role) {
    match (row.standing, row.rank_change()) {
        (Standing::New, _) => ("new".to_owned(), Role::Second),
        (Standing::Gone, _) => ("gone".to_owned(), Role::Muted),
        (_, Some(0)) => (look.pen.glyph(Glyph::Same).to_owned(), Role::Muted),
        (_, Some(won)) if won > 0 => (format!("{}{won}", look.pen.glyph(Glyph::Up)), Role::Good),
        (_, Some(lost)) => (format!("{}{}", look.pen.glyph(Glyph::Down), -lost), Role::Critical),
        (_, None) => (String::new(), Role::Muted),
    }
}

/// How revenue changed; none where unequal days would be compared.
pub(super) fn change(table: &ProductTable, row: &ProductRow) -> Option<(String, Role)> {
    let is_fair = table.board.basis != Some(Basis::OpenDay) && !table.board.is_partial;
    row.compared.filter(|_| is_fair)?.revenue_change().map(format::change)
}

fn cell(
    look: &Look<'_>,
    table: &ProductTable,
    (row, product): (&ProductRow, &BookedProduct),
    column: Column,
    y: u16,
    buf: &mut Buffer,
) {
    let (pen, counts) = (look.pen, &row.counts);
    let place = Rect { x: column.x, y, width: column.width, height: 1 };
    let text = pen.style(Role::Text);
    let count = |value: i64| say_whole(value, column.width);
    let (said, style): (String, Style) = match column.kind {
        Kind::Bar => {
            return draw_bar(buf, place, row.share.unwrap_or(0.0), pen.style(Role::Second), pen);
        }
        Kind::Spark => return spark(look, table, row, place, buf),
        Kind::Value(ProductColumn::Product) => return product_cell(look, product, place, buf),
        Kind::Value(ProductColumn::Rank) => {
            (row.rank.map_or(String::new(), |rank| rank.to_string()), pen.style(Role::Muted))
        }
        Kind::Value(ProductColumn::Move) => {
            let (said, role) = moved(look, row);
            (said, pen.style(role))
        }
        Kind::Value(ProductColumn::Revenue) => (money(look, row, column.width), pen.style(Role::Bright)),
        Kind::Value(ProductColumn::Change) => {
            let (said, role) = change(table, row).unwrap_or((String::new(), Role::Muted));
            (said, pen.style(role))
        }
        Kind::Value(ProductColumn::Share) => (row.share.map_or("?".to_owned(), format::percent), text),
        Kind::Value(ProductColumn::Orders) => (count(counts.orders), text),
        Kind::Value(ProductColumn::Units) => (counts.units.map_or("?".to_owned(), count), text),
        Kind::Value(ProductColumn::Views) => (count(counts.views), text),
        Kind::Value(ProductColumn::Favorites) => (count(counts.favorites), text),
        Kind::Value(ProductColumn::CartAdds) => (count(counts.cart_adds), text),
        Kind::Value(ProductColumn::Conversion) => {
            (counts.conversion().map_or("?".to_owned(), format::percent), text)
        }
    };
    if columns::is_left(column.kind) {
        pen.write(buf, (place.x, y), place.width, &said, style);
    } else {
        pen.write_right(buf, (place.right(), y), place.width, &said, style);
    }
}

/// A count with all its digits where they fit.
fn say_whole(value: i64, width: u16) -> String {
    let whole = format::whole(value);
    if whole.len() <= usize::from(width) { whole } else { say_count(value as f64) }
}

fn money(look: &Look<'_>, row: &ProductRow, width: u16) -> String {
    let currency = &look.snapshot.estate.currency;
    let exact = Money::new(row.counts.revenue, currency.clone()).to_string();
    if look.pen.width(&exact) <= width {
        return exact;
    }
    row.counts.revenue.to_f64().map_or(exact, |amount| format::short_money(amount, currency))
}

fn product_cell(look: &Look<'_>, product: &BookedProduct, place: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let role = if product.key.product.as_str().trim().is_empty() { Role::Muted } else { Role::Text };
    let used = pen.write(buf, (place.x, place.y), place.width, name(product), pen.style(role));
    let room = place.width.saturating_sub(used + 1);
    if let Some(vendor) = vendor_of(look, product).filter(|_| room > 3) {
        pen.write(buf, (place.x + used + 1, place.y), room, &vendor, pen.style(Role::Muted));
    }
}

fn spark(look: &Look<'_>, table: &ProductTable, row: &ProductRow, place: Rect, buf: &mut Buffer) {
    let buckets = table.history.book.buckets(row.place, table.range(), look.app.granularity);
    let values: Vec<Option<f64>> =
        buckets.iter().map(|(_, counts)| counts.and_then(|counts| counts.revenue.to_f64())).collect();
    let mut line = Sparkline::new(&values, Role::Accent);
    line.unripe = usize::from(table.range().contains(look.today()));
    line.render(place, buf, look.pen);
}

/// What a click means: a head sorts, a row is selected, and the selected one opens.
pub(super) fn hit(look: &Look<'_>, table: &ProductTable, area: Rect, x: u16, y: u16) -> Option<Message> {
    let (head, rows) = parts(look, area);
    if y == head {
        return columns::hit(&columns::columns(look, table, rows), x);
    }
    if !(rows.y..rows.bottom()).contains(&y) {
        return Some(Message::Focus(Focus::Products));
    }
    let (chosen, first) = placed(look, table, rows.height);
    let at = first + usize::from(y - rows.y);
    let product = table.product(table.row(at)?)?;
    if at == chosen && look.app.products.selected.as_ref() == Some(&product.key) {
        return Some(Message::Run("open", None));
    }
    Some(Message::Product(product.key.clone()))
}
