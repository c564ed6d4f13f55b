//! Lanes of a chart: intervals as a row of signs below the plot, each lane with its word, so that two kinds of interval
//! are told apart without colour. Knows no alarm and no verdict.

use ratatui::{buffer::Buffer, layout::Rect};

use super::plot;
use crate::{
    theme::Role,
    view::pen::{Glyph, Pen},
};

/// A kind of interval.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// What it is, in one word.
    pub word: &'static str,
    /// Its sign.
    pub glyph: Glyph,
    /// Its colour.
    pub role: Role,
    /// The intervals on the x axis.
    pub spans: Vec<(f64, f64)>,
}

impl Lane {
    /// Columns of the row that an interval of the lane is in.
    fn filled(&self, axis: (f64, f64), width: u16) -> Vec<bool> {
        let mut filled = vec![false; usize::from(width)];
        for (from, to) in &self.spans {
            let (from, to) = (from.max(axis.0), to.min(axis.1));
            let ends = plot::column(axis, width, from).zip(plot::column(axis, width, to));
            let Some((first, last)) = ends.filter(|_| from <= to) else { continue };
            for cell in filled.iter_mut().take(usize::from(last) + 1).skip(usize::from(first)) {
                *cell = true;
            }
        }
        filled
    }
}

/// Draws lanes into the rows of an area, a row each; in one row where there is only one, the first two laid together.
/// `gutter` is the room for words at the left of the area.
pub(super) fn draw(
    lanes: &[Lane],
    axis: (f64, f64),
    area: Rect,
    gutter: u16,
    buf: &mut Buffer,
    pen: Pen<'_>,
) {
    if area.is_empty() {
        return;
    }
    if lanes.len() > usize::from(area.height) {
        return draw_together(lanes, axis, Rect { height: 1, ..area }, buf, pen);
    }
    for (lane, y) in lanes.iter().zip(area.y..area.bottom()) {
        let filled = lane.filled(axis, area.width);
        for (x, _) in (area.x..).zip(&filled).filter(|(_, filled)| **filled) {
            pen.put(buf, (x, y), lane.glyph, pen.style(lane.role));
        }
        let style = pen.style(lane.role);
        if gutter > pen.width(lane.word) {
            pen.write_right(buf, (area.x - 1, y), gutter - 1, lane.word, style);
        } else if let Some(at) = room(&filled, pen.width(lane.word)) {
            pen.write(buf, (area.x + at, y), pen.width(lane.word), lane.word, style);
        }
    }
}

/// One row for all: where two meet, each keeps its half of the cell in its colour, or the cell is full where there are
/// no colours to tell the halves apart.
fn draw_together(lanes: &[Lane], axis: (f64, f64), row: Rect, buf: &mut Buffer, pen: Pen<'_>) {
    let all: Vec<_> = lanes.iter().map(|lane| (lane, lane.filled(axis, row.width))).collect();
    let mut any = vec![false; usize::from(row.width)];
    for (x, place) in (row.x..row.right()).zip(0..) {
        let mut here = all.iter().filter(|(_, filled)| filled.get(place).copied().unwrap_or_default());
        let (first, second) = (here.next(), here.next());
        let Some((lane, _)) = first else { continue };
        let glyph = if second.is_some() && !pen.has_halves() { Glyph::Full } else { lane.glyph };
        pen.put(buf, (x, row.y), glyph, pen.style(lane.role));
        if let Some((other, _)) = second {
            pen.tint(buf, Rect { x, width: 1, ..row }, other.role);
        }
        if let Some(cell) = any.get_mut(place) {
            *cell = true;
        }
    }
    let words: Vec<String> =
        lanes.iter().map(|lane| format!("{}{}", pen.glyph(lane.glyph), lane.word)).collect();
    let words = words.join(" ");
    if let Some(at) = room(&any, pen.width(&words)) {
        pen.write(buf, (row.x + at, row.y), pen.width(&words), &words, pen.style(Role::Muted));
    }
}

/// Where a word of so many cells stands free, with a blank on both sides: as far right as it can, so that it is next to
/// what is newest; at the left end over what is filled when there is no room at all.
fn room(filled: &[bool], width: u16) -> Option<u16> {
    let width = usize::from(width);
    let last = filled.len().checked_sub(width)?;
    let is_free = |from: usize| {
        let around = filled.get(from.saturating_sub(1)..(from + width + 1).min(filled.len()));
        around.is_some_and(|cells| !cells.contains(&true))
    };
    let free = (0..=last).rev().find(|from| is_free(*from)).unwrap_or(0);
    u16::try_from(free).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_stands_beside_its_interval_and_not_on_it() {
        let mut filled = vec![false; 20];
        filled[15..].fill(true);
        assert_eq!(room(&filled, 5), Some(9));
        assert_eq!(room(&[true; 8], 5), Some(0));
        assert_eq!(room(&[false; 4], 5), None);
    }

    #[test]
    fn an_interval_outside_the_axis_fills_nothing() {
        let lane = Lane {
            word: "alarm",
            glyph: Glyph::AlarmLane,
            role: Role::Critical,
            spans: vec![(-9.0, -1.0), (12.0, 20.0)],
        };
        assert!(!lane.filled((0.0, 10.0), 30).contains(&true));
        let whole = Lane { spans: vec![(-9.0, 90.0)], ..lane };
        assert!(!whole.filled((0.0, 10.0), 30).contains(&false));
    }
}
