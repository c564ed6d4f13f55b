//! The five KPIs of a vendor as tiles, or as one block where there is little room. An open day says so; a change
//! is only told between equal lengths of time.

use ratatui::{buffer::Buffer, layout::Rect};
use rust_decimal::prelude::ToPrimitive;

use crate::{
    app::{Compare, Panel as Focus, Screen},
    business::{Basis, Kpi, Money, Span},
    theme::Role,
    view::{
        Pen, format,
        layout::{self, Class},
        look::Look,
        model::{business::Business, condition::Card},
        pen::Glyph,
        widget::{spans::RichLine, tile as widget},
    },
};

/// One KPI, ready to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Tile {
    /// Which.
    pub kpi: Kpi,
    /// The figure: `€12,410.00`; `no data` when unknown.
    pub figure: String,
    /// The figure in few characters, for narrow places: `€1.18M`.
    pub brief: String,
    /// The figure without cents, for narrow places.
    pub short: String,
    /// The change with its glyph, and its role; empty when there is none.
    pub change: String,
    /// Role of the change.
    pub role: Role,
    /// The change is the part of a whole earlier day that is reached so far.
    pub is_part: bool,
    /// The figure counts what began on earlier days.
    pub is_carried: bool,
    /// By day.
    pub spark: Vec<Option<f64>>,
}

impl Tile {
    /// The fullest figure and change that stand side by side in `width` cells. Where none do, the figure is alone.
    fn fitting(&self, width: u16, pen: Pen<'_>) -> (&str, Option<String>) {
        let tight = self.change.replace(' ', "");
        let pairs = [
            (&self.figure, &self.change),
            (&self.short, &self.change),
            (&self.short, &tight),
            (&self.brief, &self.change),
            (&self.brief, &tight),
        ];
        let fits = |(figure, change): &(&String, &String)| pen.width(figure) + 1 + pen.width(change) <= width;
        match pairs.into_iter().find(fits) {
            Some((figure, change)) => (figure, Some(change.clone())),
            None => (&self.short, None),
        }
    }
}

/// The five tiles.
pub fn tiles(business: &Business<'_>) -> Vec<Tile> {
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
        let part =
            compared.as_ref().and_then(|compared| compared.part_of(kpi)).filter(|_| kpi != Kpi::Completion);
        let is_carried = kpi == Kpi::Completion && has_earlier_orders(business);
        let change = change.filter(|_| !is_carried);
        let is_part = change.is_none() && part.is_some();
        let (change, role) = match (change, part) {
            (Some(change), _) => format::change(change),
            (None, Some(part)) => (format!("{:.0} %", part * 100.0), Role::Muted),
            (None, None) => (String::new(), Role::Muted),
        };
        let figure = figure.unwrap_or_else(|| "no data".to_owned());
        let short = without_cents(&figure, kpi);
        let revenue = kpis.as_ref().and_then(|kpis| kpis.value(kpi)).filter(|_| kpi == Kpi::Revenue);
        let brief = revenue.map_or(short.clone(), |amount| format::short_money(amount, business.currency));
        let spark = course(business, kpi);
        Tile { kpi, figure, short, brief, change, role, is_part, is_carried, spark }
    };
    Kpi::ALL.into_iter().map(tile).collect()
}

/// The course of a KPI by day. An amount of the open day is only a part, and would look like a fall: it is left out.
fn course(business: &Business<'_>, kpi: Kpi) -> Vec<Option<f64>> {
    let mut course = business.spark(kpi, 30);
    if business.is_open() && is_amount(kpi) {
        course.pop();
    }
    course
}

const fn is_amount(kpi: Kpi) -> bool {
    matches!(kpi, Kpi::Revenue | Kpi::Orders)
}

/// What stands at the right end of a tile: what it is a rate of, or what a closed day brings. On one day, and where no
/// line above says it, what it is compared with.
fn beside(look: &Look<'_>, business: &Business<'_>, tile: &Tile) -> String {
    if look.app.screen != Screen::Vendor || business.range.days() == 1 {
        let versus = against(look, business);
        return if tile.is_part { versus.replacen("vs", "of", 1) } else { versus };
    }
    let (total, days) = business.closed();
    let a_day = |amount: Option<f64>| amount.filter(|_| days > 0).map(|amount| amount / days as f64);
    match tile.kpi {
        Kpi::Revenue => a_day(total.revenue.to_f64()).map_or_else(String::new, |amount| {
            format!("{} a day", format::short_money(amount, business.currency))
        }),
        Kpi::Orders => a_day(Some(total.orders as f64))
            .map_or_else(String::new, |amount| format!("{} a day", format::short(amount))),
        Kpi::AverageOrder => "per order".to_owned(),
        Kpi::Conversion => "per view".to_owned(),
        Kpi::Completion => "of orders".to_owned(),
    }
}

