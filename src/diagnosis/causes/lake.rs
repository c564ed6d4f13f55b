//! The lake's catalog: days that queries cannot see. A daily crawl explains a day's delay; what it does not explain is
//! a fault. Computed partitions cannot be missing.

use chrono::{Days, NaiveDate, TimeDelta};

use crate::{
    diagnosis::{
        candidate::{Backlog, Candidate},
        ground::{Ground, Sight},
        sentence::{count_of, span},
    },
    pipeline::{Class, Health, Proof, StageKind, Unit},
};

/// A daily crawl shows a day at most 24 hours after its first file, and takes its time: until here it explains.
const EXPLAINED: TimeDelta = TimeDelta::hours(30);
/// From here on even a crawl that failed once is no excuse.
const GRAVE: TimeDelta = TimeDelta::hours(72);
/// What the catalog said longer ago than this says nothing about now.
const FRESH: TimeDelta = TimeDelta::hours(3);

/// The catalog lacks a day that a daily crawl would show.
pub(super) fn behind(ground: &Ground<'_>) -> Option<Candidate> {
    let facts = ground.evidence.lake.filter(|facts| !facts.is_projected)?;
    let as_of = ground.evidence.lake_as_of?;
    let newest = facts.newest?;
    let sight = lake_of(ground)?;
    let missing = newest.checked_add_days(Days::new(1))?;
    let began = missing.and_hms_opt(0, 0, 0)?.and_utc();
    let late = ground.now - began;
    if late <= EXPLAINED || ground.now - as_of > FRESH {
        return None;
    }
    let since = began + TimeDelta::hours(24);
    let health = if late > GRAVE { Health::Critical } else { Health::Warning };
    let days = (ground.now.date_naive() - newest).num_days() - 1;
    let gone = if days <= 1 {
        format!("{missing} is missing")
    } else {
        format!("{} from {missing} on are missing", count_of(days as f64, "day", "days"))
    };
    let cause = format!(
        "the catalog of {} ends with {newest}: {gone}, longer than a daily crawl explains",
        sight.who()
    );
    let mut candidate =
        Candidate::new(Class::LakeBehind, Some(sight.index), health, since.min(ground.now), cause);
    if late <= TimeDelta::hours(48) {
        candidate.doubt =
            Some("how often the crawler runs is not known; a day without files would look the same".into());
    }
    candidate.proofs = vec![Proof {
        claim: format!("the newest partition of {} is {newest}", facts.table).into(),
        series: None,
        from: as_of,
        to: as_of,
        points: facts.partitions,
        value: Some(late.num_seconds() as f64),
        unit: Unit::Seconds,
        rule: format!("a day missing for more than {}", span(EXPLAINED.num_seconds())).into(),
    }];
    candidate.backlog =
        Some(Backlog { at: sight.index, input: None, head: end_of(newest)?, heading: None, shards: None });
    Some(candidate)
}

fn end_of(day: NaiveDate) -> Option<i64> {
    Some(day.checked_add_days(Days::new(1))?.and_hms_opt(0, 0, 0)?.and_utc().timestamp())
}

/// The stage whose catalog it is: the bucket that is queried, or else what queries.
fn lake_of<'g, 'a>(ground: &'g Ground<'a>) -> Option<&'g Sight<'a>> {
    let of_kind = |kind| ground.sights.iter().filter(move |sight| sight.stage.kind == kind);
    let queried =
        |sight: &&'g Sight<'a>| ground.fed_by(sight).any(|sight| sight.stage.kind == StageKind::Athena);
    of_kind(StageKind::S3)
        .find(queried)
        .or_else(|| of_kind(StageKind::S3).next())
        .or_else(|| of_kind(StageKind::Athena).next())
}
