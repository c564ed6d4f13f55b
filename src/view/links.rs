//! Which places of the picture are addresses: told from the same plans the drawing uses. Writing them is the viewer's.

use std::sync::Arc;

use ratatui::layout::Rect;

use super::{
    layout,
    look::{Look, wrapped},
    overlay,
    scene::{self, Scene},
    screen,
};
use crate::app::Screen;

/// The places, each a line high, and the address they lead to.
pub fn links(scene: &Scene<'_>, area: Rect) -> Vec<(Rect, Arc<str>)> {
    let look = scene.look(area);
    let Some(parts) = scene::parts(&look, area) else { return Vec::new() };
    if look.app.overlay.is_some() {
        return overlay::links(&look, area);
    }
    match look.app.screen {
        Screen::Alarms if !screen::first_run::is_due(&look) => screen::alarms::links(&look, parts.body),
        _ => Vec::new(),
    }
}

/// The lines of an address that is written as a sentence from the top of an area on.
pub(super) fn lines(look: &Look<'_>, area: Rect, address: &Arc<str>) -> Vec<(Rect, Arc<str>)> {
    let lines = wrapped(&look.pen.spell(address), usize::from(area.width));
    let rows = (area.y..area.bottom()).zip(&lines);
    let place =
        |(y, line): (u16, &String)| Rect { y, height: 1, ..layout::left(area, look.pen.width(line)).0 };
    rows.map(|row| (place(row), Arc::clone(address))).collect()
}
