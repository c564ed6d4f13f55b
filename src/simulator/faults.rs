//! What a scenario does to the machinery: the knobs the stages read. Causes are told by the scenario itself.

use super::scenario::Scenario;

/// The state of everything that can be broken, at one moment.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a part that works or does not, in any combination"
)]
pub(super) struct Faults {
    /// The function cannot be invoked.
    pub(super) consumer_stopped: bool,
    /// Nobody reads for the function.
    pub(super) mapping_disabled: bool,
    /// Share of invocations that are refused.
    pub(super) refused: f64,
    /// The next record is poison.
    pub(super) poison: bool,
    /// Heartbeats a second to each shard: records that nobody counts.
    pub(super) heartbeats: [u32; super::stream::SHARDS],
    /// The most write units a second, where a limit is set.
    pub(super) write_limit: Option<f64>,
    /// S3 refuses what Firehose delivers.
    pub(super) delivery_fails: bool,
    /// Share of records that Firehose cannot convert.
    pub(super) unconvertible: f64,
    /// The crawler fails.
    pub(super) crawler_fails: bool,
    /// Athena keeps queries waiting.
    pub(super) queries_wait: bool,
    /// Share of Athena queries that fail.
    pub(super) failed_queries: f64,
    /// Share of records the delivery drops without a word.
    pub(super) leak: f64,
    /// Share of requests the API fails.
    pub(super) api_loss: f64,
    /// Share of records that are malformed.
    pub(super) malformed: f64,
    /// How many times the usual visits come.
    pub(super) sale_factor: f64,
    /// Share of the usual events that happen at all.
    pub(super) busy: f64,
}

impl Faults {
    /// Nothing is broken.
    pub(super) const NONE: Self = Self {
        consumer_stopped: false,
        mapping_disabled: false,
        refused: 0.0,
        poison: false,
        heartbeats: [0; super::stream::SHARDS],
        write_limit: None,
        delivery_fails: false,
        unconvertible: 0.0,
        crawler_fails: false,
        queries_wait: false,
        failed_queries: 0.0,
        leak: 0.0,
        api_loss: 0.0,
        malformed: 0.0,
        sale_factor: 0.0,
        busy: 1.0,
    };

    /// What a scenario breaks. `writes_a_second` is what the table usually takes at this time of day.
    pub(super) fn of(scenario: Scenario, writes_a_second: f64) -> Self {
        let calm = Self::NONE;
        match scenario {
            Scenario::Calm | Scenario::AccessDenied | Scenario::NetworkDown => calm,
            Scenario::FlashSale => Self { sale_factor: 4.0, ..calm },
            Scenario::QuietNight => Self { busy: 0.01, ..calm },
            Scenario::MappingDisabled => Self { mapping_disabled: true, ..calm },
            Scenario::ConcurrencyThrottled => Self { refused: 0.85, ..calm },
            Scenario::ConsumerStopped => Self { consumer_stopped: true, ..calm },
            Scenario::PoisonRecord => Self { poison: true, ..calm },
            Scenario::UnderCapacity => Self { heartbeats: [620; super::stream::SHARDS], ..calm },
            Scenario::HotShard => Self { heartbeats: [0, 1_400], ..calm },
            Scenario::WritesThrottled => {
                Self { write_limit: Some((writes_a_second * 0.4).max(0.05)), ..calm }
            }
            Scenario::DeliveryFailing => Self { delivery_fails: true, ..calm },
            Scenario::ConversionFailing => Self { unconvertible: 0.2, ..calm },
            Scenario::CrawlerLate => Self { crawler_fails: true, ..calm },
            Scenario::SlowQueries => Self { queries_wait: true, ..calm },
            Scenario::QueriesFailing => Self { failed_queries: 0.8, ..calm },
            Scenario::RecordsMissing => Self { leak: 0.125, ..calm },
            Scenario::ProducerSilent => Self { busy: 0.0, ..calm },
            Scenario::ApiErrors => Self { api_loss: 0.33, ..calm },
            Scenario::DeadLetters => Self { malformed: 0.04, ..calm },
        }
    }
}
