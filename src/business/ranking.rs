//! Vendors side by side: ranked by a KPI, with their share of the marketplace and how both changed.
//! Pure arithmetic over counters; knows neither names nor where the counters come from.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    counters::Counters,
    kpi::{Change, Kpi, Kpis},
    totals::Totals,
    vendor::VendorId,
};

/// What vendors are ranked from.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    /// Counters of the shown days.
    pub shown: &'a Totals,
    /// Vendors that take part though nothing may have happened at theirs: they are listed.
    pub listed: &'a BTreeSet<VendorId>,
    /// Vendors whose counters could not be read: unknown, not zero.
    pub unread: &'a BTreeSet<VendorId>,
    /// Counters of equal lengths of time: of the shown period, and of the one before it.
    pub compared: Option<(&'a Totals, &'a Totals)>,
}

/// How a vendor's rank moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// So many places nearer to the top.
    Up(usize),
    /// So many places further down.
    Down(usize),
    /// It stays where it was.
    Same,
    /// Nothing had happened at this vendor in the earlier period.
    New,
}

/// A vendor among the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// Who.
    pub vendor: VendorId,
    /// Counters of the shown days; none when they could not be read.
    pub counters: Option<Counters>,
    /// Place by the KPI, from 1; equals share a place. None where the KPI is unknown.
    pub rank: Option<usize>,
    /// How the place moved since the compared period.
    pub moved: Option<Move>,
    /// Part of the marketplace's amount: of orders when ranked by them, else of revenue.
    pub share: Option<f64>,
    /// The share of this and all better ranked vendors together; only where the KPI adds up.
    pub cumulative: Option<f64>,
    /// How the KPI changed.
    pub change: Option<Change>,
}

/// Vendors by a KPI, the best first; those whose KPI is unknown come last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ranking {
    /// A row a vendor.
    pub rows: Vec<Ranked>,
    /// Sum over all vendors that were read.
    pub total: Counters,
    /// The same for the days that are compared: this period and the earlier one.
    pub compared: Option<(Counters, Counters)>,
}

/// How much of the marketplace a few vendors make.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Concentration {
    /// So many of the best ranked.
    pub top: usize,
    /// Of so many vendors.
    pub of: usize,
    /// Make this part, 0 to 1.
    pub share: f64,
}

impl Kpi {
    /// True for KPIs that add up over vendors, so that a vendor has a share.
    pub const fn adds_up(self) -> bool {
        matches!(self, Self::Revenue | Self::Orders)
    }

    /// The amount that shares are told of when vendors are ranked by this KPI.
    pub const fn shared(self) -> Self {
        if matches!(self, Self::Orders) { Self::Orders } else { Self::Revenue }
    }
}

impl Ranking {
    /// Ranks vendors by a KPI.
    pub fn of(field: &Field<'_>, kpi: Kpi) -> Self {
        let total: Counters = field.shown.values().copied().sum();
        let compared = field.compared.map(|(now, before)| {
            (now.values().copied().sum::<Counters>(), before.values().copied().sum::<Counters>())
        });
        let mut rows = rows(field, kpi, &total);
        rows.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.vendor.cmp(&b.1.vendor)));
        let before = field.compared.map(|(_, before)| ranks(field, before, kpi));
        let (mut rank, mut last, mut sum) = (0, f64::NAN, 0.0);
        let rows = rows.into_iter().enumerate().map(|(place, (value, mut row))| {
            if value > f64::NEG_INFINITY {
                if value.total_cmp(&last).is_ne() {
                    (rank, last) = (place + 1, value);
                }
                row.rank = Some(rank);
                row.moved = before.as_ref().and_then(|before| moved(before, field, &row.vendor, rank));
            }
            if let Some(share) = row.share.filter(|_| kpi.adds_up()) {
                sum += share;
                row.cumulative = Some(sum);
            }
            row
        });
        Self { rows: rows.collect(), total, compared }
    }

    /// How much the best ranked make of the whole; none for KPIs that do not add up and where there is nothing.
    pub fn concentration(&self, kpi: Kpi) -> Option<Concentration> {
        let of = self.rows.iter().filter(|row| row.counters.is_some()).count();
        let top = match of {
            0..2 => return None,
            2..6 => 1,
            6..100 => 3,
            _ => 10,
        };
        let share = self.rows.get(top - 1)?.cumulative.filter(|_| kpi.adds_up())?;
        Some(Concentration { top, of, share })
    }
}

