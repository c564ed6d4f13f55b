//! From values to dots: the scales of a chart, and its lines, areas and thresholds on a raster.
//! Knows no colour and no label.

use super::{
    chart::{ChartLine, TimeChart},
    raster::{Layer, Raster},
};

/// A threshold up to so many times the greatest value is still shown; a farther one would flatten the data.
const FARTHEST_THRESHOLD: f64 = 5.0;

/// The scales of a chart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plot {
    x: (f64, f64),
    y: (f64, f64),
    /// Dots across and down.
    size: (u16, u16),
    /// Dots a cell.
    fine: (u16, u16),
}

impl Plot {
    /// Scales over a whole raster.
    pub(super) fn new(x: (f64, f64), y: (f64, f64), raster: &Raster) -> Self {
        Self { x, y, size: (raster.width(), raster.height()), fine: raster.fine() }
    }

    /// True when a value is on the y axis.
    pub(super) fn holds(&self, value: f64) -> bool {
        value >= self.y.0 && value <= self.y.1
    }

    /// The row of dots of a value, 0 at the top.
    pub(super) fn y(&self, value: f64) -> i32 {
        // Halves, or the distance of two extremes would overflow.
        let share = (value / 2.0 - self.y.0 / 2.0) / (self.y.1 / 2.0 - self.y.0 / 2.0);
        ((1.0 - share.clamp(0.0, 1.0)) * f64::from(self.size.1.saturating_sub(1))).round() as i32
    }

    /// The dot of a point; none outside the x axis or for what is not a number.
    pub(super) fn dot(&self, x: f64, value: f64) -> Option<(i32, i32)> {
        let share = share_of(self.x, x)?;
        let across = (share * f64::from(self.size.0.saturating_sub(1))).round() as i32;
        value.is_finite().then(|| (across, self.y(value)))
    }

    /// The cell a dot is in.
    pub(super) fn cell(&self, dot: (i32, i32)) -> Option<(u16, u16)> {
        Some((u16::try_from(dot.0).ok()? / self.fine.0, u16::try_from(dot.1).ok()? / self.fine.1))
    }

    /// First and last column of cells of an interval, as far as it is on the x axis.
    pub(super) fn columns(&self, from: f64, to: f64) -> Option<(u16, u16)> {
        let (from, to) = (from.max(self.x.0), to.min(self.x.1));
        if from > to {
            return None;
        }
        let width = self.size.0 / self.fine.0;
        Some((column(self.x, width, from)?, column(self.x, width, to)?))
    }
}

/// The column of cells of a place on an x axis.
pub(super) fn column(axis: (f64, f64), width: u16, x: f64) -> Option<u16> {
    let share = share_of(axis, x)?;
    Some((share * f64::from(width.saturating_sub(1))).round() as u16)
}

fn share_of(axis: (f64, f64), x: f64) -> Option<f64> {
    if axis.1 <= axis.0 {
        // An axis of one place: what stands there stands in the middle.
        return (axis.1..=axis.0).contains(&x).then_some(0.5);
    }
    let share = (x / 2.0 - axis.0 / 2.0) / (axis.1 / 2.0 - axis.0 / 2.0);
    (0.0..=1.0).contains(&share).then_some(share)
}

/// Least and greatest value the y axis has to hold; none without a point.
pub(super) fn range_of(chart: &TimeChart<'_>) -> Option<(f64, f64)> {
    let seen = |x: f64| x >= chart.x.0 && x <= chart.x.1;
    let points = chart.lines.iter().flat_map(|line| &line.points).filter(|(x, _)| seen(*x));
    let values = points.filter_map(|(_, value)| value.filter(|value| value.is_finite()));
    let band = chart.band.iter().filter(|(x, ..)| seen(*x)).flat_map(|(_, low, high)| [*low, *high]);
    let values = values.chain(band.filter(|value| value.is_finite()));
    let (mut low, mut high) = values.fold(None, |range: Option<(f64, f64)>, value| {
        Some(range.map_or((value, value), |(low, high)| (low.min(value), high.max(value))))
    })?;
    if chart.y_from_zero {
        (low, high) = (low.min(0.0), high.max(0.0));
    }
    let reach = high.abs().max(low.abs()) * FARTHEST_THRESHOLD;
    for (value, _, _) in &chart.thresholds {
        if value.is_finite() && (value.abs() <= reach || reach == 0.0) {
            (low, high) = (low.min(*value), high.max(*value));
        }
    }
    Some((low, high))
}

