//! One round of asking the workgroup: each question gets its statement or its next step, and what finished becomes
//! an answer with its provenance. Keeps nothing from round to round.

use std::{sync::Arc, time::Duration};

use super::{
    calls::Api,
    catalog, cost,
    memory::{Cutoff, Lesson, is_about_place, kind_of},
    plan::{Lack, Plan, Planner},
    run::{AFTER_LIMIT, Calls, Finished, Progress, Run, wait_after},
    sql::{self, SqlError},
};
use crate::{
    business::{Cell, SummaryTable, Vendor, VendorId, View},
    pipeline::{clean_line, say_bytes, say_count},
    question::{Answer, Answered, Fault, Item, Provenance, Question, Trouble},
    source::aws::shell,
};

/// Everything a step needs.
pub(super) struct Round<'a> {
    /// Athena.
    pub(super) api: Api<'a>,
    /// What makes plans.
    pub(super) planner: Planner<'a>,
    /// The session as options of a command.
    pub(super) flags: String,
}

/// What one asking of one question brought.
pub(super) struct Step {
    /// For the asker.
    pub(super) item: Item,
    /// The query, while there is more of it.
    pub(super) run: Option<Run>,
    /// What was done and learnt on the way.
    pub(super) wake: Wake,
    /// The vendors, when they were asked for and listed.
    pub(super) vendors: Option<Arc<[Vendor]>>,
}

/// The calls made, and what they taught.
#[derive(Default)]
pub(super) struct Wake {
    /// The calls.
    pub(super) calls: Calls,
    /// What was learnt of the lake.
    pub(super) lessons: Vec<Lesson>,
}

