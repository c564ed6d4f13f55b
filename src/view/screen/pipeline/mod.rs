//! Pipeline: the topology, and the charts of the selected stage over the chosen window.

mod chart;
mod chart_words;
mod charts;
mod stage_line;

use ratatui::{buffer::Buffer, layout::Rect};

use super::{band::Band, stages::Stages, strip};
use crate::{
    app::{Message, Panel as Focus},
    pipeline::Graph,
    view::{
        layout::{self, Class},
        look::Look,
        model::condition::Card,
    },
};

#[derive(Clone, Debug)]
struct Plan {
    strip: Rect,
    band: Option<Band>,
    band_area: Rect,
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
    let band = Band::of(look);
    let (band_area, rest) =
        layout::top(rest, band.as_ref().map_or(0, |band| band.height(look, area.width, 1 + air)));
    let rest = layout::top(rest, air).1;
    let is_enlarged = look.app.enlarged.is_some();
    let most = if is_enlarged { 0 } else { (rest.height * 9 / 20).max(5) };
    let graph = look.pipeline().map(Graph::of).unwrap_or_default();
    let stages = Stages::plan(look, &graph, Rect { height: most, ..rest });
    let (stages_area, rest) = layout::top(rest, stages.height());
    let rest = layout::top(rest, air.min(stages_area.height)).1;
    let (line, charts) = layout::top(rest, 1);
    Plan { strip, band, band_area, graph, stages, stages_area, line, charts }
}

/// Draws the screen.
pub fn draw(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    if look.pipeline().is_none() {
        let card = Card {
            fix: "Add a [[pipeline]] to the config; tidewatch config example shows one.".to_owned(),
            ..Card::nothing("No pipeline is configured.")
        };
        return look.card(buf, layout::centred(area, 70, 4), &card);
    }
    let plan = plan(look, area);
    strip::draw(look, plan.strip, buf);
    if let Some(band) = &plan.band {
        band.draw(look, plan.band_area, buf);
    }
    if plan.stages_area.height > 0 {
        plan.stages.draw(look, &plan.graph, buf);
    }
    let Some(stage) = look.stage() else { return };
    stage_line::line(look, stage, plan.line).draw(look.pen, buf);
    charts::draw(look, stage, plan.charts, buf);
}

/// What a click means.
pub fn hit(look: &Look<'_>, area: Rect, x: u16, y: u16) -> Option<Message> {
    look.pipeline()?;
    let plan = plan(look, area);
    let at = (x, y).into();
    if plan.strip.contains(at) {
        return strip::line(look, plan.strip).hit(x, y);
    }
    if plan.band_area.contains(at) {
        return plan.band.and_then(|band| band.meaning());
    }
    if plan.stages_area.contains(at) {
        return plan.stages.hit(look, x, y).or(Some(Message::Focus(Focus::Stages)));
    }
    if plan.line.contains(at) {
        return stage_line::line(look, look.stage()?, plan.line).hit(x, y);
    }
    if plan.charts.contains(at) {
        return Some(charts::hit(look, look.stage()?, plan.charts, x, y));
    }
    None
}
