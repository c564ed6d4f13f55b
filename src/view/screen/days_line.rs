//! The line above a screen of the lake: whose, which days with their keys, the screen's own choices, and on the right
//! how complete it is.

use ratatui::layout::Rect;

use crate::{
    app::{Message, RangeChoice},
    business::{DateRange, Granularity},
    question::Question,
    theme::Role,
    view::{
        format,
        look::Look,
        pen::Glyph,
        pieces::{Line, Piece},
    },
};

/// Whose days these are; a click switches.
pub fn whose(look: &Look<'_>, rank: u8) -> Piece {
    Piece::new(look.vendor_name(), look.pen.bold(Role::Accent), rank)
        .after(1)
        .meaning(Message::Run("vendor", None))
}

/// `◀ 24 Oct – 22 Nov 2026 ▶`: the days, and the steps to those before and after.
pub fn steps(look: &Look<'_>, range: DateRange) -> [Piece; 3] {
    let pen = look.pen;
    let (bright, accent) = (pen.bold(Role::Bright), pen.style(Role::Accent));
    let run = |id| Message::Run(id, None);
    [
        Piece::new(pen.glyph(Glyph::Left), accent, 0).meaning(run("earlier")),
        Piece::new(format::days(range.from(), range.to()), bright, 0).after(1).meaning(run("range")),
        Piece::new(pen.glyph(Glyph::Right), accent, 0).after(1).meaning(run("later")),
    ]
}

/// ` today  7d  30d  90d  month `: ranges that are a click away.
pub fn presets(look: &Look<'_>) -> impl Iterator<Item = Piece> {
    let presets = [
        ("today", RangeChoice::Today),
        ("7d", RangeChoice::Last(7)),
        ("30d", RangeChoice::Last(30)),
        ("90d", RangeChoice::Last(90)),
        ("month", RangeChoice::Month),
    ];
    presets.into_iter().enumerate().map(|(place, (label, choice))| {
        let (gap, rank) = if place == 0 { (2, 31) } else { (0, 30) };
        chip(look, label, look.app.range == choice, rank).after(gap).meaning(Message::Range(choice))
    })
}

/// ` day  week  month `: what days are summed into.
pub fn granularities(look: &Look<'_>) -> impl Iterator<Item = Piece> {
    let all = [Granularity::Day, Granularity::Week, Granularity::Month];
    all.into_iter().enumerate().map(|(place, granularity)| {
        let gap = if place == 0 { 2 } else { 0 };
        chip(look, granularity.as_str(), look.app.granularity == granularity, 20)
            .after(gap)
            .meaning(Message::Granularity(granularity))
    })
}

fn chip(look: &Look<'_>, label: &str, is_chosen: bool, rank: u8) -> Piece {
    let style = if is_chosen { look.pen.chosen() } else { look.pen.style(Role::Muted) };
    Piece::new(format!(" {label} "), style, rank)
}

/// `Vendor  ◀ 24 Oct – 22 Nov 2026 ▶  7d 30d 90d   choices …   complete to 13:57`
pub fn line(look: &Look<'_>, area: Rect, choices: Vec<Piece>, truth: &str) -> Line {
    let muted = look.pen.style(Role::Muted);
    let mut left = vec![whose(look, 8)];
    left.extend(steps(look, look.app.date_range(look.today())));
    let presets =
        [("7d", RangeChoice::Last(7)), ("30d", RangeChoice::Last(30)), ("90d", RangeChoice::Last(90))];
    for (place, (label, choice)) in presets.into_iter().enumerate() {
        let piece = chip(look, label, look.app.range == choice, if place == 0 { 41 } else { 40 });
        left.push(piece.after(if place == 0 { 2 } else { 0 }).meaning(Message::Range(choice)));
    }
    left.extend(choices);
    let right = if truth.is_empty() { Vec::new() } else { vec![Piece::new(truth, muted, 30)] };
    Line::lay(look.pen, area, left, right)
}

/// `complete to 13:57`: up to when the answer to a question has every event; nothing while there is no answer.
pub fn complete_to(look: &Look<'_>, question: &Question) -> Option<String> {
    let held = look.snapshot.entry(question)?.held.as_deref()?;
    let to = held.provenance.complete_to?;
    Some(format!("complete to {}", format::moment(to, look.now, look.zone())))
}
