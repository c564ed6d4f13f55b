//! The days, weeks or months of one product as figures, newest first: what its line shows, to be read exactly.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    app::ProductTable,
    business::{Bucket, Granularity, Money, ProductCounts, ProductRow},
    theme::Role,
    view::{format, layout, look::Look, pen::Glyph, widget::panel::Panel},
};

/// A counter: its head, its width and how it is said.
type Count = (&'static str, u16, fn(&ProductCounts) -> String);

/// Counters with their heads and widths, from the right; those that find no room are left out from the left.
const COUNTS: [Count; 5] = [
    ("conv.", 8, |counts| counts.conversion().map_or("?".to_owned(), format::percent)),
    ("views", 8, |counts| format::whole(counts.views)),
    ("orders", 7, |counts| format::whole(counts.orders)),
    ("cart", 6, |counts| format::whole(counts.cart_adds)),
    ("favs", 6, |counts| format::whole(counts.favorites)),
];
const NAME: u16 = 18;
const MONEY: u16 = 12;

/// Draws them in a panel, from the line that is scrolled to.
pub(super) fn draw(look: &Look<'_>, table: &ProductTable, row: &ProductRow, area: Rect, buf: &mut Buffer) {
    let (pen, granularity) = (look.pen, look.app.granularity);
    let mut buckets = table.history.book.buckets(row.place, table.range(), granularity);
    buckets.reverse();
    let rows = usize::from(Panel::inside(area).height.saturating_sub(1));
    let first = look.app.products.top.min(buckets.len().saturating_sub(rows));
    let legend = if buckets.len() > rows && rows > 0 {
        format!("{}–{} of {}, Ctrl-D U", first + 1, (first + rows).min(buckets.len()), buckets.len())
    } else {
        String::new()
    };
    let title = format!("{}s", granularity.as_str());
    let inner = Panel { title: &title, legend: &legend, ..Panel::default() }.render(area, buf, pen);
    let (head, list) = layout::top(inner, 1);
    let mut right = head.right();
    let mut placed = Vec::new();
    for (name, width, said) in COUNTS {
        if right.saturating_sub(head.x) < width + MONEY + NAME {
            break;
        }
        pen.write_right(buf, (right, head.y), width - 1, name, pen.style(Role::Muted));
        placed.push((right, width, said));
        right -= width;
    }
    pen.write_right(buf, (right, head.y), MONEY, "revenue", pen.style(Role::Muted));
    for ((bucket, counts), y) in buckets.iter().skip(first).zip(list.y..list.bottom()) {
        name(look, bucket, (list.x, y), buf);
        let Some(counts) = counts else {
            pen.write_right(buf, (right, y), MONEY, "not read", pen.style(Role::Muted));
            continue;
        };
        let money = Money::new(counts.revenue, look.snapshot.estate.currency.clone()).to_string();
        pen.write_right(
            buf,
            (right, y),
            right.saturating_sub(list.x + NAME),
            &money,
            pen.style(Role::Bright),
        );
        for (right, width, said) in &placed {
            pen.write_right(buf, (*right, y), width - 1, &said(counts), pen.style(Role::Text));
        }
    }
}

/// The period; hollow while it is open, and said where the range cuts it short.
fn name(look: &Look<'_>, bucket: &Bucket, at: (u16, u16), buf: &mut Buffer) {
    let (pen, from, to) = (look.pen, bucket.part.from(), bucket.part.to());
    let said = match look.app.granularity {
        Granularity::Day => format::weekday(from),
        Granularity::Week => format!("{} – {}", format::day(from), format::day(to)),
        Granularity::Month => from.format("%b %Y").to_string(),
    };
    let used = pen.write(buf, at, NAME - 2, &said, pen.style(Role::Text));
    let is_open = bucket.part.contains(look.today());
    if is_open || bucket.is_partial() {
        let glyph = if is_open { Glyph::Hollow } else { Glyph::About };
        pen.put(buf, (at.0 + used + 1, at.1), glyph, pen.style(Role::Muted));
    }
}
