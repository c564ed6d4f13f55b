//! A chart over time: lines of dots over a light area, thin grid lines on round values, thresholds by name, shaded
//! intervals, gaps as gaps and open ends hollow. Knows no unit and no clock: labels come as text.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use super::{
    lane::{self, Lane},
    plot::{self, Plot},
    raster::{Layer, Raster},
    seam,
};
use crate::{
    theme::{Depth, Role},
    view::{
        axis::Ticks,
        pen::{Glyph, Pen},
    },
};

/// One line of a chart.
#[derive(Clone, Debug)]
pub struct ChartLine {
    /// Oldest first: place on the x axis, value; none is a gap.
    pub points: Vec<(f64, Option<f64>)>,
    /// Its colour.
    pub role: Role,
    /// True for what is only compared with: the period before. Drawn faint and dashed.
    pub dashed: bool,
    /// True for a light area below it; for one line of a chart.
    pub filled: bool,
    /// How many of the last points may still change: drawn hollow.
    pub hollow_last: usize,
}

impl ChartLine {
    /// A whole line.
    pub const fn new(points: Vec<(f64, Option<f64>)>, role: Role) -> Self {
        Self { points, role, dashed: false, filled: false, hollow_last: 0 }
    }
}

/// Where the parts of a chart stand, and its y axis.
struct Frame {
    inner: Rect,
    lanes: u16,
    gutter: u16,
    ticks: Ticks,
    labels: Vec<(f64, String)>,
}

/// A chart. The first line is the one in front.
pub struct TimeChart<'a> {
    /// Its lines.
    pub lines: Vec<ChartLine>,
    /// Ends of the x axis.
    pub x: (f64, f64),
    /// Names on the x axis; those that would touch are left out, the last one stays.
    pub x_labels: Vec<(f64, String)>,
    /// How a value is written at the y axis.
    pub y_label: &'a dyn Fn(f64) -> String,
    /// True when the y axis must show zero: for amounts and counts.
    pub y_from_zero: bool,
    /// Values with a name at the right end of their line.
    pub thresholds: Vec<(f64, String, Role)>,
    /// An interval around values to come: place, low, high; shaded between.
    pub band: Vec<(f64, f64, f64)>,
    /// Colour of the interval.
    pub band_role: Role,
    /// Intervals with a ground: since the incident began.
    pub shades: Vec<(f64, f64, Role)>,
    /// Intervals by kind, a row of signs each below the plot.
    pub lanes: Vec<Lane>,
    /// Where points of one store end and those of another begin, with both names.
    pub seam: Option<(f64, &'static str, &'static str)>,
    /// A place on the x axis that is looked at.
    pub crosshair: Option<f64>,
    /// The value there, marked on the crosshair.
    pub crosshair_value: Option<f64>,
    /// True for half blocks where a font has no braille.
    pub blocks: bool,
}

impl<'a> TimeChart<'a> {
    /// A chart without thresholds and shades.
    pub const fn new(lines: Vec<ChartLine>, x: (f64, f64), y_label: &'a dyn Fn(f64) -> String) -> Self {
        Self {
            lines,
            x,
            x_labels: Vec::new(),
            y_label,
            y_from_zero: true,
            thresholds: Vec::new(),
            band: Vec::new(),
            band_role: Role::Accent,
            shades: Vec::new(),
            lanes: Vec::new(),
            seam: None,
            crosshair: None,
            crosshair_value: None,
            blocks: false,
        }
    }

