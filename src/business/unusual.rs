//! Days unlike their weekday: a closed day against the median of the same weekdays before it, in units of how
//! much such days scatter. Knows no holiday and no sale: those are what it finds.

use chrono::{NaiveDate, TimeDelta};

use super::{
    counters::Counters,
    kpi::{Kpi, Kpis},
    middle::median,
    range::DateRange,
    trend::DayBook,
};

/// Same weekdays looked back to.
const WEEKS: i64 = 8;
/// Same weekdays there must be: fewer say nothing of what is usual.
const LEAST_WEEKS: usize = 4;
/// Orders that the day or its usual weekday must have: below this, two orders more are chance.
const LEAST_ORDERS: f64 = 10.0;
/// Scatters away from the usual from which on a day is unusual.
const FAR: f64 = 3.5;
/// Share of the expected value by which an unusual day differs at least: less is no news, however steady the days.
const LEAST_SHARE: f64 = 0.25;
/// The least scatter believed, as a share of the expected value.
const LEAST_SCATTER: f64 = 0.05;
/// Brings a median of absolute deviations to the scale of a standard deviation.
const MAD_TO_SIGMA: f64 = 1.4826;

/// Which way a day differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// More than usual.
    Above,
    /// Less than usual.
    Below,
}

/// A day unlike its weekday.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UnusualDay {
    /// The day; never an open one.
    pub date: NaiveDate,
    /// What is unusual of it.
    pub kpi: Kpi,
    /// Its value, in the unit of [`Kpis::value`].
    pub value: f64,
    /// The median of the same weekdays before it.
    pub expected: f64,
    /// How many same weekdays that is, at least 4.
    pub same_weekdays: usize,
    /// More or less than usual.
    pub direction: Direction,
    /// Distance from the expected value in units of the usual scatter; negative below.
    pub score: f64,
}

impl UnusualDay {
    /// How many times the expected value it reached; none where nothing was expected.
    pub fn times(&self) -> Option<f64> {
        (self.expected > 0.0).then(|| self.value / self.expected)
    }
}

/// The unusual days of a range, in date order.
///
/// Expected is the median of the last 8 same weekdays that were read, at least 4; the scatter is the greatest of
/// their own (median absolute deviation), of what all weekdays of these weeks scatter in proportion, and of what
/// chance alone gives so many orders. Days before the first with any event are no history. The open day, days
/// nobody read, and days with fewer than 10 orders on either side are never unusual.
pub fn unusual_days(book: &DayBook, range: DateRange, today: NaiveDate, kpi: Kpi) -> Vec<UnusualDay> {
    let past = Past::of(book, range, today, kpi);
    (past.offset..past.days.len()).filter_map(|place| past.judge(place)).collect()
}

/// One day as far as it is judged.
#[derive(Clone, Copy, Debug)]
struct Day {
    orders: f64,
    value: Option<f64>,
}

/// The closed days of a range and the weeks before it.
struct Past {
    kpi: Kpi,
    first: NaiveDate,
    /// A day a place; none where nobody read it or nothing had ever happened yet.
    days: Vec<Option<Day>>,
    /// The place where the range begins.
    offset: usize,
}

impl Past {
    fn of(book: &DayBook, range: DateRange, today: NaiveDate, kpi: Kpi) -> Self {
        let back = TimeDelta::days(WEEKS * 7);
        let first = range.from().checked_sub_signed(back).unwrap_or(range.from());
        let mut is_begun = false;
        let mut day = |date| {
            let counters = book.day(date)?;
            is_begun |= counters != Counters::default();
            is_begun.then(|| Day {
                orders: counters.orders as f64,
                value: Kpis::of(&counters).value(kpi).filter(|value| value.is_finite()),
            })
        };
        let closed = first.iter_days().take_while(|date| *date < today && *date <= range.to());
        let days = closed.map(&mut day).collect();
        let offset = usize::try_from((range.from() - first).num_days()).unwrap_or(0);
        Self { kpi, first, days, offset }
    }

    fn day(&self, place: usize) -> Option<Day> {
        self.days.get(place).copied().flatten()
    }

