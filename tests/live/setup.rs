//! A lake from nothing: the SQL that is printed runs as it is printed, and an empty database that is filled by `lake install`
//! answers with the figures that were counted.

use std::time::Duration;

use aws_sdk_athena::{
    Client,
    config::{BehaviorVersion, Credentials, Region},
    types::{QueryExecutionContext, QueryExecutionState},
};
use serde_json::Value;
use tokio::time::{sleep, timeout};

use crate::{
    account::{CONFIG, PATIENCE, Program, endpoint, truth},
    figures::{list, text},
};

const DATABASE: &str = "makeriess_analytics_dev";
const PLACE: &str = "s3://makeriess-analytics-data-dev/vendor-events/";

fn program(database: &str) -> Program {
    Program::new(&CONFIG.replace(DATABASE, database), &endpoint())
}

#[test]
#[ignore = "needs the emulator that scripts/test starts"]
fn an_empty_database_becomes_a_lake_with_yes_only_and_answers() {
    let program = program("tidewatch_install");
    let states = || {
        let (code, report) = program.json(&["lake", "check", "--format", "json", "--days", "0"]);
        let states: Vec<String> =
            list(&report["objects"]).iter().map(|it| text(it, "state").to_owned()).collect();
        (code, states)
    };
    let all = |state: &str| vec![state.to_owned(); 6];
    assert_eq!(states(), (1, all("missing")));
    let (code, plan, said) = program.run(&["lake", "install", "--location", PLACE]);
    assert_eq!((code, plan.matches("would be created").count()), (1, 6), "{plan}{said}");
    assert_eq!(states(), (1, all("missing")), "looking wrote nothing");
    let (code, done, said) = program.run(&["lake", "install", "--yes", "--location", PLACE]);
    assert_eq!((code, done.matches("+ done: ").count()), (0, 6), "{done}{said}");
    assert_eq!(states(), (0, all("same")));
    let month = &truth()["figures"]["vendor_001"]["month"];
    let period = ["--from", text(month, "from"), "--to", text(month, "to"), "--format", "json"];
    let asked = [&["summary", "conversion_funnel", "--vendor", "vendor_001"][..], &period].concat();
    let (code, report) = program.json(&asked);
    assert_eq!(code, 0, "{report:#}");
    let at = list(&report["columns"]).iter().position(|column| column[0] == "ordered").unwrap();
    let ordered: i64 = list(&report["rows"]).iter().filter_map(|row| row[at].as_i64()).sum();
    assert_eq!(truth()["figures"]["vendor_001"]["funnel"]["ordered"], ordered);
}

fn athena() -> Client {
    let config = aws_sdk_athena::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::for_tests())
        .endpoint_url(endpoint())
        .build();
    Client::from_conf(config)
}

/// Runs a statement to its end, and tells what became of it.
async fn run(client: &Client, sql: &str, database: &str) -> (QueryExecutionState, String) {
    let context = QueryExecutionContext::builder().database(database).build();
    let begun = client.start_query_execution().work_group("tidewatch").query_execution_context(context);
    // Samples ask for a vendor, as the editor of Athena does.
    let asked = sql.matches('?').map(|_| "'vendor_001'".to_owned()).collect::<Vec<_>>();
    let begun = begun.set_execution_parameters(Some(asked).filter(|asked| !asked.is_empty()));
    let begun = begun.query_string(sql).send().await.unwrap_or_else(|error| panic!("{error:?}\n{sql}"));
    let id = begun.query_execution_id().unwrap();
    let ends = async {
        loop {
            let found = client.get_query_execution().query_execution_id(id).send().await.unwrap();
            let status = found.query_execution.and_then(|found| found.status).unwrap();
            let state = status.state().cloned().unwrap();
            if !matches!(state, QueryExecutionState::Queued | QueryExecutionState::Running) {
                return (state, status.state_change_reason().unwrap_or_default().to_owned());
            }
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(PATIENCE, ends).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the emulator that scripts/test starts"]
async fn every_statement_that_is_printed_runs() {
    let program = program("tidewatch_sql");
    let (code, printed, said) = program.run(&["lake", "sql", "--location", PLACE]);
    assert_eq!(code, 0, "{said}");
    let is_comment = |line: &&str| !line.trim_start().starts_with("--");
    let sql = printed.lines().filter(is_comment).collect::<Vec<_>>().join("\n");
    let statements: Vec<&str> = sql.split(";\n").map(str::trim).filter(|sql| !sql.is_empty()).collect();
    let made = statements.iter().filter(|sql| sql.starts_with("CREATE")).count();
    assert!(made == 6 && statements.len() > made, "the table, five views and samples:\n{printed}");
    let client = athena();
    for sql in statements {
        let (state, why) = run(&client, sql.trim_end_matches(';'), "tidewatch_sql").await;
        assert_eq!(state, QueryExecutionState::Succeeded, "{why}\n{sql}");
    }
    let (code, report) = program.json(&["lake", "check", "--format", "json", "--days", "0"]);
    assert_eq!((code, &report["result"]), (0, &Value::from("ok")), "{report:#}");
}
