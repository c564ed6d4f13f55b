//! Arguments of several commands made into the house's own types: days, vendors, views.

use chrono::NaiveDate;

use super::failure::Failure;
use crate::{
    app::Compare,
    business::{DateRange, Granularity, Span, Vendor, VendorId, VendorScope, View},
    cli,
};

/// The days asked for; 30 days that end today unless said otherwise.
pub(super) fn range(days: cli::Days, today: NaiveDate) -> Result<DateRange, Failure> {
    let to = days.to.unwrap_or(today);
    let from = days.from.unwrap_or_else(|| DateRange::ending(to, 30).from());
    DateRange::new(from, to).map_err(|error| Failure::Usage(error.to_string()))
}

/// The vendor asked for, or all.
pub(super) fn scope(text: &str) -> Result<VendorScope, Failure> {
    if text.eq_ignore_ascii_case("all") {
        return Ok(VendorScope::All);
    }
    VendorId::parse(text).map(VendorScope::One).map_err(|error| Failure::Usage(error.to_string()))
}

/// A sentence about an id that is not among the known vendors, with the nearest one.
pub(super) fn unknown_vendor(id: &VendorId, vendors: &[Vendor]) -> Option<String> {
    if vendors.is_empty() || vendors.iter().any(|vendor| vendor.id == *id) {
        return None;
    }
    // Edits first, then likeness from the front: of ids that differ in as many places, the same beginning wins.
    let near = |vendor: &&Vendor| {
        let likeness = |known: &str, given: &str| {
            let (known, given) = (known.to_lowercase(), given.to_lowercase());
            let edits = strsim::normalized_damerau_levenshtein(&known, &given);
            edits + strsim::jaro_winkler(&known, &given) / 100.0
        };
        likeness(vendor.id.as_str(), id.as_str()).max(likeness(&vendor.name, id.as_str()))
    };
    let nearest = vendors.iter().max_by(|a, b| near(a).total_cmp(&near(b))).filter(|v| near(v) > 0.6);
    let hint = nearest.map_or_else(
        || "`tidewatch vendors` lists them".to_owned(),
        |vendor| format!("did you mean {} ({})?", vendor.id, vendor.name),
    );
    Some(format!("no vendor {id:?} is known: {hint}", id = id.as_str()))
}

impl From<cli::Granularity> for Granularity {
    fn from(granularity: cli::Granularity) -> Self {
        match granularity {
            cli::Granularity::Day => Self::Day,
            cli::Granularity::Week => Self::Week,
            cli::Granularity::Month => Self::Month,
        }
    }
}

impl From<cli::View> for View {
    fn from(view: cli::View) -> Self {
        match view {
            cli::View::DailyVendorPerformance => Self::DailyVendorPerformance,
            cli::View::ProductPerformance => Self::ProductPerformance,
            cli::View::ConversionFunnel => Self::ConversionFunnel,
            cli::View::CustomerBehavior => Self::CustomerBehavior,
            cli::View::HourlyTraffic => Self::HourlyTraffic,
            cli::View::DataFreshness => Self::DataFreshness,
            cli::View::RetentionCohort => Self::RetentionCohort,
            cli::View::CategoryPerformance => Self::CategoryPerformance,
            cli::View::OrderCompletionTime => Self::OrderCompletionTime,
            cli::View::CustomerMix => Self::CustomerMix,
            cli::View::VendorTotals => Self::VendorTotals,
            cli::View::EventCounts => Self::EventCounts,
            cli::View::NewestOrders => Self::NewestOrders,
        }
    }
}

impl From<cli::Compare> for Compare {
    fn from(compare: cli::Compare) -> Self {
        match compare {
            cli::Compare::Nothing => Self::Nothing,
            cli::Compare::Previous => Self::Previous,
            cli::Compare::Week => Self::WeekBefore,
            cli::Compare::FourWeeks => Self::FourWeeksBefore,
            cli::Compare::Year => Self::YearBefore,
        }
    }
}

/// The range a period is compared with: of a whole month, quarter or year, or this one up to `today`, the one before.
pub(super) fn compared(compare: cli::Compare, range: DateRange, today: NaiveDate) -> Option<DateRange> {
    Compare::from(compare).days(range, Span::of(range, today))
}
