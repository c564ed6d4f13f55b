//! The five KPIs of a vendor as tiles, or as one block where there is little room. An open day says so; a change
//! is only told between equal lengths of time.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    app::{Compare, Panel as Focus},
    business::{Basis, Change, Kpi, Money},
    theme::Role,
    view::{
        layout,
        look::Look,
        model::{business::Business, clock, condition::Card},
        pen::Glyph,
        widget::{panel::Panel, sparkline::Sparkline},
    },
};

/// One KPI, ready to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Tile {
    /// Which.
    pub kpi: Kpi,
    /// The figure: `€12,410.00`; `no data` when unknown.
    pub figure: String,
    /// The change with its glyph, and its role; empty when there is none.
    pub change: String,
    /// Role of the change.
    pub role: Role,
    /// By day.
    pub spark: Vec<Option<f64>>,
}

/// The five tiles.
pub fn tiles(look: &Look<'_>, business: &Business<'_>) -> Vec<Tile> {
    let (kpis, compared) = (business.kpis(), business.comparison());
    let tile = |kpi: Kpi| {
        let figure = kpis.as_ref().map(|kpis| match kpi {
            Kpi::Revenue => Money::new(kpis.revenue, business.currency.clone()).to_string(),
            Kpi::Orders => crate::pipeline::say_count(kpis.orders as f64),
            Kpi::AverageOrder => kpis.average_order.map_or("no orders".to_owned(), |amount| {
                Money::new(amount, business.currency.clone()).to_string()
            }),
            Kpi::Conversion => rate(kpis.conversion, "no views"),
            Kpi::Completion => rate(kpis.completion, "no orders"),
        });
        let change = compared.as_ref().and_then(|compared| compared.change(kpi));
        let part = compared.as_ref().and_then(|compared| compared.part_of(kpi));
        let (change, role) = match (change, part) {
            (Some(change), _) => change_said(look, change),
            (None, Some(part)) => (format!("{:.0} % so far", part * 100.0), Role::Muted),
            (None, None) => (String::new(), Role::Muted),
        };
        let figure = figure.unwrap_or_else(|| "no data".to_owned());
        Tile { kpi, figure, change, role, spark: business.spark(kpi, 30) }
    };
    Kpi::ALL.into_iter().map(tile).collect()
}

fn rate(rate: Option<f64>, none: &str) -> String {
    rate.map_or_else(|| none.to_owned(), |rate| format!("{:.1} %", rate * 100.0))
}

/// A change with its glyph: `▲ 8.2 %`, `▼ 0.2 pt`.
pub fn change_said(look: &Look<'_>, change: Change) -> (String, Role) {
    let unit = match change {
        Change::Percent(_) => "%",
        Change::Points(_) => "pt",
    };
    let amount = change.amount();
    let (glyph, role) = match amount {
        _ if amount.abs() < 0.05 => (Glyph::Same, Role::Muted),
        _ if amount > 0.0 => (Glyph::Up, Role::Good),
        _ => (Glyph::Down, Role::Critical),
    };
    let digits = usize::from(amount.abs() < 99.95);
    (format!("{} {:.digits$} {unit}", look.pen.glyph(glyph), amount.abs()), role)
}

/// What the tiles are compared with, in a few words: `vs Sun 15 Nov`; empty when with nothing.
pub fn against(look: &Look<'_>, business: &Business<'_>) -> String {
    let Some(before) = business.before else { return String::new() };
    let what = match (look.app.compare, business.range.days()) {
        (_, 1) => before.from().format("%a %-d %b").to_string(),
        (Compare::WeekBefore, _) => "a week earlier".to_owned(),
        (Compare::FourWeeksBefore, _) => "4 weeks earlier".to_owned(),
        (_, days) => format!("{days} days before"),
    };
    match business.comparison() {
        None => format!("vs {what}: not read"),
        Some(compared) if compared.basis == Basis::ClosedDays => format!("vs {what}, today left out"),
        Some(_) => format!("vs {what}"),
    }
}

