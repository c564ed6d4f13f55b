//! Views that are not there or not as shipped, against recorded answers: the same numbers come from the table.

use super::*;

const MISSING: &str =
    "TABLE_NOT_FOUND: line 2:6: Table 'awsdatacatalog.analytics_dev.conversion_funnel' does not exist";

fn failed(reason: &str) -> (u16, String) {
    state("FAILED", &json!({ "Reason": reason, "Error": { "ErrorCategory": 2 } }))
}

fn rows_of(values: &[&[Option<&str>]]) -> (u16, String) {
    let columns = [("vendorid", "varchar"), ("event_date", "date"), ("viewed", "bigint")];
    let header: &[Option<&str>] = &[Some("vendorid"), Some("event_date"), Some("viewed")];
    page_of(&columns, &[&[header], values].concat(), None)
}

fn sql(recorded: &StaticReplayClient, at: usize) -> String {
    sent(recorded)[at]["QueryString"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn where_the_view_is_missing_the_table_is_read_and_provenance_says_so() {
    let row: &[Option<&str>] = &[Some("v1"), Some("2025-11-01"), Some("12")];
    let answers = [started(), failed(MISSING), started(), succeeded(), rows_of(&[row]), started()];
    let (mut source, recorded) = source(&answers);
    ask(&mut source, &funnel(), 0).await;
    let (item, _) = ask(&mut source, &funnel(), 1).await;
    assert_eq!((item.waiting.as_deref(), item.troubles.len()), (Some("query sent"), 0), "no outage");
    let (item, _) = ask(&mut source, &funnel(), 2).await;
    assert_eq!((rows(&item)[0][2].clone(), item.troubles.len()), (Cell::Integer(12), 0));
    let call = item.answered.unwrap().provenance.call;
    assert!(call.contains("view missing: read from the table"), "{call}");
    assert!(call.contains("tidewatch lake install"), "{call}");
    assert!(sql(&recorded, 0).contains("FROM \"conversion_funnel\""));
    assert!(sql(&recorded, 2).contains("FROM \"vendor_events\""));
    // It is found out once: the next asking goes to the table at once.
    ask(&mut source, &funnel(), 60).await;
    assert!(sql(&recorded, 5).contains("FROM \"vendor_events\""));
}

#[tokio::test]
async fn a_view_that_was_created_meanwhile_is_read_again_after_an_hour() {
    let answers = [started(), failed(MISSING), started(), succeeded(), rows_of(&[]), started()];
    let (mut source, recorded) = source(&answers);
    for after in 0..3 {
        ask(&mut source, &funnel(), after).await;
    }
    ask(&mut source, &funnel(), 2 * 3_600).await;
    assert!(sql(&recorded, 5).contains("FROM \"conversion_funnel\""));
}

#[tokio::test]
async fn a_view_with_other_columns_is_told_and_read_around() {
    for reason in [
        "COLUMN_NOT_FOUND: line 1:8: Column 'viewed' cannot be resolved",
        "VIEW_IS_STALE: line 1:15: View 'awsdatacatalog.analytics_dev.conversion_funnel' is stale",
        "TYPE_MISMATCH: line 3:40: Cannot apply operator: integer = varchar(4)",
    ] {
        let (mut source, recorded) =
            source(&[started(), failed(reason), started(), succeeded(), rows_of(&[])]);
        for after in 0..2 {
            ask(&mut source, &funnel(), after).await;
        }
        let (item, _) = ask(&mut source, &funnel(), 2).await;
        let call = item.answered.unwrap().provenance.call;
        assert!(call.contains("view not as shipped") && call.contains(reason), "{call}");
        assert!(sql(&recorded, 2).contains("FROM \"vendor_events\""));
    }
}

#[tokio::test]
async fn a_view_whose_columns_are_of_other_types_is_read_around_too() {
    let columns = [("vendorid", "varchar"), ("event_date", "varchar"), ("viewed", "varchar")];
    let text: [&[Option<&str>]; 2] =
        [&[Some("vendorid"), Some("event_date"), Some("viewed")], &[Some("v1"), Some("1 Nov"), Some("many")]];
    let answers =
        [started(), succeeded(), page_of(&columns, &text, None), started(), succeeded(), rows_of(&[])];
    let (mut source, _) = source(&answers);
    for after in 0..2 {
        ask(&mut source, &funnel(), after).await;
    }
    let (item, _) = ask(&mut source, &funnel(), 2).await;
    let call = item.answered.unwrap().provenance.call;
    assert!(call.contains("column event_date is text, column viewed is text"), "{call}");
}

#[tokio::test]
async fn when_the_table_cannot_answer_either_its_own_failure_is_told() {
    let table =
        "TABLE_NOT_FOUND: line 2:6: Table 'awsdatacatalog.analytics_dev.vendor_events' does not exist";
    let (mut source, _) = source(&[started(), failed(MISSING), started(), failed(table)]);
    for after in 0..2 {
        ask(&mut source, &funnel(), after).await;
    }
    let (item, _) = ask(&mut source, &funnel(), 2).await;
    assert!(item.troubles[0].sentence.contains("vendor_events"), "{:?}", item.troubles);
    assert!(item.troubles[0].fix.contains("00_table"), "{:?}", item.troubles);
}

#[tokio::test]
async fn a_column_of_a_type_that_is_not_known_is_kept_as_text_and_told() {
    let columns = [("vendorid", "varchar"), ("event_date", "date"), ("newest", "hyperloglog")];
    let values: [&[Option<&str>]; 2] = [
        &[Some("vendorid"), Some("event_date"), Some("newest")],
        &[Some("v1"), Some("2025-11-01"), Some("0a\u{1b}[31m1b")],
    ];
    let (mut source, _) = source(&[started(), succeeded(), page_of(&columns, &values, None)]);
    let question = summary(View::EventCounts);
    ask(&mut source, &question, 0).await;
    let (item, _) = ask(&mut source, &question, 1).await;
    assert_eq!(rows(&item)[0][2], Cell::Text("0a[31m1b".into()));
    assert_eq!(item.troubles[0].fault, Fault::Item);
    assert!(item.troubles[0].sentence.contains("newest (hyperloglog)"), "{}", item.troubles[0].sentence);
}
