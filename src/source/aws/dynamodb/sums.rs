//! What the items of one or many ranges make together, and what has to be told about them.
//! Pure: knows neither how they were read nor who asked.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};

use super::{items::ItemReader, read::RangeRead};
use crate::{
    business::{Counters, DayCounters, ProductDay, Vendor, VendorId},
    question::{Fault, ProductDays, Trouble, VendorDays},
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
    let mut failed: BTreeMap<Fault, Vec<(&VendorId, &Trouble)>> = BTreeMap::new();
    for (vendor, read) in reads {
        if let Some(failure) = &read.failure {
            failed.entry(failure.fault).or_default().push((vendor, failure));
            continue;
        }
        for day in read.items.iter().filter_map(|item| reader.vendor_day(vendor, item)) {
            *days.entry(day.date).or_default() += day.counters;
        }
    }
    let lost: usize = failed.values().map(Vec::len).sum();
    let mut troubles: Vec<Trouble> = failed.values().filter_map(|them| too_low(them, reads.len())).collect();
    if lost > 0 && lost == reads.len() {
        return (None, troubles);
    }
    troubles.extend(teller.oddities(&reader.oddities));
    let days = days.into_iter().map(|(date, counters)| DayCounters { date, counters }).collect();
    (Some(VendorDays { days, kept_from: Some(kept_from), vendors: reads.len() - lost }), troubles)
}

/// Vendors that failed alike, as one trouble.
fn too_low(failed: &[(&VendorId, &Trouble)], of: usize) -> Option<Trouble> {
    let (_, first) = failed.first()?;
    if of == 1 || failed.len() == of {
        return Some((*first).clone());
    }
    let named: Vec<&str> = failed.iter().take(3).map(|(vendor, _)| vendor.as_str()).collect();
    let more = failed.len() - named.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let sentence = format!(
        "The sum is too low: {} of {of} vendors could not be read ({}{more}). {}",
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

/// The vendors of the directory, by name.
pub(super) fn directory(
    reader: &mut ItemReader<'_>,
    read: &RangeRead,
    teller: &Teller,
) -> (Option<Arc<[Vendor]>>, Vec<Trouble>) {
    if let Some(failure) = &read.failure {
        return (None, vec![failure.clone()]);
    }
    let vendors = read.items.iter().filter_map(|item| reader.vendor(item)).collect();
    (Some(by_name(vendors)), teller.oddities(&reader.oddities))
}

/// Vendors in the order they are listed in.
pub(super) fn by_name(mut vendors: Vec<Vendor>) -> Arc<[Vendor]> {
    vendors.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    vendors.into()
}
