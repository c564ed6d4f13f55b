//! A verdict and its evidence: what broke, what follows, how long is left, and every proof with its series, its points
//! and its rule.

use std::sync::Arc;

use ratatui::{buffer::Buffer, layout::Rect};

use super::rows::{self, Places};
use crate::{
    app::{VerdictChoice, VerdictRow},
    pipeline::Verdict,
    theme::Role,
    view::{
        layout,
        look::{Look, wrapped},
        model::condition::Card,
        pen::Glyph,
        widget::panel::Panel,
    },
};

/// Cells before a fact.
const LABEL_WIDTH: u16 = 13;
/// Widest it gets.
const WIDTH: u16 = 112;

/// Where everything of the card stands.
struct Plan {
    card: Rect,
    facts: Rect,
    heading: Rect,
    proofs: Rect,
    /// What the chosen proof rests on.
    detail: Rect,
    first: usize,
}

type Facts = Vec<(&'static str, String)>;

/// The facts of the open verdict and its place among the rows.
fn opened<'a>(look: &Look<'a>) -> Option<(VerdictRow<'a>, usize, usize)> {
    let rows = look.app.verdict_rows(look.snapshot);
    let place = look.app.verdict_place(&rows);
    Some((*rows.get(place)?, place, rows.len()))
}

fn plan(look: &Look<'_>, area: Rect, facts: &Facts, verdict: &Verdict, chosen: usize) -> Plan {
    let width = WIDTH.min(area.width.saturating_sub(2));
    let room = usize::from(width.saturating_sub(4 + LABEL_WIDTH));
    let lines = |text: &str| wrapped(&look.pen.spell(text), room).len().max(1) as u16;
    let facts_height: u16 = facts.iter().map(|(_, value)| lines(value)).sum();
    let count = verdict.proofs.len() as u16;
    let most = area.height.saturating_sub(2).max(5);
    // Border, title of the proofs with a line of air, two lines for what the chosen one rests on.
    let wanted = 2 + facts_height + if count > 0 { 2 + count + 2 } else { 0 };
    let card = layout::centred(area, width, wanted.clamp(5, most));
    let inner = Panel::inside(card);
    // Of a long story the proofs keep some lines.
    let kept = if count > 0 { (count.min(3) + 3).min(inner.height / 2) } else { 0 };
    let (facts, rest) = layout::top(inner, facts_height.min(inner.height.saturating_sub(kept)));
    let air = u16::from(rest.height > count + 3);
    let (heading, rest) = layout::top(layout::top(rest, air).1, 1);
    let has_room = rest.height > 3 || rest.height >= count + 2;
    let (proofs, detail) = layout::bottom(rest, if has_room { 2 } else { u16::from(rest.height > 1) });
    let first = layout::first_shown(chosen, usize::from(count), usize::from(proofs.height.max(1)));
    Plan { card, facts, heading, proofs, detail, first }
}

/// The card, and where its proofs can be clicked.
pub(super) fn places(look: &Look<'_>, area: Rect, choice: &VerdictChoice) -> (Rect, Places) {
    let Some((row, _, _)) = opened(look) else { return (layout::centred(area, 60, 5), Places::default()) };
    let facts = look.app.verdict_facts(look.snapshot, row);
    let count = row.verdict.proofs.len();
    let plan = plan(look, area, &facts, row.verdict, choice.proof);
    (plan.card, Places { area: plan.proofs, first: plan.first, count })
}

/// Draws it.
pub(super) fn draw(look: &Look<'_>, area: Rect, choice: &VerdictChoice, buf: &mut Buffer) {
    let Some((row, place, count)) = opened(look) else {
        let inner = rows::framed(look, layout::centred(area, 60, 5), "verdict", "", buf);
        return look.card(buf, inner, &Card::nothing("nothing is wrong, and nothing was in the last day"));
    };
    let pen = look.pen;
    let verdict = row.verdict;
    let facts = look.app.verdict_facts(look.snapshot, row);
    let chosen = choice.proof.min(verdict.proofs.len().saturating_sub(1));
    let plan = plan(look, area, &facts, verdict, chosen);
    let (glyph, word) = match row.over {
        Some(_) => (pen.glyph(Glyph::Ok), "OVER".to_owned()),
        None => (pen.health_glyph(verdict.health), verdict.health.as_str().to_uppercase()),
    };
    let at = verdict.stage.as_ref().map(|stage| format!(" at {stage}")).unwrap_or_default();
    let title = format!("{glyph} {word}  {}{at}", verdict.class.title());
    let sides = (pen.either(("◂", "<")), pen.either(("▸", ">")));
    let legend =
        if count > 1 { format!("{} {} of {count} {}", sides.0, place + 1, sides.1) } else { String::new() };
    rows::framed(look, plan.card, &title, &legend, buf);
    let health = if row.over.is_some() { Role::Good } else { pen.health_role(verdict.health) };
    let width = pen.width(&title).min(plan.card.width.saturating_sub(6));
    buf.set_style(Rect { x: plan.card.x + 3, width, height: 1, ..plan.card }, pen.bold(health));
    let hidden = draw_facts(look, &facts, (plan.facts, choice.shows_end), buf);
    let more = match (hidden, choice.shows_end) {
        (0, _) => String::new(),
        (hidden, false) => format!("PgDn: {hidden} more lines"),
        (hidden, true) => format!("PgUp: {hidden} lines before"),
    };
    draw_proofs(look, (verdict, &more), &plan, chosen, buf);
}

