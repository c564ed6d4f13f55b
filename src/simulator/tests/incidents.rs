//! Every incident shows where it should, is known to the world, and ends when it is mended.

use chrono::TimeDelta;

use super::*;
use crate::{
    business::{DateRange, View},
    pipeline::AlarmState,
};

fn ringing(world: &World) -> Vec<String> {
    let alarms = world.alarms();
    alarms
        .iter()
        .filter(|alarm| alarm.state == AlarmState::Alarm)
        .map(|alarm| alarm.name.to_string())
        .collect()
}

#[test]
fn nothing_vanishes_whatever_happens() {
    for scenario in Scenario::ALL {
        let mut world = world(scenario);
        assert!(world.tally().is_conserved(), "{scenario:?}: {:?}", world.tally());
        world.advance(start() + TimeDelta::minutes(40));
        assert!(world.tally().is_conserved(), "{scenario:?}: {:?}", world.tally());
        world.play(Scenario::Calm, start() + TimeDelta::minutes(40));
        // A hot shard fills faster than its one reader drains it, so recovery takes its time.
        world.advance(start() + TimeDelta::minutes(150));
        let tally = world.tally();
        assert!(tally.is_conserved(), "{scenario:?}: {tally:?}");
        assert!(tally.sent > 5_000, "{scenario:?}: {tally:?}");
        assert!(tally.waiting < 100, "{scenario:?} does not recover: {tally:?}");
    }
}

#[test]
fn the_world_knows_what_happened() {
    for scenario in Scenario::ALL.into_iter().filter(|scenario| *scenario != Scenario::Calm) {
        let mut world = world(scenario);
        let [incident] = world.truth() else { panic!("{scenario:?}: {:?}", world.truth()) };
        assert_eq!((incident.scenario, incident.to), (scenario, None));
        assert!(
            incident.from <= start() && incident.from > start() - scenario.lead() - TimeDelta::seconds(5)
        );
        assert_eq!(Scenario::named(scenario.name()), Some(scenario));
        world.play(Scenario::Calm, start() + TimeDelta::minutes(5));
        assert_eq!(world.truth()[0].to, Some(start() + TimeDelta::minutes(5)));
    }
    assert!(world(Scenario::Calm).truth().is_empty());
}

#[test]
fn calm_is_calm() {
    let mut world = world(Scenario::Calm);
    world.advance(start() + TimeDelta::hours(2));
    assert_eq!(ringing(&world), Vec::<String>::new());
    assert!(values(&mut world, "stream", "iterator_age", 120).iter().all(|(_, age)| *age < 10_000.0));
    assert!(values(&mut world, "delivery", "freshness", 120).iter().all(|(_, age)| *age < 400.0));
    assert_eq!(world.counted_to(None), world.now());
    assert!(world.now() - world.queryable_to() < TimeDelta::minutes(6));
}

#[test]
fn a_stopped_consumer_ages_a_second_a_second_and_is_silent() {
    let mut world = world(Scenario::ConsumerStopped);
    let before = world.vendor_days(None, DateRange::ending(start().date_naive(), 1));
    world.advance(start() + TimeDelta::minutes(30));
    let ages = values(&mut world, "stream", "iterator_age", 30);
    let ((first, low), (last, high)) = (ages[0], ages[ages.len() - 1]);
    let slope = (high - low) / 1_000.0 / (last - first) as f64;
    assert!((0.98..1.02).contains(&slope), "{slope}");
    for silent in ["invocations", "errors", "iterator_age"] {
        assert!(values(&mut world, "processor", silent, 40).is_empty(), "{silent}");
    }
    assert!(sum(&values(&mut world, "stream", "incoming_records", 30)) > 500.0);
    assert_eq!(world.vendor_days(None, DateRange::ending(start().date_naive(), 1)), before);
    assert!(world.counted_to(None) <= start() - TimeDelta::minutes(13));
    assert!(ringing(&world).iter().any(|name| name.ends_with("processor-behind")), "{:?}", ringing(&world));
    assert!(ringing(&world).iter().any(|name| name.ends_with("data-at-risk")));
    world.advance(start() + TimeDelta::minutes(55));
    assert!(ringing(&world).iter().any(|name| name.ends_with("iterator-age")), "{:?}", ringing(&world));
    world.play(Scenario::Calm, start() + TimeDelta::minutes(56));
    world.advance(start() + TimeDelta::minutes(75));
    assert_eq!(ringing(&world), Vec::<String>::new());
}

#[test]
fn each_incident_shows_in_its_metric_at_the_first_frame() {
    let signs: [(Scenario, &str, &str, f64); 11] = [
        (Scenario::ConcurrencyThrottled, "processor", "throttles", 10.0),
        (Scenario::ConversionFailing, "delivery", "failed_conversions", 30.0),
        (Scenario::QueriesFailing, "queries", "failed_queries", 1.0),
        (Scenario::PoisonRecord, "processor", "errors", 5.0),
        (Scenario::UnderCapacity, "processor", "iterator_age", 120_000.0),
        (Scenario::HotShard, "stream", "write_throttles", 10_000.0),
        (Scenario::WritesThrottled, "counters", "write_throttles", 50.0),
        (Scenario::DeliveryFailing, "delivery", "freshness", 1_200.0),
        (Scenario::ApiErrors, "ingest", "errors_5xx", 50.0),
        (Scenario::DeadLetters, "dead-letters", "visible", 10.0),
        (Scenario::SlowQueries, "queries", "queue_time", 60_000.0),
    ];
    for (scenario, stage, metric, least) in signs {
        let mut broken = world(scenario);
        let shown = values(&mut broken, stage, metric, 10);
        let total = match metric {
            "errors" | "throttles" | "write_throttles" | "errors_5xx" | "failed_conversions" => sum(&shown),
            _ => shown.iter().map(|(_, value)| *value).fold(0.0, f64::max),
        };
        assert!(total >= least, "{scenario:?}: {stage} {metric} is only {total}");
        let calm = values(&mut world(Scenario::Calm), stage, metric, 10);
        assert!(calm.iter().all(|(_, value)| *value < least / 3.0), "{scenario:?} shows in calm: {calm:?}");
    }
}

