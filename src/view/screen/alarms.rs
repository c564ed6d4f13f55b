//! CloudWatch's alarms: what fires first, since when, at which stage, and all that is known of the chosen one.

use std::sync::Arc;

use ratatui::{buffer::Buffer, layout::Rect};

use super::{alarm_list, overview::inside};
use crate::{
    app::{Message, Panel as Focus},
    pipeline::{Alarm, AlarmKind, AlarmState, say_span},
    theme::Role,
    view::{
        format,
        layout::{self, Class},
        look::Look,
        model::condition::Card,
        pen::Glyph,
        widget::panel::Panel,
    },
};

/// The list, and below it the detail.
fn plan(look: &Look<'_>, area: Rect, count: usize) -> (Rect, Rect) {
    let most = if look.class == Class::Small { area.height / 2 } else { area.height * 3 / 5 };
    layout::top(area, (count as u16).saturating_add(2).clamp(4, most.max(4)))
}

fn margin(look: &Look<'_>, area: Rect) -> Rect {
    if look.class == Class::Small { area } else { layout::indented(area, 1) }
}

fn first(look: &Look<'_>, rows: &[Arc<Alarm>], list: Rect) -> usize {
    let chosen = rows.iter().position(|alarm| Some(&alarm.name) == look.app.alarm.as_ref());
    layout::first_shown(chosen.unwrap_or(0), rows.len(), usize::from(inside(list).height))
}

/// Draws the screen.
pub fn draw(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let area = margin(look, area);
    let rows = look.app.alarm_rows(look.snapshot);
    let condition = alarm_list::condition(look);
    let all = look.pipeline().and_then(|p| look.snapshot.alarms(&p.name)).map_or(0, |list| list.alarms.len());
    let card = match look.pipeline() {
        None => Some(Card::nothing("no pipeline is configured, so no region's alarms are read")),
        Some(_) => alarm_list::card(look, condition, all, rows.len()),
    };
    let legend = legend(look, &rows, all, condition.mark(look.now));
    let (list, detail) = match &card {
        Some(_) => (area, Rect { height: 0, ..area }),
        None => plan(look, area, rows.len()),
    };
    let panel = Panel {
        title: "alarms",
        legend: &legend,
        focused: look.has_focus(Focus::Alarms),
        ..Panel::default()
    };
    let inner = panel.render(list, buf, look.pen);
    if let Some(card) = card {
        return look.card(buf, inner, &card);
    }
    let names = alarm_list::Names::of(look, &rows);
    let first = first(look, &rows, list);
    let chosen = rows.iter().position(|alarm| Some(&alarm.name) == look.app.alarm.as_ref()).unwrap_or(0);
    for (line, (place, alarm)) in
        rows.iter().enumerate().skip(first).take(usize::from(inner.height)).enumerate()
    {
        let row = Rect { y: inner.y + line as u16, height: 1, ..inner };
        alarm_list::line(look, alarm, names, row, place == chosen, buf);
    }
    if let Some(alarm) = rows.get(chosen) {
        draw_detail(look, alarm, detail, buf);
    }
}

fn legend(look: &Look<'_>, rows: &[Arc<Alarm>], all: usize, mark: Option<String>) -> String {
    let count = |state| rows.iter().filter(|alarm| alarm.state == state).count();
    let (alarm, unknown, ok) =
        (count(AlarmState::Alarm), count(AlarmState::InsufficientData), count(AlarmState::Ok));
    let mut said = format!("{alarm} in alarm · {unknown} no data · {ok} ok");
    if rows.len() < all {
        said = format!("{} of {all} · {said}", rows.len());
    }
    match mark {
        Some(mark) => format!("{mark} · {said}"),
        None if all == 0 => look.pipeline().map_or_else(String::new, |pipeline| pipeline.region.to_string()),
        None => said,
    }
}

fn draw_detail(look: &Look<'_>, alarm: &Alarm, area: Rect, buf: &mut Buffer) {
    if area.height < 3 {
        return;
    }
    let pen = look.pen;
    let kind = match alarm.kind {
        AlarmKind::Metric => "metric alarm",
        AlarmKind::Math => "metric math",
        AlarmKind::Band => "anomaly band",
        AlarmKind::Composite => "composite alarm",
    };
    let panel = Panel { title: &alarm.name, legend: kind, ..Panel::default() };
    let mut rest = panel.render(area, buf, pen);
    let (glyph, word, role) = alarm_list::said(alarm.state);
    let since = alarm.since.map_or_else(String::new, |at| {
        let moment = format::written(at, look.zone(), "%-d %b %H:%M:%S");
        format!("for {}, since {moment} {}", format::age(at, look.now), look.zone().name())
    });
    let words = [
        (pen.glyph(glyph), pen.bold(role)),
        (" ", pen.bold(role)),
        (word, pen.bold(role)),
        ("  ", pen.style(Role::Muted)),
        (since.as_str(), pen.style(Role::Text)),
    ];
    look.words(buf, (rest.x, rest.y), rest.width, &words);
    rest = layout::top(rest, 2).1;
    for (label, value) in facts(alarm) {
        let (line, _) = layout::top(rest, rest.height);
        if line.height == 0 {
            return;
        }
        pen.write(buf, (line.x, line.y), 13, label, pen.style(Role::Muted));
        let text = layout::left(line, 14).1;
        let role = if label == "reason" { Role::Bright } else { Role::Text };
        let used = look.sentence(buf, text, &value, pen.style(role));
        rest = layout::top(rest, used.max(1)).1;
    }
    if !alarm.actions_enabled && rest.height > 0 {
        let text = format!("{} its actions are switched off: nobody is told", pen.glyph(Glyph::Warning));
        pen.write(buf, (rest.x, rest.y), rest.width, &text, pen.style(Role::Warning));
    }
}

/// What is known of an alarm, by label; what is not known is left out.
fn facts(alarm: &Alarm) -> Vec<(&'static str, String)> {
    let mut facts = vec![("reason", alarm.reason.to_string())];
    facts.extend(alarm.description.as_ref().map(|text| ("description", text.to_string())));
    if !alarm.stages.is_empty() {
        facts.push(("stage", alarm_list::stages(alarm)));
    }
    facts.push(("watches", alarm.watches.to_string()));
    facts.extend(alarm.condition.as_ref().map(|condition| ("condition", condition.to_string())));
    facts.extend(alarm.m_of_n.map(|(m, n)| ("alarms when", format!("{m} of {n} points breach"))));
    facts.extend(alarm.period_secs.map(|secs| ("a point is", say_span(f64::from(secs)))));
    facts.extend(alarm.treat_missing.as_ref().map(|what| ("missing is", what.to_string())));
    if !alarm.children.is_empty() {
        facts.push(("made of", alarm.children.join(", ")));
    }
    facts.push(("actions", if alarm.actions_enabled { "enabled" } else { "off" }.to_owned()));
    facts.push(("ARN", alarm.arn.to_string()));
    facts
}

/// What a click means.
pub fn hit(look: &Look<'_>, area: Rect, x: u16, y: u16) -> Option<Message> {
    let rows = look.app.alarm_rows(look.snapshot);
    if rows.is_empty() {
        return None;
    }
    let (list, _) = plan(look, margin(look, area), rows.len());
    let inner = inside(list);
    if !inner.contains((x, y).into()) {
        return None;
    }
    let place = first(look, &rows, list) + usize::from(y - inner.y);
    rows.get(place).map(|alarm| Message::Alarm(alarm.name.clone()))
}
