//! The workgroup against recorded answers: real client, real bytes, no network.

use std::time::Duration;

use aws_smithy_http_client::test_util::StaticReplayClient;
use serde_json::{Value, json};

use super::*;
use crate::{
    business::{Cell, ColumnType, DateRange, VendorId, VendorScope, View},
    question::{Answer, Fault},
    source::aws::{
        replay::{client, recorded, refusal, sent},
        roll::{RollReader, roll},
    },
};

#[path = "failures.rs"]
mod failures;
#[path = "lacks.rs"]
mod lacks;
#[path = "lake.rs"]
mod lake_catalog;
#[path = "limits.rs"]
mod limits;

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

fn over(lake: Lake, answers: &[(u16, String)]) -> (Athena, StaticReplayClient, RollReader) {
    let answers: Vec<(u16, &str)> = answers.iter().map(|(status, body)| (*status, body.as_str())).collect();
    let recorded = recorded(&answers);
    let (writer, reader) = roll();
    let connection = Connection::opened(client!(aws_sdk_athena, recorded));
    (Athena::over(connection, lake, Tz::UTC, Some(7), writer), recorded, reader)
}

fn source(answers: &[(u16, String)]) -> (Athena, StaticReplayClient) {
    let (source, recorded, _) = over(lake(), answers);
    (source, recorded)
}

fn funnel() -> Question {
    summary(View::ConversionFunnel)
}

fn summary(view: View) -> Question {
    Question::Summary {
        view,
        vendor: VendorScope::One(VendorId::parse("v1").unwrap()),
        range: DateRange::new("2025-11-01".parse().unwrap(), "2025-11-08".parse().unwrap()).unwrap(),
    }
}

async fn ask(source: &mut Athena, question: &Question, after_secs: i64) -> (Item, Reading) {
    let asks = [Ask { question: question.clone(), tail_only: false }];
    let reading = source.answer(&asks, now() + chrono::TimeDelta::seconds(after_secs)).await;
    assert_eq!(reading.items.len(), 1);
    (reading.items[0].clone(), reading)
}

fn started() -> (u16, String) {
    (200, json!({ "QueryExecutionId": "q-1" }).to_string())
}

fn state(state: &str, more: &Value) -> (u16, String) {
    let mut execution = json!({ "QueryExecutionId": "q-1", "Status": { "State": state } });
    for (name, value) in more.as_object().unwrap() {
        match name.as_str() {
            "Reason" => execution["Status"]["StateChangeReason"] = value.clone(),
            "Error" => execution["Status"]["AthenaError"] = value.clone(),
            name => execution["Statistics"][name] = value.clone(),
        }
    }
    (200, json!({ "QueryExecution": execution }).to_string())
}

fn succeeded() -> (u16, String) {
    state("SUCCEEDED", &json!({ "DataScannedInBytes": 1_000_000, "TotalExecutionTimeInMillis": 2_300 }))
}

const COLUMNS: [(&str, &str); 3] = [("vendorid", "varchar"), ("event_date", "date"), ("viewed", "bigint")];

fn page(rows: &[&[Option<&str>]], next: Option<&str>) -> (u16, String) {
    page_of(&COLUMNS, rows, next)
}

fn datum(value: Option<&str>) -> Value {
    value.map_or_else(|| json!({}), |text| json!({ "VarCharValue": text }))
}

fn page_of(columns: &[(&str, &str)], rows: &[&[Option<&str>]], next: Option<&str>) -> (u16, String) {
    let rows: Vec<Value> = rows
        .iter()
        .map(|row| json!({ "Data": row.iter().copied().map(datum).collect::<Vec<_>>() }))
        .collect();
    let columns: Vec<Value> =
        columns.iter().map(|(name, kind)| json!({ "Name": name, "Type": kind })).collect();
    let mut page = json!({ "ResultSet": { "Rows": rows, "ResultSetMetadata": { "ColumnInfo": columns } } });
    if let Some(next) = next {
        page["NextToken"] = next.into();
    }
    (200, page.to_string())
}

const HEADER: &[Option<&str>] = &[Some("vendorid"), Some("event_date"), Some("viewed")];

