//! The line above a screen of the lake: whose, which days with their keys, the screen's own choices, and on the right
//! how complete it is.

use ratatui::layout::Rect;

use crate::{
    app::{Message, RangeChoice},
    question::Question,
    theme::Role,
    view::{
        format,
        look::Look,
        pen::Glyph,
        pieces::{Line, Piece},
    },
};

/// `Vendor  ◀ 24 Oct – 22 Nov 2026 ▶  7d 30d 90d   choices …   complete to 13:57`
pub fn line(look: &Look<'_>, area: Rect, choices: Vec<Piece>, truth: &str) -> Line {
    let pen = look.pen;
    let (muted, bright, accent) = (pen.style(Role::Muted), pen.bold(Role::Bright), pen.style(Role::Accent));
    let range = look.app.date_range(look.today());
    let run = |id| Message::Run(id, None);
    let mut left = vec![
        Piece::new(look.vendor_name(), pen.bold(Role::Accent), 8).after(1).meaning(run("vendor")),
        Piece::new(pen.glyph(Glyph::Left), accent, 0).meaning(run("earlier")),
        Piece::new(format::days(range.from(), range.to()), bright, 0).after(1).meaning(run("range")),
        Piece::new(pen.glyph(Glyph::Right), accent, 0).after(1).meaning(run("later")),
    ];
    let presets =
        [("7d", RangeChoice::Last(7)), ("30d", RangeChoice::Last(30)), ("90d", RangeChoice::Last(90))];
    for (place, (label, choice)) in presets.into_iter().enumerate() {
        let style = if look.app.range == choice { pen.chosen() } else { muted };
        let piece = Piece::new(format!(" {label} "), style, if place == 0 { 41 } else { 40 });
        left.push(piece.after(if place == 0 { 2 } else { 0 }).meaning(Message::Range(choice)));
    }
    left.extend(choices);
    let right = if truth.is_empty() { Vec::new() } else { vec![Piece::new(truth, muted, 30)] };
    Line::lay(pen, area, left, right)
}

/// `complete to 13:57`: up to when the answer to a question has every event; nothing while there is no answer.
pub fn complete_to(look: &Look<'_>, question: &Question) -> Option<String> {
    let held = look.snapshot.entry(question)?.held.as_deref()?;
    let to = held.provenance.complete_to?;
    Some(format!("complete to {}", format::moment(to, look.now, look.zone())))
}
