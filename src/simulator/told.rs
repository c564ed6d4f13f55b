//! What the world tells when asked: metrics, alarms and counters, as CloudWatch and the table would have
//! them at this moment, and up to when they are complete.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::{
    book::{Book, money},
    calm,
    shopper::midnight_of,
    signal::{Period, Row, Signal},
    stream::{Parcel, SHARDS},
    world::{World, day_of},
};
use crate::{
    business::{Counters, DateRange, DayCounters, ProductDay},
    pipeline::{Alarm, Point, SeriesKey},
};

/// Objects a day: one each five minutes.
const OBJECTS_A_DAY: f64 = 288.0;
/// Bytes an event takes as Parquet.
const PARQUET_BYTES: f64 = 61.0;
/// Events of an average day, for the years before the history.
const EVENTS_A_DAY: f64 = 84_000.0;
/// Days the bucket is older than the history.
const OLDER_DAYS: f64 = 412.0;

impl World {
    /// Every series of the pipeline from `from` to `to` (epoch seconds), one point a period; periods
    /// without a value have no point. The two daily metrics of the bucket are in [`Self::storage`].
    pub fn series(&mut self, from: i64, to: i64, period_secs: u32) -> Vec<(SeriesKey, Vec<Point>)> {
        let period = i64::from(period_secs.max(60)) / 60 * 60;
        let from = from.div_euclid(period) * period;
        let to = to.min(self.cursor);
        if from < self.origin {
            self.history.ensure(day_of(from - 600), day_of(self.origin));
        }
        let mut lists: Vec<Vec<Point>> = vec![Vec::new(); Signal::ALL.len()];
        let mut at = from;
        while at < to {
            let mut sums = Period::new();
            let mut minute = at;
            while minute < (at + period).min(to) {
                sums.take(&self.minute(minute));
                minute += 60;
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
        let first = self.history.first_day();
        let mut points = [Vec::new(), Vec::new()];
        // Storage metrics of a day come some hours after its end.
        let mut midnight = from.div_euclid(86_400) * 86_400;
        while midnight + 9 * 3_600 <= to.min(self.cursor) {
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

    /// Counters of a vendor's products, by day and then product, as the table has them now.
    pub fn product_days(&mut self, vendor: usize, range: DateRange) -> Vec<ProductDay> {
        let mut days = Vec::new();
        let market = std::sync::Arc::clone(&self.market);
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

    /// One minute of every metric: lived through, or computed from what happened in it.
    fn minute(&self, at: i64) -> Row {
        if at >= self.origin {
            let index = ((at - self.origin) / 60) as usize;
            return self.rows.get(index).copied().unwrap_or(Row::EMPTY);
        }
        let counts = |at: i64| {
            let day = self.history.day(day_of(at))?;
            let minute = (at - i64::from(midnight_of(day_of(at)))) / 60;
            day.minutes.get(usize::try_from(minute).ok()?).copied()
        };
        let Some(now) = counts(at) else { return Row::EMPTY };
        let is_delivery = at.rem_euclid(super::delivery::INTERVAL) + 60 == super::delivery::INTERVAL;
        let before = if is_delivery { 5 } else { 0 };
        let records = (1..=before).filter_map(|back| counts(at - 60 * back));
        let delivered = records.map(|counts| counts.iter().map(|count| u64::from(*count)).sum::<u64>()).sum();
        calm::minute(self.seed, at, now, delivered)
    }
}
