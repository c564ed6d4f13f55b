//! The command that provenance shows, typed into a shell: it must bring what the dashboard shows.

use std::{path::PathBuf, process::Command};

use rust_decimal::Decimal;
use serde_json::Value;
use tidewatch::{
    business::{VendorId, VendorScope, View},
    question::{Question, Snapshot},
};

use crate::account::{desk, endpoint, last_days, look, metrics, shop, troubles, truth, vendor};

/// The folder of the AWS command line that is installed beside the emulator.
fn tools() -> PathBuf {
    std::env::var_os("TIDEWATCH_TEST_TOOLS").expect("run the tests by scripts/test").into()
}

/// What a line brings when it is pasted into a shell; several documents one after another are an array.
fn pasted(line: &str) -> Value {
    let path = std::env::join_paths([tools(), "/usr/bin".into(), "/bin".into()]).unwrap();
    let output = Command::new("sh")
        .args(["-c", line])
        .env_clear()
        .env("PATH", path)
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .env("AWS_ENDPOINT_URL", endpoint())
        .env("AWS_DEFAULT_REGION", "us-east-1")
        .env("AWS_PAGER", "")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{line}\n{said}");
    let documents = serde_json::Deserializer::from_slice(&output.stdout).into_iter::<Value>();
    let documents: Vec<Value> = documents.collect::<Result<_, _>>().unwrap_or_else(|e| panic!("{line}: {e}"));
    match documents.as_slice() {
        [only] => only.clone(),
        _ => Value::Array(documents),
    }
}

/// The command beside an answer.
fn command(snapshot: &Snapshot, question: &Question) -> String {
    let held = snapshot.entry(question).and_then(|entry| entry.held.as_ref());
    held.unwrap_or_else(|| panic!("{}: {:?}", question.label(), troubles(snapshot)))
        .provenance
        .command
        .to_string()
}

/// A number of a DynamoDB item.
fn number(item: &Value, name: &str) -> Decimal {
    item[name]["N"].as_str().map_or(Decimal::ZERO, |text| text.parse().unwrap())
}

