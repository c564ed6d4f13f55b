//! What stands around every screen: header, tabs, the notice line, and the line of keys or messages at the bottom.

use chrono::TimeDelta;
use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    format,
    layout::{Class, Parts},
    look::Look,
    pen::Glyph,
    pieces::{Line, Piece},
    screen::first_run,
};
use crate::{
    app::{Message, Screen},
    business::{DateRange, VendorScope},
    pipeline::say_count,
    question::{Entry, History, Question},
    theme::Role,
};

/// Numbers of today that end longer ago than this are late.
const LATE: TimeDelta = TimeDelta::minutes(15);

/// How the picture relates to the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pulse {
    /// Nothing has answered yet.
    Connecting,
    /// Every question was refused or failed: nothing is known.
    Silent,
    /// Answers arrive.
    Live,
    /// No snapshot for so many seconds.
    Stale(i64),
    /// Held still by the viewer, so many seconds old.
    Frozen(i64),
    /// A moment of the tape, so many seconds ago.
    Past(i64),
}

/// How the picture relates to the world.
pub fn pulse(look: &Look<'_>) -> Pulse {
    let age = look.app.now - look.snapshot.at;
    if look.app.frozen.is_some() {
        let secs = age.num_seconds().max(0);
        return if look.app.reel.is_some() { Pulse::Past(secs) } else { Pulse::Frozen(secs) };
    }
    let entries = || look.snapshot.entries.values();
    if entries().all(|entry| entry.held.is_none()) {
        let is_refused = entries().any(|entry| !entry.troubles.is_empty());
        return if is_refused { Pulse::Silent } else { Pulse::Connecting };
    }
    let speed = look.snapshot.estate.demo.as_ref().map_or(1.0, |demo| demo.speed.clamp(1.0, 3_600.0));
    // A vendor's picture is as new as its own newest answer, which says nothing about the collector.
    if look.app.audience.is_operator() && age > TimeDelta::seconds(150 * speed as i64) {
        return Pulse::Stale(age.num_seconds());
    }
    match look.chief_age() {
        Some(secs) => Pulse::Stale(secs),
        None => Pulse::Live,
    }
}

/// The header.
pub fn header(look: &Look<'_>, parts: &Parts) -> Line {
    let mut left = identity(look);
    left.extend(clock_pieces(look));
    if look.app.is_replay {
        left.push(Piece::new(" REPLAY ", look.pen.on(Role::Accent, Role::Ground), 0));
    }
    left.extend(demo_pieces(look));
    Line::lay(look.pen, parts.header, left, state_pieces(look))
}

fn identity(look: &Look<'_>) -> Vec<Piece> {
    let pen = look.pen;
    let mut pieces = vec![
        Piece::new(pen.glyph(Glyph::Wave), pen.on(Role::Raised, Role::Accent), 0).after(1),
        Piece::new("tidewatch", bold(look, Role::Bright), 60).after(1),
    ];
    if let Some(account) = &look.snapshot.estate.account {
        pieces.push(Piece::new(account.to_string(), pen.on(Role::Raised, Role::Muted), 90));
    }
    if let Some(pipeline) = look.pipeline() {
        let name = pen.fit(pipeline.name.as_str(), 28).into_owned();
        let piece = Piece::new(name, pen.on(Role::Raised, Role::Text), 20);
        pieces.push(if look.snapshot.estate.pipelines.len() > 1 {
            piece.meaning(Message::Run("pipeline", None))
        } else {
            piece
        });
        pieces.push(Piece::new(pipeline.region.to_string(), pen.on(Role::Raised, Role::Muted), 70));
    }
    pieces
}

fn clock_pieces(look: &Look<'_>) -> Vec<Piece> {
    let pen = look.pen;
    let zone = look.zone().name();
    let time = |at| format!("{} {zone}", format::clock_secs(at, look.zone()));
    let word =
        |glyph, word: &str, role| Piece::new(format!("{} {word}", pen.glyph(glyph)), bold(look, role), 0);
    let muted = pen.on(Role::Raised, Role::Muted);
    match pulse(look) {
        Pulse::Connecting if first_run::is_due(look) => {
            vec![word(Glyph::Hollow, "not configured", Role::Muted)]
        }
        Pulse::Connecting => vec![word(Glyph::Hollow, "connecting", Role::Muted)],
        Pulse::Silent => {
            let piece = word(Glyph::Warning, "NO ANSWERS", Role::Warning);
            vec![to_sources(look, piece), Piece::new(time(look.app.now), muted, 40).after(1)]
        }
        Pulse::Live => {
            let said = if look.app.is_replay { "playing" } else { "live" };
            vec![word(Glyph::Live, said, Role::Good), Piece::new(time(look.app.now), muted, 40).after(1)]
        }
        Pulse::Stale(secs) => {
            let said = format!("STALE {}", crate::pipeline::say_span(secs as f64));
            let last = look.app.now - TimeDelta::seconds(secs);
            let piece = Piece::new(format!("last answer {}", time(last)), muted, 40).after(1);
            vec![word(Glyph::Warning, &said, Role::Warning), piece]
        }
        Pulse::Past(_) if look.app.is_replay => {
            let past = word(Glyph::Diamond, "PAST", Role::Accent).meaning(Message::Live);
            vec![past, Piece::new(time(look.snapshot.at), muted, 40).after(1)]
        }
        Pulse::Past(secs) => {
            let said = format!("PAST {} ago", crate::pipeline::say_span(secs as f64));
            let past = word(Glyph::Diamond, &said, Role::Accent).meaning(Message::Live);
            vec![past, Piece::new(time(look.snapshot.at), muted, 40).after(1)]
        }
        Pulse::Frozen(secs) => {
            let said = format!("FROZEN {} ago", crate::pipeline::say_span(secs as f64));
            let frozen = word(Glyph::Diamond, &said, Role::Accent).meaning(Message::Run("freeze", None));
            vec![frozen, Piece::new(time(look.snapshot.at), muted, 40).after(1)]
        }
    }
}

