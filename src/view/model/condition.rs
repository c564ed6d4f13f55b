//! In what condition the data of a panel is: asked, waiting, troubled, old. Old is never shown as live and
//! nothing is never shown as zero, so every panel asks here first.

use chrono::{DateTime, Utc};

use crate::{
    question::{Entry, Fault, Trouble},
    view::format,
};

/// What a panel must say about the data it shows, or about why it shows none.
#[derive(Clone, Copy, Debug, Default)]
pub struct Condition<'a> {
    /// The newest trouble, worst first as the source gave it.
    pub trouble: Option<&'a Trouble>,
    /// What the answer waits for.
    pub waiting: Option<&'a str>,
    /// When the held answer was read.
    pub as_of: Option<DateTime<Utc>>,
    /// The held answer is older than it should be.
    pub is_stale: bool,
    /// Somebody asks the question.
    pub is_asked: bool,
}

/// What to say instead of data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// What kind of card.
    pub tone: Tone,
    /// One sentence.
    pub sentence: String,
    /// What to do about it; may be empty.
    pub fix: String,
}

/// Kinds of cards, each with its own glyph and colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// An answer is under way.
    Asking,
    /// Nobody has asked: an answer comes, unless the picture is one of the past.
    Unasked,
    /// There is nothing, and that is an answer.
    Nothing,
    /// Something went wrong.
    Trouble,
}

impl<'a> Condition<'a> {
    /// The condition of one question's data.
    pub fn of(entry: Option<&'a Entry>, now: DateTime<Utc>) -> Self {
        let Some(entry) = entry else { return Self::default() };
        let real = entry.troubles.iter().find(|trouble| trouble.fault != Fault::Item);
        Self {
            trouble: real.or(entry.troubles.first()),
            waiting: entry.waiting.as_deref(),
            as_of: entry.held.as_ref().map(|held| held.provenance.as_of),
            is_stale: entry.is_stale(now),
            is_asked: true,
        }
    }

    /// True when there is an answer to show, however old.
    pub const fn has_answer(&self) -> bool {
        self.as_of.is_some()
    }

    /// What to say while there is no answer. `whom` is who is asked: `CloudWatch`.
    pub fn card(&self, whom: &str) -> Card {
        if let Some(trouble) = self.trouble {
            let (sentence, fix) = (trouble.sentence.to_string(), trouble.fix.to_string());
            return Card { tone: Tone::Trouble, sentence, fix };
        }
        let sentence = match self.waiting {
            Some(waiting) => format!("{whom}: {waiting} (Esc cancels)"),
            None => format!("asking {whom} …"),
        };
        let tone = if self.is_asked { Tone::Asking } else { Tone::Unasked };
        Card { tone, sentence, fix: String::new() }
    }

    /// A short mark for a panel that shows an answer: `access denied, 12 min old`; none when it is fresh and whole.
    pub fn mark(&self, now: DateTime<Utc>) -> Option<String> {
        let age = format::age(self.as_of?, now);
        match (self.trouble, self.is_stale) {
            (Some(trouble), _) if trouble.fault == Fault::Item => Some("odd items left out".to_owned()),
            (Some(trouble), _) => Some(format!("{}, {age} old", trouble.fault.label())),
            (None, true) => Some(format!("stale, {age} old")),
            (None, false) => None,
        }
    }
}

impl Card {
    /// A card that says there is nothing.
    pub fn nothing(sentence: impl Into<String>) -> Self {
        Self { tone: Tone::Nothing, sentence: sentence.into(), fix: String::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_question_without_an_answer_says_who_is_asked() {
        let entry = Entry::unasked(Duration::from_mins(1));
        let condition = Condition::of(Some(&entry), DateTime::<Utc>::UNIX_EPOCH);
        assert_eq!(condition.card("CloudWatch").sentence, "asking CloudWatch …");
        assert!(!condition.has_answer());
    }

    #[test]
    fn a_trouble_brings_its_fix() {
        let trouble = Trouble {
            source: "CloudWatch".into(),
            fault: Fault::Denied,
            sentence: "CloudWatch refused.".into(),
            fix: "Allow it.".into(),
            action: None,
            stage: None,
            at: DateTime::<Utc>::UNIX_EPOCH,
        };
        let entry = Entry { troubles: vec![trouble], ..Entry::unasked(Duration::from_mins(1)) };
        let card = Condition::of(Some(&entry), DateTime::<Utc>::UNIX_EPOCH).card("CloudWatch");
        assert_eq!((card.tone, card.fix.as_str()), (Tone::Trouble, "Allow it."));
    }
}
