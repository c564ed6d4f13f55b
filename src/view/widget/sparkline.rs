//! Sparklines: bars of blocks, and a fine line of dots. Gaps stay gaps; fewer columns than values keep the extremes.
//! Know no unit and no time.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use super::raster::{Layer, Raster};
use crate::{
    theme::Role,
    view::{
        glyph::EIGHTHS_UP,
        pen::{Glyph, Pen},
    },
};

/// Bars from zero, one column a value or a few values.
#[derive(Clone, Copy, Debug)]
pub struct Sparkline<'a> {
    /// Oldest first; none is a gap.
    pub values: &'a [Option<f64>],
    /// Colour of the bars.
    pub role: Role,
    /// How many of the last values may still change; drawn faint.
    pub unripe: usize,
    /// The last so many values in another colour: since it went wrong.
    pub tail: Option<(usize, Role)>,
}

impl<'a> Sparkline<'a> {
    /// A sparkline of ripe values.
    pub const fn new(values: &'a [Option<f64>], role: Role) -> Self {
        Self { values, role, unripe: 0, tail: None }
    }

    /// Draws over the whole area.
    pub fn render(self, area: Rect, buf: &mut Buffer, pen: Pen<'_>) {
        let area = area.intersection(buf.area);
        if area.is_empty() || self.values.is_empty() {
            return;
        }
        let most = finite(self.values).fold(0.0, f64::max);
        let eighths = f64::from(area.height) * 8.0;
        for column in 0..area.width {
            let x = area.x + column;
            let (from, to) = bucket(self.values.len(), area.width, column);
            let Some(value) = finite(self.values.get(from..to).unwrap_or_default()).reduce(f64::max) else {
                pen.put(buf, (x, area.bottom() - 1), Glyph::Dot, pen.style(Role::Line));
                continue;
            };
            // A measured zero keeps the thinnest bar: a gap looks different.
            let share = if most > 0.0 { (value / most).clamp(0.0, 1.0) } else { 0.0 };
            let height = ((share * eighths).round() as usize).max(1);
            let style = self.style(to, pen);
            for row in 0..area.height {
                let filled = height.saturating_sub(usize::from(row) * 8).min(8);
                if let Some(block) = EIGHTHS_UP.get(filled).filter(|_| filled > 0) {
                    pen.put_symbol(buf, (x, area.bottom() - 1 - row), pen.either(*block), style);
                }
            }
        }
    }

    /// The style of a column whose last value is before `end`.
    fn style(self, end: usize, pen: Pen<'_>) -> Style {
        let left = self.values.len() - end;
        let role = self.tail.filter(|(last, _)| left < *last).map_or(self.role, |(_, role)| role);
        if left < self.unripe { Style::new().fg(pen.theme.fade(role, 1)) } else { pen.style(role) }
    }
}

/// A fine line of dots over two or three rows.
#[derive(Clone, Copy, Debug)]
pub struct BrailleSparkline<'a> {
    /// Oldest first; none is a gap.
    pub values: &'a [Option<f64>],
    /// Colour of the line.
    pub role: Role,
    /// How many of the last values may still change; drawn dashed.
    pub unripe: usize,
}

impl BrailleSparkline<'_> {
    /// Draws over the whole area; the line runs from its least to its greatest value.
    pub fn render(self, area: Rect, buf: &mut Buffer, pen: Pen<'_>) {
        let area = area.intersection(buf.area);
        let (low, high) = finite(self.values)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        if area.is_empty() || low > high {
            return;
        }
        if pen.ascii && area.height == 1 {
            return self.render_levels(area, (low, high), buf, pen);
        }
        let mut raster = Raster::new(area, pen.ascii, false);
        let (width, height) = (raster.width(), raster.height());
        let ripe = self.values.len().saturating_sub(self.unripe);
        let step = f64::from(width.saturating_sub(1)) / (self.values.len().max(2) - 1) as f64;
        let mut before = None;
        for (place, value) in self.values.iter().enumerate() {
            let dot = value.filter(|value| value.is_finite()).map(|value| {
                let share =
                    if high > low { (value / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0) } else { 0.5 };
                ((place as f64 * step).round() as i32, ((1.0 - share) * f64::from(height - 1)).round() as i32)
            });
            if let Some(dot) = dot {
                raster.line(before.unwrap_or(dot), dot, Layer::Line(0), place >= ripe);
            }
            before = dot;
        }
        raster.render(buf, pen, |_| pen.style(self.role));
    }

    /// One row of ASCII has no finer dots: the weight of the sign tells the height.
    fn render_levels(self, area: Rect, (low, high): (f64, f64), buf: &mut Buffer, pen: Pen<'_>) {
        for column in 0..area.width {
            let (from, to) = bucket(self.values.len(), area.width, column);
            let values = self.values.get(from..to).unwrap_or_default();
            let Some(value) = finite(values).reduce(f64::max) else { continue };
            let share = if high > low { (value / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0) } else { 0.5 };
            let level = 1 + (share * 7.0).round() as usize;
            if let Some(sign) = EIGHTHS_UP.get(level) {
                pen.put_symbol(buf, (area.x + column, area.y), pen.either(*sign), pen.style(self.role));
            }
        }
    }
}

