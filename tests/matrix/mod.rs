//! Diagnosis held against a world that knows the truth: incidents at known moments, in simulated time, without a clock.
//! Shared by the tests that hold its floor and the example that prints it all; the product knows nothing of it.

mod calm;
mod incident;
mod noise;
mod plan;
mod score;
mod truth;
mod watch;

pub(crate) use calm::calm_days;
pub(crate) use incident::{Outcome, incident};
pub(crate) use score::{Row, wrongs};
pub(crate) use truth::BROKEN;
