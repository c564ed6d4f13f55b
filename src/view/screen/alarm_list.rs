//! The list of alarms: state, age, stage, name. Shared by Overview and Alarms.

use std::{borrow::Cow, sync::Arc};

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

/// How the names of a list are shown: whole, or without what all of them begin with where a place is too narrow.
#[derive(Clone, Copy, Debug, Default)]
pub struct Names {
    prefix: usize,
    widest: u16,
    /// Cells of glyph and word.
    state: u16,
}

impl Names {
    /// For the alarms of one list.
    pub fn of(look: &Look<'_>, alarms: &[Arc<Alarm>]) -> Self {
        let widest = alarms.iter().map(|alarm| look.pen.width(&alarm.name)).max().unwrap_or(0);
        let states = alarms.iter().map(|alarm| look.pen.width(said(alarm.state).1) + 2);
        let state = states.max().unwrap_or(0);
        let Some((first, others)) = alarms.split_first() else { return Self::default() };
        let same = |a: &str, b: &str| a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
        let prefix = others.iter().map(|other| same(&first.name, &other.name)).min().unwrap_or(0);
        let whole_words = first.name.get(..prefix).and_then(|shared| shared.rfind(['-', '_', '/', '.', ' ']));
        Self { prefix: whole_words.map_or(0, |at| at + 1), widest, state }
    }

    /// A name in at most `most` cells.
    pub fn shown<'a>(self, look: &Look<'a>, name: &'a str, most: u16) -> Cow<'a, str> {
        let tail = name.get(self.prefix..).filter(|tail| self.widest > most && !tail.is_empty());
        look.pen.fit_middle(tail.unwrap_or(name), most)
    }
}

/// CloudWatch's reason without the words every reason begins with.
fn brief_reason(reason: &str) -> &str {
    let reason = reason.strip_prefix("Threshold Crossed: ").unwrap_or(reason);
    match reason.split_once(":alarm:") {
        Some((arn, rest)) if arn.starts_with("arn:") => rest,
        _ => reason,
    }
}

/// One alarm in one line; wide lines carry the stage and the reason.
pub fn line(look: &Look<'_>, alarm: &Alarm, names: Names, area: Rect, is_chosen: bool, buf: &mut Buffer) {
    let pen = look.pen;
    let (glyph, word, role) = said(alarm.state);
    if is_chosen {
        buf.set_style(area, pen.selected());
    }
    let age = alarm.since.map_or_else(String::new, |since| format::age(since, look.now));
    // A narrow list keeps the largest unit of the age and gives the rest to the name.
    let is_narrow = area.width < 48;
    let age = if is_narrow { age.splitn(3, ' ').take(2).collect::<Vec<_>>().join(" ") } else { age };
    let (rest, age_area) = layout::right(area, if is_narrow { 7 } else { 13 });
    pen.write_right(
        buf,
        (age_area.right(), age_area.y),
        age_area.width.saturating_sub(1),
        &age,
        pen.style(age_role(alarm.state)),
    );
    let mut x = rest.x;
    let state = format!("{} {word}", pen.glyph(glyph));
    pen.write(buf, (x, rest.y), names.state.min(rest.width), &state, pen.bold(role));
    let state_width = names.state + if is_narrow { 1 } else { 3 };
    x += state_width;
    let wide = rest.width >= 70;
    let stage_width = if wide { 18 } else { 0 };
    let name_width = if wide {
        (rest.width.saturating_sub(state_width + stage_width) / 2).clamp(20, 48).min(names.widest.max(12))
    } else {
        rest.right().saturating_sub(x)
    };
    pen.write(
        buf,
        (x, rest.y),
        name_width,
        &names.shown(look, &alarm.name, name_width),
        name_style(look, alarm.state),
    );
    if wide {
        x += name_width + 2;
        pen.write(buf, (x, rest.y), stage_width - 2, &stages(alarm), pen.style(Role::Text));
        x += stage_width;
        pen.write(
            buf,
            (x, rest.y),
            rest.right().saturating_sub(x),
            brief_reason(&alarm.reason),
            pen.style(Role::Muted),
        );
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
