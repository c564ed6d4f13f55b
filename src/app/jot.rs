//! Acknowledging and muting: a line of text, and until when it holds. A second press offers to take it away.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Days, NaiveTime, TimeDelta, TimeZone, Utc};

use super::{
    message::Effect,
    movement::moved,
    state::{App, Overlay, Prompt},
};
use crate::{
    pipeline::{clean_line, say_span},
    question::{About, Note, NoteKind, Snapshot},
};

/// The longest text of a note.
const LONGEST: usize = 200;
/// A note can hold from a minute to a quarter of a year.
const SPANS: std::ops::RangeInclusive<Duration> = Duration::from_mins(1)..=Duration::from_hours(24 * 90);
/// Spans that are offered, in minutes.
const OFFERED: [u64; 4] = [30, 60, 240, 480];

/// A note being written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteCard {
    /// What it is about.
    pub about: About,
    /// That in few words: `processor stopped`.
    pub title: Arc<str>,
    /// Acknowledgement or mute.
    pub kind: NoteKind,
    /// The note that is there already.
    pub held: Option<Note>,
    /// The line being typed; a span of time before the text says until when.
    pub prompt: Prompt,
    /// The row that was chosen, if one was.
    pub chosen: Option<usize>,
    has_span: bool,
}

/// Until when a note holds, to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteRow {
    /// `4 h`.
    pub title: String,
    /// Until then holds what is written; none until the trouble is over.
    pub until: Option<DateTime<Utc>>,
    /// Choosing it takes the note away that is there.
    pub takes_away: bool,
}

impl NoteCard {
    /// A span that has just been typed is what is meant.
    pub(super) fn edited(&mut self) {
        let has_span = split(&self.prompt.text).0.is_some();
        if has_span != self.has_span {
            (self.has_span, self.chosen) = (has_span, None);
        }
    }
}

impl App {
    /// Opens the card for a note, or notes at once what was said behind the command.
    pub(super) fn begin_note(
        &mut self,
        kind: NoteKind,
        argument: Option<&str>,
        newest: &Arc<Snapshot>,
    ) -> Option<Effect> {
        // What is noted is noted now, also while an older picture is held.
        let Some(subject) = self.subject(newest) else {
            let verb = if kind == NoteKind::Muted { "mute" } else { "acknowledge" };
            self.say(format!("there is nothing to {verb} here: no verdict stands, and no alarm is selected"));
            return None;
        };
        let card = NoteCard {
            held: newest.noted(&subject.about, kind).cloned(),
            about: subject.about,
            title: subject.title.into(),
            kind,
            prompt: Prompt::holding(argument.unwrap_or_default()),
            chosen: None,
            has_span: false,
        };
        self.overlay = Some(Overlay::Note(card));
        argument.and_then(|_| self.write_note())
    }

    /// The rows of the card that is open.
    pub fn note_rows(&self) -> Vec<NoteRow> {
        let Some(Overlay::Note(card)) = &self.overlay else { return Vec::new() };
        let after = |span: Duration| self.now + TimeDelta::from_std(span).unwrap_or_default();
        let row = |title: String, until| NoteRow { title, until, takes_away: false };
        let mut rows = Vec::new();
        if card.held.is_some() {
            rows.push(NoteRow { takes_away: true, ..row("take it away".to_owned(), None) });
        }
        let typed = split(&card.prompt.text).0;
        rows.extend(
            typed.map(|span| row(format!("for {}", say_span(span.as_secs_f64())), Some(after(span)))),
        );
        rows.push(row("until it is over".to_owned(), None));
        let offered = OFFERED.map(Duration::from_mins);
        rows.extend(
            offered.map(|span| row(format!("for {}", say_span(span.as_secs_f64())), Some(after(span)))),
        );
        rows.extend(self.tomorrow().map(|nine| row("until tomorrow 9:00".to_owned(), Some(nine))));
        rows
    }

    /// The row of the card that Enter takes.
    pub fn note_chosen(&self) -> usize {
        let Some(Overlay::Note(card)) = &self.overlay else { return 0 };
        let rows = self.note_rows();
        let usual = match card.kind {
            _ if card.held.is_some() && card.prompt.text.trim().is_empty() => 0,
            // Silence without an end is asked for, not given.
            NoteKind::Muted if !card.has_span => 2,
            _ => 0,
        };
        let skipped = usize::from(card.held.is_some() && !card.prompt.text.trim().is_empty());
        card.chosen.unwrap_or(usual + skipped).min(rows.len().saturating_sub(1))
    }

    pub(super) fn scroll_note(&mut self, rows: i32) {
        let next = moved(self.note_chosen(), rows, self.note_rows().len());
        if let Some(Overlay::Note(card)) = &mut self.overlay {
            card.chosen = Some(next);
        }
    }

    /// Puts down what the card says, or takes away what is there.
    pub(super) fn write_note(&mut self) -> Option<Effect> {
        if let Some(Overlay::Note(card)) = &mut self.overlay {
            card.edited();
        }
        let row = self.note_rows().into_iter().nth(self.note_chosen())?;
        let Some(Overlay::Note(card)) = self.overlay.take() else { return None };
        if row.takes_away {
            self.say(format!("{}: the {} is taken away", card.title, card.kind.noun()));
            return Some(Effect::Unnote(card.about, card.kind));
        }
        let until =
            row.until.map_or_else(|| row.title.clone(), |until| format!("until {}", self.clock_of(until)));
        self.say(format!("{} {}, {until}", card.title, card.kind.verb()));
        let text = clean_line(split(&card.prompt.text).1, LONGEST);
        Some(Effect::Note(Note {
            about: card.about,
            kind: card.kind,
            text: text.into(),
            by: Arc::clone(&self.settings.user),
            at: self.now,
            until: row.until,
        }))
    }

    /// A moment on the clock that is on screen: `14:30 UTC`, `Mon 23 Nov 09:00 UTC`.
    pub fn clock_of(&self, at: DateTime<Utc>) -> String {
        format!("{} {}", self.time_said(at), self.zone_label())
    }

    /// Nine o'clock tomorrow where the person is.
    fn tomorrow(&self) -> Option<DateTime<Utc>> {
        let local = self.settings.zone.local;
        let day = self.now.with_timezone(&local).date_naive().checked_add_days(Days::new(1))?;
        let nine = local.from_local_datetime(&day.and_time(NaiveTime::from_hms_opt(9, 0, 0)?));
        nine.earliest().map(|nine| nine.with_timezone(&Utc))
    }
}

/// A span of time at the start of a text, and the rest: `90m looking into it`.
fn split(text: &str) -> (Option<Duration>, &str) {
    let text = text.trim();
    let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    match humantime::parse_duration(first).ok().filter(|span| SPANS.contains(span)) {
        Some(span) => (Some(span), rest.trim_start()),
        None => (None, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_before_the_text_is_no_text() {
        let minutes = |count| Some(Duration::from_mins(count));
        assert_eq!(split("90m looking into it"), (minutes(90), "looking into it"));
        assert_eq!(split(" 1h "), (minutes(60), ""));
        for text in ["3 shards are hot", "1s", "400d away", "m", ""] {
            assert_eq!(split(text), (None, text));
        }
    }
}
