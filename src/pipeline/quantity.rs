//! Values with their units as people say them: `72 min`, `1.2 GB`, `3,430`. One place, so that a sentence,
//! a chart and a table never say the same value in two ways.

use super::unit::Unit;

/// A value with its unit: `say(4320.0, Unit::Seconds)` is `72 min`.
pub fn say(value: f64, unit: Unit) -> String {
    if !value.is_finite() {
        return "?".to_owned();
    }
    match unit {
        Unit::Count | Unit::None | Unit::CapacityUnits => say_count(value),
        Unit::Bytes => say_bytes(value),
        Unit::Milliseconds if value.abs() < 1_000.0 => format!("{value:.0} ms"),
        Unit::Milliseconds => say_span(value / 1_000.0),
        Unit::Seconds => say_span(value),
        Unit::Ratio => say_percent(value * 100.0),
        Unit::Percent => say_percent(value),
    }
}

/// A count: exact with thousands marks up to six digits, then shortened: `3,430`, `1.24 M`.
pub fn say_count(value: f64) -> String {
    let size = value.abs();
    match size {
        _ if size >= 1e12 => format!("{:.2} T", value / 1e12),
        _ if size >= 1e9 => format!("{:.2} G", value / 1e9),
        _ if size >= 1e6 => format!("{:.2} M", value / 1e6),
        _ if size >= 100.0 || (size - size.round()).abs() < 1e-9 => group(value.round() as i64),
        _ if size >= 10.0 => format!("{value:.1}"),
        _ if size >= 0.01 => format!("{value:.2}"),
        _ => format!("{value:.4}"),
    }
}

/// Bytes in decimal units: `812 B`, `1.2 GB`.
pub fn say_bytes(value: f64) -> String {
    let mut size = value;
    for unit in ["B", "kB", "MB", "GB", "TB"] {
        if size.abs() < 1_000.0 {
            let digits = usize::from(unit != "B" && size.abs() < 100.0);
            return format!("{size:.digits$} {unit}");
        }
        size /= 1_000.0;
    }
    format!("{size:.1} PB")
}

/// A length of time in seconds, in its two largest fitting units: `45 s`, `11 min`, `23 h 49 min`, `3 d 4 h`.
pub fn say_span(secs: f64) -> String {
    let sign = if secs < 0.0 { "-" } else { "" };
    let exact = secs.abs();
    if exact < 10.0 && (exact - exact.round()).abs() > 0.05 {
        return format!("{sign}{exact:.1} s");
    }
    let whole = exact.round() as u64;
    let (days, hours, minutes) = (whole / 86_400, whole / 3_600, whole / 60);
    match whole {
        0..=119 => format!("{sign}{whole} s"),
        120..=7_199 => format!("{sign}{minutes} min"),
        7_200..=172_799 if minutes % 60 == 0 => format!("{sign}{hours} h"),
        7_200..=172_799 => format!("{sign}{hours} h {} min", minutes % 60),
        _ if hours % 24 == 0 => format!("{sign}{days} d"),
        _ => format!("{sign}{days} d {} h", hours % 24),
    }
}

fn say_percent(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 || size == 0.0 => format!("{value:.0} %"),
        size if size >= 0.1 => format!("{value:.1} %"),
        _ => format!("{value:.2} %"),
    }
}

fn group(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut grouped = String::with_capacity(digits.len() + 4);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_said_as_people_say_them() {
        let said = [
            (4_320.0, Unit::Seconds, "72 min"),
            (85_740.0, Unit::Seconds, "23 h 49 min"),
            (3_600_000.0, Unit::Milliseconds, "60 min"),
            (450.0, Unit::Milliseconds, "450 ms"),
            (3_430.0, Unit::Count, "3,430"),
            (1_240_000.0, Unit::Count, "1.24 M"),
            (1.2e9, Unit::Bytes, "1.2 GB"),
            (0.031, Unit::Ratio, "3.1 %"),
            (f64::NAN, Unit::Count, "?"),
        ];
        for (value, unit, expected) in said {
            assert_eq!(say(value, unit), expected);
        }
    }
}
