//! The card of somebody who starts for the first time: nothing is configured and AWS cannot be asked.
//! Tells what to do next instead of showing empty boxes.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    question::Fault,
    theme::Role,
    view::{layout, look::Look, pen::Glyph, widget::panel::Panel},
};

/// True when there is nothing to look at.
pub fn is_due(look: &Look<'_>) -> bool {
    let estate = &look.snapshot.estate;
    estate.pipelines.is_empty() && estate.vendor_table.is_none() && estate.lake.is_none()
}

/// Draws the card.
pub fn draw(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let card = layout::centred(area, 76, 15);
    let panel = Panel { title: "welcome to tidewatch", legend: "", focused: true, ..Panel::default() };
    let inner = panel.render(card, buf, look.pen);
    let pen = look.pen;
    let (lead, mut rest) = layout::top(inner, 3);
    let credentials = look.snapshot.troubles().find(|(_, trouble)| {
        matches!(trouble.fault, Fault::NoCredentials | Fault::ExpiredCredentials | Fault::NoRegion)
    });
    let text = match credentials {
        Some((_, trouble)) => format!("No pipeline is configured yet. {} {}", trouble.sentence, trouble.fix),
        None => "No pipeline and no vendor table is configured yet, so there is nothing to watch. \
                 Three ways on from here:"
            .to_owned(),
    };
    look.sentence(buf, lead, &text, pen.style(Role::Text));
    let ways = [
        ("tidewatch demo", "a live marketplace on this machine: no AWS, no network"),
        ("tidewatch config example > tidewatch.toml", "the commented configuration, to fill in"),
        ("tidewatch config check", "every mistake in it at once"),
    ];
    for (command, what) in ways {
        let (line, after) = layout::top(rest, 2);
        rest = layout::top(after, 1).1;
        if line.height < 2 {
            break;
        }
        pen.put(buf, (line.x, line.y), Glyph::Right, pen.style(Role::Accent));
        pen.write(buf, (line.x + 2, line.y), line.width.saturating_sub(2), command, pen.bold(Role::Accent));
        pen.write(buf, (line.x + 2, line.y + 1), line.width.saturating_sub(2), what, pen.style(Role::Muted));
    }
}
