//! The heat map itself: a cell an hour of the week, its average as digits on a ground that grows warmer. It reads without
//! colour; what is not known is a dot and has no ground.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Modifier, Style},
};

use super::Week;
use crate::{
    app::{Panel as Focus, WEEKDAYS},
    business::{HeatMap, HourPlace},
    theme::Role,
    view::{
        layout::{self, Class},
        look::Look,
        model::condition::Condition,
        pen::Glyph,
        widget::panel::Panel,
    },
};

/// Cells for the name of the weekday.
const GUTTER: u16 = 4;

/// Where the cells stand.
struct Grid {
    left: u16,
    top: u16,
    column: u16,
    row: u16,
}

impl Grid {
    fn of(inner: Rect) -> Self {
        let column = (inner.width.saturating_sub(GUTTER) / 24).clamp(2, 6);
        let row = (inner.height.saturating_sub(1) / 7).clamp(1, 3);
        Self { left: inner.x + GUTTER, top: inner.y + 1, column, row }
    }

    /// The rows of a cell that are coloured: where there is room, a blank one stays between weekdays.
    const fn cell(&self, (day, hour): HourPlace) -> Rect {
        let height = if self.row > 2 { self.row - 1 } else { self.row };
        let (x, y) = (self.left + hour as u16 * self.column, self.top + day as u16 * self.row);
        Rect { x, y, width: self.column, height }
    }
}

/// How averages become digits of one width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Digits {
    /// What one digit's step stands for.
    unit: f64,
    /// One place after the point.
    is_decimal: bool,
    /// There are two cells to say that something is less than one digit's step.
    has_less: bool,
}

impl Digits {
    /// The finest digits that fit `room` cells for values up to `most`.
    pub(super) fn of(most: f64, room: u16) -> Self {
        let limit = 10_f64.powi(i32::from(room.clamp(1, 9))) - 0.5;
        if room >= 3 && most < 9.95 {
            return Self { unit: 1.0, is_decimal: true, has_less: true };
        }
        let mut unit = if room >= 2 && most < 9.95 { 0.1 } else { 1.0 };
        while most.is_finite() && most / unit >= limit {
            unit *= 10.0;
        }
        Self { unit, is_decimal: false, has_less: room >= 2 }
    }

    pub(super) fn say(self, mean: f64) -> String {
        if self.is_decimal && mean > 0.0 {
            return format!("{mean:.1}");
        }
        let said = format!("{:.0}", mean / self.unit);
        // Nothing reads as nothing only where nothing was.
        if self.has_less && said == "0" && mean > 0.0 { "<1".to_owned() } else { said }
    }

    /// What the digits stand for, where they are not the average itself.
    pub(super) fn legend(self) -> String {
        match self.unit {
            unit if unit < 1.0 => "digits are tenths".to_owned(),
            unit if unit > 1.0 => format!("digits ×{unit:.0}"),
            _ => String::new(),
        }
    }
}

/// Draws the frame; gives back what is inside it. On a small terminal the title is a line.
pub(super) fn frame(look: &Look<'_>, legend: Option<String>, area: Rect, buf: &mut Buffer) -> Rect {
    let condition = super::question(look)
        .map(|question| Condition::of(look.snapshot.entry(&question), look.now))
        .unwrap_or_default();
    let count = look.app.traffic.count.label();
    let title = format!("{count} by hour and weekday");
    let said = [condition.mark(look.now), legend].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let panel =
        Panel { title: &title, legend: &said, focused: look.has_focus(Focus::Heat), ..Panel::default() };
    if look.class != Class::Small {
        return panel.render(area, buf, look.pen);
    }
    heading(look, &panel, area, buf)
}

/// Title and legend in one line.
pub(super) fn heading(look: &Look<'_>, panel: &Panel<'_>, area: Rect, buf: &mut Buffer) -> Rect {
    let (pen, (head, rest)) = (look.pen, layout::top(area, 1));
    if head.height == 0 {
        return rest;
    }
    let title = if panel.focused { Role::Accent } else { Role::Bright };
    let used = pen.write(buf, (head.x, head.y), head.width, panel.title, pen.bold(title));
    let room = head.width.saturating_sub(used + 2);
    if !panel.legend.is_empty() && pen.width(panel.legend) <= room {
        pen.write_right(buf, (head.right(), head.y), room, panel.legend, pen.style(Role::Muted));
    }
    rest
}

fn inside(look: &Look<'_>, area: Rect) -> Rect {
    if look.class == Class::Small { layout::top(area, 1).1 } else { Panel::inside(area) }
}

/// The hour of the week at a cell of the screen.
pub(super) fn place_at(look: &Look<'_>, area: Rect, x: u16, y: u16) -> Option<HourPlace> {
    let grid = Grid::of(inside(look, area));
    let (column, row) = (x.checked_sub(grid.left)?, y.checked_sub(grid.top)?);
    let place = (usize::from(row / grid.row), usize::from(column / grid.column));
    (place.0 < 7 && place.1 < 24).then_some(place)
}

