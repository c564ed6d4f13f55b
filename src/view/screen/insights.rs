//! What stands out in the closed days, as sentences: each with its glyph, its numbers and what it rests on.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{bare, kpis};
use crate::{
    business::{Insight, Tone},
    theme::Role,
    view::{
        layout::{self, Class},
        look::{Look, wrapped},
        model::business::Business,
        pen::Glyph,
        widget::panel::Panel,
    },
};

/// Draws as many as there is room for, the weightiest first.
pub fn draw(look: &Look<'_>, business: &Business<'_>, area: Rect, buf: &mut Buffer) {
    let told = business.insights();
    let basis = told.first().map_or("", |insight| insight.basis.as_str());
    let panel = Panel { title: "what stands out", legend: basis, ..Panel::default() };
    let inner = if look.class == Class::Small {
        bare::frame(look, &panel, area, buf)
    } else {
        panel.render(area, buf, look.pen)
    };
    if let Some(card) = kpis::brief_card(look, business) {
        return look.card(buf, inner, &card);
    }
    let mut rest = inner;
    for insight in &told {
        let rows = height(look, insight, rest.width);
        // A sentence is shown whole or not at all, but for the first.
        if rest.height == 0 || (rows > rest.height && rest.y > inner.y) {
            break;
        }
        let (glyph, role) = mark(insight.tone);
        look.pen.put(buf, (rest.x, rest.y), glyph, look.pen.style(role));
        let text = layout::left(rest, 2).1;
        let used = look.sentence(buf, text, &insight.sentence, look.pen.style(Role::Text));
        rest = layout::top(rest, used.max(1)).1;
    }
}

fn height(look: &Look<'_>, insight: &Insight, width: u16) -> u16 {
    wrapped(&look.pen.spell(&insight.sentence), usize::from(width.saturating_sub(2))).len() as u16
}

const fn mark(tone: Tone) -> (Glyph, Role) {
    match tone {
        Tone::Up => (Glyph::Up, Role::Good),
        Tone::Down => (Glyph::Down, Role::Critical),
        Tone::Odd => (Glyph::Diamond, Role::Warning),
        Tone::Plain => (Glyph::Dot, Role::Muted),
    }
}
