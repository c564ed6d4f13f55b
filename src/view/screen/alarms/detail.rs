//! All that is known of the chosen alarm: why it rings, what was evaluated, how it is set up, what happened before.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use ratatui::{buffer::Buffer, layout::Rect};

use super::page::Page;
use crate::{
    app::Panel as Focus,
    diagnosis::watched_metric,
    pipeline::{Alarm, AlarmChange, AlarmKind, AlarmState, Datapoint, Metric, say},
    question::{Note, NoteKind, Question},
    theme::Role,
    view::{
        format,
        look::Look,
        model::{alarm as told, condition::Condition},
        pen::Glyph,
        screen::alarm_list,
        widget::panel::Panel,
    },
};

/// Events that are written at the most.
const MOST_EVENTS: usize = 300;
/// Evaluated points that are drawn: the newest.
const MOST_POINTS: usize = 10;
/// Levels of composites in composites.
const DEEPEST: usize = 4;

/// Draws the selected alarm.
pub(super) fn draw(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    if area.height < 3 {
        return;
    }
    let Some(alarm) = look.app.selected_alarm(look.snapshot) else { return };
    let kind = match alarm.kind {
        AlarmKind::Metric => "metric alarm",
        AlarmKind::Math => "metric math",
        AlarmKind::Band => "anomaly band",
        AlarmKind::Composite => "composite alarm",
    };
    let title = look.pen.fit_middle(&alarm.name, area.width.saturating_sub(24)).into_owned();
    let focused = look.has_focus(Focus::AlarmDetail);
    let panel = Panel { title: &title, legend: kind, focused, ..Panel::default() };
    let inner = panel.render(area, buf, look.pen);
    let page = written(look, &alarm, inner.width);
    let (first, lines) = page.lay(look.app.board.top, inner, buf);
    let below = lines.saturating_sub(first + usize::from(inner.height));
    if below > 0 {
        let said = format!(" {} {below} more lines ", look.pen.glyph(Glyph::Below));
        let at = (area.right().saturating_sub(2), area.bottom() - 1);
        look.pen.write_right(buf, at, area.width.saturating_sub(4), &said, look.pen.style(Role::Muted));
    }
}

/// Which places of it are addresses.
pub(super) fn links(look: &Look<'_>, area: Rect) -> Vec<(Rect, Arc<str>)> {
    if area.height < 3 || look.app.runbook(look.snapshot).is_none() {
        return Vec::new();
    }
    let Some(alarm) = look.app.selected_alarm(look.snapshot) else { return Vec::new() };
    let inner = Panel::inside(area);
    written(look, &alarm, inner.width).links(look.app.board.top, inner)
}

fn written<'a, 'b>(look: &'b Look<'a>, alarm: &Alarm, width: u16) -> Page<'a, 'b> {
    let question = look.pipeline().map(|pipeline| Question::AlarmHistory {
        pipeline: pipeline.name.clone(),
        alarm: Some(alarm.name.clone()),
    });
    let condition = Condition::of(question.and_then(|question| look.snapshot.entry(&question)), look.now);
    let mut page = Page::new(look, width);
    write(look, alarm, condition, &mut page);
    page
}

fn write(look: &Look<'_>, alarm: &Alarm, history: Condition<'_>, page: &mut Page<'_, '_>) {
    let pipeline = look.pipeline();
    let metric = pipeline.and_then(|pipeline| watched_metric(pipeline, alarm)).map(|(_, metric)| metric);
    state(look, alarm, page);
    let reason = if alarm.kind == AlarmKind::Composite {
        alarm_list::brief_reason(&alarm.reason)
    } else {
        &*alarm.reason
    };
    page.fact("reason", reason, Role::Bright);
    if let Some(verdict) = look.health().and_then(|health| {
        let mut verdicts = health.verdicts.iter();
        verdicts.find(|verdict| alarm.state == AlarmState::Alarm && verdict.alarms.contains(&alarm.name))
    }) {
        page.fact("because", &verdict.cause, look.pen.health_role(verdict.health));
    }
    if alarm.state == AlarmState::InsufficientData {
        page.fact("no data", &told::no_data(alarm, metric), Role::Text);
    }
    evaluated(look, alarm, metric, page);
    page.gap();
    setup(look, alarm, metric, page);
    children(look, alarm, page);
    page.gap();
    events(look, alarm, history, page);
    page.gap();
    for (name, value) in &alarm.detail.dimensions {
        page.fact("dimension", &format!("{name} = {value}"), Role::Text);
    }
    page.fact("ARN", &alarm.arn, Role::Muted);
}