/// Draws the map in its panel.
pub(super) fn draw(look: &Look<'_>, week: &Week, area: Rect, buf: &mut Buffer) {
    let grid = Grid::of(inside(look, area));
    let most = week.map.peak().map_or(0.0, |(_, mean)| mean);
    let digits = Digits::of(most, grid.column - 1);
    let unit = digits.legend();
    let legend = if unit.is_empty() { "mean an hour".to_owned() } else { format!("mean an hour, {unit}") };
    let legend = format!("{legend}, {} no data", look.pen.glyph(Glyph::Dot));
    let inner = frame(look, Some(legend), area, buf);
    let looked_at = look.app.heat_place(&week.map);
    heads(look, &grid, looked_at, inner, buf);
    for place in (0..7).flat_map(|day| (0..24).map(move |hour| (day, hour))) {
        let rect = grid.cell(place).intersection(inner);
        if !rect.is_empty() {
            cell(look, &week.map, (place, most), (digits, place == looked_at), rect, buf);
        }
    }
}

/// Names of hours and weekdays; those of the hour that is looked at stand out.
fn heads(look: &Look<'_>, grid: &Grid, looked_at: HourPlace, inner: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let style = |is_here: bool| if is_here { pen.bold(Role::Accent) } else { pen.style(Role::Muted) };
    for hour in (0..24).filter(|hour| grid.column > 2 || hour % 2 == 0 || *hour == looked_at.1) {
        let right = grid.left + (hour as u16 + 1) * grid.column;
        if right <= inner.right() {
            let name = format!("{hour:02}");
            pen.write_right(buf, (right, inner.y), 2, &name, style(hour == looked_at.1));
        }
    }
    for (day, name) in WEEKDAYS.iter().enumerate() {
        let y = grid.cell((day, 0)).y;
        if y < inner.bottom() {
            pen.write(buf, (inner.x, y), GUTTER - 1, name, style(day == looked_at.0));
        }
    }
}

fn cell(
    look: &Look<'_>,
    map: &HeatMap,
    (place, most): (HourPlace, f64),
    (digits, is_looked_at): (Digits, bool),
    rect: Rect,
    buf: &mut Buffer,
) {
    let pen = look.pen;
    let right = (rect.right(), rect.y);
    let (text, style) = match map.mean(place) {
        None => (pen.glyph(Glyph::Dot).to_owned(), pen.style(Role::Muted)),
        Some(mean) => {
            let share = if most > 0.0 { mean / most } else { 0.0 };
            let style = pen.theme.on_heat(share);
            for position in rect.positions() {
                pen.put_symbol(buf, position.into(), " ", style);
            }
            (digits.say(mean), style)
        }
    };
    let style = if is_looked_at { style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED) } else { style };
    pen.write_right(buf, right, rect.width.saturating_sub(1), &text, style);
    if is_looked_at {
        let mark = style.remove_modifier(Modifier::UNDERLINED);
        pen.put(buf, (rect.x, rect.y), Glyph::Right, mark);
    }
}

/// The ramp from nothing to the most, as it is on the map.
pub(super) fn ramp(look: &Look<'_>, most: &str, area: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let used = pen.write(buf, (area.x, area.y), area.width, "0 ", pen.style(Role::Muted));
    let end = pen.width(most) + 1;
    let steps = area.width.saturating_sub(used + end).min(32);
    for step in 0..steps {
        let share = f64::from(step) / f64::from(steps.saturating_sub(1).max(1));
        let style: Style = pen.theme.on_heat(share);
        let sign = if pen.has_halves() { Glyph::Full } else { shade(share) };
        let style = if pen.has_halves() { Style::new().fg(pen.theme.heat(share)) } else { style };
        pen.put(buf, (area.x + used + step, area.y), sign, style);
    }
    pen.write(buf, (area.x + used + steps + 1, area.y), end, most, pen.style(Role::Muted));
}

/// Without colours the ramp is told by signs: light, then full.
fn shade(share: f64) -> Glyph {
    if share < 0.5 { Glyph::Shade } else { Glyph::Full }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn digits_are_as_fine_as_there_is_room() {
        let said = |most: f64, room| {
            let digits = Digits::of(most, room);
            (digits.say(most), digits.legend())
        };
        assert_eq!(said(412.0, 3), ("412".to_owned(), String::new()));
        assert_eq!(said(4.21, 3), ("4.2".to_owned(), String::new()));
        assert_eq!(said(4.21, 2), ("42".to_owned(), "digits are tenths".to_owned()));
        assert_eq!(said(412.0, 2), ("41".to_owned(), "digits ×10".to_owned()));
        assert_eq!(said(999.7, 3), ("100".to_owned(), "digits ×10".to_owned()));
        assert_eq!(said(0.0, 2).0, "0");
        let coarse = Digits::of(1_470.0, 2);
        assert_eq!(
            (coarse.say(30.0), coarse.say(0.0), coarse.say(51.0)),
            ("<1".into(), "0".into(), "1".into())
        );
    }

    proptest! {
        #[test]
        fn digits_fit_their_room(most in 0.0..1e12_f64, share in 0.0..=1.0_f64, room in 1_u16..6) {
            let digits = Digits::of(most, room);
            prop_assert!(digits.say(most * share).len() <= usize::from(room), "{}", digits.say(most));
        }
    }
}