    /// The same weekdays before a place, the newest first.
    fn same_weekdays(&self, place: usize) -> impl Iterator<Item = (Day, f64)> + '_ {
        let places = (1..=WEEKS as usize).map_while(move |week| place.checked_sub(week * 7));
        places.filter_map(|place| {
            let day = self.day(place)?;
            Some((day, day.value?))
        })
    }

    fn judge(&self, place: usize) -> Option<UnusualDay> {
        let day = self.day(place)?;
        let value = day.value?;
        let (mut orders, mut values): (Vec<f64>, Vec<f64>) =
            self.same_weekdays(place).map(|(day, value)| (day.orders, value)).unzip();
        if values.len() < LEAST_WEEKS {
            return None;
        }
        let same_weekdays = values.len();
        let (usual_orders, expected) = (median(&mut orders)?, median(&mut values)?);
        if !self.is_enough(day.orders, usual_orders) {
            return None;
        }
        let mut deviations: Vec<f64> = values.iter().map(|value| (value - expected).abs()).collect();
        let own = median(&mut deviations)? * MAD_TO_SIGMA;
        let size = expected.abs();
        let chance = size / usual_orders.max(1.0).sqrt();
        let scatter = own.max(self.shared_scatter(place) * size).max(chance).max(LEAST_SCATTER * size);
        let away = value - expected;
        // Where nothing at all was usual, ten orders are news by themselves.
        let score = if scatter > 0.0 { away / scatter } else { away.signum() * FAR };
        let is_far = score.abs() >= FAR && away.abs() >= LEAST_SHARE * size && away != 0.0;
        let direction = if away > 0.0 { Direction::Above } else { Direction::Below };
        let date = self.first.checked_add_signed(TimeDelta::days(i64::try_from(place).ok()?))?;
        is_far.then_some(UnusualDay { date, kpi: self.kpi, value, expected, same_weekdays, direction, score })
    }

    /// True when the volume can carry a judgement: amounts where either side has it, means of orders where both do.
    fn is_enough(&self, orders: f64, usual: f64) -> bool {
        match self.kpi {
            Kpi::Revenue | Kpi::Orders | Kpi::Conversion => orders.max(usual) >= LEAST_ORDERS,
            Kpi::AverageOrder | Kpi::Completion => orders.min(usual) >= LEAST_ORDERS,
        }
    }

    /// What days of the weeks before a place scatter around the median of their weekday, as a share of it: eight
    /// values of one weekday are few to tell a scatter from, fifty-six of all are enough.
    fn shared_scatter(&self, place: usize) -> f64 {
        let mut shares = Vec::with_capacity(WEEKS as usize * 7);
        for weekday in 0..7 {
            let Some(end) = place.checked_sub(weekday) else { break };
            let values: Vec<f64> = self.same_weekdays(end).map(|(_, value)| value).collect();
            let Some(middle) = median(&mut values.clone()).filter(|middle| *middle > 0.0) else { continue };
            shares.extend(values.iter().map(|value| (value / middle - 1.0).abs()));
        }
        median(&mut shares).unwrap_or(0.0) * MAD_TO_SIGMA
    }
}

#[cfg(test)]
mod tests {
    use chrono::Datelike;
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::*;
    use crate::business::DayCounters;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Days up to `last`: orders, and revenue of ten an order.
    fn book(last: NaiveDate, orders: &[i64]) -> DayBook {
        let range = DateRange::ending(last, orders.len() as u32);
        let day = |(date, orders): (NaiveDate, &i64)| DayCounters {
            date,
            counters: Counters {
                product_views: orders * 20,
                orders: *orders,
                completed_orders: *orders,
                revenue: Decimal::from(orders * 10),
                ..Counters::default()
            },
        };
        let mut book = DayBook::default();
        book.take(range, &range.dates().zip(orders).map(day).collect::<Vec<_>>());
        book
    }

    /// Ten weeks of a steady week with a small wobble.
    fn steady() -> Vec<i64> {
        (0..70).map(|day| [40, 42, 44, 50, 60, 80, 70][day % 7] + (day as i64 * 7 % 5)).collect()
    }

    const LAST: &str = "2026-11-22";

    fn found(orders: &[i64], today: &str, kpi: Kpi) -> Vec<UnusualDay> {
        let last = date(LAST);
        unusual_days(&book(last, orders), DateRange::ending(last, 14), date(today), kpi)
    }

