//! How far the catalog goes, against recorded answers: projected, listed, absent, denied.

use super::*;
use crate::pipeline::LakeFacts;

fn table(parameters: &Value, keys: &[&str]) -> (u16, String) {
    let keys: Vec<Value> = keys.iter().map(|key| json!({ "Name": key, "Type": "string" })).collect();
    let table = json!({ "Name": "vendor_events", "PartitionKeys": keys, "Parameters": parameters });
    (200, json!({ "TableMetadata": table }).to_string())
}

fn partitions(names: &[&str], next: Option<&str>) -> (u16, String) {
    let cells: Vec<[Option<&str>; 1]> = names.iter().map(|name| [Some(*name)]).collect();
    let rows: Vec<&[Option<&str>]> = cells.iter().map(|row| &row[..]).collect();
    page_of(&[("partition", "string")], &rows, next)
}

fn facts(item: &Item) -> LakeFacts {
    match item.answered.as_ref().map(|answered| &answered.answer) {
        Some(Answer::Lake(facts)) => facts.clone(),
        other => panic!("no facts but {other:?}; {:?}", item.troubles),
    }
}

#[tokio::test]
async fn a_projected_table_is_told_without_a_query() {
    let (mut source, recorded) = source(&[table(&json!({ "projection.enabled": "true" }), &["year"])]);
    assert!(source.answers(&Question::Lake));
    let (item, reading) = ask(&mut source, &Question::Lake, 0).await;
    assert!(facts(&item).is_projected);
    assert_eq!(sent(&recorded)[0]["TableName"], "vendor_events");
    assert_eq!(reading.calls.iter().map(|call| call.api).collect::<Vec<_>>(), ["GetTableMetadata"]);
    let provenance = &item.answered.unwrap().provenance;
    assert!(provenance.command.starts_with("aws athena get-table-metadata --catalog-name AwsDataCatalog"));
}

#[tokio::test]
async fn a_catalogued_table_is_listed_over_several_askings_and_costs_nothing() {
    let first = ["year=2025/month=11/day=06", "year=2025/month=11/day=07"];
    let (mut source, recorded) = source(&[
        table(&json!({}), &["year", "month", "day"]),
        started(),
        state("RUNNING", &json!({})),
        state("SUCCEEDED", &json!({ "TotalExecutionTimeInMillis": 400 })),
        partitions(&first, Some("more")),
        partitions(&["year=2025/month=10/day=31"], None),
    ]);
    let (item, _) = ask(&mut source, &Question::Lake, 0).await;
    assert_eq!((item.waiting.as_deref(), item.answered), (Some("query sent"), None));
    ask(&mut source, &Question::Lake, 1).await;
    let (item, reading) = ask(&mut source, &Question::Lake, 2).await;
    let newest = "2025-11-07".parse().ok();
    let expected = LakeFacts { table: "vendor_events".into(), newest, partitions: 3, is_projected: false };
    assert_eq!(facts(&item), expected);
    let start = &sent(&recorded)[1];
    assert_eq!(start["QueryString"], "SHOW PARTITIONS `vendor_events`");
    assert_eq!(start["ResultReuseConfiguration"]["ResultReuseByAgeConfiguration"]["Enabled"], false);
    assert_eq!(item.answered.as_ref().unwrap().provenance.cost_micro_usd, 0);
    assert!(reading.calls.iter().all(|call| call.cost_micro_usd == 0), "{:?}", reading.calls);
}

#[tokio::test]
async fn a_table_without_a_partition_is_told_and_one_not_by_day_is_a_trouble() {
    for (names, is_told) in [(&[][..], true), (&["region=eu"][..], false)] {
        let (mut source, _) =
            source(&[table(&json!({}), &["region"]), started(), succeeded(), partitions(names, None)]);
        ask(&mut source, &Question::Lake, 0).await;
        let (item, _) = ask(&mut source, &Question::Lake, 1).await;
        assert_eq!(item.answered.is_some(), is_told, "{names:?}");
        assert_eq!(item.troubles.is_empty(), is_told, "{names:?}: {:?}", item.troubles);
    }
}

#[tokio::test]
async fn a_catalog_that_refuses_says_why_and_is_asked_again_where_that_helps() {
    let denied = "User: x is not authorized to perform: athena:GetTableMetadata on resource: y";
    let absent = "EntityNotFoundException: Table vendor_events not found.";
    let cases = [
        (400, refusal("AccessDeniedException", denied), Fault::Denied, false),
        (400, refusal("MetadataException", absent), Fault::NotFound, false),
        (400, refusal("TooManyRequestsException", "Rate exceeded"), Fault::Throttled, true),
        (200, "{}".to_owned(), Fault::Garbled, false),
    ];
    for (status, body, fault, again) in cases {
        let (mut source, _) = source(&[(status, body)]);
        let (item, _) = ask(&mut source, &Question::Lake, 0).await;
        let trouble = &item.troubles[0];
        assert_eq!((trouble.fault, item.answered.is_none()), (fault, true), "{trouble:?}");
        if again {
            assert!(item.again_after.is_some());
        }
        if fault == Fault::Denied {
            assert_eq!(trouble.action.as_deref(), Some("athena:GetTableMetadata"));
        }
    }
}
