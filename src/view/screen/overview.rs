//! Overview: is it healthy, where in the pipeline, how is the business. Composed anew for each size class.

use std::sync::Arc;

use ratatui::{buffer::Buffer, layout::Rect};

use super::{alarm_list, band::Band, funnel, kpis, stages::Stages, strip, trend};
use crate::{
    app::{Message, Panel as Focus, Screen, trend_days},
    business::{DateRange, Kpi},
    pipeline::{Alarm, AlarmState, Graph},
    question::History,
    theme::Role,
    view::{
        format,
        layout::{self, Class},
        look::Look,
        model::business::Business,
        widget::panel::Panel,
    },
};

/// Where everything stands; areas without rows are left out.
#[derive(Clone, Debug)]
struct Plan {
    strip: Rect,
    band: Option<Band>,
    band_area: Rect,
    graph: Graph,
    stages: Stages,
    stages_area: Rect,
    kpis: Rect,
    truth: Rect,
    revenue: Rect,
    funnel: Rect,
    alarms: Rect,
    ringing: Rect,
}

const ALARMS_WIDTH: u16 = 42;
/// Lines in which the funnel is drawn with its steps apart, and the least it is worth drawing in.
const FUNNEL_HEIGHT: u16 = 12;
const LEAST_FUNNEL: u16 = 7;

fn plan(look: &Look<'_>, area: Rect) -> Plan {
    let is_small = look.class == Class::Small;
    let air = u16::from(!is_small);
    let area = if is_small { area } else { layout::indented(area, 1) };
    let (strip, rest) = layout::top(area, strip::height(look));
    let most = if is_small { 2 } else { 3 };
    let band = Band::of(look);
    let (band_area, rest) =
        layout::top(rest, band.as_ref().map_or(0, |band| band.height(look, area.width, most)));
    let rest = layout::top(rest, if is_small { 1 } else { air }).1;
    let has_business = has_business(look);
    let share = if has_business { rest.height * 9 / 20 } else { rest.height * 2 / 3 };
    let most = if is_small && has_business { rest.height.saturating_sub(9).max(share) } else { share.max(4) };
    // Alarms stand beside the tiles where the tiles leave room for them, else below.
    let graph = look.pipeline().map(Graph::of).unwrap_or_default();
    let beside = layout::right(rest, ALARMS_WIDTH + 2).0;
    let narrow = (look.class == Class::Large)
        .then(|| Stages::plan(look, &graph, Rect { height: most, ..beside }))
        .filter(|narrow| narrow.tile_width() >= 24 && !narrow.is_cut());
    let is_beside = narrow.is_some();
    let stages = narrow.unwrap_or_else(|| Stages::plan(look, &graph, Rect { height: most, ..rest }));
    let wished = if is_beside { stages.height().max(5) } else { stages.height() };
    let stage_width = if is_beside { beside.width } else { rest.width };
    let (top, rest) = layout::top(rest, wished);
    let stages_area = Rect { width: stage_width, ..top };
    let mut alarms = Rect::default();
    if is_beside {
        alarms = layout::left(top, stages.width() + 2).1;
        alarms.height = alarms.height.max(5).min(top.height);
    }
    let rest = layout::top(rest, air.min(u16::from(!is_small))).1;
    let base = Plan {
        strip,
        band,
        band_area,
        graph,
        stages,
        stages_area,
        kpis: Rect::default(),
        truth: Rect::default(),
        revenue: Rect::default(),
        funnel: Rect::default(),
        alarms,
        ringing: Rect::default(),
    };
    lower(look, base, rest, is_beside)
}

fn has_business(look: &Look<'_>) -> bool {
    look.snapshot.estate.vendor_table.is_some() || look.snapshot.estate.lake.is_some()
}

