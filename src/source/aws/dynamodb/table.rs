//! The source over the vendor table: each range of keys is read once however many questions need it, a few at a
//! time. Days older than the table keeps are the lake's: they are never asked for here.

use std::{sync::Arc, time::Duration};

use aws_sdk_dynamodb::Client;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use futures::{StreamExt, stream};
use tokio::time::Instant;

use super::{
    directory::{Listing, Progress, Round},
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
    /// The list as far as it was read, while it is read.
    listing: Option<Listing>,
    meter: Meter,
}

/// What one round of asking found.
struct Found<'a> {
    reads: &'a Reads,
    /// How far the list of vendors was read, where it was.
    round: Option<&'a Round>,
    /// Why there is no client to read with.
    refusal: Option<&'a Trouble>,
}

impl Found<'_> {
    /// Why there is no list of vendors.
    fn no_list(&self) -> Option<&Trouble> {
        match self.round.map(|round| &round.progress) {
            Some(Progress::Failed(trouble)) => Some(trouble),
            _ => self.refusal,
        }
    }

    /// How far the list is.
    fn going(&self) -> Option<&Arc<str>> {
        match self.round.map(|round| &round.progress) {
            Some(Progress::Going(note)) => Some(note),
            _ => None,
        }
    }
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
        Self { name, connection, vendors, zone, roll, listed: None, listing: None, meter: Meter::default() }
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
        let (round, mut refusal) = self.list(asks, now).await;
        let needs: Vec<Need> = {
            let planner = self.planner(now);
            asks.iter().map(|ask| planner.need(&ask.question)).collect()
        };
        let ranges = needs.iter().flat_map(Need::ranges).collect();
        refusal = self.read_into(&mut reads, ranges, now).await.or(refusal);
        let found = Found { reads: &reads, round: round.as_ref(), refusal: refusal.as_ref() };
        let items = self.items(asks, needs, &found, begun.elapsed(), now);
        let failures = reads.values().filter_map(|read| read.failure.as_ref());
        for failure in failures.chain(found.no_list()) {
            self.connection.heed(failure.fault);
        }
        Reading { items, calls: self.bill(&reads, round.as_ref()) }
    }

    /// Reads on in the list of vendors, where its items are asked for or a sum cannot be made without them.
    async fn list(&mut self, asks: &[Ask], now: DateTime<Utc>) -> (Option<Round>, Option<Trouble>) {
        let is_needed = |ask: &Ask| match ask.question {
            Question::Vendors => true,
            Question::VendorDays { vendor: VendorScope::All, .. } | Question::VendorTotals { .. } => {
                self.listed.is_none()
            }
            _ => false,
        };
        let keys = KeyRange::directory(&self.vendors).filter(|_| asks.iter().any(is_needed));
        let Some(keys) = keys else { return (None, None) };
        let site = self.call_site();
        let client = match self.connection.client(&site, now).await {
            Ok(client) => client,
            Err(trouble) => return (None, Some(trouble)),
        };
        let mut listing = self.listing.take().unwrap_or_default();
        let round = listing.go_on(&client, (&self.vendors, &keys), &site, now).await;
        match &round.progress {
            Progress::Done(listed) => self.listed = Some(Arc::clone(&listed.vendors)),
            Progress::Going(_) => self.listing = Some(listing),
            // What passes by itself does not cost the pages that were read.
            Progress::Failed(trouble) => {
                self.listing = trouble.fault.passes_by_itself().then_some(listing);
            }
        }
        (Some(round), None)
    }

    fn items(
        &self,
        asks: &[Ask],
        needs: Vec<Need>,
        found: &Found<'_>,
        latency: Duration,
        now: DateTime<Utc>,
    ) -> Vec<Item> {
        let planner = self.planner(now);
        let item = |(ask, need): (&Ask, Need)| match (need, found.refusal) {
            // Without the list of vendors there is no sum: the reason is the list's.
            (Need::Said(item), _) if item.waiting.is_some() => match (found.no_list(), found.going()) {
                (Some(trouble), _) => Item::troubled(ask.question.clone(), trouble.clone()),
                (None, Some(note)) => Item { waiting: Some(Arc::clone(note)), ..*item },
                (None, None) => *item,
            },
            (Need::Said(item), _) => *item,
            (_, Some(trouble)) => Item::troubled(ask.question.clone(), trouble.clone()),
            (need, None) => match (&need, found.round) {
                (Need::Directory(keys), Some(round)) => planner.directory_item(&ask.question, keys, round),
                _ => planner.item(&ask.question, need, found.reads, latency),
            },
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

    fn bill(&mut self, reads: &Reads, round: Option<&Round>) -> Vec<Call> {
        let (calls, listed) = round.map_or((0, 0.0), |round| (round.calls, round.units));
        let count = reads.values().map(|read| read.calls).sum::<u32>() + calls;
        if count == 0 {
            return Vec::new();
        }
        let units = reads.values().map(|read| read.units).sum::<f64>() + listed;
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
            Question::VendorDays { .. } | Question::VendorTotals { .. } | Question::ProductDays { .. } => {
                true
            }
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
