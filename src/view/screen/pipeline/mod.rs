//! Pipeline: the topology, and the charts of the selected stage over the chosen window.

mod chart;
mod stage_line;

use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    band::{Band, strip},
    stages::Stages,
};
use crate::{
    app::{Message, Panel as Focus},
    pipeline::{Graph, MetricKey},
    question::Question,
    view::{
        layout::{self, Class},
        look::Look,
        model::condition::{Card, Condition},
    },
};

#[derive(Clone, Debug)]
struct Plan {
    strip: Rect,
    band: Rect,
    graph: Graph,
    stages: Stages,
    stages_area: Rect,
    line: Rect,
    charts: Rect,
}

fn plan(look: &Look<'_>, area: Rect) -> Plan {
    let is_small = look.class == Class::Small;
    let air = u16::from(!is_small);
    let area = if is_small { area } else { layout::indented(area, 1) };
    let (strip, rest) = layout::top(area, strip::height(look));
    let (band, rest) =
        layout::top(rest, Band::of(look).map_or(0, |band| band.height(look, area.width, 1 + air)));
    let rest = layout::top(rest, air).1;
    let is_enlarged = look.app.enlarged.is_some();
    let most = if is_enlarged { 0 } else { (rest.height * 9 / 20).max(5) };
    let graph = look.pipeline().map(Graph::of).unwrap_or_default();
    let stages = Stages::plan(look, &graph, Rect { height: most, ..rest });
    let (stages_area, rest) = layout::top(rest, stages.height());
    let rest = layout::top(rest, air.min(stages_area.height)).1;
    let (line, charts) = layout::top(rest, 1);
    Plan { strip, band, graph, stages, stages_area, line, charts }
}

/// Draws the screen.
pub fn draw(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let Some(pipeline) = look.pipeline() else {
        let card = Card {
            fix: "Add a [[pipeline]] to the config; tidewatch config example shows one.".to_owned(),
            ..Card::nothing("No pipeline is configured.")
        };
        return look.card(buf, layout::centred(area, 70, 4), &card);
    };
    let plan = plan(look, area);
    strip::draw(look, plan.strip, buf);
    if let Some(band) = Band::of(look) {
        band.draw(look, plan.band, buf);
    }
    if plan.stages_area.height > 0 {
        plan.stages.draw(look, &plan.graph, buf);
    }
    let Some(stage) = look.stage() else { return };
    let question = Question::Metrics { pipeline: pipeline.name.clone(), window: look.app.window.served_by() };
    let condition = Condition::of(look.snapshot.entry(&question), look.now);
    stage_line::line(look, stage, condition, plan.line).draw(look.pen, buf);
    let Some(metrics) = look.snapshot.metrics(&pipeline.name, look.app.window) else {
        return look.card(buf, layout::indented(plan.charts, 2), &condition.card("CloudWatch"));
    };
    for (place, cell) in cells(look, plan.charts) {
        if let Some(metric) = stage.metrics.get(place) {
            chart::draw(look, stage, metric, metrics, cell, buf);
        }
    }
    if stage.metrics.is_empty() {
        look.card(buf, layout::indented(plan.charts, 2), &Card::nothing("this stage has no metrics"));
    }
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

/// What a click means.
pub fn hit(look: &Look<'_>, area: Rect, x: u16, y: u16) -> Option<Message> {
    look.pipeline()?;
    let plan = plan(look, area);
    let at = (x, y).into();
    if plan.strip.contains(at) {
        return strip::line(look, plan.strip).hit(x, y);
    }
    if plan.stages_area.contains(at) {
        return plan.stages.hit(look, x, y).or(Some(Message::Focus(Focus::Stages)));
    }
    if plan.line.contains(at) {
        return stage_line::line(look, look.stage()?, Condition::default(), plan.line).hit(x, y);
    }
    plan.charts.contains(at).then_some(Message::Focus(Focus::Charts))
}
