//! Where it is written what to do about what is selected: copied, never opened from here.

use std::sync::Arc;

use super::{message::Effect, state::App};
use crate::{
    pipeline::{Pipeline, StageName, Verdict},
    question::Snapshot,
};

impl App {
    /// The address of what to do about what is selected: the alarm's, else its stage's; else the verdict's stage's.
    pub fn runbook<'a>(&self, shown: &'a Snapshot) -> Option<&'a Arc<str>> {
        let pipeline = self.selected_pipeline(&shown.estate)?;
        if self.looks_at_alarms() {
            let alarm = self.selected_alarm(shown)?;
            let own = shown.estate.runbooks.get(&alarm.name);
            return own.or_else(|| alarm.stages.iter().find_map(|stage| of_stage(pipeline, stage)));
        }
        let verdict = self.selected_verdict(shown);
        let of_verdict = verdict.and_then(|verdict| self.verdict_runbook(shown, verdict));
        of_verdict.or_else(|| of_stage(pipeline, &self.selected_stage(shown)?.name))
    }

    /// The address of what to do about a verdict: its stage's, else that of one of its alarms.
    pub fn verdict_runbook<'a>(&self, shown: &'a Snapshot, verdict: &Verdict) -> Option<&'a Arc<str>> {
        let pipeline = self.selected_pipeline(&shown.estate)?;
        let own = verdict.stage.as_ref().and_then(|stage| of_stage(pipeline, stage));
        own.or_else(|| verdict.alarms.iter().find_map(|alarm| shown.estate.runbooks.get(alarm)))
    }

    pub(super) fn copy_runbook(&mut self, newest: &Arc<Snapshot>) -> Option<Effect> {
        let shown = Arc::clone(self.shown(newest));
        if let Some(address) = self.runbook(&shown) {
            self.say(format!("runbook, copied: {address}"));
            return Some(Effect::Copy(address.to_string()));
        }
        self.say(
            "no runbook is configured for this: `runbook` of a stage, or [runbooks] by the name of an alarm",
        );
        None
    }
}

fn of_stage<'a>(pipeline: &'a Pipeline, stage: &StageName) -> Option<&'a Arc<str>> {
    pipeline.stage(stage)?.told.runbook.as_ref()
}
