//! Limits on scans and on where results go, against recorded answers.

use super::*;

fn scanned(bytes: u64) -> (u16, String) {
    state("SUCCEEDED", &json!({ "DataScannedInBytes": bytes, "TotalExecutionTimeInMillis": 900 }))
}

fn workgroup(settings: &Value) -> (u16, String) {
    (200, json!({ "WorkGroup": { "Name": "dashboards", "Configuration": settings } }).to_string())
}

fn apis(reading: &Reading) -> Vec<&'static str> {
    reading.calls.iter().map(|call| call.api).collect()
}

#[tokio::test]
async fn a_query_that_earlier_ones_tell_to_be_too_large_is_not_started() {
    // Eight days scanned 800 MB; the workgroup allows 500 MB.
    let limited = workgroup(&json!({ "BytesScannedCutoffPerQuery": 500_000_000 }));
    let (mut source, recorded) = source(&[started(), scanned(800_000_000), page(&[HEADER], None), limited]);
    ask(&mut source, &funnel(), 0).await;
    ask(&mut source, &funnel(), 1).await;
    let (item, reading) = ask(&mut source, &funnel(), 60).await;
    let trouble = &item.troubles[0];
    assert_eq!((trouble.fault, item.answered.is_none()), (Fault::Limit, true));
    for words in ["not started", "about 800 MB over 8 days", "the workgroup's limit is 500 MB"] {
        assert!(trouble.sentence.contains(words), "{words}: {}", trouble.sentence);
    }
    assert_eq!(apis(&reading), ["GetWorkGroup"], "nothing was started");
    assert!(item.again_after.unwrap() > Duration::from_hours(1));
    // The workgroup is looked at once.
    let (_, reading) = ask(&mut source, &funnel(), 120).await;
    assert!(apis(&reading).is_empty(), "{reading:?}");
    assert_eq!(sent(&recorded).len(), 4);
}

#[tokio::test]
async fn a_workgroup_nobody_may_look_at_holds_no_query_back() {
    let denied = "User: x is not authorized to perform: athena:GetWorkGroup on resource: y";
    let (mut source, _) = source(&[
        started(),
        scanned(800_000_000),
        page(&[HEADER], None),
        (400, refusal("AccessDeniedException", denied)),
        started(),
    ]);
    ask(&mut source, &funnel(), 0).await;
    ask(&mut source, &funnel(), 1).await;
    let (item, _) = ask(&mut source, &funnel(), 60).await;
    assert_eq!((item.waiting.as_deref(), item.troubles.len()), (Some("query sent"), 0));
}

#[tokio::test]
async fn a_running_query_that_passes_the_users_limit_is_stopped_and_paid() {
    let limited = Lake { scan_limit_bytes: Some(100_000_000), ..lake() };
    let running = state("RUNNING", &json!({ "DataScannedInBytes": 250_000_000_u64 }));
    let (mut source, recorded, _) = over(limited, &[started(), running, (200, "{}".to_owned())]);
    ask(&mut source, &funnel(), 0).await;
    let (item, reading) = ask(&mut source, &funnel(), 1).await;
    let stop = recorded.actual_requests().nth(2).unwrap().headers().get("x-amz-target").unwrap().to_owned();
    assert_eq!(stop, "AmazonAthena.StopQueryExecution");
    let trouble = &item.troubles[0];
    assert_eq!(trouble.fault, Fault::Limit);
    for words in ["stopped after 250 MB", "the lake's limit is 100 MB", "It cost $0.0011"] {
        assert!(trouble.sentence.contains(words), "{words}: {}", trouble.sentence);
    }
    assert!(reading.calls.iter().map(|call| call.cost_micro_usd).sum::<u64>() > 1_000, "{reading:?}");
    assert!(source.runs.is_empty() && item.again_after.unwrap() > Duration::from_hours(1));
}

#[tokio::test]
async fn a_workgroup_that_forbids_an_output_location_gets_the_query_without_it() {
    let own = Lake { output_location: Some("s3://results/tui/".into()), ..lake() };
    let words = "You cannot specify an OutputLocation when the workgroup uses managed query results";
    let refused = (400, refusal("InvalidRequestException", words));
    let answers = [refused, started(), succeeded(), page(&[HEADER], None), started()];
    let (mut source, recorded, _) = over(own, &answers);
    let (item, _) = ask(&mut source, &funnel(), 0).await;
    assert_eq!((item.waiting.as_deref(), item.troubles.len()), (Some("query sent"), 0));
    let (item, _) = ask(&mut source, &funnel(), 1).await;
    let provenance = item.answered.unwrap().provenance;
    assert!(provenance.call.contains("output_location is left out"), "{}", provenance.call);
    ask(&mut source, &funnel(), 60).await;
    let sent = sent(&recorded);
    assert_eq!(sent[0]["ResultConfiguration"]["OutputLocation"], "s3://results/tui/");
    assert_eq!(sent[1].get("ResultConfiguration"), None);
    assert_eq!(sent[4].get("ResultConfiguration"), None, "it is found out once");
}

#[tokio::test]
async fn a_business_day_that_is_not_utc_is_read_from_the_table_and_told() {
    let (writer, _) = roll();
    let recorded = recorded(&[
        (200, r#"{"QueryExecutionId":"q-1"}"#),
        (200, r#"{"QueryExecution":{"Status":{"State":"SUCCEEDED"}}}"#),
        (200, r#"{"ResultSet":{"Rows":[],"ResultSetMetadata":{"ColumnInfo":[]}}}"#),
    ]);
    let connection = Connection::opened(client!(aws_sdk_athena, recorded));
    let mut source = Athena::over(connection, lake(), Tz::Asia__Bangkok, None, writer);
    ask(&mut source, &funnel(), 0).await;
    let (item, _) = ask(&mut source, &funnel(), 1).await;
    let call = item.answered.unwrap().provenance.call;
    assert!(call.contains("business days of Asia/Bangkok: read from the table"), "{call}");
}