/// The business half, and the alarms when they found no place above.
fn lower(look: &Look<'_>, base: Plan, rest: Rect, has_alarms: bool) -> Plan {
    if !has_business(look) {
        let alarms = if has_alarms { base.alarms } else { rest };
        return Plan { alarms, ..base };
    }
    if look.class == Class::Small {
        let (ringing, rest) = layout::top(rest, 1);
        let (ringing, rest) = (layout::left(ringing, 2).1, layout::indented(rest, 1));
        let (kpis, rest) = layout::top(rest, 3);
        let (truth, rest) = layout::top(rest, 1);
        return Plan { kpis, truth, revenue: rest, ringing, ..base };
    }
    let tile = if look.class == Class::Large { 6 } else { 4 };
    let (kpis, rest) = layout::top(rest, tile);
    let (truth, rest) = layout::top(rest, u16::from(tile < 5));
    let side = (rest.width * 36 / 100).clamp(38, 70);
    let (revenue, side) = layout::right(rest, side);
    let revenue = layout::right(revenue, 1).0;
    if has_alarms {
        return Plan { kpis, truth, revenue, funnel: side, ..base };
    }
    let (alarms, funnel) = layout::top(side, alarm_lines(look, side.height.saturating_sub(FUNNEL_HEIGHT)));
    let (alarms, funnel) =
        if funnel.height >= LEAST_FUNNEL { (alarms, funnel) } else { (side, Rect::default()) };
    Plan { kpis, truth, revenue, funnel, alarms, ..base }
}

/// Lines the list of alarms takes when it has `room`: all of them, or what is not ok and one line for the rest.
fn alarm_lines(look: &Look<'_>, room: u16) -> u16 {
    let rows = look.app.alarm_rows(look.snapshot);
    let loud = rows.iter().filter(|alarm| alarm.state != AlarmState::Ok).count();
    let least = (loud + 1).max(3).min(rows.len().max(3)) as u16;
    (rows.len() as u16).clamp(least, least.max(room.saturating_sub(2))) + 2
}

/// Draws the screen.
pub fn draw(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let plan = plan(look, area);
    strip::draw(look, plan.strip, buf);
    if let Some(band) = &plan.band {
        band.draw(look, plan.band_area, buf);
    }
    if plan.stages_area.height > 0 {
        plan.stages.draw(look, &plan.graph, buf);
    }
    draw_alarms(look, plan.alarms, buf);
    draw_ringing(look, plan.ringing, buf);
    if !has_business(look) {
        return;
    }
    let history = History::of(look.snapshot, &look.app.vendor);
    let over = |range| {
        let days = (range, look.app.compared_with(range));
        Business::of(look.snapshot, look.app, &history, days, look.now)
    };
    let today = over(DateRange::ending(look.today(), 1));
    if plan.kpis.height > 0 {
        match kpis::card(look, &today) {
            Some(card) => look.card(buf, plan.kpis, &card),
            None => kpis::draw(look, &today, plan.kpis, buf),
        }
    }
    let versus = kpis::against(look, &today);
    kpis::draw_truth(look, &today, ("today ", &versus), plan.truth, buf);
    if plan.revenue.height >= 3 {
        let month = over(trend_days(look.app.date_range(look.today())));
        trend::draw(look, &month, (Kpi::Revenue, Focus::Revenue), plan.revenue, buf);
    }
    if plan.funnel.height >= 4 {
        funnel::draw(look, &today, plan.funnel, buf);
    }
}

fn draw_alarms(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    if area.height < 3 || area.width < 12 {
        return;
    }
    let condition = alarm_list::condition(look);
    let rows = look.app.alarm_rows(look.snapshot);
    let legend = condition.mark(look.now).unwrap_or_else(|| match rows.len() {
        0 => String::new(),
        count => format!("{count} in all"),
    });
    let panel = Panel {
        title: "alarms",
        legend: &legend,
        focused: look.has_focus(Focus::Alarms),
        ..Panel::default()
    };
    let inner = panel.render(area, buf, look.pen);
    if let Some(card) = alarm_list::card(look, condition, rows.len(), rows.len()) {
        look.card(buf, inner, &card);
        return;
    }
    let chosen = look.app.alarm.as_ref().filter(|_| look.has_focus(Focus::Alarms));
    let names = alarm_list::Names::of(look, &rows);
    let (first, shown) = shown_alarms(look, &rows, inner);
    for (line, alarm) in rows.iter().skip(first).take(shown).enumerate() {
        let row = Rect { y: inner.y + line as u16, height: 1, ..inner };
        alarm_list::line(
            look,
            alarm,
            (names, alarm_list::Day::Untold),
            row,
            chosen == Some(&alarm.name),
            buf,
        );
    }
    let hidden = rows.get(first + shown..).unwrap_or_default();
    if !hidden.is_empty() {
        let are_ok = hidden.iter().all(|alarm| alarm.state == AlarmState::Ok);
        let said = format!("+ {} more{}", hidden.len(), if are_ok { ", all ok" } else { "" });
        let at = (inner.x, inner.bottom().saturating_sub(1));
        look.pen.write(buf, at, inner.width, &said, look.pen.style(Role::Muted));
    }
}

