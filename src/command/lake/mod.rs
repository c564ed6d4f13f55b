//! `tidewatch lake`: the shipped SQL, what the lake has of it, and creating what it lacks.

mod check;
mod install;
mod report;
mod run;
mod sql;

pub(super) use check::run as check;
pub(super) use install::run as install;
pub(super) use sql::run as sql;
