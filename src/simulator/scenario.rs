//! Scenarios: what can be made to happen, in words, and what each one breaks.
//! The truth of an incident is written here once, so that tests can hold diagnoses against it.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

/// Something that happens in the demo world.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scenario {
    /// All is well.
    #[default]
    Calm,
    /// Many more shoppers for a while; the pipeline takes it.
    FlashSale,
    /// Hardly anybody shops: whole minutes pass without an event.
    QuietNight,
    /// The processor cannot be invoked any more.
    ConsumerStopped,
    /// The event source mapping is switched off: nobody reads for the processor.
    MappingDisabled,
    /// The processor is refused most of its invocations.
    ConcurrencyThrottled,
    /// One record fails for ever and blocks its shard.
    PoisonRecord,
    /// More arrives than the processor can take.
    UnderCapacity,
    /// One partition key fills its shard.
    HotShard,
    /// The counters table refuses writes.
    WritesThrottled,
    /// Firehose cannot write to the bucket.
    DeliveryFailing,
    /// Firehose cannot convert a part of the records.
    ConversionFailing,
    /// The crawler has not catalogued the newest days.
    CrawlerLate,
    /// Athena queries wait in the queue.
    SlowQueries,
    /// Athena queries fail.
    QueriesFailing,
    /// The API fails some requests; their events are lost.
    ApiErrors,
    /// The delivery's transform drops a part of the records without a word.
    RecordsMissing,
    /// No request arrives any more.
    ProducerSilent,
    /// Malformed records are put aside.
    DeadLetters,
    /// The dashboard's role lacks permissions.
    AccessDenied,
    /// Nothing of AWS can be reached.
    NetworkDown,
}

impl Scenario {
    /// Every scenario, in the order they are offered.
    pub const ALL: [Self; 21] = [
        Self::Calm,
        Self::FlashSale,
        Self::QuietNight,
        Self::ConsumerStopped,
        Self::MappingDisabled,
        Self::ConcurrencyThrottled,
        Self::PoisonRecord,
        Self::UnderCapacity,
        Self::HotShard,
        Self::WritesThrottled,
        Self::DeliveryFailing,
        Self::ConversionFailing,
        Self::CrawlerLate,
        Self::SlowQueries,
        Self::QueriesFailing,
        Self::ApiErrors,
        Self::RecordsMissing,
        Self::ProducerSilent,
        Self::DeadLetters,
        Self::AccessDenied,
        Self::NetworkDown,
    ];