fn sum_of(documents: &Value, name: &str) -> Decimal {
    let each = documents.as_array().map_or(std::slice::from_ref(documents), Vec::as_slice);
    each.iter().flat_map(|page| page["Items"].as_array().unwrap()).map(|item| number(item, name)).sum()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the emulator that scripts/test starts"]
async fn the_commands_of_the_vendor_table_bring_the_same_figures() {
    let (truth, desk) = (truth(), desk().await);
    let (range, one) = (last_days(&truth, 7), vendor("vendor_002"));
    let days = |vendor: VendorScope| Question::VendorDays { vendor, range };
    let id = VendorId::parse("vendor_002").unwrap();
    let products = Question::ProductDays { vendor: id.clone(), range };
    let (own, all) = (days(one.clone()), days(VendorScope::All));
    let asked = [own.clone(), all.clone(), products.clone(), Question::Vendors];
    let snapshot = look(&desk, asked).await;
    for (scope, question) in [(&one, &own), (&VendorScope::All, &all)] {
        let shown = snapshot.vendor_days(scope, range).unwrap();
        let found = pasted(&command(&snapshot, question));
        let orders: i64 = shown.days.iter().map(|day| day.counters.orders).sum();
        let revenue: Decimal = shown.days.iter().map(|day| day.counters.revenue).sum();
        assert!(orders > 0);
        assert_eq!(sum_of(&found, "orders"), orders.into(), "{}", question.label());
        assert_eq!(sum_of(&found, "revenue"), revenue, "{}", question.label());
    }
    let shown = snapshot.product_days(&id, range).unwrap();
    let found = pasted(&command(&snapshot, &products));
    let views: i64 = shown.days.iter().map(|day| day.views).sum();
    assert!(views > 0);
    assert_eq!(sum_of(&found, "views"), views.into());
    let found = pasted(&command(&snapshot, &Question::Vendors));
    assert_eq!(found["Items"].as_array().unwrap().len(), snapshot.vendors().unwrap().len());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the emulator that scripts/test starts"]
async fn the_commands_of_the_pipeline_bring_the_same_points_and_alarms() {
    let desk = desk().await;
    let (alarms, streams) = (Question::Alarms { pipeline: shop() }, Question::Streams { pipeline: shop() });
    let history = Question::AlarmHistory { pipeline: shop(), alarm: None };
    let asked = [metrics(), alarms.clone(), streams.clone(), history.clone()];
    let snapshot = look(&desk, asked).await;
    let found = pasted(&command(&snapshot, &metrics()));
    let results = found["MetricDataResults"].as_array().unwrap();
    assert!(!results.is_empty());
    let held = snapshot.metrics(&shop(), tidewatch::pipeline::Window::JUDGED).unwrap();
    let known: Vec<f64> = held
        .series
        .values()
        .flat_map(|answer| answer.series.points().iter().map(|point| point.value))
        .collect();
    let values: Vec<f64> = results
        .iter()
        .flat_map(|series| series["Values"].as_array().unwrap())
        .filter_map(Value::as_f64)
        .collect();
    assert!(!values.is_empty());
    for value in values {
        // Percent and milliseconds are kept as CloudWatch gives them; only the text of a double may differ.
        let is_known = known.iter().any(|held| (held - value).abs() <= value.abs() * 1e-9);
        assert!(is_known, "{value} is shown nowhere");
    }
    let found = pasted(&command(&snapshot, &alarms));
    let rings = |kind: &str| found[kind].as_array().map_or(0, Vec::len);
    assert_eq!(
        rings("MetricAlarms") + rings("CompositeAlarms"),
        snapshot.alarms(&shop()).unwrap().alarms.len()
    );
    let found = pasted(&command(&snapshot, &streams));
    let shards = found["StreamDescriptionSummary"]["OpenShardCount"].as_u64();
    let shown: Vec<u64> =
        snapshot.streams(&shop()).unwrap().values().map(|facts| u64::from(facts.open_shards)).collect();
    assert_eq!(shards, shown.first().copied());
    let found = pasted(&command(&snapshot, &history));
    let shown = snapshot.alarm_history(&shop(), None).unwrap();
    assert_eq!(found["AlarmHistoryItems"].as_array().unwrap().len(), shown.events.len());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the emulator that scripts/test starts"]
async fn the_commands_of_the_lake_run_the_same_query() {
    let (truth, desk) = (truth(), desk().await);
    let (range, one) = (last_days(&truth, 7), vendor("vendor_002"));
    let ask = |view| Question::Summary { view, vendor: one.clone(), range };
    let views = [View::DailyVendorPerformance, View::ConversionFunnel, View::HourlyTraffic];
    let snapshot = look(&desk, views.map(ask)).await;
    for view in views {
        let shown =
            snapshot.summary(view, &one, range).unwrap_or_else(|| panic!("{:?}", troubles(&snapshot)));
        let begun = pasted(&command(&snapshot, &ask(view)));
        let rows = rows_of(begun["QueryExecutionId"].as_str().expect("the id of a query"));
        // The first row of a result holds the names of its columns.
        assert_eq!(rows.len() - 1, shown.rows.len(), "{}", view.as_str());
        let names: Vec<&str> = rows[0].iter().map(String::as_str).collect();
        let held: Vec<&str> = shown.columns.iter().map(|(name, _)| &**name).collect();
        assert_eq!(names, held, "{}", view.as_str());
        assert!(!shown.rows.is_empty(), "{}", view.as_str());
    }
}

/// The rows of a query that was started from a shell.
fn rows_of(id: &str) -> Vec<Vec<String>> {
    let state = || pasted(&format!("aws athena get-query-execution --query-execution-id {id}"));
    let is_done = || state()["QueryExecution"]["Status"]["State"] == "SUCCEEDED";
    for _ in 0..600 {
        if is_done() {
            break;
        }
    }
    let found = pasted(&format!("aws athena get-query-results --query-execution-id {id}"));
    let rows = found["ResultSet"]["Rows"].as_array().unwrap();
    let text = |cell: &Value| cell["VarCharValue"].as_str().unwrap_or_default().to_owned();
    rows.iter().map(|row| row["Data"].as_array().unwrap().iter().map(text).collect()).collect()
}
