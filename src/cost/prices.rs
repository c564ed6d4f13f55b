//! AWS list prices of the calls a dashboard makes, in whole billionths of a US dollar.
//! Knows no account: free tiers, discounts and other regions are not in it.

/// Prices of one unit of each billed thing, in billionths of a US dollar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prices {
    /// One metric asked of GetMetricData ($0.01 for 1,000); points are not counted.
    pub metric: u64,
    /// One on-demand read request unit of DynamoDB: 8 KB read eventually consistent ($0.125 a million).
    pub read_unit: u64,
    /// One decimal megabyte scanned by Athena ($5 a terabyte).
    pub scanned_megabyte: u64,
    /// Athena bills at least this many megabytes a query.
    pub least_megabytes: u64,
}

impl Default for Prices {
    /// List prices of us-east-1.
    fn default() -> Self {
        Self { metric: 10_000, read_unit: 125, scanned_megabyte: 5_000, least_megabytes: 10 }
    }
}

impl Prices {
    /// Asking for `count` metrics once, in millionths of a US dollar.
    pub const fn metrics(&self, count: u64) -> u64 {
        count.saturating_mul(self.metric).div_ceil(1_000)
    }

    /// Asking for `count` metrics every `every_secs` seconds for an hour, in millionths of a US dollar.
    pub const fn metrics_per_hour(&self, count: u64, every_secs: u64) -> u64 {
        let every_secs = if every_secs == 0 { 1 } else { every_secs };
        count.saturating_mul(self.metric).saturating_mul(3_600).div_ceil(every_secs.saturating_mul(1_000))
    }

    /// Reads of DynamoDB, in millionths of a US dollar.
    pub const fn reads(&self, units: u64) -> u64 {
        units.saturating_mul(self.read_unit).div_ceil(1_000)
    }

    /// One query of Athena that scanned `bytes`, in millionths of a US dollar.
    pub const fn query(&self, bytes: u64) -> u64 {
        let scanned = bytes.div_ceil(1_000_000);
        let billed = if scanned < self.least_megabytes { self.least_megabytes } else { scanned };
        billed.saturating_mul(self.scanned_megabyte).div_ceil(1_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_agree_with_worked_examples() {
        let prices = Prices::default();
        // 30 metrics a minute are $0.018 an hour, 500 are $0.30.
        assert_eq!(prices.metrics_per_hour(30, 60), 18_000);
        assert_eq!(prices.metrics_per_hour(500, 60), 300_000);
        // A query of next to nothing is billed as 10 MB; seven of them are $0.00035.
        assert_eq!(prices.query(1) * 7, 350);
        // 46 read units are about $0.0000058.
        assert_eq!(prices.reads(46), 6);
    }
}
