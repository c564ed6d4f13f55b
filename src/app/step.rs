//! Values as they are edited on screen: steps that make sense for a unit, and numbers as people type them.
//! Knows no field and no alarm.

use crate::pipeline::Unit;

const SECONDS: [f64; 27] = [
    0.0, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0, 90.0, 120.0, 180.0, 240.0, 300.0,
    420.0, 600.0, 900.0, 1_200.0, 1_800.0, 2_700.0, 3_600.0, 5_400.0, 7_200.0,
];
const SHARES: [f64; 25] = [
    0.0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8,
    0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 1.0,
];
/// Round numbers from one power of ten to the next.
const ROUND: [f64; 8] = [1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0];

/// The next value up or down, on the ladder of its unit; never below zero.
pub(super) fn stepped(value: f64, unit: Unit, is_up: bool) -> f64 {
    let scale = match unit {
        Unit::Milliseconds => 1_000.0,
        Unit::Percent => 100.0,
        _ => 1.0,
    };
    let value = if value.is_finite() { value / scale } else { 0.0 };
    let next = match unit {
        Unit::Milliseconds | Unit::Seconds => {
            on_ladder(&SECONDS, value, is_up).unwrap_or_else(|| round(value / 3_600.0, is_up) * 3_600.0)
        }
        Unit::Ratio | Unit::Percent => {
            on_ladder(&SHARES, value, is_up).unwrap_or(if is_up { 1.0 } else { 0.0 })
        }
        Unit::Count | Unit::Bytes | Unit::CapacityUnits if value < 1.0 || (!is_up && value <= 1.0) => {
            if is_up { 1.0 } else { 0.0 }
        }
        Unit::Count if value < 10.0 && is_up => value.floor() + 1.0,
        Unit::Count if value <= 10.0 && !is_up => value.ceil() - 1.0,
        _ => round(value, is_up),
    };
    // 0.1 + 0.2 must not become a threshold.
    let shown = next * scale;
    (shown * 1e6).round() / 1e6
}

fn on_ladder(ladder: &[f64], value: f64, is_up: bool) -> Option<f64> {
    let room = value.abs() * 1e-9 + 1e-12;
    if is_up {
        ladder.iter().copied().find(|step| *step > value + room)
    } else {
        let top = ladder.last().copied().unwrap_or(0.0);
        let below = ladder.iter().rev().copied().find(|step| *step < value - room);
        // Above the ladder, steps are round again.
        if value > top * (1.0 + 1e-9) && round(value, false) > top {
            None
        } else {
            Some(below.unwrap_or(0.0))
        }
    }
}

fn round(value: f64, is_up: bool) -> f64 {
    if value <= 1e-9 {
        return if is_up { 1e-6 } else { 0.0 };
    }
    if value >= 1e15 {
        return value;
    }
    let power = 10f64.powf(value.log10().floor());
    let room = value * 1e-9;
    let steps = ROUND.iter().map(|step| step * power);
    if is_up {
        steps.chain([10.0 * power]).find(|step| *step > value + room).unwrap_or(value)
    } else {
        let below = steps.rev().find(|step| *step < value - room);
        below.unwrap_or(0.8 * power)
    }
}

/// A value as typed, in the unit of the metric: `90`, `15min`, `2h`, `5%`, `1.5M`. None when it makes no sense.
pub(super) fn read(typed: &str, unit: Unit) -> Option<f64> {
    let text = typed.trim().replace(',', "");
    let split = text.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(text.len());
    let (number, suffix) = text.split_at(split);
    let number: f64 = number.trim().parse().ok()?;
    let factor = match (suffix, unit) {
        ("", _) | ("%", Unit::Percent) => 1.0,
        (_, Unit::Milliseconds) => 1_000.0 * seconds(suffix)?,
        (_, Unit::Seconds) => seconds(suffix)?,
        ("%", Unit::Ratio) => 0.01,
        ("k" | "K" | "kB", _) => 1e3,
        ("M" | "MB", _) => 1e6,
        ("G" | "GB", _) => 1e9,
        _ => return None,
    };
    Some(number * factor).filter(|value| value.is_finite())
}

fn seconds(suffix: &str) -> Option<f64> {
    match suffix {
        "ms" => Some(0.001),
        "s" => Some(1.0),
        "m" | "min" => Some(60.0),
        "h" => Some(3_600.0),
        "d" => Some(86_400.0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn steps_are_those_a_person_would_take() {
        let taken = [
            (3_600_000.0, Unit::Milliseconds, true, 5_400_000.0),
            (3_600_000.0, Unit::Milliseconds, false, 2_700_000.0),
            (300.0, Unit::Seconds, true, 420.0),
            (0.0, Unit::Count, true, 1.0),
            (1.0, Unit::Count, false, 0.0),
            (3.0, Unit::Count, true, 4.0),
            (10.0, Unit::Count, true, 15.0),
            (0.95, Unit::Ratio, true, 0.98),
            (0.0, Unit::Ratio, false, 0.0),
            (5.0, Unit::Percent, true, 7.5),
        ];
        for (value, unit, is_up, expected) in taken {
            let found = stepped(value, unit, is_up);
            assert!((found - expected).abs() < 1e-9, "{value} {unit:?} {is_up}: {found}");
        }
    }

    #[test]
    fn numbers_are_read_with_their_units() {
        let cases = [
            ("90", Unit::Milliseconds, Some(90.0)),
            ("15min", Unit::Milliseconds, Some(900_000.0)),
            ("2h", Unit::Seconds, Some(7_200.0)),
            ("5%", Unit::Ratio, Some(0.05)),
            ("1,500", Unit::Count, Some(1_500.0)),
            ("1.5M", Unit::Bytes, Some(1_500_000.0)),
            ("2h", Unit::Count, None),
            ("..", Unit::Count, None),
        ];
        for (typed, unit, expected) in cases {
            assert_eq!(read(typed, unit), expected, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn up_goes_up_and_down_goes_down(value in 0.0..1e12f64, unit in 0usize..4) {
            let unit = [Unit::Count, Unit::Milliseconds, Unit::Bytes, Unit::Seconds][unit];
            prop_assert!(stepped(value, unit, true) > value);
            prop_assert!(stepped(value, unit, false) < value || value == 0.0);
            prop_assert!(stepped(value, unit, false) >= 0.0);
        }
    }
}
