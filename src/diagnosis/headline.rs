//! The one line that says the worst thing of a pipeline and since when.
//! Times are UTC, with the date where it is not today's.

use chrono::{DateTime, Utc};

use super::sentence::moment;
use crate::pipeline::{Health, StageHealth, Verdict};

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

/// The headline: the first verdict's cause and since when. `blind` is why nothing is known, where nothing is.
pub(super) fn headline(
    stages: &[StageHealth],
    verdicts: &[Verdict],
    blind: Option<&str>,
    now: DateTime<Utc>,
) -> String {
    if let Some(blind) = blind {
        return format!("health unknown: {blind}");
    }
    if let Some(first) = verdicts.first().filter(|verdict| verdict.health >= Health::Warning) {
        let others = verdicts.iter().skip(1).filter(|verdict| verdict.health >= Health::Warning).count();
        let more = match others {
            0 => String::new(),
            1 => " and 1 more cause".to_owned(),
            count => format!(" and {count} more causes"),
        };
        return format!("{}, since {}{more}", first.cause, moment(first.since, now));
    }
    let well = match stages.len() {
        0 => "health unknown: the pipeline has no stages".to_owned(),
        1 => "the stage is ok".to_owned(),
        count => format!("all {count} stages ok"),
    };
    match (worst(stages), verdicts.first()) {
        (None, None) => well,
        // Our own view is what is amiss, and the stages are all seen and well.
        (None, Some(verdict)) => format!("{well}, but {}", verdict.cause),
        (Some(worst), _) if worst.health == Health::Unknown => unknown(stages, worst),
        // Over its threshold, and nothing more can be said about why yet.
        (Some(worst), _) => {
            let reason = worst.reasons.first();
            let clause = reason.map_or("", |reason| &reason.sentence);
            format!(
                "{}: {clause}, since {}",
                worst.stage,
                moment(reason.map_or(now, |reason| reason.since), now)
            )
        }
    }
}

fn unknown(stages: &[StageHealth], worst: &StageHealth) -> String {
    let clause = worst.reasons.first().map_or("", |reason| &reason.sentence);
    let others =
        stages.iter().filter(|stage| stage.stage != worst.stage && stage.health == Health::Unknown).count();
    let more = match others {
        0 => String::new(),
        1 => " and 1 more stage".to_owned(),
        count => format!(" and {count} more stages"),
    };
    format!("{} unknown: {clause}{more}", worst.stage)
}
