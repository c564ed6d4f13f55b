//! The rows of the ranking: rank, how it moved, name, figures, share; and the sum of all below them.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use super::columns::{BARE_SHARE, Column, Places, heading};
use crate::{
    app::{Board, RankColumn},
    business::{Change, Kpi, Kpis, Move, Ranked},
    theme::Role,
    view::{format, layout, look::Look, pen::Glyph, widget::bars::draw_bar},
};

/// The lines of a panel of rows: heading, rows, sum.
pub(super) fn parts(inner: Rect) -> (Rect, Rect, Rect) {
    let (heading, rest) = layout::top(inner, 1);
    let (body, sum) = layout::bottom(rest, u16::from(rest.height > 3));
    (heading, body, sum)
}

/// Draws heading, rows and sum; `chosen` is the line that is chosen.
pub(super) fn draw(look: &Look<'_>, board: &Board, chosen: usize, inner: Rect, buf: &mut Buffer) {
    let (head, body, sum) = parts(inner);
    let places = Places::of(inner, board.tally.kpi);
    draw_heading(look, board, &places, head, buf);
    let first = layout::first_shown(chosen, board.order.len(), usize::from(body.height));
    let greatest = board.tally.ranking.rows.iter().filter_map(|row| row.share).fold(0.0, f64::max);
    for (y, line) in (body.y..body.bottom()).zip(first..board.order.len()) {
        let (Some(row), Some(place)) = (board.row(line), board.order.get(line)) else { break };
        let area = Rect { y, height: 1, ..inner };
        if line == chosen {
            buf.set_style(area, look.pen.selected());
        }
        draw_row(look, (row, board.tally.name(*place)), (&places, greatest), y, buf);
    }
    if sum.height > 0 {
        draw_sum(look, board, &places, sum, buf);
    }
}

fn draw_heading(look: &Look<'_>, board: &Board, places: &Places, area: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let chosen = &look.app.ranking;
    let style = |column: Column| match column {
        Column::Sorted(RankColumn::Of(kpi)) if kpi == board.tally.kpi => pen.bold(Role::Accent),
        _ => pen.style(Role::Muted),
    };
    let titled = |column: RankColumn, title: &str| {
        if chosen.column != column || (column == RankColumn::Rank && !chosen.is_reversed) {
            return title.to_owned();
        }
        let glyph = if chosen.is_reversed { Glyph::Up } else { Glyph::Down };
        format!("{}{title}", pen.glyph(glyph))
    };
    let right = |buf: &mut Buffer, cell: Rect, text: &str, style: Style| {
        pen.write_right(
            buf,
            (cell.right().saturating_sub(1), area.y),
            cell.width.saturating_sub(1),
            text,
            style,
        );
    };
    right(buf, places.rank, &titled(RankColumn::Rank, "rank"), pen.style(Role::Muted));
    let moved = titled(RankColumn::Moved, pen.either(("±", "+-")));
    right(buf, places.moved, &moved, pen.style(Role::Muted));
    let name = titled(RankColumn::Vendor, "vendor");
    pen.write(buf, (places.name.x, area.y), places.name.width, &name, pen.style(Role::Muted));
    for (column, cell) in &places.cells {
        let title = match column {
            Column::Sorted(sorted) => titled(*sorted, heading(*column)),
            Column::Share if board.tally.kpi.shared() == Kpi::Orders && cell.width > BARE_SHARE => {
                "share of orders".to_owned()
            }
            Column::Share if cell.width > BARE_SHARE => "share of revenue".to_owned(),
            _ => heading(*column).to_owned(),
        };
        right(buf, *cell, &title, style(*column));
    }
}

