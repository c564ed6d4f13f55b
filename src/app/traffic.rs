//! The mind of the Traffic screen: which counter. Knows no drawing.

use chrono::{DateTime, Utc};

use super::state::App;
use crate::question::{Estate, Question};

/// What is chosen on the screen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrafficChoice {}

impl App {
    /// What must be asked for hours and weekdays on screen.
    pub(super) fn traffic_questions(&self, estate: &Estate, now: DateTime<Utc>) -> Vec<Question> {
        let _ = (estate, now);
        Vec::new()
    }
}
