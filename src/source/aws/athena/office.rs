//! The lake as the commands that look after it meet it: its catalog, its workgroup, and single statements that are started
//! and looked at. Waits for nothing itself: who asks looks again.

use std::{sync::Arc, time::Duration};

use aws_sdk_athena::Client;
use chrono::{DateTime, NaiveDate, Utc};

use super::{
    calls::Api,
    compare::{self, LakeObject, Stand, WorkgroupFacts},
    plan::Plan,
    run::{Calls, Progress, Run},
    sql,
};
use crate::{
    business::{Cell, DateRange, SummaryTable, View},
    config::{Config, Lake},
    question::{Fault, Question, Trouble},
    source::aws::{
        fault::CallSite,
        session::{Connection, Session},
    },
};

/// A lake and the way to it.
pub struct LakeOffice {
    name: Arc<str>,
    lake: Lake,
    connection: Connection<Client>,
}

/// A statement that runs.
pub struct Work {
    run: Option<Run>,
}

/// What a look at a statement told.
#[derive(Debug)]
pub enum Told {
    /// It is not over: how far it is, and when to look again.
    Waiting(String, Duration),
    /// It is over, and this is its result.
    Done(SummaryTable),
    /// It failed.
    Failed(Trouble),
}

impl LakeOffice {
    /// The lake of a configuration; none where it names none.
    pub fn of(config: &Config) -> Option<Self> {
        let lake = config.lake.clone()?;
        let account = Arc::new(config.account.clone());
        let region = lake.region.clone().or_else(|| account.region.clone());
        let session = Session::new(account, region.as_deref());
        Some(Self::over(Connection::new(session, Client::new), lake))
    }

    pub(super) fn over(connection: Connection<Client>, lake: Lake) -> Self {
        Self { name: format!("Athena {}", lake.workgroup).into(), lake, connection }
    }

    /// The lake as it is written down.
    pub const fn lake(&self) -> &Lake {
        &self.lake
    }

    /// The table and the five views as the catalog has them; nothing is scanned. Views whose columns are the shipped ones
    /// are told as [`Stand::Same`] until their definition was looked at.
    pub async fn objects(&mut self, now: DateTime<Utc>) -> Vec<LakeObject> {
        let client = match self.client(now).await {
            Ok(client) => client,
            Err(trouble) => return self.unknown(&trouble),
        };
        let api = self.api(&client, now);
        let lake = &self.lake;
        let mut objects = vec![compare::table(lake, api.described(&lake.table).await)];
        for view in sql::VIEWS {
            objects.push(compare::view(lake, view, api.described(lake.view_name(view)).await));
        }
        objects
    }

    /// How the workgroup is set up.
    ///
    /// # Errors
    /// What kept it from being looked at.
    pub async fn workgroup(&mut self, now: DateTime<Utc>) -> Result<WorkgroupFacts, Trouble> {
        let client = self.client(now).await?;
        let settings = self.api(&client, now).workgroup().await?;
        Ok(WorkgroupFacts::of(&self.lake, &settings))
    }

    /// The statement that tells a view's definition.
    pub fn definition_statement(&self, view: View) -> String {
        format!("SHOW CREATE VIEW {}", self.lake.view_name(view))
    }

    /// How a view stands after its definition was told, a line a row.
    pub fn with_definition(&self, object: LakeObject, view: View, told: &SummaryTable) -> LakeObject {
        let lines: Vec<&str> =
            told.rows.iter().filter_map(|row| row.first()).filter_map(Cell::as_text).collect();
        let shipped = sql::ddl(&self.lake, view).map(|shipped| shipped.sql).unwrap_or_default();
        if compare::is_same_definition(&lines.join("\n"), &shipped) {
            return object;
        }
        let stand = Stand::Differs(vec!["the columns are the shipped ones, the query is another".to_owned()]);
        LakeObject { stand, ..object }
    }

    /// The statement for events and the newest of them in the partitions of the last days, and the days.
    ///
    /// # Errors
    /// A table's name that cannot stand in a statement.
    pub fn freshness_statement(&self, last: NaiveDate, days: u32) -> Result<(String, DateRange), String> {
        let range = DateRange::ending(last, days);
        let sql = sql::partition_days(&self.lake, range).map_err(|error| error.to_string())?;
        Ok((sql, range))
    }

    /// Starts a statement. DDL is free of charge.
    ///
    /// # Errors
    /// What kept it from being started.
    pub async fn begin(&mut self, sql: &str, is_ddl: bool, now: DateTime<Utc>) -> Result<Work, Trouble> {
        let client = self.client(now).await?;
        let plan = Plan { sql: sql.into(), is_ddl, view: None, remarks: Vec::new(), days: 0 };
        match Run::begin(&self.api(&client, now), Arc::new(plan), &mut Calls::default()).await {
            Progress::Waiting(run, _, _) => Ok(Work { run: Some(run) }),
            Progress::Failed(_, trouble, _) | Progress::Lacking(_, _, trouble) => Err(trouble),
            Progress::Finished(_) => Ok(Work { run: None }),
        }
    }

    /// Looks at a statement.
    pub async fn step(&mut self, work: &mut Work, now: DateTime<Utc>) -> Told {
        let client = match self.client(now).await {
            Ok(client) => client,
            Err(trouble) => return Told::Failed(trouble),
        };
        let Some(run) = work.run.take() else { return Told::Done(SummaryTable::default()) };
        match run.step(&self.api(&client, now), &Question::Lake, &mut Calls::default()).await {
            Progress::Waiting(run, note, wait) => {
                work.run = Some(run);
                Told::Waiting(note, wait)
            }
            Progress::Failed(Some(run), trouble, Some(wait)) if trouble.fault == Fault::Throttled => {
                work.run = Some(run);
                Told::Waiting(trouble.sentence.to_string(), wait)
            }
            Progress::Finished(finished) => Told::Done(finished.table),
            Progress::Failed(_, trouble, _) | Progress::Lacking(_, _, trouble) => Told::Failed(trouble),
        }
    }

    /// Stops a statement nobody waits for any more.
    pub async fn stop(&mut self, work: Work, now: DateTime<Utc>) {
        let (Some(run), Ok(client)) = (work.run, self.client(now).await) else { return };
        // Whoever stops cannot do more about a statement that does not listen.
        let _ = self.api(&client, now).stop(&run.id).await;
    }

    fn unknown(&self, trouble: &Trouble) -> Vec<LakeObject> {
        let object = |name: &str, view| LakeObject {
            name: name.to_owned(),
            view,
            stand: Stand::Unknown(trouble.clone()),
            remarks: Vec::new(),
        };
        let views = sql::VIEWS.into_iter().map(|view| object(self.lake.view_name(view), Some(view)));
        std::iter::once(object(&self.lake.table, None)).chain(views).collect()
    }

    async fn client(&mut self, now: DateTime<Utc>) -> Result<Client, Trouble> {
        let site = CallSite {
            source: self.name.clone(),
            service: "Athena",
            operation: "GetTableMetadata",
            action: "athena:GetTableMetadata",
            profile: self.connection.session().profile(),
        };
        self.connection.client(&site, now).await
    }

    fn api<'a>(&'a self, client: &'a Client, now: DateTime<Utc>) -> Api<'a> {
        Api {
            client,
            lake: &self.lake,
            source: self.name.clone(),
            profile: self.connection.session().profile(),
            now,
            keeps_its_place: false,
        }
    }
}
