//! The line of a KPI over the shown days, the earlier period dashed beside it; parts of periods stand alone and hollow,
//! and the seam between the lake's days and the table's is marked.

use chrono::NaiveDate;
use ratatui::{buffer::Buffer, layout::Rect};

use super::bare;

use crate::{
    app::Panel as Focus,
    business::{Granularity, Kpi},
    question::Store,
    theme::Role,
    view::{
        format,
        layout::Class,
        look::Look,
        model::{
            business::{Business, Trend},
            condition::Card,
        },
        pen::Glyph,
        widget::{
            chart::{ChartLine, TimeChart},
            panel::Panel,
        },
    },
};

/// Draws the trend of a KPI in a panel.
pub fn draw(
    look: &Look<'_>,
    business: &Business<'_>,
    (kpi, focus): (Kpi, Focus),
    area: Rect,
    buf: &mut Buffer,
) {
    let trend = business.trend(kpi, look.app.granularity);
    let legend = legend(look, business, &trend, area.width);
    let title = title(look, business, kpi);
    let panel = Panel { title: &title, legend: &legend, focused: look.has_focus(focus), ..Panel::default() };
    let inner = if look.class == Class::Small {
        bare::frame(look, &panel, area, buf)
    } else {
        panel.render(area, buf, look.pen)
    };
    if let Some(card) = super::kpis::brief_card(look, business) {
        look.card(buf, inner, &card);
        return;
    }
    if trend.points.iter().all(|point| point.1.is_none()) {
        let said = nobody_keeps(business);
        look.card(buf, inner, &Card::nothing(said));
        return;
    }
    chart(look, business, kpi, &trend, inner, buf);
}

/// Why no day of the range is known, though others are.
fn nobody_keeps(business: &Business<'_>) -> String {
    match business.book.ends() {
        Some((first, _)) if business.range.to() < first => {
            format!("nothing is known of these days: history begins on {}", format::days(first, first))
        }
        _ => "nobody keeps these days: they are older than the vendor table holds".to_owned(),
    }
}

fn title(look: &Look<'_>, business: &Business<'_>, kpi: Kpi) -> String {
    let name = match kpi {
        Kpi::Revenue | Kpi::Orders | Kpi::AverageOrder | Kpi::Conversion | Kpi::Completion => kpi.label(),
    };
    match (look.app.screen, look.app.granularity) {
        (crate::app::Screen::Overview, _) => format!("{name}, {}", span(business)),
        (_, granularity) if business.range != look.app.date_range(business.today) => {
            format!("{name} by {}, {}", granularity.as_str(), span(business))
        }
        (_, granularity) => format!("{name} by {}", granularity.as_str()),
    }
}

fn span(business: &Business<'_>) -> String {
    let days = business.range.days();
    if business.is_open() { format!("last {days} days") } else { format!("{days} days") }
}

fn legend(look: &Look<'_>, business: &Business<'_>, trend: &Trend, width: u16) -> String {
    let pen = look.pen;
    let mut said = Vec::new();
    if let Some(mark) = business.condition.mark(look.now) {
        said.push(mark);
    }
    if trend.before.iter().any(|point| point.1.is_some()) && width >= 54 {
        said.push(format!(
            "this {}  previous {}",
            pen.glyph(Glyph::LegendLine),
            pen.glyph(Glyph::LegendDashed)
        ));
    }
    if let Some(word) = part_word(look, trend).filter(|_| width >= 76) {
        said.push(format!("{} {word}", pen.glyph(Glyph::Hollow)));
    }
    said.join("  ")
}

/// What the hollow points are.
fn part_word(look: &Look<'_>, trend: &Trend) -> Option<&'static str> {
    let newest = trend.parts.iter().rev().find_map(|part| *part)?;
    Some(match (look.app.granularity, newest) {
        (Granularity::Day, "open") => "today is open",
        (Granularity::Day, _) => "part of a day",
        (Granularity::Week, _) => "part of a week",
        (Granularity::Month, _) => "part of a month",
    })
}

fn chart(look: &Look<'_>, business: &Business<'_>, kpi: Kpi, trend: &Trend, area: Rect, buf: &mut Buffer) {
    let role = if kpi == Kpi::Orders { Role::Third } else { Role::Accent };
    let [whole, alone] = trend.apart(kpi);
    // A rate of the open day may still change, and stays in the line.
    let is_alone = alone.iter().any(|point| point.1.is_some());
    let hollow_last = usize::from(trend.is_open && !is_alone);
    let this = ChartLine { points: whole, role, dashed: false, filled: true, hollow_last };
    let parts = ChartLine { hollow_last: alone.len(), ..ChartLine::new(alone, role) };
    let before = ChartLine { dashed: true, ..ChartLine::new(trend.before.clone(), Role::Muted) };
    let last = (trend.points.len().saturating_sub(1)).max(1) as f64;
    let y_label = move |value: f64| match kpi {
        Kpi::Revenue | Kpi::AverageOrder => format::short_money(value, business.currency),
        Kpi::Orders => format::short(value),
        Kpi::Conversion | Kpi::Completion => format::percent(value),
    };
    let mut lines = vec![this, parts];
    if !trend.before.is_empty() {
        lines.push(before);
    }
    let mut chart = TimeChart::new(lines, (0.0, last), &y_label);
    chart.x_labels = labels(&trend.dates, look.app.granularity, area.width);
    chart.y_from_zero = false;
    chart.seam = trend.seam.map(|at| (at, Store::Lake.as_str(), Store::Table.as_str()));
    chart.render(area, buf, look.pen);
}

/// About one label in fourteen cells, the last always.
fn labels(dates: &[NaiveDate], granularity: Granularity, width: u16) -> Vec<(f64, String)> {
    let most = usize::from(width / 14).clamp(1, 12);
    let step = dates.len().div_ceil(most).max(1);
    let said = |date: &NaiveDate| match granularity {
        Granularity::Day | Granularity::Week => format::day(*date),
        Granularity::Month => date.format("%b %Y").to_string(),
    };
    let last = dates.len().saturating_sub(1);
    let is_labelled = |place: usize| (last - place).is_multiple_of(step);
    let labelled = dates.iter().enumerate().filter(|(place, _)| is_labelled(*place));
    labelled.map(|(place, date)| (place as f64, said(date))).collect()
}
