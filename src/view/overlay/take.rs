//! The menu of ways to take away what has the focus: formats, and a file or the clipboard.

use ratatui::{buffer::Buffer, layout::Rect};

use super::rows::{self, Places};
use crate::{
    app::{TakeFormat, TakePlace},
    theme::Role,
    view::{layout, look::Look, taken, widget::panel::Panel},
};

/// Widest and highest it gets.
const SIZE: (u16, u16) = (60, 10);
/// Lines below the formats: a blank one, the place, the name.
const BELOW: usize = 3;

/// The card and the places of its formats.
pub(super) fn places(area: Rect, chosen: usize) -> (Rect, Places) {
    let (card, _) = rows::places_without_prompt(area, SIZE, TakeFormat::ALL.len() + BELOW, chosen);
    let count = TakeFormat::ALL.len();
    let inner = Panel::inside(card);
    let list = layout::top(inner, count as u16).0;
    let first = layout::first_shown(chosen, count, usize::from(list.height.max(1)));
    (card, Places { area: list, first, count })
}

/// Draws it.
pub(super) fn draw(look: &Look<'_>, area: Rect, chosen: usize, buf: &mut Buffer) {
    let (card, places) = places(area, chosen);
    let title = format!("export: {}", look.app.focus.name().replace('-', " "));
    let inner = rows::framed(look, card, &title, "", buf);
    let pen = look.pen;
    let shown = TakeFormat::ALL.iter().enumerate().skip(places.first).take(usize::from(places.area.height));
    for (line, (place, format)) in shown.enumerate() {
        let row = Rect { y: places.area.y + line as u16, height: 1, ..places.area };
        if place == chosen {
            rows::mark(look, row, buf);
        }
        pen.write(buf, (row.x + 2, row.y), 10, format.title(), pen.style(Role::Bright));
        let room = row.width.saturating_sub(12);
        pen.write(buf, (row.x + 12, row.y), room, format.note(), pen.style(Role::Muted));
    }
    let below = layout::top(inner, places.area.height + 1).1;
    if below.height == 0 {
        return;
    }
    let is_file = look.app.taking().place == TakePlace::File;
    let style = |is_it: bool| if is_it { pen.chosen() } else { pen.style(Role::Muted) };
    let (muted, accent) = (pen.style(Role::Muted), pen.style(Role::Accent));
    // The chosen place is marked by more than its colour.
    let named = |place: &str, is_it: bool| if is_it { format!("[{place}]") } else { format!(" {place} ") };
    let (file, clipboard) = (named("a new file", is_file), named("the clipboard", !is_file));
    let words = if look.app.settings.may_write_files {
        vec![
            ("to ", muted),
            (file.as_str(), style(is_file)),
            (" ", muted),
            (clipboard.as_str(), style(!is_file)),
            ("  left, right", accent),
        ]
    } else {
        vec![("to ", muted), (clipboard.as_str(), style(true))]
    };
    look.words(buf, (below.x + 2, below.y), below.width.saturating_sub(2), &words);
    let below = layout::top(below, 1).1;
    if below.height > 0 && is_file {
        let format = TakeFormat::ALL.get(chosen).copied().unwrap_or_default();
        let name = format!("{}.{}", taken::file_stem(look), format.ending());
        pen.write(buf, (below.x + 2, below.y), below.width.saturating_sub(2), &name, muted);
    }
}
