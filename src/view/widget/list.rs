//! A list with columns, header, a selected row and a scroll bar. Only the rows that are seen are asked for.
//! Knows neither where rows come from nor how they are sorted.

use ratatui::{buffer::Buffer, layout::Rect, text::Span};

use super::spans::{width_of, write_spans};
use crate::{
    theme::Role,
    view::pen::{Glyph, Pen},
};

/// One column.
#[derive(Clone, Copy, Debug)]
pub struct Column<'a> {
    /// In the header.
    pub title: &'a str,
    /// Cells it takes; 0 for what the others leave, shared among such columns.
    pub width: u16,
    /// True for figures.
    pub right: bool,
    /// Columns with greater numbers go first where there is no room; 0 stays.
    pub spare: u8,
}

impl<'a> Column<'a> {
    /// A column of text of a width; 0 for what the others leave.
    pub const fn text(title: &'a str, width: u16) -> Self {
        Self { title, width, right: false, spare: 0 }
    }

    /// A column of figures of a width.
    pub const fn figures(title: &'a str, width: u16) -> Self {
        Self { title, width, right: true, spare: 0 }
    }

    /// The column, given up early where there is no room.
    pub const fn spare(self, spare: u8) -> Self {
        Self { spare, ..self }
    }
}

/// A list of rows.
#[derive(Clone, Copy)]
pub struct List<'a> {
    /// Its columns.
    pub columns: &'a [Column<'a>],
    /// How many rows there are.
    pub count: usize,
    /// The cells of a row, in the order of the columns.
    pub row: &'a dyn Fn(usize) -> Vec<Vec<Span<'a>>>,
    /// The chosen row.
    pub selected: Option<usize>,
    /// The column it is sorted by, and whether downwards.
    pub sorted: Option<(usize, bool)>,
    /// Said when there are no rows.
    pub empty: &'a str,
    /// False to leave out the header.
    pub headed: bool,
}

/// Least width of a column that takes what the others leave.
const LEAST_FILL: u16 = 8;

impl List<'_> {
    /// Draws header and rows.
    pub fn render(self, area: Rect, buf: &mut Buffer, pen: Pen<'_>) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        if self.count == 0 {
            pen.write(buf, (area.x, area.y), area.width, self.empty, pen.style(Role::Muted));
            return;
        }
        let (first, shown) = self.window(area);
        let scrolls = shown < self.count && area.width > 4;
        let room = area.width - if scrolls { 2 } else { 0 };
        // The first column is the mark of the selected row.
        let marked = Rect { x: area.x + 1, width: room.saturating_sub(1), ..area };
        let places = self.places(marked);
        if self.is_headed(area) {
            self.draw_header(&places, area.y, buf, pen);
        }
        let top = area.y + u16::from(self.is_headed(area));
        for (place, y) in (first..first + shown).zip(top..area.bottom()) {
            let cells = (self.row)(place);
            for ((cell, (x, width)), column) in cells.iter().zip(&places).zip(self.columns) {
                let indent = if column.right { width.saturating_sub(width_of(cell, pen)) } else { 0 };
                write_spans(buf, (x + indent, y), width - indent, cell, pen);
            }
            if self.selected == Some(place) {
                buf.set_style(Rect { y, width: room, height: 1, ..area }, pen.selected());
                pen.put(buf, (area.x, y), Glyph::Bar, pen.style(Role::Accent));
            }
        }
        if scrolls {
            let track = Rect { x: area.right() - 1, y: top, width: 1, height: area.bottom() - top };
            draw_scroll_bar(buf, track, first, shown, self.count, pen);
        }
    }

    /// The first row seen and how many are: the selected row stays in the middle where it can.
    pub fn window(self, area: Rect) -> (usize, usize) {
        let room = usize::from(area.height - u16::from(self.is_headed(area)).min(area.height));
        let shown = room.min(self.count);
        let wanted = self.selected.unwrap_or(0).saturating_sub(room / 2);
        (wanted.min(self.count - shown), shown)
    }

    /// The row at a line of the screen: what a click there means.
    pub fn at(self, area: Rect, y: u16) -> Option<usize> {
        let (first, shown) = self.window(area);
        let line = y.checked_sub(area.y + u16::from(self.is_headed(area)))?;
        (usize::from(line) < shown).then_some(first + usize::from(line))
    }

    const fn is_headed(self, area: Rect) -> bool {
        self.headed && area.height > 1
    }

    fn draw_header(self, places: &[(u16, u16)], y: u16, buf: &mut Buffer, pen: Pen<'_>) {
        for ((place, column), (x, width)) in self.columns.iter().enumerate().zip(places) {
            let sorted = self.sorted.filter(|(by, _)| *by == place);
            let mark = sorted.map_or(String::new(), |(_, down)| {
                format!(" {}", pen.glyph(if down { Glyph::Down } else { Glyph::Up }))
            });
            let title = format!("{}{mark}", column.title);
            let style = if sorted.is_some() { pen.style(Role::Text) } else { pen.style(Role::Muted) };
            if column.right {
                pen.write_right(buf, (x + width, y), *width, &title, style);
            } else {
                pen.write(buf, (*x, y), *width, &title, style);
            }
        }
    }

    /// Place and width of each column; 0 wide for those given up.
    fn places(self, area: Rect) -> Vec<(u16, u16)> {
        let mut kept: Vec<bool> = self.columns.iter().map(|_| true).collect();
        let needs = |kept: &[bool]| -> u16 {
            let width = |column: &Column<'_>| if column.width == 0 { LEAST_FILL } else { column.width };
            let widths =
                self.columns.iter().zip(kept).filter(|(_, kept)| **kept).map(|(column, _)| width(column) + 2);
            widths.sum::<u16>().saturating_sub(2)
        };
        while needs(&kept) > area.width {
            let spares = self
                .columns
                .iter()
                .zip(&kept)
                .enumerate()
                .filter(|(_, (column, kept))| **kept && column.spare > 0);
            let Some((place, _)) = spares.max_by_key(|(place, (column, _))| (column.spare, *place)) else {
                break;
            };
            if let Some(kept) = kept.get_mut(place) {
                *kept = false;
            }
        }
        let fills =
            self.columns.iter().zip(&kept).filter(|(column, kept)| **kept && column.width == 0).count()
                as u16;
        let spare = area.width.saturating_sub(needs(&kept));
        let mut x = area.x;
        let place = |(column, kept): (&Column<'_>, &bool)| {
            let wanted = match column.width {
                0 => LEAST_FILL + spare / fills.max(1),
                width => width,
            };
            let width = if *kept { wanted.min(area.right().saturating_sub(x)) } else { 0 };
            let place = (x, width);
            x = if *kept { x.saturating_add(width + 2).min(area.right()) } else { x };
            place
        };
        self.columns.iter().zip(&kept).map(place).collect()
    }
}