/// How far the numbers go: `to 13:51`, `open day`, or what is wrong with them.
pub fn truth(look: &Look<'_>, business: &Business<'_>) -> (String, Role) {
    let total = business.total();
    if let Some(mark) = business.condition.mark(look.now) {
        return (mark, Role::Warning);
    }
    if !total.is_whole() && !total.is_unknown() {
        return (format!("{} of {} days", total.known_days, total.days), Role::Warning);
    }
    match business.complete_to.filter(|_| business.is_open()) {
        Some(at) => {
            let late = (look.now - at).num_minutes() > 10;
            let said = format!("complete to {}", clock::moment_of(at, look.now, look.zone()));
            (said, if late { Role::Warning } else { Role::Muted })
        }
        None if business.is_open() => ("open day".to_owned(), Role::Muted),
        None => (String::new(), Role::Muted),
    }
}

/// Draws the tiles side by side with borders; six rows are a full tile, four the least.
pub fn draw(look: &Look<'_>, business: &Business<'_>, area: Rect, buf: &mut Buffer) {
    if area.height < 4 {
        return block(look, business, area, buf);
    }
    let (said, role) = truth(look, business);
    let versus = against(look, business);
    let tiles = tiles(look, business);
    let cells = layout::columns(area, tiles.len() as u16, 1);
    for (place, (tile, cell)) in tiles.iter().zip(cells).enumerate() {
        let panel = Panel {
            title: tile.kpi.label(),
            legend: "",
            focused: look.has_focus(Focus::Kpis) && place == 0,
            ..Panel::default()
        };
        let inner = panel.render(cell, buf, look.pen);
        let (head, rest) = layout::top(inner, 1);
        figure_line(look, tile, head, buf);
        let foot_height = u16::from(rest.height >= 2);
        let (line, foot) = layout::bottom(rest, foot_height);
        Sparkline { values: &tile.spark, role: Role::Accent, unripe: usize::from(business.is_open()), tail: None }
            .render(line, buf, look.pen);
        if foot.height > 0 {
            let (text, role) = match place {
                0 | 2 => (&said, role),
                1 | 3 => (&versus, Role::Muted),
                _ => (&said, role),
            };
            look.pen.write(buf, (foot.x, foot.y), foot.width, text, look.pen.style(role));
        }
    }
}

fn figure_line(look: &Look<'_>, tile: &Tile, area: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let both = pen.width(&tile.figure) + 1 + pen.width(&tile.change);
    if both <= area.width {
        pen.write_right(buf, (area.right(), area.y), area.width, &tile.change, pen.style(tile.role));
    }
    pen.write(buf, (area.x, area.y), area.width, &tile.figure, pen.bold(Role::Bright));
}

/// The five in three lines without borders: label, figure with change, and how far they go.
pub fn block(look: &Look<'_>, business: &Business<'_>, area: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let tiles = tiles(look, business);
    for (tile, cell) in tiles.iter().zip(layout::columns(area, tiles.len() as u16, 1)) {
        let (label, rest) = layout::top(cell, 1);
        pen.write(buf, (label.x, label.y), label.width, tile.kpi.label(), pen.style(Role::Muted));
        let (head, rest) = layout::top(rest, 1);
        if head.height == 0 {
            continue;
        }
        let used = pen.write(buf, (head.x, head.y), head.width, &tile.figure, pen.bold(Role::Bright));
        let room = head.width.saturating_sub(used + 1);
        if pen.width(&tile.change) <= room && rest.height == 0 {
            pen.write(buf, (head.x + used + 1, head.y), room, &tile.change, pen.style(tile.role));
        }
        let (change, rest) = layout::top(rest, 1);
        if change.height > 0 {
            pen.write(buf, (change.x, change.y), change.width, &tile.change, pen.style(tile.role));
        }
        let line = layout::top(rest, 1).0;
        if line.height > 0 {
            Sparkline { values: &tile.spark, role: Role::Accent, unripe: usize::from(business.is_open()), tail: None }
                .render(line, buf, pen);
        }
    }
}

/// The card that stands instead of business figures; none when there are some.
pub fn card(look: &Look<'_>, business: &Business<'_>) -> Option<Card> {
    let estate = &look.snapshot.estate;
    if estate.vendor_table.is_none() && estate.lake.is_none() {
        let mut card = Card::nothing("No vendor table is configured, so there is no business to show.");
        card.fix = "Add to the config:  [vendors]  table = \"YourAnalyticsTable\"   (tidewatch config example shows every key)"
            .to_owned();
        return Some(card);
    }
    if !business.book.is_empty() {
        return None;
    }
    Some(business.condition.card(if estate.vendor_table.is_some() { "DynamoDB" } else { "Athena" }))
}
