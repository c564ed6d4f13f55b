//! The lake through Athena: rows against an independent count, slow queries, and queries nobody wants any more.

use std::{collections::BTreeSet, time::Duration};

use aws_sdk_athena::{
    Client,
    config::{BehaviorVersion, Credentials, Region},
    types::QueryExecutionState,
};
use rust_decimal::Decimal;
use rustix::process::{Pid, Signal, kill_process};
use tidewatch::{
    business::{DateRange, Funnel, VendorScope, View, days_of_summary},
    collector,
    config::Config,
    question::Question,
};
use tokio::time::{sleep, timeout};

use crate::account::{
    CONFIG, PATIENCE, Program, config_at, desk, endpoint, last_days, leave, look, open, troubles, truth,
    until, vendor, want,
};

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the emulator that scripts/test starts"]
async fn the_lake_answers_with_typed_rows_that_equal_an_independent_count() {
    let truth = truth();
    let desk = desk().await;
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

/// The account with another workgroup: its queries are slow, or never end.
fn config_of(workgroup: &str) -> Config {
    let mut config = config_at(&endpoint());
    config.lake.as_mut().unwrap().workgroup = workgroup.into();
    config
}

/// A question of its own for each test: days of a vendor that end so many days ago.
fn funnel(vendor: &VendorScope, days_ago: i64) -> Question {
    let last = last_days(&truth(), 1).to() - chrono::TimeDelta::days(days_ago);
    Question::Summary {
        view: View::ConversionFunnel,
        vendor: vendor.clone(),
        range: DateRange::ending(last, 3),
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the emulator that scripts/test starts"]
async fn a_slow_query_is_shown_as_queued_then_running_then_answered() {
    let desk = open(&config_of("tidewatch-slow")).await;
    let question = funnel(&vendor("vendor_001"), 1);
    want(&desk, &BTreeSet::from([question.clone()])).await;
    for word in ["queued for", "running for"] {
        let is_so = |note: &str| note.starts_with(word);
        let waiting = until(&desk, word, false, |snapshot| {
            snapshot.entry(&question).and_then(|entry| entry.waiting.as_deref()).is_some_and(is_so)
        })
        .await;
        let entry = waiting.entry(&question).unwrap();
        assert!(entry.troubles.is_empty() && entry.failures == 0, "waiting is no failure: {entry:?}");
    }
    let done = until(&desk, "the answer", false, |snapshot| {
        snapshot.entry(&question).is_some_and(|entry| entry.held.is_some())
    })
    .await;
    let entry = done.entry(&question).unwrap();
    assert_eq!((entry.waiting.as_deref(), entry.troubles.len()), (None, 0));
    assert!(entry.held.as_ref().unwrap().provenance.latency >= Duration::from_secs(11));
}

/// Athena as its own client sees it, to know what became of the queries.
struct Watch(Client);

impl Watch {
    fn new() -> Self {
        let config = aws_sdk_athena::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .credentials_provider(Credentials::for_tests())
            .endpoint_url(endpoint())
            .build();
        Self(Client::from_conf(config))
    }

    /// The state of the newest query of a workgroup whose text holds `words`.
    async fn state(&self, workgroup: &str, words: &str) -> Option<QueryExecutionState> {
        let ids = self.0.list_query_executions().work_group(workgroup).send().await.unwrap();
        let mut state = None;
        for id in ids.query_execution_ids() {
            let query = self.0.get_query_execution().query_execution_id(id).send().await.unwrap();
            let query = query.query_execution.unwrap();
            if query.query().is_some_and(|sql| sql.contains(words)) {
                state = query.status().and_then(|status| status.state().cloned());
            }
        }
        state
    }

    async fn until(&self, workgroup: &str, words: &str, wished: &[QueryExecutionState]) {
        let waits = async {
            while !self.state(workgroup, words).await.is_some_and(|state| wished.contains(&state)) {
                sleep(Duration::from_millis(200)).await;
            }
        };
        let came = timeout(PATIENCE, waits).await;
        assert!(came.is_ok(), "the query never became {wished:?}: {:?}", self.state(workgroup, words).await);
    }
}

const STUCK: &str = "tidewatch-stuck";
const ALIVE: [QueryExecutionState; 2] = [QueryExecutionState::Queued, QueryExecutionState::Running];
const OVER: [QueryExecutionState; 1] = [QueryExecutionState::Cancelled];

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the emulator that scripts/test starts"]
async fn a_query_whose_screen_was_left_is_cancelled_after_a_while() {
    let (desk, watch) = (open(&config_of(STUCK)).await, Watch::new());
    want(&desk, &BTreeSet::from([funnel(&vendor("vendor_001"), 0)])).await;
    watch.until(STUCK, "vendor_001", &ALIVE).await;
    leave(&desk).await;
    watch.until(STUCK, "vendor_001", &OVER).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the emulator that scripts/test starts"]
async fn a_query_that_runs_when_the_dashboard_is_closed_is_cancelled() {
    let (desk, watch) = (open(&config_of(STUCK)).await, Watch::new());
    want(&desk, &BTreeSet::from([funnel(&vendor("vendor_002"), 0)])).await;
    watch.until(STUCK, "vendor_002", &ALIVE).await;
    collector::close(desk).await;
    watch.until(STUCK, "vendor_002", &OVER).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the emulator that scripts/test starts"]
async fn a_command_that_is_interrupted_cancels_its_query() {
    let watch = Watch::new();
    let program = Program::new(&CONFIG.replace("\"tidewatch\"", &format!("{STUCK:?}")), &endpoint());
    for (vendor, signal) in [("vendor_003", Signal::INT), ("vendor_004", Signal::TERM)] {
        let arguments = ["summary", "conversion_funnel", "--vendor", vendor];
        let mut child = program.command(&arguments).spawn().unwrap();
        watch.until(STUCK, vendor, &ALIVE).await;
        let id = Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
        kill_process(id, signal).unwrap();
        let status = tokio::task::spawn_blocking(move || child.wait()).await.unwrap().unwrap();
        assert_eq!(status.code(), Some(128 + signal.as_raw()));
        watch.until(STUCK, vendor, &OVER).await;
    }
}