/// Which places of it are addresses.
pub(super) fn links(look: &Look<'_>, area: Rect, choice: &VerdictChoice) -> Vec<(Rect, Arc<str>)> {
    let Some((row, _, _)) = opened(look) else { return Vec::new() };
    let Some(runbook) = look.app.verdict_runbook(look.snapshot, row.verdict) else { return Vec::new() };
    let facts = look.app.verdict_facts(look.snapshot, row);
    let plan = plan(look, area, &facts, row.verdict, choice.proof);
    let lines = fact_lines(look, &facts, plan.facts.width);
    let (seen, _) = seen(&lines, plan.facts.height, choice.shows_end);
    let of_runbook = (plan.facts.y..).zip(seen).filter(|(_, line)| line.label == "runbook");
    let place = |y, line: &FactLine| {
        let text = layout::left(Rect { y, height: 1, ..plan.facts }, LABEL_WIDTH).1;
        layout::left(text, look.pen.width(&line.text)).0
    };
    of_runbook.map(|(y, line)| (place(y, line), Arc::clone(runbook))).collect()
}

/// A line of a fact.
struct FactLine {
    label: &'static str,
    is_first: bool,
    text: String,
}

fn fact_lines(look: &Look<'_>, facts: &Facts, width: u16) -> Vec<FactLine> {
    let room = usize::from(width.saturating_sub(LABEL_WIDTH));
    let lines = facts.iter().flat_map(|(label, value)| {
        let texts = wrapped(&look.pen.spell(value), room).into_iter().enumerate();
        texts.map(|(place, text)| FactLine { label, is_first: place == 0, text })
    });
    lines.collect()
}

/// The lines that are seen of them, and how many are not: from the first on, or to the last.
fn seen(lines: &[FactLine], height: u16, shows_end: bool) -> (&[FactLine], usize) {
    let hidden = lines.len().saturating_sub(usize::from(height));
    let seen = if shows_end { lines.get(hidden..) } else { lines.get(..lines.len() - hidden) };
    (seen.unwrap_or_default(), hidden)
}

/// Draws what is seen of the facts; tells how many lines are not.
fn draw_facts(look: &Look<'_>, facts: &Facts, (area, shows_end): (Rect, bool), buf: &mut Buffer) -> usize {
    let pen = look.pen;
    let lines = fact_lines(look, facts, area.width);
    let (seen, hidden) = seen(&lines, area.height, shows_end);
    for (y, line) in (area.y..area.bottom()).zip(seen) {
        let style = match line.label {
            "cause" => pen.bold(Role::Bright),
            "next" | "runbook" | "note" => pen.style(Role::Accent),
            "loss" | "not sure" => pen.style(Role::Warning),
            "" => pen.style(Role::Muted),
            _ => pen.style(Role::Text),
        };
        if line.is_first {
            pen.write(buf, (area.x, y), LABEL_WIDTH - 1, line.label, pen.style(Role::Muted));
        }
        let text = layout::left(Rect { y, height: 1, ..area }, LABEL_WIDTH).1;
        pen.write(buf, (text.x, y), text.width, &line.text, style);
    }
    hidden
}

fn draw_proofs(
    look: &Look<'_>,
    (verdict, more): (&Verdict, &str),
    plan: &Plan,
    chosen: usize,
    buf: &mut Buffer,
) {
    let pen = look.pen;
    if verdict.proofs.is_empty() || plan.heading.height == 0 {
        return;
    }
    let heading = plan.heading;
    let used = pen.write(buf, (heading.x, heading.y), heading.width, "evidence", pen.bold(Role::Bright));
    let room = heading.width.saturating_sub(used + 2);
    let used =
        used + 2 + pen.write(buf, (heading.x + used + 2, heading.y), room, more, pen.style(Role::Accent));
    let count = verdict.proofs.len();
    let long = format!("{} of {count} · Enter shows its chart", chosen + 1);
    let short = format!("{} of {count}", chosen + 1);
    let hint = if used + pen.width(&long) < heading.width { long } else { short };
    let room = heading.width.saturating_sub(used + 2);
    pen.write_right(buf, (heading.right(), heading.y), room, &hint, pen.style(Role::Muted));
    let shown = verdict.proofs.iter().enumerate().skip(plan.first).take(usize::from(plan.proofs.height));
    for (line, (place, proof)) in shown.enumerate() {
        let row = Rect { y: plan.proofs.y + line as u16, height: 1, ..plan.proofs };
        if place == chosen {
            rows::mark(look, row, buf);
        }
        let number = format!("{}", place + 1);
        pen.write(buf, (row.x + 2, row.y), 3, &number, pen.style(Role::Muted));
        let style = pen.style(if place == chosen { Role::Bright } else { Role::Text });
        pen.write(buf, (row.x + 5, row.y), row.width.saturating_sub(5), &proof.claim, style);
    }
    if let Some(proof) = verdict.proofs.get(chosen) {
        let text = layout::left(plan.detail, 5).1;
        look.sentence(buf, text, &look.app.proof_said(proof), pen.style(Role::Muted));
    }
}