#[test]
fn a_flash_sale_brings_shoppers_and_no_trouble() {
    let mut sale = world(Scenario::FlashSale);
    let (busy, usual) = (
        sum(&values(&mut sale, "stream", "incoming_records", 10)),
        sum(&values(&mut world(Scenario::Calm), "stream", "incoming_records", 10)),
    );
    assert!(busy > usual * 2.0, "{busy} against {usual}");
    sale.advance(start() + TimeDelta::hours(1));
    assert_eq!(ringing(&sale), Vec::<String>::new());
    assert!(values(&mut sale, "processor", "iterator_age", 30).iter().all(|(_, age)| *age < 10_000.0));
}

#[test]
fn a_late_crawler_hides_whole_days_until_it_runs() {
    let mut world = world(Scenario::CrawlerLate);
    let range = DateRange::ending(start().date_naive(), 5);
    let seen = world.summary(View::DailyVendorPerformance, None, range).rows.len();
    assert!(seen < 5, "{seen}");
    assert!(start() - world.queryable_to() > TimeDelta::hours(14));
    world.play(Scenario::Calm, start() + TimeDelta::minutes(1));
    assert_eq!(world.summary(View::DailyVendorPerformance, None, range).rows.len(), 5);
}

#[test]
fn a_failing_delivery_keeps_the_lake_where_it_was_and_delivers_all_afterwards() {
    let mut world = world(Scenario::DeliveryFailing);
    assert!(start() - world.queryable_to() >= TimeDelta::minutes(25));
    assert!(ringing(&world).iter().any(|name| name.ends_with("delivery-failures")), "{:?}", ringing(&world));
    world.play(Scenario::Calm, start());
    world.advance(start() + TimeDelta::minutes(10));
    assert!(world.now() - world.queryable_to() < TimeDelta::minutes(6));
}

#[test]
fn a_mapping_that_is_off_shows_in_nothing_but_silence() {
    let mut world = world(Scenario::MappingDisabled);
    world.advance(start() + TimeDelta::minutes(30));
    for silent in ["invocations", "errors", "throttles", "iterator_age", "concurrency"] {
        assert!(values(&mut world, "processor", silent, 40).is_empty(), "{silent}");
    }
    // Firehose reads on: the stream itself looks healthy.
    assert!(values(&mut world, "stream", "iterator_age", 40).iter().all(|(_, age)| *age < 10_000.0));
    assert!(sum(&values(&mut world, "stream", "incoming_records", 30)) > 500.0);
    assert!(world.now() - world.counted_to(None) >= TimeDelta::minutes(44));
}

#[test]
fn a_quiet_night_has_minutes_without_an_event_and_no_fault() {
    let mut world = world(Scenario::QuietNight);
    world.advance(start() + TimeDelta::hours(1));
    let busy = values(&mut world, "stream", "incoming_records", 60);
    assert!((5..45).contains(&busy.len()), "{busy:?}");
    assert_eq!(values(&mut world, "ingest", "requests", 60).len(), busy.len());
    // What is polled has an age, empty or not; a function that nobody calls has none.
    assert_eq!(values(&mut world, "stream", "iterator_age", 60).len(), 60);
    assert_eq!(values(&mut world, "processor", "iterator_age", 60).len(), busy.len());
    assert_eq!(world.counted_to(None), world.now());
}

#[test]
fn nothing_arrives_from_a_producer_that_is_silent() {
    let mut world = world(Scenario::ProducerSilent);
    for silent in ["requests", "latency_p95", "errors_5xx"] {
        assert!(values(&mut world, "ingest", silent, 10).is_empty(), "{silent}");
    }
    assert!(values(&mut world, "stream", "incoming_records", 10).is_empty());
    assert!(values(&mut world, "stream", "iterator_age", 10).iter().all(|(_, age)| *age == 0.0));
}

#[test]
fn what_the_transform_drops_is_read_and_never_delivered() {
    let mut world = world(Scenario::RecordsMissing);
    let read = sum(&values(&mut world, "delivery", "read_records", 60));
    let delivered = sum(&values(&mut world, "delivery", "delivered_records", 60));
    assert!((0.05..0.20).contains(&(1.0 - delivered / read)), "{delivered} of {read}");
    assert!(values(&mut world, "delivery", "failed_conversions", 60).is_empty());
}

#[test]
fn dead_letters_are_looked_through_after_the_mending_and_their_alarm_ends() {
    for scenario in [Scenario::DeadLetters, Scenario::PoisonRecord] {
        let mut world = world(scenario);
        world.play(Scenario::Calm, start() + TimeDelta::minutes(5));
        world.advance(start() + TimeDelta::minutes(15));
        assert!(ringing(&world).iter().any(|name| name.ends_with("dead-letters")), "{:?}", ringing(&world));
        world.advance(start() + TimeDelta::minutes(40));
        assert_eq!(ringing(&world), Vec::<String>::new(), "{scenario:?}");
        let sent = sum(&values(&mut world, "dead-letters", "sent", 100));
        let deleted = sum(&values(&mut world, "dead-letters", "deleted", 40));
        assert!((deleted - sent).abs() < 0.5 && deleted > 0.0, "{deleted} of {sent}");
    }
}