fn state(look: &Look<'_>, alarm: &Alarm, page: &mut Page<'_, '_>) {
    let pen = look.pen;
    let (glyph, word, role) = alarm_list::said(alarm.state);
    let since = alarm.since.map_or_else(String::new, |at| {
        let moment = format::written(at, look.zone(), "%-d %b %H:%M:%S");
        format!("for {}, since {moment} {}", format::age(at, look.now), look.zone().name())
    });
    page.words(&[
        (pen.glyph(glyph), pen.bold(role)),
        (" ", pen.bold(role)),
        (word, pen.bold(role)),
        ("  ", pen.style(Role::Muted)),
        (since.as_str(), pen.style(Role::Text)),
    ]);
    let (muted, seen) = told::notes(look.snapshot, alarm, look.now);
    for note in [muted, seen].into_iter().flatten() {
        page.fact(
            if note.kind == NoteKind::Muted { "muted" } else { "seen" },
            &said(look, note),
            Role::Accent,
        );
    }
    if !alarm.actions_enabled {
        let text = format!("{} switched off: nobody is told", pen.glyph(Glyph::Warning));
        page.fact("actions", &text, Role::Warning);
    }
    if let Some(suppressed) = &alarm.detail.suppressed {
        page.fact("suppressed", suppressed, Role::Warning);
    }
    if let Some(evaluation) = &alarm.detail.evaluation {
        page.fact("evaluation", evaluation, Role::Warning);
    }
    page.drawn("last 24 h", |area, buf| {
        let history = look.pipeline().and_then(|pipeline| {
            let all = look.snapshot.alarm_history(&pipeline.name, None);
            look.snapshot.alarm_history(&pipeline.name, Some(&alarm.name)).or(all)
        });
        alarm_list::draw_day(look, alarm, history, Rect { width: area.width.min(48), ..area }, buf);
        let legend = format!(
            "  {} alarm {} no data {} ok",
            pen.glyph(Glyph::Full),
            pen.glyph(Glyph::Shade),
            pen.glyph(Glyph::Line)
        );
        if area.width >= 48 + pen.width(&legend) {
            pen.write(buf, (area.x + 48, area.y), area.width - 48, &legend, pen.style(Role::Muted));
        }
    });
}

/// `until 14:30 by anna: known, ticket 42`.
fn said(look: &Look<'_>, note: &Note) -> String {
    let until = note.until.map_or_else(
        || "until it is over".to_owned(),
        |until| format!("until {}", format::moment(until, look.now, look.zone())),
    );
    let by = if note.by.is_empty() { String::new() } else { format!(" by {}", note.by) };
    let at = format::moment(note.at, look.now, look.zone());
    let text = if note.text.is_empty() { String::new() } else { format!(": {}", note.text) };
    format!("{until}{by}, {at}{text}")
}

/// The points of the newest evaluation, each a bar against the threshold.
fn evaluated(look: &Look<'_>, alarm: &Alarm, metric: Option<&Metric>, page: &mut Page<'_, '_>) {
    if let Some(unread) = &alarm.detail.unread {
        page.fact("evaluated", &format!("not readable: {unread}"), Role::Muted);
    }
    let points = &alarm.detail.evaluated;
    let shown = points.get(points.len().saturating_sub(MOST_POINTS)..).unwrap_or_default();
    let highest = |point: &Datapoint| {
        let band = point.band.map_or(0.0, |(_, upper)| upper);
        point.value.unwrap_or(0.0).abs().max(band)
    };
    let most = shown
        .iter()
        .map(highest)
        .chain(alarm.threshold)
        .filter(|value| value.is_finite())
        .fold(0.0, f64::max);
    for (place, point) in shown.iter().enumerate() {
        let label = if place == 0 { "evaluated" } else { "" };
        page.drawn(label, |area, buf| bar(look, alarm, metric, (point, most), area, buf));
    }
    if shown.len() < points.len() {
        page.fact("", &format!("and {} earlier points", points.len() - shown.len()), Role::Muted);
    }
}

