//! Words that several sentences share: moments, rates, spans, money, proofs. Judges nothing.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::slots::Slots;
use crate::pipeline::{Metric, Proof, SeriesKey, Unit, say_count, say_span};

/// `13:51 UTC`, or `2026-11-21 13:51 UTC` on another day than `now`.
pub(super) fn moment(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let format = if at.date_naive() == now.date_naive() { "%H:%M UTC" } else { "%Y-%m-%d %H:%M UTC" };
    at.format(format).to_string()
}

/// Epoch seconds as a moment; what no calendar holds is the beginning of time.
pub(super) fn time(secs: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(secs, 0).unwrap_or_default()
}

/// A rate of records: `312 records/min`, by the second where there are many.
pub(super) fn rate(per_sec: f64) -> String {
    if per_sec >= 100.0 {
        format!("{} records/s", say_count(per_sec.round()))
    } else {
        format!("{} records/min", say_count((per_sec * 60.0).round()))
    }
}

/// An estimated number of things: three digits that count.
pub(super) fn about(count: f64) -> String {
    let step = 10_f64.powi((count.abs().max(1.0).log10().floor() as i32 - 2).max(0));
    say_count((count / step).round() * step)
}

/// The time since a moment; a minute at least, so that nothing lasts for 3 s.
pub(super) fn lasted(since: DateTime<Utc>, now: DateTime<Utc>) -> String {
    span((now - since).num_seconds().max(60))
}

/// A stretch of whole minutes as people say it.
pub(super) fn span(secs: i64) -> String {
    if secs == 60 { "1 min".to_owned() } else { say_span(secs as f64) }
}

/// `3 queries`, `1 query`.
pub(super) fn count_of(count: f64, one: &str, many: &str) -> String {
    let word = if (count - 1.0).abs() < 0.5 { one } else { many };
    format!("{} {word}", say_count(count.round()))
}

/// A claim that was read from the newest slots of a series.
pub(super) struct Claim<'a> {
    pub(super) words: String,
    pub(super) series: SeriesKey,
    pub(super) metric: &'a Metric,
    pub(super) slots: &'a Slots,
    /// Slots back from the newest one.
    pub(super) back: usize,
    pub(super) value: Option<f64>,
    pub(super) unit: Unit,
    pub(super) rule: &'static str,
}

impl Claim<'_> {
    /// The proof of it.
    pub(super) fn proof(self) -> Proof {
        let cells = self.slots.newest(self.back);
        let points = cells.iter().filter(|slot| slot.value().is_some()).count();
        let from = self.slots.end - self.slots.period * cells.len() as i64;
        Proof {
            claim: self.words.into(),
            series: Some(self.series),
            from: time(from),
            to: time(self.slots.end),
            points: u32::try_from(points).unwrap_or(u32::MAX),
            value: self.value,
            unit: self.unit,
            rule: if self.rule.is_empty() { Arc::clone(&self.metric.label) } else { self.rule.into() },
        }
    }
}
