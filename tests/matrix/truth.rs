//! What a good diagnosis says of each scenario, and when records would really be lost.
//! Written from the causes of the incidents, never from what the rules happen to say.

use chrono::{DateTime, TimeDelta, Utc};
use tidewatch::{
    pipeline::{Class, StageName, Verdict},
    simulator::{Scenario, World},
};

/// Every scenario in which something is wrong.
pub(crate) const BROKEN: &[Scenario] = &[
    Scenario::ConsumerStopped,
    Scenario::MappingDisabled,
    Scenario::ConcurrencyThrottled,
    Scenario::PoisonRecord,
    Scenario::UnderCapacity,
    Scenario::HotShard,
    Scenario::WritesThrottled,
    Scenario::DeliveryFailing,
    Scenario::ConversionFailing,
    Scenario::CrawlerLate,
    Scenario::SlowQueries,
    Scenario::QueriesFailing,
    Scenario::ApiErrors,
    Scenario::RecordsMissing,
    Scenario::ProducerSilent,
    Scenario::DeadLetters,
    Scenario::AccessDenied,
    Scenario::NetworkDown,
];

/// A class and a stage.
type Said = (Class, Option<&'static str>);

/// What is right to say of a scenario.
pub(crate) struct Expected {
    /// Right as the first thing said.
    pub(crate) right: &'static [Said],
    /// True beside it, while it lasts or just after: not counted as wrong.
    pub(crate) also: &'static [Said],
}

/// What is right to say while this goes on.
pub(crate) const fn expected(scenario: Scenario) -> Expected {
    use Class::{
        ApiErrors, ConcurrencyThrottled, ConversionFailing, DeadLetters, DeliveryFailing, HotShard,
        LakeBehind, NoAccess, NoData, PoisonRecord, ProducerSilent, QueriesFailing, QueriesQueueing,
        RecordsMissing, Stopped, UnderCapacity, WritesThrottled,
    };
    let (right, also): (&'static [Said], &'static [Said]) = match scenario {
        Scenario::Calm | Scenario::FlashSale | Scenario::QuietNight => (&[], &[]),
        Scenario::ConsumerStopped | Scenario::MappingDisabled => (&[(Stopped, Some("processor"))], &[]),
        Scenario::ConcurrencyThrottled => (&[(ConcurrencyThrottled, Some("processor"))], &[]),
        // The record is parked by those who mend it, and lies there until somebody looks.
        Scenario::PoisonRecord => (
            &[(PoisonRecord, Some("processor"))],
            &[(DeadLetters, Some("processor")), (DeadLetters, Some("dead-letters"))],
        ),
        Scenario::UnderCapacity => (&[(UnderCapacity, Some("processor"))], &[]),
        // Shard metrics are off, so that refused writes at half the stream's capacity are all there is to see.
        Scenario::HotShard => (&[(HotShard, Some("stream")), (WritesThrottled, Some("stream"))], &[]),
        Scenario::WritesThrottled => (&[(WritesThrottled, Some("counters"))], &[]),
        Scenario::DeliveryFailing => (&[(DeliveryFailing, Some("delivery"))], &[]),
        Scenario::ConversionFailing => (&[(ConversionFailing, Some("delivery"))], &[]),
        Scenario::CrawlerLate => (&[(LakeBehind, Some("lake"))], &[]),
        Scenario::SlowQueries => (&[(QueriesQueueing, Some("queries"))], &[]),
        Scenario::ApiErrors => (&[(ApiErrors, Some("ingest"))], &[]),
        Scenario::QueriesFailing => (&[(QueriesFailing, Some("queries"))], &[]),
        Scenario::RecordsMissing => (&[(RecordsMissing, Some("delivery"))], &[]),
        Scenario::ProducerSilent => (&[(ProducerSilent, Some("ingest"))], &[]),
        // One cause upstream of both branches: the records are unreadable for the function and for Firehose.
        Scenario::DeadLetters => (
            &[(DeadLetters, Some("processor")), (DeadLetters, Some("dead-letters"))],
            &[(ConversionFailing, Some("delivery"))],
        ),
        Scenario::AccessDenied => (&[(NoAccess, None)], &[]),
        Scenario::NetworkDown => (&[(NoData, None)], &[]),
    };
    Expected { right, also }
}

impl Expected {
    /// True when the verdict names the cause and the stage.
    pub(crate) fn is_right(&self, verdict: &Verdict) -> bool {
        self.right.iter().any(|said| is_said(*said, verdict))
    }

    /// True when the verdict names the stage.
    pub(crate) fn is_stage(&self, verdict: &Verdict) -> bool {
        self.right.iter().any(|(_, stage)| verdict.stage.as_ref().map(StageName::as_str) == *stage)
    }

    /// True when the verdict says something true and too little of it: invocations do fail when a record in them cannot
    /// be read. Counted apart, neither as right nor as wrong.
    pub(crate) fn is_vague(&self, verdict: &Verdict) -> bool {
        let is_unreadable =
            self.right.iter().any(|(class, _)| matches!(class, Class::PoisonRecord | Class::DeadLetters));
        is_unreadable && is_said((Class::FunctionErrors, Some("processor")), verdict)
    }

    /// True when the verdict is no lie: the cause, or what is true beside it, or that the backlog shrinks.
    pub(crate) fn is_true(&self, verdict: &Verdict, is_mended: bool) -> bool {
        self.is_right(verdict)
            || self.also.iter().any(|said| is_said(*said, verdict))
            || (is_mended && verdict.class == Class::CatchingUp)
    }
}

fn is_said((class, stage): Said, verdict: &Verdict) -> bool {
    verdict.class == class && verdict.stage.as_ref().map(StageName::as_str) == stage
}

/// True where the slope of the age hardly changes, so that the loss clock can be held to a tenth.
pub(crate) const fn is_steady(scenario: Scenario) -> bool {
    matches!(scenario, Scenario::ConsumerStopped | Scenario::PoisonRecord | Scenario::UnderCapacity)
}

/// When the first record is really lost if nobody mends it: the same world, lived through to that moment.
/// None when that does not come within five days.
pub(crate) fn first_loss(
    seed: u64,
    start: DateTime<Utc>,
    scenario: Scenario,
    fault: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let mut world = World::new(seed, start, Scenario::Calm);
    world.play(scenario, fault);
    let retention = TimeDelta::hours(i64::from(World::stream_facts().1));
    let is_delivery = scenario == Scenario::DeliveryFailing;
    let mut now = fault;
    while now < fault + TimeDelta::days(5) {
        now += TimeDelta::seconds(5);
        world.advance(now);
        let oldest = if is_delivery { world.queryable_to() } else { world.counted_to(None) };
        // What is read in the same step hides the last seconds before the end.
        if world.now() - oldest >= retention - TimeDelta::seconds(10) {
            return Some(world.now());
        }
    }
    None
}