fn rows(item: &Item) -> &[Vec<Cell>] {
    match item.answered.as_ref().map(|answered| &answered.answer) {
        Some(Answer::Summary(table)) => &table.rows,
        other => panic!("no rows but {other:?}; {:?}", item.troubles),
    }
}

#[tokio::test]
async fn a_query_is_started_looked_at_and_read_over_several_askings() {
    let (mut source, recorded) = source(&[
        started(),
        state("QUEUED", &json!({})),
        state("RUNNING", &json!({})),
        state("RUNNING", &json!({ "DataScannedInBytes": 1_200_000_000_u64 })),
        succeeded(),
        page(&[HEADER, &[Some("v1"), Some("2025-11-01"), Some("12")]], None),
    ]);
    let mut notes = Vec::new();
    let mut waits = Vec::new();
    for after in [0, 12, 13, 16] {
        let (item, _) = ask(&mut source, &funnel(), after).await;
        notes.push(item.waiting.unwrap().to_string());
        waits.push(item.again_after.unwrap());
    }
    assert_eq!(
        notes,
        [
            "query sent",
            "queued for 12 s",
            "running for 0 s",
            "running for 3 s, 1.2 GB scanned, $0.0055 so far"
        ]
    );
    assert_eq!(waits[0], Duration::from_millis(100));
    assert!(
        waits.windows(2).all(|pair| pair[0] < pair[1]) && waits[3] <= Duration::from_secs(2),
        "{waits:?}"
    );
    let (item, reading) = ask(&mut source, &funnel(), 17).await;
    assert_eq!(rows(&item)[0][2], Cell::Integer(12));
    let provenance = item.answered.unwrap().provenance;
    assert_eq!(
        (&*provenance.source, provenance.latency),
        ("Athena dashboards", Duration::from_millis(2_300))
    );
    assert!(provenance.call.starts_with("SELECT \"vendorid\""));
    assert!(provenance.command.starts_with("aws athena start-query-execution --work-group dashboards"));
    assert_eq!(provenance.cost_micro_usd, 48);
    assert_eq!(reading.calls.iter().map(|call| call.cost_micro_usd).sum::<u64>(), 48);
    assert_eq!(sent(&recorded).len(), 6);
}

#[tokio::test]
async fn the_wait_between_looks_never_passes_two_seconds() {
    let answers: Vec<_> =
        std::iter::once(started()).chain((0..15).map(|_| state("RUNNING", &json!({})))).collect();
    let (mut source, _) = source(&answers);
    let mut last = Duration::ZERO;
    for after in 0..16 {
        last = ask(&mut source, &funnel(), after).await.0.again_after.unwrap();
    }
    assert_eq!(last, Duration::from_secs(2));
}

/// Reuse is off unless each query asks for it, and an output location of our own switches it off.
#[tokio::test]
async fn trap_18_reuse_is_asked_for_and_the_output_location_left_out_unless_configured() {
    let (mut plain, recorded) = source(&[started()]);
    ask(&mut plain, &funnel(), 0).await;
    let request = &sent(&recorded)[0];
    let reuse = &request["ResultReuseConfiguration"]["ResultReuseByAgeConfiguration"];
    assert_eq!((&reuse["Enabled"], &reuse["MaxAgeInMinutes"]), (&json!(true), &json!(60)));
    assert_eq!(request.get("ResultConfiguration"), None);
    assert_eq!(
        request["QueryExecutionContext"],
        json!({ "Catalog": "AwsDataCatalog", "Database": "analytics_dev" })
    );
    assert_eq!(request["WorkGroup"], "dashboards");

    let own = Lake { output_location: Some("s3://results/tui/".into()), reuse_minutes: 0, ..lake() };
    let (mut own, recorded, _) = over(own, &[started()]);
    ask(&mut own, &funnel(), 0).await;
    let request = &sent(&recorded)[0];
    assert_eq!(request["ResultConfiguration"]["OutputLocation"], "s3://results/tui/");
    assert_eq!(request["ResultReuseConfiguration"]["ResultReuseByAgeConfiguration"]["Enabled"], json!(false));
}

