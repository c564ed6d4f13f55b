//! A card with a prompt and rows to choose from: where it stands, and how prompt and rows are drawn.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Modifier, Style},
};
use unicode_segmentation::UnicodeSegmentation;

use crate::{
    app::Prompt,
    theme::Role,
    view::{layout, look::Look, pen::Glyph, widget::panel::Panel},
};

/// Where the rows of a card stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Places {
    /// Every row's place.
    pub(super) area: Rect,
    /// First shown row.
    pub(super) first: usize,
    /// Rows there are.
    pub(super) count: usize,
}

/// The card and its rows, below a prompt of two lines.
pub(super) fn places(area: Rect, size: (u16, u16), count: usize, chosen: usize) -> (Rect, Places) {
    let card = placed(area, size, count as u16 + 4);
    let body = layout::top(Panel::inside(card), 2).1;
    (card, rows_in(body, count, chosen))
}

/// The card and its rows, without a prompt.
pub(super) fn places_without_prompt(
    area: Rect,
    size: (u16, u16),
    count: usize,
    chosen: usize,
) -> (Rect, Places) {
    let card = placed(area, size, count as u16 + 2);
    (card, rows_in(Panel::inside(card), count, chosen))
}

fn placed(area: Rect, (width, most): (u16, u16), wanted: u16) -> Rect {
    let height = wanted.clamp(5, most).min(area.height.saturating_sub(2));
    let card = layout::centred(area, width.min(area.width.saturating_sub(4)), height);
    // Near the top, so that the rows grow downwards and the prompt stays where it is.
    Rect { y: area.y + (area.height / 6).min(area.height.saturating_sub(height)), ..card }
}

fn rows_in(area: Rect, count: usize, chosen: usize) -> Places {
    Places { area, first: layout::first_shown(chosen, count, usize::from(area.height.max(1))), count }
}

/// Empties a card and frames it; gives back its inside.
pub(super) fn framed(look: &Look<'_>, card: Rect, title: &str, legend: &str, buf: &mut Buffer) -> Rect {
    release_wide_neighbour(card, buf);
    look.pen.clear(buf, card, Role::Raised);
    Panel { title, legend, focused: true, ..Panel::default() }.render(card, buf, look.pen)
}

/// A wide character that would reach under the card from its left is taken away, or the card's edge would shift.
fn release_wide_neighbour(card: Rect, buf: &mut Buffer) {
    let Some(x) = card.x.checked_sub(1) else { return };
    for y in card.y..card.bottom() {
        if let Some(cell) = buf.cell_mut((x, y))
            && unicode_width::UnicodeWidthStr::width(cell.symbol()) > 1
        {
            cell.set_symbol(" ");
        }
    }
}

/// The line being typed, with its cursor.
pub(super) fn prompt(look: &Look<'_>, sign: &str, typed: &Prompt, empty: &str, area: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let used = pen.write(buf, (area.x, area.y), area.width, sign, pen.bold(Role::Accent));
    let text = layout::left(area, used).1;
    if text.width == 0 {
        return;
    }
    let before: String = typed.text.chars().take(typed.cursor).collect();
    // Long lines show their end, so that the cursor is always seen.
    let skipped = skip_to_fit(look, &before, text.width.saturating_sub(2));
    let shown = typed.text.get(skipped..).unwrap_or_default();
    pen.write(buf, (text.x, text.y), text.width, shown, pen.style(Role::Bright));
    if typed.text.is_empty() {
        let hint = layout::left(text, 1).1;
        pen.write(buf, (hint.x, hint.y), hint.width, empty, pen.style(Role::Muted));
    }
    let cursor = pen.width(before.get(skipped..).unwrap_or_default()).min(text.width - 1);
    let cell = Rect { x: text.x + cursor, width: 1, height: 1, ..text };
    buf.set_style(cell, Style::new().add_modifier(Modifier::REVERSED));
}

/// Bytes to leave out at the start so that the rest fits.
fn skip_to_fit(look: &Look<'_>, text: &str, width: u16) -> usize {
    let mut skipped = 0;
    for (start, _) in text.grapheme_indices(true) {
        skipped = start;
        if look.pen.width(text.get(start..).unwrap_or_default()) <= width {
            return start;
        }
    }
    skipped
}

/// Marks the chosen row.
pub(super) fn mark(look: &Look<'_>, row: Rect, buf: &mut Buffer) {
    buf.set_style(row, look.pen.selected());
    look.pen.put(buf, (row.x, row.y), Glyph::Right, look.pen.bold(Role::Accent));
}

/// Writes a text with its matched characters in the accent; tells how many cells it took.
pub(super) fn matched(
    look: &Look<'_>,
    at: (u16, u16),
    most: u16,
    text: &str,
    letters: &[u32],
    buf: &mut Buffer,
) -> u16 {
    let pen = look.pen;
    if letters.is_empty() {
        return pen.write(buf, at, most, text, pen.style(Role::Bright));
    }
    let total = pen.write(buf, at, most, text, pen.style(Role::Text));
    let mut x = 0;
    let mut place = 0_u32;
    for grapheme in text.graphemes(true) {
        let width = pen.width(grapheme);
        if x + width > total {
            break;
        }
        let count = grapheme.chars().count() as u32;
        if (place..place + count).any(|letter| letters.contains(&letter)) {
            buf.set_style(Rect { x: at.0 + x, y: at.1, width, height: 1 }, pen.bold(Role::Accent));
        }
        place += count;
        x += width;
    }
    total
}
