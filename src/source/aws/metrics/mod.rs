//! Metrics: which queries a round of asking needs, how they are read, and the series that come of it.
//! No metric math is used: it treats missing points as zero. Ratios are computed from the counters, elsewhere.

mod compose;
mod plan;
mod query;
mod read;

pub(super) use compose::{MICRO_USD_A_METRIC, compose};
pub(super) use plan::{Held, Plan, Slot};
pub(super) use read::{Read, read};
