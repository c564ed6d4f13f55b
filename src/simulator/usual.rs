//! The usual trade, computed and not drawn: how many deeds a minute of any day brings on average. It stands for days
//! that are too many or too old to draw event by event, and tells what an anomaly detector would expect.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

use super::{
    calm, chance,
    market::Market,
    shopper::{COMPLETED, Deed, FAVORITES, ORDERED, PROFILES, midnight_of, visits_of_day},
    signal::{Fold, Period, Row, Signal},
    world::day_of,
};

/// Seconds of the block that stands for its hour: one round of deliveries.
const BLOCK: i64 = super::delivery::INTERVAL;
/// Blocks an hour has.
const BLOCKS: i64 = 3_600 / BLOCK;
/// Deeds of a visit come in a burst, which makes minutes swing this many times wider than single deeds would.
const BURST: f64 = 8.0;
/// Product views of an average visit.
const VIEWS: f64 = 7.0;

/// Deeds a minute, in each hour of a day.
type Hours = [[f64; Deed::COUNT]; 24];

/// What is usual.
pub(super) struct Usual {
    seed: u64,
    market: Arc<Market>,
    /// The day on which trends are at 1.
    anchor: NaiveDate,
    /// The day that was asked about last.
    last: Option<(NaiveDate, Hours)>,
}

impl Usual {
    pub(super) const fn new(seed: u64, market: Arc<Market>, anchor: NaiveDate) -> Self {
        Self { seed, market, anchor, last: None }
    }

    /// Records a minute, on average, around `at` (epoch seconds).
    pub(super) fn records(&mut self, at: i64) -> f64 {
        self.deeds(at).iter().sum()
    }

    /// The band a detector would draw around the records of the minute at `at`.
    pub(super) fn band(&mut self, at: i64) -> (f64, f64) {
        let usual = self.records(at);
        let swing = 3.2 * (usual * BURST).sqrt();
        ((usual - swing).max(0.0).round(), (usual + swing).round())
    }

    /// A minute as it may have been.
    pub(super) fn minute(&mut self, at: i64) -> Row {
        let (now, before) = (self.counts(at), self.records(at) * 5.0);
        calm::minute(self.seed, at, now, before.round() as u64)
    }

    /// Takes the hour that begins at `hour` into a period: one block stands for all of it.
    pub(super) fn take_hour(&mut self, hour: i64, into: &mut Period) {
        let block = hour + (chance::mix(&[self.seed, hour as u64, 61]) % BLOCKS as u64) as i64 * BLOCK;
        let mut delivered = 0.0;
        for at in (block..block + BLOCK).step_by(60) {
            let now = self.counts(at);
            delivered += now.iter().map(|count| f64::from(*count)).sum::<f64>();
            let mut row = calm::minute(self.seed, at, now, delivered as u64);
            for signal in Signal::ALL.into_iter().filter(|signal| signal.fold() == Fold::Sum) {
                if let Some(value) = row.value(signal) {
                    row.put(signal, value * BLOCKS as f64);
                }
            }
            into.take(&row);
        }
    }

    /// Whole deeds of a minute: the average, and a swing as wide as that of an hour's minutes together.
    fn counts(&mut self, at: i64) -> [u16; Deed::COUNT] {
        let seed = self.seed;
        let luck = |salt: u64| chance::share(&[seed, at as u64, salt]);
        let usual = self.deeds(at);
        let all: f64 = usual.iter().sum();
        let swing = 1.0 + 3.4 * (luck(71) - 0.5) * (BURST / (all.max(1.0) * BLOCKS as f64)).sqrt();
        let mut salt = 72;
        usual.map(|deeds| {
            salt += 1;
            (deeds * swing.max(0.0) + luck(salt)).floor() as u16
        })
    }

    fn deeds(&mut self, at: i64) -> [f64; Deed::COUNT] {
        let date = day_of(at);
        let hours = match self.last {
            Some((last, hours)) if last == date => hours,
            _ => {
                let hours = self.day(date);
                self.last = Some((date, hours));
                hours
            }
        };
        let hour = (at - i64::from(midnight_of(date))).div_euclid(3_600);
        hours.get(usize::try_from(hour).unwrap_or(0)).copied().unwrap_or_default()
    }

    /// The same luck of the day that shoppers are drawn with, so that a computed day has the size of the drawn one.
    fn day(&self, date: NaiveDate) -> Hours {
        let mut hours = [[0.0; Deed::COUNT]; 24];
        let share = |of_256: u64| of_256 as f64 / 256.0;
        for (vendor, shop) in self.market.shops.iter().enumerate() {
            let mut rng = chance::stream(&[self.seed, vendor as u64, date.num_days_from_ce() as u64, 0]);
            let visits = visits_of_day(shop, self.anchor, date, &mut rng);
            let total: f64 = shop.hours.iter().map(|weight| f64::from(*weight)).sum();
            let carts = f64::from(shop.cart_odds) / 256.0;
            let orders = carts * share(ORDERED);
            let deeds = [VIEWS, share(PROFILES), share(FAVORITES), carts, orders, orders * share(COMPLETED)];
            for (hour, weight) in hours.iter_mut().zip(shop.hours) {
                let a_minute = visits * f64::from(*weight) / total / 60.0;
                for (sum, a_visit) in hour.iter_mut().zip(deeds) {
                    *sum += a_minute * a_visit;
                }
            }
        }
        hours
    }
}