/// A row a vendor, with what it is ranked by; less than any number where that is unknown.
fn rows(field: &Field<'_>, kpi: Kpi, total: &Counters) -> Vec<(f64, Ranked)> {
    let whole = Kpis::of(total).value(kpi.shared()).filter(|whole| *whole > 0.0);
    let absent = field.listed.iter().filter(|vendor| !field.shown.contains_key(*vendor));
    let silent = absent.map(|vendor| (vendor, Counters::default()));
    let active = field.shown.iter().map(|(vendor, counters)| (vendor, *counters));
    let unread = field.unread.iter().map(|vendor| (Ranked::unread(vendor), f64::NEG_INFINITY));
    let read = active.chain(silent).filter(|(vendor, _)| !field.unread.contains(*vendor));
    let read = read.map(|(vendor, counters)| {
        let kpis = Kpis::of(&counters);
        let share = whole.and_then(|whole| Some(kpis.value(kpi.shared())? / whole));
        let row = Ranked {
            counters: Some(counters),
            share,
            change: change(field, vendor, kpi),
            ..Ranked::unread(vendor)
        };
        (row, kpis.value(kpi).unwrap_or(f64::NEG_INFINITY))
    });
    read.chain(unread).map(|(row, value)| (value, row)).collect()
}

fn change(field: &Field<'_>, vendor: &VendorId, kpi: Kpi) -> Option<Change> {
    let (now, before) = field.compared?;
    let of = |totals: &Totals| Kpis::of(&totals.get(vendor).copied().unwrap_or_default());
    of(now).change(&of(before), kpi)
}

/// The places of an earlier period, of all who take part now.
fn ranks<'a>(field: &Field<'a>, before: &Totals, kpi: Kpi) -> BTreeMap<&'a VendorId, usize> {
    let everybody: BTreeSet<&VendorId> = field.shown.keys().chain(field.listed).collect();
    let value = |vendor: &VendorId| Kpis::of(&before.get(vendor).copied().unwrap_or_default()).value(kpi);
    let mut values: Vec<(f64, &VendorId)> =
        everybody.into_iter().filter_map(|vendor| Some((value(vendor)?, vendor))).collect();
    values.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    let (mut rank, mut last) = (0, f64::NAN);
    let ranks = values.into_iter().enumerate().map(|(place, (value, vendor))| {
        if value.total_cmp(&last).is_ne() {
            (rank, last) = (place + 1, value);
        }
        (vendor, rank)
    });
    ranks.collect()
}

fn moved(
    before: &BTreeMap<&VendorId, usize>,
    field: &Field<'_>,
    vendor: &VendorId,
    rank: usize,
) -> Option<Move> {
    let (_, earlier) = field.compared?;
    if earlier.get(vendor).is_none_or(|counters| *counters == Counters::default()) {
        // Where nothing happens now either, nothing is new.
        let is_silent = field.shown.get(vendor).is_none_or(|counters| *counters == Counters::default());
        return (!is_silent).then_some(Move::New);
    }
    let then = before.get(vendor)?;
    Some(match then.cmp(&rank) {
        std::cmp::Ordering::Greater => Move::Up(then - rank),
        std::cmp::Ordering::Less => Move::Down(rank - then),
        std::cmp::Ordering::Equal => Move::Same,
    })
}

impl Ranked {
    fn unread(vendor: &VendorId) -> Self {
        Self {
            vendor: vendor.clone(),
            counters: None,
            rank: None,
            moved: None,
            share: None,
            cumulative: None,
            change: None,
        }
    }

