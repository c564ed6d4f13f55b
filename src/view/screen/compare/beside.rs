//! Two or three vendors beside one another: their KPIs, their share, and a small line of days where those are known.

use ratatui::{buffer::Buffer, layout::Rect};

use super::rows::{change_said, figure};
use crate::{
    app::Board,
    business::{Kpi, Kpis, Ranked, VendorId, VendorScope},
    question::History,
    theme::Role,
    view::{
        format, layout,
        look::Look,
        model::condition::Card,
        widget::{panel::Panel, sparkline::Sparkline},
    },
};

/// Cells of the names of the rows.
const LABEL: u16 = 15;

/// A row of the comparison.
#[derive(Clone, Copy)]
enum Line {
    Of(Kpi),
    Change,
    Share,
    Trend,
}

/// Every row, in order; where there is no room, the last of [`GIVING_WAY`] stay longest.
const LINES: [Line; 8] = [
    Line::Of(Kpi::Revenue),
    Line::Of(Kpi::Orders),
    Line::Of(Kpi::AverageOrder),
    Line::Of(Kpi::Conversion),
    Line::Of(Kpi::Completion),
    Line::Change,
    Line::Share,
    Line::Trend,
];

/// Draws the panel.
pub(super) fn draw(look: &Look<'_>, board: &Board, area: Rect, buf: &mut Buffer) {
    let marked = &look.app.ranking.marked;
    let legend = if marked.is_empty() { "" } else { "space takes one away" };
    let inner = Panel { title: "side by side", legend, ..Panel::default() }.render(area, buf, look.pen);
    if marked.is_empty() {
        let card = Card::nothing("space puts a vendor here, up to three beside one another");
        return look.card(buf, inner, &card);
    }
    let (labels, rest) = layout::left(inner, LABEL.min(inner.width / 4));
    let columns = layout::columns(rest, marked.len() as u16, 2);
    let (head, body) = layout::top(inner, 1);
    for ((place, vendor), column) in marked.iter().enumerate().zip(&columns) {
        let name = format!("{} {}", place + 1, name_of(look, board, vendor));
        look.pen.write(buf, (column.x, head.y), column.width, &name, look.pen.bold(Role::Bright));
    }
    for (line, y) in lines(body.height).into_iter().zip(body.y..body.bottom()) {
        let label = match line {
            Line::Of(kpi) => kpi.label(),
            Line::Change => "change",
            Line::Share => "share",
            Line::Trend => "days",
        };
        look.pen.write(buf, (labels.x, y), labels.width, label, look.pen.style(Role::Muted));
        for (vendor, column) in marked.iter().zip(&columns) {
            let cell = Rect { y, height: 1, ..*column };
            draw_cell(look, board, (vendor, line), cell, buf);
        }
    }
}

/// The rows there is room for: share, change and completion give way, in this order, before the line of days does.
fn lines(height: u16) -> Vec<Line> {
    let mut lines: Vec<Line> = LINES.into();
    for place in [6, 5, 4, 3] {
        if lines.len() <= usize::from(height) {
            break;
        }
        lines.remove(place);
    }
    lines
}

fn row_of<'a>(board: &'a Board, vendor: &VendorId) -> Option<&'a Ranked> {
    board.tally.ranking.rows.iter().find(|row| row.vendor == *vendor)
}

fn name_of(look: &Look<'_>, board: &Board, vendor: &VendorId) -> String {
    let place = board.tally.ranking.rows.iter().position(|row| row.vendor == *vendor);
    let listed = || {
        let vendors = look.snapshot.vendors()?;
        vendors.iter().find(|listed| listed.id == *vendor).map(|listed| listed.name.to_string())
    };
    match place {
        Some(place) => board.tally.name(place).to_owned(),
        None => listed().unwrap_or_else(|| vendor.to_string()),
    }
}

fn draw_cell(
    look: &Look<'_>,
    board: &Board,
    (vendor, line): (&VendorId, Line),
    cell: Rect,
    buf: &mut Buffer,
) {
    let pen = look.pen;
    if let Line::Trend = line {
        return draw_trend(look, board, vendor, cell, buf);
    }
    let row = row_of(board, vendor);
    let (text, role) = match line {
        Line::Of(kpi) => {
            let kpis = row.and_then(Ranked::kpis);
            (figure(look, kpis.as_ref(), kpi, cell.width), Role::Text)
        }
        Line::Share => {
            let share = row.and_then(|row| row.share);
            (share.map_or_else(|| "–".to_owned(), format::percent), Role::Text)
        }
        Line::Change | Line::Trend => change_said(row.and_then(|row| row.change)),
    };
    pen.write(buf, (cell.x, cell.y), cell.width, &text, pen.style(role));
}

/// The ranking KPI by day, where days of the vendor are known.
fn draw_trend(look: &Look<'_>, board: &Board, vendor: &VendorId, cell: Rect, buf: &mut Buffer) {
    let history = History::of(look.snapshot, &VendorScope::One(vendor.clone()));
    let value = |counters| Kpis::of(&counters).value(board.tally.kpi);
    let days: Vec<Option<f64>> =
        board.tally.shown.dates().map(|date| history.book.day(date).and_then(value)).collect();
    if days.iter().all(Option::is_none) {
        look.pen.write(buf, (cell.x, cell.y), cell.width, "days not read yet", look.pen.style(Role::Muted));
        return;
    }
    let unripe = usize::from(board.tally.shown.contains(look.today()));
    let width = cell.width.min(40);
    Sparkline { unripe, ..Sparkline::new(&days, Role::Accent) }.render(Rect { width, ..cell }, buf, look.pen);
}
