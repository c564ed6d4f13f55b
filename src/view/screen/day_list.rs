//! The newest days, weeks or months as figures: what the lines show, to be read exactly.

use chrono::Datelike;
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
    let periods = business.book.periods(business.shown(), look.app.granularity, business.today);
    for (row, period) in periods.iter().rev().take(usize::from(inner.height)).enumerate() {
        let (bucket, counters) = (period.bucket, period.counters);
        let line = Rect { y: inner.y + row as u16, height: 1, ..inner };
        let from = bucket.part.from();
        let said = match look.app.granularity {
            Granularity::Day => format::weekday(from),
            Granularity::Week if from.month() == bucket.part.to().month() && from != bucket.part.to() => {
                format!("{} – {}", from.day(), format::day(bucket.part.to()))
            }
            Granularity::Week if from == bucket.part.to() => format::weekday(from),
            Granularity::Week => format!("{} – {}", format::day(from), format::day(bucket.part.to())),
            Granularity::Month => from.format("%b %Y").to_string(),
        };
        let used = pen.write(buf, (line.x, line.y), line.width / 2, &said, pen.style(Role::Text));
        // The mark says that the figures are of a part; the word says of which kind, where there is room.
        let mark = period.part().map_or_else(String::new, |_| format!(" {} part", pen.glyph(Glyph::Hollow)));
        let mark =
            if line.width >= 44 || mark.is_empty() { mark } else { format!(" {}", pen.glyph(Glyph::Hollow)) };
        let used = used + pen.write(buf, (line.x + used, line.y), 8, &mark, pen.style(Role::Muted));
        let Some(counters) = counters else {
            pen.write_right(buf, (line.right(), line.y), 12, "not read", pen.style(Role::Muted));
            continue;
        };
        let kpis = Kpis::of(&counters);
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
        let room = rest.width.saturating_sub(used + 1);
        // Cents give way before figures do.
        let whole = money.split_once('.').map_or(money.as_str(), |(whole, _)| whole);
        let money = if pen.width(&money) <= room { money.as_str() } else { whole };
        pen.write_right(buf, (rest.right(), line.y), room, money, pen.style(Role::Bright));
    }
}
