//! What lies over the screen: help, palette, switchers, provenance, the filter being typed.

mod backtest;
mod filter;
mod help;
mod note;
mod palette;
mod provenance;
mod ranges;
mod rows;
mod take;
mod vendors;
mod verdict;

use std::sync::Arc;

use ratatui::{buffer::Buffer, layout::Rect};

use super::{layout::Parts, look::Look};
use crate::app::{Message, Overlay};

/// Draws what is open, if anything is.
pub fn draw(look: &Look<'_>, area: Rect, parts: &Parts, buf: &mut Buffer) {
    match &look.app.overlay {
        None => {}
        Some(Overlay::Help { top }) => help::draw(look, area, *top, buf),
        Some(Overlay::Palette(prompt)) => palette::draw(look, area, prompt, buf),
        Some(Overlay::Vendors(prompt)) => vendors::draw(look, area, prompt, buf),
        Some(Overlay::Filter(prompt)) => filter::draw(look, parts.status, prompt, buf),
        Some(Overlay::Ranges { chosen }) => ranges::draw(look, area, *chosen, buf),
        Some(Overlay::Take { chosen }) => take::draw(look, area, *chosen, buf),
        Some(Overlay::Note(card)) => note::draw(look, area, card, buf),
        Some(Overlay::Provenance) => provenance::draw(look, area, buf),
        Some(Overlay::Verdict(choice)) => verdict::draw(look, area, choice, buf),
        Some(Overlay::Backtest(bench)) => backtest::draw(look, area, bench, buf),
    }
}

/// Which places of what is open are addresses.
pub fn links(look: &Look<'_>, area: Rect) -> Vec<(Rect, Arc<str>)> {
    match &look.app.overlay {
        Some(Overlay::Verdict(choice)) => verdict::links(look, area, choice),
        _ => Vec::new(),
    }
}

/// What a click means while something is open: a row of it, or outside of it to close it.
pub fn hit(look: &Look<'_>, area: Rect, parts: &Parts, x: u16, y: u16) -> Option<Message> {
    let (card, rows) = match &look.app.overlay {
        Some(Overlay::Palette(prompt)) => {
            let count = look.app.palette_rows(look.snapshot).len();
            rows::places(area, palette::SIZE, count, prompt.chosen)
        }
        Some(Overlay::Vendors(prompt)) => {
            let count = look.app.vendor_rows(look.snapshot).len();
            rows::places(area, vendors::SIZE, count, prompt.chosen)
        }
        Some(Overlay::Ranges { chosen }) => {
            let count = look.app.range_rows(look.snapshot).len();
            rows::places_without_prompt(area, ranges::SIZE, count, *chosen)
        }
        Some(Overlay::Note(_)) => {
            let count = look.app.note_rows().len();
            rows::places(area, note::SIZE, count, look.app.note_chosen())
        }
        Some(Overlay::Take { chosen }) => take::places(area, *chosen),
        Some(Overlay::Help { .. }) => (help::card(area), rows::Places::default()),
        Some(Overlay::Verdict(choice)) => verdict::places(look, area, choice),
        Some(Overlay::Provenance) => (provenance::card(look, area), rows::Places::default()),
        Some(Overlay::Backtest(_)) => (backtest::card(area), rows::Places::default()),
        Some(Overlay::Filter(_)) | None => (parts.status, rows::Places::default()),
    };
    if !card.contains((x, y).into()) {
        return Some(Message::Key("esc".into()));
    }
    let is_row = rows.area.contains((x, y).into());
    let place = rows.first + usize::from(y.saturating_sub(rows.area.y));
    (is_row && place < rows.count).then_some(Message::Pick(place))
}
