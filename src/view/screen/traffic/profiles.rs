//! The profiles beside the map: what a weekday brings, and the course of the average day.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Week, heat};
use crate::{
    app::{Panel as Focus, WEEKDAYS, said_mean},
    theme::Role,
    view::{
        format,
        layout::Class,
        look::Look,
        pen::Glyph,
        widget::{
            bars::{BarRow, Bars},
            chart::{ChartLine, TimeChart},
            panel::Panel,
        },
    },
};

fn frame(look: &Look<'_>, title: &str, legend: &str, area: Rect, buf: &mut Buffer) -> Rect {
    let panel = Panel { title, legend, focused: look.has_focus(Focus::Profiles), ..Panel::default() };
    if look.class == Class::Small {
        heat::heading(look, &panel, area, buf)
    } else {
        panel.render(area, buf, look.pen)
    }
}

/// What each weekday brings on average: its 24 hours together.
pub(super) fn weekdays(look: &Look<'_>, week: &Week, area: Rect, buf: &mut Buffer) {
    if area.width < 12 || area.height < 3 {
        return;
    }
    let legend = if area.width >= 30 { "mean of a day" } else { "" };
    let inner = frame(look, "by weekday", legend, area, buf);
    let row = |(name, mean): (&&str, Option<f64>)| BarRow {
        label: (*name).to_owned(),
        value: mean.unwrap_or(f64::NAN),
        figure: mean.map_or_else(
            || "gap".to_owned(),
            |mean| if inner.width < 16 { format::short(mean) } else { said_mean(mean) },
        ),
        note: String::new(),
        note_role: Role::Muted,
    };
    let rows = WEEKDAYS.iter().zip(week.map.weekdays()).map(row).collect();
    let looked_at = look.app.traffic.place.map(|place| place.0);
    Bars { selected: looked_at, ..Bars::new(rows, Role::Second) }.render(inner, buf, look.pen);
}

/// The course of the average day, the days it is compared with dashed beside it.
pub(super) fn hours(look: &Look<'_>, week: &Week, area: Rect, buf: &mut Buffer) {
    if area.width < 24 || area.height < 4 {
        return;
    }
    let pen = look.pen;
    let before = week.before.as_ref().filter(|before| !before.is_empty());
    let legend = match before {
        Some(_) if area.width >= 54 => {
            format!("this {}  before {}", pen.glyph(Glyph::LegendLine), pen.glyph(Glyph::LegendDashed))
        }
        _ => String::new(),
    };
    let inner = frame(look, "by hour of day", &legend, area, buf);
    let points = |hours: [Option<f64>; 24]| {
        hours.into_iter().enumerate().map(|(hour, mean)| (hour as f64, mean)).collect::<Vec<_>>()
    };
    let this = ChartLine { filled: true, ..ChartLine::new(points(week.map.hours()), Role::Accent) };
    let before = before
        .map(|before| ChartLine { dashed: true, ..ChartLine::new(points(before.hours()), Role::Muted) });
    let y_label = |value: f64| format::short(value);
    let mut chart = TimeChart::new(std::iter::once(this).chain(before).collect(), (0.0, 23.0), &y_label);
    let step = if inner.width >= 90 { 3 } else { 6 };
    chart.x_labels = (0..24).step_by(step).map(|hour| (f64::from(hour), format!("{hour:02}:00"))).collect();
    chart.crosshair = look.app.traffic.place.map(|place| place.1 as f64);
    chart.render(inner, buf, pen);
}
