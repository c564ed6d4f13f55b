//! The mind of the Customers screen. Knows no drawing.

use chrono::{DateTime, Utc};

use super::state::App;
use crate::question::{Estate, Question};

/// What is chosen on the screen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CustomerChoice {}

impl App {
    /// What must be asked for customers on screen.
    pub(super) fn customer_questions(&self, estate: &Estate, now: DateTime<Utc>) -> Vec<Question> {
        let _ = (estate, now);
        Vec::new()
    }
}
