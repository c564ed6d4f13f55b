//! The line of a KPI over the shown days, the earlier period dashed beside it, today's open day hollow.

use chrono::NaiveDate;
use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    app::Panel as Focus,
    business::{Granularity, Kpi},
    theme::Role,
    view::{
        format,
        layout::{self, Class},
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
        plain(look, &panel, area, buf)
    } else {
        panel.render(area, buf, look.pen)
    };
    if let Some(card) = super::kpis::brief_card(look, business) {
        look.card(buf, inner, &card);
        return;
    }
    if trend.points.iter().all(|point| point.1.is_none()) {
        let said = "nobody keeps these days: they are older than the vendor table holds";
        look.card(buf, inner, &Card::nothing(said));
        return;
    }
    chart(look, business, kpi, &trend, inner, buf);
}

/// Title and legend in one line and no border: what a small terminal has room for.
fn plain(look: &Look<'_>, panel: &Panel<'_>, area: Rect, buf: &mut Buffer) -> Rect {
    let (pen, (head, rest)) = (look.pen, layout::top(area, 1));
    let title = if panel.focused { Role::Accent } else { Role::Bright };
    let used = pen.write(buf, (head.x, head.y), head.width, panel.title, pen.bold(title));
    let room = head.width.saturating_sub(used + 2);
    if pen.width(panel.legend) <= room {
        pen.write_right(buf, (head.right(), head.y), room, panel.legend, pen.style(Role::Muted));
    }
    rest
}

fn title(look: &Look<'_>, business: &Business<'_>, kpi: Kpi) -> String {
    let name = match kpi {
        Kpi::Revenue | Kpi::Orders | Kpi::AverageOrder | Kpi::Conversion | Kpi::Completion => kpi.label(),
    };
    match (look.app.screen, look.app.granularity) {
        (crate::app::Screen::Overview, _) => format!("{name}, {}", span(business)),
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
    if trend.is_open && width >= 80 {
        said.push(format!("{} today is open", pen.glyph(Glyph::Hollow)));
    }
    said.join("  ")
}

fn chart(look: &Look<'_>, business: &Business<'_>, kpi: Kpi, trend: &Trend, area: Rect, buf: &mut Buffer) {
    let role = if kpi == Kpi::Orders { Role::Third } else { Role::Accent };
    let this = ChartLine {
        points: trend.points.clone(),
        role,
        dashed: false,
        filled: true,
        hollow_last: usize::from(trend.is_open),
    };
    let before = ChartLine {
        points: trend.before.iter().copied().take(trend.points.len()).collect(),
        role: Role::Muted,
        dashed: true,
        filled: false,
        hollow_last: 0,
    };
    let last = (trend.points.len().saturating_sub(1)).max(1) as f64;
    let y_label = move |value: f64| match kpi {
        Kpi::Revenue | Kpi::AverageOrder => format::short_money(value, business.currency),
        Kpi::Orders => format::short(value),
        Kpi::Conversion | Kpi::Completion => format::percent(value),
    };
    let lines = if trend.before.is_empty() { vec![this] } else { vec![this, before] };
    let mut chart = TimeChart::new(lines, (0.0, last), &y_label);
    chart.x_labels = labels(&trend.dates, look.app.granularity, area.width);
    chart.y_from_zero = false;
    chart.render(area, buf, look.pen);
}

/// About one label in fourteen cells, the last always.
pub fn labels(dates: &[NaiveDate], granularity: Granularity, width: u16) -> Vec<(f64, String)> {
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