#[tokio::test]
async fn a_reused_result_is_free_and_says_that_it_is_old() {
    let reused =
        json!({ "DataScannedInBytes": 0, "ResultReuseInformation": { "ReusedPreviousResult": true } });
    let (mut source, _) = source(&[started(), state("SUCCEEDED", &reused), page(&[HEADER], None)]);
    ask(&mut source, &funnel(), 0).await;
    let (item, _) = ask(&mut source, &funnel(), 1).await;
    assert!(rows(&item).is_empty());
    let provenance = item.answered.unwrap().provenance;
    assert_eq!(provenance.cost_micro_usd, 0);
    assert!(provenance.call.contains("at most 60 minutes was reused"));
}

/// The first row of the first page is the header; a NULL is a datum without a value, empty text is not.
#[tokio::test]
async fn trap_19_the_header_is_no_row_and_a_datum_without_value_is_null() {
    let (mut source, recorded) = source(&[
        started(),
        succeeded(),
        page(&[HEADER, &[Some(""), Some("2025-11-01"), None]], Some("more")),
        page(&[&[Some("vendorid"), Some("2025-11-02"), Some("7")]], None),
    ]);
    ask(&mut source, &funnel(), 0).await;
    let (item, _) = ask(&mut source, &funnel(), 1).await;
    let date = |text: &str| Cell::Date(text.parse().unwrap());
    assert_eq!(
        rows(&item),
        [
            vec![Cell::Text("".into()), date("2025-11-01"), Cell::Null],
            vec![Cell::Text("vendorid".into()), date("2025-11-02"), Cell::Integer(7)],
        ]
    );
    assert_eq!(sent(&recorded)[3]["NextToken"], "more");
    let Some(Answer::Summary(table)) = item.answered.map(|answered| answered.answer) else {
        panic!("no table")
    };
    assert_eq!(table.columns[2], ("viewed".into(), ColumnType::Integer));
}

#[tokio::test]
async fn a_long_result_is_read_over_several_askings() {
    let row: &[Option<&str>] = &[Some("v1"), Some("2025-11-01"), Some("1")];
    let mut answers = vec![started(), succeeded(), page(&[HEADER, row], Some("p1"))];
    answers.extend((2..=6).map(|at| page(&[row], Some(&format!("p{at}")))));
    answers.push(page(&[row], None));
    let (mut source, _) = source(&answers);
    ask(&mut source, &funnel(), 0).await;
    let (item, _) = ask(&mut source, &funnel(), 1).await;
    assert_eq!(item.waiting.as_deref(), Some("reading rows, 5 so far"));
    let (item, reading) = ask(&mut source, &funnel(), 2).await;
    assert_eq!(rows(&item).len(), 7);
    assert_eq!(
        reading.calls.iter().map(|call| call.cost_micro_usd).sum::<u64>(),
        0,
        "the scan is billed once"
    );
}

#[tokio::test]
async fn values_that_are_not_of_their_type_are_kept_and_told() {
    let (mut source, _) =
        source(&[started(), succeeded(), page(&[HEADER, &[Some("v1"), Some("today"), Some("12")]], None)]);
    ask(&mut source, &funnel(), 0).await;
    let (item, _) = ask(&mut source, &funnel(), 1).await;
    assert_eq!(rows(&item)[0][1], Cell::Text("today".into()));
    assert_eq!(item.troubles[0].fault, Fault::Item);
}

#[tokio::test]
async fn a_forgotten_question_stops_its_query_and_pays_for_what_it_scanned() {
    let running = state("RUNNING", &json!({ "DataScannedInBytes": 50_000_000 }));
    let (mut source, recorded) = source(&[started(), running, (200, "{}".to_owned()), started()]);
    ask(&mut source, &funnel(), 0).await;
    ask(&mut source, &funnel(), 1).await;
    source.forget(&funnel()).await;
    assert_eq!(sent(&recorded)[2], json!({ "QueryExecutionId": "q-1" }));
    let stop = recorded.actual_requests().nth(2).unwrap().headers().get("x-amz-target").unwrap().to_owned();
    assert_eq!(stop, "AmazonAthena.StopQueryExecution");
    let (item, reading) = ask(&mut source, &funnel(), 2).await;
    assert_eq!(item.waiting.as_deref(), Some("query sent"));
    assert!(reading.calls.iter().any(|call| call.cost_micro_usd > 48), "{:?}", reading.calls);
}

