//! Horizontal bars with label, figure and note: ranks, shares, weekdays. Bars start at zero and end in eighths of a
//! cell. Knows no unit: figures come written.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use crate::{
    theme::{Depth, Role},
    view::{
        glyph::EIGHTHS_RIGHT,
        pen::{Glyph, Pen},
    },
};

/// One bar.
#[derive(Clone, Debug)]
pub struct BarRow {
    /// What it is.
    pub label: String,
    /// Its length; below zero and unknown draw no bar.
    pub value: f64,
    /// The value, written out.
    pub figure: String,
    /// A word beside it: its change, its share. Empty for none.
    pub note: String,
    /// Colour of the note.
    pub note_role: Role,
}

/// Bars below each other, all on one scale.
#[derive(Clone, Debug)]
pub struct Bars {
    /// From the top; those that do not fit are left out.
    pub rows: Vec<BarRow>,
    /// Colour of the bars.
    pub role: Role,
    /// The value of a full bar; none for the greatest of the rows.
    pub full: Option<f64>,
    /// The row that is chosen.
    pub selected: Option<usize>,
}

impl Bars {
    /// Bars on the scale of the greatest.
    pub const fn new(rows: Vec<BarRow>, role: Role) -> Self {
        Self { rows, role, full: None, selected: None }
    }

    /// Draws one row a bar.
    pub fn render(self, area: Rect, buf: &mut Buffer, pen: Pen<'_>) {
        let area = area.intersection(buf.area);
        if area.is_empty() || self.rows.is_empty() {
            return;
        }
        let widest =
            |text: fn(&BarRow) -> &str| self.rows.iter().map(|row| pen.width(text(row))).max().unwrap_or(0);
        let figure = widest(|row| &row.figure).min(area.width / 2);
        let note = widest(|row| &row.note);
        let note = if note > 0 && note + figure + 28 < area.width { note + 2 } else { 0 };
        let room = area.width.saturating_sub(figure + note + 1);
        let label = widest(|row| &row.label).min((room * 3 / 5).max(room.saturating_sub(24).min(18)));
        let greatest =
            self.rows.iter().map(|row| row.value).filter(|value| value.is_finite()).fold(0.0, f64::max);
        let full = self.full.filter(|full| full.is_finite()).unwrap_or(greatest);
        for ((place, row), y) in self.rows.iter().enumerate().zip(area.y..area.bottom()) {
            let is_selected = self.selected == Some(place);
            let name = if is_selected { pen.bold(Role::Bright) } else { pen.style(Role::Text) };
            pen.write(buf, (area.x, y), label, &row.label, name);
            let bar = Rect::new(area.x + label + 1, y, room.saturating_sub(label + 1), 1).intersection(area);
            let share = if full > 0.0 && row.value.is_finite() { row.value / full } else { 0.0 };
            draw_bar(buf, bar, share, pen.style(self.role), pen);
            let end = area.right() - note;
            pen.write_right(buf, (end, y), figure, &row.figure, pen.style(Role::Bright));
            if note > 0 {
                pen.write_right(buf, (area.right(), y), note - 1, &row.note, pen.style(row.note_role));
            }
            if is_selected {
                buf.set_style(Rect { y, height: 1, ..area }, pen.selected());
            }
        }
    }
}

/// Draws a bar over a share (0 to 1) of a row, and the rest of the row as its track.
pub fn draw_bar(buf: &mut Buffer, area: Rect, share: f64, style: Style, pen: Pen<'_>) {
    let area = area.intersection(buf.area);
    if area.is_empty() {
        return;
    }
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    let eighths = (share * f64::from(area.width) * 8.0).round() as usize;
    // Something is not nothing, however small it is beside the greatest.
    let eighths = if share > 0.0 { eighths.max(1) } else { 0 };
    let has_track = matches!(pen.theme.depth(), Depth::TrueColor | Depth::TwoFiftySix);
    if has_track {
        pen.tint(buf, area, Role::Raised);
    }
    for (column, x) in (area.x..area.right()).enumerate() {
        let filled = eighths.saturating_sub(column * 8).min(8);
        match EIGHTHS_RIGHT.get(filled) {
            Some(block) if filled > 0 => pen.put_symbol(buf, (x, area.y), pen.either(*block), style),
            _ if !has_track => pen.put(buf, (x, area.y), Glyph::Dot, pen.style(Role::Faint)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::widget::proof::{drawn, stays_inside};
    use proptest::prelude::*;

    fn rows(values: &[f64]) -> Vec<BarRow> {
        let row = |value: &f64| BarRow {
            label: "Sunrise Bakery".to_owned(),
            value: *value,
            figure: format!("€{value:.0}"),
            note: "▲ 6 %".to_owned(),
            note_role: Role::Good,
        };
        values.iter().map(row).collect()
    }

    #[test]
    fn bars_share_a_scale_and_the_note_gives_way_first() {
        let bars = |values: &'static [f64]| {
            move |area, buf: &mut Buffer, pen: Pen<'_>| {
                Bars::new(rows(values), Role::Second).render(area, buf, pen);
            }
        };
        insta::assert_snapshot!(
            [
                drawn(52, 4, false, bars(&[1842.0, 1610.0, 0.0, 0.4])),
                drawn(30, 2, false, bars(&[1842.0, 1610.0])),
                drawn(52, 3, true, bars(&[1842.0, 1610.0, f64::NAN])),
            ]
            .join("\n\n")
        );
    }

    proptest! {
        #[test]
        fn it_stays_inside(width in 0u16..=300, height in 0u16..20, values in prop::collection::vec(any::<f64>(), 0..12)) {
            stays_inside(width, height, |area, buf, pen| Bars { selected: Some(1), ..Bars::new(rows(&values), Role::Accent) }.render(area, buf, pen));
        }
    }
}
