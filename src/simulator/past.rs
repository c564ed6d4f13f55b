//! Troubles the pipeline had before anybody looked: a few a fortnight, the same for a seed. Alarms remember them and
//! metrics of those minutes show them; what the world lives through itself is not here.

use super::{
    alarm_rules::{RULES, Rule, Value},
    chance,
    signal::{Row, Signal},
};

/// A trouble that came and went: an alarm, how long ago in hours, for how many minutes, and how bad.
struct Kind {
    alarm: &'static str,
    hours_ago: (u32, u32),
    minutes: (u32, u32),
    worst: (f64, f64),
}

const KINDS: [Kind; 7] = [
    Kind {
        alarm: "makeriess-analytics-counters-throttled",
        hours_ago: (5, 11),
        minutes: (7, 16),
        worst: (6.0, 31.0),
    },
    Kind {
        alarm: "makeriess-analytics-delivery-freshness",
        hours_ago: (50, 90),
        minutes: (12, 27),
        worst: (1_010.0, 1_480.0),
    },
    Kind {
        alarm: "makeriess-analytics-processor-errors",
        hours_ago: (110, 150),
        minutes: (7, 16),
        worst: (8.0, 15.0),
    },
    Kind {
        alarm: "makeriess-analytics-processor-behind",
        hours_ago: (160, 200),
        minutes: (9, 22),
        worst: (390_000.0, 690_000.0),
    },
    Kind {
        alarm: "makeriess-analytics-counters-throttled",
        hours_ago: (206, 240),
        minutes: (8, 20),
        worst: (4.0, 24.0),
    },
    Kind {
        alarm: "makeriess-analytics-api-errors",
        hours_ago: (246, 270),
        minutes: (6, 13),
        worst: (7.0, 13.0),
    },
    Kind {
        alarm: "makeriess-analytics-dead-letters",
        hours_ago: (280, 310),
        minutes: (140, 460),
        worst: (2.0, 6.0),
    },
];

/// One of them, in its time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Episode {
    /// Position of the alarm's rule.
    pub(super) rule: usize,
    /// The first minute that breached, epoch seconds.
    pub(super) from: i64,
    /// The end of the last one.
    pub(super) to: i64,
    worst: f64,
}

/// The troubles of the fortnight before `origin`, the oldest first.
pub(super) fn episodes(seed: u64, origin: i64) -> Vec<Episode> {
    let mut episodes: Vec<Episode> = KINDS
        .iter()
        .zip(0_u64..)
        .filter_map(|(kind, place)| {
            let luck = |salt: u64| chance::share(&[seed, place, salt]);
            let between = |(low, high): (u32, u32), salt| f64::from(low) + f64::from(high - low) * luck(salt);
            let from = (origin - (between(kind.hours_ago, 81) * 3_600.0) as i64).div_euclid(60) * 60;
            let minutes = between(kind.minutes, 82) as i64;
            let (low, high) = kind.worst;
            Some(Episode {
                rule: RULES.iter().position(|rule| rule.name == kind.alarm)?,
                from,
                to: from + minutes * 60,
                worst: low + (high - low) * luck(83),
            })
        })
        .collect();
    episodes.sort_by_key(|episode| episode.from);
    episodes
}

impl Episode {
    /// The alarm's rule.
    pub(super) fn rule(&self) -> Option<&'static Rule> {
        RULES.get(self.rule)
    }

    /// The value of the minute at `at`: it swells and ebbs, and always breaches.
    pub(super) fn value(&self, at: i64) -> f64 {
        let threshold = self.rule().map_or(0.0, |rule| rule.threshold);
        let share = (at - self.from) as f64 / (self.to - self.from).max(1) as f64;
        let swell = 0.35 + 0.65 * (1.0 - (2.0 * share - 1.0).abs());
        let value = threshold + (self.worst - threshold) * swell;
        if threshold == 0.0 { value.ceil().max(1.0) } else { value }
    }

    /// Lets the minute at `at` show it.
    pub(super) fn show(&self, at: i64, row: &mut Row) {
        if !(self.from..self.to).contains(&at) {
            return;
        }
        let value = self.value(at);
        match self.rule().map(|rule| rule.value) {
            Some(Value::Of(signal)) => {
                row.put(signal, value);
                if signal == Signal::ProcessorAge {
                    row.peak(Signal::StreamAge, value);
                }
            }
            Some(Value::Percent(part, whole)) => {
                let whole = row.value(whole).unwrap_or(0.0);
                // Rounded up, so that the share is never less than it was said to be.
                row.put(part, (whole * value / 100.0).ceil());
            }
            Some(Value::Band(_)) | None => {}
        }
    }
}