/// Draws a line from point to point; a gap parts it, and what may still change is dashed.
pub(super) fn draw_line(raster: &mut Raster, plot: &Plot, line: &ChartLine, layer: Layer) {
    let ripe = line.points.len().saturating_sub(line.hollow_last);
    let mut before = None;
    for (place, (x, value)) in line.points.iter().enumerate() {
        let Some(value) = value else {
            before = None;
            continue;
        };
        let Some(dot) = plot.dot(*x, *value) else {
            before = None;
            continue;
        };
        raster.line(before.unwrap_or(dot), dot, layer, line.dashed || place >= ripe);
        before = Some(dot);
    }
}

/// Draws the light area below a line: one column of dots a cell, brighter near the line.
pub(super) fn draw_area(raster: &mut Raster, plot: &Plot, line: &ChartLine) {
    let (fine, height) = (i32::from(raster.fine().0), i32::from(raster.height()));
    let floor = plot.y(0.0).min(height);
    let mut before: Option<(i32, i32)> = None;
    for (x, value) in &line.points {
        let dot = value.and_then(|value| plot.dot(*x, value));
        if let Some((to_x, to_y)) = dot {
            let (from_x, from_y) = before.unwrap_or((to_x, to_y));
            for x in (from_x..=to_x).filter(|x| x % fine == 0) {
                let span = i64::from(to_x - from_x).max(1);
                let top = from_y + (i64::from(to_y - from_y) * i64::from(x - from_x) / span) as i32;
                fill_column(raster, x, top, floor);
            }
        }
        before = dot;
    }
}

/// Shades an interval: every dot of it on a coarse raster, every other one on a fine.
pub(super) fn draw_band(raster: &mut Raster, plot: &Plot, band: &[(f64, f64, f64)]) {
    let is_fine = raster.fine().0 == 2;
    let ends = |(x, low, high): &(f64, f64, f64)| {
        let ((across, low), (_, high)) = (plot.dot(*x, *low)?, plot.dot(*x, *high)?);
        Some((across, low, high))
    };
    let mut before: Option<(i32, i32, i32)> = None;
    for point in band {
        let Some((to_x, to_low, to_high)) = ends(point) else {
            before = None;
            continue;
        };
        let (from_x, from_low, from_high) = before.unwrap_or((to_x, to_low, to_high));
        let span = (to_x - from_x).max(1);
        let along = |from: i32, to: i32, x: i32| from + (to - from) * (x - from_x) / span;
        for x in from_x..=to_x {
            let (low, high) = (along(from_low, to_low, x), along(from_high, to_high, x));
            for y in (high..=low).filter(|y| !is_fine || (x + y) % 2 == 0) {
                raster.dot(x, y, Layer::Area { near: true });
            }
        }
        before = Some((to_x, to_low, to_high));
    }
}

fn fill_column(raster: &mut Raster, x: i32, top: i32, floor: i32) {
    let step = if raster.fine().1 == 4 { 2 } else { 1 };
    let near = top + (floor - top) / 3;
    for y in (top + 1..=floor).filter(|y| y % step == 0) {
        raster.dot(x, y, Layer::Area { near: y <= near });
    }
}

/// Draws a threshold: dashes of three dots.
pub(super) fn draw_threshold(raster: &mut Raster, y: i32, place: u8) {
    let is_coarse = raster.fine().0 == 1;
    for x in (0..i32::from(raster.width())).filter(|x| is_coarse || x % 4 < 3) {
        raster.dot(x, y, Layer::Threshold(place));
    }
}
