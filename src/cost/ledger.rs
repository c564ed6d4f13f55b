//! Adds up what calls cost, by API and over the last hour. Bounded however long it runs.
//! Knows no clock: who books says when.

use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, Utc};

use crate::question::{Bill, Reading};

/// Minutes looked back on for the cost of an hour.
const MINUTES: i64 = 60;

/// What one API was called and cost since start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Calls.
    pub calls: u64,
    /// Millionths of a US dollar.
    pub micro_usd: u64,
}

/// The book of calls.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    total: Tally,
    by_api: BTreeMap<&'static str, Tally>,
    /// Minute since the epoch and what was spent in it, oldest first, an hour at most.
    minutes: VecDeque<(i64, u64)>,
    first: Option<DateTime<Utc>>,
}

impl Ledger {
    /// Books the calls of a reading that arrived at `now`.
    pub fn take(&mut self, reading: &Reading, now: DateTime<Utc>) {
        let spent: u64 = reading.calls.iter().map(|call| call.cost_micro_usd).sum();
        for call in &reading.calls {
            for tally in [&mut self.total, self.by_api.entry(call.api).or_default()] {
                tally.calls += u64::from(call.count);
                tally.micro_usd += call.cost_micro_usd;
            }
        }
        self.first.get_or_insert(now);
        let minute = now.timestamp().div_euclid(60);
        match self.minutes.back_mut() {
            Some((newest, sum)) if *newest >= minute => *sum += spent,
            _ => self.minutes.push_back((minute, spent)),
        }
        while self.minutes.front().is_some_and(|(oldest, _)| *oldest <= minute - MINUTES) {
            self.minutes.pop_front();
        }
    }

    /// The bill: since start, and for an hour as the last one went. In the first hour what was spent so far
    /// is stretched to an hour, so that the first round of questions already gives a fair figure.
    pub fn bill(&self, now: DateTime<Utc>) -> Bill {
        let minute = now.timestamp().div_euclid(60);
        let spent: u64 =
            self.minutes.iter().filter(|(at, _)| *at > minute - MINUTES).map(|(_, spent)| spent).sum();
        // A round of asking pays for the minute that follows it, so one minute is always covered.
        let covered = self.first.map_or(60, |first| (now - first).num_seconds().max(0) + 60).min(3_600);
        Bill {
            spent_micro_usd: self.total.micro_usd,
            per_hour_micro_usd: spent.saturating_mul(3_600) / covered.unsigned_abs(),
            calls: self.total.calls,
        }
    }

    /// Calls and cost by API since start, in the order of their names.
    pub fn by_api(&self) -> impl Iterator<Item = (&'static str, Tally)> {
        self.by_api.iter().map(|(api, tally)| (*api, *tally))
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::question::Call;

    fn reading(cost_micro_usd: u64) -> Reading {
        Reading { items: Vec::new(), calls: vec![Call { api: "GetMetricData", count: 1, cost_micro_usd }] }
    }

    #[test]
    fn thirty_metrics_a_minute_cost_under_two_cents_an_hour_from_the_first_minute_on() {
        let start = DateTime::UNIX_EPOCH;
        let mut ledger = Ledger::default();
        for minute in 0..300 {
            let now = start + TimeDelta::minutes(minute);
            ledger.take(&reading(300), now);
            let hour = ledger.bill(now).per_hour_micro_usd;
            assert!((17_000..=18_400).contains(&hour), "minute {minute}: {hour}");
        }
        let bill = ledger.bill(start + TimeDelta::minutes(299));
        assert_eq!((bill.spent_micro_usd, bill.calls), (90_000, 300));
        assert!(ledger.minutes.len() <= 60);
    }

    #[test]
    fn an_hour_without_calls_costs_nothing() {
        let mut ledger = Ledger::default();
        ledger.take(&reading(300), DateTime::UNIX_EPOCH);
        let later = ledger.bill(DateTime::UNIX_EPOCH + TimeDelta::hours(2));
        assert_eq!((later.per_hour_micro_usd, later.spent_micro_usd), (0, 300));
    }

    #[test]
    fn each_api_has_its_own_sum() {
        let mut ledger = Ledger::default();
        ledger.take(&reading(300), DateTime::UNIX_EPOCH);
        let query = Call { api: "Query", count: 3, cost_micro_usd: 1 };
        ledger.take(&Reading { items: Vec::new(), calls: vec![query] }, DateTime::UNIX_EPOCH);
        let sums: Vec<_> = ledger.by_api().map(|(api, t)| (api, t.calls, t.micro_usd)).collect();
        assert_eq!(sums, [("GetMetricData", 1, 300), ("Query", 3, 1)]);
    }
}
