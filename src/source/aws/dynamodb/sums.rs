//! What the items of one or many ranges make together, and what has to be told about them.
//! Pure: knows neither how they were read nor who asked.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};

use super::{items::ItemReader, read::RangeRead};
use crate::{
    business::{Counters, DayCounters, ProductDay, Vendor, VendorId},
    question::{Fault, ProductDays, Trouble, VendorDays, VendorTotals},
};

/// Most odd items that are told one by one.
const MOST_TOLD: usize = 5;

/// Who says so and when, for troubles.
#[derive(Clone)]
pub(super) struct Teller {
    /// The source's name.
    pub(super) source: Arc<str>,
    /// When.
    pub(super) at: DateTime<Utc>,
}

impl Teller {
    /// A trouble of this source.
    pub(super) fn trouble(&self, fault: Fault, sentence: impl Into<Arc<str>>, fix: &str) -> Trouble {
        Trouble {
            source: self.source.clone(),
            fault,
            sentence: sentence.into(),
            fix: fix.into(),
            action: None,
            stage: None,
            at: self.at,
        }
    }

    /// Odd items one by one, the rest as a number.
    pub(super) fn oddities(&self, oddities: &[String]) -> Vec<Trouble> {
        let fix = "Correct the item in the table; everything else of it is used.";
        let mut troubles: Vec<Trouble> = oddities
            .iter()
            .take(MOST_TOLD)
            .map(|oddity| self.trouble(Fault::Item, format!("{oddity}."), fix))
            .collect();
        let more = oddities.len().saturating_sub(MOST_TOLD);
        if more > 0 {
            troubles.push(self.trouble(Fault::Item, format!("… and {more} more odd values."), fix));
        }
        troubles
    }
}

/// The days of some vendors, summed; vendors whose read failed are left out and told.
///
/// None when no vendor could be read, or the only one could not: days that are merely missing would look like
/// days on which nothing happened.
pub(super) fn vendor_days(
    reader: &mut ItemReader<'_>,
    reads: &[(&VendorId, &RangeRead)],
    kept_from: NaiveDate,
    teller: &Teller,
) -> (Option<VendorDays>, Vec<Trouble>) {
    let mut days: BTreeMap<NaiveDate, Counters> = BTreeMap::new();
    let (lost, mut troubles) = failures(reads, "The sum is too low");
    if !lost.is_empty() && lost.len() == reads.len() {
        return (None, troubles);
    }
    for (vendor, read) in reads.iter().filter(|(_, read)| read.failure.is_none()) {
        for day in read.items.iter().filter_map(|item| reader.vendor_day(vendor, item)) {
            *days.entry(day.date).or_default() += day.counters;
        }
    }
    troubles.extend(teller.oddities(&reader.oddities));
    let days = days.into_iter().map(|(date, counters)| DayCounters { date, counters }).collect();
    (Some(VendorDays { days, kept_from: Some(kept_from), vendors: reads.len() - lost.len() }), troubles)
}

/// The counters of each vendor on its own, its days summed; vendors whose read failed are named as unread and told.
///
/// None when no vendor could be read.
pub(super) fn vendor_totals(
    reader: &mut ItemReader<'_>,
    reads: &[(&VendorId, &RangeRead)],
    kept_from: NaiveDate,
    teller: &Teller,
) -> (Option<VendorTotals>, Vec<Trouble>) {
    let (lost, mut troubles) = failures(reads, "Not every vendor is known");
    if !lost.is_empty() && lost.len() == reads.len() {
        return (None, troubles);
    }
    let read = reads.iter().filter(|(_, read)| read.failure.is_none() && !read.items.is_empty());
    let total = |(vendor, read): &(&VendorId, &RangeRead)| {
        let days: Vec<Counters> =
            read.items.iter().filter_map(|item| Some(reader.vendor_day(vendor, item)?.counters)).collect();
        (!days.is_empty()).then(|| ((*vendor).clone(), days.into_iter().sum()))
    };
    let mut totals: Vec<(VendorId, Counters)> = read.filter_map(total).collect();
    totals.sort_by(|a, b| a.0.cmp(&b.0));
    troubles.extend(teller.oddities(&reader.oddities));
    let totals = VendorTotals {
        totals,
        kept_from: Some(kept_from),
        vendors: reads.len() - lost.len(),
        is_cut: false,
        unread: lost.into_iter().cloned().collect(),
    };
    (Some(totals), troubles)
}

/// The vendors that could not be read, and their failures told alike by alike; `what` begins the sentence.
fn failures<'a>(reads: &[(&'a VendorId, &'a RangeRead)], what: &str) -> (Vec<&'a VendorId>, Vec<Trouble>) {
    let mut failed: BTreeMap<Fault, Vec<(&VendorId, &Trouble)>> = BTreeMap::new();
    for (vendor, read) in reads {
        if let Some(failure) = &read.failure {
            failed.entry(failure.fault).or_default().push((vendor, failure));
        }
    }
    let troubles = failed.values().filter_map(|them| too_low(them, reads.len(), what)).collect();
    let lost = reads.iter().filter(|(_, read)| read.failure.is_some()).map(|(vendor, _)| *vendor);
    (lost.collect(), troubles)
}

/// Vendors that failed alike, as one trouble.
fn too_low(failed: &[(&VendorId, &Trouble)], of: usize, what: &str) -> Option<Trouble> {
    let (_, first) = failed.first()?;
    if of == 1 || failed.len() == of {
        return Some((*first).clone());
    }
    let named: Vec<&str> = failed.iter().take(3).map(|(vendor, _)| vendor.as_str()).collect();
    let more = failed.len() - named.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let sentence = format!(
        "{what}: {} of {of} vendors could not be read ({}{more}). {}",
        failed.len(),
        named.join(", "),
        first.sentence
    );
    Some(Trouble { sentence: sentence.into(), ..(*first).clone() })
}

/// The days of a vendor's products, by date and then product.
pub(super) fn product_days(
    reader: &mut ItemReader<'_>,
    vendor: &VendorId,
    read: &RangeRead,
    teller: &Teller,
) -> (Option<ProductDays>, Vec<Trouble>) {
    if let Some(failure) = &read.failure {
        return (None, vec![failure.clone()]);
    }
    let mut days: Vec<ProductDay> =
        read.items.iter().filter_map(|item| reader.product_day(vendor, item)).collect();
    days.sort_by(|a, b| (a.date, &a.product).cmp(&(b.date, &b.product)));
    (Some(ProductDays { days }), teller.oddities(&reader.oddities))
}

/// Vendors in the order they are listed in.
pub(super) fn by_name(mut vendors: Vec<Vendor>) -> Arc<[Vendor]> {
    vendors.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    vendors.into()
}
