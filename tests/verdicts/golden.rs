//! One hand-made incident for every class, and all that is said of it.

use std::fmt::Write;

use chrono::NaiveDate;
use tidewatch::{
    diagnosis::Bar,
    pipeline::{Class, Confidence, PipelineHealth, StageKind, StageName, Verdict},
};

use super::stand::{NOW, Stand, keys, rising, stage, time};

/// Twenty minutes ago.
const T0: i64 = NOW - 1_200;

fn tell(verdict: &Verdict) -> String {
    let mut text = String::new();
    let mut line = |name: &str, words: &str| {
        if !words.is_empty() {
            writeln!(text, "{name:<8}{words}").unwrap();
        }
    };
    line("verdict", &format!(" {}, {:?}", verdict.key(), verdict.health));
    line("since", &verdict.since.format("%F %H:%M UTC").to_string());
    line("cause", &verdict.cause);
    line("effect", &verdict.effect.sentence);
    line("loss", verdict.loss.as_ref().map_or("", |loss| &loss.sentence));
    if let Some(next) = &verdict.next {
        line("next", &next.command);
        line("why", &next.why);
    }
    if let Confidence::Low(doubt) = &verdict.confidence {
        line("doubt", doubt);
    }
    let symptoms: Vec<&str> = verdict.symptoms.iter().map(StageName::as_str).collect();
    line("shows at", &format!(" {}", symptoms.join(", ")));
    for proof in &verdict.proofs {
        line("proof", &format!("{} [{}]", proof.claim, proof.rule));
    }
    text
}

/// The one verdict of this class, told; every verdict holds what a verdict must.
fn golden(class: Class, health: &PipelineHealth) -> String {
    for verdict in &health.verdicts {
        assert!(verdict.next.is_some() && !verdict.cause.is_empty(), "{verdict:#?}");
        assert!(verdict.since <= time(NOW) && !verdict.cause.ends_with('.'), "{verdict:#?}");
        assert!(verdict.proofs.iter().all(|proof| proof.from <= proof.to), "{verdict:#?}");
        let needs_proof = !matches!(verdict.class, Class::NoAccess | Class::NoData);
        assert!(!needs_proof || !verdict.proofs.is_empty(), "{verdict:#?}");
    }
    let classes: Vec<Class> = health.verdicts.iter().map(|verdict| verdict.class).collect();
    assert_eq!(classes, [class], "{:#?}", keys(health));
    tell(&health.verdicts[0])
}

/// Nothing is read any more.
pub(crate) fn stopped(shop: Stand, from: i64) -> Stand {
    shop.since("processor", "invocations", from, |_| None)
        .since("processor", "iterator_age", from, |_| None)
        .since("events", "iterator_age", from, rising(from, 1.0))
        .since("counters", "consumed_write", from, |_| None)
}

/// The reader and its stream grow old together.
pub(crate) fn behind(shop: Stand, from: i64, slope: f64) -> Stand {
    shop.since("processor", "iterator_age", from, rising(from, slope)).since(
        "events",
        "iterator_age",
        from,
        rising(from, slope),
    )
}

/// Forty minutes of nothing, and then a reader that is twice as fast as time.
fn catching_up(shop: Stand) -> Stand {
    let from = T0 - 2_400;
    let age = move |at: i64| {
        if at < T0 { rising(from, 1.0)(at) } else { Some((2_400.0 - (at - T0) as f64).max(0.1) * 1_000.0) }
    };
    shop.between("processor", "invocations", (from, T0), None)
        .since("processor", "iterator_age", from, move |at| if at < T0 { None } else { age(at) })
        .since("events", "iterator_age", from, age)
}

