//! The lines between the tiles of a pipeline: what flows and how much of it, and thick from a cause to what suffers from
//! it. A flow out of a critical stage that no verdict explains is dashed: nothing sure comes of it.

use ratatui::buffer::Buffer;

use crate::{
    pipeline::{Flow, Graph, Health},
    theme::Role,
    view::{
        format,
        look::Look,
        pen::{Glyph, Pen},
        topology::{ALONG, DOWN, LEFT, Net, Placement, RIGHT, Sheet, Stroke, UP},
    },
};

/// A flow that takes less than this share of what is sent is told with both figures.
const MUCH_LESS: f64 = 0.8;

/// Everything the lines tell.
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// Stages on the way from the cause to its symptoms, the cause among them.
    pub trail: Vec<bool>,
    /// How bad the cause is.
    pub trouble: Health,
    /// Stages out of which nothing sure comes.
    pub unsure: Vec<bool>,
}

impl Links {
    /// What there is to tell about the selected pipeline.
    pub fn of(look: &Look<'_>, graph: &Graph, healths: &[Health]) -> Self {
        let unsure: Vec<bool> = healths.iter().map(|health| *health == Health::Critical).collect();
        let plain = Self { trail: Vec::new(), trouble: Health::Critical, unsure };
        let Some((pipeline, health)) = look.pipeline().zip(look.health()) else { return plain };
        let Some(verdict) = health.verdicts.first() else { return plain };
        let mut trail = vec![false; pipeline.stages.len()];
        // Feeders come before what they feed, so one pass walks the whole way; a symptom upstream is not on it.
        for (place, stage) in pipeline.stages.iter().enumerate() {
            let feeders = || graph.feeders.get(place).into_iter().flatten();
            let follows = || feeders().any(|from| trail.get(*from).copied().unwrap_or(false));
            let is_on = verdict.stage.as_ref() == Some(&stage.name)
                || verdict.symptoms.contains(&stage.name) && follows();
            if let Some(slot) = trail.get_mut(place) {
                *slot = is_on;
            }
        }
        Self { trail, trouble: verdict.health, unsure: Vec::new() }
    }

    fn is_marked(&self, from: usize, to: usize) -> bool {
        let is_on = |stage: usize| self.trail.get(stage).copied().unwrap_or(false);
        is_on(from) && is_on(to)
    }

    /// The role of what is not as it should be.
    pub const fn role(&self, pen: Pen<'_>) -> Role {
        pen.health_role(self.trouble)
    }
}

/// Draws every flow that is in sight.
pub fn draw(look: &Look<'_>, graph: &Graph, placement: &Placement, links: &Links, buf: &mut Buffer) {
    let mut sheet = Sheet::new(placement.view, placement.origin);
    for (column, channel) in placement.channels.iter().enumerate() {
        let Some((ends, begins)) = edges_of(placement, column) else { continue };
        for net in &channel.nets {
            let Some(seat) = graph.seats.get(net.from) else { continue };
            let left = if seat.is_lane { placement.columns.get(column).map_or(ends, |c| c.0) } else { ends };
            let is_unsure = links.unsure.get(seat.stage).copied().unwrap_or(false);
            let stroke = if is_unsure { Stroke::Dashed } else { Stroke::Thin };
            let owner = seat.stage;
            let upright = channel.upright(net, ends, begins);
            run(&mut sheet, net, (left, upright, begins), owner, stroke);
            let is_marked = |(to, _): &(usize, i32)| {
                leads(graph, seat.stage, *to).any(|stage| links.is_marked(seat.stage, stage))
            };
            let marked: Vec<(usize, i32)> = net.to.iter().copied().filter(is_marked).collect();
            if !marked.is_empty() {
                let net = Net { to: marked, ..net.clone() };
                run(&mut sheet, &net, (left, upright, begins), owner, Stroke::Thick);
            }
        }
    }
    sheet.draw(look.pen, links.role(look.pen), buf);
    heads(look, graph, placement, links, sheet, buf);
}

/// Where a channel begins and ends, in cells of the whole graph.
fn edges_of(placement: &Placement, column: usize) -> Option<(i32, i32)> {
    let (x, width) = placement.columns.get(column)?;
    Some((x + width, placement.columns.get(column + 1)?.0))
}

/// The stages that a flow of a stage leads to by way of a seat.
fn leads(graph: &Graph, from: usize, seat: usize) -> impl Iterator<Item = usize> + '_ {
    let column = graph.seats.get(seat).map_or(0, |seat| seat.column);
    let is_lane = graph.seats.get(seat).is_some_and(|seat| seat.is_lane);
    let beyond = move |to: &usize| {
        let is_behind = graph.seats.get(*to).is_some_and(|seat| seat.column > column);
        *to == seat || is_lane && is_behind
    };
    graph.fed.get(from).into_iter().flatten().copied().filter(beyond)
}

