//! Streaming result pages, against recorded answers: real client, real bytes, no network.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;
use crate::{
    business::{DateRange, VendorId, VendorScope},
    source::{
        aws::replay::{client, recorded, refusal},
        rows::RowKind,
    },
};

fn now() -> DateTime<Utc> {
    "2025-11-08T14:00:00Z".parse().unwrap()
}

fn lake() -> Lake {
    Lake {
        region: None,
        workgroup: "dashboards".into(),
        catalog: "AwsDataCatalog".into(),
        database: "analytics_dev".into(),
        table: "vendor_events".into(),
        views: BTreeMap::new(),
        output_location: None,
        reuse_minutes: 60,
        scan_limit_bytes: None,
    }
}

fn wanted(kind: RowKind, vendor: Option<&str>) -> RowsWanted {
    let vendor = vendor.map_or(VendorScope::All, |id| VendorScope::One(VendorId::parse(id).unwrap()));
    let range = DateRange::new("2025-11-07".parse().unwrap(), "2025-11-08".parse().unwrap()).unwrap();
    RowsWanted { kind, vendor, range, minor_digits: 2 }
}

fn started() -> (u16, String) {
    (200, json!({ "QueryExecutionId": "q-1" }).to_string())
}

fn state(state: &str, reason: &str) -> (u16, String) {
    let execution = json!({
        "QueryExecutionId": "q-1",
        "Status": { "State": state, "StateChangeReason": reason },
        "Statistics": { "DataScannedInBytes": 20_000_000 },
    });
    (200, json!({ "QueryExecution": execution }).to_string())
}

fn page(rows: &[[&str; 3]], next: Option<&str>) -> (u16, String) {
    let datum = |text: &str| if text.is_empty() { json!({}) } else { json!({ "VarCharValue": text }) };
    let rows: Vec<Value> = rows
        .iter()
        .map(|row| {
            let mut cells = vec![datum(row[0]), datum(row[1]), datum("customer_1")];
            cells.extend([
                datum("2025-11-08 10:15:30.123"),
                datum(""),
                datum("1"),
                datum("2"),
                datum(row[2]),
            ]);
            json!({ "Data": cells })
        })
        .collect();
    let columns = [
        ("vendorid", "varchar"),
        ("orderid", "varchar"),
        ("customerid", "varchar"),
        ("ordered_at", "timestamp"),
        ("completed_at", "timestamp"),
        ("lines", "bigint"),
        ("units", "bigint"),
        ("total", "double"),
    ];
    let columns: Vec<Value> =
        columns.iter().map(|(name, kind)| json!({ "Name": name, "Type": kind })).collect();
    let mut page = json!({ "ResultSet": { "Rows": rows, "ResultSetMetadata": { "ColumnInfo": columns } } });
    if let Some(next) = next {
        page["NextToken"] = next.into();
    }
    (200, page.to_string())
}

fn header_then(rows: &[[&str; 3]], next: Option<&str>) -> (u16, String) {
    let (status, body) = page(rows, next);
    let mut page: Value = serde_json::from_str(&body).unwrap();
    let names = page["ResultSet"]["ResultSetMetadata"]["ColumnInfo"].as_array().unwrap();
    let head: Vec<Value> = names.iter().map(|column| json!({ "VarCharValue": column["Name"] })).collect();
    page["ResultSet"]["Rows"].as_array_mut().unwrap().insert(0, json!({ "Data": head }));
    (status, page.to_string())
}

/// What a stream over these answers says to its end.
async fn told(answers: &[(u16, String)]) -> (Vec<Vec<Cell>>, String) {
    let answers: Vec<(u16, &str)> = answers.iter().map(|(status, body)| (*status, body.as_str())).collect();
    let replay = recorded(&answers);
    let connection = Connection::opened(client!(aws_sdk_athena, replay));
    let wish = wanted(RowKind::Orders, Some("v1"));
    let mut stream = RowStream::of_task(move |parts| run(connection, lake(), Tz::UTC, wish, now(), parts));
    let (mut rows, mut end) = (Vec::new(), String::new());
    while let Some(part) = stream.next().await {
        match part {
            Part::Rows(mut batch, _) => rows.extend(batch.rows().map(|row| row.to_vec())),
            Part::Waiting(_) => {}
            Part::Done(said) => end = format!("done: {said}"),
            Part::Failed(trouble) => end = format!("failed: {}", trouble.sentence),
        }
    }
    (rows, end)
}

