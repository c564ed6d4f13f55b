//! The triangle of cohorts: a row a month of first orders, a column a month later, percent as digits on a ground that
//! grows warmer. Months that are not over are marked open; cohorts that are too small are muted.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{answer, card, frame, odd, question};
use crate::{
    app::Panel,
    business::{Cohort, Cohorts, LEAST_SIZE, View},
    pipeline::say_count,
    theme::Role,
    view::{layout, look::Look, model::condition::Card, pen::Glyph},
};

/// Cells for the month.
const MONTH: u16 = 9;
/// Cells for the size.
const SIZE: u16 = 7;

/// Draws the panel.
pub(super) fn draw(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let asked = question(look, Panel::Cohorts, View::RetentionCohort);
    let legend = format!("% who order again, months later  {} open", look.pen.glyph(Glyph::Hollow));
    let inner = frame(look, (Panel::Cohorts, &legend), asked.as_ref(), area, buf);
    if let Some(card) = card(look, asked.as_ref()) {
        return look.card(buf, inner, &card);
    }
    let Some(cohorts) = asked.as_ref().and_then(|asked| Cohorts::of(answer(look, asked)?, look.today()))
    else {
        return look.card(buf, inner, &odd(View::RetentionCohort));
    };
    if cohorts.rows.is_empty() {
        return look.card(buf, inner, &Card::nothing("no customer who is known has ordered yet"));
    }
    triangle(look, &cohorts, inner, buf);
}

fn triangle(look: &Look<'_>, cohorts: &Cohorts, area: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let months = cohorts.rows.iter().map(|cohort| cohort.customers.len()).max().unwrap_or(0);
    let room = area.width.saturating_sub(MONTH + SIZE);
    let column = (room / months.max(1) as u16).clamp(4, 6);
    let shown = usize::from(room / column).min(months);
    let (body, foot) = layout::bottom(area, u16::from(area.height > 5) * 2);
    pen.write(buf, (body.x, body.y), MONTH, "first in", pen.style(Role::Muted));
    pen.write_right(buf, (body.x + MONTH + SIZE - 1, body.y), SIZE, "buyers", pen.style(Role::Muted));
    let x_of = |later: usize| body.x + MONTH + SIZE + later as u16 * column;
    for later in 0..shown {
        let name = if later == 0 { "first".to_owned() } else { format!("+{later}") };
        let fits = pen.width(&name) < column;
        let name = if fits { name } else { later.to_string() };
        pen.write_right(buf, (x_of(later) + column - 1, body.y), column, &name, pen.style(Role::Muted));
    }
    let rows = usize::from(body.height.saturating_sub(1));
    let skipped = cohorts.rows.len().saturating_sub(rows);
    for (row, cohort) in cohorts.rows.iter().skip(skipped).enumerate() {
        let y = body.y + 1 + row as u16;
        let role = if cohort.is_small() { Role::Muted } else { Role::Text };
        pen.write(buf, (body.x, y), MONTH - 1, &cohort.month.format("%b %Y").to_string(), pen.style(role));
        let size = say_count(cohort.size as f64);
        pen.write_right(buf, (body.x + MONTH + SIZE - 1, y), SIZE, &size, pen.style(role));
        for later in 0..shown.min(cohort.customers.len()) {
            let place = Rect { x: x_of(later), y, width: column, height: 1 };
            share(look, cohorts, cohort, later, place, buf);
        }
    }
    if foot.height > 0 {
        averages(look, cohorts, skipped, foot, buf);
    }
}

/// One share. The first month's is always all of them and needs no ground; an open month has a hollow sign.
fn share(look: &Look<'_>, cohorts: &Cohorts, cohort: &Cohort, later: usize, place: Rect, buf: &mut Buffer) {
    let pen = look.pen;
    let Some(share) = cohort.share(later) else { return };
    let is_open = cohorts.is_open(cohort, later);
    let is_plain = later == 0 || is_open || cohort.is_small();
    // Half of a cohort coming back is as warm as it gets.
    let style = if is_plain { pen.style(Role::Muted) } else { pen.theme.on_heat((share * 2.0).min(1.0)) };
    if !is_plain {
        for x in place.x..place.right() {
            pen.put_symbol(buf, (x, place.y), " ", style);
        }
    }
    let said = format!("{:.0}", share * 100.0);
    pen.write_right(buf, (place.right() - 1, place.y), place.width - 1, &said, style);
    if is_open {
        pen.put(buf, (place.right() - 1, place.y), Glyph::Hollow, pen.style(Role::Muted));
    }
}

/// How many come back on average, and what the picture leaves out.
fn averages(look: &Look<'_>, cohorts: &Cohorts, skipped: usize, area: Rect, buf: &mut Buffer) {
    let said: Vec<String> = [1, 3, 6, 12]
        .into_iter()
        .filter_map(|later| {
            let (share, _) = cohorts.average(later)?;
            Some(format!("{:.0} % after {later} mo", share * 100.0))
        })
        .collect();
    let again = if said.is_empty() {
        "no month after a first order is over yet".to_owned()
    } else {
        format!("order again: {}", said.join(", "))
    };
    let oldest = cohorts.rows.first();
    let earlier = oldest.map(|oldest| format!("{} has earlier buyers, too", oldest.month.format("%b %Y")));
    let hidden = (skipped > 0).then(|| format!("{skipped} older months not shown"));
    let is_muted = cohorts.rows.iter().any(Cohort::is_small);
    let muted = is_muted.then(|| format!("muted: under {LEAST_SIZE} buyers"));
    let parts: Vec<String> = [Some(again), earlier, hidden, muted].into_iter().flatten().collect();
    let line = parts.join(" · ");
    look.sentence(buf, area, &line, look.pen.style(Role::Text));
}
