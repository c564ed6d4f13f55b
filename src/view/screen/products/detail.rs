//! One product, opened: revenue by day with the earlier days beside it, its funnel, its figures.

use ratatui::{buffer::Buffer, layout::Rect};
use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{days, list, movers};
use crate::{
    app::{Panel as Focus, ProductTable},
    business::{BookedProduct, Money, ProductRow},
    theme::Role,
    view::{
        format,
        layout::{self, Class},
        look::Look,
        pen::Glyph,
        screen::trend,
        widget::{
            chart::{ChartLine, TimeChart},
            funnel::FunnelBars,
            panel::Panel,
        },
    },
};

/// A fact: its name, its value, what is to be said of it, and the role of that.
type Fact = (&'static str, String, String, Role);

/// Draws the product.
pub(super) fn draw(
    look: &Look<'_>,
    table: &ProductTable,
    (row, product): (&ProductRow, &BookedProduct),
    area: Rect,
    buf: &mut Buffer,
) {
    let (title, body) = layout::top(area, 1);
    head(look, table, (row, product), title, buf);
    let body = layout::top(body, u16::from(look.class != Class::Small)).1;
    let (left, right) = layout::right(body, (body.width * 2 / 5).clamp(30, 62));
    let left = layout::right(left, 1).0;
    let (chart, list) = layout::top(left, (left.height / 2).max(7));
    let title = format!("revenue by {}", look.app.granularity.as_str());
    trend(look, table, (row, &title), chart, buf);
    days::draw(look, table, row, list, buf);
    let (funnel, facts) = layout::top(right, if right.height >= 22 { 9 } else { 6 });
    let inner = Panel { title: "funnel", legend: "events", ..Panel::default() }.render(funnel, buf, look.pen);
    FunnelBars { funnel: &row.counts.funnel(), centred: true }.render(inner, buf, look.pen);
    figures(look, table, row, facts, buf);
}

/// What can be told of the selected product below the list: its days, and beside them its figures.
pub(super) fn preview(
    look: &Look<'_>,
    table: &ProductTable,
    (row, product): (&ProductRow, &BookedProduct),
    area: Rect,
    buf: &mut Buffer,
) {
    let (left, right) = layout::right(area, (area.width * 2 / 5).clamp(30, 62));
    let name = look.pen.fit_middle(list::name(product), left.width / 2);
    let title = format!("{name}: revenue by {}", look.app.granularity.as_str());
    trend(look, table, (row, &title), layout::right(left, 1).0, buf);
    figures(look, table, row, right, buf);
}

/// `product_10103  Bakery   rank 3 of 18  ▲2`
fn head(
    look: &Look<'_>,
    table: &ProductTable,
    (row, product): (&ProductRow, &BookedProduct),
    area: Rect,
    buf: &mut Buffer,
) {
    let (pen, muted) = (look.pen, look.pen.style(Role::Muted));
    let rank =
        row.rank.map_or("no rank".to_owned(), |rank| format!("rank {rank} of {}", table.board.shown()));
    let (moved, role) = list::moved(look, row);
    let vendor = list::vendor_of(look, product).unwrap_or_default();
    let category = product.category.as_deref().unwrap_or_default();
    let name = pen.fit_middle(list::name(product), area.width / 2).into_owned();
    let words = [
        (name.as_str(), pen.bold(Role::Bright)),
        (if vendor.is_empty() { "" } else { "  " }, muted),
        (vendor.as_str(), pen.style(Role::Text)),
        (if category.is_empty() { "" } else { "  " }, muted),
        (category, muted),
        ("   ", muted),
        (rank.as_str(), pen.style(Role::Text)),
        ("  ", muted),
        (moved.as_str(), pen.bold(role)),
    ];
    let used = look.words(buf, (area.x, area.y), area.width, &words);
    let at =
        table.position(&product.key).map(|at| format!("{} of {} in the list", at + 1, table.shown.len()));
    let said = at.unwrap_or_else(|| "hidden by the filter".to_owned());
    let room = area.width.saturating_sub(used + 2);
    if pen.width(&said) <= room {
        pen.write_right(buf, (area.right(), area.y), room, &said, muted);
    }
}

fn trend(
    look: &Look<'_>,
    table: &ProductTable,
    (row, title): (&ProductRow, &str),
    area: Rect,
    buf: &mut Buffer,
) {
    let (pen, granularity) = (look.pen, look.app.granularity);
    let line = |range| {
        let buckets = table.history.book.buckets(row.place, range, granularity).into_iter().enumerate();
        buckets.map(|(place, (bucket, counts))| {
            (bucket.part.from(), (place as f64, counts.and_then(|counts| counts.revenue.to_f64())))
        })
    };
    let (dates, points): (Vec<_>, Vec<_>) = line(table.range()).unzip();
    let before: Vec<(f64, Option<f64>)> = table
        .before()
        .map(|range| line(range).map(|(_, point)| point).take(points.len()).collect())
        .unwrap_or_default();
    let is_open = table.range().contains(look.today());
    let has_before = before.iter().any(|point| point.1.is_some());
    let mut legend = Vec::new();
    if has_before && area.width >= 54 {
        let (this, earlier) = (pen.glyph(Glyph::LegendLine), pen.glyph(Glyph::LegendDashed));
        legend.push(format!("this {this}  previous {earlier}"));
    }
    if is_open && area.width >= 70 {
        legend.push(format!("{} today is open", pen.glyph(Glyph::Hollow)));
    }
    let legend = legend.join("  ");
    let focused = look.has_focus(Focus::Product);
    let inner = Panel { title, legend: &legend, focused, ..Panel::default() }.render(area, buf, pen);
    let last = points.len().saturating_sub(1).max(1) as f64;
    let currency = &look.snapshot.estate.currency;
    let y_label = move |value: f64| format::short_money(value, currency);
    let hollow_last = usize::from(is_open);
    let mut lines = vec![ChartLine { points, role: Role::Accent, dashed: false, filled: true, hollow_last }];
    if has_before {
        lines.push(ChartLine {
            points: before,
            role: Role::Muted,
            dashed: true,
            filled: false,
            hollow_last: 0,
        });
    }
    let mut chart = TimeChart::new(lines, (0.0, last), &y_label);
    chart.x_labels = trend::labels(&dates, granularity, inner.width);
    chart.y_from_zero = true;
    chart.render(inner, buf, pen);
}

fn figures(look: &Look<'_>, table: &ProductTable, row: &ProductRow, area: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let inner = Panel { title: "figures", legend: "", ..Panel::default() }.render(area, buf, pen);
    for ((name, value, note, role), y) in facts(look, table, row).into_iter().zip(inner.y..inner.bottom()) {
        pen.write(buf, (inner.x, y), 14, name, pen.style(Role::Muted));
        let room = inner.width.saturating_sub(15);
        let used = pen.write(buf, (inner.x + 15, y), room, &value, pen.style(Role::Text));
        let room = room.saturating_sub(used + 2);
        if pen.width(&note) <= room {
            pen.write(buf, (inner.x + 15 + used + 2, y), room, &note, pen.style(role));
        }
    }
}

/// The most telling first: a small terminal cuts the end.
fn facts(look: &Look<'_>, table: &ProductTable, row: &ProductRow) -> Vec<Fact> {
    let counts = &row.counts;
    let money = |amount: Decimal| Money::new(amount, look.snapshot.estate.currency.clone()).to_string();
    let fact = |name, value: String| (name, value, String::new(), Role::Muted);
    let (change, role) = list::change(table, row).unwrap_or((String::new(), Role::Muted));
    let mut facts = vec![
        ("revenue", money(counts.revenue), change, role),
        fact("share", row.share.map_or("unknown".to_owned(), format::percent)),
        fact("conversion", counts.conversion().map_or("no views".to_owned(), format::percent)),
    ];
    let days = table.history.book.days_of(row.place, table.range());
    let best = days.iter().filter(|(_, counts)| counts.revenue > Decimal::ZERO);
    // Of equal days the newer one.
    let best = best.max_by_key(|(date, counts)| (counts.revenue, *date));
    facts.push(match best {
        Some((date, counts)) => ("best day", format::weekday(*date), money(counts.revenue), Role::Text),
        None => fact("best day", "no day with revenue".to_owned()),
    });
    let average = (counts.orders > 0).then(|| counts.revenue.checked_div(counts.orders.into())).flatten();
    facts.push(fact("an order", average.map_or("no orders".to_owned(), money)));
    facts.push(match counts.units {
        Some(units) => fact("units", format::whole(units)),
        None => ("units", "unknown".to_owned(), "the index does not count them".to_owned(), Role::Muted),
    });
    if let Some(compared) = row.compared.filter(|_| !table.board.is_partial) {
        let against = super::head::against(look, table);
        facts.push(("difference", movers::signed(look, compared.revenue_difference()), against, Role::Muted));
    }
    let sold = days.iter().filter(|(_, counts)| counts.orders > 0).count();
    facts.push(fact("days with sale", format!("{sold} of {}", table.board.known_days)));
    facts
}