fn breaches(alarm: &Alarm, point: &Datapoint) -> Option<bool> {
    let value = point.value?;
    if let Some((lower, upper)) = point.band {
        return Some(value < lower || value > upper);
    }
    let threshold = alarm.threshold?;
    let condition = alarm.condition.as_deref().unwrap_or("").trim_start();
    Some(match condition {
        _ if condition.starts_with(">=") => value >= threshold,
        _ if condition.starts_with("<=") => value <= threshold,
        _ if condition.starts_with('<') => value < threshold,
        _ => value > threshold,
    })
}

/// `13:58  62 min  ███████|██  breaches`.
fn bar(
    look: &Look<'_>,
    alarm: &Alarm,
    metric: Option<&Metric>,
    (point, most): (&Datapoint, f64),
    area: Rect,
    buf: &mut Buffer,
) {
    let (pen, unit) = (look.pen, told::unit(metric));
    let at = point.at.map_or("-".to_owned(), |at| format::moment(at, look.now, look.zone()));
    let mut x = area.x + pen.write(buf, (area.x, area.y), 12, &at, pen.style(Role::Muted)).max(6) + 1;
    let Some(value) = point.value else {
        pen.write(buf, (x, area.y), area.right().saturating_sub(x), "no point", pen.style(Role::Unknown));
        return;
    };
    let verdict = breaches(alarm, point);
    let (word, role) = match verdict {
        Some(true) => ("breaches", Role::Critical),
        Some(false) => ("within", Role::Good),
        None => ("", Role::Text),
    };
    let band = point.band.map_or_else(String::new, |(lower, upper)| {
        format!("  expected {} to {}", say(lower, unit), say(upper, unit))
    });
    let said = format!("{}{band}", say(value, unit));
    x += pen.write(buf, (x, area.y), area.right().saturating_sub(x), &said, pen.bold(role)).max(9) + 1;
    let room = area.right().saturating_sub(x + 10).min(30);
    if room >= 8 && most > 0.0 && point.band.is_none() {
        let place = |value: f64| ((value / most).clamp(0.0, 1.0) * f64::from(room - 1)).round() as u16;
        if value > 0.0 {
            pen.rule(buf, (x, area.y), place(value) + 1, Glyph::Full, pen.style(role));
        }
        if let Some(threshold) = alarm.threshold.filter(|threshold| *threshold >= 0.0) {
            pen.put(buf, (x + place(threshold), area.y), Glyph::Upright, pen.bold(Role::Bright));
        }
        x += room + 1;
    }
    pen.write(buf, (x, area.y), area.right().saturating_sub(x), word, pen.style(role));
}

/// How the alarm is set up, and where to read what to do.
fn setup(look: &Look<'_>, alarm: &Alarm, metric: Option<&Metric>, page: &mut Page<'_, '_>) {
    let runbook = look.app.runbook(look.snapshot);
    if let Some(address) = runbook {
        page.address("runbook", address);
    }
    page.fact("description", alarm.description.as_deref().unwrap_or(""), Role::Text);
    page.fact("stage", &alarm_list::stages(alarm), Role::Text);
    page.fact("watches", &alarm.watches, Role::Text);
    page.fact("rule", &told::condition(alarm, metric).unwrap_or_default(), Role::Text);
    if alarm.kind != AlarmKind::Composite {
        page.fact("if missing", told::missing(alarm), Role::Text);
    }
    let [on_alarm, on_ok, on_no_data] = alarm.detail.actions;
    let actions = match (alarm.actions_enabled, on_alarm) {
        (false, _) => "switched off".to_owned(),
        (true, 0) if on_ok + on_no_data == 0 => "enabled".to_owned(),
        (true, _) => format!("enabled: {on_alarm} on ALARM, {on_ok} on OK, {on_no_data} on no data"),
    };
    page.fact("actions", &actions, Role::Text);
}

