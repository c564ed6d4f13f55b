//! The calls to Athena, their answers in our own words and their errors as troubles.
//! Knows no question and keeps nothing.

use std::{sync::Arc, time::Duration};

use aws_sdk_athena::{
    Client,
    types::{
        AthenaError, ColumnInfo, QueryExecution, QueryExecutionContext, QueryExecutionState,
        QueryExecutionStatistics, ResultConfiguration, ResultReuseByAgeConfiguration,
        ResultReuseConfiguration, ResultReuseInformation, Row, TableMetadata,
    },
};
use chrono::{DateTime, Utc};

use super::{catalog::Catalogued, described::Described, settings::Workgroup};
use crate::{
    config::Lake,
    question::{Fault, Trouble},
    source::aws::fault::{self, CallSite},
};

/// Rows of a page, the header row included: the most that Athena gives.
const ROWS_A_PAGE: i32 = 1_000;
/// Longest age of a result that Athena reuses, in minutes.
const MOST_REUSE: u32 = 10_080;

/// Athena as one source sees it at one moment.
#[derive(Clone)]
pub(super) struct Api<'a> {
    /// The client.
    pub(super) client: &'a Client,
    /// Workgroup, database and the rest.
    pub(super) lake: &'a Lake,
    /// The source's name.
    pub(super) source: Arc<str>,
    /// Profile in use, for fixes.
    pub(super) profile: Option<Arc<str>>,
    /// When.
    pub(super) now: DateTime<Utc>,
    /// The workgroup lets nobody choose where results go.
    pub(super) keeps_its_place: bool,
}

/// How far a query is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Waits for a slot.
    Queued,
    /// Runs, or is in a state this version does not know.
    Running,
    /// Done.
    Succeeded,
    /// Failed.
    Failed,
    /// Stopped by somebody, or by the workgroup's limit.
    Cancelled,
}

/// What a look at a query shows.
#[derive(Clone, Debug)]
pub(super) struct Look {
    /// How far it is.
    pub(super) state: State,
    /// Why it failed or was cancelled, in Athena's words.
    pub(super) reason: String,
    /// Athena's own category of the error: 1 system, 2 user, 3 other.
    pub(super) category: Option<i32>,
    /// Bytes scanned so far.
    pub(super) scanned_bytes: u64,
    /// True when an older result was taken.
    pub(super) is_reused: bool,
    /// Time from being submitted to being done.
    pub(super) latency: Duration,
}

/// A page of results.
pub(super) struct Page {
    /// The columns.
    pub(super) columns: Vec<ColumnInfo>,
    /// The rows; on the first page of a SELECT the first is the header.
    pub(super) rows: Vec<Row>,
    /// Where the next page begins.
    pub(super) next: Option<String>,
}

