//! The newest days, weeks or months as figures: what the lines show, to be read exactly.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    business::{Granularity, Kpis, Money},
    pipeline::say_count,
    theme::Role,
    view::{format, layout, look::Look, model::business::Business, pen::Glyph, widget::panel::Panel},
};

/// Draws them, newest first.
pub fn draw(look: &Look<'_>, business: &Business<'_>, area: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let title = format!("newest {}s", look.app.granularity.as_str());
    let panel = Panel { title: &title, legend: "revenue  orders  conversion", ..Panel::default() };
    let inner = panel.render(area, buf, pen);
    let buckets = business.book.buckets(business.shown(), look.app.granularity);
    for (row, (bucket, counters)) in buckets.iter().rev().take(usize::from(inner.height)).enumerate() {
        let line = Rect { y: inner.y + row as u16, height: 1, ..inner };
        let from = bucket.part.from();
        let said = match look.app.granularity {
            Granularity::Day => format::weekday(from),
            Granularity::Week => format!("{} – {}", format::day(from), format::day(bucket.part.to())),
            Granularity::Month => from.format("%b %Y").to_string(),
        };
        let used = pen.write(buf, (line.x, line.y), line.width / 2, &said, pen.style(Role::Text));
        if bucket.part.to() >= business.today {
            pen.put(buf, (line.x + used + 1, line.y), Glyph::Hollow, pen.style(Role::Muted));
        }
        let Some(counters) = counters else {
            pen.write_right(buf, (line.right(), line.y), 12, "not read", pen.style(Role::Muted));
            continue;
        };
        let kpis = Kpis::of(counters);
        let (rest, conversion) = layout::right(line, 10);
        let said = kpis.conversion.map_or("no views".to_owned(), format::percent);
        pen.write_right(buf, (conversion.right(), line.y), 9, &said, pen.style(Role::Text));
        let (rest, orders) = layout::right(rest, 8);
        pen.write_right(
            buf,
            (orders.right(), line.y),
            8,
            &say_count(kpis.orders as f64),
            pen.style(Role::Text),
        );
        let money = Money::new(kpis.revenue, business.currency.clone()).to_string();
        let room = rest.width.saturating_sub(used + 3);
        pen.write_right(buf, (rest.right(), line.y), room, &money, pen.style(Role::Bright));
    }
}
