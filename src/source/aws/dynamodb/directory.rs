//! The list of vendors as items of the table, read a few pages a round: a list of 100,000 holds nobody else up, and
//! says how far it is. Knows how a page becomes vendors, not who asked for them.

use std::{sync::Arc, time::Duration};

use aws_sdk_dynamodb::Client;
use chrono::{DateTime, Utc};
use tokio::time::Instant;

use super::{
    items::{Attributes, ItemReader},
    keys::KeyRange,
    read::{page, too_long},
    sums,
};
use crate::{
    business::Vendor,
    config::Vendors,
    pipeline::say_count,
    question::Trouble,
    source::aws::fault::{self, CallSite},
};

/// Pages of a megabyte that are read in one round; what follows is read in the next.
const PAGES_A_ROUND: u32 = 4;
/// Most pages of a list.
const MOST_PAGES: u32 = 200;

/// A list that is being read.
#[derive(Default)]
pub(super) struct Listing {
    vendors: Vec<Vendor>,
    oddities: Vec<String>,
    /// Where the next page begins; none before the first.
    next: Option<Attributes>,
    pages: u32,
}

/// A list that was read to its end.
pub(super) struct Listed {
    /// By name.
    pub(super) vendors: Arc<[Vendor]>,
    /// What was odd.
    pub(super) oddities: Vec<String>,
}

/// How far one round came.
pub(super) enum Progress {
    /// To the end.
    Done(Listed),
    /// So far, in words; the next round goes on.
    Going(Arc<str>),
    /// Not on: the next round tries the same page again, or begins anew.
    Failed(Trouble),
}

/// One round.
pub(super) struct Round {
    /// How far it came.
    pub(super) progress: Progress,
    /// Calls made.
    pub(super) calls: u32,
    /// Read units consumed.
    pub(super) units: f64,
    /// How long it took.
    pub(super) latency: Duration,
}

impl Listing {
    /// Reads on, a few pages.
    pub(super) async fn go_on(
        &mut self,
        client: &Client,
        (vendors, keys): (&Vendors, &KeyRange),
        call: &CallSite,
        now: DateTime<Utc>,
    ) -> Round {
        let begun = Instant::now();
        let (mut calls, mut units) = (0, 0.0);
        let progress = loop {
            if self.pages == MOST_PAGES {
                break Progress::Failed(too_long(keys, call, now));
            }
            if calls == PAGES_A_ROUND {
                let count = say_count(self.vendors.len() as f64);
                break Progress::Going(format!("{count} vendors listed so far").into());
            }
            calls += 1;
            match page(client, keys, self.next.clone()).await {
                Ok(found) => {
                    self.pages += 1;
                    units += found.consumed_capacity.and_then(|used| used.capacity_units).unwrap_or(0.0);
                    let mut reader = ItemReader::new(vendors, now);
                    let items = found.items.unwrap_or_default();
                    self.vendors.extend(items.iter().filter_map(|item| reader.vendor(item)));
                    self.oddities.append(&mut reader.oddities);
                    self.next = found.last_evaluated_key.filter(|key| !key.is_empty());
                }
                Err(error) => break Progress::Failed(fault::trouble(&error, call, now)),
            }
            if self.next.is_none() {
                let vendors = sums::by_name(std::mem::take(&mut self.vendors));
                break Progress::Done(Listed { vendors, oddities: std::mem::take(&mut self.oddities) });
            }
        };
        Round { progress, calls, units, latency: begun.elapsed() }
    }
}