    /// The name on the command line and in the palette: `consumer-stopped`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Calm => "calm",
            Self::FlashSale => "flash-sale",
            Self::QuietNight => "quiet-night",
            Self::ConsumerStopped => "consumer-stopped",
            Self::MappingDisabled => "mapping-disabled",
            Self::ConcurrencyThrottled => "concurrency-throttled",
            Self::PoisonRecord => "poison-record",
            Self::UnderCapacity => "under-capacity",
            Self::HotShard => "hot-shard",
            Self::WritesThrottled => "writes-throttled",
            Self::DeliveryFailing => "delivery-failing",
            Self::ConversionFailing => "conversion-failing",
            Self::CrawlerLate => "crawler-late",
            Self::SlowQueries => "slow-queries",
            Self::QueriesFailing => "queries-failing",
            Self::ApiErrors => "api-errors",
            Self::RecordsMissing => "records-missing",
            Self::ProducerSilent => "producer-silent",
            Self::DeadLetters => "dead-letters",
            Self::AccessDenied => "access-denied",
            Self::NetworkDown => "network-down",
        }
    }

    /// One sentence for lists.
    pub const fn description(self) -> &'static str {
        match self {
            Self::Calm => "An ordinary day: everything flows.",
            Self::FlashSale => "A sale brings several times the shoppers; the pipeline stays healthy.",
            Self::QuietNight => "Hardly anybody shops: minutes pass without an event, and nothing is wrong.",
            Self::ConsumerStopped => "The processor cannot be invoked; records pile up in the stream.",
            Self::MappingDisabled => "The processor's event source mapping is off: nobody reads for it.",
            Self::ConcurrencyThrottled => {
                "Another function uses up the concurrency; most invocations are refused."
            }
            Self::PoisonRecord => "One record fails again and again and blocks its shard.",
            Self::UnderCapacity => "A partner replays old events faster than the processor can take them.",
            Self::HotShard => "A broken till floods one partition key; its shard refuses writes.",
            Self::WritesThrottled => "The counters table was given far too low a write limit.",
            Self::DeliveryFailing => "Firehose may no longer write to the bucket; the lake stands still.",
            Self::ConversionFailing => {
                "The table's schema was changed; a fifth of the records cannot be converted."
            }
            Self::CrawlerLate => {
                "The crawler has failed since yesterday; new days are missing from the lake."
            }
            Self::SlowQueries => "Athena queries wait minutes in the queue.",
            Self::QueriesFailing => "Most Athena queries fail: their results may not be written.",
            Self::ApiErrors => "The API fails a third of the requests; those events are lost.",
            Self::RecordsMissing => "The delivery's transform drops one record in eight without a word.",
            Self::ProducerSilent => "Nothing arrives any more: the apps cannot reach the API.",
            Self::DeadLetters => "A new app version sends malformed records; they end in the dead letters.",
            Self::AccessDenied => "The dashboard's role may no longer read counters, alarms and the lake.",
            Self::NetworkDown => "The network is gone: nothing of AWS can be reached.",
        }
    }

    /// The scenario with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scenario| scenario.name() == name)
    }

    /// What is at the bottom of it, as an engineer would write it in the report afterwards.
    pub const fn cause(self) -> &'static str {
        match self {
            Self::Calm => "Nothing is wrong.",
            Self::FlashSale => "A flash sale; more load, no fault.",
            Self::QuietNight => "A quiet night; less load, no fault.",
            Self::MappingDisabled => "A deployment left the function's event source mapping disabled.",
            Self::ConcurrencyThrottled => {
                "A function of another team uses up the account's concurrent executions in this region."
            }
            Self::ConsumerStopped => {
                "Access to the KMS key of the function's environment was removed: its poller reads the same \
                 records again and again and cannot invoke the function."
            }
            Self::PoisonRecord => {
                "A record without a vendor id; retries are unlimited and batches not bisected."
            }
            Self::UnderCapacity => {
                "A partner replays old events at 1,240 a second; the processor takes about 800."
            }
            Self::HotShard => "A broken till sends 1,400 heartbeats a second under one partition key.",
            Self::WritesThrottled => "The table's maximum of on-demand write units was set far too low.",
            Self::DeliveryFailing => "A new bucket policy denies s3:PutObject to the delivery role.",
            Self::ConversionFailing => {
                "A column of the Glue table became a number; older apps send it as text."
            }
            Self::CrawlerLate => "The crawler's role lost glue:BatchCreatePartition.",
            Self::SlowQueries => "Reports of another team use up the region's concurrent Athena queries.",
            Self::QueriesFailing => {
                "A new bucket policy denies s3:PutObject where the workgroup keeps its results."
            }
            Self::ApiErrors => "A bad deployment of the resolver answers 5xx to a third of the requests.",
            Self::RecordsMissing => {
                "A new version of the delivery's transform marks orders of guests as dropped."
            }
            Self::ProducerSilent => "The certificate of the API's domain has expired; no app can connect.",
            Self::DeadLetters => "App version 4.2 sends order totals as text.",
            Self::AccessDenied => "A policy change removed the read permissions of the dashboard's role.",
            Self::NetworkDown => "The link to the internet is down.",
        }
    }

    /// The stage at fault, by its name in the demo pipeline; none when no stage is.
    pub const fn stage(self) -> Option<&'static str> {
        match self {
            Self::Calm | Self::FlashSale | Self::QuietNight | Self::AccessDenied | Self::NetworkDown => None,
            Self::ConsumerStopped
            | Self::MappingDisabled
            | Self::ConcurrencyThrottled
            | Self::PoisonRecord
            | Self::UnderCapacity
            | Self::DeadLetters => Some("processor"),
            Self::HotShard => Some("stream"),
            Self::WritesThrottled => Some("counters"),
            Self::DeliveryFailing | Self::ConversionFailing | Self::RecordsMissing => Some("delivery"),
            Self::CrawlerLate => Some("lake"),
            Self::SlowQueries | Self::QueriesFailing => Some("queries"),
            Self::ApiErrors | Self::ProducerSilent => Some("ingest"),
        }
    }

    /// How long before the first frame it began, so that the first frame shows it.
    pub const fn lead(self) -> TimeDelta {
        TimeDelta::minutes(match self {
            Self::CrawlerLate => 36 * 60,
            Self::RecordsMissing => 120,
            Self::DeliveryFailing => 26,
            Self::ProducerSilent => 25,
            Self::DeadLetters => 22,
            Self::Calm | Self::AccessDenied | Self::NetworkDown => 0,
            _ => 14,
        })
    }
}

/// What really happened, as only the world knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// Which scenario.
    pub scenario: Scenario,
    /// What is at the bottom of it.
    pub cause: Arc<str>,
    /// The stage at fault, when one is.
    pub stage: Option<&'static str>,
    /// When it began.
    pub from: DateTime<Utc>,
    /// When it was mended; none while it lasts.
    pub to: Option<DateTime<Utc>>,
}

impl Incident {
    pub(super) fn begun(scenario: Scenario, from: DateTime<Utc>) -> Self {
        Self { scenario, cause: scenario.cause().into(), stage: scenario.stage(), from, to: None }
    }
}
