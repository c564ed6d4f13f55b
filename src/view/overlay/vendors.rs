//! The vendor switcher: a line to type in and the vendors that match.

use ratatui::{buffer::Buffer, layout::Rect};

use super::rows;
use crate::{
    app::{Prompt, VendorRow},
    question::Question,
    theme::Role,
    view::{
        layout,
        look::Look,
        model::condition::{Card, Condition},
        pen::Glyph,
    },
};

/// Widest and highest it gets.
pub(super) const SIZE: (u16, u16) = (76, 22);

/// What is known of a vendor besides its name: its place, and why it stands first.
fn mark_of(row: &VendorRow) -> String {
    let rank = row.rank.map(|(_, rank)| format!("#{rank}"));
    let why = match (row.is_pinned, row.is_recent) {
        (true, _) => Some("* pinned".to_owned()),
        (false, true) => Some("recent".to_owned()),
        (false, false) => None,
    };
    rank.into_iter().chain(why).collect::<Vec<_>>().join(" ")
}

/// Draws it.
pub(super) fn draw(look: &Look<'_>, area: Rect, prompt: &Prompt, buf: &mut Buffer) {
    let found = look.app.vendor_rows(look.snapshot);
    let (card, places) = rows::places(area, SIZE, found.len(), prompt.chosen);
    let known = look.snapshot.vendors().map_or_else(String::new, |all| format!("{} listed", all.len()));
    let inner = rows::framed(look, card, "vendor", &known, buf);
    rows::prompt(look, "v ", prompt, "name or id", layout::top(inner, 1).0, buf);
    if found.is_empty() {
        let condition = Condition::of(look.snapshot.entry(&Question::Vendors), look.now);
        let card = if condition.has_answer() {
            Card::nothing("no vendor matches")
        } else {
            condition.card("DynamoDB")
        };
        return look.card(buf, places.area, &card);
    }
    let pen = look.pen;
    for (line, (place, row)) in
        found.iter().enumerate().skip(places.first).take(usize::from(places.area.height)).enumerate()
    {
        let area = Rect { y: places.area.y + line as u16, height: 1, ..places.area };
        if place == prompt.chosen {
            rows::mark(look, area, buf);
        }
        let half = area.width * 3 / 5;
        let used =
            rows::matched(look, (area.x + 2, area.y), half.saturating_sub(4), &row.name, &row.letters, buf);
        if row.is_current {
            pen.put(buf, (area.x + 3 + used, area.y), Glyph::Ok, pen.style(Role::Good));
        }
        let mark = mark_of(row);
        let mark_width = pen.width(&mark).min(area.width.saturating_sub(half + 12));
        let role = if row.is_pinned { Role::Accent } else { Role::Muted };
        pen.write_right(buf, (area.right(), area.y), mark_width, &mark, pen.style(role));
        let note = area.width.saturating_sub(half + mark_width + u16::from(mark_width > 0));
        pen.write(buf, (area.x + half, area.y), note, &row.note, pen.style(Role::Muted));
    }
}
