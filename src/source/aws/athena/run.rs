//! One query from its start to its last row, a step at each asking.
//! Knows the states of a query and its bounds; what the rows mean is the workgroup's.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use aws_sdk_athena::types::ColumnInfo;
use chrono::{DateTime, Utc};

use super::{
    calls::{Api, Look, Page, State},
    cells, cost,
    plan::{Lack, Plan},
    words,
};
use crate::{
    business::{ColumnType, SummaryTable},
    pipeline::{clean_line, say_bytes, say_count, say_span},
    question::{Call, Fault, Question, Trouble},
};

/// First wait between two looks, and the longest; each is half as long again as the one before.
const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(2);
/// Most rows that are read of a result; what is longer is cut there, and that is told.
pub const MOST_ROWS: usize = 100_000;
/// Pages read at one asking, so that it returns soon.
const PAGES_AT_ONCE: usize = 5;
/// Wait between two batches of pages.
const BETWEEN_PAGES: Duration = Duration::from_millis(50);
/// When a question that scanned more than the user's limit may be asked again by itself.
pub(super) const AFTER_LIMIT: Duration = Duration::from_hours(24);
/// Wait after a throttled or failed call.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// A query that runs or is being read.
pub(super) struct Run {
    /// Athena's id of it.
    pub(super) id: String,
    /// What runs, and why so.
    pub(super) plan: Arc<Plan>,
    /// When it was started.
    pub(super) begun: DateTime<Utc>,
    /// Bytes scanned when last looked at.
    pub(super) scanned_bytes: u64,
    wait: Duration,
    running_since: Option<DateTime<Utc>>,
    rows: Option<Rows>,
}

/// A result as far as it is read.
struct Rows {
    look: Look,
    table: SummaryTable,
    next: Option<String>,
    odd_cells: usize,
    /// Columns of a type that is not read here: name and type.
    unread: Vec<String>,
    is_begun: bool,
    is_cut: bool,
}

/// A result to its end.
pub(super) struct Finished {
    /// What ran, and why so.
    pub(super) plan: Arc<Plan>,
    /// The rows.
    pub(super) table: SummaryTable,
    /// Cells that are not of their column's type.
    pub(super) odd_cells: usize,
    /// Columns of a type that is not read here, each as `name (type)`.
    pub(super) unread: Vec<String>,
    /// True when there were more rows than are read.
    pub(super) is_cut: bool,
    /// The last look: bytes, latency, reuse.
    pub(super) look: Look,
}

/// What a step brought.
pub(super) enum Progress {
    /// Not done: why, and when to ask again.
    Waiting(Run, String, Duration),
    /// Every row is here.
    Finished(Box<Finished>),
    /// It went wrong; the query lives on where looking again may help. The wait is set for what passes by itself.
    Failed(Option<Run>, Trouble, Option<Duration>),
    /// The view it reads is not there, or is not the shipped one.
    Lacking(Arc<Plan>, Lack, Trouble),
}

