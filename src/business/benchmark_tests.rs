//! What a benchmark tells and what it must never tell.

use proptest::prelude::*;

use super::*;

fn id(place: usize) -> VendorId {
    VendorId::parse(&format!("v{place}")).unwrap()
}

fn vendor(place: usize, category: Option<&str>) -> Vendor {
    Vendor { id: id(place), name: format!("Shop {place}").into(), category: category.map(Into::into) }
}

fn counters(revenue: i64) -> Counters {
    Counters {
        product_views: 1_000,
        orders: 50,
        completed_orders: 40,
        revenue: revenue.into(),
        ..Counters::default()
    }
}

/// The vendor 0 with its revenue, and peers with theirs.
fn market(own: i64, peers: &[i64]) -> (Totals, Vec<Vendor>) {
    let revenues = std::iter::once(own).chain(peers.iter().copied());
    let totals = revenues.enumerate().map(|(place, revenue)| (id(place), counters(revenue))).collect();
    (totals, (0..=peers.len()).map(|place| vendor(place, Some("Bakery"))).collect())
}

fn by_revenue(own: i64, peers: &[i64]) -> Placing {
    let (totals, vendors) = market(own, peers);
    benchmark(&totals, &vendors, &id(0)).places[0].1
}

#[test]
fn a_vendor_is_placed_in_a_quarter_of_its_peers() {
    let peers = [100, 200, 300, 400, 500, 600, 700, 800];
    let placed = [50, 350, 550, 900].map(|own| by_revenue(own, &peers));
    assert_eq!(placed, [Quarter::Lowest, Quarter::Lower, Quarter::Upper, Quarter::Top].map(Placing::In));
}

#[test]
fn four_peers_are_too_few_and_five_are_enough() {
    assert_eq!(by_revenue(100, &[90, 95, 105, 110]), Placing::Withheld(Withheld::TooFew));
    assert!(matches!(by_revenue(100, &[90, 95, 105, 110, 115]), Placing::In(_)));
}

#[test]
fn a_peer_above_half_of_the_category_is_told_as_too_few() {
    assert_eq!(by_revenue(100, &[10, 10, 10, 10, 10, 1_000]), Placing::Withheld(Withheld::TooFew));
    assert!(matches!(by_revenue(1_000, &[10, 10, 10, 10, 10, 100]), Placing::In(Quarter::Top)));
}

#[test]
fn shops_at_which_nothing_happens_are_no_peers() {
    let (mut totals, vendors) = market(100, &[90, 95, 105, 110, 120]);
    totals.insert(id(5), Counters::default());
    assert_eq!(benchmark(&totals, &vendors, &id(0)).withheld(), Some(Withheld::TooFew), "four are left");
}

#[test]
fn the_reason_is_told_in_words() {
    let (totals, mut vendors) = market(100, &[90, 95, 105, 110, 120]);
    vendors[0].category = None;
    assert_eq!(benchmark(&totals, &vendors, &id(0)).withheld(), Some(Withheld::NoCategory));
    assert_eq!(benchmark(&totals, &vendors, &id(77)).withheld(), Some(Withheld::NoCategory));
    let (mut totals, vendors) = market(100, &[90, 95, 105, 110, 120]);
    totals.remove(&id(0));
    let told = benchmark(&totals, &vendors, &id(0));
    assert_eq!(told.places[0].1, Placing::In(Quarter::Lowest), "no revenue is a figure");
    assert_eq!(told.places[3].1, Placing::Withheld(Withheld::OwnUnknown), "no conversion is none");
}

#[test]
fn nothing_of_a_peer_is_in_what_is_written() {
    let (totals, vendors) = market(777, &[123, 234, 345, 456, 567]);
    let written = serde_json::to_string(&benchmark(&totals, &vendors, &id(0))).unwrap();
    for secret in ["123", "234", "345", "456", "567", "v1", "Shop", "777"] {
        assert!(!written.contains(secret), "{written}");
    }
}

fn step(place: Placing) -> Option<u8> {
    match place {
        Placing::In(quarter) => Some(quarter.step()),
        Placing::Withheld(_) => None,
    }
}

proptest! {
    #[test]
    fn fewer_than_five_peers_tell_nothing(own in 0i64..10_000, peers in prop::collection::vec(1i64..10_000, 0..5)) {
        let (totals, vendors) = market(own, &peers);
        let told = benchmark(&totals, &vendors, &id(0));
        prop_assert_eq!(told.withheld(), Some(Withheld::TooFew));
    }

    /// Whatever one peer does, the vendor's place moves by one quarter at most.
    #[test]
    fn one_peer_moves_the_outcome_by_one_step_at_most(
        own in 1i64..10_000, mut peers in prop::collection::vec(1i64..10_000, 5..30), which: prop::sample::Index,
        other in 1i64..10_000,
    ) {
        let before = by_revenue(own, &peers);
        *which.get_mut(&mut peers) = other;
        let after = by_revenue(own, &peers);
        if let (Some(before), Some(after)) = (step(before), step(after)) {
            prop_assert!(before.abs_diff(after) <= 1);
        }
    }

    /// A peer that moves between its neighbours in the order, and not past the vendor, leaves no trace beyond the width
    /// that values are compared in.
    #[test]
    fn a_peer_that_keeps_its_place_changes_nothing(
        own in 1i64..90, peers in prop::collection::btree_set(1i64..90, 5..20), which: prop::sample::Index, to: u8,
    ) {
        // Below 100 two digits are all there are: the comparison is exact.
        let mut peers: Vec<i64> = peers.into_iter().filter(|peer| *peer != own).collect();
        prop_assume!(peers.len() >= 5);
        let place = which.index(peers.len());
        let low = peers[..place].iter().chain([&own]).filter(|other| **other < peers[place]).max().unwrap_or(&0) + 1;
        let high = peers[place + 1..].iter().chain([&own]).filter(|other| **other > peers[place]).min().unwrap_or(&90) - 1;
        let before = by_revenue(own, &peers);
        peers[place] = low + i64::from(to) % (high - low + 1);
        let after = by_revenue(own, &peers);
        let are_both_told = step(before).is_some() && step(after).is_some();
        prop_assert!(!are_both_told || before == after, "{:?} {:?}", before, after);
    }

    #[test]
    fn values_are_compared_in_two_digits(value in -1e12..1e12f64) {
        let told = coarse(value);
        prop_assert!((told - value).abs() <= value.abs() * 0.051);
    }
}
