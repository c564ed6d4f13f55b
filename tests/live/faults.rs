//! What the account looks like through a fault proxy: every fault on every service, told where it hits, and passing
//! without a restart.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use tidewatch::{
    business::View,
    collector,
    question::{Fault, Question, Snapshot},
};

use crate::account::{
    CONFIG, Faults, Program, config_at, last_days, look, metrics, open, shop, troubles, truth, until, vendor,
    want,
};
use crate::terminal::Terminal;

/// A call that can fail, the question it answers, and the permission it needs.
struct Place {
    service: &'static str,
    operation: &'static str,
    question: Question,
    action: &'static str,
    throttled: &'static str,
}

fn places() -> [Place; 5] {
    let range = last_days(&truth(), 7);
    let scope = vendor("vendor_001");
    let lake = Question::Summary { view: View::ConversionFunnel, vendor: scope.clone(), range };
    let place = |service, operation, question, action, throttled| Place {
        service,
        operation,
        question,
        action,
        throttled,
    };
    [
        place("cloudwatch", "GetMetricData", metrics(), "cloudwatch:GetMetricData", "Throttling"),
        place(
            "cloudwatch",
            "DescribeAlarms",
            Question::Alarms { pipeline: shop() },
            "cloudwatch:DescribeAlarms",
            "Throttling",
        ),
        place(
            "kinesis",
            "DescribeStreamSummary",
            Question::Streams { pipeline: shop() },
            "kinesis:DescribeStreamSummary",
            "LimitExceededException",
        ),
        place(
            "dynamodb",
            "Query",
            Question::VendorDays { vendor: scope, range },
            "dynamodb:Query",
            "ProvisionedThroughputExceededException",
        ),
        place(
            "athena",
            "StartQueryExecution",
            lake,
            "athena:StartQueryExecution",
            "TooManyRequestsException",
        ),
    ]
}

/// The faults, by number; any other number is a service that is well.
fn fault(number: usize, place: &Place) -> Option<(Value, Fault)> {
    let error = |code: &str, status: u16| json!({ "error": { "code": code, "status": status } });
    Some(match number {
        0 => (error(place.throttled, 400), Fault::Throttled),
        1 => (error("InternalFailure", 500), Fault::Service),
        2 => (json!({ "response": { "truncate_frac": 0.5 } }), Fault::Garbled),
        3 => (error("ExpiredTokenException", 400), Fault::ExpiredCredentials),
        4 => (error("ServiceUnavailable", 503), Fault::Service),
        5 => (json!({ "reset": true }), Fault::Offline),
        6 => (error("AccessDeniedException", 400), Fault::Denied),
        7 => (json!({ "response": { "corrupt_bytes": 2_000 } }), Fault::Garbled),
        _ => return None,
    })
}
const FAULTS: usize = 8;

/// True when the question was asked after `since` and came out like this: with this fault, or well.
fn is_told(snapshot: &Snapshot, question: &Question, fault: Option<Fault>, since: DateTime<Utc>) -> bool {
    let Some(entry) = snapshot.entry(question) else { return false };
    match fault {
        Some(fault) => entry.troubles.first().is_some_and(|told| told.fault == fault && told.at >= since),
        None => {
            entry.troubles.is_empty()
                && entry.held.as_ref().is_some_and(|held| held.provenance.as_of >= since)
        }
    }
}

/// In each round every call but one or two has another fault, and in nine rounds each has had each: all are told apart
/// where they are, what was known before stays, and what is well again recovers while the rest is still broken.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the emulator that scripts/test starts"]
async fn every_fault_on_every_service_is_told_where_it_hits_and_passes_without_a_restart() {
    let (faults, places) = (Faults::at(0), places());
    let desk = open(&config_at(&faults.url)).await;
    let everything: BTreeSet<Question> = places.iter().map(|place| place.question.clone()).collect();
    let before = look(&desk, everything.clone()).await;
    assert_eq!(troubles(&before), [""; 0], "all is well at first");
    want(&desk, &everything).await;
    for round in 0..=FAULTS {
        let hits = |index: usize| fault((round + 2 * index) % (FAULTS + 1), &places[index]);
        let rule = |(index, place): (usize, &Place)| {
            let (mut rule, _) = hits(index)?;
            rule["service"] = place.service.into();
            rule["operation"] = place.operation.into();
            Some(rule)
        };
        faults.inject(&places.iter().enumerate().filter_map(rule).collect());
        let since = desk.now();
        let seen = until(&desk, &format!("the faults of round {round}"), true, |snapshot| {
            let is_so = |(index, place): (usize, &Place)| {
                is_told(snapshot, &place.question, hits(index).map(|(_, fault)| fault), since)
            };
            places.iter().enumerate().all(is_so)
        })
        .await;
        for place in &places {
            let entry = seen.entry(&place.question).unwrap();
            assert!(entry.held.is_some(), "{}: the last answer is kept", place.operation);
            for told in &entry.troubles {
                assert!(!told.sentence.is_empty() && !told.fix.is_empty(), "{told:?}");
                assert!(told.sentence.contains(place.operation) || told.fault == Fault::ExpiredCredentials);
                if told.fault == Fault::Denied {
                    assert_eq!(told.action.as_deref(), Some(place.action));
                    assert!(told.fix.contains(place.action), "{told:?}");
                }
            }
        }
    }
    faults.clear();
    let since = desk.now();
    until(&desk, "everything well again", true, |snapshot| {
        everything.iter().all(|question| is_told(snapshot, question, None, since))
    })
    .await;
    collector::close(desk).await;
}