/// The calls of a round, by kind.
#[derive(Default)]
pub(super) struct Calls(BTreeMap<&'static str, (u32, u64)>);

impl Calls {
    /// One more call.
    pub(super) fn made(&mut self, api: &'static str) {
        self.0.entry(api).or_default().0 += 1;
    }

    /// What a query cost is known only when it ends; the call that started it is already counted.
    pub(super) fn owe(&mut self, cost_micro_usd: u64) {
        if cost_micro_usd > 0 {
            self.0.entry("StartQueryExecution").or_default().1 += cost_micro_usd;
        }
    }

    /// Adds the calls of another step.
    pub(super) fn add(&mut self, other: Self) {
        for (api, (count, cost_micro_usd)) in other.0 {
            let sum = self.0.entry(api).or_default();
            sum.0 += count;
            sum.1 += cost_micro_usd;
        }
    }

    /// As the bill wants them.
    pub(super) fn into_calls(self) -> Vec<Call> {
        let call = |(api, (count, cost_micro_usd))| Call { api, count, cost_micro_usd };
        self.0.into_iter().map(call).collect()
    }
}

impl Run {
    /// Starts a query.
    pub(super) async fn begin(api: &Api<'_>, plan: Arc<Plan>, calls: &mut Calls) -> Progress {
        calls.made("StartQueryExecution");
        match api.start(&plan.sql, !plan.is_ddl).await {
            Ok(id) => {
                let run = Self {
                    id,
                    plan,
                    begun: api.now,
                    scanned_bytes: 0,
                    wait: FIRST_WAIT,
                    running_since: None,
                    rows: None,
                };
                Progress::Waiting(run, "query sent".to_owned(), FIRST_WAIT)
            }
            Err(trouble) => Progress::Failed(None, trouble.clone(), wait_after(&trouble)),
        }
    }

    /// True once the query itself is over and only its rows are still read.
    pub(super) const fn is_done(&self) -> bool {
        self.rows.is_some()
    }

    /// Takes the next step: a look at the query, or some pages of its rows.
    pub(super) async fn step(mut self, api: &Api<'_>, question: &Question, calls: &mut Calls) -> Progress {
        if self.rows.is_some() {
            return self.read(api, calls).await;
        }
        calls.made("GetQueryExecution");
        let look = match api.look(&self.id).await {
            Ok(look) => look,
            Err(trouble) => return self.failed(trouble),
        };
        self.scanned_bytes = look.scanned_bytes;
        match look.state {
            State::Queued | State::Running => match api.lake.scan_limit_bytes {
                Some(limit) if look.scanned_bytes > limit => self.stopped(api, limit, calls).await,
                _ => self.waits(&look, api.now),
            },
            State::Succeeded => {
                calls.owe(self.cost(&look));
                self.rows = Some(Rows {
                    look,
                    table: SummaryTable::default(),
                    next: None,
                    odd_cells: 0,
                    unread: Vec::new(),
                    is_begun: false,
                    is_cut: false,
                });
                self.read(api, calls).await
            }
            State::Failed | State::Cancelled => {
                // A failed query is free; a cancelled one pays for what it scanned.
                if look.state == State::Cancelled && look.scanned_bytes > 0 {
                    calls.owe(self.cost(&look));
                }
                let trouble = words::failure(api, question, &self.plan.sql, &look);
                match self.plan.view.and_then(|view| words::lack(api.lake, view, &look)) {
                    Some(lack) => Progress::Lacking(self.plan, lack, trouble),
                    None => Progress::Failed(None, trouble, None),
                }
            }
        }
    }

    fn cost(&self, look: &Look) -> u64 {
        if self.plan.is_ddl { 0 } else { cost::of_scan(look.scanned_bytes, look.is_reused) }
    }

    fn waits(mut self, look: &Look, now: DateTime<Utc>) -> Progress {
        let since = |then: DateTime<Utc>| say_span((now - then).num_seconds().max(0) as f64);
        let note = if look.state == State::Queued {
            format!("queued for {}", since(self.begun))
        } else {
            let running = since(*self.running_since.get_or_insert(now));
            if look.scanned_bytes > 0 {
                let scanned = say_bytes(look.scanned_bytes as f64);
                let cost = cost::say(self.cost(look));
                format!("running for {running}, {scanned} scanned, {cost} so far")
            } else {
                format!("running for {running}")
            }
        };
        self.wait = (self.wait * 3 / 2).min(LONGEST_WAIT);
        let wait = self.wait;
        Progress::Waiting(self, note, wait)
    }

    /// Ends a query that has scanned more than the user allows; what it scanned is paid.
    async fn stopped(self, api: &Api<'_>, limit: u64, calls: &mut Calls) -> Progress {
        calls.made("StopQueryExecution");
        if let Err(trouble) = api.stop(&self.id).await {
            return self.failed(trouble);
        }
        let cost = cost::of_scan(self.scanned_bytes, false);
        calls.owe(cost);
        let sentence = format!(
            "The query was stopped after {}: the lake's limit is {}. It cost {}.",
            say_bytes(self.scanned_bytes as f64),
            say_bytes(limit as f64),
            cost::say(cost)
        );
        let fix = "Ask for fewer days, or raise the lake's scan_limit in the config.";
        Progress::Failed(None, api.trouble(Fault::Limit, sentence, fix), Some(AFTER_LIMIT))
    }

    async fn read(mut self, api: &Api<'_>, calls: &mut Calls) -> Progress {
        let Some(mut rows) = self.rows.take() else { return self.again() };
        for _ in 0..PAGES_AT_ONCE {
            calls.made("GetQueryResults");
            let page = match api.page(&self.id, rows.next.clone()).await {
                Ok(page) => page,
                Err(trouble) => {
                    self.rows = Some(rows);
                    return self.failed(trouble);
                }
            };
            rows.take(page);
            if rows.next.is_none() {
                return Progress::Finished(Box::new(Finished {
                    plan: self.plan,
                    table: rows.table,
                    odd_cells: rows.odd_cells,
                    unread: rows.unread,
                    is_cut: rows.is_cut,
                    look: rows.look,
                }));
            }
        }
        let note = format!("reading rows, {} so far", say_count(rows.table.rows.len() as f64));
        self.rows = Some(rows);
        Progress::Waiting(self, note, BETWEEN_PAGES)
    }

    fn again(self) -> Progress {
        Progress::Waiting(self, "reading rows".to_owned(), BETWEEN_PAGES)
    }

    /// A call about the query failed. Athena still has the query, unless it says that it does not know it.
    fn failed(self, trouble: Trouble) -> Progress {
        let is_gone = matches!(trouble.fault, Fault::Invalid | Fault::NotFound);
        let wait = wait_after(&trouble);
        Progress::Failed((!is_gone).then_some(self), trouble, wait)
    }
}

impl Rows {
    /// Adds a page; the first one names the columns and begins with a row of their names.
    fn take(&mut self, page: Page) {
        let mut rows = page.rows.iter();
        if !self.is_begun {
            self.is_begun = true;
            self.table.columns = page
                .columns
                .iter()
                .map(|column| {
                    (Arc::from(clean_line(column.name(), 128)), cells::column_type(column.r#type()))
                })
                .collect();
            let is_unread = |column: &&ColumnInfo| cells::column_type(column.r#type()) == ColumnType::Other;
            let named = |column: &ColumnInfo| {
                format!("{} ({})", clean_line(column.name(), 60), clean_line(column.r#type(), 60))
            };
            self.unread = page.columns.iter().filter(is_unread).map(named).collect();
            if page.rows.first().is_some_and(|row| cells::is_header(row, &page.columns)) {
                rows.next();
            }
        }
        let kinds: Vec<ColumnType> = self.table.columns.iter().map(|(_, kind)| *kind).collect();
        for row in rows {
            if self.table.rows.len() == MOST_ROWS {
                self.is_cut = true;
                break;
            }
            let (row, odd) = cells::cells(row, kinds.iter().copied());
            self.odd_cells += odd;
            self.table.rows.push(row);
        }
        self.next = page.next;
        if self.next.is_some() && self.table.rows.len() >= MOST_ROWS {
            self.is_cut = true;
        }
        if self.is_cut {
            self.next = None;
        }
    }
}

/// When to ask again after a trouble that passes by itself.
pub(super) fn wait_after(trouble: &Trouble) -> Option<Duration> {
    trouble.fault.passes_by_itself().then_some(AFTER_FAILURE)
}
