//! Queries that the screen waits for, and cancelling them. Knows no service: only that something is waited for.

use std::{collections::BTreeSet, sync::Arc};

use super::{message::Effect, state::App};
use crate::question::{Question, Snapshot};

impl App {
    /// True while the screen waits for a query.
    pub(super) fn waits(&self, newest: &Arc<Snapshot>) -> bool {
        self.frozen.is_none() && !self.waited_for(newest).is_empty()
    }

    /// Stops what is waited for; answers that are held stay.
    pub(super) fn cancel_queries(&mut self, newest: &Arc<Snapshot>) -> Option<Effect> {
        let questions = self.waited_for(newest);
        if questions.is_empty() {
            self.say("no query runs for this screen");
            return None;
        }
        let what = if questions.len() == 1 {
            "query cancelled".to_owned()
        } else {
            format!("{} queries cancelled", questions.len())
        };
        self.say(format!("{what}; r asks again"));
        Some(Effect::Cancel(questions))
    }

    fn waited_for(&self, newest: &Arc<Snapshot>) -> BTreeSet<Question> {
        let is_waiting =
            |question: &Question| newest.entry(question).is_some_and(|entry| entry.waiting.is_some());
        self.wants(&newest.estate, newest.at).into_iter().filter(is_waiting).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        app::{journeys::Seat, screen::Screen, state::Overlay},
        question::Entry,
    };

    /// A seat on the Vendor screen whose funnel is waited for.
    fn waiting() -> (Seat, Question) {
        let mut seat = Seat::new();
        seat.press("4");
        let question = seat
            .app
            .wants(&seat.snapshot.estate, seat.snapshot.at)
            .into_iter()
            .find(|question| matches!(question, Question::Summary { .. }))
            .unwrap();
        let mut snapshot = Snapshot::clone(&seat.snapshot);
        let entry = Entry {
            waiting: Some("queued for 3 s".into()),
            ..Entry::unasked(std::time::Duration::from_mins(1))
        };
        snapshot.entries.insert(question.clone(), Arc::new(entry));
        seat.snapshot = Arc::new(snapshot);
        (seat, question)
    }

    #[test]
    fn esc_cancels_the_query_that_the_screen_waits_for_and_nothing_else() {
        let (mut seat, question) = waiting();
        assert_eq!(seat.press("esc"), [Effect::Cancel(BTreeSet::from([question]))]);
        assert_eq!((seat.app.screen, seat.toast()), (Screen::Vendor, "query cancelled; r asks again"));
    }

    #[test]
    fn what_lies_over_the_screen_is_closed_first() {
        let (mut seat, _) = waiting();
        assert_eq!(seat.press("i esc"), []);
        assert_eq!(seat.app.overlay, None::<Overlay>);
        assert_eq!(seat.press("esc").len(), 1);
    }

    #[test]
    fn where_nothing_is_waited_for_esc_goes_back_and_the_command_says_so() {
        let mut seat = Seat::new();
        seat.press("4");
        assert_eq!(seat.press("esc"), []);
        assert_eq!(seat.app.run("cancel-query", None, &seat.snapshot.clone()), None);
        assert_eq!(seat.toast(), "no query runs for this screen");
    }
}