fn incident(class: Class) -> Stand {
    let shop = Stand::shop();
    match class {
        Class::Stopped => stopped(shop, T0),
        Class::PoisonRecord => behind(shop, T0, 1.0).since("processor", "errors", T0, |_| Some(2.0)),
        Class::UnderCapacity => behind(shop, T0, 0.4),
        Class::CatchingUp => catching_up(shop),
        Class::HotShard => shop.with("events", "incoming_records", |_| Some(54_000.0)).since(
            "events",
            "write_throttles",
            T0,
            |_| Some(40.0),
        ),
        Class::WritesThrottled => {
            behind(shop, T0, 0.6).since("counters", "write_throttles", T0, |_| Some(30.0))
        }
        Class::ReadsThrottled => shop.since("counters", "read_throttles", T0, |_| Some(12.0)),
        Class::ConcurrencyThrottled => {
            behind(shop, T0, 0.5).since("processor", "throttles", T0, |_| Some(60.0))
        }
        Class::FunctionErrors => shop.since("processor", "errors", T0, |_| Some(6.0)),
        Class::DeliveryFailing => shop
            .since("delivery", "delivery_success", NOW - 1_800, |_| Some(0.0))
            .since("delivery", "delivered_records", NOW - 1_800, |_| None)
            .since("delivery", "freshness", NOW - 1_800, |at| Some((at + 600 - (NOW - 1_800)) as f64)),
        Class::DeliveryLate => shop.since("delivery", "freshness", NOW - 1_800, |_| Some(640.0)),
        Class::ConversionFailing => shop
            .since("delivery", "failed_conversions", NOW - 1_800, |_| Some(80.0))
            .since("delivery", "delivered_records", NOW - 1_800, |_| Some(420.0)),
        Class::DeadLetters => {
            shop.with("dead-letters", "visible", |at| Some(((at - T0).max(0) / 120) as f64))
        }
        Class::LakeBehind => shop.lake_ends(NaiveDate::from_ymd_opt(2026, 11, 19).unwrap()),
        Class::QueriesFailing => shop.since("queries", "failed_queries", T0, |_| Some(2.0)),
        Class::QueriesQueueing => shop.since("queries", "queue_time", T0, |_| Some(95_000.0)),
        Class::ApiErrors => shop.since("ingest", "errors_5xx", T0, |_| Some(90.0)),
        Class::RecordsMissing => {
            shop.since("delivery", "delivered_records", NOW - 3 * 3_600, |_| Some(420.0))
        }
        Class::ProducerSilent => shop
            .since("ingest", "requests", NOW - 2_400, |_| None)
            .since("events", "incoming_records", NOW - 2_400, |_| None)
            .since("events", "incoming_bytes", NOW - 2_400, |_| None)
            .since("processor", "invocations", NOW - 2_400, |_| None)
            .since("delivery", "read_records", NOW - 2_400, |_| None)
            .since("delivery", "delivered_records", NOW - 2_400, |_| None),
        Class::Threshold => shop.since("ingest", "latency_p95", T0, |_| Some(1_900.0)),
        Class::NoAccess => shop.barred(Bar::Access, false),
        Class::NoData => {
            let mut shop = shop.barred(Bar::Line, true);
            shop.read_last = Some(NOW - 900);
            shop
        }
    }
}

const CLASSES: [Class; 22] = [
    Class::Stopped,
    Class::PoisonRecord,
    Class::UnderCapacity,
    Class::CatchingUp,
    Class::HotShard,
    Class::WritesThrottled,
    Class::ReadsThrottled,
    Class::ConcurrencyThrottled,
    Class::FunctionErrors,
    Class::DeliveryFailing,
    Class::DeliveryLate,
    Class::ConversionFailing,
    Class::DeadLetters,
    Class::LakeBehind,
    Class::QueriesFailing,
    Class::QueriesQueueing,
    Class::ApiErrors,
    Class::RecordsMissing,
    Class::ProducerSilent,
    Class::Threshold,
    Class::NoAccess,
    Class::NoData,
];

#[test]
fn every_class_is_told_with_cause_effect_loss_next_and_doubt() {
    let mut all = String::new();
    for class in CLASSES {
        let health = incident(class).now();
        writeln!(all, "{}", golden(class, &health)).unwrap();
    }
    insta::assert_snapshot!("every_class", all);
}

