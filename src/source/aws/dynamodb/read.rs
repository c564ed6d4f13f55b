//! One range of keys read to its end, page by page.
//! Knows DynamoDB's paging and bounds, not what the items mean.

use std::time::Duration;

use aws_sdk_dynamodb::{
    Client,
    error::SdkError,
    operation::query::{QueryError, QueryOutput, builders::QueryFluentBuilder},
    types::{AttributeValue, ReturnConsumedCapacity},
};
use chrono::{DateTime, Utc};
use tokio::time::Instant;

use super::{items::Attributes, keys::KeyRange};
use crate::{
    question::{Fault, Trouble},
    source::aws::fault::{self, CallSite},
};

/// Most pages of one range: a megabyte each, so a range that needs more is not one of daily counters.
const MOST_PAGES: u32 = 200;

/// What a range of keys held.
pub(super) struct RangeRead {
    /// The items of the pages read.
    pub(super) items: Vec<Attributes>,
    /// Calls made.
    pub(super) calls: u32,
    /// Read units consumed.
    pub(super) units: f64,
    /// How long it took.
    pub(super) latency: Duration,
    /// What kept it from its end.
    pub(super) failure: Option<Trouble>,
}

/// Reads every page of a range. A page may be empty and still not be the last: only a missing key ends it.
pub(super) async fn read(client: &Client, keys: &KeyRange, call: &CallSite, now: DateTime<Utc>) -> RangeRead {
    let begun = Instant::now();
    let mut read =
        RangeRead { items: Vec::new(), calls: 0, units: 0.0, latency: Duration::ZERO, failure: None };
    let mut next: Option<Attributes> = None;
    loop {
        if read.calls == MOST_PAGES {
            read.failure = Some(too_long(keys, call, now));
            break;
        }
        read.calls += 1;
        let page = match page(client, keys, next).await {
            Ok(page) => page,
            Err(error) => {
                read.failure = Some(fault::trouble(&error, call, now));
                break;
            }
        };
        read.units += page.consumed_capacity.and_then(|used| used.capacity_units).unwrap_or(0.0);
        read.items.extend(page.items.unwrap_or_default());
        next = page.last_evaluated_key.filter(|key| !key.is_empty());
        if next.is_none() {
            break;
        }
    }
    read.latency = begun.elapsed();
    read
}

/// One page of a range, from where the page before ended.
pub(super) async fn page(
    client: &Client,
    keys: &KeyRange,
    next: Option<Attributes>,
) -> Result<QueryOutput, SdkError<QueryError>> {
    query(client, keys).set_exclusive_start_key(next).send().await
}

fn query(client: &Client, keys: &KeyRange) -> QueryFluentBuilder {
    let mut query = client
        .query()
        .table_name(&*keys.table)
        .set_index_name(keys.index.as_deref().map(ToOwned::to_owned))
        .key_condition_expression(keys.condition())
        .projection_expression(keys.projection())
        .return_consumed_capacity(ReturnConsumedCapacity::Total);
    for (name, alias) in keys.aliases() {
        query = query.expression_attribute_names(alias, &*name);
    }
    for (name, value) in keys.values() {
        query = query.expression_attribute_values(name, AttributeValue::S(value.to_owned()));
    }
    query
}

/// A range of more pages than are read.
pub(super) fn too_long(keys: &KeyRange, call: &CallSite, now: DateTime<Utc>) -> Trouble {
    Trouble {
        source: call.source.clone(),
        fault: Fault::Limit,
        sentence: format!("{} holds more than {MOST_PAGES} pages of items in this range.", keys.partition)
            .into(),
        fix: "Ask for fewer days.".into(),
        action: None,
        stage: None,
        at: now,
    }
}
