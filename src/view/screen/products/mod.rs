//! The products of a vendor, or of all: ranked, with what moved; or one of them, with its days and funnel.

mod columns;
mod days;
mod detail;
mod export;
mod head;
mod list;
mod movers;

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    app::{Message, Panel, ProductTable},
    business::SummaryTable,
    view::{
        layout::{self, Class},
        look::Look,
    },
};

/// Rows from which on the selected product is shown below a short list.
const LEAST_PREVIEW: u16 = 9;

/// Where the parts of the screen stand: the days, the truth, the list or the product, the movers; and what a short list
/// leaves for the selected product.
fn plan(look: &Look<'_>, table: &ProductTable, area: Rect) -> [Rect; 5] {
    let area = layout::indented(area, 1);
    let (range, rest) = layout::top(area, 1);
    let (truth, rest) = layout::top(rest, 1);
    let rest = layout::top(rest, u16::from(look.class != Class::Small)).1;
    let movers = match (look.class, rest.height) {
        _ if look.app.is_product_open() => 0,
        (Class::Small, height) => u16::from(height >= 12),
        (_, 0..20) => 0,
        (Class::Medium, _) => 5,
        (Class::Large, _) => 9,
    };
    let (list, movers) = layout::bottom(rest, movers);
    // Frame and heads are three rows more than the products.
    let spare =
        list.height.saturating_sub(u16::try_from(table.shown.len()).unwrap_or(u16::MAX).saturating_add(3));
    let has_preview = look.class == Class::Large
        && spare >= LEAST_PREVIEW
        && !look.app.is_product_open()
        && !table.shown.is_empty();
    let (list, preview) = layout::bottom(list, if has_preview { spare } else { 0 });
    [range, truth, list, movers, preview]
}

/// Draws the screen.
pub fn draw(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let table = look.app.product_table(look.snapshot, look.now);
    let [range, truth, list, movers, preview] = plan(look, &table, area);
    head::range_line(look, &table, range).draw(look.pen, buf);
    head::truth_line(look, &table, truth).draw(look.pen, buf);
    let card = head::card(look, &table);
    let opened = look.app.is_product_open().then(|| look.app.selected_product(&table)).flatten();
    if let Some((_, row, product)) = opened.filter(|_| card.is_none()) {
        return detail::draw(look, &table, (row, product), list, buf);
    }
    if card.is_some() || table.board.rows.is_empty() {
        let whole = Rect { height: list.height + preview.height + movers.height, ..list };
        return list::draw(look, &table, card.as_ref(), whole, buf);
    }
    list::draw(look, &table, None, list, buf);
    if let Some((_, row, product)) = look.app.selected_product(&table).filter(|_| preview.height > 0) {
        detail::preview(look, &table, (row, product), preview, buf);
    }
    match movers.height {
        0 => {}
        1 => movers::line(look, &table, movers, buf),
        _ => movers::draw(look, &table, movers, buf),
    }
}

/// What a click means.
pub fn hit(look: &Look<'_>, area: Rect, x: u16, y: u16) -> Option<Message> {
    let table = look.app.product_table(look.snapshot, look.now);
    let [range, truth, list, movers, preview] = plan(look, &table, area);
    let at = (x, y).into();
    if range.contains(at) {
        return head::range_line(look, &table, range).hit(x, y);
    }
    if truth.contains(at) {
        return Some(Message::Run("provenance", None));
    }
    if head::card(look, &table).is_some() || table.board.rows.is_empty() {
        return None;
    }
    if list.contains(at) && !look.app.is_product_open() {
        return list::hit(look, &table, list, x, y);
    }
    if preview.contains(at) {
        return Some(Message::Run("open", None));
    }
    movers.contains(at).then(|| movers::hit(&table, movers, x, y)).flatten()
}

/// The exact values behind a panel, to be taken away as a table.
pub fn table(look: &Look<'_>, panel: Panel) -> Option<SummaryTable> {
    let table = look.app.product_table(look.snapshot, look.now);
    if table.board.known_days == 0 {
        return None;
    }
    match panel {
        Panel::Products => Some(export::products(look, &table)),
        Panel::Product => export::days(look, &table),
        _ => None,
    }
}