#[test]
fn a_calm_shop_has_nothing_to_tell() {
    let health = Stand::shop().now();
    assert!(health.verdicts.is_empty(), "{:#?}", health.verdicts);
    assert_eq!(&*health.headline, "all 8 stages ok");
}

#[test]
fn every_cause_that_delays_the_counters_tells_vendors_orders_and_money() {
    let delaying = [
        Class::Stopped,
        Class::PoisonRecord,
        Class::UnderCapacity,
        Class::WritesThrottled,
        Class::ConcurrencyThrottled,
    ];
    for class in delaying {
        let health = incident(class).now();
        let effect = &health.verdicts[0].effect;
        assert!(effect.orders.is_some() && effect.revenue.is_some(), "{class:?}: {effect:?}");
        assert!(effect.complete_to.iter().any(|(store, _)| store.as_str() == "counters"), "{class:?}");
        assert!(effect.sentence.contains("complete to 14:") && effect.sentence.contains("UTC"), "{effect:?}");
        assert!(effect.sentence.contains("vendors"), "{class:?}: {effect:?}");
    }
}

/// Refusals are told after four minutes; the reader needs more to be called behind, and what waits is told with them.
#[test]
fn a_young_refusal_tells_what_waits_although_the_slope_is_not_known_yet() {
    let from = NOW - 480;
    let shop = behind(Stand::shop(), from, 0.8).since("counters", "write_throttles", from, |_| Some(30.0));
    let health = shop.now();
    assert_eq!(keys(&health), ["writes-throttled@counters"]);
    assert!(health.verdicts[0].effect.orders.is_some(), "{:#?}", health.verdicts[0].effect);
}

#[test]
fn two_independent_faults_are_two_verdicts() {
    let shop = stopped(Stand::shop(), T0).since("ingest", "errors_5xx", T0, |_| Some(90.0));
    let mut told = keys(&shop.now());
    told.sort();
    assert_eq!(told, ["api-errors@ingest", "stopped@processor"]);
}

#[test]
fn back_pressure_is_one_verdict_at_the_store_that_refuses() {
    let shop = behind(Stand::shop(), NOW - 3_000, 0.8)
        .since("counters", "write_throttles", NOW - 3_000, |_| Some(30.0))
        .since("processor", "errors", NOW - 3_000, |_| Some(4.0));
    let health = shop.now();
    assert_eq!(keys(&health), ["writes-throttled@counters"]);
    let symptoms = &health.verdicts[0].symptoms;
    assert!(symptoms.contains(&"processor".into()) && symptoms.contains(&"events".into()), "{symptoms:?}");
}

#[test]
fn a_topic_and_a_queue_that_wait_are_told_as_readers_behind() {
    use StageKind::{Lambda, Msk, Sqs};
    let stand = Stand::of(vec![
        stage("orders", Msk, &[], &[]),
        stage("jobs", Sqs, &["orders"], &[Msk]),
        stage("worker", Lambda, &["jobs"], &[Sqs]),
    ]);
    let stand = stand
        .since("orders", "time_lag", T0, |_| Some(900.0))
        .since("jobs", "oldest_age", T0, |_| Some(800.0))
        .since("jobs", "visible", T0, |_| Some(40.0));
    let reading = stand.clone().with("jobs", "received", |_| Some(10.0)).now();
    let mut told = keys(&reading);
    told.sort();
    assert_eq!(told, ["under-capacity@jobs", "under-capacity@orders"]);
    let untouched = stand.now();
    assert!(keys(&untouched).contains(&"stopped@jobs".to_owned()), "{:?}", keys(&untouched));
    let sentences: Vec<String> = reading.verdicts.iter().chain(&untouched.verdicts).map(tell).collect();
    insta::assert_snapshot!("queues", sentences.join("\n"));
}

#[test]
fn what_lasts_for_long_repeats_no_proof() {
    let health = Stand::shop().since("queries", "failed_queries", T0, |_| Some(2.0)).now();
    assert_eq!(health.verdicts[0].proofs.len(), 1, "{:#?}", health.verdicts[0].proofs);
}
