//! The charts of the selected stage: which ones are shown, where each stands, and what a click in one means.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{chart::MetricChart, chart_words};
use crate::{
    app::{Message, Panel as Focus},
    pipeline::{MetricKey, Stage},
    view::{layout, look::Look, model::condition::Card},
};

/// Draws them.
pub(super) fn draw(look: &Look<'_>, stage: &Stage, area: Rect, buf: &mut Buffer) {
    let condition = chart_words::condition(look);
    let is_live = look.app.sight.stretch.is_none();
    if is_live && !condition.has_answer() {
        return look.card(buf, layout::indented(area, 2), &condition.card("CloudWatch"));
    }
    if stage.metrics.is_empty() {
        look.card(buf, layout::indented(area, 2), &Card::nothing("this stage has no metrics"));
    }
    for (place, cell) in cells(look, area) {
        if let Some(metric) = stage.metrics.get(place) {
            MetricChart::of(look, stage, metric).draw(cell, buf);
        }
    }
}

/// What a click means: the chart, and the moment where one is pointed at.
pub(super) fn hit(look: &Look<'_>, stage: &Stage, area: Rect, x: u16, y: u16) -> Message {
    let pointed = cells(look, area).into_iter().find(|(_, cell)| cell.contains((x, y).into()));
    let Some((metric, cell)) = pointed.and_then(|(place, cell)| Some((stage.metrics.get(place)?, cell)))
    else {
        return Message::Focus(Focus::Charts);
    };
    let at = MetricChart::of(look, stage, metric).moment_at(cell, x);
    Message::Chart(metric.key.clone(), at)
}

/// The charts that are shown: the place of each metric and where it stands. The selected chart is always among them.
fn cells(look: &Look<'_>, area: Rect) -> Vec<(usize, Rect)> {
    let Some(stage) = look.stage() else { return Vec::new() };
    let count = stage.metrics.len();
    let place_of = |key: &MetricKey| stage.metrics.iter().position(|metric| metric.key == *key);
    if let Some(place) = look.app.enlarged.as_ref().and_then(place_of) {
        return vec![(place, area)];
    }
    if count == 0 || area.height < 4 {
        return Vec::new();
    }
    let columns = (area.width / 46).clamp(1, 3).min(count as u16);
    let most_rows = (area.height / 8).max(1);
    let rows = (count as u16).div_ceil(columns).min(most_rows);
    let shown = usize::from(columns * rows);
    let chosen = look.app.selected_chart(look.snapshot).and_then(|metric| place_of(&metric.key)).unwrap_or(0);
    let first = if chosen < shown { 0 } else { (chosen / shown * shown).min(count.saturating_sub(1)) };
    let mut cells = Vec::with_capacity(shown);
    let mut rest = area;
    for row in 0..rows {
        let height = rest.height / (rows - row);
        let (line, after) = layout::top(rest, height);
        rest = after;
        let left = count.saturating_sub(first + usize::from(row * columns)).min(usize::from(columns));
        for (column, cell) in layout::columns(line, left.max(1) as u16, 1).into_iter().enumerate().take(left)
        {
            cells.push((first + usize::from(row * columns) + column, cell));
        }
    }
    cells
}
