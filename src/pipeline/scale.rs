//! How a metric's values are scaled and written: a counter is a rate, and the same rate at any zoom.
//! Knows no series and no chart.

use super::{
    metric::Shape,
    quantity::{say, say_bytes, say_count},
    unit::Unit,
};

/// How a metric's values are scaled and written: counters as a rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// Factor on the shown value.
    pub factor: f64,
    /// Unit of the scaled value.
    pub unit: Unit,
    /// What follows it: empty, `/s` or `/min`.
    pub suffix: &'static str,
}

impl Scale {
    /// The scale for values up to `most` (as shown: counters per second).
    pub fn of(shape: Shape, unit: Unit, most: f64) -> Self {
        match shape {
            Shape::Gauge => Self { factor: 1.0, unit, suffix: "" },
            Shape::Counter if unit == Unit::Bytes || most >= 20.0 => Self { factor: 1.0, unit, suffix: "/s" },
            Shape::Counter => Self { factor: 60.0, unit, suffix: "/min" },
        }
    }

    /// A shown value in words: `312/min`, `1.2 MB/s`, `72 min`.
    pub fn say(&self, shown: f64) -> String {
        let value = shown * self.factor;
        match self.suffix {
            "" => say(value, self.unit),
            suffix if self.unit == Unit::Bytes => format!("{}{suffix}", say_bytes(value)),
            suffix => format!("{}{suffix}", say_count(tidied(value))),
        }
    }

    /// The unit of a chart's axis for values up to `most` (as scaled), and how many of the scale's make one of it: round
    /// marks in minutes, not in thousands of seconds.
    pub fn axis(&self, most: f64) -> (f64, &'static str) {
        let a_second = match self.unit {
            Unit::Milliseconds => 1_000.0,
            Unit::Seconds => 1.0,
            _ => return (1.0, ""),
        };
        match most / a_second {
            secs if secs >= 7_200.0 => (3_600.0 * a_second, "h"),
            secs if secs >= 120.0 => (60.0 * a_second, "min"),
            secs if secs >= 1.0 => (a_second, "s"),
            _ => (a_second / 1_000.0, "ms"),
        }
    }

    /// The unit in words for a chart's corner: `per minute`, `milliseconds`.
    pub fn legend(&self) -> &'static str {
        match (self.suffix, self.unit) {
            ("/s", Unit::Bytes) => "bytes per second",
            ("/s", _) => "per second",
            ("/min", _) => "per minute",
            (_, Unit::Milliseconds | Unit::Seconds) => "time",
            (_, Unit::Bytes) => "bytes",
            (_, Unit::Ratio | Unit::Percent) => "percent",
            (_, Unit::CapacityUnits) => "capacity units",
            _ => "",
        }
    }
}

/// A rate that is almost whole is whole: 312.0004/min reads as 312.
fn tidied(value: f64) -> f64 {
    if value.abs() >= 10.0 { value.round() } else { (value * 10.0).round() / 10.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_marked_in_the_unit_people_would_use() {
        let scale = Scale::of(Shape::Gauge, Unit::Milliseconds, 0.0);
        assert_eq!(scale.axis(900_000.0), (60_000.0, "min"));
        assert_eq!(scale.axis(5_600.0), (1_000.0, "s"));
        assert_eq!(Scale::of(Shape::Gauge, Unit::Count, 0.0).axis(5e9), (1.0, ""));
    }

    #[test]
    fn rates_are_said_by_the_minute_when_slow_and_by_the_second_when_fast() {
        assert_eq!(Scale::of(Shape::Counter, Unit::Count, 5.2).say(5.2), "312/min");
        assert_eq!(Scale::of(Shape::Counter, Unit::Count, 52.0).say(52.0), "52/s");
        assert_eq!(Scale::of(Shape::Gauge, Unit::Milliseconds, 9e9).say(4_320_000.0), "72 min");
    }
}
