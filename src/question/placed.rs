//! A vendor's place within its category, made on the collector's side of the gate: the counters of every vendor go in,
//! quarters come out. The days are always the same four weeks, so that nobody learns more by choosing others.

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, Utc};

use super::{
    answer::Answered,
    ask::Question,
    history::DaySplit,
    snapshot::Snapshot,
    standings::{MOST_VENDORS, Standings},
};
use crate::business::{Benchmark, DateRange, VendorId, Withheld, benchmark};

/// Closed days that places are told of.
const DAYS: u32 = 28;

/// A vendor's place, and what it was made of.
#[derive(Clone, Debug, Default)]
pub(super) struct Placed {
    made_of: Vec<Arc<Answered>>,
    told: Option<(DateRange, Benchmark)>,
}

impl Placed {
    /// What is told, with its days.
    pub(super) const fn told(&self) -> Option<&(DateRange, Benchmark)> {
        self.told.as_ref()
    }

    /// Looks at what is known of all vendors; true when the place has changed.
    pub(super) fn look(&mut self, whole: &Snapshot, vendor: &VendorId) -> bool {
        if !whole.estate.tells_places {
            return false;
        }
        let (Some((range, split)), Some(vendors)) = (days(whole, whole.at), whole.vendors()) else {
            return false;
        };
        let standings = Standings::of(whole, split, whole.at);
        let listed = whole.entry(&Question::Vendors).and_then(|entry| entry.held.clone());
        let made_of: Vec<Arc<Answered>> =
            standings.parts.iter().filter_map(|part| part.held.clone()).chain(listed).collect();
        let is_same = made_of.len() == self.made_of.len()
            && made_of.iter().zip(&self.made_of).all(|(one, other)| Arc::ptr_eq(one, other));
        if is_same && self.told.is_some() {
            return false;
        }
        self.made_of = made_of;
        let place = if standings.is_whole() {
            benchmark(&standings.totals, vendors, vendor)
        } else {
            let own = vendors.iter().find(|listed| listed.id == *vendor);
            Benchmark::of_nothing(own.and_then(|own| own.category.clone()), Withheld::Incomplete)
        };
        let told = Some((range, place));
        let is_new = told != self.told;
        self.told = told;
        is_new
    }
}

/// What must be asked for a place; nothing unless the operator lets vendors be told.
pub(super) fn place_questions(whole: &Snapshot, now: DateTime<Utc>) -> BTreeSet<Question> {
    if !whole.estate.tells_places {
        return BTreeSet::new();
    }
    let questions = days(whole, now).into_iter().flat_map(|(_, split)| split.totals_questions());
    questions.chain([Question::Vendors]).collect()
}

fn days(whole: &Snapshot, now: DateTime<Utc>) -> Option<(DateRange, DaySplit)> {
    let estate = &whole.estate;
    let range = DateRange::ending(estate.business_day(now).pred_opt()?, DAYS);
    let split = DaySplit::of(range, estate, now);
    let are_many = whole.vendors().is_some_and(|vendors| vendors.len() > MOST_VENDORS);
    Some((range, if are_many { split.for_many(estate) } else { split }))
}

#[cfg(test)]
#[path = "placed_tests.rs"]
mod tests;
