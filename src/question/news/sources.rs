//! Which sources have stopped answering, and which answer again. A single failure that passes by itself is none.

use std::{collections::BTreeMap, sync::Arc};

use super::item::{News, NewsKind};
use crate::{
    pipeline::{Health, PipelineName},
    question::{
        ask::Question,
        snapshot::{Entry, Snapshot},
        trouble::{Fault, Trouble},
    },
};

/// Failures in a row after which a source that may recover by itself counts as silent.
const PATIENCE: u32 = 2;

/// What a silent source last said, by fault, and the questions it leaves open.
#[derive(Default)]
struct Silence<'a> {
    faults: BTreeMap<Fault, &'a Trouble>,
    questions: Vec<&'a Question>,
}

pub(super) fn compare(before: &Snapshot, after: &Snapshot, told: &mut Vec<News>) {
    let (earlier, now) = (silent(before), silent(after));
    for (source, silence) in &now {
        let known = earlier.get(source).map(|silence| &silence.faults);
        for (fault, trouble) in &silence.faults {
            if !known.is_some_and(|known| known.contains_key(fault)) {
                let said = trouble.sentence.trim_end_matches('.');
                told.push(tell(
                    after,
                    NewsKind::SourceSilent,
                    source,
                    silence,
                    &format!("fell silent: {said}"),
                ));
            }
        }
    }
    for (source, silence) in &earlier {
        // Questions that nobody asks any more say nothing about their source.
        let answers_again = |question: &&Question| after.entry(question).is_some_and(is_answered);
        if !now.contains_key(source) && silence.questions.iter().any(answers_again) {
            told.push(tell(after, NewsKind::SourceBack, source, silence, "answers again"));
        }
    }
}

fn silent(snapshot: &Snapshot) -> BTreeMap<&Arc<str>, Silence<'_>> {
    let mut silent: BTreeMap<&Arc<str>, Silence<'_>> = BTreeMap::new();
    for (question, entry) in &snapshot.entries {
        for trouble in entry.troubles.iter().filter(|trouble| is_silence(entry, trouble)) {
            let silence = silent.entry(&trouble.source).or_default();
            silence.faults.entry(trouble.fault).or_insert(trouble);
            silence.questions.push(question);
        }
    }
    silent
}

const fn is_silence(entry: &Entry, trouble: &Trouble) -> bool {
    match trouble.fault {
        Fault::Item | Fault::Limit | Fault::Query | Fault::Cancelled => false,
        fault if fault.passes_by_itself() => entry.failures >= PATIENCE,
        _ => entry.failures > 0,
    }
}

fn is_answered(entry: &Entry) -> bool {
    entry.held.is_some() && entry.failures == 0
}

fn tell(after: &Snapshot, kind: NewsKind, source: &Arc<str>, silence: &Silence<'_>, said: &str) -> News {
    let (health, before) = match kind {
        NewsKind::SourceSilent => (Health::Unknown, Health::Ok),
        _ => (Health::Ok, Health::Unknown),
    };
    let pipeline = one_pipeline(&silence.questions);
    let whose = pipeline.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
    News {
        at: after.at,
        pipeline,
        kind,
        health,
        before,
        about: None,
        subject: Arc::clone(source),
        sentence: Arc::from(format!("{whose}{source} {said}")),
    }
}

/// The pipeline that all of the questions are about, if it is one.
fn one_pipeline(questions: &[&Question]) -> Option<PipelineName> {
    let pipeline = |question: &Question| match question {
        Question::Metrics { pipeline, .. }
        | Question::Alarms { pipeline }
        | Question::Stretch { pipeline, .. }
        | Question::AlarmHistory { pipeline, .. }
        | Question::Streams { pipeline } => Some(pipeline.clone()),
        _ => None,
    };
    let first = pipeline(questions.first()?)?;
    questions.iter().all(|question| pipeline(question).as_ref() == Some(&first)).then_some(first)
}
