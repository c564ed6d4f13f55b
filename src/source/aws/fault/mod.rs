//! What went wrong with a call to AWS, as one sentence and a way out; the same for every service.
//! Faults are data: nothing here stops or retries anything.

mod cause;
mod chain;
mod code;
mod trouble;

pub(super) use trouble::{CallSite, again_after, empty, no_region, trouble};

#[cfg(test)]
mod tests;