#[tokio::test(start_paused = true)]
async fn pages_follow_each_other_to_the_last_row_with_exact_money() {
    let (rows, end) = told(&[
        started(),
        state("RUNNING", ""),
        state("SUCCEEDED", ""),
        header_then(&[["v1", "o-1", "12.5"]], Some("n1")),
        page(&[["v1", "orderid", "0.30000000000000004"]], Some("n2")),
        page(&[["v1", "o-3", ""]], None),
    ])
    .await;
    let totals: Vec<String> = rows
        .iter()
        .map(|row| match &row[7] {
            Cell::Decimal(total) => total.to_string(),
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(totals, ["12.50", "0.30", "Null"]);
    assert_eq!(rows[1][1], Cell::Text("orderid".into()), "only the first page begins with names");
    assert_eq!(end, "done: Athena scanned 20 MB, about $0.0001");
}

#[tokio::test(start_paused = true)]
async fn a_query_that_fails_says_why_in_athenas_words() {
    let failed = state("FAILED", "SYNTAX_ERROR: line 1:8: Column 'x' cannot be resolved");
    let (rows, end) = told(&[started(), failed]).await;
    assert!(rows.is_empty());
    assert!(end.starts_with("failed: ") && end.contains("Column 'x' cannot be resolved"), "{end}");
}

#[tokio::test(start_paused = true)]
async fn a_page_that_is_refused_for_good_ends_the_rows_with_a_trouble_and_not_as_if_done() {
    let (rows, end) = told(&[
        started(),
        state("SUCCEEDED", ""),
        header_then(&[["v1", "o-1", "1.0"]], Some("n1")),
        (400, refusal("AccessDeniedException", "User is not authorized to perform: athena:GetQueryResults")),
    ])
    .await;
    assert_eq!(rows.len(), 1);
    assert!(end.starts_with("failed: "), "{end}");
}

#[tokio::test(start_paused = true)]
async fn a_query_that_nobody_reads_any_more_is_stopped() {
    let answers = [started(), state("RUNNING", ""), (200, "{}".to_owned())];
    let answers: Vec<(u16, &str)> = answers.iter().map(|(status, body)| (*status, body.as_str())).collect();
    let replay = recorded(&answers);
    let connection = Connection::opened(client!(aws_sdk_athena, replay.clone()));
    let wish = wanted(RowKind::Orders, Some("v1"));
    let mut stream = RowStream::of_task(move |parts| run(connection, lake(), Tz::UTC, wish, now(), parts));
    assert!(matches!(stream.next().await, Some(Part::Waiting(_))));
    stream.close().await;
    let last = replay.actual_requests().last().and_then(|call| call.headers().get("x-amz-target"));
    assert_eq!(last, Some("AmazonAthena.StopQueryExecution"));
}

#[test]
fn statements_prune_partitions_and_hold_ids_as_literals() {
    let sql = |kind, vendor| stream_sql::statement(&lake(), Tz::UTC, &wanted(kind, vendor)).unwrap();
    let one = sql(RowKind::Events, Some("v1"));
    let days = "(\"year\" = '2025' AND \"month\" = '11' AND \"day\" >= '07' AND \"day\" <= '08')";
    assert!(one.contains("WHERE \"vendorid\" = 'v1' AND ") && one.contains(days), "{one}");
    assert!(
        one.contains("PARTITION BY \"vendorid\", \"eventid\"") && one.contains("ORDER BY \"event_time\"")
    );
    let all = sql(RowKind::Events, None);
    assert!(all.contains("WHERE \"vendorid\" IS NOT NULL AND ") && !all.contains("\nORDER BY"), "{all}");
    let orders = sql(RowKind::Orders, Some("v1"));
    assert!(orders.contains("GROUP BY \"vendorid\", \"orderid\"") && orders.contains(days), "{orders}");
    let days_of_all = sql(RowKind::Days, None);
    assert!(days_of_all.contains("FROM \"daily_vendor_performance\"") && !days_of_all.contains("is_open"));
}

#[test]
fn a_business_day_elsewhere_reads_a_day_more_and_leaves_the_rest_out() {
    let berlin = chrono_tz::Europe::Berlin;
    let sql = stream_sql::statement(&lake(), berlin, &wanted(RowKind::Events, Some("v1"))).unwrap();
    assert!(sql.contains("\"day\" >= '06' AND \"day\" <= '09'"), "{sql}");
    assert!(sql.contains("\"event_time\" >= TIMESTAMP '2025-11-06 23:00:00'"), "{sql}");
    assert!(sql.contains("\"event_time\" < TIMESTAMP '2025-11-08 23:00:00'"), "{sql}");
}

#[test]
fn names_that_cannot_be_names_make_no_statement() {
    let odd = Lake { table: "events; DROP TABLE x".into(), ..lake() };
    let refused = stream_sql::statement(&odd, Tz::UTC, &wanted(RowKind::Events, Some("v1"))).unwrap_err();
    assert!(refused.contains("cannot be the name of a table"), "{refused}");
}