/// True when more orders were completed than placed: some were placed on earlier days.
fn has_earlier_orders(business: &Business<'_>) -> bool {
    let completion = business.kpis().and_then(|kpis| kpis.completion);
    completion.is_some_and(|completion| completion > 1.0)
}

/// Revenue loses its cents where there is no room for them; small amounts keep them.
fn without_cents(figure: &str, kpi: Kpi) -> String {
    let whole = figure.split_once('.').filter(|(whole, _)| kpi == Kpi::Revenue && whole.len() > 4);
    whole.map_or(figure, |(whole, _)| whole).to_owned()
}

fn rate(rate: Option<f64>, none: &str) -> String {
    rate.map_or_else(|| none.to_owned(), format::percent)
}

/// What the tiles are compared with, in a few words: `vs Sun 15 Nov`; empty when with nothing.
pub fn against(look: &Look<'_>, business: &Business<'_>) -> String {
    let Some(before) = business.before else { return String::new() };
    let is_day = business.range.days() == 1;
    match (look.app.compare, business.span) {
        _ if is_day => format!("vs {}", before.from().format("%a %-d %b")),
        (Compare::WeekBefore, _) => "vs week ago".to_owned(),
        (Compare::FourWeeksBefore, _) => "vs 28 d ago".to_owned(),
        (Compare::YearBefore, Span::Days) => "vs 52 weeks ago".to_owned(),
        (Compare::YearBefore, _) => format!("vs same dates {}", before.from().format("%Y")),
        (_, Span::Days) => format!("vs prev {} d", business.range.days()),
        (_, _) => format!("vs {}", format::days(before.from(), before.to())),
    }
}

/// What a reader must know of the comparison: that the open day is left out, that earlier days are missing, or that the
/// periods differ in length.
pub fn caveat(business: &Business<'_>) -> String {
    let Some(before) = business.before else { return String::new() };
    let Some(compared) = business.comparison() else {
        return match business.book.ends() {
            Some((first, _)) if before.from() < first && first <= business.today => {
                format!(": unknown before {}", format::day(first))
            }
            _ => ": not read".to_owned(),
        };
    };
    if compared.is_partial {
        return format!(": the {} days known of both", compared.days);
    }
    let left_out = if compared.basis == Basis::ClosedDays { ", today left out" } else { "" };
    if compared.days == compared.days_before {
        return left_out.to_owned();
    }
    format!("{left_out}, {} days against {}", compared.days, compared.days_before)
}

/// What a reader must know of the figures where the tiles have no room to say it.
pub fn remark(business: &Business<'_>) -> &'static str {
    if has_earlier_orders(business) { "  completion: with earlier orders" } else { "" }
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
            let said = format!("to {}", format::moment(at, look.now, look.zone()));
            (said, if late { Role::Warning } else { Role::Muted })
        }
        None if business.is_open() => ("open day".to_owned(), Role::Muted),
        None => (String::new(), Role::Muted),
    }
}

/// Draws what bare tiles have no room for: after `lead`, whose figures they are and how far they go; at the right,
/// what they are compared with.
pub fn draw_truth(
    look: &Look<'_>,
    business: &Business<'_>,
    (lead, versus): (&str, &str),
    area: Rect,
    buf: &mut Buffer,
) {
    if area.height == 0 || business.book.is_empty() {
        return;
    }
    let (said, role) = truth(look, business);
    let (pen, whose) = (look.pen, look.vendor_name());
    let words = [
        (lead, pen.style(Role::Muted)),
        (whose.as_str(), pen.style(Role::Text)),
        ("  ", pen.style(Role::Muted)),
        (said.as_str(), pen.style(role)),
        (remark(business), pen.style(Role::Muted)),
    ];
    let used = look.words(buf, (area.x, area.y), area.width, &words);
    let room = area.width.saturating_sub(used + 2);
    pen.write_right(buf, (area.right(), area.y), room, versus, pen.style(Role::Muted));
}