/// A service that says nothing holds up nobody else, is told in the end, and comes back by itself.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the emulator that scripts/test starts"]
async fn a_service_that_hangs_delays_no_other_and_recovers_by_itself() {
    let faults = Faults::at(1);
    faults.inject(&json!([{ "service": "dynamodb", "latency": 90_000 }]));
    let desk = open(&config_at(&faults.url)).await;
    let range = last_days(&truth(), 7);
    let counters = Question::VendorDays { vendor: vendor("vendor_001"), range };
    want(&desk, &BTreeSet::from([counters.clone()])).await;
    let age = |snapshot: &Snapshot| {
        snapshot.entry(&metrics()).and_then(|entry| entry.held.as_ref()).map(|held| held.provenance.as_of)
    };
    let first = until(&desk, "metrics", false, |snapshot| age(snapshot).is_some()).await;
    let second = until(&desk, "metrics once more", true, |snapshot| age(snapshot) > age(&first)).await;
    let hanging = second.entry(&counters).unwrap();
    assert!(hanging.attempts == 0 && hanging.held.is_none(), "nothing came meanwhile: {hanging:?}");
    let told = until(&desk, "the time-out", false, |snapshot| {
        snapshot.entry(&counters).is_some_and(|entry| !entry.troubles.is_empty())
    })
    .await;
    let trouble = &told.entry(&counters).unwrap().troubles[0];
    assert_eq!(trouble.fault, Fault::TimedOut, "{trouble:?}");
    assert!(told.entry(&metrics()).unwrap().troubles.is_empty());
    faults.clear();
    until(&desk, "the counters, unasked for", false, |snapshot| {
        snapshot.entry(&counters).is_some_and(|entry| entry.troubles.is_empty() && entry.held.is_some())
    })
    .await;
}

/// The whole program through faults: a denied table is told on its own panels, with its cure, and the pipeline lives on.
#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn a_frame_shows_the_trouble_and_its_cure_where_it_hits_and_the_rest_lives() {
    let faults = Faults::at(2);
    let program = Program::new(CONFIG, &faults.url);
    let denied =
        |service: &str| json!([{ "service": service, "error": { "code": "AccessDeniedException" } }]);
    faults.inject(&denied("dynamodb"));
    let (code, frame, said) = program.run(&["frame", "--screen", "overview"]);
    assert_eq!(code, 0, "{said}");
    assert!(frame.contains("Allow dynamodb:Query"), "{frame}");
    assert!(frame.contains("critical") && frame.contains("processor"), "the pipeline is judged:\n{frame}");
    let (code, report) = program.json(&["check", "--format", "json"]);
    assert_eq!((code, report["troubles"].as_array().map(Vec::len)), (2, Some(0)), "it needs no table");

    faults.inject(&denied("cloudwatch"));
    let (_, frame, _) = program.run(&["frame", "--screen", "overview"]);
    assert!(frame.contains("cloudwatch:GetMetricData"), "{frame}");
    let (truth, today) = (truth(), last_days(&truth(), 1).to().to_string());
    let of_today =
        |vendor: &str| truth["days"][vendor][&today]["revenue"].as_str().unwrap().parse::<Decimal>();
    let revenue: Decimal = truth["vendors"].as_object().unwrap().keys().map(|id| of_today(id).unwrap()).sum();
    assert!(
        frame.replace(',', "").contains(&format!("${revenue}")),
        "the business lives on, {revenue}:\n{frame}"
    );
    let (code, report) = program.json(&["check", "--format", "json"]);
    assert_eq!((code, &report["health"]), (3, &json!("unknown")), "{report:#}");
    let actions: BTreeSet<&str> =
        report["troubles"].as_array().unwrap().iter().filter_map(|t| t["action"].as_str()).collect();
    assert_eq!(actions, ["cloudwatch:DescribeAlarms", "cloudwatch:GetMetricData"].into());

    faults.inject(&denied("athena"));
    let (code, _, said) = program.run(&["summary", "conversion_funnel", "--vendor", "vendor_001"]);
    assert_eq!(code, 1);
    assert!(said.contains("Allow athena:StartQueryExecution"), "{said}");
    for operation in ["GetQueryExecution", "GetQueryResults"] {
        let mut rules = denied("athena");
        rules[0]["operation"] = operation.into();
        faults.inject(&rules);
        let (code, _, said) = program.run(&["summary", "conversion_funnel", "--vendor", "vendor_001"]);
        assert_eq!(code, 1, "{said}");
        assert!(said.contains(&format!("Allow athena:{operation} ")), "{said}");
    }
}

/// Somebody at the keyboard notices nothing of services that hang but that nothing comes.
#[test]
#[ignore = "needs the emulator that scripts/test starts"]
#[expect(clippy::disallowed_methods, reason = "how long a real program takes is told by the real clock")]
fn keys_are_answered_at_once_while_every_service_hangs() {
    let faults = Faults::at(3);
    faults.inject(&json!([{ "service": "*", "latency": 90_000 }]));
    let program = Program::new(CONFIG, &faults.url);
    let keys = [("AWS_ACCESS_KEY_ID", "testing"), ("AWS_SECRET_ACCESS_KEY", "testing")];
    let arguments = ["--endpoint-url", &faults.url, "--config", &program.config()];
    let mut terminal = Terminal::start(env!("CARGO_BIN_EXE_tidewatch"), &arguments, (100, 30), &keys);
    terminal.until_shows("asking CloudWatch");
    let begun = Instant::now();
    terminal.press("9").until_shows("\u{2500} questions");
    terminal.press("4").until_shows("engagement");
    terminal.press("?").until_shows("Find and choose");
    terminal
        .press("\u{1b}")
        .until("the help closed", |screen| !screen.contents().contains("Find and choose"));
    assert_eq!(terminal.press("q").end().exit_code(), 0);
    terminal.assert_restored();
    // The first call is given up after ten seconds: with a program that waits for it, this would take longer.
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}
