//! The mind of the Compare screen: by which KPI vendors are ranked. Knows no drawing.

use chrono::{DateTime, Utc};

use super::state::App;
use crate::question::{Estate, Question};

/// What is chosen on the screen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RankingChoice {}

impl App {
    /// What must be asked for the ranking on screen.
    pub(super) fn ranking_questions(&self, estate: &Estate, now: DateTime<Utc>) -> Vec<Question> {
        let _ = (estate, now);
        Vec::new()
    }
}