fn demo_pieces(look: &Look<'_>) -> Vec<Piece> {
    let Some(demo) = &look.snapshot.estate.demo else { return Vec::new() };
    let mut pieces = vec![Piece::new(" DEMO ", look.pen.on(Role::Second, Role::Ground), 10)];
    if look.app.audience.is_operator() {
        let scenario = look.snapshot.scenario.as_deref().unwrap_or("calm");
        let piece = Piece::new(scenario, look.pen.on(Role::Raised, Role::Second), 30).after(1);
        pieces.push(piece.meaning(Message::Run("palette", None)));
    }
    if (demo.speed - 1.0).abs() > 0.001 {
        let speed = format!("×{}", say_count(demo.speed));
        pieces.push(Piece::new(speed, look.pen.on(Role::Raised, Role::Muted), 35).after(1));
    }
    pieces
}

fn state_pieces(look: &Look<'_>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    if look.snapshot.estate.vendor_table.is_some() || look.snapshot.estate.lake.is_some() {
        pieces.push(vendor_piece(look));
    }
    pieces.extend(trouble_piece(look));
    pieces.extend(alarm_piece(look));
    if look.app.audience.is_operator() {
        let rate = look.snapshot.bill.per_hour_micro_usd as f64 / 1e6;
        let bill = Piece::new(format!("${rate:.3}/h"), look.pen.on(Role::Raised, Role::Text), 50);
        pieces.push(to_sources(look, bill));
    }
    let help = Piece::new("? help", look.pen.on(Role::Raised, Role::Muted), 45);
    pieces.push(help.meaning(Message::Run("help", None)));
    pieces.push(Piece::new("", look.pen.on(Role::Raised, Role::Muted), 0).after(1));
    pieces
}

fn vendor_piece(look: &Look<'_>) -> Piece {
    let name = match (&look.app.vendor, look.snapshot.vendors()) {
        (VendorScope::All, Some(all)) => format!("all vendors {}", say_count(all.len() as f64)),
        _ => look.pen.fit(&look.vendor_name(), 26).into_owned(),
    };
    let piece = Piece::new(name, look.pen.on(Role::Raised, Role::Text), 55);
    if look.app.audience.is_operator() { piece.meaning(Message::Run("vendor", None)) } else { piece }
}

/// The same piece, which leads to every question asked where who looks may see them.
fn to_sources(look: &Look<'_>, piece: Piece) -> Piece {
    if Screen::Sources.is_for(&look.app.audience) {
        piece.meaning(Message::Go(Screen::Sources))
    } else {
        piece
    }
}

/// How many questions have no answer because something is wrong: the picture has holes.
fn trouble_piece(look: &Look<'_>) -> Option<Piece> {
    let is_hole = |entry: &Entry| entry.held.is_none() && !entry.troubles.is_empty();
    let holes = look.snapshot.entries.values().filter(|entry| is_hole(entry)).count();
    let text = format!("{} {holes} unanswered", look.pen.glyph(Glyph::Warning));
    let piece = Piece::new(text, look.pen.on(Role::Raised, Role::Warning), 16);
    (holes > 0).then(|| to_sources(look, piece))
}

fn alarm_piece(look: &Look<'_>) -> Option<Piece> {
    use crate::pipeline::AlarmState;
    let name = &look.pipeline()?.name;
    let alarms = look.snapshot.alarms(name)?;
    let entry = look.snapshot.entry(&Question::Alarms { pipeline: name.clone() });
    let is_stale = entry.is_some_and(|entry| entry.is_stale(look.now));
    let count = alarms.alarms.iter().filter(|alarm| alarm.state == AlarmState::Alarm).count();
    let piece = if is_stale {
        let text = format!("{} {count} alarms, old", look.pen.glyph(Glyph::Unknown));
        Piece::new(text, look.pen.on(Role::Raised, Role::Warning), 15)
    } else if count == 0 {
        let text = format!("{} no alarms", look.pen.glyph(Glyph::Ok));
        Piece::new(text, look.pen.on(Role::Raised, Role::Good), 58)
    } else {
        let noun = if count == 1 { "alarm" } else { "alarms" };
        let text = format!("{} {count} {noun}", look.pen.glyph(Glyph::Warning));
        Piece::new(text, bold(look, Role::Critical), 0)
    };
    Some(piece.meaning(Message::Go(Screen::Alarms)))
}