    /// Draws the chart over the whole area.
    pub fn render(&self, area: Rect, buf: &mut Buffer, pen: Pen<'_>) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let Some(Frame { inner, lanes, gutter, ticks, labels }) = self.frame(area, pen) else {
            let text = "no points in this range";
            let (width, y) = (pen.width(text).min(area.width), area.y + area.height / 2);
            pen.write(buf, (area.x + (area.width - width) / 2, y), width, text, pen.style(Role::Muted));
            return self.draw_x_labels(area, area.x, buf, pen);
        };
        let mut raster = Raster::new(inner, pen.ascii, self.blocks);
        let plot = Plot::new(self.x, (ticks.low, ticks.high), &raster);
        self.draw_shades(inner, lanes > 0, buf, pen, &plot);
        self.fill(&mut raster, &plot, &labels);
        raster.render(buf, pen, |layer| self.style(layer, pen));
        if let Some(seam) = self.seam {
            seam::draw(seam, inner, buf, pen, (&plot, &raster));
        }
        self.draw_crosshair(inner, buf, pen, &plot, &raster);
        self.draw_hollows(inner, buf, pen, &plot);
        self.draw_threshold_names(inner, buf, pen, &plot, &raster);
        if gutter > 0 {
            draw_y_labels(&labels, inner, gutter, buf, pen, &plot);
        }
        let below = Rect { y: inner.bottom(), height: lanes, ..inner };
        lane::draw(&self.lanes, self.x, below, gutter, buf, pen);
        if below.bottom() < area.bottom() {
            self.draw_x_labels(area, inner.x, buf, pen);
        }
    }

    /// The place on the x axis at a column of the screen; none outside the plot.
    pub fn place_at(&self, area: Rect, pen: Pen<'_>, column: u16) -> Option<f64> {
        let inner = self.frame(area, pen)?.inner;
        if !(inner.x..inner.right()).contains(&column) {
            return None;
        }
        let share = f64::from(column - inner.x) / f64::from(inner.width.saturating_sub(1).max(1));
        Some(self.x.0 + (self.x.1 - self.x.0) * share)
    }

    /// Where the parts stand; none without a point.
    fn frame(&self, area: Rect, pen: Pen<'_>) -> Option<Frame> {
        let (low, high) = plot::range_of(self)?;
        let rows = if area.height >= 4 { area.height - 1 } else { area.height };
        // The plot keeps what it needs to be read; lanes share a row where there is little, and give way at last.
        let wished = u16::try_from(self.lanes.len()).unwrap_or(u16::MAX);
        let lanes = match rows {
            ..=4 => 0,
            5..=6 => wished.min(1),
            _ => wished.min(rows / 3),
        };
        let rows = rows - lanes;
        let ticks = Ticks::enclosing(low, high, usize::from((rows / 3).clamp(1, 5)));
        // Where all is zero there is nothing to measure: one mark, and no grid above it.
        let is_flat = low == 0.0 && high == 0.0;
        let marks = ticks.values().filter(|value| !is_flat || *value == 0.0);
        let labels: Vec<_> = marks.map(|value| (value, (self.y_label)(value))).collect();
        let widest = labels.iter().map(|(_, label)| pen.width(label)).max().unwrap_or(0) + 1;
        let gutter = if area.width >= 3 * widest && rows >= 2 { widest } else { 0 };
        let inner = Rect { x: area.x + gutter, width: area.width - gutter, height: rows, ..area };
        Some(Frame { inner, lanes, gutter, ticks, labels })
    }

    fn fill(&self, raster: &mut Raster, plot: &Plot, labels: &[(f64, String)]) {
        for (value, _) in labels {
            let y = plot.y(*value);
            for x in 0..i32::from(raster.width()) {
                raster.dot(x, y, Layer::Grid);
            }
        }
        for ((value, _, _), place) in self.thresholds.iter().zip(0..=u8::MAX) {
            if plot.holds(*value) {
                plot::draw_threshold(raster, plot.y(*value), place);
            }
        }
        for (line, place) in self.lines.iter().zip(0..=u8::MAX).rev() {
            let layer = if line.dashed { Layer::Earlier(place) } else { Layer::Line(place) };
            plot::draw_line(raster, plot, line, layer);
        }
        plot::draw_band(raster, plot, &self.band);
        if let Some(line) = self.lines.iter().find(|line| line.filled) {
            plot::draw_area(raster, plot, line);
        }
    }

    fn style(&self, layer: Layer, pen: Pen<'_>) -> Style {
        let line = |place: u8| self.lines.get(usize::from(place)).map_or(Role::Accent, |line| line.role);
        let faded = |role, step| match pen.theme.depth() {
            Depth::None => pen.style(Role::Faint),
            _ => Style::new().fg(pen.theme.fade(role, step)),
        };
        match layer {
            Layer::Empty | Layer::Grid => pen.style(Role::Faint),
            Layer::Area { .. } if !self.band.is_empty() => faded(self.band_role, 1),
            Layer::Area { near } => {
                let filled = self.lines.iter().find(|line| line.filled);
                faded(filled.map_or(Role::Accent, |line| line.role), usize::from(near))
            }
            Layer::Threshold(place) => {
                let role =
                    self.thresholds.get(usize::from(place)).map_or(Role::Warning, |(_, _, role)| *role);
                if pen.theme.depth() == Depth::Sixteen { pen.style(role) } else { faded(role, 2) }
            }
            Layer::Earlier(place) | Layer::Line(place) => pen.style(line(place)),
        }
    }

    fn draw_shades(&self, inner: Rect, has_lanes: bool, buf: &mut Buffer, pen: Pen<'_>, plot: &Plot) {
        let has_grounds = matches!(pen.theme.depth(), Depth::TrueColor | Depth::TwoFiftySix);
        for (from, to, role) in &self.shades {
            let Some((first, last)) = plot.columns(*from, *to) else { continue };
            let x = inner.x + first.min(inner.width - 1);
            let area = Rect { x, width: (last - first + 1).min(inner.right() - x), ..inner };
            if has_grounds {
                pen.tint(buf, area, *role);
                continue;
            }
            // Where grounds cannot differ, the interval is ruled off at its ends, unless lanes tell of it already.
            if has_lanes {
                continue;
            }
            for x in [area.x, area.right() - 1] {
                for y in area.y..area.bottom() {
                    pen.put(buf, (x, y), Glyph::UprightDashed, pen.style(Role::Muted));
                }
            }
        }
    }

    fn draw_crosshair(&self, inner: Rect, buf: &mut Buffer, pen: Pen<'_>, plot: &Plot, raster: &Raster) {
        let Some((column, _)) = self.crosshair.and_then(|x| plot.columns(x, x)) else { return };
        for y in 0..inner.height {
            if !matches!(raster.layer((column, y)), Layer::Line(_)) {
                pen.put(buf, (inner.x + column, inner.y + y), Glyph::Upright, pen.style(Role::Bright));
            }
        }
        let at = self.crosshair.zip(self.crosshair_value).and_then(|(x, value)| plot.dot(x, value));
        if let Some((_, row)) = at.and_then(|dot| plot.cell(dot)) {
            pen.put(buf, (inner.x + column, inner.y + row), Glyph::Live, pen.bold(Role::Bright));
        }
    }

    /// Points that may still change, as rings.
    fn draw_hollows(&self, inner: Rect, buf: &mut Buffer, pen: Pen<'_>, plot: &Plot) {
        for line in self.lines.iter().rev().filter(|line| !line.dashed) {
            let from = line.points.len().saturating_sub(line.hollow_last);
            for (x, value) in line.points.get(from..).unwrap_or_default() {
                let dot = value.and_then(|value| plot.dot(*x, value));
                if let Some((x, y)) = dot.and_then(|dot| plot.cell(dot)) {
                    pen.put(buf, (inner.x + x, inner.y + y), Glyph::Hollow, pen.bold(line.role));
                }
            }
        }
    }

    /// Each name at the right end of its line, farther left where data is in the way.
    fn draw_threshold_names(
        &self,
        inner: Rect,
        buf: &mut Buffer,
        pen: Pen<'_>,
        plot: &Plot,
        raster: &Raster,
    ) {
        for (value, name, role) in &self.thresholds {
            let width = pen.width(name).min(inner.width);
            let Some((_, row)) = plot.cell((0, plot.y(*value))).filter(|_| plot.holds(*value)) else {
                continue;
            };
            let is_data = |x: u16| matches!(raster.layer((x, row)), Layer::Line(_));
            let is_free = |from: &u16| !(*from..*from + width).any(is_data);
            let last = inner.width - width;
            // Data is worth more than the name: the line still shows where the threshold is.
            let Some(from) = (0..=last).rev().find(is_free) else { continue };
            pen.write(buf, (inner.x + from, inner.y + row), width, name, pen.style(*role));
        }
    }

    fn draw_x_labels(&self, area: Rect, left: u16, buf: &mut Buffer, pen: Pen<'_>) {
        if area.height < 4 {
            return;
        }
        let row = Rect { x: left, y: area.bottom() - 1, width: area.right() - left, height: 1 };
        let mut free = (row.x, row.right());
        let mut place = |buf: &mut Buffer, x: f64, text: &str, is_last: bool| {
            let Some(column) = plot::column(self.x, row.width, x) else { return };
            let width = pen.width(text);
            let middle = (row.x + column).saturating_sub(width / 2);
            let at = middle.min(row.right().saturating_sub(width)).max(row.x);
            if width == 0 || at < free.0 || at.saturating_add(width) > free.1 {
                return;
            }
            pen.write(buf, (at, row.y), width, text, pen.style(Role::Muted));
            if is_last {
                free.1 = at.saturating_sub(2);
            } else {
                free.0 = at + width + 2;
            }
        };
        let Some(((x, last), others)) = self.x_labels.split_last() else { return };
        place(buf, *x, last, true);
        for (x, text) in others {
            place(buf, *x, text, false);
        }
    }
}

fn draw_y_labels(
    labels: &[(f64, String)],
    inner: Rect,
    gutter: u16,
    buf: &mut Buffer,
    pen: Pen<'_>,
    plot: &Plot,
) {
    let mut free = inner.bottom();
    for (value, label) in labels {
        let Some((_, row)) = plot.cell((0, plot.y(*value))) else { continue };
        let y = inner.y + row;
        if y < free {
            pen.write_right(buf, (inner.x - 1, y), gutter - 1, label, pen.style(Role::Muted));
            free = y;
        }
    }
}

#[cfg(test)]
#[path = "chart_tests.rs"]
mod tests;
