//! The list of alarms: state, age, stage, name. Shared by Overview and Alarms.

use std::{borrow::Cow, sync::Arc};

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use crate::{
    pipeline::{Alarm, AlarmState, StageName},
    question::{AlarmHistory, Question},
    theme::Role,
    view::{
        format, layout,
        look::Look,
        model::{
            alarm as told,
            condition::{Card, Condition},
        },
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
pub fn brief_reason(reason: &str) -> &str {
    let reason = reason.strip_prefix("Threshold Crossed: ").unwrap_or(reason);
    match reason.split_once(":alarm:") {
        Some((arn, rest)) if arn.starts_with("arn:") => rest,
        _ => reason,
    }
}

/// What is shown of the past day of each alarm.
#[derive(Clone, Copy, Debug)]
pub enum Day<'a> {
    /// Nothing: the reason of the state stands there.
    Untold,
    /// A strip, as far as the history tells it.
    Told(Option<&'a AlarmHistory>),
}

/// Cells of a strip: an hour each, or two.
const STRIPS: [u16; 2] = [24, 12];
/// Least cells of a name.
const LEAST_NAME: u16 = 20;

/// One alarm in one line: state, name, then as the width allows stage, past day or reason, and age. A muted alarm says
/// so where its day would be.
pub fn line(
    look: &Look<'_>,
    alarm: &Alarm,
    (names, day): (Names, Day<'_>),
    area: Rect,
    is_chosen: bool,
    buf: &mut Buffer,
) {
    let pen = look.pen;
    let (glyph, word, role) = said(alarm.state);
    if is_chosen {
        buf.set_style(area, pen.selected());
    }
    let rest = age(look, alarm, area, buf);
    let is_narrow = area.width < 48;
    let state = format!("{} {word}", pen.glyph(glyph));
    pen.write(buf, (rest.x, rest.y), names.state.min(rest.width), &state, pen.bold(role));
    let mut rest = layout::left(rest, names.state + if is_narrow { 1 } else { 3 }).1;
    let least = names.widest.min(LEAST_NAME);
    rest = beside(look, alarm, day, (rest, least), buf);
    let tells_more = match day {
        Day::Told(_) => rest.width >= names.widest.min(40) + 12,
        Day::Untold => rest.width >= 62,
    };
    let name_width = match day {
        _ if !tells_more => rest.width,
        Day::Told(_) => names.widest.min(40),
        Day::Untold => names.widest.max(12).min((rest.width / 2).clamp(20, 48)),
    };
    let name = names.shown(look, &alarm.name, name_width);
    pen.write(buf, (rest.x, rest.y), name_width, &name, name_style(look, alarm.state));
    if tells_more {
        let more = layout::left(rest, name_width + 2).1;
        let stage_width = if matches!(day, Day::Untold) { 18.min(more.width) } else { more.width };
        let (stage, reason) = layout::left(more, stage_width);
        pen.write(
            buf,
            (stage.x, stage.y),
            stage.width.saturating_sub(2),
            &stages(alarm),
            pen.style(Role::Text),
        );
        pen.write(
            buf,
            (reason.x, reason.y),
            reason.width,
            brief_reason(&alarm.reason),
            pen.style(Role::Muted),
        );
    }
}

/// The past day, or the note that stands in its place, at the right end; gives back what is left of it. Names keep at
/// least so many cells.
fn beside(
    look: &Look<'_>,
    alarm: &Alarm,
    day: Day<'_>,
    (mut rest, least): (Rect, u16),
    buf: &mut Buffer,
) -> Rect {
    let most = rest.width.saturating_sub(least + 2);
    // Where until when has no room, the word has.
    let note = note(look, alarm)
        .map(|note| if look.pen.width(&note) <= most { note } else { mark(look, alarm).to_owned() });
    let strip = match day {
        Day::Told(_) => STRIPS.into_iter().find(|cells| rest.width >= least + cells + 2),
        Day::Untold => None,
    };
    let noted = note.as_ref().map_or(0, |note| look.pen.width(note));
    let beside = noted.max(strip.unwrap_or(0)).min(most);
    if beside > 0 {
        let (left, place) = layout::right(rest, beside + 1);
        match (&note, day) {
            (Some(note), _) => {
                look.pen.write(buf, (place.x, place.y), beside, note, look.pen.style(Role::Accent));
            }
            (None, Day::Told(history)) => {
                draw_day(look, alarm, history, Rect { width: beside, ..place }, buf);
            }
            (None, Day::Untold) => {}
        }
        rest = layout::right(left, 1).0;
    }
    rest
}

/// The age at the right end; gives back what is left of it.
fn age(look: &Look<'_>, alarm: &Alarm, area: Rect, buf: &mut Buffer) -> Rect {
    let said = alarm.since.map_or_else(String::new, |since| format::age(since, look.now));
    // A narrow list keeps the largest unit of the age and gives the rest to the name.
    let is_narrow = area.width < 76;
    let said = if is_narrow { said.splitn(3, ' ').take(2).collect::<Vec<_>>().join(" ") } else { said };
    let (rest, place) = layout::right(
        area,
        match area.width {
            ..48 => 7,
            48..76 => 8,
            _ => 13,
        },
    );
    let style = look.pen.style(age_role(alarm.state));
    look.pen.write_right(buf, (place.right(), place.y), place.width.saturating_sub(1), &said, style);
    rest
}

/// What people noted about the alarm, in a few words: `muted until 14:30`.
fn note(look: &Look<'_>, alarm: &Alarm) -> Option<String> {
    let (muted, seen) = told::notes(look.snapshot, alarm, look.now);
    let moment = |at| format::moment(at, look.now, look.zone());
    match (muted, seen) {
        (Some(note), _) => {
            Some(note.until.map_or("muted".to_owned(), |until| format!("muted until {}", moment(until))))
        }
        (None, Some(note)) => Some(format!("seen by {}", note.by)),
        (None, None) => None,
    }
}

/// What people noted about the alarm in a word: `muted`, `seen`; empty when nothing.
pub fn mark(look: &Look<'_>, alarm: &Alarm) -> &'static str {
    match told::notes(look.snapshot, alarm, look.now) {
        (Some(_), _) => "muted",
        (None, Some(_)) => "seen",
        (None, None) => "",
    }
}

/// The past day as a strip over the whole of a line.
pub fn draw_day(
    look: &Look<'_>,
    alarm: &Alarm,
    history: Option<&AlarmHistory>,
    area: Rect,
    buf: &mut Buffer,
) {
    let cells = told::strip(alarm, history, look.now, area.width);
    for (x, state) in (area.x..).zip(cells) {
        let Some(glyph) = told::cell(state) else { continue };
        let role = match state {
            Some(AlarmState::Alarm) => Role::Critical,
            Some(AlarmState::InsufficientData) => Role::Unknown,
            _ => Role::Good,
        };
        look.pen.put(buf, (x, area.y), glyph, look.pen.style(role));
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
