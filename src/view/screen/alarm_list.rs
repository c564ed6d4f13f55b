//! The list of alarms: state, age, stage, name. Shared by Overview and Alarms.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use crate::{
    pipeline::{Alarm, AlarmState, StageName},
    question::Question,
    theme::Role,
    view::{
        format, layout,
        look::Look,
        model::condition::{Card, Condition},
        pen::Glyph,
    },
};

/// The condition of the list.
pub fn condition<'a>(look: &Look<'a>) -> Condition<'a> {
    let Some(pipeline) = look.pipeline() else { return Condition::default() };
    let question = Question::Alarms { pipeline: pipeline.name.clone() };
    Condition::of(look.snapshot.entry(&question), look.now)
}

/// The card that stands instead of the list; none when there are alarms to show. `all` is how many there are
/// before the filter.
pub fn card(look: &Look<'_>, condition: Condition<'_>, all: usize, shown: usize) -> Option<Card> {
    let region = look.pipeline().map_or("", |pipeline| &*pipeline.region);
    if !condition.has_answer() {
        return Some(condition.card("CloudWatch"));
    }
    if all == 0 {
        let mut card = Card::nothing(format!("no alarms in {region}: CloudWatch watches nothing here."));
        card.fix.push_str("Health is judged by tidewatch's own rules; an alarm would also wake somebody.");
        return Some(card);
    }
    (shown == 0).then(|| Card::nothing(format!("none of {all} alarms passes the filter")))
}

/// Glyph, word and role of a state.
pub const fn said(state: AlarmState) -> (Glyph, &'static str, Role) {
    match state {
        AlarmState::Alarm => (Glyph::Critical, "ALARM", Role::Critical),
        AlarmState::InsufficientData => (Glyph::Unknown, "no data", Role::Unknown),
        AlarmState::Ok => (Glyph::Ok, "ok", Role::Good),
    }
}

/// The stages an alarm watches, in words.
pub fn stages(alarm: &Alarm) -> String {
    let names: Vec<&str> = alarm.stages.iter().map(StageName::as_str).collect();
    names.join(", ")
}

/// One alarm in one line; wide lines carry the stage and the reason.
pub fn line(look: &Look<'_>, alarm: &Alarm, area: Rect, is_chosen: bool, buf: &mut Buffer) {
    let pen = look.pen;
    let (glyph, word, role) = said(alarm.state);
    if is_chosen {
        buf.set_style(area, pen.selected());
    }
    let age = alarm.since.map_or_else(String::new, |since| format::age(since, look.now));
    // A narrow list keeps the largest unit of the age and gives the rest to the name.
    let is_narrow = area.width < 48;
    let age = if is_narrow { age.splitn(3, ' ').take(2).collect::<Vec<_>>().join(" ") } else { age };
    let (rest, age_area) = layout::right(area, if is_narrow { 7 } else { 11 });
    pen.write_right(
        buf,
        (age_area.right(), age_area.y),
        age_area.width.saturating_sub(1),
        &age,
        pen.style(age_role(alarm.state)),
    );
    let mut x = rest.x;
    let state = format!("{} {word}", pen.glyph(glyph));
    pen.write(buf, (x, rest.y), 9.min(rest.width), &state, pen.bold(role));
    x += 10;
    let wide = rest.width >= 70;
    let stage_width = if wide { 18 } else { 0 };
    let name_width = if wide {
        (rest.width.saturating_sub(10 + stage_width) / 2).clamp(20, 48)
    } else {
        rest.right().saturating_sub(x)
    };
    pen.write(buf, (x, rest.y), name_width, &alarm.name, name_style(look, alarm.state));
    if wide {
        x += name_width + 2;
        pen.write(buf, (x, rest.y), stage_width - 2, &stages(alarm), pen.style(Role::Text));
        x += stage_width;
        pen.write(buf, (x, rest.y), rest.right().saturating_sub(x), &alarm.reason, pen.style(Role::Muted));
    }
}

const fn age_role(state: AlarmState) -> Role {
    match state {
        AlarmState::Alarm => Role::Critical,
        AlarmState::InsufficientData | AlarmState::Ok => Role::Muted,
    }
}

fn name_style(look: &Look<'_>, state: AlarmState) -> Style {
    match state {
        AlarmState::Alarm => look.pen.bold(Role::Bright),
        AlarmState::InsufficientData => look.pen.style(Role::Text),
        AlarmState::Ok => look.pen.style(Role::Muted),
    }
}
