//! What acknowledging, muting and the runbook are about: the selected alarm where alarms have the focus, elsewhere the
//! verdict that is looked at.

use std::sync::Arc;

use super::{
    screen::{Panel, Screen},
    state::App,
};
use crate::{
    pipeline::{Alarm, Verdict, VerdictKey},
    question::{About, Note, NoteKind, Snapshot},
};

/// Something a note can be about.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Subject {
    pub(super) about: About,
    /// In few words: `processor stopped`.
    pub(super) title: String,
}

impl App {
    /// What is selected, if it is something a note can be about.
    pub(super) fn subject(&self, shown: &Snapshot) -> Option<Subject> {
        if self.looks_at_alarms() {
            return self.selected_alarm(shown).map(|alarm| of_alarm(&alarm));
        }
        let pipeline = self.selected_pipeline(&shown.estate)?;
        let verdict = self.selected_verdict(shown)?;
        let about = About::Verdict(VerdictKey::of(&pipeline.name, verdict));
        Some(Subject { about, title: verdict.subject() })
    }

    /// True where the list of alarms has the focus.
    pub(super) fn looks_at_alarms(&self) -> bool {
        self.screen == Screen::Alarms || self.focus == Panel::Alarms
    }

    /// The verdict about the stage that is looked at, else the worst of the pipeline.
    pub fn selected_verdict<'a>(&self, shown: &'a Snapshot) -> Option<&'a Verdict> {
        let pipeline = self.selected_pipeline(&shown.estate)?;
        let verdicts = &shown.health_of(&pipeline.name)?.verdicts;
        let of_stage = verdicts.iter().find(|verdict| self.stage.is_some() && verdict.stage == self.stage);
        of_stage.filter(|_| self.screen == Screen::Pipeline).or_else(|| verdicts.first())
    }

    /// The notes that hold about a verdict of the selected pipeline: its mute, then its acknowledgement.
    pub fn verdict_notes<'a>(
        &self,
        snapshot: &'a Snapshot,
        verdict: &Verdict,
    ) -> impl Iterator<Item = &'a Note> + use<'a> {
        let pipeline = self.selected_pipeline(&snapshot.estate);
        let about = pipeline.map(|pipeline| About::Verdict(VerdictKey::of(&pipeline.name, verdict)));
        let kinds = [NoteKind::Muted, NoteKind::Acknowledged].into_iter();
        kinds.filter_map(move |kind| snapshot.noted(about.as_ref()?, kind))
    }
}

fn of_alarm(alarm: &Arc<Alarm>) -> Subject {
    Subject { about: About::Alarm(Arc::clone(&alarm.arn)), title: format!("alarm {}", alarm.name) }
}