#[tokio::test]
async fn forgetting_what_was_never_asked_calls_nothing() {
    let (mut source, recorded) = source(&[]);
    source.forget(&funnel()).await;
    assert!(sent(&recorded).is_empty());
}

#[tokio::test]
async fn a_finished_question_asked_again_is_a_new_query() {
    let (mut source, recorded) = source(&[started(), succeeded(), page(&[HEADER], None), started()]);
    ask(&mut source, &funnel(), 0).await;
    ask(&mut source, &funnel(), 1).await;
    let (item, _) = ask(&mut source, &funnel(), 2).await;
    assert_eq!(item.waiting.as_deref(), Some("query sent"));
    let sent = sent(&recorded);
    assert_eq!(sent[0]["QueryString"], sent[3]["QueryString"], "the same text, so that its result is reused");
    assert_ne!(sent[0]["ClientRequestToken"], sent[3]["ClientRequestToken"]);
}

#[tokio::test]
async fn a_scan_past_the_users_limit_is_answered_told_and_not_repeated_by_itself() {
    let limited = Lake { scan_limit_bytes: Some(500_000), ..lake() };
    let (mut source, _, _) = over(limited, &[started(), succeeded(), page(&[HEADER], None)]);
    ask(&mut source, &funnel(), 0).await;
    let (item, _) = ask(&mut source, &funnel(), 1).await;
    assert!(item.answered.is_some());
    assert_eq!(item.troubles[0].fault, Fault::Limit);
    assert!(item.troubles[0].sentence.contains("1.0 MB"), "{}", item.troubles[0].sentence);
    assert!(item.again_after.unwrap() > Duration::from_hours(1));
}

#[tokio::test]
async fn vendors_of_the_lake_are_listed_and_handed_on() {
    let columns = [("vendorid", "varchar"), ("events", "bigint")];
    let rows: [&[Option<&str>]; 4] = [
        &[Some("vendorid"), Some("events")],
        &[Some("b"), Some("3")],
        &[Some("a"), Some("9")],
        &[Some("o'hara"), Some("1")],
    ];
    let (mut source, recorded, reader) =
        over(lake(), &[started(), succeeded(), page_of(&columns, &rows, None)]);
    assert!(source.answers(&Question::Vendors));
    ask(&mut source, &Question::Vendors, 0).await;
    let (item, _) = ask(&mut source, &Question::Vendors, 1).await;
    let Some(Answer::Vendors(vendors)) = item.answered.map(|answered| answered.answer) else {
        panic!("no list")
    };
    assert_eq!(vendors.iter().map(|vendor| vendor.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert!(item.troubles[0].sentence.contains("o'hara"));
    assert_eq!(reader.borrow().as_ref().map(|listed| listed.len()), Some(2));
    let sql = sent(&recorded)[0]["QueryString"].as_str().unwrap().to_owned();
    assert!(sql.contains("\"day\" >= '02' AND \"day\" <= '08'"), "{sql}");
}

#[tokio::test]
async fn the_newest_event_tells_how_far_the_lake_is_complete() {
    let columns = [("newest_event", "timestamp"), ("events_in_window", "bigint")];
    let rows: [&[Option<&str>]; 2] =
        [&[Some("newest_event"), Some("events_in_window")], &[Some("2025-11-08 13:51:02.000"), Some("4")]];
    let (mut source, _, _) = over(lake(), &[started(), succeeded(), page_of(&columns, &rows, None)]);
    let question = summary(View::DataFreshness);
    ask(&mut source, &question, 0).await;
    let (item, _) = ask(&mut source, &question, 1).await;
    assert_eq!(item.answered.unwrap().provenance.complete_to, Some("2025-11-08T13:51:02Z".parse().unwrap()));
}
