//! The seam of a chart: a quiet upright where one store's points end and another's begin, with both names beside it.
//! Data is never covered; names give way.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    plot::Plot,
    raster::{Layer, Raster},
};
use crate::{
    theme::Role,
    view::pen::{Glyph, Pen},
};

/// Draws it over the plot.
pub(super) fn draw(
    (at, before, after): (f64, &str, &str),
    inner: Rect,
    buf: &mut Buffer,
    pen: Pen<'_>,
    (plot, raster): (&Plot, &Raster),
) {
    let Some((column, _)) = plot.columns(at, at).filter(|(column, _)| *column < inner.width) else { return };
    let is_data = |x: u16, y: u16| matches!(raster.layer((x, y)), Layer::Line(_) | Layer::Earlier(_));
    for y in (0..inner.height).filter(|y| !is_data(column, *y)) {
        pen.put(buf, (inner.x + column, inner.y + y), Glyph::UprightDashed, pen.style(Role::Muted));
    }
    let style = pen.style(Role::Muted);
    let is_free = |from: u16, to: u16, y: u16| (from..to).all(|x| !is_data(x, y));
    let (left, right) = (pen.width(before) + 1, pen.width(after) + 1);
    // The names stand on one row, the highest that no line crosses; else they are left out.
    let has_room = |y: &u16| {
        let (from, to) = (column.saturating_sub(left), (column + 1 + right).min(inner.width));
        is_free(from, to, *y)
    };
    let Some(row) = (0..inner.height.min(4)).find(has_room) else { return };
    let y = inner.y + row;
    if column >= left {
        pen.write(buf, (inner.x + column - left, y), left - 1, before, style);
        pen.put_symbol(buf, (inner.x + column - 1, y), " ", style);
    }
    if column + 1 + right <= inner.width {
        pen.put_symbol(buf, (inner.x + column + 1, y), " ", style);
        pen.write(buf, (inner.x + column + 2, y), right - 1, after, style);
    }
}
