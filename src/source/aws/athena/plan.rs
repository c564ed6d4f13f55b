//! What is run for a question: the statement, what it reads and why, and how many partition days it looks through.
//! Pure: made of the question, the configuration, and what earlier queries taught.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::{
    catalog,
    memory::Memory,
    sql::{self, Origin, SqlError},
};
use crate::{
    business::{DateRange, View},
    config::Lake,
    question::Question,
};

/// A view that was not as shipped is tried again after this: somebody may have created it meanwhile.
const FORGIVEN_AFTER: TimeDelta = TimeDelta::hours(1);
/// Days that customers are looked back over.
const A_YEAR: u32 = 365;

/// Why a view of the lake is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Lack {
    /// There is no such view.
    Missing,
    /// It has other columns or types, in Athena's words or ours.
    Other(Arc<str>),
}

/// What is to be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Plan {
    /// Its text.
    pub(super) sql: Arc<str>,
    /// DDL is free of charge, and its results are never reused.
    pub(super) is_ddl: bool,
    /// The view of the lake that it reads; none where it reads the table.
    pub(super) view: Option<View>,
    /// What a reader of the numbers should know of where they are from, each a sentence without its full stop.
    pub(super) remarks: Vec<String>,
    /// Days of partitions that it looks through.
    pub(super) days: u32,
}

/// What a plan is made with.
pub(super) struct Planner<'a> {
    /// Names.
    pub(super) lake: &'a Lake,
    /// The zone of the business day.
    pub(super) zone: Tz,
    /// Days back that are looked through for vendors.
    pub(super) directory_days: Option<u32>,
    /// What earlier queries taught.
    pub(super) memory: &'a Memory,
    /// When.
    pub(super) now: DateTime<Utc>,
}

impl Planner<'_> {
    /// The plan for a question.
    pub(super) fn plan(&self, question: &Question) -> Result<Plan, SqlError> {
        match question {
            Question::Summary { view, .. } => {
                let lack = self.memory.lack(*view, self.now - FORGIVEN_AFTER);
                self.summary(question, lack)
            }
            Question::Order { vendor, order, range } => {
                let sql = sql::order(self.lake, self.zone, vendor, order, *range)?;
                Ok(of_table(sql, days_of(*range).saturating_add(2)))
            }
            Question::Lake => {
                let sql = catalog::statement(&self.lake.table).into();
                Ok(Plan { sql, is_ddl: true, view: None, remarks: Vec::new(), days: 0 })
            }
            _ => {
                let days = self.directory_days.unwrap_or(7);
                Ok(of_table(sql::list_vendors(self.lake, days, self.now)?, days))
            }
        }
    }

    /// The plan for a summary, from the table where its view lacks something.
    pub(super) fn summary(&self, question: &Question, lack: Option<&Lack>) -> Result<Plan, SqlError> {
        let Question::Summary { view, vendor, range } = question else { return self.plan(question) };
        let (view, range) = (*view, *range);
        let from = if lack.is_some() { Origin::Table } else { Origin::View };
        let sql = sql::summary(self.lake, self.zone, view, vendor, range, from)?;
        let reads_view = sql::needs_view(view, self.zone) && lack.is_none();
        let mut plan = of_table(sql, self.days(view, range));
        plan.view = reads_view.then_some(view);
        if let Some(lack) = lack.filter(|_| sql::needs_view(view, self.zone)) {
            plan.remarks.push(self.lacking(view, lack));
        } else if sql::VIEWS.contains(&view) && !sql::is_utc(self.zone) {
            plan.remarks.push(format!(
                "business days of {}: read from the table, since the views count UTC days",
                self.zone.name()
            ));
        }
        Ok(plan)
    }

    fn lacking(&self, view: View, lack: &Lack) -> String {
        let (name, database) = (self.lake.view_name(view), &self.lake.database);
        match lack {
            Lack::Missing => format!(
                "view missing: read from the table. There is no {name} in database {database}; \
                 tidewatch lake install creates it"
            ),
            Lack::Other(how) => format!(
                "view not as shipped: read from the table. About {name} in database {database}: {how}; \
                 tidewatch lake check tells what differs"
            ),
        }
    }

    fn days(&self, view: View, range: DateRange) -> u32 {
        let own = days_of(range);
        match view {
            View::DataFreshness => 2,
            View::CustomerMix => own.max(A_YEAR).saturating_add(2),
            _ if sql::VIEWS.contains(&view) && sql::is_utc(self.zone) => own,
            _ => own.saturating_add(2),
        }
    }
}

fn days_of(range: DateRange) -> u32 {
    u32::try_from(range.days()).unwrap_or(u32::MAX)
}

fn of_table(sql: String, days: u32) -> Plan {
    Plan { sql: sql.into(), is_ddl: false, view: None, remarks: Vec::new(), days }
}
