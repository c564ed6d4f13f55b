//! When people come: hours and weekdays as a heat map.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    app::{Message, Panel},
    business::SummaryTable,
    view::look::Look,
};

/// Draws the screen.
pub fn draw(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let _ = (look, area, buf);
}

/// What a click means.
pub fn hit(look: &Look<'_>, area: Rect, x: u16, y: u16) -> Option<Message> {
    let _ = (look, area, x, y);
    None
}

/// The exact values behind a panel, to be taken away as a table.
pub fn table(look: &Look<'_>, panel: Panel) -> Option<SummaryTable> {
    let _ = (look, panel);
    None
}
