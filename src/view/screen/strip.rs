//! The strip of pipelines, when there are several: name and health of each, the selected one marked.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    app::Message,
    theme::Role,
    view::{
        look::Look,
        pieces::{Line, Piece},
    },
};

/// Lines the strip needs.
pub fn height(look: &Look<'_>) -> u16 {
    u16::from(look.snapshot.estate.pipelines.len() > 1)
}

/// The strip's line.
pub fn line(look: &Look<'_>, area: Rect) -> Line {
    let mut pieces = vec![Piece::new("pipelines", look.pen.style(Role::Muted), 90)];
    for (place, pipeline) in look.snapshot.estate.pipelines.iter().enumerate() {
        let health = look.snapshot.health_of(&pipeline.name).map(|h| h.health).unwrap_or_default();
        let is_shown = look.pipeline().is_some_and(|shown| shown.name == pipeline.name);
        let health = if is_shown { look.believable(health) } else { health };
        let name = look.pen.fit(pipeline.name.as_str(), 24);
        let text = format!(" {} {name} ", look.pen.health_glyph(health));
        let style = if is_shown { look.pen.chosen() } else { look.pen.style(look.pen.health_role(health)) };
        let rank = if is_shown { 0 } else { 10 + (place.min(60) as u8) };
        pieces.push(Piece::new(text, style, rank).after(1).meaning(Message::Pipeline(pipeline.name.clone())));
    }
    Line::lay(look.pen, area, pieces, Vec::new())
}

/// Draws the strip.
pub fn draw(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    if area.height > 0 {
        line(look, area).draw(look.pen, buf);
    }
}
