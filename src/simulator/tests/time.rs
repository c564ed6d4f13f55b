//! The same seed and start give the same world, however often it is looked at.

use chrono::TimeDelta;
use proptest::prelude::*;

use super::*;
use crate::business::{DateRange, View};

type Told = (Vec<(SeriesKey, Vec<crate::pipeline::Point>)>, String);

fn everything(world: &mut World) -> Told {
    let to = world.now().timestamp();
    let range = DateRange::ending(world.now().date_naive(), 3);
    let rest = format!(
        "{:?} {:?} {:?} {:?} {:?}",
        world.vendor_days(None, range),
        world.product_days(5, range),
        world.alarms(),
        world.tally(),
        world.summary(View::HourlyTraffic, Some(2), range)
    );
    (world.series(to - 10_800, to, 60), rest)
}

#[test]
fn one_step_of_an_hour_and_360_of_ten_seconds_give_the_same_world() {
    for scenario in [Scenario::Calm, Scenario::HotShard, Scenario::FlashSale, Scenario::WritesThrottled] {
        let (mut once, mut often) = (world(scenario), world(scenario));
        once.advance(start() + TimeDelta::hours(1));
        for step in 1..=360 {
            often.advance(start() + TimeDelta::seconds(10 * step));
            if step % 90 == 0 {
                everything(&mut often);
            }
        }
        assert_eq!(everything(&mut once), everything(&mut often), "{scenario:?}");
    }
}

#[test]
fn another_seed_is_another_world() {
    let mut other = World::new(8, start(), Scenario::Calm);
    assert_ne!(everything(&mut world(Scenario::Calm)), everything(&mut other));
}

#[test]
fn time_never_goes_backwards_and_years_are_leapt_over() {
    let mut world = world(Scenario::ConsumerStopped);
    world.advance(start() - TimeDelta::days(3));
    assert!(world.now() > start() - TimeDelta::minutes(1));
    world.advance(start() + TimeDelta::days(400));
    assert!(world.now() > start() + TimeDelta::days(399));
    assert!(values(&mut world, "processor", "invocations", 30).is_empty());
    let days = world.vendor_days(None, DateRange::ending(world.now().date_naive(), 40));
    assert_eq!(days.len(), 40);
}

#[test]
fn a_world_goes_on_over_midnight() {
    let mut world = world(Scenario::Calm);
    world.advance(start() + TimeDelta::hours(30));
    assert!(world.tally().is_conserved());
    assert!(world.now() - world.queryable_to() < TimeDelta::minutes(6));
    assert_eq!(values(&mut world, "stream", "incoming_records", 180).len(), 180);
}

#[test]
fn what_was_refused_for_a_day_is_given_up_so_that_a_world_does_not_grow() {
    let mut world = world(Scenario::DeliveryFailing);
    world.advance(start() + TimeDelta::hours(26));
    let (day, sent) = (world.tally().buffered, world.tally().sent);
    world.advance(start() + TimeDelta::hours(40));
    let tally = world.tally();
    assert!(tally.is_conserved(), "{tally:?}");
    assert!(tally.given_up > 0 && tally.buffered < day + (tally.sent - sent) / 4, "{tally:?}");
}

#[test]
fn days_that_were_let_go_are_drawn_again_just_so() {
    let mut world = world(Scenario::Calm);
    let range = DateRange::ending(start().date_naive(), 20);
    let before = world.vendor_days(Some(3), range);
    world.history.forget_before(start().date_naive());
    assert_eq!(world.vendor_days(Some(3), range), before);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn the_steps_of_the_looker_do_not_matter(steps in prop::collection::vec(1_i64..1_200, 1..12), seed in 0_u64..50) {
        let total: i64 = steps.iter().sum();
        let mut once = World::new(seed, start(), Scenario::PoisonRecord);
        let mut often = World::new(seed, start(), Scenario::PoisonRecord);
        once.advance(start() + TimeDelta::seconds(total));
        let mut at = start();
        for step in steps {
            at += TimeDelta::seconds(step);
            often.advance(at);
        }
        prop_assert_eq!(once.tally(), often.tally());
        prop_assert_eq!(once.alarms(), often.alarms());
    }
}
