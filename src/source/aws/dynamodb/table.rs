//! The source over the vendor table: each range of keys is read once however many questions need it, a few at a
//! time. Days older than the table keeps are the lake's: they are never asked for here.

use std::{sync::Arc, time::Duration};

use aws_sdk_dynamodb::Client;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use futures::{StreamExt, stream};
use tokio::time::Instant;

use super::{
    items::ItemReader,
    keys::KeyRange,
    meter::Meter,
    plan::{Need, Planner, Reads},
    read::read,
    sums::{self, Teller},
};
use crate::{
    business::{DateRange, Vendor, VendorScope},
    config::{Directory, Vendors},
    question::{Ask, Call, Item, Question, Reading, Trouble},
    source::{
        aws::{
            fault::CallSite,
            roll::RollReader,
            session::{Connection, Session},
        },
        contract::{BoxFuture, Source},
    },
};

/// Queries in flight at once.
const AT_ONCE: usize = 8;

/// The vendor table.
pub(in crate::source::aws) struct DynamoDb {
    name: Arc<str>,
    connection: Connection<Client>,
    vendors: Vendors,
    zone: Tz,
    /// Vendors listed by the lake, where it lists them.
    roll: RollReader,
    /// Vendors listed by the table's own items, once read.
    listed: Option<Arc<[Vendor]>>,
    meter: Meter,
}

impl DynamoDb {
    /// The source over a table. `zone` is the business day's.
    pub(in crate::source::aws) fn new(
        session: Session,
        vendors: Vendors,
        zone: Tz,
        roll: RollReader,
    ) -> Self {
        Self::over(Connection::new(session, Client::new), vendors, zone, roll)
    }

    fn over(connection: Connection<Client>, vendors: Vendors, zone: Tz, roll: RollReader) -> Self {
        let name = format!("DynamoDB {}", vendors.table).into();
        Self { name, connection, vendors, zone, roll, listed: None, meter: Meter::default() }
    }

    fn planner(&self, now: DateTime<Utc>) -> Planner<'_> {
        let today = now.with_timezone(&self.zone).date_naive();
        let listed = match &self.vendors.directory {
            Directory::Listed(vendors) => Some(sums::by_name(vendors.clone())),
            Directory::IndexItems { .. } => self.listed.clone(),
            Directory::Lake { .. } => self.roll.borrow().clone(),
        };
        Planner {
            vendors: &self.vendors,
            kept_from: DateRange::ending(today, self.vendors.kept_days).from(),
            listed,
            flags: self.connection.session().cli_flags(),
            teller: self.teller(now),
        }
    }

    fn teller(&self, now: DateTime<Utc>) -> Teller {
        Teller { source: self.name.clone(), at: now }
    }

    async fn answer_all(&mut self, asks: &[Ask], now: DateTime<Utc>) -> Reading {
        let begun = Instant::now();
        let mut reads = Reads::new();
        let is_of_all =
            |ask: &Ask| matches!(&ask.question, Question::VendorDays { vendor: VendorScope::All, .. });
        let mut refusal = None;
        if self.listed.is_none() && asks.iter().any(is_of_all) {
            let directory = KeyRange::directory(&self.vendors).into_iter().collect();
            refusal = self.read_into(&mut reads, directory, now).await;
            self.learn(&reads, now);
        }
        let needs: Vec<Need> = {
            let planner = self.planner(now);
            asks.iter().map(|ask| planner.need(&ask.question)).collect()
        };
        let ranges = needs.iter().flat_map(Need::ranges).collect();
        refusal = self.read_into(&mut reads, ranges, now).await.or(refusal);
        self.learn(&reads, now);
        let items = self.items(asks, needs, &reads, refusal.as_ref(), begun.elapsed(), now);
        for failure in reads.values().filter_map(|read| read.failure.as_ref()) {
            self.connection.heed(failure.fault);
        }
        Reading { items, calls: self.bill(&reads) }
    }

    fn items(
        &self,
        asks: &[Ask],
        needs: Vec<Need>,
        reads: &Reads,
        refusal: Option<&Trouble>,
        latency: Duration,
        now: DateTime<Utc>,
    ) -> Vec<Item> {
        let planner = self.planner(now);
        // Without the list of vendors there is no sum: the reason is the list's.
        let no_list = KeyRange::directory(&self.vendors)
            .and_then(|keys| reads.get(&keys)?.failure.as_ref())
            .or(refusal);
        let item = |(ask, need): (&Ask, Need)| match (need, refusal) {
            (Need::Said(item), _) => match no_list.filter(|_| item.waiting.is_some()) {
                Some(trouble) => Item::troubled(ask.question.clone(), trouble.clone()),
                None => *item,
            },
            (_, Some(trouble)) => Item::troubled(ask.question.clone(), trouble.clone()),
            (need, None) => planner.item(&ask.question, need, reads, latency),
        };
        asks.iter().zip(needs).map(item).collect()
    }

    /// Reads the ranges that are not read yet. A trouble means that there is no client to read with.
    async fn read_into(
        &mut self,
        reads: &mut Reads,
        ranges: Vec<KeyRange>,
        now: DateTime<Utc>,
    ) -> Option<Trouble> {
        let mut missing: Vec<KeyRange> =
            ranges.into_iter().filter(|range| !reads.contains_key(range)).collect();
        missing.sort();
        missing.dedup();
        if missing.is_empty() {
            return None;
        }
        let site = self.call_site();
        let client = match self.connection.client(&site, now).await {
            Ok(client) => client,
            Err(trouble) => return Some(trouble),
        };
        let (client, site) = (&client, &site);
        let reading = missing.into_iter().map(|range| async move {
            let held = read(client, &range, site, now).await;
            (range, held)
        });
        let mut reading = stream::iter(reading).buffer_unordered(AT_ONCE);
        while let Some((range, held)) = reading.next().await {
            reads.insert(range, held);
        }
        None
    }

    /// Keeps the list of vendors if it was read.
    fn learn(&mut self, reads: &Reads, now: DateTime<Utc>) {
        let Some(read) = KeyRange::directory(&self.vendors).and_then(|keys| reads.get(&keys)) else { return };
        let mut reader = ItemReader::new(&self.vendors, now);
        if let (Some(listed), _) = sums::directory(&mut reader, read, &self.teller(now)) {
            self.listed = Some(listed);
        }
    }

    fn bill(&mut self, reads: &Reads) -> Vec<Call> {
        let count: u32 = reads.values().map(|read| read.calls).sum();
        if count == 0 {
            return Vec::new();
        }
        let units = reads.values().map(|read| read.units).sum();
        vec![Call { api: "Query", count, cost_micro_usd: self.meter.take(units) }]
    }

    fn call_site(&self) -> CallSite {
        CallSite {
            source: self.name.clone(),
            service: "DynamoDB",
            operation: "Query",
            action: "dynamodb:Query",
            profile: self.connection.session().profile(),
        }
    }
}

impl Source for DynamoDb {
    fn name(&self) -> &str {
        &self.name
    }

    fn answers(&self, question: &Question) -> bool {
        match question {
            Question::VendorDays { .. } | Question::ProductDays { .. } => true,
            Question::Vendors => !matches!(self.vendors.directory, Directory::Lake { .. }),
            _ => false,
        }
    }

    fn answer<'a>(&'a mut self, asks: &'a [Ask], now: DateTime<Utc>) -> BoxFuture<'a, Reading> {
        Box::pin(self.answer_all(asks, now))
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
