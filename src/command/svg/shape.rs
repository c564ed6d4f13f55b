//! Characters that are drawings: box lines, blocks and braille dots, as SVG paths within a cell.

use std::fmt::Write;

/// How a character is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shape {
    /// Strokes of a box-drawing character.
    Lines(Lines),
    /// The eight dots of a braille character, as in its code point.
    Dots(u8),
    /// A part of the cell, filled.
    Block(Block),
}

/// Arms from the middle of a cell (`u`, `d`, `l`, `r`), and what joins them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Lines {
    arms: &'static str,
    join: Join,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Join {
    Straight,
    Round,
    Dashed,
}

/// A filled part of a cell: from left and top, in eighths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Block {
    top: u8,
    width: u8,
    height: u8,
}

impl Shape {
    /// The drawing of a character, if it is one.
    pub(super) fn of(c: char) -> Option<Self> {
        let code = u32::from(c);
        match code {
            0x2801..=0x28ff => Some(Self::Dots((code - 0x2800) as u8)),
            0x2581..=0x2588 => {
                let eighths = (code - 0x2580) as u8;
                Some(Self::Block(Block { top: 8 - eighths, width: 8, height: eighths }))
            }
            0x2589..=0x258f => Some(Self::Block(Block { top: 0, width: (0x2590 - code) as u8, height: 8 })),
            0x2580 => Some(Self::Block(Block { top: 0, width: 8, height: 4 })),
            _ => Lines::of(c).map(Self::Lines),
        }
    }
}

impl Lines {
    fn of(c: char) -> Option<Self> {
        let arms = |arms, join| Self { arms, join };
        Some(match c {
            '─' | '━' => arms("lr", Join::Straight),
            '│' | '┃' => arms("ud", Join::Straight),
            '╌' | '┄' | '┅' | '┈' => arms("lr", Join::Dashed),
            '╎' | '┆' | '┇' | '┊' => arms("ud", Join::Dashed),
            '╭' => arms("dr", Join::Round),
            '╮' => arms("dl", Join::Round),
            '╯' => arms("ul", Join::Round),
            '╰' => arms("ur", Join::Round),
            '┌' => arms("dr", Join::Straight),
            '┐' => arms("dl", Join::Straight),
            '┘' => arms("ul", Join::Straight),
            '└' => arms("ur", Join::Straight),
            '├' => arms("udr", Join::Straight),
            '┤' => arms("udl", Join::Straight),
            '┬' => arms("dlr", Join::Straight),
            '┴' => arms("ulr", Join::Straight),
            '┼' => arms("udlr", Join::Straight),
            _ => return None,
        })
    }

    /// The strokes in a cell whose corner is `at`.
    pub(super) fn path(self, at: (usize, usize), cell: (usize, usize)) -> String {
        let (left, top) = (at.0 as f64, at.1 as f64);
        let (width, height) = (cell.0 as f64, cell.1 as f64);
        let (cx, cy) = (left + width / 2.0, top + height / 2.0);
        let end = |arm| match arm {
            'u' => (cx, top),
            'd' => (cx, top + height),
            'l' => (left, cy),
            _ => (left + width, cy),
        };
        let mut ends = self.arms.chars().map(end);
        match self.join {
            Join::Round => match (ends.next(), ends.next()) {
                (Some(from), Some(to)) => format!("M{} {}Q{cx} {cy} {} {}", from.0, from.1, to.0, to.1),
                _ => String::new(),
            },
            Join::Straight => {
                ends.fold(String::new(), |path, end| path + &format!("M{cx} {cy}L{} {}", end.0, end.1))
            }
            Join::Dashed if self.arms == "lr" => {
                let dash = width / 3.0;
                format!("M{} {cy}h{dash}M{} {cy}h{dash}", left + 1.0, cx + 1.0)
            }
            Join::Dashed => {
                let dash = height / 3.0;
                format!("M{cx} {}v{dash}M{cx} {}v{dash}", top + 2.0, cy + 2.0)
            }
        }
    }
}

impl Block {
    /// The filled part of a cell whose corner is `at`.
    pub(super) fn path(self, at: (usize, usize), cell: (usize, usize)) -> String {
        let eighths = |of: usize, parts: u8| of as f64 * f64::from(parts) / 8.0;
        let (width, height) = (eighths(cell.0, self.width), eighths(cell.1, self.height));
        let top = at.1 as f64 + eighths(cell.1, self.top);
        format!("M{} {top}h{width}v{height}h-{width}z", at.0)
    }
}

/// The dots of a braille character in a cell whose corner is `at`: strokes without length, rounded at their ends.
pub(super) fn dots(bits: u8, at: (usize, usize), cell: (usize, usize)) -> String {
    // Unicode numbers the dots down the left column, then the right one, and added the bottom row later.
    const PLACES: [(u8, u8); 8] = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)];
    let mut path = String::new();
    for (bit, (column, row)) in PLACES.into_iter().enumerate() {
        if bits & (1 << bit) != 0 {
            let x = at.0 as f64 + cell.0 as f64 * (0.25 + 0.5 * f64::from(column));
            let y = at.1 as f64 + cell.1 as f64 * (0.125 + 0.25 * f64::from(row));
            // Writing to a String cannot fail.
            let _ = write!(path, "M{x} {y}h0");
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braille_dots_stand_where_their_bits_say() {
        assert_eq!(dots(0b0000_0001, (0, 0), (8, 16)), "M2 2h0");
        assert_eq!(dots(0b1000_0000, (0, 0), (8, 16)), "M6 14h0");
    }

    #[test]
    fn a_lower_block_fills_from_the_bottom() {
        let Some(Shape::Block(block)) = Shape::of('▂') else { panic!("no block") };
        assert_eq!(block.path((0, 0), (8, 16)), "M0 12h8v4h-8z");
    }

    #[test]
    fn a_rounded_corner_joins_its_two_arms() {
        let Some(Shape::Lines(corner)) = Shape::of('╭') else { panic!("no lines") };
        assert_eq!(corner.path((0, 0), (8, 16)), "M4 16Q4 8 8 8");
    }
}
