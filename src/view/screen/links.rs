//! The arrows between the tiles of a pipeline. A flow out of a critical stage is dashed: nothing sure comes of it.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use crate::{
    pipeline::Health,
    theme::Role,
    view::{
        pen::{Glyph, Pen},
        topology::Placement,
    },
};

/// How a flow is drawn.
#[derive(Clone, Copy)]
struct Ink {
    style: Style,
    along: Glyph,
    down: Glyph,
}

/// Draws every edge; tiles are drawn over what passes behind them.
pub fn draw(pen: Pen<'_>, placement: &Placement, healths: &[Health], buf: &mut Buffer) {
    // Straight flows last, so that their line is whole where others branch off.
    for wants_straight in [false, true] {
        for (from, to) in &placement.edges {
            let (Some(start), Some(end)) = (placement.tiles.get(*from), placement.tiles.get(*to)) else {
                continue;
            };
            let is_blocked = placement.tiles.iter().any(|tile| lies_between(*tile, *start, *end));
            let is_straight = start.y == end.y && !is_blocked;
            if is_straight == wants_straight {
                let health = healths.get(*from).copied().unwrap_or_default();
                edge(pen, ink(pen, health), *start, *end, is_blocked, buf);
            }
        }
    }
}

fn ink(pen: Pen<'_>, health: Health) -> Ink {
    match health {
        Health::Critical => {
            Ink { style: pen.style(Role::Critical), along: Glyph::Dashed, down: Glyph::UprightDashed }
        }
        _ => Ink { style: pen.style(Role::Line), along: Glyph::Line, down: Glyph::Upright },
    }
}

/// True when a tile stands in the row of `start` between both.
fn lies_between(tile: Rect, start: Rect, end: Rect) -> bool {
    tile.y == start.y && tile.x >= start.right() && tile.right() <= end.x
}

fn edge(pen: Pen<'_>, ink: Ink, start: Rect, end: Rect, is_blocked: bool, buf: &mut Buffer) {
    let head = end.x.saturating_sub(1);
    let (from_y, to_y) = (middle(start), middle(end));
    let elbow = end.x.saturating_sub(3).max(start.right());
    if from_y == to_y && !is_blocked {
        pen.rule(buf, (start.right(), from_y), head.saturating_sub(start.right()), ink.along, ink.style);
    } else if is_blocked {
        // Around the tiles in between: out of the bottom of the stage, along the lane below it.
        let lane = start.bottom();
        let drop = start.x + 3;
        pen.rule(buf, (drop, lane), elbow.saturating_sub(drop), ink.along, ink.style);
        pen.put(buf, (drop, lane), Glyph::BottomLeft, ink.style);
        column(pen, ink, elbow, (lane, to_y), buf);
        pen.rule(buf, (elbow + 1, to_y), head.saturating_sub(elbow + 1), ink.along, ink.style);
    } else {
        pen.rule(buf, (start.right(), from_y), elbow.saturating_sub(start.right()), ink.along, ink.style);
        column(pen, ink, elbow, (from_y, to_y), buf);
        pen.rule(buf, (elbow + 1, to_y), head.saturating_sub(elbow + 1), ink.along, ink.style);
    }
    pen.put(buf, (head, to_y), Glyph::Right, ink.style);
}

/// A vertical run with a corner at both ends, from a line that comes from the left to one that goes right.
fn column(pen: Pen<'_>, ink: Ink, x: u16, (from_y, to_y): (u16, u16), buf: &mut Buffer) {
    if from_y == to_y {
        pen.put(buf, (x, to_y), ink.along, ink.style);
        return;
    }
    let (top, bottom) = (from_y.min(to_y), from_y.max(to_y));
    for y in top + 1..bottom {
        pen.put(buf, (x, y), ink.down, ink.style);
    }
    let (first, last) = if to_y > from_y {
        (Glyph::TopRight, Glyph::BottomLeft)
    } else {
        (Glyph::BottomRight, Glyph::TopLeft)
    };
    pen.put(buf, (x, from_y), first, ink.style);
    pen.put(buf, (x, to_y), last, ink.style);
}

const fn middle(tile: Rect) -> u16 {
    tile.y + tile.height / 2
}