fn finite(values: &[Option<f64>]) -> impl Iterator<Item = f64> + '_ {
    values.iter().filter_map(|value| value.filter(|value| value.is_finite()))
}

/// The values that stand in a column: at least one, and every value in some column.
fn bucket(values: usize, width: u16, column: u16) -> (usize, usize) {
    let (width, column) = (usize::from(width), usize::from(column));
    let from = column * values / width;
    let to = ((column + 1) * values / width).max(from + 1).min(values);
    (from.min(to), to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::widget::proof::{drawn, stays_inside};
    use proptest::prelude::*;

    fn wave(count: usize) -> Vec<Option<f64>> {
        (0..count).map(|place| Some(5.0 + 4.0 * (place as f64 / 4.0).sin())).collect()
    }

    #[test]
    fn zero_is_the_thinnest_bar_and_a_gap_is_a_dot() {
        let values = [Some(0.0), Some(4.0), None, Some(8.0)];
        let shown = |ascii| {
            drawn(4, 1, ascii, |area, buf, pen| Sparkline::new(&values, Role::Second).render(area, buf, pen))
        };
        assert_eq!(shown(false), "▁▄·█");
        assert_eq!(shown(true), ".:.#");
    }

    #[test]
    fn a_row_of_ascii_still_tells_high_from_low() {
        let values = [Some(10.0), Some(15.0), None, Some(20.0)];
        let line = BrailleSparkline { values: &values, role: Role::Second, unripe: 0 };
        let shown = drawn(4, 1, true, |area, buf, pen| line.render(area, buf, pen));
        assert_eq!(shown, ".= #");
    }

    #[test]
    fn one_spike_among_many_values_is_still_seen() {
        let mut values = vec![Some(1.0); 1_000];
        values[537] = Some(100.0);
        let shown = drawn(20, 1, false, |area, buf, pen| {
            Sparkline::new(&values, Role::Second).render(area, buf, pen);
        });
        assert_eq!(shown.chars().filter(|c| *c == '█').count(), 1);
    }

    #[test]
    fn lines_of_dots_keep_their_gaps() {
        let mut values = wave(30);
        values[10..14].fill(None);
        let spark = BrailleSparkline { values: &values, role: Role::Accent, unripe: 3 };
        insta::assert_snapshot!(
            [
                drawn(24, 2, false, |area, buf, pen| spark.render(area, buf, pen)),
                drawn(24, 3, false, |area, buf, pen| spark.render(area, buf, pen)),
                drawn(24, 3, true, |area, buf, pen| spark.render(area, buf, pen)),
            ]
            .join("\n\n")
        );
    }

    proptest! {
        #[test]
        fn they_stay_inside(
            width in 0u16..=300,
            height in 0u16..8,
            values in prop::collection::vec(prop::option::of(any::<f64>()), 0..400),
            unripe in 0usize..5,
        ) {
            stays_inside(width, height, |area, buf, pen| {
                let tail = Some((3, Role::Critical));
                Sparkline { values: &values, role: Role::Second, unripe, tail }.render(area, buf, pen);
                BrailleSparkline { values: &values, role: Role::Accent, unripe }.render(area, buf, pen);
            });
        }
    }
}