impl Round<'_> {
    /// Starts the query of a question or moves it on.
    pub(super) async fn step(&self, question: Question, run: Option<Run>) -> Step {
        let mut wake = Wake::default();
        if question == Question::Lake && run.is_none() {
            wake.calls.made("GetTableMetadata");
            let without_list = match self.api.table().await {
                Ok(table) => table.is_projected.then(|| self.projected()),
                Err(trouble) => {
                    let again_after = wait_after(&trouble);
                    Some(Item { again_after, ..Item::troubled(Question::Lake, trouble) })
                }
            };
            if let Some(item) = without_list {
                return Step { item, run: None, wake, vendors: None };
            }
        }
        let progress = match run {
            Some(run) => run.step(&self.api, &question, &mut wake.calls).await,
            None => self.begin(self.planner.plan(&question), &question, &mut wake).await,
        };
        let progress = self.around_lacks(progress, &question, &mut wake).await;
        let (item, run, vendors) = match progress {
            Progress::Waiting(run, note, wait) => {
                (Item::waiting(question, note.into(), wait), Some(run), None)
            }
            Progress::Failed(run, trouble, wait) => {
                (Item { again_after: wait, ..Item::troubled(question, trouble) }, run, None)
            }
            Progress::Lacking(_, _, trouble) => (Item::troubled(question, trouble), None, None),
            Progress::Finished(finished) => {
                learn(&question, &finished, &mut wake);
                let item = self.finished(question, *finished);
                let vendors = match item.answered.as_ref().map(|answered| &answered.answer) {
                    Some(Answer::Vendors(vendors)) => Some(vendors.clone()),
                    _ => None,
                };
                (item, None, vendors)
            }
        };
        Step { item, run, wake, vendors }
    }

    /// Starts what is planned, unless earlier queries tell that it would scan too much.
    async fn begin(&self, plan: Result<Plan, SqlError>, question: &Question, wake: &mut Wake) -> Progress {
        let mut plan = match plan {
            Ok(plan) => plan,
            Err(error) => return Progress::Failed(None, self.unsaid(&error), None),
        };
        if let Some(trouble) = self.too_much(&plan, question, wake).await {
            return Progress::Failed(None, trouble, Some(AFTER_LIMIT));
        }
        if self.api.keeps_its_place && self.api.lake.output_location.is_some() {
            plan.remarks.push(KEEPS_ITS_PLACE.to_owned());
        }
        let plan = Arc::new(plan);
        match Run::begin(&self.api, Arc::clone(&plan), &mut wake.calls).await {
            Progress::Failed(None, trouble, _)
                if is_about_place(&trouble)
                    && self.api.lake.output_location.is_some()
                    && !self.api.keeps_its_place =>
            {
                wake.lessons.push(Lesson::KeepsItsPlace);
                let api = Api { keeps_its_place: true, ..self.api.clone() };
                let mut plan = Plan::clone(&plan);
                plan.remarks.push(KEEPS_ITS_PLACE.to_owned());
                Run::begin(&api, Arc::new(plan), &mut wake.calls).await
            }
            progress => progress,
        }
    }

    /// Goes on over the table where a view turned out not to be there, or not to be the shipped one.
    async fn around_lacks(&self, progress: Progress, question: &Question, wake: &mut Wake) -> Progress {
        let (plan, lack) = match &progress {
            Progress::Lacking(plan, lack, _) => (plan, lack.clone()),
            Progress::Finished(finished) if finished.plan.view.is_some() => {
                let odd = sql::odd_columns(&finished.table);
                if odd.is_empty() {
                    return progress;
                }
                (&finished.plan, Lack::Other(format!("column {}", odd.join(", column ")).into()))
            }
            _ => return progress,
        };
        wake.lessons.extend(plan.view.map(|view| Lesson::Lacks(view, lack.clone())));
        self.begin(self.planner.summary(question, Some(&lack)), question, wake).await
    }

    /// The trouble of a query that earlier ones tell to scan more than is allowed; it is not started.
    async fn too_much(&self, plan: &Plan, question: &Question, wake: &mut Wake) -> Option<Trouble> {
        if plan.is_ddl {
            return None;
        }
        let memory = self.planner.memory;
        let estimate = memory.estimate(kind_of(question), plan.days)?;
        let cutoff = if let Cutoff::Known(cutoff) = memory.cutoff() {
            cutoff
        } else {
            wake.calls.made("GetWorkGroup");
            // Who may not look at the workgroup finds out by its stopping the query.
            let cutoff = self.api.workgroup().await.ok().and_then(|workgroup| workgroup.cutoff_bytes);
            wake.lessons.push(Lesson::Cutoff(cutoff));
            cutoff
        };
        let own = self.api.lake.scan_limit_bytes.map(|limit| (limit, "the lake's scan_limit"));
        let others = cutoff.map(|limit| (limit, "the workgroup's limit"));
        let (limit, whose) = own.into_iter().chain(others).min_by_key(|(limit, _)| *limit)?;
        if estimate <= limit {
            return None;
        }
        let sentence = format!(
            "The query was not started: by earlier ones it would scan about {} over {} days of partitions, and {whose} is {}.",
            say_bytes(estimate as f64),
            plan.days,
            say_bytes(limit as f64)
        );
        let fix = "Ask for fewer days, or raise the limit.";
        Some(self.api.trouble(Fault::Limit, sentence, fix))
    }

    /// The answer about a table whose partitions are computed.
    fn projected(&self) -> Item {
        let (api, lake) = (&self.api, self.api.lake);
        let words = ["aws", "athena", "get-table-metadata", "--catalog-name", &*lake.catalog];
        let names = ["--database-name", &*lake.database, "--table-name", &*lake.table];
        let provenance = Provenance {
            source: api.source.clone(),
            as_of: api.now,
            complete_to: None,
            latency: Duration::ZERO,
            cost_micro_usd: 0,
            call: format!("GetTableMetadata {}", lake.table).into(),
            command: shell::line(&[&words[..], &names[..]].concat(), &self.flags).into(),
        };
        let answer = Answer::Lake(catalog::projected(&lake.table));
        Item::answered(Question::Lake, Answered { answer, provenance })
    }

    fn unsaid(&self, error: &SqlError) -> Trouble {
        let fix = match error {
            SqlError::Name(_) => "Correct the lake's table and view names in the config.",
            SqlError::Id(_) => "Choose a vendor of the list, and an order by its whole id.",
            SqlError::Zone(_) => "Correct the business time zone in the config.",
            SqlError::Shipped(_) => "This is a mistake in tidewatch.",
        };
        self.api.trouble(Fault::Invalid, format!("No query can be made: {error}."), fix)
    }

    fn finished(&self, question: Question, finished: Finished) -> Item {
        let mut troubles = self.troubles(&finished);
        let provenance = self.provenance(&question, &finished);
        if question == Question::Lake {
            return self.partitions(&finished, troubles, provenance);
        }
        let answer = if question == Question::Vendors {
            let (vendors, odd) = vendors_of(&finished.table);
            troubles.extend(odd.map(|odd| {
                let fix = "Such vendors cannot be asked for; correct what writes their events.";
                self.api.trouble(Fault::Item, odd, fix)
            }));
            Answer::Vendors(vendors)
        } else {
            Answer::Summary(finished.table)
        };
        let is_limited = self.limit(finished.look.scanned_bytes, finished.look.is_reused).is_some();
        Item {
            question,
            answered: Some(Answered { answer, provenance }),
            troubles,
            again_after: is_limited.then_some(AFTER_LIMIT),
            waiting: None,
        }
    }

    /// The answer about a table whose partitions were listed.
    fn partitions(&self, finished: &Finished, mut troubles: Vec<Trouble>, provenance: Provenance) -> Item {
        let facts = catalog::facts(&self.api.lake.table, &finished.table);
        if facts.is_none() {
            let sentence = format!(
                "The partitions of {} are not by day, so the catalog does not tell how far it goes.",
                self.api.lake.table
            );
            let fix =
                "Partition the table by year, month and day, as docs/athena/00_table_vendor_events.sql does.";
            troubles.push(self.api.trouble(Fault::Item, sentence, fix));
        }
        let answered = facts.map(|facts| Answered { answer: Answer::Lake(facts), provenance });
        Item { question: Question::Lake, answered, troubles, again_after: None, waiting: None }
    }

    /// The user's limit, when a scan went past it.
    fn limit(&self, scanned_bytes: u64, is_reused: bool) -> Option<u64> {
        self.api.lake.scan_limit_bytes.filter(|limit| !is_reused && scanned_bytes > *limit)
    }

    fn troubles(&self, finished: &Finished) -> Vec<Trouble> {
        let mut troubles = Vec::new();
        let scanned = finished.look.scanned_bytes;
        if let Some(limit) = self.limit(scanned, finished.look.is_reused) {
            let sentence = format!(
                "The query scanned {}, more than the limit of {}.",
                say_bytes(scanned as f64),
                say_bytes(limit as f64)
            );
            let fix = "Ask for fewer days or one vendor, or raise the lake's scan limit in the config.";
            troubles.push(self.api.trouble(Fault::Limit, sentence, fix));
        }
        if finished.is_cut {
            let sentence = format!(
                "The result is longer than {} rows; the rest is left out.",
                say_count(finished.table.rows.len() as f64)
            );
            troubles.push(self.api.trouble(Fault::Limit, sentence, "Ask for fewer days or for one vendor."));
        }
        if finished.odd_cells > 0 {
            let sentence = format!(
                "{} values are not of their column's type; they are kept as text.",
                finished.odd_cells
            );
            let fix = "Check that the view is the shipped one: tidewatch lake check.";
            troubles.push(self.api.trouble(Fault::Item, sentence, fix));
        }
        if !finished.unread.is_empty() && !finished.plan.is_ddl {
            let sentence = format!(
                "Columns of a type that is not known here are kept as text: {}.",
                finished.unread.join(", ")
            );
            let fix = "Nothing to do, unless the column should be a number or a time: cast it in the view.";
            troubles.push(self.api.trouble(Fault::Item, sentence, fix));
        }
        troubles
    }

    fn provenance(&self, question: &Question, finished: &Finished) -> Provenance {
        let (lake, look) = (self.api.lake, &finished.look);
        let is_ddl = *question == Question::Lake;
        let complete_to = match question {
            Question::Summary { view: View::DataFreshness, .. } => newest_event(&finished.table),
            _ => None,
        };
        let mut call = finished.plan.sql.to_string();
        for remark in &finished.plan.remarks {
            call.push_str("\n\n(");
            call.push_str(remark);
            call.push(')');
        }
        if look.is_reused {
            let age = lake.reuse_minutes.to_string();
            call.extend(["\n\n(an earlier result of at most ", &*age, " minutes was reused)"]);
        }
        Provenance {
            source: self.api.source.clone(),
            as_of: self.api.now,
            complete_to,
            latency: look.latency,
            cost_micro_usd: if is_ddl { 0 } else { cost::of_scan(look.scanned_bytes, look.is_reused) },
            call: call.into(),
            command: self.command(&finished.plan.sql, !is_ddl).into(),
        }
    }

    fn command(&self, sql: &str, may_reuse: bool) -> String {
        let lake = self.api.lake;
        let context = format!("Catalog={},Database={}", lake.catalog, lake.database);
        let reuse =
            format!("ResultReuseByAgeConfiguration={{Enabled=true,MaxAgeInMinutes={}}}", lake.reuse_minutes);
        let place = lake.output_location.as_deref().filter(|_| !self.api.keeps_its_place);
        let place = place.map(|location| format!("OutputLocation={location}"));
        let mut words = vec!["aws", "athena", "start-query-execution", "--work-group", &*lake.workgroup];
        words.extend(["--query-execution-context", &context, "--query-string", sql]);
        if may_reuse && lake.reuse_minutes > 0 {
            words.extend(["--result-reuse-configuration", &reuse]);
        }
        if let Some(place) = &place {
            words.extend(["--result-configuration", place]);
        }
        shell::line(&words, &self.flags)
    }
}

