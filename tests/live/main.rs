//! The real SDK clients and the whole program against a local AWS, and through fault proxies in front of it.
//! `scripts/test` starts both; what was seeded was counted by the seed script, independently of this program.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so"
)]
#![expect(clippy::disallowed_methods, reason = "an account is told what is past by the real clock")]

mod account;
mod business;
mod commands;
mod exports;
mod faults;
mod figures;
mod incidents;
mod keeping;
mod lake;
mod neighbours;
mod past;
mod pipeline;
mod program;
mod reconcile;
mod screens;
mod setup;
mod summaries;
#[cfg(test)]
#[expect(dead_code, reason = "the tests of the terminal itself use the rest of it")]
#[path = "../terminal/mod.rs"]
mod terminal;