fn draw_row(
    look: &Look<'_>,
    (row, name): (&Ranked, &str),
    (places, greatest): (&Places, f64),
    y: u16,
    buf: &mut Buffer,
) {
    let pen = look.pen;
    if let Some(place) = look.app.ranking.marked.iter().position(|marked| *marked == row.vendor) {
        let number = (place + 1).to_string();
        pen.write(buf, (places.mark.x, y), 1, &number, pen.bold(Role::Accent));
    } else if look.app.familiar.is_pinned(&row.vendor) {
        pen.write(buf, (places.mark.x, y), 1, "*", pen.style(Role::Accent));
    }
    let rank = row.rank.map_or_else(|| "–".to_owned(), |rank| format::whole(rank as i64));
    let right = |buf: &mut Buffer, cell: Rect, text: &str, style: Style| {
        pen.write_right(buf, (cell.right().saturating_sub(1), y), cell.width.saturating_sub(1), text, style);
    };
    right(buf, places.rank, &rank, pen.style(Role::Muted));
    if let Some((text, role)) = moved_said(look, row.moved) {
        right(buf, places.moved, &text, pen.style(role));
    }
    let is_shown = look.app.vendor.one() == Some(&row.vendor);
    let style = if is_shown { pen.bold(Role::Accent) } else { pen.style(Role::Bright) };
    pen.write(buf, (places.name.x, y), places.name.width.saturating_sub(1), name, style);
    let kpis = row.kpis();
    for (column, cell) in &places.cells {
        match column {
            Column::Share => draw_share(look, row, greatest, Places::at(*cell, y), buf),
            Column::Cumulative => {
                right(
                    buf,
                    *cell,
                    &row.cumulative.map_or_else(String::new, format::percent),
                    pen.style(Role::Muted),
                );
            }
            Column::Sorted(RankColumn::Change) => {
                let (text, role) = change_said(row.change);
                right(buf, *cell, &text, pen.style(role));
            }
            Column::Sorted(RankColumn::Of(kpi)) => {
                let text = figure(look, kpis.as_ref(), *kpi, cell.width.saturating_sub(1));
                let role = if *kpi == look.app.ranking.kpi { Role::Bright } else { Role::Text };
                let role = if row.counters.is_none() { Role::Unknown } else { role };
                right(buf, *cell, &text, pen.style(role));
            }
            Column::Sorted(_) => {}
        }
    }
}

/// A figure; money that does not fit is shortened rather than cut.
pub(super) fn figure(look: &Look<'_>, kpis: Option<&Kpis>, kpi: Kpi, most: u16) -> String {
    let text = look.app.kpi_said(look.snapshot, kpis, kpi);
    let is_money = matches!(kpi, Kpi::Revenue | Kpi::AverageOrder);
    match kpis.and_then(|kpis| kpis.value(kpi)) {
        Some(value) if is_money && look.pen.width(&text) > most => {
            format::short_money(value, &look.snapshot.estate.currency)
        }
        _ => text,
    }
}

fn draw_share(look: &Look<'_>, row: &Ranked, greatest: f64, cell: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let Some(share) = row.share else { return };
    let text = format::percent(share);
    pen.write_right(
        buf,
        (cell.right().saturating_sub(1), cell.y),
        BARE_SHARE - 1,
        &text,
        pen.style(Role::Text),
    );
    if cell.width > BARE_SHARE {
        let bar = Rect { x: cell.x + 1, width: cell.width - BARE_SHARE - 1, ..cell };
        let part = if greatest > 0.0 { share / greatest } else { 0.0 };
        draw_bar(buf, bar, part, pen.style(Role::Second), pen);
    }
}

/// How a rank moved, with its sign: `▲ 2`, `▼ 1`, `=`, `new`.
fn moved_said(look: &Look<'_>, moved: Option<Move>) -> Option<(String, Role)> {
    let pen = look.pen;
    Some(match moved? {
        Move::Up(places) => (format!("{}{}", pen.glyph(Glyph::Up), format::short(places as f64)), Role::Good),
        Move::Down(places) => {
            (format!("{}{}", pen.glyph(Glyph::Down), format::short(places as f64)), Role::Critical)
        }
        Move::Same => (pen.glyph(Glyph::Same).to_owned(), Role::Muted),
        Move::New => ("new".to_owned(), Role::Accent),
    })
}

pub(super) fn change_said(change: Option<Change>) -> (String, Role) {
    change.map_or_else(|| ("–".to_owned(), Role::Muted), format::change)
}

fn draw_sum(look: &Look<'_>, board: &Board, places: &Places, area: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let ranking = &board.tally.ranking;
    let kpis = Kpis::of(&ranking.total);
    let read = ranking.rows.iter().filter(|row| row.counters.is_some()).count();
    let style = pen.bold(Role::Text);
    let label = format!("all {}", format::whole(read as i64));
    pen.write(buf, (places.name.x, area.y), places.name.width.saturating_sub(1), &label, style);
    let change = ranking
        .compared
        .as_ref()
        .and_then(|(now, before)| Kpis::of(now).change(&Kpis::of(before), board.tally.kpi));
    let is_told = board.tally.compared_words() != "today is open: no change told";
    for (column, cell) in &places.cells {
        let (text, style) = match column {
            Column::Sorted(RankColumn::Of(kpi)) => {
                (figure(look, Some(&kpis), *kpi, cell.width.saturating_sub(1)), style)
            }
            Column::Sorted(RankColumn::Change) => {
                let (text, role) = change_said(change.filter(|_| is_told));
                (text, pen.style(role))
            }
            _ => continue,
        };
        pen.write_right(
            buf,
            (cell.right().saturating_sub(1), area.y),
            cell.width.saturating_sub(1),
            &text,
            style,
        );
    }
}