/// Draws the tiles side by side: bordered from four rows on, bare below.
pub fn draw(look: &Look<'_>, business: &Business<'_>, area: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let (said, role) = truth(look, business);
    let tiles = tiles(business);
    let is_bare = area.height < 4 || look.class == Class::Small;
    let cells = layout::columns(area, tiles.len() as u16, if is_bare { 2 } else { 1 });
    for (tile, cell) in tiles.iter().zip(cells) {
        let foot = if is_bare || cell.height < 5 {
            RichLine::default()
        } else if tile.is_carried {
            RichLine::of(vec![pen.span("with earlier orders", Role::Muted)])
        } else {
            let right = beside(look, business, tile);
            let room = cell.width.saturating_sub(4 + pen.width(&said) + 2);
            let right = if pen.width(&right) <= room { right } else { String::new() };
            RichLine::of(vec![pen.span(&*said, role)]).with_right(vec![pen.span(right, Role::Muted)])
        };
        let inner = cell.width.saturating_sub(if is_bare { 0 } else { 4 });
        let (figure, change) = tile.fitting(inner, pen);
        let is_today =
            !is_bare && tile.kpi == Kpi::Revenue && business.is_open() && business.range.days() == 1;
        let title = if is_today { "revenue today" } else { tile.kpi.label() };
        let mut drawn = widget::Tile::new(title, figure);
        drawn.change = change.filter(|change| !change.is_empty()).map(|change| (change, tile.role));
        drawn.spark = &tile.spark;
        drawn.unripe = usize::from(business.is_open() && !is_amount(tile.kpi));
        drawn.foot = foot;
        drawn.bare = is_bare;
        drawn.render(cell, buf, pen);
    }
    // The five have the focus together: a bar at their left, not five bright frames.
    let edge = u16::from(!is_bare);
    for y in area.y + edge..area.bottom().saturating_sub(edge) {
        if look.has_focus(Focus::Kpis) {
            pen.put(buf, (area.x.saturating_sub(u16::from(is_bare)), y), Glyph::Bar, pen.style(Role::Accent));
        }
    }
}

/// The card that stands instead of business figures; none when there are some.
pub fn card(look: &Look<'_>, business: &Business<'_>) -> Option<Card> {
    let estate = &look.snapshot.estate;
    if estate.vendor_table.is_none() && estate.lake.is_none() {
        let mut card = Card::nothing("No vendor table is configured, so there is no business to show.");
        card.fix.push_str("Add to the config:  [vendors]  table = \"YourAnalyticsTable\"   (tidewatch config example shows every key)");
        return Some(card);
    }
    // Days of another range may be known; what keeps these from being shown is said all the same.
    let condition = &business.condition;
    let is_open = if condition.is_asked { !condition.has_answer() } else { business.book.is_empty() };
    if !is_open || !business.total().is_unknown() {
        return None;
    }
    Some(business.condition.card(if estate.vendor_table.is_some() { "DynamoDB" } else { "Athena" }))
}

/// The same card in a few words, for panels beside the one that says it all.
pub fn brief_card(look: &Look<'_>, business: &Business<'_>) -> Option<Card> {
    let mut card = card(look, business)?;
    if let Some(trouble) = business.condition.trouble {
        card.sentence = format!("not known: {}", trouble.fault.label());
        card.fix.clear();
    }
    Some(card)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::Theme;

    #[test]
    fn a_narrow_tile_shortens_its_figure_before_it_drops_the_change() {
        let tile = Tile {
            kpi: Kpi::Revenue,
            figure: "€1,175,572.10".to_owned(),
            short: "€1,175,572".to_owned(),
            brief: "€1.18M".to_owned(),
            change: "▲ 0.4 %".to_owned(),
            role: Role::Good,
            is_part: false,
            is_carried: false,
            spark: Vec::new(),
        };
        let theme = Theme::default();
        let shown = |width| {
            let (figure, change) = tile.fitting(width, Pen::new(&theme, false));
            format!("{figure} {}", change.unwrap_or_default())
        };
        assert_eq!(shown(30), "€1,175,572.10 ▲ 0.4 %");
        assert_eq!(shown(18), "€1,175,572 ▲ 0.4 %");
        assert_eq!(shown(16), "€1,175,572 ▲0.4%");
        assert_eq!(shown(14), "€1.18M ▲ 0.4 %");
        assert_eq!(shown(12), "€1.18M ▲0.4%");
        assert_eq!(shown(8), "€1,175,572 ");
    }
}
