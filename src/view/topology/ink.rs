//! Lines on a sheet: cells that know which of their sides a line reaches, so that lines which meet join and lines
//! which only cross pass over each other. Knows no stage.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    theme::Role,
    view::{glyph::JOINTS, pen::Pen},
};

/// Sides of a cell that a line reaches.
pub const UP: u8 = 1;
/// See [`UP`].
pub const RIGHT: u8 = 2;
/// See [`UP`].
pub const DOWN: u8 = 4;
/// See [`UP`].
pub const LEFT: u8 = 8;
/// A line from left to right.
pub const ALONG: u8 = LEFT | RIGHT;
/// A line from top to bottom.
pub const UPRIGHT: u8 = UP | DOWN;

/// How a line is drawn: the later in this order wins where lines meet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stroke {
    /// Thin.
    #[default]
    Thin,
    /// Dashed: nothing sure comes of it.
    Dashed,
    /// Thick: the way from a cause to what suffers from it.
    Thick,
}

#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    sides: u8,
    /// The lines of another flow that pass over this one, upright.
    over: u8,
    owner: usize,
    stroke: Stroke,
    over_stroke: Stroke,
}

/// A sheet of cells, as large as the part of the graph that is in sight.
#[derive(Clone, Debug)]
pub struct Sheet {
    view: Rect,
    origin: (i32, i32),
    cells: Vec<Cell>,
}

impl Sheet {
    /// An empty sheet whose corner is a cell of the whole graph.
    pub fn new(view: Rect, origin: (i32, i32)) -> Self {
        Self {
            view,
            origin,
            cells: vec![Cell::default(); usize::from(view.width) * usize::from(view.height)],
        }
    }

    fn place(&self, x: i32, y: i32) -> Option<usize> {
        let (x, y) = (x - self.origin.0, y - self.origin.1);
        let is_inside = x >= 0 && y >= 0 && x < i32::from(self.view.width) && y < i32::from(self.view.height);
        is_inside.then(|| y as usize * usize::from(self.view.width) + x as usize)
    }

    /// Adds a line of a flow to a cell.
    pub fn add(&mut self, (x, y): (i32, i32), sides: u8, owner: usize, stroke: Stroke) {
        let Some(cell) = self.place(x, y).and_then(|place| self.cells.get_mut(place)) else { return };
        if sides == 0 {
            return;
        }
        let is_own = cell.sides == 0 || cell.owner == owner;
        match (cell.sides, sides) {
            (ALONG, UPRIGHT) if !is_own => {
                cell.over = sides;
                cell.over_stroke = cell.over_stroke.max(stroke);
            }
            (UPRIGHT, ALONG) if !is_own => {
                (cell.over, cell.over_stroke) = (cell.sides, cell.stroke);
                (cell.sides, cell.stroke, cell.owner) = (sides, stroke, owner);
            }
            _ => {
                cell.sides |= sides;
                cell.stroke = cell.stroke.max(stroke);
                cell.owner = owner;
            }
        }
    }

    /// True when no line runs through any of these cells.
    pub fn is_free(&self, (x, y): (i32, i32), width: i32) -> bool {
        (x..x + width).all(|x| {
            let cell = self.place(x, y).and_then(|place| self.cells.get(place));
            cell.is_some_and(|cell| cell.sides == 0 && cell.over == 0)
        })
    }

    /// True when one line runs straight through all of these cells, from left to right.
    pub fn is_straight(&self, (x, y): (i32, i32), width: i32) -> bool {
        (x..x + width).all(|x| {
            let cell = self.place(x, y).and_then(|place| self.cells.get(place));
            cell.is_some_and(|cell| cell.sides == ALONG && cell.over == 0)
        })
    }

    /// Keeps cells that are written into from being written into again.
    pub fn take(&mut self, (x, y): (i32, i32), width: i32) {
        for x in x..x + width {
            if let Some(cell) = self.place(x, y).and_then(|place| self.cells.get_mut(place)) {
                cell.over = UPRIGHT;
            }
        }
    }

    /// The cell on the screen; none where it is out of sight.
    pub fn on_screen(&self, x: i32, y: i32) -> Option<(u16, u16)> {
        self.place(x, y)?;
        Some((self.view.x + (x - self.origin.0) as u16, self.view.y + (y - self.origin.1) as u16))
    }

    /// Draws every line. `trouble` is the role of thick and dashed ones.
    pub fn draw(&self, pen: Pen<'_>, trouble: Role, buf: &mut Buffer) {
        for (place, cell) in self.cells.iter().enumerate() {
            let (sides, stroke) =
                if cell.over == 0 { (cell.sides, cell.stroke) } else { (cell.over, cell.over_stroke) };
            if sides == 0 {
                continue;
            }
            let joints = match stroke {
                Stroke::Thin => JOINTS.first(),
                Stroke::Thick => JOINTS.get(1),
                Stroke::Dashed => JOINTS.get(2),
            };
            let pair =
                joints.and_then(|joints| joints.get(usize::from(sides))).copied().unwrap_or((" ", " "));
            let style = match stroke {
                Stroke::Thin => pen.style(Role::Line),
                Stroke::Dashed => pen.style(trouble),
                Stroke::Thick => pen.bold(trouble),
            };
            let width = usize::from(self.view.width.max(1));
            let at = (self.view.x + (place % width) as u16, self.view.y + (place / width) as u16);
            pen.put_symbol(buf, at, pen.either(pair), style);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::Theme;

    fn shown(lines: &[((i32, i32), u8, usize)]) -> String {
        let mut sheet = Sheet::new(Rect::new(0, 0, 3, 1), (0, 0));
        for (at, sides, owner) in lines {
            sheet.add(*at, *sides, *owner, Stroke::Thin);
        }
        let mut buf = Buffer::empty(Rect::new(0, 0, 3, 1));
        let theme = Theme::default();
        sheet.draw(Pen::new(&theme, false), Role::Critical, &mut buf);
        (0..3).map(|x| buf[(x, 0)].symbol().to_owned()).collect()
    }

    #[test]
    fn lines_of_one_flow_join_and_lines_of_two_pass_over_each_other() {
        let along = [((0, 0), ALONG, 1), ((1, 0), ALONG, 1), ((2, 0), ALONG, 1)];
        let with = |line| shown(&[&along[..], &[line]].concat());
        assert_eq!(with(((1, 0), UPRIGHT, 1)), "─┼─");
        assert_eq!(with(((1, 0), UPRIGHT, 2)), "─│─");
        assert_eq!(with(((1, 0), DOWN | LEFT, 1)), "─┬─");
        assert_eq!(with(((1, 0), UP | RIGHT, 2)), "─┴─", "flows that meet at one stage join");
    }
}
