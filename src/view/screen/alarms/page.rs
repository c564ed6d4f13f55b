//! A page longer than its panel: facts are written one below the other on a sheet, and the part that is looked at is
//! laid into the panel. Knows no alarm.

use std::sync::Arc;

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use crate::{
    theme::Role,
    view::{
        layout, links,
        look::{Look, wrapped},
    },
};

/// Cells before a fact.
const LABEL: u16 = 13;
/// Lines by which a sheet that is full grows further than it must.
const SPARE: usize = 40;

/// A sheet that is written from the top.
pub(super) struct Page<'a, 'b> {
    look: &'b Look<'a>,
    sheet: Buffer,
    row: u16,
    links: Vec<(Rect, Arc<str>)>,
}

impl<'a, 'b> Page<'a, 'b> {
    /// An empty sheet as wide as its panel, which grows as it is written.
    pub(super) fn new(look: &'b Look<'a>, width: u16) -> Self {
        let sheet = Buffer::empty(Rect::new(0, 0, width, 0));
        Self { look, sheet, row: 0, links: Vec::new() }
    }

    /// What is free below the last line: room for so many lines, as far as a sheet can be that long.
    fn room(&mut self, lines: usize) -> Rect {
        let area = self.sheet.area;
        let needs = usize::from(self.row) + lines;
        if needs > usize::from(area.height) {
            let most = u16::MAX / area.width.max(1);
            let height = u16::try_from(needs + SPARE).unwrap_or(most).min(most).max(area.height);
            self.sheet.resize(Rect { height, ..area });
            let (_, added) = layout::top(self.sheet.area, area.height);
            self.look.pen.clear(&mut self.sheet, added, Role::Ground);
        }
        layout::top(self.sheet.area, self.row).1
    }

    /// A line left empty.
    pub(super) fn gap(&mut self) {
        let area = self.room(1);
        self.row += area.height.min(1);
    }

    /// Words of one line.
    pub(super) fn words(&mut self, words: &[(&str, Style)]) {
        let area = self.room(1);
        if area.height > 0 {
            self.look.words(&mut self.sheet, (area.x, area.y), area.width, words);
            self.gap();
        }
    }

    /// A fact under its label, over as many lines as it needs.
    pub(super) fn fact(&mut self, label: &str, value: &str, role: Role) {
        if value.is_empty() {
            return;
        }
        let (area, pen) = (self.room(self.lines_of(value)), self.look.pen);
        if area.height == 0 {
            return;
        }
        pen.write(&mut self.sheet, (area.x, area.y), LABEL - 1, label, pen.style(Role::Muted));
        let text = layout::left(area, LABEL).1;
        let used = self.look.sentence(&mut self.sheet, text, value, pen.style(role));
        self.row += used.max(1);
    }

    /// Lines that a fact takes.
    fn lines_of(&self, value: &str) -> usize {
        let width = self.sheet.area.width.saturating_sub(LABEL);
        wrapped(&self.look.pen.spell(value), usize::from(width)).len().max(1)
    }

    /// A fact that is an address.
    pub(super) fn address(&mut self, label: &str, address: &Arc<str>) {
        let text = layout::left(self.room(self.lines_of(address)), LABEL).1;
        self.links.extend(links::lines(self.look, text, address));
        self.fact(label, address, Role::Accent);
    }

    /// Which places of the panel are addresses, where the part from the line `top` on is laid into it.
    pub(super) fn links(&self, top: usize, area: Rect) -> Vec<(Rect, Arc<str>)> {
        let first = self.first(top, area);
        let rows = first..first + usize::from(area.height);
        let shown = self.links.iter().filter(|(line, _)| rows.contains(&usize::from(line.y)));
        let placed = |line: &Rect| Rect { x: area.x + line.x, y: area.y + line.y - first as u16, ..*line };
        shown.map(|(line, address)| (placed(line), Arc::clone(address))).collect()
    }

    /// The first line that is shown from the line `top` on: never past the end.
    fn first(&self, top: usize, area: Rect) -> usize {
        top.min(usize::from(self.row).saturating_sub(usize::from(area.height)))
    }

    /// A fact that is drawn, in one line under its label.
    pub(super) fn drawn(&mut self, label: &str, draw: impl FnOnce(Rect, &mut Buffer)) {
        let (area, pen) = (self.room(1), self.look.pen);
        if area.height == 0 {
            return;
        }
        pen.write(&mut self.sheet, (area.x, area.y), LABEL - 1, label, pen.style(Role::Muted));
        draw(Rect { height: 1, ..layout::left(area, LABEL).1 }, &mut self.sheet);
        self.gap();
    }

    /// Lays the part from the line `top` on into the panel, never past the end; tells the first shown line and how many
    /// there are.
    pub(super) fn lay(&self, top: usize, area: Rect, buf: &mut Buffer) -> (usize, usize) {
        let lines = usize::from(self.row);
        let first = self.first(top, area);
        let area = area.intersection(buf.area);
        for y in 0..area.height {
            let from = first as u16 + y;
            for x in 0..area.width {
                let (Some(cell), true) = (self.sheet.cell((x, from)), from < self.row) else { continue };
                if let Some(place) = buf.cell_mut((area.x + x, area.y + y)) {
                    *place = cell.clone();
                }
            }
        }
        (first, lines)
    }
}