    /// The KPIs of the shown days; none when they could not be read.
    pub fn kpis(&self) -> Option<Kpis> {
        self.counters.as_ref().map(Kpis::of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(name: &str) -> VendorId {
        VendorId::parse(name).unwrap()
    }

    fn totals(of: &[(&str, i64, i64)]) -> Totals {
        let counters = |revenue: i64, orders| Counters {
            revenue: revenue.into(),
            orders,
            product_views: 100,
            ..Counters::default()
        };
        of.iter().map(|(name, revenue, orders)| (id(name), counters(*revenue, *orders))).collect()
    }

    fn ranked(ranking: &Ranking) -> Vec<(&str, Option<usize>)> {
        ranking.rows.iter().map(|row| (row.vendor.as_str(), row.rank)).collect()
    }

    #[test]
    fn equals_share_a_place_and_the_silent_come_last() {
        let shown = totals(&[("a", 10, 1), ("b", 30, 2), ("c", 10, 5)]);
        let listed = [id("a"), id("z")].into();
        let field = Field { shown: &shown, listed: &listed, unread: &BTreeSet::new(), compared: None };
        let by_revenue = Ranking::of(&field, Kpi::Revenue);
        assert_eq!(ranked(&by_revenue), [("b", Some(1)), ("a", Some(2)), ("c", Some(2)), ("z", Some(4))]);
        assert_eq!(by_revenue.rows[0].share, Some(0.6));
        assert_eq!(by_revenue.rows[2].cumulative, Some(1.0));
        let by_average = Ranking::of(&field, Kpi::AverageOrder);
        assert_eq!(ranked(&by_average), [("b", Some(1)), ("a", Some(2)), ("c", Some(3)), ("z", None)]);
        assert_eq!(by_average.rows[2].cumulative, None, "averages do not add up");
    }

    #[test]
    fn what_could_not_be_read_is_unknown_and_has_no_place() {
        let shown = totals(&[("a", 10, 1), ("b", 30, 2)]);
        let unread = [id("b")].into();
        let field = Field { shown: &shown, listed: &BTreeSet::new(), unread: &unread, compared: None };
        let ranking = Ranking::of(&field, Kpi::Revenue);
        assert_eq!(ranked(&ranking), [("a", Some(1)), ("b", None)]);
        assert_eq!(ranking.rows[1].kpis(), None);
    }

    #[test]
    fn places_move_against_the_compared_period() {
        let (now, before) =
            (totals(&[("a", 40, 4), ("b", 30, 2), ("n", 5, 1)]), totals(&[("a", 20, 4), ("b", 60, 2)]));
        let none = BTreeSet::new();
        let field = Field { shown: &now, listed: &none, unread: &none, compared: Some((&now, &before)) };
        let ranking = Ranking::of(&field, Kpi::Revenue);
        let moves: Vec<_> = ranking.rows.iter().map(|row| row.moved).collect();
        assert_eq!(moves, [Some(Move::Up(1)), Some(Move::Down(1)), Some(Move::New)]);
        assert_eq!(ranking.rows[0].change, Some(Change::Percent(100.0)));
        assert_eq!(ranking.rows[2].change, None, "against nothing there is no percentage");
    }

    #[test]
    fn concentration_is_told_of_what_adds_up() {
        let many: Vec<(String, i64)> = (1..=20).map(|n| (format!("v{n:02}"), n)).collect();
        let many: Vec<(&str, i64, i64)> = many.iter().map(|(name, n)| (name.as_str(), *n, 1)).collect();
        let (shown, none) = (totals(&many), BTreeSet::new());
        let field = Field { shown: &shown, listed: &none, unread: &none, compared: None };
        let told = Ranking::of(&field, Kpi::Revenue).concentration(Kpi::Revenue).unwrap();
        assert_eq!((told.top, told.of), (3, 20));
        assert!((told.share - 57.0 / 210.0).abs() < 1e-9);
        assert_eq!(Ranking::of(&field, Kpi::Conversion).concentration(Kpi::Conversion), None);
        assert_eq!(Ranking::default().concentration(Kpi::Revenue), None);
    }

    proptest! {
        #[test]
        fn shares_make_a_whole_and_places_never_fall_back(
            amounts in prop::collection::vec(0i64..1_000, 1..60), kpi in 0usize..5,
        ) {
            let names: Vec<String> = (0..amounts.len()).map(|place| format!("v{place}")).collect();
            let of: Vec<(&str, i64, i64)> =
                names.iter().zip(&amounts).map(|(name, amount)| (name.as_str(), *amount, amount / 7)).collect();
            let (shown, none) = (totals(&of), BTreeSet::new());
            let field = Field { shown: &shown, listed: &none, unread: &none, compared: Some((&shown, &shown)) };
            let ranking = Ranking::of(&field, Kpi::ALL[kpi]);
            prop_assert_eq!(ranking.rows.len(), amounts.len());
            let ranks: Vec<usize> = ranking.rows.iter().filter_map(|row| row.rank).collect();
            prop_assert!(ranks.is_sorted());
            let is_still = |row: &Ranked| matches!(row.moved, None | Some(Move::Same));
            prop_assert!(ranking.rows.iter().all(is_still));
            let shares: f64 = ranking.rows.iter().filter_map(|row| row.share).sum();
            let whole = ranking.rows.iter().any(|row| row.share.is_some());
            prop_assert!(!whole || (shares - 1.0).abs() < 1e-6);
        }
    }
}