    #[test]
    fn a_busy_saturday_is_not_unusual_but_a_sale_is() {
        let mut orders = steady();
        assert_eq!(found(&orders, "2026-11-23", Kpi::Orders), []);
        orders[66] = 130;
        let days = found(&orders, "2026-11-23", Kpi::Orders);
        assert_eq!(days.len(), 1);
        let day = days[0];
        assert_eq!((day.date, day.direction, day.same_weekdays), (date("2026-11-19"), Direction::Above, 8));
        assert!((day.times().unwrap() - 2.5).abs() < 0.1 && day.score >= 3.5, "{day:?}");
        assert_eq!(found(&orders, "2026-11-23", Kpi::Revenue).len(), 1);
        assert_eq!(found(&orders, "2026-11-23", Kpi::Conversion), [], "twice the views, twice the orders");
    }

    #[test]
    fn a_day_that_is_not_over_is_never_unusual() {
        let mut orders = steady();
        orders[69] = 0;
        assert_eq!(found(&orders, LAST, Kpi::Orders), []);
        let closed = found(&orders, "2026-11-23", Kpi::Orders);
        assert_eq!(closed.iter().map(|day| day.direction).collect::<Vec<_>>(), [Direction::Below]);
    }

    #[test]
    fn few_orders_are_chance() {
        let few: Vec<i64> = (0..70).map(|day| i64::from(day % 3 == 0)).collect();
        let mut more = few.clone();
        more[66] = 6;
        assert_eq!(found(&more, "2026-11-23", Kpi::Orders), []);
        more[66] = 30;
        assert_eq!(found(&more, "2026-11-23", Kpi::Orders).len(), 1, "thirty where one is usual are not");
    }

    #[test]
    fn a_shop_that_has_just_begun_has_no_unusual_days() {
        let mut orders = vec![0; 70];
        for (place, day) in orders.iter_mut().enumerate().skip(45) {
            *day = 40 + place as i64;
        }
        assert_eq!(
            found(&orders, "2026-11-23", Kpi::Orders),
            [],
            "zeros before the first event are no history"
        );
    }

    #[test]
    fn days_nobody_read_are_neither_unusual_nor_history() {
        let orders = steady();
        let last = date(LAST);
        let mut gappy = DayBook::default();
        let whole = book(last, &orders);
        for week in
            DateRange::ending(last, 70).dates().filter(|day| day.weekday().num_days_from_monday() != 3)
        {
            let counters = whole.day(week).unwrap();
            gappy.take(DateRange::ending(week, 1), &[DayCounters { date: week, counters }]);
        }
        assert_eq!(unusual_days(&gappy, DateRange::ending(last, 14), date("2026-11-23"), Kpi::Orders), []);
    }

    #[test]
    fn a_smaller_average_order_is_found_where_orders_are_as_ever() {
        let last = date(LAST);
        let mut book = book(last, &steady());
        let day = date("2026-11-18");
        let counters = Counters { revenue: Decimal::from(60), ..book.day(day).unwrap() };
        book.take(DateRange::ending(day, 1), &[DayCounters { date: day, counters }]);
        let days = unusual_days(&book, DateRange::ending(last, 14), date("2026-11-23"), Kpi::AverageOrder);
        assert_eq!(days.iter().map(|d| (d.date, d.direction)).collect::<Vec<_>>(), [(day, Direction::Below)]);
    }

    proptest! {
        #[test]
        fn any_history_is_judged_without_a_panic_and_within_the_range(
            orders in prop::collection::vec(-1_000i64..10_000, 1..120),
            days in 1u32..400,
            ahead in -3i64..30,
            kpi in 0usize..5,
        ) {
            let last = date(LAST);
            let range = DateRange::ending(last, days);
            let today = last + TimeDelta::days(ahead);
            for day in unusual_days(&book(last, &orders), range, today, Kpi::ALL[kpi]) {
                prop_assert!(range.contains(day.date) && day.date < today);
                prop_assert!(day.score.abs() >= FAR && day.same_weekdays >= LEAST_WEEKS);
                prop_assert_eq!(day.direction == Direction::Above, day.value > day.expected);
            }
        }
    }
}
