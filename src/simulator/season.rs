//! When people shop: hours of the day, days of the week. Knows shapes only, no vendors.

use chrono::{Datelike, NaiveDate, Weekday};

/// Relative traffic in each hour of the day (UTC, shops in central Europe).
pub(super) type Hours = [u16; 24];

/// Food for the morning: a peak before work, a smaller one in the afternoon.
pub(super) const MORNING: Hours =
    [3, 2, 2, 4, 14, 38, 72, 88, 76, 58, 46, 44, 42, 40, 44, 42, 34, 28, 24, 20, 16, 12, 8, 5];
/// Meals: noon and, above all, the evening.
pub(super) const MEALS: Hours =
    [6, 4, 3, 2, 3, 6, 12, 18, 26, 44, 78, 82, 56, 36, 34, 48, 74, 96, 90, 66, 44, 28, 18, 10];
/// Things to choose at leisure: from the afternoon into the evening.
pub(super) const LEISURE: Hours =
    [14, 8, 5, 4, 4, 8, 16, 26, 36, 44, 50, 52, 50, 50, 52, 56, 62, 72, 88, 96, 90, 68, 44, 26];

/// Seconds of the day at 257 quantiles of a day's traffic, for drawing times by one look-up.
pub(super) struct Clock([u32; 257]);

impl Clock {
    /// The clock of an hour curve.
    pub(super) fn of(hours: &Hours) -> Self {
        let total: f64 = hours.iter().map(|weight| f64::from(*weight)).sum();
        let mut quantiles = [86_399_u32; 257];
        let (mut hour, mut before) = (0_usize, 0.0_f64);
        for (step, slot) in quantiles.iter_mut().enumerate().take(256) {
            let wanted = total * step as f64 / 256.0;
            let mut weight = hours.get(hour).copied().map_or(1.0, f64::from);
            while hour < 23 && before + weight <= wanted {
                before += weight;
                hour += 1;
                weight = hours.get(hour).copied().map_or(1.0, f64::from);
            }
            let within = ((wanted - before) / weight).clamp(0.0, 1.0);
            *slot = ((hour as f64 + within) * 3_600.0) as u32;
        }
        Self(quantiles)
    }

    /// A second of the day for 24 random bits.
    #[inline]
    pub(super) fn second(&self, bits: u32) -> u32 {
        let step = ((bits >> 16) & 0xff) as usize;
        let (from, to) = (self.0[step], self.0[step + 1]);
        from + (((to - from) as u64 * u64::from(bits & 0xffff)) >> 16) as u32
    }
}

/// Traffic of a weekday for food and for leisure shops; 1 is an average day.
pub(super) fn weekday_factor(date: NaiveDate, hours: &Hours) -> f64 {
    let is_meals = hours == &MEALS;
    let is_morning = hours == &MORNING;
    match date.weekday() {
        Weekday::Mon => 0.86,
        Weekday::Tue => 0.90,
        Weekday::Wed => 0.95,
        Weekday::Thu => 1.0,
        Weekday::Fri if is_meals => 1.26,
        Weekday::Fri => 1.06,
        Weekday::Sat if is_morning => 1.42,
        Weekday::Sat => 1.24,
        Weekday::Sun if is_morning => 0.82,
        Weekday::Sun => 1.12,
    }
}
