//! What was told before, and what comes after: restarts, wrong clocks, disorder, ends and edges.

use tidewatch::pipeline::{Class, Health, PipelineHealth};

use super::{
    golden::{behind, stopped},
    stand::{NOW, Stand, keys, time},
};

const T0: i64 = NOW - 3_600;

#[test]
fn a_restart_in_the_middle_says_the_same_with_the_same_beginning() {
    let incidents = [
        stopped(Stand::shop(), T0),
        behind(Stand::shop(), T0, 0.5),
        behind(Stand::shop(), T0, 1.0).since("processor", "errors", T0, |_| Some(2.0)),
        Stand::shop().since("counters", "read_throttles", T0, |_| Some(12.0)),
    ];
    for incident in incidents {
        let looks = incident.live(T0 - 600, NOW, None);
        let (_, known) = looks.last().unwrap();
        let fresh = incident.judge(NOW, None);
        assert_eq!(keys(known), keys(&fresh));
        let (before, after) = (&known.verdicts[0], &fresh.verdicts[0]);
        let apart = (before.since - after.since).num_seconds().abs();
        assert!(apart <= 300, "{}: {} and {}", before.key(), before.since, after.since);
        let off = (after.since - time(T0)).num_seconds().abs();
        assert!(off <= 420, "{}: {} is not {}", after.key(), after.since, time(T0));
    }
}

#[test]
fn a_clock_wrong_by_minutes_and_points_in_the_future_change_no_verdict() {
    for ahead in [-180, -60, 60, 180, 300] {
        let mut calm = Stand::shop();
        calm.ahead = ahead;
        let health = calm.now();
        assert!(health.verdicts.iter().all(|verdict| verdict.health <= Health::Ok), "{ahead}: {health:#?}");
        let mut ill = stopped(Stand::shop(), T0);
        ill.ahead = ahead;
        let health = ill.now();
        assert_eq!(keys(&health), ["stopped@processor"], "{ahead} s ahead");
        assert!(health.verdicts.iter().all(|verdict| verdict.since <= time(NOW)));
    }
}

#[test]
fn points_twice_and_out_of_order_say_the_same() {
    let ordered = stopped(Stand::shop(), T0);
    let mut disordered = ordered.clone();
    disordered.is_disordered = true;
    assert_eq!(ordered.now(), disordered.now());
}

#[test]
fn an_idle_stream_is_no_trouble() {
    let mut idle = Stand::shop();
    let counters = [
        ("ingest", "requests"),
        ("events", "incoming_records"),
        ("events", "incoming_bytes"),
        ("processor", "invocations"),
        ("delivery", "read_records"),
        ("delivery", "delivered_records"),
        ("counters", "consumed_write"),
    ];
    let gauges = [("events", "iterator_age"), ("processor", "iterator_age"), ("delivery", "freshness")];
    for (stage, metric) in counters.into_iter().chain(gauges) {
        idle = idle.with(stage, metric, |_| None);
    }
    let health = idle.now();
    assert!(health.verdicts.iter().all(|verdict| verdict.health <= Health::Ok), "{:#?}", health.verdicts);
}

#[test]
fn a_spike_of_a_minute_is_no_verdict() {
    let spike = |at: i64| (NOW - 900..NOW - 840).contains(&at);
    let shop = Stand::shop()
        .with("processor", "iterator_age", move |at| Some(if spike(at) { 7_200_000.0 } else { 90.0 }))
        .with("ingest", "latency_p95", move |at| Some(if spike(at) { 9_000.0 } else { 90.0 }))
        .with("events", "incoming_records", move |at| Some(if spike(at) { 9_000.0 } else { 500.0 }));
    for (now, health) in shop.live(NOW - 1_200, NOW, None) {
        assert!(health.verdicts.is_empty(), "{}: {:#?}", time(now), health.verdicts);
    }
}

#[test]
fn what_is_over_is_told_for_a_day_and_then_gone() {
    let mended = T0 + 2_400;
    let span = (T0, mended);
    let shop = Stand::shop().between("counters", "read_throttles", span, Some(12.0));
    let looks = shop.live(T0 - 300, NOW, None);
    let (_, last) = looks.last().unwrap();
    assert!(last.verdicts.is_empty() && last.health == Health::Ok, "{:#?}", last.verdicts);
    let [over] = last.resolved.as_slice() else { panic!("{:#?}", last.resolved) };
    assert_eq!(over.verdict.class, Class::ReadsThrottled);
    assert!(over.sentence.starts_with("resolved after 4"), "{}", over.sentence);
    let kept = shop.judge(over.at.timestamp() + 86_400 - 60, Some(last));
    assert_eq!(kept.resolved.len(), 1);
    let gone = shop.judge(over.at.timestamp() + 86_400 + 60, Some(&kept));
    assert!(gone.resolved.is_empty(), "{:#?}", gone.resolved);
}

/// How often what is said at a look is not what was said at the look before.
fn changes(looks: &[(i64, PipelineHealth)]) -> usize {
    looks.windows(2).filter(|pair| keys(&pair[0].1) != keys(&pair[1].1)).count()
}

#[test]
fn a_value_that_hovers_around_its_edge_does_not_flap() {
    let hover = |at: i64| Some(1_000.0 + f64::from((at / 60 * 37 % 11) as i32 - 5) * 12.0);
    let shop = Stand::shop().since("ingest", "latency_p95", T0, hover);
    assert!(changes(&shop.live(T0, NOW, None)) <= 2);
    // An age that stays where the dead band begins.
    let edge =
        |at: i64| Some(90.0 + (at - T0).max(0) as f64 * 100.0 + f64::from((at / 60 * 7 % 5) as i32) * 900.0);
    let shop = Stand::shop().since("processor", "iterator_age", T0, edge);
    assert!(changes(&shop.live(T0, NOW, None)) <= 2);
}
