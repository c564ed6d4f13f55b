//! The story as Markdown, for a post-mortem: how to play it, what broke, and everything in order. Times are UTC.

use std::fmt::Write;

use chrono::{DateTime, Utc};

use super::{
    span::Span,
    story::{Event, Story},
};
use crate::{
    command::check::{sentences, whole},
    pipeline::{Confidence, Proof, clean_line, say, say_span},
    question::{NewsKind, Snapshot},
};

/// How a time of a span is written: with its day where the span has several.
struct Hand {
    form: &'static str,
}

impl Hand {
    fn of(span: Span) -> Self {
        let is_one_day = span.from.date_naive() == span.to.date_naive();
        Self { form: if is_one_day { "%H:%M:%S" } else { "%F %H:%M:%S" } }
    }

    fn time(&self, at: DateTime<Utc>) -> String {
        at.format(self.form).to_string()
    }
}

/// The whole text. `masked` is how many names have been put aside.
pub(super) fn timeline(story: &Story, span: Span, masked: usize) -> String {
    let mut text = String::new();
    // Writing to a String does not fail.
    let _ = write_all(story, span, masked, &mut text);
    text
}

fn write_all(story: &Story, span: Span, masked: usize, out: &mut String) -> std::fmt::Result {
    let hand = Hand::of(span);
    let worst = &story.worst;
    writeln!(out, "# Incident: {}\n", title(worst))?;
    writeln!(out, "Play it again with `tidewatch replay incident.tape`; one picture of a moment comes from")?;
    let moment = worst.at.format("%FT%TZ");
    writeln!(
        out,
        "`tidewatch frame --replay incident.tape --at {moment}`. The numbers are in `series/`, a file a stage;"
    )?;
    writeln!(out, "`worst.svg` shows the worst moment. All times are UTC.\n")?;
    facts(story, span, masked, out)?;
    standing(story, out)?;
    writeln!(out, "\n## What happened\n")?;
    if story.events.is_empty() {
        writeln!(out, "Nothing that is known of.")?;
    }
    for event in &story.events {
        write_event(event, &hand, out)?;
    }
    Ok(())
}

fn title(worst: &Snapshot) -> String {
    let ill = worst.health.iter().max_by_key(|pipeline| pipeline.health);
    ill.map_or_else(
        || "nothing has been judged".to_owned(),
        |pipeline| format!("{}: {}", pipeline.pipeline, marked_down(&pipeline.headline)),
    )
}

fn facts(story: &Story, span: Span, masked: usize, out: &mut String) -> std::fmt::Result {
    let clock = |at: DateTime<Utc>| at.format("%F %H:%M:%S");
    let length = say_span((span.to - span.from).num_seconds().max(0) as f64);
    let names: Vec<&str> =
        story.last.estate.pipelines.iter().map(|pipeline| pipeline.name.as_str()).collect();
    writeln!(out, "- Pipelines: {}", names.join(", "))?;
    writeln!(out, "- From {} to {}: {length}", clock(span.from), clock(span.to))?;
    let (first, last) = story.recorded;
    if story.is_recorded() {
        let gap = say_span(story.longest_gap_secs as f64);
        let (first, last) = (clock(first), clock(last));
        writeln!(out, "- Recorded from {first} to {last}: {} moments, at most {gap} apart", story.moments)?;
    } else {
        writeln!(
            out,
            "- Nothing was recorded: this was looked at once, at {}. What is older comes from the series and from \
             the history of alarms.",
            clock(first)
        )?;
    }
    if first > span.from && story.is_recorded() {
        let older = "is older comes from the series and from the history of alarms";
        writeln!(out, "- Nothing was recorded before {}: what {older}", clock(first))?;
    }
    if story.damaged > 0 {
        writeln!(out, "- {} moments are damaged and left out", story.damaged)?;
    }
    writeln!(out, "- Worst at {}", clock(story.worst.at))?;
    if let Some(demo) = &story.last.estate.demo {
        writeln!(out, "- Simulated: the demo world, scenario {}", demo.scenario)?;
    }
    if masked > 0 {
        let names = if masked == 1 { "name is".to_owned() } else { format!("{masked} names are") };
        let one = if masked == 1 { "1 " } else { "" };
        writeln!(out, "- Masked: {one}{names} replaced in every file")?;
    }
    Ok(())
}

