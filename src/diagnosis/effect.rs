//! The blast radius: what waits, up to when each store is complete, who looks at old numbers, what they are worth.
//! Everything estimated says so; what is not known is not told.

use chrono::{DateTime, Utc};
use rust_decimal::{Decimal, prelude::FromPrimitive};

use super::{
    candidate::{Backlog, Candidate},
    ground::Ground,
    names::INCOMING,
    sentence::{about, count_of, moment, time},
};
use crate::{
    business::Money,
    pipeline::{Effect, StageKind, StageName},
};

/// A backlog younger than this is none.
const LEAST_SECS: i64 = 60;

/// What follows from a cause and what is folded under it.
pub(super) fn effect(ground: &Ground<'_>, cause: &Candidate, folded: &[&Candidate]) -> Effect {
    let now = ground.now.timestamp();
    let backlogs: Vec<Backlog> = std::iter::once(cause)
        .chain(folded.iter().copied())
        .filter_map(|candidate| candidate.backlog)
        .filter(|backlog| now - backlog.head >= LEAST_SECS)
        .collect();
    // The cause's own backlog is what is told; without one, the oldest that follows from it.
    let main = cause.backlog.filter(|backlog| now - backlog.head >= LEAST_SECS);
    let main = main.or_else(|| backlogs.iter().min_by_key(|backlog| backlog.head).copied());
    let mut effect = Effect { complete_to: complete_to(ground, &backlogs), ..Effect::default() };
    let mut said: Vec<String> = Vec::new();
    if let Some(main) = main {
        effect.waiting_records = waiting(ground, main);
        said.extend(effect.waiting_records.map(|count| format!("about {} records wait", about(count))));
    }
    let counters = effect.complete_to.iter().find(|(name, _)| is_counters(ground, name)).cloned();
    let behind = counters.and_then(|(_, to)| {
        let backlog =
            backlogs.iter().filter(|backlog| backlog.head >= to.timestamp() - 1).min_by_key(|b| b.head);
        Some((to, *backlog?))
    });
    if let Some((to, backlog)) = behind {
        said.extend(trade(ground, &mut effect, to, backlog));
    }
    let is_told = ground.evidence.trade.as_ref().is_some_and(|trade| trade.vendors.is_some());
    said.extend(stores(ground, &effect, behind.is_some() && is_told));
    said.extend(cause.harm.clone());
    effect.sentence = said.join("; ").into();
    effect
}

/// Records that came in since the head, on the shards that wait.
fn waiting(ground: &Ground<'_>, backlog: Backlog) -> Option<f64> {
    let (_, slots) = ground.sight(backlog.input?)?.named(INCOMING)?;
    let count =
        slots.between(backlog.head, ground.now.timestamp()) / f64::from(backlog.shards.unwrap_or(1).max(1));
    (count >= 1.0).then(|| count.round())
}

/// Up to when each store downstream is complete: what the slowest way there lets through.
fn complete_to(ground: &Ground<'_>, backlogs: &[Backlog]) -> Vec<(StageName, DateTime<Utc>)> {
    let mut stores: Vec<(usize, i64)> = Vec::new();
    for backlog in backlogs {
        let Some(sight) = ground.sight(backlog.at) else { continue };
        for place in sight.below.iter().chain([&backlog.at]).filter(|place| is_store(ground, **place)) {
            match stores.iter_mut().find(|(store, _)| store == place) {
                Some((_, head)) => *head = (*head).min(backlog.head),
                None => stores.push((*place, backlog.head)),
            }
        }
    }
    stores.sort_unstable();
    let named = |(place, head): (usize, i64)| Some((ground.sight(place)?.stage.name.clone(), time(head)));
    stores.into_iter().filter_map(named).collect()
}

fn is_store(ground: &Ground<'_>, place: usize) -> bool {
    let kind = ground.sight(place).map(|sight| sight.stage.kind);
    matches!(kind, Some(StageKind::DynamodbTable | StageKind::DynamodbIndex | StageKind::S3))
}

fn is_counters(ground: &Ground<'_>, name: &StageName) -> bool {
    ground.pipeline.stage(name).is_some_and(|stage| stage.kind == StageKind::DynamodbTable)
}

/// Who sees old numbers, and what is not in them.
fn trade(ground: &Ground<'_>, effect: &mut Effect, to: DateTime<Utc>, backlog: Backlog) -> Vec<String> {
    let Some(trade) = &ground.evidence.trade else { return Vec::new() };
    let mut said = Vec::new();
    let when = moment(to, ground.now);
    match (trade.vendors, backlog.shards) {
        (Some(vendors), None) => {
            effect.vendors = Some(vendors);
            let verb = if vendors == 1 { "sees" } else { "see" };
            let whose = count_of(f64::from(vendors), "vendor", "vendors");
            said.push(format!("{whose} {verb} numbers complete to {when}"));
        }
        (Some(_), Some(shards)) => {
            said.push(format!("vendors on one of {shards} shards see numbers complete to {when}"));
        }
        (None, _) => {}
    }
    let hours =
        (ground.now - to).num_seconds().max(0) as f64 / 3_600.0 / f64::from(backlog.shards.unwrap_or(1));
    let orders = trade.orders_per_hour().map(|rate| rate * hours).filter(|orders| *orders >= 0.5);
    let revenue = trade.revenue_per_hour.as_ref().and_then(|rate| {
        let amount = rate.amount.checked_mul(Decimal::from_f64(hours)?)?.round();
        (amount > Decimal::ZERO).then(|| Money::new(amount, rate.currency.clone()))
    });
    effect.orders = orders;
    effect.revenue = revenue.map(|money| format!("≈ {}", whole(&money)).into());
    match (effect.orders, &effect.revenue) {
        (Some(orders), Some(revenue)) => {
            said.push(format!(
                "≈ {} worth {revenue} are not counted yet",
                count_of(orders, "order", "orders")
            ));
        }
        (Some(orders), None) => {
            said.push(format!("≈ {} are not counted yet", count_of(orders, "order", "orders")));
        }
        (None, _) => {}
    }
    said
}

/// An estimate has no cents.
fn whole(money: &Money) -> String {
    let text = money.to_string();
    text.rsplit_once('.').map_or(text.clone(), |(whole, _)| whole.to_owned())
}

/// The stores that no vendor's sentence has told yet.
fn stores(ground: &Ground<'_>, effect: &Effect, are_counters_told: bool) -> Option<String> {
    let is_told = |name: &StageName| {
        let kind = ground.pipeline.stage(name).map(|stage| stage.kind);
        // An index is its table's shadow.
        kind == Some(StageKind::DynamodbIndex)
            || (are_counters_told && kind == Some(StageKind::DynamodbTable))
    };
    let told: Vec<String> = effect
        .complete_to
        .iter()
        .filter(|(name, _)| !is_told(name))
        .map(|(name, to)| format!("{name} is complete to {}", moment(*to, ground.now)))
        .collect();
    (!told.is_empty()).then(|| told.join(", "))
}
