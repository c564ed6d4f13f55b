//! How the sentences about a vendor's days write figures. Knows no day book.

use chrono::NaiveDate;
use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{
    insight::Tone,
    money::{Currency, Money},
};

/// Amounts from here on are told by their size only: nobody reads thirty digits.
const LONGEST_WRITTEN: f64 = 1e12;

/// Money, exact; from a trillion on its size: `€7.9e28`.
pub(super) fn money(amount: Decimal, currency: &Currency) -> String {
    match amount.to_f64() {
        Some(size) if size.abs() >= LONGEST_WRITTEN => {
            let minus = if size < 0.0 { "-" } else { "" };
            format!("{minus}{}{:.1e}", currency.sign(), size.abs())
        }
        _ => Money::new(amount, currency.clone()).to_string(),
    }
}

/// A change that was told in percent: `6.5 %`, `1,240 %`.
pub(super) fn percent(size: f64) -> String {
    if size >= 100.0 { format!("{} %", count(size.round() as i64)) } else { format!("{size:.1} %") }
}

/// A share from 0 to 1: `38 %`, and below a tenth with a digit more: `3.4 %`.
pub(super) fn share(part: f64) -> String {
    let percent = part * 100.0;
    if percent.abs() < 10.0 { format!("{percent:.1} %") } else { format!("{percent:.0} %") }
}

/// `1.6 times`.
pub(super) fn multiple(times: f64) -> String {
    if times >= 100.0 {
        format!("{} times", count(times.round() as i64))
    } else {
        format!("{times:.1} times")
    }
}

/// A count with thousands marks.
pub(super) fn count(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut grouped = String::with_capacity(digits.len() + 8);
    if value < 0 {
        grouped.push('-');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A count and its noun: `1 order`, `299 orders`.
pub(super) fn counted(value: i64, noun: &str) -> String {
    format!("{} {noun}{}", count(value), if value == 1 { "" } else { "s" })
}

/// `Sat 31 Oct`.
pub(super) fn day(date: NaiveDate) -> String {
    date.format("%a %-d %b").to_string()
}

/// The direction of a change, and its verb.
pub(super) fn fell_or_rose(change: f64) -> (Tone, &'static str) {
    if change < 0.0 { (Tone::Down, "fell") } else { (Tone::Up, "rose") }
}