/// One flow through a channel: to its upright line, along it, and on to every seat.
fn run(
    sheet: &mut Sheet,
    net: &Net,
    (left, upright, begins): (i32, Option<i32>, i32),
    owner: usize,
    stroke: Stroke,
) {
    let Some(upright) = upright else {
        for x in left..begins {
            sheet.add((x, net.from_y), ALONG, owner, stroke);
        }
        return;
    };
    for x in left..upright {
        sheet.add((x, net.from_y), ALONG, owner, stroke);
    }
    let ys = || net.to.iter().map(|(_, y)| *y).chain([net.from_y]);
    let (top, bottom) = (ys().min().unwrap_or(net.from_y), ys().max().unwrap_or(net.from_y));
    for y in top..=bottom {
        let is_end = net.to.iter().any(|(_, to)| *to == y);
        let mut sides = 0;
        for (is_so, side) in [(y == net.from_y, LEFT), (is_end, RIGHT), (y > top, UP), (y < bottom, DOWN)] {
            sides |= if is_so { side } else { 0 };
        }
        sheet.add((upright, y), sides, owner, stroke);
    }
    for (_, y) in &net.to {
        for x in upright + 1..begins {
            sheet.add((x, *y), ALONG, owner, stroke);
        }
    }
}

/// The arrow heads, and how much flows where there is room to write it.
fn heads(
    look: &Look<'_>,
    graph: &Graph,
    placement: &Placement,
    links: &Links,
    mut sheet: Sheet,
    buf: &mut Buffer,
) {
    let pen = look.pen;
    for (column, channel) in placement.channels.iter().enumerate() {
        let Some((ends, begins)) = edges_of(placement, column) else { continue };
        for net in &channel.nets {
            let Some(from) = graph.seats.get(net.from) else { continue };
            for (to, y) in net.to.iter().filter(|(to, _)| *to < graph.fed.len()) {
                let is_marked = links.is_marked(from.stage, *to);
                let is_unsure = links.unsure.get(from.stage).copied().unwrap_or(false);
                let role = if is_marked || is_unsure { links.role(pen) } else { Role::Line };
                if let Some(at) = sheet.on_screen(begins - 1, *y) {
                    pen.put(buf, at, Glyph::Right, pen.style(role));
                }
                let Some(rate) = rate_of(look, from.stage, *to) else { continue };
                let upright = channel.upright(net, ends, begins);
                // Where flows gather, each is told before they meet.
                let place = match upright {
                    Some(upright) if channel.gathers && net.to.len() == 1 => (ends, upright, net.from_y),
                    Some(upright) => (upright + 1, begins, *y),
                    None => (ends, begins, *y),
                };
                label(look, &mut sheet, placement, &rate, place, buf);
            }
        }
    }
}

/// What flows along an edge, in words, and whether it is as it should be.
fn rate_of(look: &Look<'_>, from: usize, to: usize) -> Option<(String, Role)> {
    let (pipeline, health) = (look.pipeline()?, look.health()?);
    let (from, to) = (&pipeline.stages.get(from)?.name, &pipeline.stages.get(to)?.name);
    let flow = health.flows.iter().find(|flow| flow.from == *from && flow.to == *to)?;
    said(flow, look.pen)
}

/// `312/min`; `312→0/min` where much less is taken than is sent.
pub fn said(flow: &Flow, pen: Pen<'_>) -> Option<(String, Role)> {
    let minute = |rate: f64| {
        let rate = rate * 60.0;
        // Below a hundred a decimal says more than is known.
        format::short(if rate.abs() >= 10.0 { rate.round() } else { rate })
    };
    match (flow.sent_per_sec, flow.taken_per_sec) {
        (Some(sent), Some(taken)) if taken < sent * MUCH_LESS => {
            let arrow = pen.glyph(Glyph::To);
            Some((format!("{}{arrow}{}/min", minute(sent), minute(taken)), Role::Warning))
        }
        (_, Some(rate)) | (Some(rate), None) => Some((format!("{}/min", minute(rate)), Role::Muted)),
        (None, None) => None,
    }
}

/// Writes a rate over its line where tiles have lines to spare, else into it; nothing where there is no room.
fn label(
    look: &Look<'_>,
    sheet: &mut Sheet,
    placement: &Placement,
    (text, role): &(String, Role),
    (starts, begins, y): (i32, i32, i32),
    buf: &mut Buffer,
) {
    let is_roomy = placement.rows.tile >= 4;
    // Where the unit finds no room the figure stands alone, as everywhere on these lines a minute's worth.
    for text in [text.as_str(), text.trim_end_matches("/min")] {
        let width = i32::from(look.pen.width(text));
        let start = starts + (begins - starts - width) / 2;
        let is_over = is_roomy && width <= begins - starts && sheet.is_free((start, y - 1), width);
        let is_in = !is_roomy && width + 4 <= begins - starts && sheet.is_straight((start - 1, y), width + 2);
        let line = if is_over { y - 1 } else { y };
        let (Some(at), true) = (sheet.on_screen(start, line), is_over || is_in) else { continue };
        if sheet.on_screen(start + width - 1, line).is_some() {
            look.pen.write(buf, at, width as u16, text, look.pen.style(*role));
            sheet.take((start, line), width);
            return;
        }
    }
}
