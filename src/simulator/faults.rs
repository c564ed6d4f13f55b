//! What a scenario does to the machinery: the knobs the stages read. Causes are told by the scenario itself.

use super::scenario::Scenario;

/// The state of everything that can be broken, at one moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Faults {
    /// The function cannot be invoked.
    pub(super) consumer_stopped: bool,
    /// The next record is poison.
    pub(super) poison: bool,
    /// Heartbeats a second to each shard: records that nobody counts.
    pub(super) heartbeats: [u32; super::stream::SHARDS],
    /// The most write units a second, where a limit is set.
    pub(super) write_limit: Option<f64>,
    /// S3 refuses what Firehose delivers.
    pub(super) delivery_fails: bool,
    /// The crawler fails.
    pub(super) crawler_fails: bool,
    /// Athena keeps queries waiting.
    pub(super) queries_wait: bool,
    /// Share of requests the API fails.
    pub(super) api_loss: f64,
    /// Share of records that are malformed.
    pub(super) malformed: f64,
    /// How many times the usual visits come.
    pub(super) sale_factor: f64,
}

impl Faults {
    /// Nothing is broken.
    pub(super) const NONE: Self = Self {
        consumer_stopped: false,
        poison: false,
        heartbeats: [0; super::stream::SHARDS],
        write_limit: None,
        delivery_fails: false,
        crawler_fails: false,
        queries_wait: false,
        api_loss: 0.0,
        malformed: 0.0,
        sale_factor: 0.0,
    };

    /// What a scenario breaks. `writes_a_second` is what the table usually takes at this time of day.
    pub(super) fn of(scenario: Scenario, writes_a_second: f64) -> Self {
        let calm = Self::NONE;
        match scenario {
            Scenario::Calm | Scenario::AccessDenied | Scenario::NetworkDown => calm,
            Scenario::FlashSale => Self { sale_factor: 4.0, ..calm },
            Scenario::ConsumerStopped => Self { consumer_stopped: true, ..calm },
            Scenario::PoisonRecord => Self { poison: true, ..calm },
            Scenario::UnderCapacity => Self { heartbeats: [620; super::stream::SHARDS], ..calm },
            Scenario::HotShard => Self { heartbeats: [0, 1_400], ..calm },
            Scenario::WritesThrottled => {
                Self { write_limit: Some((writes_a_second * 0.4).max(0.05)), ..calm }
            }
            Scenario::DeliveryFailing => Self { delivery_fails: true, ..calm },
            Scenario::CrawlerLate => Self { crawler_fails: true, ..calm },
            Scenario::SlowQueries => Self { queries_wait: true, ..calm },
            Scenario::ApiErrors => Self { api_loss: 0.33, ..calm },
            Scenario::DeadLetters => Self { malformed: 0.04, ..calm },
        }
    }
}
