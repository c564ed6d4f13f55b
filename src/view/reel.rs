//! The scrub bar: the span of the tape, where something began on it, and where we are. A click goes there.

use chrono::{DateTime, TimeDelta, Utc};
use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    format, layout,
    look::Look,
    pen::Glyph,
    pieces::{Line, Piece},
};
use crate::{
    app::{Command, Message, Reel},
    pipeline::say_span,
    theme::Role,
};

/// Cells the track has at least; the words give way to it.
const LEAST_TRACK: u16 = 16;

/// The bar's track, and the words right of it.
struct Plan<'a> {
    reel: &'a Reel,
    to: DateTime<Utc>,
    track: Rect,
    words: Line,
}

/// True when there is a bar to draw.
pub fn is_due(look: &Look<'_>) -> bool {
    look.app.reel.is_some() && look.app.frozen.is_some()
}

/// Draws the bar into one row.
pub fn draw(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let Some(plan) = plan(look, area) else { return };
    let pen = look.pen;
    pen.clear(buf, area, Role::Raised);
    let (track, y) = (plan.track, plan.track.y);
    pen.rule(buf, (track.x, y), track.width, Glyph::Line, pen.on(Role::Raised, Role::Muted));
    for incident in &*plan.reel.incidents {
        let Some(x) = plan.column(incident.at) else { continue };
        // The worst of a cell is the one that is seen.
        let hides = plan
            .reel
            .incidents
            .iter()
            .any(|other| other.health > incident.health && plan.column(other.at) == Some(x));
        if !hides {
            let style = pen.on(Role::Raised, pen.health_role(incident.health));
            pen.put_symbol(buf, (x, y), pen.health_glyph(incident.health), style);
        }
    }
    if let Some(x) = plan.column(look.snapshot.at) {
        // Where we are must be seen on a mark as well: the cell is turned around, whatever stands in it.
        let is_marked = plan.reel.incidents.iter().any(|incident| plan.column(incident.at) == Some(x));
        if is_marked {
            buf.set_style(Rect { x, y, width: 1, height: 1 }, pen.chosen());
        } else {
            pen.put(buf, (x, y), Glyph::Diamond, pen.chosen());
        }
    }
    plan.words.draw(pen, buf);
}

/// What a click on the bar means.
pub fn hit(look: &Look<'_>, area: Rect, x: u16, y: u16) -> Option<Message> {
    let plan = plan(look, area)?;
    if plan.track.contains((x, y).into()) {
        return Some(Message::Seek(plan.moment(x)));
    }
    plan.words.hit(x, y)
}

fn plan<'a>(look: &Look<'a>, area: Rect) -> Option<Plan<'a>> {
    let reel = look.app.reel.as_ref().filter(|_| is_due(look) && area.height > 0)?;
    let to = if look.app.is_replay { reel.to } else { reel.to.max(look.app.now) };
    let room = area.width.saturating_sub(LEAST_TRACK + 2);
    let right = Line::lay(look.pen, Rect { width: room, ..area }, Vec::new(), words(look, to));
    let used = right.placed.first().map_or(0, |(first, _)| area.x + room - first.x) + 2;
    let (track, words) = layout::right(layout::indented(area, 1), used.min(area.width));
    let words =
        Line::lay(look.pen, Rect { width: words.width + 1, ..words }, Vec::new(), self::words(look, to));
    Some(Plan { reel, to, track, words })
}

fn words(look: &Look<'_>, to: DateTime<Utc>) -> Vec<Piece> {
    let (pen, at) = (look.pen, look.snapshot.at);
    let muted = pen.on(Role::Raised, Role::Muted);
    let clock = format!("{} {}", format::clock_secs(at, look.zone()), look.zone().name());
    let end = if look.app.is_replay { to } else { to.max(look.app.now) };
    let span = say_span((end - at).num_seconds().max(0) as f64);
    let since = if look.app.is_replay { format!("{span} to the end") } else { format!("{span} ago") };
    let dot = pen.glyph(Glyph::Dot);
    let mut pieces = vec![
        Piece::new(clock, pen.on(Role::Raised, Role::Bright), 0),
        Piece::new(format!("{dot} {since}"), muted, 20).after(1),
    ];
    let pairs = [("step-back", "step-on", "step", 40), ("incident-before", "incident-after", "incident", 30)];
    for (back, on, word, rank) in pairs {
        let keys = keys(look, back, on);
        if !keys.is_empty() {
            let text = format!("{dot} {keys} {word}");
            pieces.push(Piece::new(text, muted, rank).after(1).meaning(Message::Run(back, None)));
        }
    }
    let leave = if look.app.is_replay { "Esc on" } else { "Esc live" };
    pieces.push(Piece::new(format!("{dot} {leave}"), muted, 10).after(1).meaning(Message::Live));
    pieces.push(Piece::new("", muted, 0).after(1));
    pieces
}

fn keys(look: &Look<'_>, back: &str, on: &str) -> String {
    let first = |id: &str| {
        let shown = Command::named(id).map(|command| command.keys_shown(&look.app.keymap));
        shown.and_then(|keys| keys.split(' ').next().map(str::to_owned)).unwrap_or_default()
    };
    format!("{} {}", first(back), first(on)).trim().to_owned()
}

impl Plan<'_> {
    fn span(&self) -> i64 {
        (self.to - self.reel.from).num_milliseconds().max(1)
    }

    /// The column of a moment; none when it lies outside of the tape.
    fn column(&self, at: DateTime<Utc>) -> Option<u16> {
        let since = (at - self.reel.from).num_milliseconds();
        let last = i64::from(self.track.width.checked_sub(1)?);
        let is_inside = (0..=self.span()).contains(&since);
        is_inside.then(|| self.track.x + (since as f64 / self.span() as f64 * last as f64).round() as u16)
    }

    /// The moment of a column: that of what began there, or else of its middle.
    fn moment(&self, x: u16) -> DateTime<Utc> {
        let marked = self.reel.incidents.iter().filter(|incident| self.column(incident.at) == Some(x));
        if let Some(incident) = marked.max_by_key(|incident| incident.health) {
            return incident.at;
        }
        let last = f64::from(self.track.width.saturating_sub(1).max(1));
        let share = f64::from(x.saturating_sub(self.track.x)) / last;
        self.reel.from + TimeDelta::milliseconds((self.span() as f64 * share) as i64)
    }
}
