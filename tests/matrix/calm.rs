//! Calm days lived through, noise and sales and quiet nights with them: nothing may be said.

use std::ops::Range;

use chrono::{DateTime, TimeDelta, Utc};
use rayon::prelude::*;
use tidewatch::{pipeline::Health, simulator::Scenario};

use super::{noise::Noise, plan::MONDAY, watch::Watch};

/// What calm days brought.
#[derive(Default)]
pub(crate) struct CalmDays {
    /// Days lived through.
    pub(crate) days: u32,
    /// Looks.
    pub(crate) looks: u32,
    /// Looks at which something above ok was said.
    pub(crate) alarmed: u32,
    /// What was said for the first time, in words.
    pub(crate) said: Vec<String>,
}

/// Lives through so many calm days in each of these worlds.
pub(crate) fn calm_days(seeds: Range<u64>, days: u32) -> CalmDays {
    let worlds: Vec<CalmDays> = seeds.into_par_iter().map(|seed| calm_world(seed, days)).collect();
    let mut all = CalmDays::default();
    for world in worlds {
        all.days += world.days;
        all.looks += world.looks;
        all.alarmed += world.alarmed;
        all.said.extend(world.said);
    }
    all
}

/// Calm days from a day that the seed chooses.
fn calm_world(seed: u64, days: u32) -> CalmDays {
    let start = DateTime::from_timestamp(MONDAY + (seed * 3 % 7) as i64 * 86_400 + 17 * 3_600, 0);
    let start = start.unwrap_or_default();
    let mut watch = Watch::new(seed, start, Noise::of(seed));
    let mut calm = CalmDays { days, ..CalmDays::default() };
    let mut told: Vec<String> = Vec::new();
    let mut playing = Scenario::Calm;
    let mut now = start;
    while now < start + TimeDelta::days(i64::from(days)) {
        let plays = scenario_at(now, seed);
        if plays != playing {
            watch.play(plays, now);
            playing = plays;
        }
        let health = watch.look(now);
        let verdicts = health.verdicts.iter().filter(|verdict| verdict.health > Health::Ok);
        let keys: Vec<String> = verdicts
            .map(|verdict| {
                let key = verdict.key();
                if !told.contains(&key) {
                    let when = now.format("%a %F %H:%M");
                    calm.said.push(format!(
                        "seed {seed} {when} {}: {key}: {}",
                        playing.name(),
                        verdict.cause
                    ));
                }
                key
            })
            .collect();
        calm.looks += 1;
        calm.alarmed += u32::from(!keys.is_empty());
        told = keys;
        now += TimeDelta::minutes(1);
    }
    calm
}

/// A sale every third day, and a night almost without shoppers every third, too.
fn scenario_at(now: DateTime<Utc>, seed: u64) -> Scenario {
    let day = now.timestamp().div_euclid(86_400) as u64 + seed;
    let hour = now.timestamp().rem_euclid(86_400) / 3_600;
    let sale = 8 + (day % 11) as i64;
    match day % 3 {
        0 if (sale..sale + 3).contains(&hour) => Scenario::FlashSale,
        1 if (1..5).contains(&hour) => Scenario::QuietNight,
        _ => Scenario::Calm,
    }
}
