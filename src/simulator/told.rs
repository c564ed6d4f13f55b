//! What the world tells when asked: metrics, alarms and counters, as CloudWatch and the table would have
//! them at this moment, and up to when they are complete.

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::{
    book::{Book, money},
    calm,
    shopper::midnight_of,
    signal::{Period, Row, Signal},
    stream::{Parcel, SHARDS},
    usual::Usual,
    world::{World, day_of},
};
use crate::{
    business::{Counters, DateRange, DayCounters, ProductDay, VendorId},
    pipeline::{Alarm, AlarmEvent, Point, SeriesKey},
};

/// Objects a day: one each five minutes.
const OBJECTS_A_DAY: f64 = 288.0;
/// Bytes an event takes as Parquet.
const PARQUET_BYTES: f64 = 61.0;
/// Events of an average day, for the years before the history.
const EVENTS_A_DAY: f64 = 84_000.0;
/// Periods from here on are told from usual hours: nobody sees the single events in them.
const COARSE: i64 = 21_600;
/// Days the pipeline is older than the minutes that are looked at.
const OLDER_DAYS: f64 = 412.0;

impl World {
    /// Every series of the pipeline from `from` to `to` (epoch seconds), one point a period; periods
    /// without a value have no point. The two daily metrics of the bucket are in [`Self::storage`].
    ///
    /// What was lived through is told minute by minute. Older minutes are drawn as far as the history goes; hours that
    /// are older still, or too many, are [usual](Usual) ones.
    pub fn series(&mut self, from: i64, to: i64, period_secs: u32) -> Vec<(SeriesKey, Vec<Point>)> {
        let period = i64::from(period_secs.max(60)) / 60 * 60;
        let begun = midnight_of(self.history.first_minutes()).into();
        let from = from.max(begun - OLDER_DAYS as i64 * 86_400).div_euclid(period) * period;
        let to = to.min(self.cursor);
        let drawn_from =
            if period >= COARSE { self.origin.min(self.cursor).div_euclid(3_600) * 3_600 } else { begun };
        if from < self.origin && to > drawn_from {
            self.history.ensure(day_of(from.max(drawn_from) - 600), day_of(self.origin.min(to)));
        }
        let mut usual = Usual::new(self.seed, Arc::clone(&self.market), self.history.anchor());
        let mut lists: Vec<Vec<Point>> = vec![Vec::new(); Signal::ALL.len()];
        let mut at = from;
        while at < to {
            let mut sums = Period::new();
            let (mut minute, end) = (at, (at + period).min(to));
            while minute < end {
                let is_hour = minute.rem_euclid(3_600) == 0 && minute + 3_600 <= end.min(drawn_from);
                if is_hour && !self.alarms.had_trouble(minute) {
                    usual.take_hour(minute, &mut sums);
                    minute += 3_600;
                } else {
                    sums.take(&self.minute(minute, &mut usual));
                    minute += 60;
                }
            }
            for (signal, list) in Signal::ALL.into_iter().zip(&mut lists) {
                list.extend(sums.value(signal).map(|value| Point { at, value }));
            }
            at += period;
        }
        let keyed = Signal::ALL.into_iter().zip(lists);
        keyed.map(|(signal, list)| (SeriesKey::new(signal.key().0, signal.key().1), list)).collect()
    }

    /// The bucket's daily metrics, bytes and objects, at each midnight of the range that CloudWatch has had
    /// time to fill in.
    pub fn storage(&mut self, from: i64, to: i64) -> [Vec<Point>; 2] {
        let first = self.history.first_minutes();
        let mut points = [Vec::new(), Vec::new()];
        // Storage metrics of a day come some hours after its end.
        let begun = i64::from(midnight_of(first)) - OLDER_DAYS as i64 * 86_400;
        let mut midnight = from.max(begun).div_euclid(86_400) * 86_400;
        while midnight < to && midnight + 9 * 3_600 <= self.cursor {
            let days = (day_of(midnight) - first).num_days() as f64 + OLDER_DAYS;
            let wobble = super::chance::share(&[self.seed, midnight as u64, 51]) - 0.5;
            let bytes = (days + wobble) * EVENTS_A_DAY * PARQUET_BYTES;
            points[0].push(Point { at: midnight, value: bytes.round() });
            points[1].push(Point { at: midnight, value: (days * OBJECTS_A_DAY).round() });
            midnight += 86_400;
        }
        points
    }

    /// The alarms, as they stand.
    pub fn alarms(&self) -> Vec<Alarm> {
        self.alarms.list()
    }

    /// What happened to one alarm, or to all of them, since `from`; the newest first. Nothing is remembered for longer
    /// than 14 days.
    pub fn alarm_events(&self, alarm: Option<&str>, from: DateTime<Utc>) -> Vec<AlarmEvent> {
        self.alarms.events(alarm, from)
    }

    /// The newest day that the lake's catalog has, and how many days it has.
    pub fn catalogued(&self) -> (NaiveDate, u32) {
        let newest = day_of(self.plant.crawler.visible_to() - 1);
        let days = (newest - self.history.first_minutes()).num_days() + OLDER_DAYS as i64 + 1;
        (newest, u32::try_from(days).unwrap_or(0))
    }

    /// Shards and hours of retention of the stream.
    pub const fn stream_facts() -> (u32, u32) {
        (SHARDS as u32, (super::stream::RETENTION_SECS / 3_600) as u32)
    }

