//! The page of the Compare screen: which panel stands where at each size, what is said above them, what a click means.

use std::sync::Arc;

use ratatui::{buffer::Buffer, layout::Rect};

use super::{beside, placing, rows};
use crate::{
    app::{Board, Message, Panel as Focus},
    business::Kpi,
    question::Question,
    theme::Role,
    view::{
        format,
        layout::{self, Class},
        look::Look,
        model::condition::{Card, Condition},
        pen::Glyph,
        pieces::{Line, Piece},
        screen::days_line,
        widget::panel::Panel,
    },
};

#[derive(Clone, Copy, Debug)]
struct Plan {
    range: Rect,
    words: Rect,
    ranking: Rect,
    benchmark: Rect,
    beside: Rect,
}

fn plan(look: &Look<'_>, area: Rect) -> Plan {
    let is_small = look.class == Class::Small;
    let area = layout::indented(area, u16::from(!is_small));
    let (range, rest) = layout::top(area, 1);
    let (words, rest) = layout::top(rest, if look.class == Class::Large { 2 } else { 1 });
    let detail = match look.class {
        Class::Large => 11,
        Class::Medium => 9,
        Class::Small => 8,
    };
    let (ranking, detail) = layout::bottom(rest, detail.min(rest.height / 2));
    let none = Rect { width: 0, height: 0, ..detail };
    let (benchmark, beside) = if is_small {
        // One at a time: vendors that were put beside one another are looked at, until the benchmark has the focus.
        let shows_beside = !look.app.ranking.marked.is_empty() && look.app.focus != Focus::Benchmark;
        if shows_beside { (none, detail) } else { (detail, none) }
    } else {
        layout::left(detail, (detail.width * 2 / 5).clamp(46, 64))
    };
    Plan { range, words, ranking, benchmark, beside }
}

/// Draws the screen.
pub fn draw(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let estate = &look.snapshot.estate;
    if !look.app.audience.is_operator() {
        return draw_own(look, area, buf);
    }
    if estate.vendor_table.is_none() && estate.lake.is_none() {
        let mut card = Card::nothing("No vendor table is configured, so there are no vendors to compare.");
        card.fix.push_str("Add to the config:  [vendors]  table = \"YourAnalyticsTable\"");
        return look.card(buf, layout::centred(area, 84, 6), &card);
    }
    let plan = plan(look, area);
    let board = look.app.board(look.snapshot);
    range_line(look, &board, plan.range).draw(look.pen, buf);
    draw_words(look, &board, plan.words, buf);
    draw_ranking(look, &board, plan.ranking, buf);
    if plan.benchmark.height >= 3 {
        let line = look.app.ranked_line(&board);
        let name = board.order.get(line).map_or("vendor", |place| board.tally.name(*place));
        let benchmark = look.app.shown_benchmark(look.snapshot);
        placing::draw(look, name, benchmark.as_ref(), plan.benchmark, buf);
    }
    if plan.beside.height >= 3 {
        beside::draw(look, &board, plan.beside, buf);
    }
}

/// What a vendor sees: its own place in quarters, where the operator lets it, and nothing of others.
fn draw_own(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let place = layout::centred(area, 84, 10);
    match look.app.shown_benchmark(look.snapshot) {
        Some(benchmark) => placing::draw(look, &look.vendor_name(), Some(&benchmark), place, buf),
        None => look.card(buf, place, &Card::nothing("Comparing vendors is the operator's.")),
    }
}

fn draw_ranking(look: &Look<'_>, board: &Arc<Board>, area: Rect, buf: &mut Buffer) {
    let tally = &board.tally;
    let title = format!("vendors by {}", tally.kpi.label());
    let condition = condition(look, board);
    let shown = match (board.order.len(), tally.ranking.rows.len()) {
        (shown, all) if shown == all => format!("{} vendors", format::whole(all as i64)),
        (shown, all) => format!("{} of {} shown", format::whole(shown as i64), format::whole(all as i64)),
    };
    let mark = condition.mark(look.now);
    let legend = match mark {
        _ if tally.standings.is_unknown() => String::new(),
        Some(mark) => format!("{mark} · {shown}"),
        None => shown,
    };
    let focused = look.has_focus(Focus::Ranking);
    let inner =
        Panel { title: &title, legend: &legend, focused, ..Panel::default() }.render(area, buf, look.pen);
    if let Some(card) = card(look, board, condition) {
        return look.card(buf, inner, &card);
    }
    rows::draw(look, board, look.app.ranked_line(board), inner, buf);
}

/// The condition of the part that holds the newest days, or of the first that is in trouble.
fn condition<'a>(look: &Look<'a>, board: &Board) -> Condition<'a> {
    let of = |question: &Question| Condition::of(look.snapshot.entry(question), look.now);
    let mut parts = board.tally.standings.parts.iter().filter_map(|part| part.question.as_ref()).map(of);
    let first = parts.next().unwrap_or_default();
    if first.trouble.is_some() || first.is_stale {
        return first;
    }
    parts.find(|part| part.trouble.is_some() || part.is_stale).unwrap_or(first)
}

