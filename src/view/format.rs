//! How figures, changes, ages, times and days are written. One place, so that two screens never say the same thing in
//! two ways. Knows no buffer; units of metrics are said by the pipeline room.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::{
    business::{Change, Currency},
    pipeline::say_span,
    theme::Role,
};

/// A whole number with thousands marks: `11,240`.
pub fn whole(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3 + 1);
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

/// A number for an axis or a narrow place, in at most about five characters: `680`, `2.4k`, `14k`, `1.2M`.
pub fn short(value: f64) -> String {
    if !value.is_finite() {
        return "?".to_owned();
    }
    let scales = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")];
    let size = value.abs();
    if size >= 1e16 {
        return format!("{value:.0e}");
    }
    // 999,950 would round to "1000k".
    let scale = scales.into_iter().find(|(scale, _)| size >= scale * 0.999_95);
    let (scaled, sign) = scale.map_or((value, ""), |(scale, sign)| (value / scale, sign));
    let digits = match scaled.abs() {
        size if size >= 100.0 || size == 0.0 => 0,
        size if size >= 1.0 => 1,
        size if size >= 0.01 => 2,
        _ => 4,
    };
    let text = format!("{scaled:.digits$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    let text = if text == "-0" { "0" } else { text };
    format!("{text}{sign}")
}

/// Money for an axis: `€14k`, `CHF 2.4k`. For axes only: exact money is written by `Money`.
pub fn short_money(value: f64, currency: &Currency) -> String {
    let minus = if value < 0.0 { "-" } else { "" };
    format!("{minus}{}{}", currency.sign(), short(value.abs()))
}

/// What AWS asks for calls: `$0.0004`, `$18.88`; `<$0.0001` for less, `$0` for what is free.
pub fn dollars(micro_usd: u64) -> String {
    match micro_usd {
        0 => "$0".to_owned(),
        1..100 => "<$0.0001".to_owned(),
        100..1_000_000 => format!("${:.4}", micro_usd as f64 / 1e6),
        _ => format!("${:.2}", micro_usd as f64 / 1e6),
    }
}

/// A share from 0 to 1 as percent: `3.1 %`.
pub fn percent(share: f64) -> String {
    if share.is_finite() { format!("{:.1} %", share * 100.0) } else { "?".to_owned() }
}

/// A change with its sign and the role of its colour: `▲ 8.2 %` in good, `▼ 0.2 pt` in critical. More is good.
pub fn change(change: Change) -> (String, Role) {
    let (amount, unit) = match change {
        Change::Percent(amount) => (amount, "%"),
        Change::Points(amount) => (amount, "pt"),
    };
    if !amount.is_finite() {
        return ("?".to_owned(), Role::Unknown);
    }
    let size = amount.abs();
    let text = if size >= 9_999.5 {
        short(size)
    } else if size >= 100.0 {
        whole(size.round() as i64)
    } else {
        format!("{size:.1}")
    };
    match amount {
        _ if text == "0.0" => (format!("= {text} {unit}"), Role::Muted),
        _ if amount > 0.0 => (format!("▲ {text} {unit}"), Role::Good),
        _ => (format!("▼ {text} {unit}"), Role::Critical),
    }
}

/// How long ago: `11 min`; never negative.
pub fn age(then: DateTime<Utc>, now: DateTime<Utc>) -> String {
    say_span((now - then).num_seconds().max(0) as f64)
}

/// A moment in a zone, by a format of chrono.
pub fn written(time: DateTime<Utc>, zone: Tz, format: &str) -> String {
    time.with_timezone(&zone).format(format).to_string()
}

/// A time of day with seconds in a zone: `14:02:31`.
pub fn clock_secs(time: DateTime<Utc>, zone: Tz) -> String {
    written(time, zone, "%H:%M:%S")
}

/// A moment as short as it can be told now: `13:51` today, `Sat 13:51` within a week, `14 Nov 13:51` before.
pub fn moment(time: DateTime<Utc>, now: DateTime<Utc>, zone: Tz) -> String {
    let (then, today) = (time.with_timezone(&zone), now.with_timezone(&zone).date_naive());
    let days = (today - then.date_naive()).num_days().abs();
    match days {
        0 => then.format("%H:%M").to_string(),
        1..=6 => then.format("%a %H:%M").to_string(),
        _ => then.format("%-d %b %H:%M").to_string(),
    }
}

/// A day: `24 Oct`.
pub fn day(date: NaiveDate) -> String {
    date.format("%-d %b").to_string()
}

/// A day with its weekday: `Sat 15 Nov`.
pub fn weekday(date: NaiveDate) -> String {
    date.format("%a %-d %b").to_string()
}

/// A range of days, saying the year once: `24 Oct – 22 Nov 2026`; one day with its weekday.
pub fn days(first: NaiveDate, last: NaiveDate) -> String {
    let end = last.format("%-d %b %Y");
    if first == last {
        last.format("%a %-d %b %Y").to_string()
    } else if first.year() == last.year() {
        format!("{} – {end}", first.format("%-d %b"))
    } else {
        format!("{} – {end}", first.format("%-d %b %Y"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn axis_numbers_stay_short() {
        let said = [
            (0.0, "0"),
            (680.0, "680"),
            (2_400.0, "2.4k"),
            (14_000.0, "14k"),
            (999_960.0, "1M"),
            (0.25, "0.25"),
            (-1_500.0, "-1.5k"),
            (f64::NAN, "?"),
        ];
        for (value, expected) in said {
            assert_eq!(short(value), expected);
        }
    }

    #[test]
    fn cents_of_calls_are_told_with_no_more_digits_than_they_are_worth() {
        assert_eq!(
            [0, 6, 430, 23_900, 17_430_000].map(dollars),
            ["$0", "<$0.0001", "$0.0004", "$0.0239", "$17.43"]
        );
    }

    #[test]
    fn a_change_says_its_direction_in_sign_and_colour() {
        assert_eq!(change(Change::Percent(8.21)), ("▲ 8.2 %".to_owned(), Role::Good));
        assert_eq!(change(Change::Points(-0.2)), ("▼ 0.2 pt".to_owned(), Role::Critical));
        assert_eq!(change(Change::Percent(-0.01)), ("= 0.0 %".to_owned(), Role::Muted));
    }

    #[test]
    fn times_are_told_as_short_as_they_can_be() {
        let time = |text: &str| text.parse::<DateTime<Utc>>().expect("a time");
        let now = time("2026-11-22T14:02:31Z");
        assert_eq!(moment(time("2026-11-22T13:51:00Z"), now, Tz::UTC), "13:51");
        assert_eq!(moment(time("2026-11-21T13:51:00Z"), now, Tz::UTC), "Sat 13:51");
        assert_eq!(moment(time("2026-10-24T13:51:00Z"), now, Tz::Europe__Berlin), "24 Oct 15:51");
        assert_eq!(age(time("2026-11-22T13:51:31Z"), now), "11 min");
    }

    #[test]
    fn a_range_of_days_says_the_year_once() {
        let date = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).expect("a date");
        assert_eq!(days(date(2026, 10, 24), date(2026, 11, 22)), "24 Oct – 22 Nov 2026");
        assert_eq!(days(date(2025, 12, 24), date(2026, 1, 2)), "24 Dec 2025 – 2 Jan 2026");
        assert_eq!(days(date(2026, 11, 22), date(2026, 11, 22)), "Sun 22 Nov 2026");
    }

    proptest! {
        #[test]
        fn a_short_number_is_short(value in -1e15..1e15f64) {
            prop_assert!(short(value).chars().count() <= 7, "{}", short(value));
        }
    }
}