/// How it stood at the end of the span: what is there still, and what was over.
fn standing(story: &Story, out: &mut String) -> std::fmt::Result {
    writeln!(out, "\n## Causes\n")?;
    let clock = |at: DateTime<Utc>| at.format("%F %H:%M:%S");
    let mut is_any = false;
    for health in story.last.health.iter() {
        for verdict in &health.verdicts {
            is_any = true;
            let (name, subject) = (&health.pipeline, verdict.subject());
            let lasted = say_span((story.last.at - verdict.since).num_seconds().max(0) as f64);
            let since = clock(verdict.since);
            writeln!(out, "- **{name}: {subject}** since {since}, for {lasted} at the end of this story")?;
        }
        for resolved in health.resolved.iter().filter(|resolved| resolved.at >= story.recorded.0) {
            is_any = true;
            let (name, subject) = (&health.pipeline, resolved.verdict.subject());
            let (from, to) = (clock(resolved.verdict.since), clock(resolved.at));
            let lasted = say_span((resolved.at - resolved.verdict.since).num_seconds().max(0) as f64);
            writeln!(out, "- **{name}: {subject}** from {from} to {to}: {lasted}")?;
        }
    }
    if !is_any {
        writeln!(out, "None is there at the end of this story.")?;
    }
    Ok(())
}

fn write_event(event: &Event, hand: &Hand, out: &mut String) -> std::fmt::Result {
    let found = event.found.map(|found| {
        let late = say_span((found - event.at).num_seconds() as f64);
        format!(" (found at {}, {late} later)", hand.time(found))
    });
    let sentence = whole(&marked_down(&event.sentence));
    let (at, health, found) = (hand.time(event.at), event.health.as_str(), found.unwrap_or_default());
    writeln!(out, "- **{at}** {health}, {}{found}: {sentence}", event.kind.as_str())?;
    let Some(verdict) = event.verdict.as_ref().filter(|_| tells_whole(event)) else { return Ok(()) };
    let is_told = |line: &str| {
        let told = event.sentence.to_lowercase();
        told.contains(line.trim_end_matches('.').to_lowercase().as_str())
    };
    for line in sentences(verdict).iter().skip(1).filter(|line| !is_told(line)) {
        match line.strip_prefix("Next: ") {
            Some(command) => writeln!(out, "  - Next: `{}`", command.replace('`', "'"))?,
            None => writeln!(out, "  - {}", marked_down(line.trim()))?,
        }
    }
    if let Confidence::High = verdict.confidence {
        writeln!(out, "  - Confidence: high")?;
    }
    for proof in &verdict.proofs {
        writeln!(out, "  - {}", evidence(proof, hand))?;
    }
    Ok(())
}

/// Evidence is given where a cause is new or worse; its end needs none.
fn tells_whole(event: &Event) -> bool {
    matches!(event.kind, NewsKind::VerdictBegan | NewsKind::VerdictWorsened | NewsKind::VerdictChanged)
}

fn evidence(proof: &Proof, hand: &Hand) -> String {
    let mut text = format!("Evidence: {}", marked_down(&proof.claim));
    if let Some(key) = &proof.series {
        let (from, to) = (hand.time(proof.from), hand.time(proof.to));
        let points =
            if proof.points == 1 { "1 point".to_owned() } else { format!("{} points", proof.points) };
        let _ = write!(text, "; {points} of {}/{} from {from} to {to}", key.stage, key.metric);
    }
    if let Some(value) = proof.value {
        let _ = write!(text, "; measured {}", say(value, proof.unit));
    }
    if !proof.rule.is_empty() {
        let _ = write!(text, "; rule: {}", marked_down(&proof.rule));
    }
    whole(&text)
}

/// Text that Markdown shows as it is: one line, and nothing that it would take for markup.
fn marked_down(text: &str) -> String {
    let line = clean_line(text, 2_000);
    let mut safe = String::with_capacity(line.len());
    for letter in line.chars() {
        if matches!(letter, '*' | '_' | '`' | '[' | ']' | '<' | '>' | '\\' | '|' | '#') {
            safe.push('\\');
        }
        safe.push(letter);
    }
    safe
}
