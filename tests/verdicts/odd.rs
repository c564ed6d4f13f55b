//! Graphs nobody drew and series nobody should publish: judged without panic, the same each time, and never ok where
//! nothing is known.

use proptest::prelude::*;
use tidewatch::pipeline::{Health, PipelineHealth, StageKind};

use super::stand::{NOW, Stand, keys, stage, time};

/// What holds of anything that was judged.
fn sound(health: &PipelineHealth, now: i64) -> Result<(), TestCaseError> {
    for verdict in &health.verdicts {
        prop_assert!(verdict.since <= time(now), "{verdict:#?}");
        let stage = health.stages.iter().find(|stage| Some(&stage.stage) == verdict.stage.as_ref());
        prop_assert!(stage.is_none_or(|stage| stage.health >= verdict.health), "{verdict:#?}");
    }
    let worst = health.stages.iter().map(|stage| stage.health).max().unwrap_or(Health::Unknown);
    prop_assert_eq!(health.health, worst);
    Ok(())
}

#[test]
fn one_stage_alone_is_judged_and_nothing_known_of_it_is_not_ok() {
    for kind in StageKind::ALL {
        let mut alone = Stand::of(vec![stage("only", kind, &[], &[])]);
        let health = alone.judge(NOW, None);
        sound(&health, NOW).unwrap();
        assert!(health.verdicts.is_empty(), "{kind}: {:#?}", health.verdicts);
        let metrics: Vec<String> =
            alone.pipeline.stages[0].metrics.iter().map(|metric| metric.key.as_str().to_owned()).collect();
        for metric in metrics {
            alone = alone.with("only", &metric, |_| None);
        }
        assert_ne!(alone.judge(NOW, None).health, Health::Ok, "{kind}: silence is not ok");
    }
}

#[test]
fn sixty_stages_in_a_chain_and_a_ring_are_judged() {
    use StageKind::{Kinesis, Lambda};
    let name = |index: usize| format!("stage-{index}");
    let chain = |closed: bool| {
        let link = |index: usize| {
            let before = if index == 0 { if closed { 59 } else { 60 } } else { index - 1 };
            let kind = if index.is_multiple_of(2) { Kinesis } else { Lambda };
            let feeders = [if kind == Lambda { Kinesis } else { Lambda }];
            let after = name(before);
            let after: &[&str] = if before == 60 { &[] } else { &[&after] };
            stage(&name(index), kind, after, &feeders)
        };
        Stand::of((0..60).map(link).collect())
    };
    for closed in [false, true] {
        let ill = chain(closed).since("stage-31", "invocations", NOW - 1_800, |_| None).since(
            "stage-31",
            "iterator_age",
            NOW - 1_800,
            |_| None,
        );
        let health = ill.judge(NOW, None);
        sound(&health, NOW).unwrap();
        assert_eq!(keys(&health), ["stopped@stage-31"]);
    }
}

/// A course out of a few numbers: level, trend, gaps and odd values.
fn wild(seed: Vec<u8>) -> impl Fn(i64) -> Option<f64> + Send + Sync {
    move |at| {
        let place = usize::try_from(at / 60 % 997).unwrap_or(0);
        let byte = *seed.get(place % seed.len().max(1))?;
        match byte {
            0..40 => None,
            40..50 => Some(f64::NAN),
            50..60 => Some(-1.0),
            60..70 => Some(1e300),
            70..120 => Some(0.0),
            _ => Some(f64::from(byte) * 1_000.0 + (place as f64) * 60_000.0),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Never a panic, the same on the same evidence, nothing from the future, and stages as ill as what is told.
    #[test]
    fn whatever_is_published_is_judged_soundly(
        seeds in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..40), 8), ahead in -600i64..600,
    ) {
        let mut shop = Stand::shop();
        let touched = [
            ("events", "incoming_records"), ("events", "iterator_age"), ("processor", "invocations"),
            ("processor", "iterator_age"), ("processor", "errors"), ("counters", "write_throttles"),
            ("delivery", "delivery_success"), ("delivery", "freshness"),
        ];
        for ((stage, metric), seed) in touched.into_iter().zip(seeds) {
            shop = shop.with(stage, metric, wild(seed));
        }
        shop.ahead = ahead;
        let mut before: Option<PipelineHealth> = None;
        for now in (NOW - 600..=NOW).step_by(300) {
            let health = shop.judge(now, before.as_ref());
            sound(&health, now)?;
            prop_assert_eq!(&health, &shop.judge(now, before.as_ref()));
            before = Some(health);
        }
    }

    /// What is not known is never ok: a stage whose first metric was never read.
    #[test]
    fn a_stage_of_which_nothing_comes_is_never_ok(stage in 0usize..8) {
        let mut shop = Stand::shop();
        let stage = &shop.pipeline.stages[stage];
        let name = stage.name.as_str().to_owned();
        let metrics: Vec<String> = stage.metrics.iter().map(|metric| metric.key.as_str().to_owned()).collect();
        for metric in &metrics {
            shop = shop.with(&name, metric, |_| None);
        }
        let health = shop.judge(NOW, None);
        let judged = health.stages.iter().find(|stage| stage.stage.as_str() == name).unwrap();
        prop_assert_ne!(judged.health, Health::Ok);
    }
}