/// Draws a scroll bar: the thumb tells which part is seen.
pub fn draw_scroll_bar(
    buf: &mut Buffer,
    track: Rect,
    first: usize,
    shown: usize,
    count: usize,
    pen: Pen<'_>,
) {
    let height = usize::from(track.height);
    if height == 0 || count == 0 {
        return;
    }
    let thumb = (shown * height / count).clamp(1, height);
    let hidden = count.saturating_sub(shown).max(1);
    let from = (first * (height - thumb) + hidden / 2) / hidden;
    for (line, y) in (track.y..track.bottom()).enumerate() {
        let is_thumb = (from..from + thumb).contains(&line);
        let (glyph, role) = if is_thumb { (Glyph::Thumb, Role::Muted) } else { (Glyph::Track, Role::Faint) };
        pen.put(buf, (track.x, y), glyph, pen.style(role));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::widget::proof::{drawn, stays_inside};
    use proptest::prelude::*;

    const COLUMNS: [Column<'_>; 4] = [
        Column::figures("#", 3),
        Column::text("vendor", 0),
        Column::text("category", 10).spare(1),
        Column::figures("revenue", 10),
    ];

    fn draw(count: usize, selected: Option<usize>) -> impl Fn(Rect, &mut Buffer, Pen<'_>) {
        move |area, buf, pen| {
            let row = |place: usize| {
                vec![
                    vec![pen.span((place + 1).to_string(), Role::Muted)],
                    vec![pen.span(format!("Vendor number {place}"), Role::Text)],
                    vec![pen.span("Bakery", Role::Muted)],
                    vec![pen.span(format!("€{}", 1_000 - place.min(999)), Role::Bright)],
                ]
            };
            let list = List {
                columns: &COLUMNS,
                count,
                row: &row,
                selected,
                sorted: Some((3, true)),
                empty: "no vendor matches",
                headed: true,
            };
            list.render(area, buf, pen);
        }
    }

    #[test]
    fn columns_give_way_and_the_selected_row_is_seen() {
        insta::assert_snapshot!(
            [
                drawn(50, 6, false, draw(3, Some(1))),
                drawn(50, 6, false, draw(100, Some(50))),
                drawn(32, 6, true, draw(100, Some(99))),
                drawn(32, 2, false, draw(0, None)),
            ]
            .join("\n\n")
        );
    }

    #[test]
    fn a_click_finds_its_row() {
        let row = |_: usize| Vec::new();
        let list = List {
            columns: &COLUMNS,
            count: 100,
            row: &row,
            selected: Some(50),
            sorted: None,
            empty: "",
            headed: true,
        };
        let area = Rect::new(0, 10, 40, 11);
        assert_eq!(
            (list.at(area, 10), list.at(area, 11), list.at(area, 20), list.at(area, 21)),
            (None, Some(45), Some(54), None)
        );
    }

    proptest! {
        #[test]
        fn it_stays_inside(width in 0u16..=300, height in 0u16..40, count in 0usize..200, selected in prop::option::of(0usize..300)) {
            stays_inside(width, height, draw(count, selected));
        }

        #[test]
        fn the_selected_row_is_always_seen(height in 2u16..40, count in 1usize..200, at in 0usize..200) {
            let row = |_: usize| Vec::new();
            let selected = at.min(count - 1);
            let list = List { columns: &COLUMNS, count, row: &row, selected: Some(selected), sorted: None, empty: "", headed: true };
            let (first, shown) = list.window(Rect::new(0, 0, 40, height));
            prop_assert!((first..first + shown).contains(&selected) && first + shown <= count);
        }
    }
}
