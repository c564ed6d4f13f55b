//! The real SDK clients and the whole program against a local AWS, and through a fault proxy in front of it.
//! `scripts/test` starts both; what was seeded was counted by the seed script, independently of this program.

use std::{collections::BTreeSet, fs, process::Command, sync::Arc, time::Duration};

use chrono::{NaiveDate, Utc};
use rust_decimal::Decimal;
use serde_json::Value;
use tidewatch::{
    business::{DateRange, Funnel, VendorId, VendorScope, View, days_of_summary},
    collector::{self, Collector},
    config,
    pipeline::{AlarmState, Health, PipelineName, SeriesKey, Window},
    question::{Desk, Fault, Question, Request, Snapshot, ViewerId},
    source,
};

const REASON: &str = "needs the emulator that scripts/test starts";
const CONFIG: &str = r#"
[account]
region = "us-east-1"

[[pipeline]]
name = "shop"
  [[pipeline.stage]]
  name = "stream"
  kind = "kinesis"
  resource = "makeriess-analytics-stream-dev"
  [[pipeline.stage]]
  name = "processor"
  kind = "lambda"
  resource = "analyticsEventProcessor-dev"
  after = "stream"
  [[pipeline.stage]]
  name = "delivery"
  kind = "firehose"
  resource = "makeriess-analytics-firehose-dev"
  after = "stream"
  [[pipeline.stage]]
  name = "counters"
  kind = "dynamodb-table"
  resource = "MakeriessAnalytics-dev"
  after = "processor"

[vendors]
table = "MakeriessAnalytics-dev"
index = "GSI1"
directory = "items"

[lake]
workgroup = "tidewatch"
database = "makeriess_analytics_dev"

[poll]
metrics = "10s"
alarms = "10s"
"#;

fn endpoint(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: {REASON}"))
}

