//! The last eight weeks and the days to come in one line, the interval shaded, today between them.

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};
use ratatui::{buffer::Buffer, layout::Rect};

use super::{card, framed};
use crate::{
    app::{Outlook, Panel as Focus},
    business::{Kpi, Kpis},
    theme::Role,
    view::{
        format,
        look::Look,
        pen::Glyph,
        widget::{
            chart::{ChartLine, TimeChart},
            panel::Panel,
        },
    },
};

/// Days gone by on the chart.
const DAYS_BACK: i64 = 56;

/// Draws the chart in its panel.
pub(super) fn draw(look: &Look<'_>, outlook: &Outlook, area: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let title = format!("{}: 8 weeks, and 14 days expected", outlook.kpi.label());
    let line = pen.glyph(Glyph::LegendLine);
    let (dashed, shade) = (pen.glyph(Glyph::LegendDashed), pen.glyph(Glyph::Shade));
    let legend = if area.width >= 90 {
        let hollow = pen.glyph(Glyph::Hollow);
        format!("{line} was  {dashed} expected  {shade} 80 % interval  {hollow} today, open")
    } else {
        format!("{line} was  {dashed} expected  {shade} 80 %")
    };
    let focused = look.has_focus(Focus::Forecast);
    let panel = Panel { title: &title, legend: &legend, focused, ..Panel::default() };
    let inner = framed(look, panel, area, buf);
    if let Some(card) = card(look, outlook) {
        if outlook.history.book.is_empty() {
            return look.card(buf, inner, &card);
        }
        let rows = inner.height.min(3);
        look.card(buf, Rect { height: rows, ..inner }, &card);
        let rest = Rect { y: inner.y + rows, height: inner.height - rows, ..inner };
        return lines(look, outlook, rest, buf);
    }
    lines(look, outlook, inner, buf);
}

fn lines(look: &Look<'_>, outlook: &Outlook, area: Rect, buf: &mut Buffer) {
    let first = outlook.today - TimeDelta::days(DAYS_BACK);
    let place = |date: NaiveDate| (date - first).num_days() as f64;
    let value = |date| {
        let counters = outlook.history.book.day(date)?;
        Kpis::of(&counters).value(outlook.kpi)
    };
    let begins = outlook.forecast.as_ref().map_or(first, |told| told.history.from());
    let past: Vec<_> = (0..=DAYS_BACK)
        .map(|day| first + TimeDelta::days(day))
        .map(|date| (place(date), (date >= begins).then(|| value(date)).flatten()))
        .collect();
    let is_open = past.last().is_some_and(|(_, today)| today.is_some());
    let role = if outlook.kpi == Kpi::Orders { Role::Third } else { Role::Accent };
    let was = ChartLine { hollow_last: usize::from(is_open), ..ChartLine::new(past, role) };
    let told = outlook.forecast.as_ref().map_or(&[][..], |told| &told.days);
    let to_come = told.iter().map(|day| (place(day.date), Some(day.expected))).collect();
    let expected = ChartLine { dashed: true, ..ChartLine::new(to_come, Role::Second) };
    let last = outlook.today + TimeDelta::days(13);
    let currency = &look.snapshot.estate.currency;
    let y_label = |value: f64| match outlook.kpi {
        Kpi::Orders => format::short(value),
        _ => format::short_money(value, currency),
    };
    let mut chart = TimeChart::new(vec![was, expected], (0.0, place(last)), &y_label);
    chart.band = told.iter().map(|day| (place(day.date), day.low, day.high)).collect();
    chart.band_role = Role::Second;
    chart.crosshair = Some(place(outlook.today));
    chart.x_labels = labels(first, outlook.today, last, area.width);
    chart.render(area, buf, look.pen);
}

/// Mondays as far apart as there is room, today, and the last day.
fn labels(first: NaiveDate, today: NaiveDate, last: NaiveDate, width: u16) -> Vec<(f64, String)> {
    let weeks = if width >= 110 { 1 } else { 2 };
    let apart = TimeDelta::days(if width >= 110 { 5 } else { 9 });
    let mondays = first.iter_days().filter(|date| date.weekday() == Weekday::Mon);
    let mondays = mondays.step_by(weeks).take_while(|date| *date < last - apart);
    let mut labels: Vec<(NaiveDate, String)> = mondays
        .filter(|date| (*date - today).abs() >= apart)
        .map(|date| (date, format::day(date)))
        .chain([(today, "today".to_owned()), (last, format::day(last))])
        .collect();
    labels.sort_by_key(|(date, _)| *date);
    labels.into_iter().map(|(date, text)| ((date - first).num_days() as f64, text)).collect()
}