/// The alarms a composite is made of, as a tree with their states.
fn children(look: &Look<'_>, alarm: &Alarm, page: &mut Page<'_, '_>) {
    if alarm.children.is_empty() {
        return;
    }
    page.gap();
    let known =
        look.pipeline().and_then(|p| look.snapshot.alarms(&p.name)).map_or(&[][..], |list| &list.alarms);
    let mut waiting: Vec<(usize, &str)> = alarm.children.iter().rev().map(|name| (0, &**name)).collect();
    let of_this = known.iter().filter(|other| alarm.children.contains(&other.name)).cloned();
    let names = alarm_list::Names::of(look, &of_this.collect::<Vec<_>>());
    let mut written = 0;
    while let Some((depth, name)) = waiting.pop() {
        let (pen, found) = (look.pen, known.iter().find(|other| &*other.name == name));
        let (glyph, word, role) =
            found.map_or((Glyph::Unknown, "not found", Role::Unknown), |other| alarm_list::said(other.state));
        let set_off = alarm.detail.triggered_by.iter().any(|by| &**by == name);
        let last = waiting.last().is_none_or(|(next, _)| *next < depth);
        page.drawn(if written == 0 { "made of" } else { "" }, |area, buf| {
            let branch = if last { Glyph::BottomLeft } else { Glyph::BranchRight };
            let stem = format!("{}{} ", "  ".repeat(depth), pen.glyph(branch));
            let state = format!("{} {word}", pen.glyph(glyph));
            let mark = if set_off { "  set it off" } else { "" };
            let taken = pen.width(&stem) + pen.width(&state) + 2 + pen.width("  set it off");
            let name = if found.is_some() {
                names.shown(look, name, area.width.saturating_sub(taken).max(8))
            } else {
                pen.fit_middle(name, area.width.saturating_sub(taken).max(8))
            };
            look.words(
                buf,
                (area.x, area.y),
                area.width,
                &[
                    (stem.as_str(), pen.style(Role::Muted)),
                    (state.as_str(), pen.bold(role)),
                    ("  ", pen.style(Role::Text)),
                    (&name, pen.style(Role::Text)),
                    (mark, pen.style(Role::Muted)),
                ],
            );
        });
        written += 1;
        // A composite in a composite; a ring of them would never end.
        if let Some(other) = found.filter(|_| depth < DEEPEST && written < MOST_EVENTS) {
            waiting.extend(other.children.iter().rev().map(|name| (depth + 1, &**name)));
        }
    }
}

/// What happened to the alarm, newest first.
fn events(look: &Look<'_>, alarm: &Alarm, condition: Condition<'_>, page: &mut Page<'_, '_>) {
    let history = look.pipeline().and_then(|p| look.snapshot.alarm_history(&p.name, Some(&alarm.name)));
    let Some(history) = history else {
        let card = condition.card("CloudWatch for its history");
        let said =
            if card.fix.is_empty() { card.sentence } else { format!("{} {}", card.sentence, card.fix) };
        return page.fact("history", &said, Role::Muted);
    };
    let from = format::moment(history.from, look.now, look.zone());
    if let Some(mark) = condition.mark(look.now) {
        page.fact("history", &mark, Role::Warning);
    }
    if history.events.is_empty() {
        return page.fact("history", &format!("nothing happened since {from}"), Role::Muted);
    }
    for (place, event) in history.events.iter().take(MOST_EVENTS).enumerate() {
        page.drawn(if place == 0 { "history" } else { "" }, |area, buf| {
            let (pen, at) = (look.pen, moment(look, event.at));
            let used = pen.write(buf, (area.x, area.y), area.width, &at, pen.style(Role::Muted)).max(13) + 1;
            let room = area.width.saturating_sub(used);
            let place = (area.x + used, area.y);
            let AlarmChange::State { from, to } = event.change else {
                let (word, role) = match event.change {
                    AlarmChange::Configuration => ("changed", Role::Text),
                    AlarmChange::Action => ("action", Role::Text),
                    _ => ("", Role::Muted),
                };
                let words = [
                    (word, pen.style(role)),
                    ("  ", pen.style(role)),
                    (&*event.summary, pen.style(Role::Muted)),
                ];
                look.words(buf, place, room, &words[usize::from(word.is_empty()) * 2..]);
                return;
            };
            let (glyph, word, role) = alarm_list::said(to);
            let before =
                from.map_or_else(String::new, |from| format!("  after {}", alarm_list::said(from).1));
            let state = format!("{} {word}", pen.glyph(glyph));
            look.words(
                buf,
                place,
                room,
                &[(state.as_str(), pen.bold(role)), (before.as_str(), pen.style(Role::Muted))],
            );
        });
    }
    page.fact("", &format!("everything since {from} is told"), Role::Muted);
}

fn moment(look: &Look<'_>, at: DateTime<Utc>) -> String {
    format::written(at, look.zone(), "%-d %b %H:%M")
}
