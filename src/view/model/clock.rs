//! Moments and ages as they stand on the screen, in the viewer's zone. The zone is always named beside them.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

use crate::{app::ZoneChoice, pipeline::say_span};

/// The time of day: `14:02:31`.
pub fn time_of(at: DateTime<Utc>, zone: ZoneChoice) -> String {
    written(at, zone, "%H:%M:%S")
}

/// The time of day without seconds: `14:02`.
pub fn minute_of(at: DateTime<Utc>, zone: ZoneChoice) -> String {
    written(at, zone, "%H:%M")
}

/// Time of day when it is within a day of `now`, else day and time: `22 Nov 14:02`.
pub fn moment_of(at: DateTime<Utc>, now: DateTime<Utc>, zone: ZoneChoice) -> String {
    if (now - at).abs() < TimeDelta::hours(20) {
        minute_of(at, zone)
    } else {
        written(at, zone, "%-d %b %H:%M")
    }
}

/// A moment by a format of chrono.
pub fn written(at: DateTime<Utc>, zone: ZoneChoice, format: &str) -> String {
    if zone.is_utc {
        at.format(format).to_string()
    } else {
        at.with_timezone(&zone.local).format(format).to_string()
    }
}

/// The zone times are shown in: `UTC`, `Europe/Berlin`.
pub fn zone_name(zone: ZoneChoice) -> &'static str {
    if zone.is_utc { "UTC" } else { zone.local.name() }
}

/// How long ago: `11 min`; never negative.
pub fn age(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    say_span((now - at).num_seconds().max(0) as f64)
}

/// A day: `22 Nov`.
pub fn day_of(date: NaiveDate) -> String {
    date.format("%-d %b").to_string()
}

/// A span of days with the year once: `24 Oct – 22 Nov 2026`.
pub fn days_of(from: NaiveDate, to: NaiveDate) -> String {
    if from == to {
        return to.format("%a %-d %b %Y").to_string();
    }
    if from.year() == to.year() {
        return format!("{} – {}", day_of(from), to.format("%-d %b %Y"));
    }
    format!("{} – {}", from.format("%-d %b %Y"), to.format("%-d %b %Y"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_with_the_year_once() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(days_of(day("2026-10-24"), day("2026-11-22")), "24 Oct – 22 Nov 2026");
        assert_eq!(days_of(day("2025-12-24"), day("2026-01-02")), "24 Dec 2025 – 2 Jan 2026");
        assert_eq!(days_of(day("2026-11-22"), day("2026-11-22")), "Sun 22 Nov 2026");
    }

    #[test]
    fn the_zone_moves_the_clock() {
        let at = "2026-11-22T23:30:05Z".parse::<DateTime<Utc>>().unwrap();
        let zone = |is_utc| ZoneChoice { is_utc, local: chrono_tz::Europe::Berlin };
        assert_eq!(time_of(at, zone(true)), "23:30:05");
        assert_eq!(time_of(at, zone(false)), "00:30:05");
    }
}
