//! A vendor against its category, told in quarters and never in figures. Pure.
//! Knows counters and categories; what may be shown to whom is decided elsewhere.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{
    counters::Counters,
    kpi::{Kpi, Kpis},
    totals::Totals,
    vendor::{Vendor, VendorId},
};

/// Fewer peers than this show one of them.
pub const LEAST_PEERS: usize = 5;

/// A quarter of the peers' order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Quarter {
    /// Below at least three quarters of the peers.
    Lowest,
    /// Below the middle.
    Lower,
    /// Above the middle.
    Upper,
    /// Above at least three quarters of the peers.
    Top,
}

/// Why no quarter is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Withheld {
    /// It is not known which category the vendor belongs to.
    NoCategory,
    /// Too few peers, or one that is too large among them.
    TooFew,
    /// The vendor's own figure is unknown: no orders, no views.
    OwnUnknown,
    /// Not every vendor's counters are known, so that the order is not either.
    Incomplete,
}

/// A vendor's place among its peers by one KPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Placing {
    /// In this quarter.
    In(Quarter),
    /// Not told.
    Withheld(Withheld),
}

/// A vendor against its category. Holds nothing of any other vendor but the coarse places.
///
/// What is protected, and what is not:
///
/// - The only output is a quarter of the peers' order, or a reason in words. No figure, name, count, least, greatest or
///   middle of other vendors is in it, so none can be shown or completed from it.
/// - With fewer than [`LEAST_PEERS`] peers, or with one of them above half of the category's amount, nothing is told; both
///   have the same words, since which of the two it is would tell of one vendor.
/// - One peer can move the outcome by at most one quarter, whatever it does (with five peers it is a fifth of the order).
/// - Values are compared in two significant digits. Who steers its own figure to find where a quarter begins learns that
///   place only so finely, and not whose it is.
/// - Two ranges that differ by a day give two quarters, not a figure of that day. What can be learned is that somebody's
///   place changed.
/// - Not protected: a person who runs most shops of a category knows what is left. Categories are the operator's to make
///   wide enough. And a quarter that changes says that somebody changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Benchmark {
    /// The vendor's category.
    pub category: Option<Arc<str>>,
    /// Its place by each KPI, in the order of [`Kpi::ALL`]; empty when nothing was computed.
    pub places: Vec<(Kpi, Placing)>,
}

impl Quarter {
    /// The quarter in words, as they end "revenue: ".
    pub const fn label(self) -> &'static str {
        match self {
            Self::Lowest => "in the lowest quarter",
            Self::Lower => "below the middle",
            Self::Upper => "above the middle",
            Self::Top => "in the top quarter",
        }
    }

    /// From 1, the lowest, to 4.
    pub const fn step(self) -> u8 {
        match self {
            Self::Lowest => 1,
            Self::Lower => 2,
            Self::Upper => 3,
            Self::Top => 4,
        }
    }
}

impl Withheld {
    /// The reason in words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::NoCategory => "this shop's category is not known",
            Self::TooFew => "too few shops in this category to compare without showing one",
            Self::OwnUnknown => "nothing to compare in these days",
            Self::Incomplete => "not every shop of these days is known yet",
        }
    }
}

impl Placing {
    /// The place or the reason, in words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::In(quarter) => quarter.label(),
            Self::Withheld(why) => why.label(),
        }
    }
}

impl Benchmark {
    /// The reason that holds for every KPI, when there is one.
    pub fn withheld(&self) -> Option<Withheld> {
        let mut reasons = self.places.iter().map(|(_, place)| match place {
            Placing::In(_) => None,
            Placing::Withheld(why) => Some(*why),
        });
        let first = reasons.next()??;
        reasons.all(|why| why == Some(first)).then_some(first)
    }

    /// A benchmark that tells nothing, for one reason.
    pub fn of_nothing(category: Option<Arc<str>>, why: Withheld) -> Self {
        Self { category, places: Kpi::ALL.map(|kpi| (kpi, Placing::Withheld(why))).into() }
    }
}

/// A vendor against the listed vendors of its category. `totals` must be of every vendor: one whose counters are not
/// known must not be missing by mistake.
///
/// Peers are other vendors of the category at which something happened in these days.
pub fn benchmark(totals: &Totals, vendors: &[Vendor], vendor: &VendorId) -> Benchmark {
    let own = vendors.iter().find(|listed| listed.id == *vendor);
    let Some(category) = own.and_then(|own| own.category.clone()) else {
        return Benchmark::of_nothing(None, Withheld::NoCategory);
    };
    let of_category = vendors.iter().filter(|other| other.category.as_ref() == Some(&category));
    // A vendor that is listed twice is one peer.
    let peers: BTreeMap<&VendorId, Counters> = of_category
        .filter(|other| other.id != *vendor)
        .filter_map(|other| Some((&other.id, *totals.get(&other.id)?)))
        .filter(|(_, counters)| *counters != Counters::default())
        .collect();
    let peers: Vec<Counters> = peers.into_values().collect();
    let own = totals.get(vendor).copied().unwrap_or_default();
    let places = Kpi::ALL.map(|kpi| (kpi, placed(kpi, &own, &peers)));
    Benchmark { category: Some(category), places: places.into() }
}

fn placed(kpi: Kpi, own: &Counters, peers: &[Counters]) -> Placing {
    // Whether others are too few is told first: it does not depend on the vendor's own figures.
    let values: Vec<f64> = peers.iter().filter_map(|peer| Kpis::of(peer).value(kpi)).collect();
    if values.len() < LEAST_PEERS || is_dominated(kpi, own, peers) {
        return Placing::Withheld(Withheld::TooFew);
    }
    let Some(own) = Kpis::of(own).value(kpi) else { return Placing::Withheld(Withheld::OwnUnknown) };
    let own = coarse(own);
    let halves: usize = values
        .iter()
        .map(|value| match coarse(*value).total_cmp(&own) {
            std::cmp::Ordering::Less => 2,
            std::cmp::Ordering::Equal => 1,
            std::cmp::Ordering::Greater => 0,
        })
        .sum();
    // In whole numbers, so that an order that does not change gives the same quarter to the last bit.
    Placing::In(match halves * 2 / values.len() {
        0 => Quarter::Lowest,
        1 => Quarter::Lower,
        2 => Quarter::Upper,
        _ => Quarter::Top,
    })
}

/// True when one peer makes more than half of what the KPI stands on in the whole category, the vendor included.
fn is_dominated(kpi: Kpi, own: &Counters, peers: &[Counters]) -> bool {
    let is_dominated_by = |weight: fn(&Counters) -> f64| {
        let greatest = peers.iter().map(weight).fold(0.0, f64::max);
        let whole = peers.iter().chain([own]).map(|counters| weight(counters).max(0.0)).sum::<f64>();
        greatest * 2.0 > whole
    };
    let orders = |counters: &Counters| counters.orders as f64;
    let revenue = |counters: &Counters| Kpis::of(counters).value(Kpi::Revenue).unwrap_or(0.0);
    match kpi {
        Kpi::Revenue => is_dominated_by(revenue),
        Kpi::AverageOrder => is_dominated_by(revenue) || is_dominated_by(orders),
        Kpi::Orders | Kpi::Completion => is_dominated_by(orders),
        Kpi::Conversion => {
            is_dominated_by(|counters| counters.product_views as f64) || is_dominated_by(orders)
        }
    }
}

/// A value in two significant digits.
fn coarse(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return 0.0;
    }
    let step = 10_f64.powi(value.abs().log10().floor() as i32 - 1);
    (value / step).round() * step
}

#[cfg(test)]
#[path = "benchmark_tests.rs"]
mod tests;