/// The first alarm that is shown, and how many: the last line tells how many more there are.
fn shown_alarms(look: &Look<'_>, rows: &[Arc<Alarm>], inner: Rect) -> (usize, usize) {
    let height = usize::from(inner.height);
    let shown = if rows.len() > height && height > 1 { height - 1 } else { height };
    let chosen = rows.iter().position(|alarm| Some(&alarm.name) == look.app.alarm.as_ref());
    (layout::first_shown(chosen.unwrap_or(0), rows.len(), shown), shown)
}

/// What rings, in one line, where there is no room for the list.
fn draw_ringing(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    if area.height == 0 {
        return;
    }
    let rows = look.app.alarm_rows(look.snapshot);
    let names = alarm_list::Names::of(look, &rows);
    let ringing: Vec<_> = rows.iter().filter(|alarm| alarm.state == AlarmState::Alarm).collect();
    if ringing.is_empty() {
        return;
    }
    let (pen, (glyph, word, role)) = (look.pen, alarm_list::said(AlarmState::Alarm));
    let head = format!("{} {word}  ", pen.glyph(glyph));
    let mut used = look.words(buf, (area.x, area.y), area.width, &[(&head, pen.bold(role))]);
    for (place, alarm) in ringing.iter().enumerate() {
        let age = alarm.since.map_or_else(String::new, |since| format!(" {}", format::age(since, look.now)));
        let age = match alarm_list::mark(look, alarm) {
            "" => format!("{age}  "),
            mark => format!("{age} {mark}  "),
        };
        let name = names.shown(look, &alarm.name, 24);
        let left = area.width.saturating_sub(used);
        if place > 0 && pen.width(&name) + pen.width(&age) > left {
            let more = format!("+{}", ringing.len() - place);
            pen.write(buf, (area.x + used, area.y), left, &more, pen.style(Role::Muted));
            return;
        }
        let words = [(&*name, pen.bold(Role::Bright)), (age.as_str(), pen.style(role))];
        used += look.words(buf, (area.x + used, area.y), left, &words);
    }
}

/// What a click means.
pub fn hit(look: &Look<'_>, area: Rect, x: u16, y: u16) -> Option<Message> {
    let plan = plan(look, area);
    let at = (x, y).into();
    if plan.strip.contains(at) {
        return strip::line(look, plan.strip).hit(x, y);
    }
    if plan.band_area.contains(at) {
        return plan.band.and_then(|band| band.meaning());
    }
    if let Some(message) = plan.stages.hit(look, x, y) {
        return Some(message);
    }
    if plan.ringing.contains(at) {
        return Some(Message::Go(Screen::Alarms));
    }
    if plan.alarms.contains(at) {
        let rows = look.app.alarm_rows(look.snapshot);
        let inner = Panel::inside(plan.alarms);
        let place = y.checked_sub(inner.y).filter(|_| inner.contains(at)).map(usize::from);
        let alarm = place.and_then(|place| rows.get(place + shown_alarms(look, &rows, inner).0));
        return Some(alarm.map_or(Message::Focus(Focus::Alarms), |alarm| Message::Alarm(alarm.name.clone())));
    }
    let panels = [(plan.kpis, Focus::Kpis), (plan.revenue, Focus::Revenue)];
    panels.into_iter().find(|(area, _)| area.contains(at)).map(|(_, panel)| Message::Focus(panel))
}
