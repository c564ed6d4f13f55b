//! What a query costs: by the data it scans, with a smallest amount, and nothing for a reused result.

/// A megabyte and a terabyte as Athena counts them.
const MEGABYTE: u64 = 1 << 20;
const MEGABYTES_A_TERABYTE: u64 = 1 << 20;
/// Smallest amount a query is charged for.
const LEAST_MEGABYTES: u64 = 10;
/// $5 a terabyte (us-east-1) in millionths of a dollar.
const MICRO_USD_A_TERABYTE: u64 = 5_000_000;

/// The cost of a query that scanned `bytes`, in millionths of a dollar, rounded up.
pub(super) fn of_scan(bytes: u64, is_reused: bool) -> u64 {
    if is_reused {
        return 0;
    }
    let megabytes = bytes.div_ceil(MEGABYTE).max(LEAST_MEGABYTES);
    megabytes.saturating_mul(MICRO_USD_A_TERABYTE).div_ceil(MEGABYTES_A_TERABYTE)
}

/// An amount for people: `$0.0006`, `under $0.0001`, `$1.25`.
pub(super) fn say(micro_usd: u64) -> String {
    match micro_usd {
        0 => "$0".to_owned(),
        1..100 => "under $0.0001".to_owned(),
        100..1_000_000 => format!("${:.4}", micro_usd as f64 / 1e6),
        _ => format!("${:.2}", micro_usd as f64 / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::{of_scan, say};

    #[test]
    fn amounts_are_told_in_money() {
        assert_eq!([0, 48, 600, 1_250_000].map(say), ["$0", "under $0.0001", "$0.0006", "$1.25"]);
    }

    #[test]
    fn small_queries_cost_ten_megabytes_and_reused_ones_nothing() {
        assert_eq!(of_scan(0, false), of_scan(10 << 20, false));
        assert_eq!(of_scan(1, false), 48);
        assert_eq!(of_scan(1 << 40, false), 5_000_000);
        assert_eq!(of_scan(1 << 40, true), 0);
    }
}
