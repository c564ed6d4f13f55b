//! The source over an Athena workgroup: keeps the query of each question between two askings, and makes answers
//! of what finishes. Decides nothing about when to ask; a finished question that is asked again is a new query.

use std::{collections::BTreeMap, sync::Arc};

use aws_sdk_athena::Client;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use futures::{StreamExt, stream};

use super::{
    calls::Api,
    cost,
    memory::Memory,
    plan::Planner,
    round::{Round, Step},
    run::{Calls, Run},
};
use crate::{
    config::Lake,
    question::{Ask, Item, Question, Reading},
    source::{
        aws::{
            fault::CallSite,
            roll::RollWriter,
            session::{Connection, Session},
        },
        contract::{BoxFuture, Source},
    },
};

/// Questions moved on at once.
const AT_ONCE: usize = 5;

/// The workgroup and the queries that run in it for us.
pub(in crate::source::aws) struct Athena {
    name: Arc<str>,
    connection: Connection<Client>,
    lake: Lake,
    /// The zone of the business day.
    zone: Tz,
    /// Days back that are looked through for vendors, where the lake lists them.
    directory_days: Option<u32>,
    roll: RollWriter,
    runs: BTreeMap<Question, Run>,
    memory: Memory,
    /// Cost of queries that were stopped, for the next bill.
    owed_micro_usd: u64,
}

impl Athena {
    /// The source over a workgroup. `directory_days` is set where the lake lists the vendors, which are then written
    /// on `roll`.
    pub(in crate::source::aws) fn new(
        session: Session,
        lake: Lake,
        zone: Tz,
        directory_days: Option<u32>,
        roll: RollWriter,
    ) -> Self {
        Self::over(Connection::new(session, Client::new), lake, zone, directory_days, roll)
    }

    fn over(
        connection: Connection<Client>,
        lake: Lake,
        zone: Tz,
        directory_days: Option<u32>,
        roll: RollWriter,
    ) -> Self {
        let name = format!("Athena {}", lake.workgroup).into();
        Self {
            name,
            connection,
            lake,
            zone,
            directory_days,
            roll,
            runs: BTreeMap::new(),
            memory: Memory::default(),
            owed_micro_usd: 0,
        }
    }

    fn site(&self) -> CallSite {
        CallSite {
            source: self.name.clone(),
            service: "Athena",
            operation: "StartQueryExecution",
            action: "athena:StartQueryExecution",
            profile: self.connection.session().profile(),
        }
    }

    async fn answer_all(&mut self, asks: &[Ask], now: DateTime<Utc>) -> Reading {
        let client = match self.connection.client(&self.site(), now).await {
            Ok(client) => client,
            Err(trouble) => {
                let items = asks.iter().map(|ask| Item::troubled(ask.question.clone(), trouble.clone()));
                return Reading { items: items.collect(), calls: Vec::new() };
            }
        };
        let held: Vec<(Question, Option<Run>)> =
            asks.iter().map(|ask| (ask.question.clone(), self.runs.remove(&ask.question))).collect();
        let steps: Vec<Step> = {
            let round = self.round(&client, now);
            let round = &round;
            stream::iter(held)
                .map(|(question, run)| round.step(question, run))
                .buffered(AT_ONCE)
                .collect()
                .await
        };
        let mut reading = Reading::default();
        let mut calls = Calls::default();
        calls.owe(std::mem::take(&mut self.owed_micro_usd));
        for step in steps {
            for trouble in &step.item.troubles {
                self.connection.heed(trouble.fault);
            }
            if let Some(vendors) = step.vendors {
                self.roll.send_replace(Some(vendors));
            }
            if let Some(run) = step.run {
                self.runs.insert(step.item.question.clone(), run);
            }
            calls.add(step.wake.calls);
            for lesson in step.wake.lessons {
                self.memory.learn(lesson, now);
            }
            reading.items.push(step.item);
        }
        reading.calls = calls.into_calls();
        reading
    }

    fn round<'a>(&'a self, client: &'a Client, now: DateTime<Utc>) -> Round<'a> {
        let api = Api {
            client,
            lake: &self.lake,
            source: self.name.clone(),
            profile: self.connection.session().profile(),
            now,
            keeps_its_place: self.memory.keeps_its_place(),
        };
        let planner = Planner {
            lake: &self.lake,
            zone: self.zone,
            directory_days: self.directory_days,
            memory: &self.memory,
            now,
        };
        Round { api, planner, flags: self.connection.session().cli_flags() }
    }

    /// Stops what still runs for a question.
    async fn stop(&mut self, question: &Question) {
        let Some(run) = self.runs.remove(question) else { return };
        let Ok(client) = self.connection.client(&self.site(), run.begun).await else { return };
        let stopped = self.round(&client, run.begun).api.stop(&run.id).await;
        if stopped.is_ok() && !run.is_done() && run.scanned_bytes > 0 {
            // DDL scans nothing.
            self.owed_micro_usd += cost::of_scan(run.scanned_bytes, false);
        }
    }
}

impl Source for Athena {
    fn name(&self) -> &str {
        &self.name
    }

    fn answers(&self, question: &Question) -> bool {
        match question {
            Question::Summary { .. } | Question::Order { .. } | Question::Lake => true,
            Question::Vendors => self.directory_days.is_some(),
            _ => false,
        }
    }

    fn answer<'a>(&'a mut self, asks: &'a [Ask], now: DateTime<Utc>) -> BoxFuture<'a, Reading> {
        Box::pin(self.answer_all(asks, now))
    }

    fn forget<'a>(&'a mut self, question: &'a Question) -> BoxFuture<'a, ()> {
        Box::pin(self.stop(question))
    }
}

#[cfg(test)]
#[path = "tests/workgroup.rs"]
mod tests;
