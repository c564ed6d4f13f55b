//! The mind of the Products screen: which product, which order. Knows no drawing.

use chrono::{DateTime, Utc};

use super::state::App;
use crate::question::{Estate, Question};

/// What is chosen on the screen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProductChoice {}

impl App {
    /// What must be asked for products on screen.
    pub(super) fn product_questions(&self, estate: &Estate, now: DateTime<Utc>) -> Vec<Question> {
        let _ = (estate, now);
        Vec::new()
    }
}
