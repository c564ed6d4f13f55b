//! The list of the Alarms screen: alarms under what explains them, each with its past day.

use std::sync::Arc;

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    app::{AlarmGroup, Because, Message, Panel as Focus},
    pipeline::{Alarm, AlarmState, Health},
    theme::Role,
    view::{
        layout,
        look::Look,
        model::condition::Card,
        pen::Glyph,
        screen::alarm_list::{self, Day},
        widget::panel::Panel,
    },
};

/// A line of the list.
enum Line {
    /// What the alarms below it have in common.
    Head(Because, usize),
    /// An alarm.
    Alarm(Arc<Alarm>),
}

fn lines(look: &Look<'_>, groups: Vec<AlarmGroup>) -> Vec<Line> {
    let has_cause = groups.iter().any(|group| matches!(group.because, Because::Verdict(..)));
    let mut lines = Vec::new();
    for AlarmGroup { because, alarms } in groups {
        let folds = because == Because::Ok && look.app.folds_ok();
        let has_head = match because {
            Because::Verdict(..) | Because::Ok => true,
            Because::Ringing => has_cause,
            Because::NoData => false,
        };
        if has_head {
            lines.push(Line::Head(because, alarms.len()));
        }
        if !folds {
            lines.extend(alarms.into_iter().map(Line::Alarm));
        }
    }
    lines
}

/// The chosen line, and the first that is shown so that it is seen.
fn placed(look: &Look<'_>, lines: &[Line], height: u16) -> (usize, usize) {
    let is_chosen =
        |line: &Line| matches!(line, Line::Alarm(alarm) if Some(&alarm.name) == look.app.alarm.as_ref());
    let first_alarm = || lines.iter().position(|line| matches!(line, Line::Alarm(_)));
    let chosen = lines.iter().position(is_chosen).or_else(first_alarm).unwrap_or(0);
    (chosen, layout::first_shown(chosen, lines.len(), usize::from(height)))
}

fn panel<'a>(look: &Look<'_>, legend: &'a str) -> Panel<'a> {
    Panel { title: "alarms", legend, focused: look.has_focus(Focus::Alarms), ..Panel::default() }
}

/// Draws a card where the list would be.
pub(super) fn draw_card(look: &Look<'_>, area: Rect, card: &Card, mark: Option<String>, buf: &mut Buffer) {
    let region = || look.pipeline().map_or_else(String::new, |pipeline| pipeline.region.to_string());
    let legend = mark.unwrap_or_else(region);
    let inner = panel(look, &legend).render(area, buf, look.pen);
    look.card(buf, inner, card);
}

/// Draws the list of these groups.
pub(super) fn draw(
    look: &Look<'_>,
    groups: Vec<AlarmGroup>,
    area: Rect,
    mark: Option<String>,
    buf: &mut Buffer,
) {
    if area.height == 0 {
        return;
    }
    let alarms: Vec<Arc<Alarm>> = groups.iter().flat_map(|group| group.alarms.iter().cloned()).collect();
    let legend = legend(look, &alarms, mark);
    let inner = panel(look, &legend).render(area, buf, look.pen);
    let names = alarm_list::Names::of(look, &alarms);
    let history = look.pipeline().and_then(|pipeline| look.snapshot.alarm_history(&pipeline.name, None));
    let lines = lines(look, groups);
    let (chosen, first) = placed(look, &lines, inner.height);
    for (row, (place, line)) in
        lines.iter().enumerate().skip(first).take(usize::from(inner.height)).enumerate()
    {
        let area = Rect { y: inner.y + row as u16, height: 1, ..inner };
        match line {
            Line::Head(because, count) => head(look, because, *count, area, buf),
            Line::Alarm(alarm) => {
                alarm_list::line(look, alarm, (names, Day::Told(history)), area, place == chosen, buf);
            }
        }
    }
}

fn head(look: &Look<'_>, because: &Because, count: usize, area: Rect, buf: &mut Buffer) {
    let (pen, muted) = (look.pen, look.pen.style(Role::Muted));
    let noun = if count == 1 { "alarm" } else { "alarms" };
    match because {
        Because::Verdict(_, health, cause) => {
            let role = pen.health_role(*health);
            let health = if *health == Health::Unknown { Health::Warning } else { *health };
            let said = format!("{count} {noun}");
            let (rest, _) = layout::right(area, pen.width(&said) + 1);
            pen.write_right(buf, (area.right(), area.y), area.width, &said, muted);
            let words = [
                (pen.glyph(Glyph::Bar), pen.style(role)),
                (pen.health_glyph(health), pen.bold(role)),
                (" ", muted),
                (&**cause, pen.bold(role)),
            ];
            look.words(buf, (area.x, area.y), rest.width, &words);
        }
        Because::Ringing => {
            let said = format!("{count} more {noun}, explained by no verdict");
            pen.write(buf, (area.x, area.y), area.width, &said, muted);
        }
        Because::NoData | Because::Ok => {
            let (sign, what) = if look.app.folds_ok() {
                (Glyph::Right, "right shows them")
            } else {
                (Glyph::Step, "left folds them")
            };
            let said = format!("{} {count} ok", pen.glyph(sign));
            let used = pen.write(buf, (area.x, area.y), area.width, &said, pen.style(Role::Good));
            if look.has_focus(Focus::Alarms) {
                pen.write(buf, (area.x + used + 2, area.y), area.width.saturating_sub(used + 2), what, muted);
            }
        }
    }
}

fn legend(look: &Look<'_>, alarms: &[Arc<Alarm>], mark: Option<String>) -> String {
    let count = |state| alarms.iter().filter(|alarm| alarm.state == state).count();
    let (alarm, unknown, ok) =
        (count(AlarmState::Alarm), count(AlarmState::InsufficientData), count(AlarmState::Ok));
    let all = look.pipeline().and_then(|p| look.snapshot.alarms(&p.name)).map_or(0, |list| list.alarms.len());
    let mut said = format!("{alarm} in alarm · {unknown} no data · {ok} ok");
    if alarms.len() < all {
        said = format!("{} of {all} · {said}", alarms.len());
    }
    mark.map_or(said.clone(), |mark| format!("{mark} · {said}"))
}

/// What a click on the list means.
pub(super) fn hit(look: &Look<'_>, area: Rect, x: u16, y: u16) -> Option<Message> {
    let inner = Panel::inside(area);
    if !inner.contains((x, y).into()) {
        return Some(Message::Focus(Focus::Alarms));
    }
    let lines = lines(look, look.app.alarm_groups(look.snapshot));
    let (_, first) = placed(look, &lines, inner.height);
    match lines.get(first + usize::from(y - inner.y))? {
        Line::Alarm(alarm) => Some(Message::Alarm(Arc::clone(&alarm.name))),
        Line::Head(Because::Ok, _) => {
            let id = if look.app.folds_ok() { "right" } else { "left" };
            look.has_focus(Focus::Alarms).then_some(Message::Run(id, None))
        }
        Line::Head(..) => None,
    }
}
