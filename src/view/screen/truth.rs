//! Where the shown days come from, in one quiet line: the lake's part and the table's with the age of each, and what is
//! odd about any day.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    question::{DayRun, Doubt},
    theme::Role,
    view::{
        format,
        look::Look,
        model::{agreement::agreement, business::Business},
        pen::Glyph,
    },
};

/// Draws it: what is odd at the left, the parts at the right.
pub(super) fn draw(look: &Look<'_>, business: &Business<'_>, area: Rect, buf: &mut Buffer) {
    if area.height == 0 {
        return;
    }
    let pen = look.pen;
    let parts = parts(look, business, area.width >= 100);
    let told = if pen.width(&parts) <= area.width { parts } else { String::new() };
    pen.write_right(buf, (area.right(), area.y), area.width, &told, pen.style(Role::Muted));
    let room = area.width.saturating_sub(pen.width(&told) + 3);
    let doubts: Vec<Doubt> = business.history.doubts_in(business.shown()).collect();
    let Some(first) = doubts.first() else { return disagreement(look, (area, room), buf) };
    let more = if doubts.len() > 1 { format!(", {} such days", doubts.len()) } else { String::new() };
    let said =
        format!("{} {} {}{more}", pen.glyph(Glyph::Warning), format::day(first.date), first.kind.sentence());
    pen.write(buf, (area.x, area.y), room, &said, pen.style(Role::Warning));
}

/// That counters and lake differ, where they do for good: nothing stands here while they agree.
fn disagreement(look: &Look<'_>, (area, room): (Rect, u16), buf: &mut Buffer) {
    let Some(agreement) = agreement(look) else { return };
    let Some(mark) = agreement.mark.as_deref() else { return };
    let pen = look.pen;
    let full = format!("{} {mark}: 9 tells which and why", pen.glyph(agreement.glyph));
    let short = format!("{} {mark}", pen.glyph(agreement.glyph));
    let said = if pen.width(&full) <= room { full } else { short };
    pen.write(buf, (area.x, area.y), room, &said, pen.style(agreement.role));
}

/// `lake to 23 Oct, read 18:40 ╎ table from 24 Oct, read 18:45`
fn parts(look: &Look<'_>, business: &Business<'_>, is_wide: bool) -> String {
    let parts = business.history.parts(business.shown());
    let read = |part: &DayRun| {
        part.as_of
            .map_or_else(String::new, |at| format!("as of {}", format::moment(at, look.now, look.zone())))
    };
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return String::new() };
    if parts.len() == 1 {
        return format!("{}, {}", first.store.as_str(), read(first));
    }
    // Days that stand in for others make more runs than two; the ends tell the rest.
    let seam = look.pen.glyph(Glyph::UprightDashed);
    let before = business.history.seam(business.shown()).and_then(|seam| seam.pred_opt()).unwrap_or(first.to);
    let until = if is_wide { format!(" to {}", format::day(before)) } else { String::new() };
    format!("{}{until}, {} {seam} {}, {}", first.store.as_str(), read(first), last.store.as_str(), read(last))
}
