//! Counters of vendors and products in the table and its index, against what was written.

use rust_decimal::Decimal;
use tidewatch::{
    business::{VendorId, VendorScope},
    question::{Fault, Question},
};

use crate::account::{desk, last_days, look, troubles, truth, vendor};

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the emulator that scripts/test starts"]
async fn counters_equal_what_was_written() {
    let truth = truth();
    let desk = desk().await;
    let range = last_days(&truth, 30);
    let ask = |scope: VendorScope| Question::VendorDays { vendor: scope, range };
    let scopes: Vec<VendorScope> =
        truth["vendors"].as_object().unwrap().keys().map(|id| vendor(id)).collect();
    let snapshot = look(&desk, scopes.iter().cloned().map(ask).chain([ask(VendorScope::All)])).await;
    let mut sum = Decimal::ZERO;
    for scope in &scopes {
        let id = scope.one().unwrap().as_str();
        let days =
            &snapshot.vendor_days(scope, range).unwrap_or_else(|| panic!("{:?}", troubles(&snapshot))).days;
        let written = truth["days"][id].as_object().unwrap();
        assert_eq!(days.len(), written.len(), "{id}");
        for day in days {
            let expected = &written[&day.date.to_string()];
            let counted = day.counters;
            assert_eq!(expected["productViews"], counted.product_views, "{id} {}", day.date);
            assert_eq!(expected["profileViews"], counted.profile_views);
            assert_eq!(expected["productFavorites"], counted.product_favorites);
            assert_eq!(expected["cartAdds"], counted.cart_adds);
            assert_eq!(expected["orders"], counted.orders);
            assert_eq!(expected["completedOrders"], counted.completed_orders);
            assert_eq!(expected["revenue"].as_str().unwrap().parse::<Decimal>().unwrap(), counted.revenue);
            sum += counted.revenue;
        }
    }
    let all: Decimal =
        snapshot.vendor_days(&VendorScope::All, range).unwrap().days.iter().map(|d| d.counters.revenue).sum();
    assert_eq!(all, sum, "all vendors together");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the emulator that scripts/test starts"]
async fn products_of_the_index_add_up_to_their_vendor() {
    let truth = truth();
    let desk = desk().await;
    let range = last_days(&truth, 30);
    let id = VendorId::parse("vendor_002").unwrap();
    let snapshot = look(&desk, [Question::ProductDays { vendor: id.clone(), range }]).await;
    let days = &snapshot.product_days(&id, range).unwrap().days;
    assert_eq!(days.len(), 5 * 30);
    let orders: i64 = days.iter().map(|day| day.orders).sum();
    let written: i64 = truth["days"]["vendor_002"]
        .as_object()
        .unwrap()
        .values()
        .map(|d| d["orders"].as_i64().unwrap())
        .sum();
    assert_eq!(orders, written);
    assert!(days.iter().all(|day| day.product.as_str().starts_with("product_002_")));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the emulator that scripts/test starts"]
async fn an_odd_item_is_reported_and_the_rest_is_kept() {
    let truth = truth();
    let desk = desk().await;
    let (range, odd) = (last_days(&truth, 7), vendor("vendor_odd"));
    let question = Question::VendorDays { vendor: odd.clone(), range };
    let snapshot = look(&desk, [question.clone()]).await;
    let days = &snapshot.vendor_days(&odd, range).unwrap().days;
    assert_eq!(days.iter().map(|day| day.counters.orders).sum::<i64>(), 4, "the good attributes are kept");
    let troubles = &snapshot.entry(&question).unwrap().troubles;
    assert!(
        troubles.iter().any(|t| t.fault == Fault::Item && t.sentence.contains("revenue")),
        "{troubles:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the emulator that scripts/test starts"]
async fn vendors_come_from_their_index_items() {
    let desk = desk().await;
    let snapshot = look(&desk, [Question::Vendors]).await;
    let names: Vec<&str> = snapshot.vendors().unwrap().iter().map(|vendor| &*vendor.name).collect();
    let truth = truth();
    let mut seeded: Vec<&str> =
        truth["vendors"].as_object().unwrap().values().filter_map(|name| name.as_str()).collect();
    seeded.sort_unstable();
    assert_eq!(names, seeded);
}