impl Api<'_> {
    /// What the catalog says of the lake's table, without a query.
    pub(super) async fn table(&self) -> Result<Catalogued, Trouble> {
        let table = self.entry(&self.lake.table).await.map_err(|trouble| self.of_table(trouble))?;
        Ok(Catalogued::of(table.parameters(), table.partition_keys().len()))
    }

    /// The catalog's entry of a table or view of the lake's database.
    async fn entry(&self, name: &str) -> Result<TableMetadata, Trouble> {
        let lake = self.lake;
        let answer = self
            .client
            .get_table_metadata()
            .catalog_name(&*lake.catalog)
            .database_name(&*lake.database)
            .table_name(name)
            .work_group(&*lake.workgroup)
            .send()
            .await
            .map_err(|error| fault::trouble(&error, &self.site(TABLE), self.now))?;
        answer.table_metadata.ok_or_else(|| self.garbled(TABLE))
    }

    /// A table or view of the lake's database as the catalog has it; none where there is none.
    pub(super) async fn described(&self, name: &str) -> Result<Option<Described>, Trouble> {
        match self.entry(name).await {
            Ok(table) => Ok(Some(Described::of(&table))),
            Err(trouble) if is_absent(&trouble) => Ok(None),
            Err(trouble) => Err(trouble),
        }
    }

    /// Starts a query and gives its id. Only a SELECT may take an older result.
    ///
    /// The output location is sent only when configured: one that overrides the workgroup's own switches result
    /// reuse off.
    pub(super) async fn start(&self, sql: &str, may_reuse: bool) -> Result<String, Trouble> {
        let lake = self.lake;
        let reuse_minutes = if may_reuse { lake.reuse_minutes.min(MOST_REUSE) } else { 0 };
        let context =
            QueryExecutionContext::builder().catalog(&*lake.catalog).database(&*lake.database).build();
        let place = lake
            .output_location
            .as_deref()
            .filter(|_| !self.keeps_its_place)
            .map(|location| ResultConfiguration::builder().output_location(location).build());
        let reuse = ResultReuseByAgeConfiguration::builder()
            .enabled(reuse_minutes > 0)
            .set_max_age_in_minutes((reuse_minutes > 0).then_some(reuse_minutes as i32))
            .build();
        let started = self
            .client
            .start_query_execution()
            .query_string(sql)
            .query_execution_context(context)
            .work_group(&*lake.workgroup)
            .set_result_configuration(place)
            .result_reuse_configuration(
                ResultReuseConfiguration::builder().result_reuse_by_age_configuration(reuse).build(),
            )
            .send()
            .await
            .map_err(|error| self.of_start(fault::trouble(&error, &self.site(START), self.now)))?;
        started.query_execution_id.ok_or_else(|| self.garbled(START))
    }

    /// Looks how far a query is.
    pub(super) async fn look(&self, id: &str) -> Result<Look, Trouble> {
        let answer = self
            .client
            .get_query_execution()
            .query_execution_id(id)
            .send()
            .await
            .map_err(|error| fault::trouble(&error, &self.site(LOOK), self.now))?;
        answer.query_execution.as_ref().map(look_of).ok_or_else(|| self.garbled(LOOK))
    }

    /// Reads a page of results.
    pub(super) async fn page(&self, id: &str, from: Option<String>) -> Result<Page, Trouble> {
        let answer = self
            .client
            .get_query_results()
            .query_execution_id(id)
            .max_results(ROWS_A_PAGE)
            .set_next_token(from)
            .send()
            .await
            .map_err(|error| fault::trouble(&error, &self.site(READ), self.now))?;
        let next = answer.next_token.filter(|token| !token.is_empty());
        let set = answer.result_set.ok_or_else(|| self.garbled(READ))?;
        let columns = set.result_set_metadata.and_then(|metadata| metadata.column_info).unwrap_or_default();
        Ok(Page { columns, rows: set.rows.unwrap_or_default(), next })
    }

    /// Stops a query nobody waits for any more.
    pub(super) async fn stop(&self, id: &str) -> Result<(), Trouble> {
        let stopped = self.client.stop_query_execution().query_execution_id(id).send().await;
        stopped.map(|_| ()).map_err(|error| fault::trouble(&error, &self.site(STOP), self.now))
    }

    /// How the workgroup is set up.
    pub(super) async fn workgroup(&self) -> Result<Workgroup, Trouble> {
        let asked = self.client.get_work_group().work_group(&*self.lake.workgroup).send().await;
        let answer = asked.map_err(|error| fault::trouble(&error, &self.site(WORKGROUP), self.now))?;
        answer.work_group.as_ref().map(Workgroup::of).ok_or_else(|| self.garbled(WORKGROUP))
    }

    /// A trouble of this source.
    pub(super) fn trouble(
        &self,
        fault: Fault,
        sentence: impl Into<Arc<str>>,
        fix: impl Into<Arc<str>>,
    ) -> Trouble {
        Trouble {
            source: self.source.clone(),
            fault,
            sentence: sentence.into(),
            fix: fix.into(),
            action: None,
            stage: None,
            at: self.now,
        }
    }

    fn site(&self, (operation, action): (&'static str, &'static str)) -> CallSite {
        CallSite {
            source: self.source.clone(),
            service: "Athena",
            operation,
            action,
            profile: self.profile.clone(),
        }
    }

    /// What only a start can be refused for has its own way out.
    fn of_start(&self, trouble: Trouble) -> Trouble {
        let words = trouble.sentence.to_lowercase();
        let fix = if words.contains("output location") || words.contains("result configuration") {
            "Give the workgroup a result location, or set the lake's output_location in the config."
                .to_owned()
        } else if words.contains("workgroup") && trouble.fault != Fault::Denied {
            format!(
                "Check the lake's workgroup in the config: {} is not there or not enabled.",
                self.lake.workgroup
            )
        } else {
            return trouble;
        };
        Trouble { fix: fix.into(), ..trouble }
    }

    /// Athena calls a table that is not there an invalid request with Glue's words in it.
    fn of_table(&self, trouble: Trouble) -> Trouble {
        if !is_absent(&trouble) {
            return trouble;
        }
        let lake = self.lake;
        let sentence = format!("There is no table {} in database {}.", lake.table, lake.database);
        let fix =
            "Create it with docs/athena/00_table_vendor_events.sql, or name the lake's table in the config.";
        self.trouble(Fault::NotFound, sentence, fix)
    }

    fn garbled(&self, call: (&'static str, &'static str)) -> Trouble {
        fault::empty(&self.site(call), self.now)
    }
}

/// True where the catalog says that it has no such entry.
fn is_absent(trouble: &Trouble) -> bool {
    let words = trouble.sentence.to_lowercase();
    trouble.fault != Fault::Denied
        && ["entitynotfound", "not found", "does not exist"].iter().any(|piece| words.contains(piece))
}

const TABLE: (&str, &str) = ("GetTableMetadata", "athena:GetTableMetadata");
const START: (&str, &str) = ("StartQueryExecution", "athena:StartQueryExecution");
const LOOK: (&str, &str) = ("GetQueryExecution", "athena:GetQueryExecution");
const READ: (&str, &str) = ("GetQueryResults", "athena:GetQueryResults");
const WORKGROUP: (&str, &str) = ("GetWorkGroup", "athena:GetWorkGroup");
const STOP: (&str, &str) = ("StopQueryExecution", "athena:StopQueryExecution");

fn look_of(execution: &QueryExecution) -> Look {
    let status = execution.status();
    let statistics = execution.statistics();
    let error = status.and_then(|status| status.athena_error());
    let reason = status
        .and_then(|status| status.state_change_reason())
        .or_else(|| error.and_then(|error| error.error_message()))
        .unwrap_or_default();
    Look {
        state: match status.and_then(|status| status.state()) {
            Some(QueryExecutionState::Queued) => State::Queued,
            Some(QueryExecutionState::Succeeded) => State::Succeeded,
            Some(QueryExecutionState::Failed) => State::Failed,
            Some(QueryExecutionState::Cancelled) => State::Cancelled,
            _ => State::Running,
        },
        reason: reason.to_owned(),
        category: error.and_then(AthenaError::error_category),
        scanned_bytes: number(statistics.and_then(QueryExecutionStatistics::data_scanned_in_bytes)),
        is_reused: statistics
            .and_then(|statistics| statistics.result_reuse_information())
            .is_some_and(ResultReuseInformation::reused_previous_result),
        latency: Duration::from_millis(number(
            statistics.and_then(QueryExecutionStatistics::total_execution_time_in_millis),
        )),
    }
}

fn number(value: Option<i64>) -> u64 {
    value.and_then(|value| u64::try_from(value).ok()).unwrap_or(0)
}
