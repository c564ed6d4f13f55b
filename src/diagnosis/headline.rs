//! The one line that says the worst thing of a pipeline and since when.
//! Times are UTC, with the date where it is not today's.

use chrono::{DateTime, Utc};

use crate::pipeline::{Health, StageHealth};

/// `13:51 UTC`, or `2026-11-21 13:51 UTC` on another day than `now`.
pub(super) fn moment(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let format = if at.date_naive() == now.date_naive() { "%H:%M UTC" } else { "%Y-%m-%d %H:%M UTC" };
    at.format(format).to_string()
}

/// The stage to name first: the worst, and of equals the one that began first, which is nearer to the cause.
pub(super) fn worst(stages: &[StageHealth]) -> Option<&StageHealth> {
    let mut worst: Option<&StageHealth> = None;
    for stage in stages.iter().filter(|stage| stage.health != Health::Ok) {
        let is_worse = worst.is_none_or(|held| {
            stage.health > held.health || (stage.health == held.health && stage.since < held.since)
        });
        if is_worse {
            worst = Some(stage);
        }
    }
    worst
}

/// The headline. `blind` is why nothing is known, where nothing is.
pub(super) fn headline(stages: &[StageHealth], blind: Option<&str>, now: DateTime<Utc>) -> String {
    if let Some(blind) = blind {
        return format!("health unknown: {blind}");
    }
    let Some(worst) = worst(stages) else {
        return match stages.len() {
            0 => "health unknown: the pipeline has no stages".to_owned(),
            1 => "the stage is ok".to_owned(),
            count => format!("all {count} stages ok"),
        };
    };
    let clause = worst.reasons.first().map_or("", |reason| &reason.sentence);
    let others = stages.iter().filter(|stage| stage.stage != worst.stage && is_like(stage, worst)).count();
    let more = match others {
        0 => String::new(),
        1 => " and 1 more stage".to_owned(),
        count => format!(" and {count} more stages"),
    };
    if worst.health == Health::Unknown {
        return format!("{} unknown: {clause}{more}", worst.stage);
    }
    let since = worst.reasons.first().map_or(now, |reason| reason.since);
    format!("{}: {clause}, since {}{more}", worst.stage, moment(since, now))
}

/// Stages that are counted beside the worst one: all that need a look, or all that are unknown too.
fn is_like(stage: &StageHealth, worst: &StageHealth) -> bool {
    match worst.health {
        Health::Unknown => stage.health == Health::Unknown,
        _ => stage.health >= Health::Warning,
    }
}
