//! No id of a vendor reaches another vendor's items: neighbours whose ids begin alike are planted around it, and the
//! request is looked at as it is sent.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::source::aws::dynamodb::keys::KeyRange;

/// Ids that begin with one another, differ in case alone, or look like parts of keys.
const NEIGHBOURS: [&str; 10] = [
    "vendor_1",
    "vendor_10",
    "vendor_1.",
    "vendor_1:2",
    "vendor_1-",
    "vendor_",
    "VENDOR_1",
    "vendor_1@x",
    "1",
    "A",
];
/// Sort keys of a partition: what is read, what lies before and after it, and what only looks like it.
const SORTS: [&str; 8] = [
    "METRICS#2025-10-31",
    "METRICS#2025-11-01",
    "METRICS#2025-11-08",
    "METRICS#2025-11-09",
    "METRICS#2025-11-080",
    "METRICS#vendor_10#2025-11-02",
    "PRODUCT#METRICS#2025-11-02",
    "VENDOR#vendor_10",
];

/// The keys of a table that a range reads, as DynamoDB does: one partition, and sort keys by their bytes.
fn read(range: &KeyRange, table: &[(String, String)]) -> Vec<(String, String)> {
    let condition = range.condition();
    let parts: Vec<&str> = condition.split(' ').collect();
    assert!(
        matches!(parts.as_slice(), [_, "=", ":pk", "AND", _, "BETWEEN", ":from", "AND", ":to"]),
        "{condition}"
    );
    let values: BTreeMap<&str, &str> = range.values().into_iter().collect();
    let is_read = |(partition, sort): &&(String, String)| {
        partition == values[":pk"] && (values[":from"]..=values[":to"]).contains(&sort.as_str())
    };
    table.iter().filter(is_read).cloned().collect()
}

fn id() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::sample::select(NEIGHBOURS.to_vec()).prop_map(str::to_owned),
        "[A-Za-z0-9_.:@-]{1,20}",
    ]
}

proptest! {
    #[test]
    fn a_range_reads_one_partition_and_nothing_of_its_neighbours(
        own in id(),
        others in proptest::collection::vec(id(), 0..12),
    ) {
        let everybody = others.iter().chain([&own]).map(String::as_str).chain(NEIGHBOURS);
        let table: Vec<(String, String)> = everybody
            .flat_map(|id| SORTS.map(|sort| (format!("VENDOR#{id}"), sort.to_owned())))
            .collect();
        let (vendors, id) = (table_of(), VendorId::parse(&own).unwrap());
        let week = range("2025-11-01", "2025-11-08");
        let found = read(&KeyRange::vendor_days(&vendors, &id, week), &table);
        prop_assert!(!found.is_empty());
        for (partition, sort) in found {
            prop_assert_eq!(partition.strip_prefix("VENDOR#"), Some(own.as_str()));
            prop_assert!(sort == "METRICS#2025-11-01" || sort == "METRICS#2025-11-08", "{sort}");
        }
        let products = read(&KeyRange::product_days(&vendors, "GSI1".into(), &id, week), &table);
        let partition = format!("VENDOR#{own}");
        prop_assert!(products.iter().all(|(read, _)| *read == partition));
    }

    #[test]
    fn a_text_is_no_id_or_stands_in_its_partition_as_it_is(text in "\\PC{0,20}|[#'\"*%_A-Za-z0-9\u{0}-\u{1f}\u{202e} ]{0,12}") {
        let Ok(id) = VendorId::parse(&text) else { return Ok(()) };
        prop_assert!(text.chars().all(|c| c.is_ascii_alphanumeric() || "_.:@-".contains(c)), "{text:?}");
        let keys = KeyRange::vendor_days(&table_of(), &id, range("2025-11-01", "2025-11-08"));
        prop_assert_eq!(keys.partition, format!("VENDOR#{text}"));
    }
}

fn table_of() -> Vendors {
    table(listed(&[]))
}

#[tokio::test]
async fn what_is_sent_for_a_vendor_names_its_partition_and_no_other() {
    let ids = ["vendor_1", "vendor_10", "VENDOR_1", "vendor_1:2"];
    let pages: Vec<(u16, String)> = (0..ids.len() * 2).map(|_| (200, page(&[], None))).collect();
    let answers: Vec<(u16, &str)> = pages.iter().map(|(status, page)| (*status, page.as_str())).collect();
    let (mut source, recorded) = source(&answers);
    for id in ids {
        let (vendor, week) = (VendorId::parse(id).unwrap(), range("2025-11-01", "2025-11-08"));
        ask_one(&mut source, Question::VendorDays { vendor: VendorScope::One(vendor.clone()), range: week })
            .await;
        ask_one(&mut source, Question::ProductDays { vendor, range: week }).await;
    }
    let sent = sent(&recorded);
    assert_eq!(sent.len(), ids.len() * 2);
    for (place, request) in sent.iter().enumerate() {
        let values = request["ExpressionAttributeValues"].as_object().unwrap();
        assert_eq!(values[":pk"], json!({ "S": format!("VENDOR#{}", ids[place / 2]) }));
        assert_eq!(values.len(), 3, "{request}");
        let (from, to) = (values[":from"]["S"].as_str().unwrap(), values[":to"]["S"].as_str().unwrap());
        assert!(from.ends_with("METRICS#2025-11-01") && to.ends_with("METRICS#2025-11-08"), "{request}");
        let condition = request["KeyConditionExpression"].as_str().unwrap();
        assert!(
            condition.contains(" = :pk AND ") && condition.contains(" BETWEEN :from AND :to"),
            "{condition}"
        );
        let names = request["ExpressionAttributeNames"].as_object().unwrap();
        let partition = &names[condition.split(' ').next().unwrap()];
        assert_eq!(partition, if place % 2 == 0 { "PK" } else { "GSI1PK" });
        assert!(
            request.get("FilterExpression").is_none() && request.get("ScanFilter").is_none(),
            "{request}"
        );
    }
}
