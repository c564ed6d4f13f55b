//! The columns of the table of products: which of them fit, how wide they are and what their heads mean. Knows no row.

use std::sync::Arc;

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    app::{Message, ProductTable},
    business::{Money, ProductColumn},
    theme::Role,
    view::{look::Look, pen::Glyph},
};

use Kind::{Bar, Spark, Value};
use ProductColumn as Of;

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A value that can be sorted by.
    Value(ProductColumn),
    /// The share as a bar.
    Bar,
    /// Revenue by day.
    Spark,
}

/// A column with its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub(super) kind: Kind,
    pub(super) x: u16,
    pub(super) width: u16,
}

/// From left to right.
const ORDER: [Kind; 14] = [
    Value(Of::Rank),
    Value(Of::Move),
    Value(Of::Product),
    Value(Of::Revenue),
    Value(Of::Change),
    Value(Of::Share),
    Bar,
    Value(Of::Orders),
    Value(Of::Units),
    Value(Of::Views),
    Value(Of::Favorites),
    Value(Of::CartAdds),
    Value(Of::Conversion),
    Spark,
];

/// The most telling first: what finds no room is left out from the end.
const WORTH: [Kind; 14] = [
    Value(Of::Product),
    Value(Of::Revenue),
    Value(Of::Rank),
    Value(Of::Move),
    Value(Of::Orders),
    Value(Of::Conversion),
    Value(Of::Views),
    Value(Of::Share),
    Value(Of::Change),
    Spark,
    Value(Of::Favorites),
    Value(Of::CartAdds),
    Bar,
    Value(Of::Units),
];

const LEAST_NAME: u16 = 15;
const LEAST_SPARK: u16 = 10;

/// The columns that fit, with their places.
pub(super) fn columns(look: &Look<'_>, table: &ProductTable, area: Rect) -> Vec<Column> {
    let money = Money::new(table.board.total.revenue, look.snapshot.estate.currency.clone()).to_string();
    let money = look.pen.width(&money).clamp(9, 18);
    let is_wanted = |kind: &Kind| match kind {
        Spark => table.range().days() > 1,
        Value(Of::Move | Of::Change) => table.before().is_some(),
        Value(_) | Bar => true,
    };
    let is_all = look.app.vendor.one().is_none();
    let mut chosen: Vec<(Kind, u16)> = Vec::new();
    let mut used = 0;
    for kind in WORTH.into_iter().filter(is_wanted) {
        let more = if is_all && kind == Value(Of::Product) && area.width > 90 { 12 } else { 0 };
        let width = least(kind, money) + more;
        if used + width + u16::from(used > 0) <= area.width {
            used += width + u16::from(used > 0);
            chosen.push((kind, width));
        }
    }
    let mut rest = area.width.saturating_sub(used);
    let most_name = if is_all { 18 } else { 17 };
    for (grows, most) in [(Value(Of::Product), most_name), (Spark, 14)] {
        if let Some((_, width)) = chosen.iter_mut().find(|(kind, _)| *kind == grows) {
            let more = rest.min(most);
            *width += more;
            rest -= more;
        }
    }
    let mut x = area.x;
    let placed = ORDER.into_iter().filter_map(|kind| {
        let (_, width) = chosen.iter().find(|(chosen, _)| *chosen == kind)?;
        let column = Column { kind, x, width: *width };
        x += width + 1;
        Some(column)
    });
    placed.collect()
}

const fn least(kind: Kind, money: u16) -> u16 {
    match kind {
        Spark => LEAST_SPARK,
        Value(Of::Product) => LEAST_NAME,
        Value(Of::Revenue) => money,
        Value(Of::Rank | Of::Move) => 5,
        Value(Of::Change) => 9,
        Value(Of::Share | Of::Orders | Of::Units | Of::Favorites | Of::CartAdds) => 7,
        Bar | Value(Of::Views | Of::Conversion) => 8,
    }
}

const fn head(kind: Kind) -> &'static str {
    match kind {
        Bar => "",
        Spark => "trend",
        Value(column) => match column {
            Of::Rank => "rank",
            Of::Move => "move",
            Of::Product => "product",
            Of::Revenue => "revenue",
            Of::Change => "change",
            Of::Share => "share",
            Of::Orders => "orders",
            Of::Units => "units",
            Of::Views => "views",
            Of::Favorites => "favs",
            Of::CartAdds => "cart",
            Of::Conversion => "conv.",
        },
    }
}

/// True where values stand at the left.
pub(super) const fn is_left(kind: Kind) -> bool {
    matches!(kind, Value(Of::Product | Of::Move) | Bar | Spark)
}

/// Draws the heads; the one that is sorted by carries its direction.
pub(super) fn draw(look: &Look<'_>, columns: &[Column], y: u16, buf: &mut Buffer) {
    let (pen, order) = (look.pen, look.app.products.order);
    for column in columns {
        let is_sorted = column.kind == Value(order.column);
        let style = if is_sorted { pen.bold(Role::Accent) } else { pen.style(Role::Muted) };
        let mut text = match column.kind {
            Spark => format!("by {}", look.app.granularity.as_str()),
            kind => head(kind).to_owned(),
        };
        if is_sorted {
            let sign = pen.glyph(if order.is_rising() { Glyph::Up } else { Glyph::Down });
            text = if pen.width(&text) < column.width { format!("{text}{sign}") } else { sign.to_owned() };
        }
        if is_left(column.kind) {
            pen.write(buf, (column.x, y), column.width, &text, style);
        } else {
            pen.write_right(buf, (column.x + column.width, y), column.width, &text, style);
        }
    }
}

/// What a click on the heads means.
pub(super) fn hit(columns: &[Column], x: u16) -> Option<Message> {
    let column = columns.iter().find(|column| (column.x..=column.x + column.width).contains(&x))?;
    let by = match column.kind {
        Value(by) => by,
        Bar => Of::Share,
        Spark => Of::Revenue,
    };
    Some(Message::Run("sort", Some(Arc::from(by.as_str()))))
}
