//! What the band says below its headline: the time left and what follows, what to look at next, notes, other causes.
//! Each line in several lengths, and with a rank that decides which gives way.

use crate::{
    pipeline::{Class, Confidence, Effect, PipelineHealth, Verdict, say_count, say_span},
    question::NoteKind,
    theme::Role,
    view::{format, look::Look, pen::Glyph},
};

/// How long a resolved verdict stays on the band.
const REMEMBERED_SECS: i64 = 30 * 60;

/// A line of the band.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tail {
    /// The same thing in several lengths, the longest first; each made of parts with their roles.
    pub forms: Vec<Vec<(String, Role)>>,
    /// At its right end.
    pub right: String,
    /// Which gives way first: the highest.
    pub rank: u8,
}

impl Tail {
    /// A line that has one form.
    pub fn plain(text: impl Into<String>, role: Role, rank: u8) -> Self {
        Self { forms: vec![vec![(text.into(), role)]], right: String::new(), rank }
    }

    /// The longest form that fits so many cells, or the shortest.
    pub fn within(&self, look: &Look<'_>, width: u16) -> &[(String, Role)] {
        let cells = |form: &[(String, Role)]| -> u16 {
            let words: u16 = form.iter().map(|(text, _)| look.pen.width(text)).sum();
            words + 3 * (form.len().saturating_sub(1) as u16)
        };
        let fitting = self.forms.iter().find(|form| cells(form) <= width);
        fitting.or(self.forms.last()).map_or(&[], Vec::as_slice)
    }
}

/// The lines below a verdict's cause.
pub(super) fn below(look: &Look<'_>, health: &PipelineHealth, verdict: &Verdict) -> Vec<Tail> {
    let mut lines = Vec::new();
    let keys = "V evidence  y copy".to_owned();
    if let Confidence::Low(doubt) = &verdict.confidence {
        lines.push(Tail::plain(format!("not sure: {doubt}"), Role::Warning, 4));
    }
    lines.extend(consequences(look, verdict));
    match &verdict.next {
        Some(step) => {
            let command = (step.command.to_string(), Role::Accent);
            let next = ("next".to_owned(), Role::Muted);
            lines.push(Tail { forms: vec![vec![next, command]], right: keys, rank: 2 });
        }
        None => {
            if let Some(last) = lines.last_mut() {
                "V evidence".clone_into(&mut last.right);
            }
        }
    }
    for note in look.app.verdict_notes(look.snapshot, verdict) {
        let said = format!("{} {}", look.pen.glyph(Glyph::Diamond), look.app.note_said(note));
        lines.push(Tail::plain(said, Role::Accent, 3));
    }
    lines.extend(others(look, health));
    lines
}

/// The time left, and what follows: as sentences where they fit, else as figures.
fn consequences(look: &Look<'_>, verdict: &Verdict) -> Option<Tail> {
    let left = verdict.loss.as_ref().map(|loss| {
        let secs = (loss.at - look.now).num_seconds();
        let short = match secs {
            ..=0 => "records may be lost by now".to_owned(),
            secs => format!("first loss in {} at the earliest", say_span(secs as f64)),
        };
        (loss.sentence.to_string(), short)
    });
    let effect = &verdict.effect;
    let mut forms: Vec<Vec<(String, Role)>> = Vec::new();
    let mut whole = Vec::new();
    whole.extend(left.iter().map(|(sentence, _)| (sentence.clone(), Role::Warning)));
    if !effect.sentence.is_empty() {
        whole.push((effect.sentence.to_string(), Role::Text));
    }
    let mut brief = Vec::new();
    brief.extend(left.iter().map(|(_, short)| (short.clone(), Role::Warning)));
    let mut first_brief = brief.clone();
    let figures = figures(look, effect);
    if figures.is_empty() && !effect.sentence.is_empty() {
        brief.push((effect.sentence.to_string(), Role::Text));
    }
    first_brief.extend((!effect.sentence.is_empty()).then(|| (effect.sentence.to_string(), Role::Text)));
    brief.extend(figures.into_iter().map(|figure| (figure, Role::Text)));
    forms.extend([whole, first_brief].into_iter().filter(|form| !form.is_empty()));
    while brief.len() > 1 {
        forms.push(brief.clone());
        brief.pop();
    }
    forms.extend((!brief.is_empty()).then_some(brief));
    (!forms.is_empty()).then(|| Tail { forms, right: String::new(), rank: 1 })
}

/// What follows in figures, the most telling first. All of them are estimates.
fn figures(look: &Look<'_>, effect: &Effect) -> Vec<String> {
    let mut figures = Vec::new();
    figures.extend(effect.waiting_records.map(|count| format!("≈ {} wait", say_count(count.round()))));
    figures.extend(effect.vendors.map(|count| match count {
        1 => "1 vendor behind".to_owned(),
        count => format!("{count} vendors behind"),
    }));
    let oldest = effect.complete_to.iter().map(|(_, at)| *at).min();
    figures.extend(oldest.map(|at| format!("complete to {}", format::moment(at, look.now, look.zone()))));
    figures.extend(effect.revenue.as_ref().map(ToString::to_string));
    figures.extend(effect.orders.map(|count| format!("≈ {} orders", say_count(count.round()))));
    figures
}

/// The causes beside the first: how many, and what they are.
fn others(look: &Look<'_>, health: &PipelineHealth) -> Option<Tail> {
    let more = health.verdicts.get(1..).filter(|more| !more.is_empty())?;
    let word = if more.len() == 1 { "cause" } else { "causes" };
    let head = format!("{} more {word}:", more.len());
    let glyph = |verdict: &Verdict| look.pen.health_glyph(verdict.health);
    let whole: Vec<String> = more
        .iter()
        .map(|verdict| format!("{} {}{}", glyph(verdict), verdict.cause, noted(look, verdict)))
        .collect();
    let brief = more.iter().map(|verdict| {
        let place = verdict.stage.as_ref().map_or("the pipeline", |stage| stage.as_str());
        format!("{} {place} {}{}", glyph(verdict), verdict.class.title(), noted(look, verdict))
    });
    let brief: Vec<String> = brief.collect();
    let form = |said: &[String]| vec![(format!("{head} {}", said.join(" · ")), Role::Text)];
    Some(Tail { forms: vec![form(&whole), form(&brief)], right: String::new(), rank: 5 })
}

/// What people have done about a cause, behind its name: ` (muted)`.
fn noted(look: &Look<'_>, verdict: &Verdict) -> String {
    match mark(look, verdict) {
        "" => String::new(),
        mark => format!(" ({mark})"),
    }
}

/// What people have done about a verdict, in a word: `muted`, `seen`; empty when nothing.
pub(super) fn mark(look: &Look<'_>, verdict: &Verdict) -> &'static str {
    match look.app.verdict_notes(look.snapshot, verdict).next().map(|note| note.kind) {
        Some(NoteKind::Muted) => "muted",
        Some(NoteKind::Acknowledged) => "seen",
        None => "",
    }
}

/// What was wrong a moment ago, while that is still worth a line.
pub(super) fn remembered(look: &Look<'_>, health: &PipelineHealth) -> Option<Tail> {
    let over = health.resolved.first()?;
    let age = (look.now - over.at).num_seconds();
    if !(0..=REMEMBERED_SECS).contains(&age) || over.verdict.class == Class::NoData {
        return None;
    }
    let text = format!("{}: {}", over.sentence, over.verdict.cause);
    let ago = format!("{} ago", say_span(age as f64));
    Some(Tail { right: "V evidence".to_owned(), ..Tail::plain(format!("{text} ({ago})"), Role::Muted, 3) })
}