fn bold(look: &Look<'_>, role: Role) -> ratatui::style::Style {
    look.pen.on(Role::Raised, role).add_modifier(ratatui::style::Modifier::BOLD)
}

/// The tabs. Where not all names have room, the last ones are told by their keys alone; the shown one keeps its name.
pub fn tabs(look: &Look<'_>, parts: &Parts) -> Line {
    let screens: Vec<Screen> = look.app.screens().collect();
    let named = |screen: Screen| format!(" {} {} ", screen.key(), screen.title());
    let bare = |screen: Screen| format!(" {} ", screen.key());
    let width = |names: usize, gap: u16| -> usize {
        let told = |(place, screen): (usize, &Screen)| {
            let is_named = place < names || *screen == look.app.screen;
            let text = if is_named { named(*screen) } else { bare(*screen) };
            usize::from(look.pen.width(&text) + gap)
        };
        screens.iter().enumerate().map(told).sum()
    };
    let room = usize::from(parts.tabs.width);
    let roomy = u16::from(parts.class != Class::Small);
    let gap = if width(screens.len(), roomy) <= room { roomy } else { 0 };
    let names = (0..=screens.len()).rev().find(|names| width(*names, gap) <= room).unwrap_or(0);
    let mut pieces = Vec::new();
    for (place, screen) in screens.into_iter().enumerate() {
        let is_shown = screen == look.app.screen;
        let style = if is_shown { look.pen.chosen() } else { look.pen.on(Role::Raised, Role::Muted) };
        let text = if is_shown || place < names { named(screen) } else { bare(screen) };
        // On a sliver of a terminal the shown one stays.
        let rank = if is_shown { 0 } else { 1 + place.min(60) as u8 };
        pieces.push(Piece::new(text, style, rank).after(gap).meaning(Message::Go(screen)));
    }
    Line::lay(look.pen, parts.tabs, pieces, Vec::new())
}

/// What everyone must know about this run: an endpoint that is not AWS; for a vendor, that its numbers lag behind.
pub fn notice(look: &Look<'_>) -> Option<String> {
    if !look.app.audience.is_operator() {
        return lag(look);
    }
    let endpoint = look.snapshot.estate.endpoint.as_ref()?;
    Some(format!("endpoint {endpoint}: these answers come from there and may not be AWS's"))
}

/// How far a vendor's numbers of today go, where that is longer ago than it should be. Told from its own answers.
fn lag(look: &Look<'_>) -> Option<String> {
    let today = DateRange::ending(look.today(), 1);
    let to = History::of(look.snapshot, &look.app.vendor).complete_to(today)?;
    let speed = look.snapshot.estate.demo.as_ref().map_or(1.0, |demo| demo.speed.clamp(1.0, 3_600.0));
    let is_late = look.now - to > LATE * speed.ceil() as i32;
    let clock = || format!("{} {}", format::written(to, look.zone(), "%H:%M"), look.zone().name());
    is_late.then(|| {
        format!("numbers complete to {}: the pipeline is behind, newer ones are on their way", clock())
    })
}

/// The last line: a message, the filter in force, or the keys that work here.
pub fn status(look: &Look<'_>, parts: &Parts) -> Line {
    let pen = look.pen;
    if let Some(toast) = &look.app.toast {
        let text = vec![Piece::new(toast.text.to_string(), pen.bold(Role::Bright), 0).after(1)];
        return Line::lay(pen, parts.status, text, Vec::new());
    }
    let mut pieces = Vec::new();
    for (place, hint) in look.app.key_hints().into_iter().enumerate() {
        let rank = match hint.label {
            "help" | "quit" | "close" => 10,
            _ => 20 + place.min(60) as u8,
        };
        let gap = if place == 0 { 1 } else { 2 };
        let both = Piece::new(format!("{} {}", hint.key, hint.label), pen.style(Role::Muted), rank);
        pieces.push(both.after(gap).meaning(hint.message));
    }
    Line::lay(pen, parts.status, pieces, filter_pieces(look))
}

/// Draws the line of keys: the key of each piece in the accent, its word muted.
pub fn draw_status(look: &Look<'_>, line: &Line, buf: &mut Buffer) {
    line.draw(look.pen, buf);
    for (place, piece) in line.placed.iter().filter(|(_, piece)| piece.rank >= 10) {
        let key = piece.text.split(' ').next().unwrap_or_default();
        let width = look.pen.width(key).min(place.width);
        buf.set_style(Rect { width, ..*place }, look.pen.bold(Role::Accent));
    }
}

fn filter_pieces(look: &Look<'_>) -> Vec<Piece> {
    let Some(filter) = &look.app.filter else { return Vec::new() };
    let shown = |text: String, role| Piece::new(text, look.pen.bold(role), 0);
    let mut pieces = vec![shown(format!("/{}", look.pen.fit(&filter.text, 30)), Role::Accent)];
    if let Some(problem) = &filter.problem {
        pieces.push(shown(look.pen.fit(problem, 40).into_owned(), Role::Warning));
    }
    pieces
}