/// What stands instead of the rows.
fn card(look: &Look<'_>, board: &Board, condition: Condition<'_>) -> Option<Card> {
    let tally = &board.tally;
    if tally.standings.parts.is_empty() {
        return Some(Card::nothing("These days have not begun."));
    }
    if tally.standings.is_unknown() {
        if let Some(lack) = tally.standings.parts.iter().find_map(|part| part.lack.as_ref())
            && condition.trouble.is_none()
            && condition.waiting.is_none()
        {
            return Some(Card::nothing(lack.to_string()));
        }
        let whom = if look.app.ranking.is_crowded || look.snapshot.estate.vendor_table.is_none() {
            "Athena"
        } else {
            "DynamoDB"
        };
        return Some(Condition { as_of: None, ..condition }.card(whom));
    }
    let all = tally.ranking.rows.len();
    match (all, board.order.len()) {
        (0, _) => Some(Card::nothing("Nothing happened at any vendor in these days.")),
        (_, 0) => Some(Card::nothing(format!("none of {all} vendors passes the filter"))),
        _ => None,
    }
}

/// How few make how much, and what is missing.
fn draw_words(look: &Look<'_>, board: &Board, area: Rect, buf: &mut Buffer) {
    let tally = &board.tally;
    if tally.standings.is_unknown() {
        return;
    }
    let pen = look.pen;
    let lacks = tally.lacks();
    let area = layout::left(area, 1).1;
    if !lacks.is_empty() {
        let said = format!("{} {}", pen.glyph(Glyph::Warning), lacks.join(" "));
        let used = look.sentence(buf, area, &said, pen.style(Role::Warning));
        return draw_truth(look, board, layout::top(area, used).1, buf);
    }
    draw_truth(look, board, area, buf);
}

fn draw_truth(look: &Look<'_>, board: &Board, area: Rect, buf: &mut Buffer) {
    if area.height == 0 {
        return;
    }
    let (pen, tally) = (look.pen, &board.tally);
    let said = tally.concentration().unwrap_or_default();
    let complete = tally.standings.complete_to().filter(|_| tally.shown.contains(look.today()));
    let complete = complete.map(|at| {
        let at = format::moment(at, look.now, look.zone());
        format!("{} today, complete to {at}", pen.glyph(Glyph::Hollow))
    });
    let right = complete.map(|text| Piece::new(text, pen.style(Role::Muted), 5));
    let left = vec![Piece::new(said, pen.style(Role::Text), 0).after(0)];
    Line::lay(pen, Rect { height: 1, ..area }, left, right.into_iter().collect()).draw(pen, buf);
}

/// `◀ 24 Oct – 22 Nov 2026 ▶  7d 30d  by revenue orders …  compared with …`
fn range_line(look: &Look<'_>, board: &Board, area: Rect) -> Line {
    let pen = look.pen;
    let muted = pen.style(Role::Muted);
    let [earlier, days, later] = days_line::steps(look, look.app.date_range(look.today()));
    let mut left = vec![earlier.after(1), days, later];
    left.extend(days_line::presets(look));
    for (place, kpi) in Kpi::ALL.into_iter().enumerate() {
        let style = if board.tally.kpi == kpi { pen.chosen() } else { muted };
        let gap = if place == 0 { 2 } else { 0 };
        let next = Message::Run("rank-by", None);
        left.push(Piece::new(format!(" {} ", kpi.label()), style, 20).after(gap).meaning(next));
    }
    let compared = match (board.tally.before, board.tally.compared_words()) {
        (Some(before), "") => format!("vs {}", format::days(before.from(), before.to())),
        (_, words) => words.to_owned(),
    };
    let right = vec![Piece::new(compared, muted, 40).meaning(Message::Run("compare", None))];
    Line::lay(pen, area, left, right)
}

/// What a click means: choosing a vendor is moving to it, and a second click goes to it.
pub fn hit(look: &Look<'_>, area: Rect, x: u16, y: u16) -> Option<Message> {
    if !look.app.audience.is_operator() {
        return None;
    }
    let (plan, at) = (plan(look, area), (x, y).into());
    let board = look.app.board(look.snapshot);
    if plan.range.contains(at) {
        return range_line(look, &board, plan.range).hit(x, y);
    }
    if plan.benchmark.contains(at) {
        return Some(Message::Focus(Focus::Benchmark));
    }
    if !plan.ranking.contains(at) {
        return None;
    }
    let (_, body, _) = rows::parts(Panel::inside(plan.ranking));
    if !look.has_focus(Focus::Ranking) || !body.contains(at) {
        return Some(Message::Focus(Focus::Ranking));
    }
    let chosen = look.app.ranked_line(&board);
    let line =
        layout::first_shown(chosen, board.order.len(), usize::from(body.height)) + usize::from(y - body.y);
    if line == chosen {
        return Some(Message::Run("open", None));
    }
    (line < board.order.len()).then(|| Message::Scroll(line as i32 - chosen as i32))
}
