//! What goes wrong with a query, against recorded answers: refused, failed, cancelled, throttled, forgotten by Athena.

use super::*;

#[tokio::test]
async fn a_failed_query_gives_athenas_words_and_names_the_file_that_mends_it() {
    let reason =
        "TABLE_NOT_FOUND: line 2:6: Table 'awsdatacatalog.analytics_dev.vendor_events' does not exist";
    let permission = "User: arn:aws:sts::1:x is not authorized to perform: glue:GetTable on resource: y";
    for (reason, fault, fix) in [
        (reason, Fault::Query, "docs/athena/00_table_vendor_events.sql"),
        ("SCHEMA_NOT_FOUND: line 1:1: Schema 'analytics_dev' does not exist", Fault::Query, "database"),
        (permission, Fault::Denied, "glue:GetTable"),
        ("Permission denied on S3 path: s3://x", Fault::Denied, "s3:GetObject"),
        ("GENERIC\u{1b}[31m_ERROR", Fault::Query, "by hand"),
    ] {
        let (mut source, _) = source(&[started(), state("FAILED", &json!({ "Reason": reason }))]);
        ask(&mut source, &funnel(), 0).await;
        let (item, reading) = ask(&mut source, &funnel(), 1).await;
        let trouble = &item.troubles[0];
        assert_eq!((trouble.fault, item.answered.is_none()), (fault, true), "{reason}");
        assert!(trouble.fix.contains(fix), "{reason}: {}", trouble.fix);
        assert!(trouble.sentence.contains(&reason.replace('\u{1b}', "")[..12]), "{}", trouble.sentence);
        assert_eq!(reading.calls.iter().map(|call| call.cost_micro_usd).sum::<u64>(), 0);
    }
}

/// The statement is long: the line that Athena names is told with the reason.
#[tokio::test]
async fn a_failure_shows_the_line_of_the_statement_that_it_names() {
    let reason = "FUNCTION_NOT_FOUND: line 3:7: Function 'x' not registered";
    let (mut source, _) = source(&[started(), state("FAILED", &json!({ "Reason": reason }))]);
    ask(&mut source, &funnel(), 0).await;
    let (item, _) = ask(&mut source, &funnel(), 1).await;
    let sentence = &item.troubles[0].sentence;
    assert!(sentence.contains(reason), "{sentence}");
    assert!(sentence.contains("Line 3 is: WHERE \"vendorid\" = 'v1' AND "), "{sentence}");
    let nowhere = "SYNTAX_ERROR: line 99:1: what";
    let (mut source, _) = self::source(&[started(), state("FAILED", &json!({ "Reason": nowhere }))]);
    ask(&mut source, &funnel(), 0).await;
    let (item, _) = ask(&mut source, &funnel(), 1).await;
    assert!(!item.troubles[0].sentence.contains(" is: "), "{}", item.troubles[0].sentence);
}

#[tokio::test]
async fn a_failure_inside_athena_passes_by_itself() {
    let error =
        json!({ "Reason": "GENERIC_INTERNAL_ERROR", "Error": { "ErrorCategory": 1, "Retryable": true } });
    let (mut source, _) = source(&[started(), state("FAILED", &error)]);
    ask(&mut source, &funnel(), 0).await;
    let (item, _) = ask(&mut source, &funnel(), 1).await;
    assert!(item.troubles[0].fault.passes_by_itself());
}

#[tokio::test]
async fn a_query_cancelled_by_somebody_else_or_by_the_workgroups_limit_says_so() {
    for (reason, fault) in [
        ("Query has been canceled by user", Fault::Query),
        ("Bytes scanned limit was exceeded", Fault::Limit),
    ] {
        let cancelled = state("CANCELLED", &json!({ "Reason": reason, "DataScannedInBytes": 20_000_000 }));
        let (mut source, _) = source(&[started(), cancelled]);
        ask(&mut source, &funnel(), 0).await;
        let (item, reading) = ask(&mut source, &funnel(), 1).await;
        assert_eq!(item.troubles[0].fault, fault);
        assert!(item.troubles[0].sentence.contains(reason));
        assert!(reading.calls.iter().any(|call| call.cost_micro_usd > 0), "what was scanned is paid");
    }
}

#[tokio::test]
async fn too_many_queries_are_throttled_and_started_again_later() {
    let refused = (400, refusal("TooManyRequestsException", "You have exceeded the limit for queries"));
    let (mut source, _) = source(&[refused, started()]);
    let (item, _) = ask(&mut source, &funnel(), 0).await;
    assert_eq!((item.troubles[0].fault, item.again_after.is_some()), (Fault::Throttled, true));
    let (item, _) = ask(&mut source, &funnel(), 5).await;
    assert_eq!(item.waiting.as_deref(), Some("query sent"));
}

#[tokio::test]
async fn a_failed_look_does_not_lose_the_query() {
    let denied = "User: x is not authorized to perform: athena:GetQueryExecution on resource: y";
    for (status, body, fault) in [
        (400, refusal("ThrottlingException", "Rate exceeded"), Fault::Throttled),
        (400, refusal("ExpiredTokenException", "expired"), Fault::ExpiredCredentials),
        (400, refusal("AccessDeniedException", denied), Fault::Denied),
        (200, "{\"QueryExecution\":{\"Sta".to_owned(), Fault::Garbled),
        (200, "<html>".to_owned(), Fault::Garbled),
        (200, "{}".to_owned(), Fault::Garbled),
    ] {
        let (mut source, recorded) = source(&[started(), (status, body.clone())]);
        ask(&mut source, &funnel(), 0).await;
        let (item, _) = ask(&mut source, &funnel(), 1).await;
        assert_eq!((item.troubles[0].fault, item.answered.is_none()), (fault, true), "{body}");
        assert!(source.runs.contains_key(&funnel()), "{body}: the query still runs and costs");
        assert_eq!(sent(&recorded).len(), 2);
    }
}

#[tokio::test]
async fn a_query_athena_no_longer_knows_is_started_anew() {
    let gone = (400, refusal("InvalidRequestException", "QueryExecution q-1 was not found"));
    let (mut source, _) = source(&[started(), gone, started()]);
    ask(&mut source, &funnel(), 0).await;
    assert_eq!(ask(&mut source, &funnel(), 1).await.0.troubles[0].fault, Fault::Invalid);
    assert_eq!(ask(&mut source, &funnel(), 2).await.0.waiting.as_deref(), Some("query sent"));
}

#[tokio::test]
async fn a_workgroup_without_a_result_location_says_what_to_set() {
    let words = "No output location provided. An output location is required either through the Workgroup result configuration";
    let (mut source, _) = source(&[(400, refusal("InvalidRequestException", words))]);
    let (item, _) = ask(&mut source, &funnel(), 0).await;
    assert!(item.troubles[0].fix.contains("output_location"), "{}", item.troubles[0].fix);
}
