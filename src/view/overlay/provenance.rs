//! Where the numbers of the focused panel come from: source, as-of, how complete, how long, how much, the call and
//! the command that reproduces it.

use ratatui::{buffer::Buffer, layout::Rect};

use super::rows;
use crate::{
    pipeline::{Unit, say, say_span},
    question::{Entry, Question},
    theme::Role,
    view::{
        format, layout,
        look::{Look, wrapped},
        model::condition::{Card, Condition},
        pen::Glyph,
    },
};

/// Cells before a fact.
const LABEL_WIDTH: u16 = 16;

/// Where it stands: as high as what it says, where the screen is.
pub(super) fn card(look: &Look<'_>, area: Rect) -> Rect {
    let width = 104.min(area.width.saturating_sub(4));
    let room = usize::from(width.saturating_sub(4 + LABEL_WIDTH));
    let lines = |question: &Question| {
        let entry = look.snapshot.entry(question);
        let facts = facts(look, entry, Condition::of(entry, look.now));
        let lines = facts.iter().map(|(_, value, _)| wrapped(&look.pen.spell(value), room).len().max(1));
        lines.sum::<usize>() + 2
    };
    let wanted: usize = look.app.focused_questions(look.snapshot).iter().map(lines).sum();
    let height = u16::try_from(wanted + 1).unwrap_or(u16::MAX);
    layout::centred(area, width, height.clamp(5, area.height.saturating_sub(4).max(5)))
}

/// Draws it.
pub(super) fn draw(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let questions = look.app.focused_questions(look.snapshot);
    let mut rest = rows::framed(look, card(look, area), "where these numbers come from", takes(look), buf);
    if questions.is_empty() {
        return look.card(buf, rest, &Card::nothing("this panel asks nothing"));
    }
    for question in &questions {
        if rest.height < 2 {
            return;
        }
        let used = one(look, question, look.snapshot.entry(question), rest, buf);
        rest = layout::top(rest, used + 1).1;
    }
}

const fn takes(look: &Look<'_>) -> &'static str {
    if look.app.audience.is_operator() { "y copies the command" } else { "y copies this" }
}

/// One question; tells how many lines it took.
fn one(look: &Look<'_>, question: &Question, entry: Option<&Entry>, area: Rect, buf: &mut Buffer) -> u16 {
    let pen = look.pen;
    let label = look.app.question_label(question);
    let condition = Condition::of(entry, look.now);
    let (glyph, role) = match (condition.trouble, condition.has_answer()) {
        (Some(_), _) => (Glyph::Warning, Role::Warning),
        (None, true) => (Glyph::Ok, Role::Good),
        (None, false) => (Glyph::Hollow, Role::Muted),
    };
    pen.put(buf, (area.x, area.y), glyph, pen.bold(role));
    pen.write(buf, (area.x + 2, area.y), area.width.saturating_sub(2), &label, pen.bold(Role::Bright));
    let mut rest = layout::top(area, 1).1;
    for (label, value, role) in facts(look, entry, condition) {
        if rest.height == 0 {
            break;
        }
        pen.write(buf, (rest.x + 2, rest.y), LABEL_WIDTH - 3, label, pen.style(Role::Muted));
        let text = layout::left(rest, LABEL_WIDTH).1;
        let used = look.sentence(buf, text, &value, pen.style(role));
        rest = layout::top(rest, used.max(1)).1;
    }
    area.height - rest.height
}

fn facts(
    look: &Look<'_>,
    entry: Option<&Entry>,
    condition: Condition<'_>,
) -> Vec<(&'static str, String, Role)> {
    let mut facts = Vec::new();
    let Some(entry) = entry else {
        return vec![("answer", "not asked at present".to_owned(), Role::Muted)];
    };
    for trouble in &entry.troubles {
        let said = format!("{} {}", trouble.sentence, trouble.fix);
        facts.push((trouble.fault.label(), said, Role::Warning));
    }
    let Some(held) = &entry.held else {
        facts.push(("answer", condition.card("the source").sentence, Role::Muted));
        return facts;
    };
    let held = &held.provenance;
    let zone = look.zone();
    let at = |moment| format!("{} {}", format::written(moment, zone, "%-d %b %H:%M:%S"), zone.name());
    facts.push(("source", held.source.to_string(), Role::Text));
    let age = format::age(held.as_of, look.now);
    let role = if condition.is_stale { Role::Warning } else { Role::Text };
    facts.push(("as of", format!("{}, {age} ago", at(held.as_of)), role));
    let complete = held.complete_to.map_or("the source cannot tell".to_owned(), at);
    facts.push(("complete to", complete, Role::Text));
    if !look.app.audience.is_operator() {
        // How it was read, how long that took and what it cost is told to whoever runs the pipeline.
        return facts;
    }
    let took = say(held.latency.as_secs_f64() * 1_000.0, Unit::Milliseconds);
    let cost = format::dollars(held.cost_micro_usd);
    let every = say_span(entry.every.as_secs_f64());
    facts.push(("took", format!("{took}, cost {cost}, asked every {every}"), Role::Text));
    facts.push(("call", held.call.to_string(), Role::Text));
    facts.push(("reproduce", held.command.to_string(), Role::Accent));
    facts
}