fn truth() -> Value {
    let path = std::env::var("TIDEWATCH_TEST_TRUTH").unwrap_or_else(|_| panic!("{REASON}"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

async fn desk(url: &str) -> Desk {
    let mut config = config::parse(CONFIG, "live test").unwrap_or_else(|report| panic!("{report}"));
    config.account.endpoint_url = Some(url.into());
    let (estate, sources) = source::connect(&config).await;
    Collector::start(estate, config.poll, sources, collector::wall())
}

async fn look(desk: &Desk, questions: impl IntoIterator<Item = Question>) -> Arc<Snapshot> {
    collector::look(desk, questions.into_iter().collect(), Duration::from_secs(60)).await
}

fn shop() -> PipelineName {
    "shop".into()
}

fn metrics() -> Question {
    Question::Metrics { pipeline: shop(), window: Window::JUDGED }
}

fn vendor(id: &str) -> VendorScope {
    VendorScope::One(VendorId::parse(id).unwrap())
}

fn last_days(truth: &Value, count: u32) -> DateRange {
    let days = truth["days"]["vendor_001"].as_object().unwrap();
    let last: NaiveDate = days.keys().max().unwrap().parse().unwrap();
    DateRange::ending(last, count)
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the emulator that scripts/test starts"]
async fn counters_equal_what_was_written() {
    let truth = truth();
    let desk = desk(&endpoint("TIDEWATCH_TEST_AWS")).await;
    let range = last_days(&truth, 30);
    let ask = |scope: VendorScope| Question::VendorDays { vendor: scope, range };
    let scopes = ["vendor_001", "vendor_002", "vendor_003"].map(vendor);
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
    let desk = desk(&endpoint("TIDEWATCH_TEST_AWS")).await;
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
    let desk = desk(&endpoint("TIDEWATCH_TEST_AWS")).await;
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
    let desk = desk(&endpoint("TIDEWATCH_TEST_AWS")).await;
    let snapshot = look(&desk, [Question::Vendors]).await;
    let names: Vec<String> =
        snapshot.vendors().unwrap().iter().map(|vendor| vendor.name.to_string()).collect();
    assert_eq!(names, ["Bloom & Stem", "Nordlicht Coffee", "Sunrise Bakery"]);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the emulator that scripts/test starts"]
async fn metrics_keep_their_gap_and_health_finds_the_stall() {
    let desk = desk(&endpoint("TIDEWATCH_TEST_AWS")).await;
    let streams = Question::Streams { pipeline: shop() };
    let snapshot = look(&desk, [metrics(), streams]).await;
    let answer = snapshot.metrics(&shop(), Window::JUDGED).unwrap();
    let age = &answer.series[&SeriesKey::new("stream", "iterator_age")].series;
    let steps: Vec<i64> = age.points().windows(2).map(|pair| pair[1].at - pair[0].at).collect();
    assert!(age.points().len() > 150, "{} points", age.points().len());
    assert_eq!(steps.iter().max(), Some(&360), "five missing minutes stay missing");
    assert_eq!(snapshot.streams(&shop()).unwrap()[&"stream".into()].open_shards, 2);
    let health = snapshot.health_of(&shop()).unwrap();
    let processor = health.stages.iter().find(|stage| stage.stage.as_str() == "processor").unwrap();
    assert_eq!(processor.health, Health::Critical, "{health:#?}");
    let delivery = health.stages.iter().find(|stage| stage.stage.as_str() == "delivery").unwrap();
    assert_ne!(delivery.health, Health::Critical, "{delivery:#?}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the emulator that scripts/test starts"]
async fn alarms_of_all_pages_with_state_since_and_stage() {
    let truth = truth();
    let desk = desk(&endpoint("TIDEWATCH_TEST_AWS")).await;
    let snapshot = look(&desk, [Question::Alarms { pipeline: shop() }]).await;
    let alarms = &snapshot.alarms(&shop()).unwrap().alarms;
    assert_eq!(alarms.len() as u64, truth["alarms"]["total"].as_u64().unwrap());
    let ringing = alarms.iter().find(|alarm| &*alarm.name == "iterator-age").unwrap();
    assert_eq!(ringing.state, AlarmState::Alarm);
    assert_eq!(ringing.since.unwrap().timestamp(), truth["alarms"]["iterator_age_since"].as_i64().unwrap());
    assert_eq!(*ringing.reason, *truth["alarms"]["reason"].as_str().unwrap());
    assert_eq!((ringing.m_of_n, ringing.period_secs), (Some((2, 3)), Some(300)));
    assert_eq!(ringing.stages, ["processor".into()]);
    let composite = alarms.iter().find(|alarm| &*alarm.name == "pipeline").unwrap();
    assert_eq!(composite.stages, ["processor".into()], "a composite watches what its children watch");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the emulator that scripts/test starts"]
async fn the_lake_answers_with_typed_rows_that_equal_an_independent_count() {
    let truth = truth();
    let desk = desk(&endpoint("TIDEWATCH_TEST_AWS")).await;
    let range = last_days(&truth, 40);
    let scope = vendor("vendor_003");
    let ask = |view| Question::Summary { view, vendor: scope.clone(), range };
    let snapshot = look(&desk, [ask(View::ConversionFunnel), ask(View::DailyVendorPerformance)]).await;
    let table = snapshot.summary(View::DailyVendorPerformance, &scope, range);
    let days = days_of_summary(table.unwrap_or_else(|| panic!("{:?}", troubles(&snapshot)))).unwrap();
    assert_eq!(days.len(), 40);
    for day in days {
        let expected = &truth["lake"]["days"]["vendor_003"][&day.date.to_string()];
        assert_eq!(expected["orders"], day.counters.orders, "{}", day.date);
        let revenue: Decimal = expected["revenue"].to_string().parse().unwrap();
        assert_eq!(day.counters.revenue.round_dp(2), revenue, "{}", day.date);
    }
    let funnel = snapshot.summary(View::ConversionFunnel, &scope, range).unwrap();
    let steps = ["viewed", "favorited", "carted", "ordered", "completed"];
    let sum = |step: &str| -> i64 {
        let column = funnel.column(step).unwrap();
        funnel.rows.iter().map(|row| row[column].as_integer().unwrap()).sum()
    };
    let written = |step: &str| -> i64 {
        let days = truth["lake"]["funnel"]["vendor_003"].as_object().unwrap();
        range.dates().map(|date| days[&date.to_string()][step].as_i64().unwrap()).sum()
    };
    assert_eq!(steps.map(sum), steps.map(written));
    assert_eq!(Funnel::of_counts(steps.map(sum)).steps.len(), 5);
}

fn troubles(snapshot: &Snapshot) -> Vec<String> {
    snapshot
        .troubles()
        .map(|(question, t)| format!("{}: {} {}", question.label(), t.sentence, t.fix))
        .collect()
}

/// Replaces the proxy's rules.
fn inject(rules: &str) {
    let url = format!("{}/_microburst/rules", endpoint("TIDEWATCH_TEST_FAULTS"));
    let done = Command::new("curl").args(["-sf", "-X", "POST", &url, "-d", rules]).output().unwrap();
    assert!(done.status.success(), "the proxy refused {rules}: {done:?}");
}

/// Every fault on every service: the right trouble, the last answer kept, the others alive, and recovery.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the emulator that scripts/test starts"]
async fn faults_are_told_where_they_hit_and_pass_without_a_restart() {
    let cases = [
        (r#"{"error":{"code":"Throttling"}}"#, Fault::Throttled),
        (r#"{"error":{"code":"InternalServerError","status":500}}"#, Fault::Service),
        (r#"{"error":{"code":"ServiceUnavailable","status":503}}"#, Fault::Service),
        (r#"{"error":{"code":"ExpiredTokenException"}}"#, Fault::ExpiredCredentials),
        (r#"{"error":{"code":"AccessDeniedException"}}"#, Fault::Denied),
        (r#"{"response":{"truncate_frac":0.5}}"#, Fault::Garbled),
        (r#"{"reset":true}"#, Fault::Offline),
    ];
    inject("[]");
    let truth = truth();
    let desk = desk(&endpoint("TIDEWATCH_TEST_FAULTS")).await;
    let range = last_days(&truth, 7);
    let counters = Question::VendorDays { vendor: vendor("vendor_001"), range };
    let everything: BTreeSet<Question> = [
        metrics(),
        Question::Alarms { pipeline: shop() },
        Question::Streams { pipeline: shop() },
        counters.clone(),
    ]
    .into();
    let before = look(&desk, everything.clone()).await;
    assert_eq!(troubles(&before), [""; 0], "all is well at first");
    for (service, hit, untouched) in
        [("monitoring", metrics(), counters.clone()), ("dynamodb", counters.clone(), metrics())]
    {
        for (fault, expected) in &cases {
            inject(&format!(r#"[{{"service":"{service}",{}]"#, &fault[1..]));
            let case = format!("{service} {fault}");
            let seen = refreshed(
                &desk,
                &everything,
                |s| s.entry(&hit).is_some_and(|e| !e.troubles.is_empty()),
                &case,
            )
            .await;
            let entry = seen.entry(&hit).unwrap();
            let trouble = &entry.troubles[0];
            assert_eq!(trouble.fault, *expected, "{case}: {trouble:?}");
            assert!(!trouble.sentence.is_empty() && !trouble.fix.is_empty(), "{case}");
            assert!(entry.held.is_some(), "{case}: the last answer is kept");
            assert!(
                seen.entry(&untouched).unwrap().troubles.is_empty(),
                "{case}: the other service lives on"
            );
            if *expected == Fault::Denied {
                let action = trouble.action.as_deref().unwrap_or_default();
                assert!(action.contains(':'), "{case}: names the action, not {action:?}");
            }
            inject("[]");
            refreshed(&desk, &everything, |s| s.entry(&hit).is_some_and(|e| e.troubles.is_empty()), &case)
                .await;
        }
    }
}

/// Asks again until the snapshot is as expected.
async fn refreshed(
    desk: &Desk,
    wanted: &BTreeSet<Question>,
    is_there: impl Fn(&Snapshot) -> bool,
    case: &str,
) -> Arc<Snapshot> {
    let viewer = ViewerId(1);
    let mut snapshots = desk.snapshots.clone();
    desk.requests.send(Request::Want { viewer, questions: wanted.clone() }).await.unwrap();
    let deadline = tokio::time::Instant::now() + Duration::from_secs(90);
    loop {
        desk.requests.send(Request::Refresh { viewer }).await.unwrap();
        let waited = tokio::time::timeout(Duration::from_secs(3), snapshots.wait_for(|s| is_there(s))).await;
        if let Ok(snapshot) = waited {
            return Arc::clone(&snapshot.unwrap());
        }
        let newest = Arc::clone(&snapshots.borrow());
        assert!(tokio::time::Instant::now() < deadline, "{case}: {:?}", troubles(&newest));
    }
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn the_program_itself_tells_health_from_the_account() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    fs::write(&path, CONFIG).unwrap();
    let url = endpoint("TIDEWATCH_TEST_AWS");
    let output = Command::new(env!("CARGO_BIN_EXE_tidewatch"))
        .args(["--endpoint-url", &url, "--config", path.to_str().unwrap(), "check", "--format", "json"])
        .env("AWS_ACCESS_KEY_ID", "testing")
        .env("AWS_SECRET_ACCESS_KEY", "testing")
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {output:?}"));
    assert_eq!(output.status.code(), Some(2), "{report:#}");
    assert!(report["summary"].as_str().unwrap().contains("UTC"), "{}", report["summary"]);
    assert_eq!(report["alarms"].as_array().unwrap().len(), 125);
    assert!(report["at"].as_str().unwrap() <= Utc::now().to_rfc3339().as_str());
}