    /// The moment up to which everything has happened.
    pub fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.cursor, 0).unwrap_or_else(|| self.start())
    }

    /// The first business day of the history.
    pub fn first_day(&self) -> NaiveDate {
        self.history.first_day()
    }

    /// Events up to here are in the counters of a vendor, or of all.
    pub fn counted_to(&self, vendor: Option<usize>) -> DateTime<Utc> {
        let only = vendor.and_then(|vendor| self.market.shops.get(vendor)).map(|shop| shop.shard);
        let waiting =
            self.plant.shards.iter().enumerate().filter(|(index, _)| only.is_none_or(|only| only == *index));
        let oldest = waiting.filter_map(|(_, shard)| shard.waiting.front()).map(Parcel::at).min();
        DateTime::from_timestamp(oldest.unwrap_or(self.cursor), 0).unwrap_or_else(|| self.now())
    }

    /// Events up to here can be queried in the lake.
    pub fn queryable_to(&self) -> DateTime<Utc> {
        let delivered = self.plant.delivery.oldest().unwrap_or(self.cursor);
        let at = delivered.min(self.plant.crawler.visible_to());
        DateTime::from_timestamp(at, 0).unwrap_or_else(|| self.now())
    }

    /// Counters of a vendor, or of all together, day by day, as the table has them now.
    pub fn vendor_days(&mut self, vendor: Option<usize>, range: DateRange) -> Vec<DayCounters> {
        let mut days = Vec::new();
        self.each_counted_day(range, |date, books| {
            let counters: Counters = match vendor {
                Some(vendor) => books.get(vendor).map(Book::counters).unwrap_or_default(),
                None => books.iter().map(Book::counters).sum(),
            };
            if counters != Counters::default() {
                days.push(DayCounters { date, counters });
            }
        });
        days
    }

    /// Counters of each vendor over some days, as the table has them now; those without any are left out.
    pub fn vendor_totals(&mut self, range: DateRange) -> Vec<(VendorId, Counters)> {
        let market = Arc::clone(&self.market);
        let mut sums = vec![Counters::default(); market.shops.len()];
        self.each_counted_day(range, |_, books| {
            for (sum, book) in sums.iter_mut().zip(books) {
                *sum += book.counters();
            }
        });
        let shops = market.shops.iter().zip(sums).filter(|(_, sum)| *sum != Counters::default());
        shops.map(|(shop, sum)| (shop.vendor.id.clone(), sum)).collect()
    }

    /// Counters of a vendor's products, by day and then product, as the table has them now.
    pub fn product_days(&mut self, vendor: usize, range: DateRange) -> Vec<ProductDay> {
        let mut days = Vec::new();
        let market = Arc::clone(&self.market);
        let Some(shop) = market.shops.get(vendor) else { return days };
        self.each_counted_day(range, |date, books| {
            let Some(book) = books.get(vendor) else { return };
            for (product, sums) in shop.products.iter().zip(&book.products) {
                if *sums != super::book::ProductSums::default() {
                    days.push(ProductDay {
                        product: product.id.clone(),
                        date,
                        views: i64::from(sums.views),
                        favorites: i64::from(sums.favorites),
                        cart_adds: i64::from(sums.cart_adds),
                        orders: i64::from(sums.orders),
                        revenue: money(sums.cents),
                    });
                }
            }
        });
        days
    }

    fn each_counted_day(&mut self, range: DateRange, mut tell: impl FnMut(NaiveDate, &[Book])) {
        let live_from =
            day_of(self.origin).min(self.counted.keys().next().copied().unwrap_or(NaiveDate::MAX));
        let last_past = live_from.checked_sub_days(Days::new(1)).unwrap_or(live_from);
        self.history.ensure(range.from(), range.to().min(last_past));
        let today = day_of(self.cursor);
        for date in range.dates().filter(|date| (self.history.first_day()..=today).contains(date)) {
            let books = match self.counted.get(&date) {
                Some(books) => Some(books),
                None if date < live_from => self.history.day(date).map(|day| &day.books),
                None => None,
            };
            if let Some(books) = books {
                tell(date, books);
            }
        }
    }

    /// One minute of every metric: lived through, or computed from what happened in it, or from what usually does.
    fn minute(&self, at: i64, usual: &mut Usual) -> Row {
        if at >= self.origin {
            let index = ((at - self.origin) / 60) as usize;
            return self.rows.get(index).copied().unwrap_or(Row::EMPTY);
        }
        let counts = |at: i64| {
            let day = self.history.day(day_of(at))?;
            let minute = (at - i64::from(midnight_of(day_of(at)))) / 60;
            day.minutes.get(usize::try_from(minute).ok()?).copied()
        };
        let mut row = match counts(at) {
            None => usual.minute(at),
            Some(now) => {
                let is_delivery = at.rem_euclid(super::delivery::INTERVAL) + 60 == super::delivery::INTERVAL;
                let before = if is_delivery { 5 } else { 0 };
                let records = (1..=before).filter_map(|back| counts(at - 60 * back));
                let delivered =
                    records.map(|counts| counts.iter().map(|count| u64::from(*count)).sum::<u64>()).sum();
                calm::minute(self.seed, at, now, delivered)
            }
        };
        self.alarms.show_past(at, &mut row);
        row
    }
}
