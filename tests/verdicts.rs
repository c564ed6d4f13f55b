//! Verdicts as people read them: every class by hand-made series, and what must hold whatever the series are.

#![expect(clippy::unwrap_used, reason = "a test may stop where it cannot go on")]

#[path = "verdicts/golden.rs"]
mod golden;
#[path = "verdicts/odd.rs"]
mod odd;
#[path = "verdicts/stand.rs"]
mod stand;
#[path = "verdicts/time.rs"]
mod time;
