//! The verdicts that can be opened: those that hold, then those of the last day that are over. What each says as facts,
//! for the card and for the clipboard. Judging is `diagnosis`; how it looks is `view`.

use std::{fmt::Write as _, sync::Arc};

use chrono::{DateTime, Utc};

use super::{
    screen::Panel,
    state::{App, Overlay},
};
use crate::{
    pipeline::{Confidence, Proof, Resolved, StageName, Unit, Verdict, say, say_count, say_span},
    question::{Note, Snapshot},
};

/// A verdict, and how it ended when it is over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VerdictRow<'a> {
    /// What was judged.
    pub verdict: &'a Verdict,
    /// That it is over, and since when.
    pub over: Option<&'a Resolved>,
}

/// Which verdict is open. By what it is about and not by its place: verdicts come and go while one is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerdictChoice {
    /// [`Verdict::key`].
    pub key: Arc<str>,
    /// When it was over; none while it held.
    pub over: Option<DateTime<Utc>>,
    /// The chosen proof.
    pub proof: usize,
    /// Where the facts are longer than their place: their end is shown, not their beginning.
    pub shows_end: bool,
}

impl VerdictRow<'_> {
    fn choice(&self) -> VerdictChoice {
        let over = self.over.map(|over| over.at);
        VerdictChoice { key: self.verdict.key().into(), over, proof: 0, shows_end: false }
    }
}

