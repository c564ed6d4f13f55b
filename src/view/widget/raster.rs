//! A raster of dots finer than cells: eight dots of braille a cell, two of half blocks, one of ASCII.
//! Layers decide whose dots a cell shows and in which style. Knows no values and no axes.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use crate::view::pen::Pen;

/// Whose dot it is. A later one covers an earlier one; lines join in a cell where they cross, in the colour of the one
/// in front. `Line(0)` is the one in front of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// Nothing is there.
    Empty,
    /// Area under a line: far from it, or near it.
    Area {
        /// Near the line.
        near: bool,
    },
    /// Grid line.
    Grid,
    /// Threshold line.
    Threshold(u8),
    /// A line of an earlier period.
    Earlier(u8),
    /// A line.
    Line(u8),
}

impl Layer {
    /// True when dots of both are seen in one cell: lines that cross, the grid in an area.
    const fn joins(self, other: Self) -> bool {
        matches!(
            (self, other),
            (Self::Line(_), Self::Line(_))
                | (Self::Grid, Self::Area { .. })
                | (Self::Area { .. }, Self::Area { .. })
        )
    }

    /// Greater covers less.
    const fn rank(self) -> u16 {
        match self {
            Self::Empty => 0,
            Self::Area { near } => 1 + near as u16,
            Self::Grid => 3,
            Self::Threshold(place) => 300 - place as u16,
            Self::Earlier(place) => 600 - place as u16,
            Self::Line(place) => 900 - place as u16,
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Spot {
    mask: u8,
    layer: Layer,
}

/// Dots over an area of cells.
#[derive(Clone, Debug)]
pub struct Raster {
    area: Rect,
    /// Dots a cell, across and down.
    fine: (u16, u16),
    spots: Vec<Spot>,
    /// Dots of a dashed line so far, so that dashes run on from point to point.
    dashed: u32,
    last: (i32, i32),
}

/// Bits of the braille patterns (U+2800), by row and column.
const BRAILLE: [[u8; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];

impl Raster {
    /// An empty raster: braille, or half blocks, or one dot a cell in ASCII.
    pub fn new(area: Rect, ascii: bool, blocks: bool) -> Self {
        let fine = match (ascii, blocks) {
            (true, _) => (1, 1),
            (false, true) => (1, 2),
            (false, false) => (2, 4),
        };
        let spots =
            vec![Spot { mask: 0, layer: Layer::Empty }; usize::from(area.width) * usize::from(area.height)];
        Self { area, fine, spots, dashed: 0, last: (-1, -1) }
    }

    /// Dots across.
    pub const fn width(&self) -> u16 {
        self.area.width.saturating_mul(self.fine.0)
    }

    /// Dots down.
    pub const fn height(&self) -> u16 {
        self.area.height.saturating_mul(self.fine.1)
    }

    /// Dots a cell, across and down.
    pub const fn fine(&self) -> (u16, u16) {
        self.fine
    }

    /// The layer of the cell that a dot is in.
    pub fn layer(&self, cell: (u16, u16)) -> Layer {
        let place = usize::from(cell.1) * usize::from(self.area.width) + usize::from(cell.0);
        let spot = self.spots.get(place).filter(|_| cell.0 < self.area.width);
        spot.map_or(Layer::Empty, |spot| spot.layer)
    }

    /// Sets a dot; outside the raster nothing happens.
    pub fn dot(&mut self, x: i32, y: i32, layer: Layer) {
        let (Ok(x), Ok(y)) = (u16::try_from(x), u16::try_from(y)) else { return };
        if x >= self.width() || y >= self.height() {
            return;
        }
        let (across, down) = (x % self.fine.0, y % self.fine.1);
        let bit = match self.fine {
            (2, 4) => BRAILLE.get(usize::from(down)).and_then(|row| row.get(usize::from(across))).copied(),
            _ => Some(1 << down),
        };
        let place =
            usize::from(y / self.fine.1) * usize::from(self.area.width) + usize::from(x / self.fine.0);
        let (Some(spot), Some(bit)) = (self.spots.get_mut(place), bit) else { return };
        let joins = spot.layer.joins(layer);
        if spot.layer == layer || joins {
            spot.mask |= bit;
        } else if layer.rank() > spot.layer.rank() {
            spot.mask = bit;
        }
        if layer.rank() > spot.layer.rank() {
            spot.layer = layer;
        }
    }

    /// Draws a straight line of dots, dashed or whole. Ends far outside the raster are allowed.
    pub fn line(&mut self, from: (i32, i32), to: (i32, i32), layer: Layer, dashed: bool) {
        let (dx, dy) = (to.0.saturating_sub(from.0), to.1.saturating_sub(from.1));
        let steps = dx.saturating_abs().max(dy.saturating_abs()).min(i32::from(u16::MAX));
        if steps == 0 {
            self.step(from, layer, dashed);
            return;
        }
        for step in 0..=steps {
            // Fixed point, rounded to the nearest dot.
            let along = |start: i32, way: i32| {
                let way = i64::from(way) * i64::from(step) * 2 + i64::from(steps) * i64::from(way.signum());
                start.saturating_add((way / (2 * i64::from(steps))) as i32)
            };
            self.step((along(from.0, dx), along(from.1, dy)), layer, dashed);
        }
    }

    fn step(&mut self, at: (i32, i32), layer: Layer, dashed: bool) {
        if dashed {
            if at != self.last {
                self.dashed = self.dashed.wrapping_add(1);
                self.last = at;
            }
            if self.dashed % 4 >= 2 {
                return;
            }
        }
        self.dot(at.0, at.1, layer);
    }

    /// Writes the dots into a buffer; cells without dots are left alone.
    pub fn render(&self, buf: &mut Buffer, pen: Pen<'_>, style: impl Fn(Layer) -> Style) {
        let width = usize::from(self.area.width).max(1);
        let mut utf8 = [0; 4];
        for (spots, y) in self.spots.chunks(width).zip(self.area.y..) {
            for (spot, x) in spots.iter().zip(self.area.x..) {
                if spot.mask == 0 {
                    continue;
                }
                let symbol = match self.fine {
                    (2, 4) => {
                        char::from_u32(0x2800 + u32::from(spot.mask)).unwrap_or(' ').encode_utf8(&mut utf8)
                    }
                    (1, 2) => block(*spot),
                    _ => ascii(spot.layer),
                };
                pen.put_symbol(buf, (x, y), symbol, style(spot.layer));
            }
        }
    }
}

/// Half blocks; what is behind the lines stays thin.
const fn block(spot: Spot) -> &'static str {
    match (spot.layer, spot.mask) {
        (Layer::Area { .. }, _) => "░",
        (Layer::Grid | Layer::Threshold(_), _) => "┈",
        (_, 1) => "▀",
        (_, 2) => "▄",
        _ => "█",
    }
}

const fn ascii(layer: Layer) -> &'static str {
    match layer {
        Layer::Empty => " ",
        Layer::Area { .. } => ".",
        Layer::Grid => "-",
        Layer::Threshold(_) => "=",
        Layer::Earlier(_) => "o",
        Layer::Line(place) => match place % 4 {
            0 => "*",
            1 => "+",
            2 => "x",
            _ => "@",
        },
    }
}
