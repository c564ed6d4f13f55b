//! Counters against lake out of what a snapshot knows: which questions bring both sides, and their comparison.

use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, Utc};

use super::{
    answer::{Answer, Answered},
    ask::Question,
    estate::Estate,
    snapshot::Snapshot,
};
use crate::business::{Books, DateRange, LakeCounts, Reconciliation, VendorScope, View};

/// Days that screens compare by themselves: today, which is open, and a week of closed days.
pub const COMPARED_DAYS: u32 = 8;

/// The questions whose answers are compared. None without a vendor table, a lake, or a kept day in the range.
pub fn reconciliation_questions(
    estate: &Estate,
    vendor: &VendorScope,
    range: DateRange,
    now: DateTime<Utc>,
) -> Option<[Question; 2]> {
    estate.lake.as_ref()?;
    let kept = DateRange::new(estate.kept_from(now)?, estate.business_day(now)).ok()?;
    let range = range.overlap(&kept)?;
    Some([
        Question::VendorDays { vendor: vendor.clone(), range },
        Question::Summary { view: View::EventCounts, vendor: vendor.clone(), range },
    ])
}

/// An answer about the same vendor that holds the days asked for and more.
fn wider<'a>(snapshot: &'a Snapshot, narrow: &Question) -> Option<&'a Arc<Answered>> {
    let Question::VendorDays { vendor, range } = narrow else { return None };
    snapshot.entries.iter().find_map(|(question, entry)| match question {
        Question::VendorDays { vendor: whose, range: days }
            if whose == vendor && days.overlap(range) == Some(*range) =>
        {
            entry.held.as_ref()
        }
        _ => None,
    })
}

/// What counters and lake say of the days of a range. None while one of the sides has not answered, or its columns are
/// not what they should be.
pub fn reconciliation(
    snapshot: &Snapshot,
    vendor: &VendorScope,
    range: DateRange,
    now: DateTime<Utc>,
) -> Option<Reconciliation> {
    let estate = &snapshot.estate;
    let [of_table, of_lake] = reconciliation_questions(estate, vendor, range, now)?;
    let table = snapshot
        .entry(&of_table)
        .and_then(|entry| entry.held.as_ref())
        .or_else(|| wider(snapshot, &of_table))?;
    let lake = snapshot.entry(&of_lake)?.held.as_ref()?;
    let (Answer::VendorDays(counted), Answer::Summary(rows)) = (&table.answer, &lake.answer) else {
        return None;
    };
    let counts = LakeCounts::of_summary(rows)?;
    let local = |at: DateTime<Utc>| at.with_timezone(&estate.business_zone).naive_local();
    let newest = counts.newest_event.map(|at: NaiveDateTime| local(at.and_utc()));
    let books = Books {
        counted: &counted.days,
        kept_from: counted.kept_from.or_else(|| estate.kept_from(now)),
        lake: &counts,
        lake_to: lake.provenance.complete_to.map(local).max(newest),
        today: estate.business_day(now),
    };
    Some(Reconciliation::of(range, &books))
}