impl App {
    /// The verdicts of the selected pipeline: the worst first, then what is over, the newest first.
    pub fn verdict_rows<'a>(&self, snapshot: &'a Snapshot) -> Vec<VerdictRow<'a>> {
        let pipeline = self.selected_pipeline(&snapshot.estate);
        let Some(health) = pipeline.and_then(|pipeline| snapshot.health_of(&pipeline.name)) else {
            return Vec::new();
        };
        let held = health.verdicts.iter().map(|verdict| VerdictRow { verdict, over: None });
        let over = health.resolved.iter().map(|over| VerdictRow { verdict: &over.verdict, over: Some(over) });
        held.chain(over).collect()
    }

    /// The place of the open verdict among the rows. One that is over by now is found again under what it is about.
    pub fn verdict_place(&self, rows: &[VerdictRow<'_>]) -> usize {
        let Some(Overlay::Verdict(choice)) = &self.overlay else { return 0 };
        let is_about = |row: &VerdictRow<'_>| *row.verdict.key() == *choice.key;
        let exact = rows.iter().position(|row| is_about(row) && row.over.map(|over| over.at) == choice.over);
        exact.or_else(|| rows.iter().position(is_about)).unwrap_or(0)
    }

    pub(super) fn open_verdict(&mut self, newest: &Arc<Snapshot>) {
        let shown = Arc::clone(self.shown(newest));
        match self.verdict_rows(&shown).first() {
            Some(row) => self.overlay = Some(Overlay::Verdict(row.choice())),
            None => self.say("no verdict: nothing is wrong, and nothing was in the last day"),
        }
    }

    /// Opens the verdict before or after the open one.
    pub(super) fn turn_verdict(&mut self, steps: isize, newest: &Arc<Snapshot>) {
        let shown = Arc::clone(self.shown(newest));
        let rows = self.verdict_rows(&shown);
        let next = self.verdict_place(&rows).checked_add_signed(steps).and_then(|place| rows.get(place));
        if let Some(row) = next {
            self.overlay = Some(Overlay::Verdict(row.choice()));
        }
    }

    /// Proofs of the open verdict.
    pub(super) fn proof_count(&self, shown: &Snapshot) -> usize {
        let rows = self.verdict_rows(shown);
        rows.get(self.verdict_place(&rows)).map_or(0, |row| row.verdict.proofs.len())
    }

    /// Goes to the chart of the chosen proof's series.
    pub(super) fn open_proof(&mut self, newest: &Arc<Snapshot>) {
        let shown = Arc::clone(self.shown(newest));
        let rows = self.verdict_rows(&shown);
        let Some(Overlay::Verdict(VerdictChoice { proof, .. })) = self.overlay else { return };
        let Some(row) = rows.get(self.verdict_place(&rows)) else { return };
        let Some(series) = row.verdict.proofs.get(proof).and_then(|proof| proof.series.clone()) else {
            return self.say("this proof is not drawn from a series");
        };
        self.open_stage(series.stage, newest);
        self.chart = Some(series.metric);
        self.focus = Panel::Charts;
    }

    /// The note in words: `acknowledged by ann at 13:58: looking at it`.
    pub fn note_said(&self, note: &Note) -> String {
        let mut said = format!("{} by {} at {}", note.kind.verb(), note.by, self.time_said(note.at));
        if let Some(until) = note.until {
            let _ = write!(said, ", until {}", self.time_said(until));
        }
        if !note.text.is_empty() {
            let _ = write!(said, ": {}", note.text);
        }
        said
    }

    /// A time of day in the chosen zone, with the day where it is another one: `13:51`, `Sat 13:51`.
    pub fn time_said(&self, at: DateTime<Utc>) -> String {
        let zone = self.settings.zone.zone();
        let (then, now) = (at.with_timezone(&zone), self.now.with_timezone(&zone));
        let is_today = then.date_naive() == now.date_naive();
        then.format(if is_today { "%H:%M" } else { "%a %-d %b %H:%M" }).to_string()
    }

    /// What a verdict says, each fact with its label, the cause first.
    pub fn verdict_facts(&self, snapshot: &Snapshot, row: VerdictRow<'_>) -> Vec<(&'static str, String)> {
        let VerdictRow { verdict, over } = row;
        let zone = self.zone_label();
        let mut facts = vec![("cause", verdict.cause.to_string())];
        let since = self.time_said(verdict.since);
        facts.push(if let Some(over) = over {
            let until = self.time_said(over.at);
            ("over", format!("{}, from {since} to {until} {zone}", over.sentence))
        } else {
            let span = say_span((self.now - verdict.since).num_seconds().max(0) as f64);
            ("since", format!("{since} {zone}, {span} ago"))
        });
        facts.extend(self.effects(verdict));
        facts.extend(verdict.loss.as_ref().map(|loss| {
            ("loss", format!("{}: not before {} {zone}", loss.sentence, self.time_said(loss.at)))
        }));
        if let Some(step) = &verdict.next {
            facts.push(("next", step.command.to_string()));
            facts.push(("", step.why.to_string()));
        }
        facts.extend(self.verdict_notes(snapshot, verdict).map(|note| ("note", self.note_said(note))));
        let runbook = self.verdict_runbook(snapshot, verdict);
        facts.extend(runbook.map(|address| ("runbook", address.to_string())));
        facts.push(match &verdict.confidence {
            Confidence::High => ("sure", "yes: the measurements below agree".to_owned()),
            Confidence::Low(doubt) => ("not sure", doubt.to_string()),
        });
        if !verdict.symptoms.is_empty() {
            let names: Vec<&str> = verdict.symptoms.iter().map(StageName::as_str).collect();
            facts.push(("symptoms", names.join(", ")));
        }
        if !verdict.alarms.is_empty() {
            facts.push(("alarms", format!("{} (in ALARM because of this)", verdict.alarms.join(", "))));
        }
        facts
    }

    /// What follows from a verdict: the sentence, then each estimate by itself.
    fn effects(&self, verdict: &Verdict) -> Vec<(&'static str, String)> {
        let effect = &verdict.effect;
        let mut facts = Vec::new();
        if !effect.sentence.is_empty() {
            facts.push(("effect", effect.sentence.to_string()));
        }
        let mut figures: Vec<String> = Vec::new();
        figures.extend(
            effect.waiting_records.map(|count| format!("≈ {} records wait", say_count(count.round()))),
        );
        figures.extend(effect.orders.map(|count| format!("≈ {} orders in them", say_count(count.round()))));
        figures.extend(effect.revenue.as_ref().map(|money| format!("{money} in them")));
        figures.extend(effect.vendors.map(|count| match count {
            1 => "1 vendor behind".to_owned(),
            count => format!("{count} vendors behind"),
        }));
        // What the sentence tells already is not told again.
        figures.retain(|figure| {
            let is_told = |word: &str| figure.contains(word) && effect.sentence.contains(word);
            let is_money = effect.revenue.as_ref().is_some_and(|money| effect.sentence.contains(&**money));
            let is_told = ["records", "orders", "vendor"].into_iter().any(is_told);
            !(is_told || is_money && figure.ends_with("in them"))
        });
        if !figures.is_empty() {
            facts.push((if facts.is_empty() { "effect" } else { "" }, figures.join(" · ")));
        }
        let stores = effect.complete_to.iter();
        let stores: Vec<String> =
            stores.map(|(stage, at)| format!("{stage} {}", self.time_said(*at))).collect();
        if !stores.is_empty() {
            facts.push(("complete to", stores.join(" · ")));
        }
        facts
    }

    /// What a proof rests on: `processor iterator_age · 1 s · 11 points 13:51 to 14:02 · slope at least ...`.
    pub fn proof_said(&self, proof: &Proof) -> String {
        let mut parts: Vec<String> = Vec::new();
        parts.extend(proof.series.as_ref().map(|series| format!("{} {}", series.stage, series.metric)));
        // A bare number without a unit, such as a slope, says nothing here; the claim has told it.
        let value = proof.value.filter(|_| proof.unit != Unit::None);
        parts.extend(value.map(|value| say(value, proof.unit)));
        let points = if proof.points == 1 { "point" } else { "points" };
        let (from, to) = (self.time_said(proof.from), self.time_said(proof.to));
        parts.push(match proof.points {
            0 => format!("{from} to {to}"),
            count => format!("{count} {points}, {from} to {to}"),
        });
        if !proof.rule.is_empty() {
            parts.push(format!("rule: {}", proof.rule));
        }
        parts.join(" · ")
    }

    /// The open verdict with everything it rests on, to be pasted into a ticket.
    pub(super) fn verdict_text(&self, shown: &Snapshot) -> Option<String> {
        let rows = self.verdict_rows(shown);
        let row = *rows.get(self.verdict_place(&rows))?;
        let pipeline = self.selected_pipeline(&shown.estate)?;
        let mut text = format!("{} {}\n", pipeline.name, row.verdict.health.as_str());
        for (label, value) in self.verdict_facts(shown, row) {
            let label = if label.is_empty() { String::new() } else { format!("{label}:") };
            let _ = writeln!(text, "{label:<13}{value}");
        }
        for proof in &row.verdict.proofs {
            let _ = write!(text, "- {}\n  {}\n", proof.claim, self.proof_said(proof));
        }
        Some(text.trim_end().to_owned())
    }

    /// The command to look with next, of the worst verdict.
    pub(super) fn next_command(&self, shown: &Snapshot) -> Option<String> {
        let pipeline = self.selected_pipeline(&shown.estate)?;
        let verdict = shown.health_of(&pipeline.name)?.verdicts.first()?;
        verdict.next.as_ref().map(|step| step.command.to_string())
    }
}