/// What a finished query teaches.
fn learn(question: &Question, finished: &Finished, wake: &mut Wake) {
    let (plan, look) = (&finished.plan, &finished.look);
    wake.lessons.extend(plan.view.map(Lesson::Reads));
    if !plan.is_ddl && !look.is_reused && look.scanned_bytes > 0 {
        wake.lessons.push(Lesson::Scanned(kind_of(question), look.scanned_bytes, plan.days));
    }
}

/// Told where the workgroup decides alone where results go.
const KEEPS_ITS_PLACE: &str =
    "the workgroup keeps results in a place of its own: the lake's output_location is left out";

/// Vendors of the lake's list, by id, and what was odd about it.
fn vendors_of(table: &SummaryTable) -> (Arc<[Vendor]>, Option<String>) {
    let at = table.column("vendorid").unwrap_or(0);
    let ids = || table.rows.iter().filter_map(|row| row.get(at)).filter_map(Cell::as_text);
    let mut vendors: Vec<Vendor> = ids()
        .filter_map(|id| VendorId::parse(id).ok())
        .map(|id| Vendor { name: id.as_str().into(), category: None, id })
        .collect();
    vendors.sort_by(|a, b| a.id.cmp(&b.id));
    let mut odd = ids().filter(|id| VendorId::parse(id).is_err());
    let told = odd.next().map(|first| {
        let more = odd.count();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("{:?}{more} cannot be the id of a vendor.", clean_line(first, 60))
    });
    (vendors.into(), told)
}

/// The newest event of a freshness result, in UTC.
fn newest_event(table: &SummaryTable) -> Option<chrono::DateTime<chrono::Utc>> {
    match table.rows.first()?.get(table.column("newest_event")?)? {
        Cell::Timestamp(at) => Some(at.and_utc()),
        _ => None,
    }
}
