//! The next days of a vendor's revenue or orders: an estimate with an interval, and how good such estimates were on
//! days held out. Pure: knows the days that were read and which one is open, no clock and no screen.

mod misses;
mod weekly;

use std::fmt;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use self::{
    misses::{Misses, Shape},
    weekly::Weekly,
};
use super::{
    counters::Counters,
    kpi::{Kpi, Kpis},
    money::{Currency, Money},
    range::DateRange,
    trend::DayBook,
};

/// Days of history that are looked at.
pub const HISTORY_DAYS: u32 = 180;
/// Share of days that an interval is to hold.
pub const INTERVAL: f64 = misses::LEVEL;
/// Days ahead at most.
const FARTHEST: usize = 28;
/// Days of history without which there is no forecast: four weeks.
const LEAST_DAYS: usize = 28;
/// Newest days that must not be mostly zero or unknown.
const JUDGED_DAYS: usize = 56;
/// What the method is called.
const METHOD: &str = "weekly pattern";

/// The days to come.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// Revenue or orders.
    pub kpi: Kpi,
    /// What it was made with.
    pub method: &'static str,
    /// The closed days it stands on.
    pub history: DateRange,
    /// The days, today (which is still open) first.
    pub days: Vec<ForecastDay>,
    /// Sums over the first so many of these days: 7 and 14, where so many are forecast.
    pub sums: Vec<ForecastSum>,
    /// How good such forecasts were; none where too few days could be held out.
    pub proof: Option<Proof>,
}

/// One day to come. Values are in the unit of [`Kpis::value`]; counts are whole, the interval rounded outwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ForecastDay {
    /// The day.
    pub date: NaiveDate,
    /// What is expected.
    pub expected: f64,
    /// The low end of the interval, never negative.
    pub low: f64,
    /// Its high end.
    pub high: f64,
}

/// The sum of the first days to come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ForecastSum {
    /// How many days.
    pub days: usize,
    /// What is expected of them together.
    pub expected: f64,
    /// The interval, drawn from misses of such sums and not from the days' bounds; none where too few are known.
    pub interval: Option<(f64, f64)>,
}

/// How good forecasts of this series were on days held out: each made, interval and all, from the days before it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Proof {
    /// Days held out.
    pub days: usize,
    /// Mornings from which forecasts were made.
    pub folds: usize,
    /// Forecasts of a day, from 1 day ahead to all.
    pub forecasts: usize,
    /// Share of them whose interval held the day.
    pub coverage: f64,
    /// Mean absolute miss as a share of the mean day (WAPE).
    pub miss: f64,
    /// The same of "as last week"; none where a day of those was not read.
    pub naive_miss: Option<f64>,
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, level) = (self.days, INTERVAL * 100.0);
        let (held, miss) = (self.coverage * 100.0, self.miss * 100.0);
        write!(
            f,
            "on {days} held-out days the {level:.0} % interval held {held:.0} %, typical miss {miss:.0} %"
        )?;
        match self.naive_miss {
            Some(naive) => write!(f, " (last week's day: {:.0} %)", naive * 100.0),
            None => Ok(()),
        }
    }
}

/// Why nothing is said of the days to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoForecast {
    /// No closed day with an event was read.
    #[error("no closed day with an event is known yet")]
    NoHistory,
    /// Too few closed days.
    #[error("{days} closed days are known and a forecast needs {LEAST_DAYS}: four of each weekday")]
    TooShort {
        /// Closed days since the first event.
        days: usize,
    },
    /// Hardly anything happens.
    #[error("{zero} of the last {of} days had none at all: too few to expect a number for each day")]
    MostlyZero {
        /// Days without any.
        zero: usize,
        /// Known days.
        of: usize,
    },
    /// Too many days nobody read.
    #[error("{unknown} of the last {of} days are not known: a forecast across so many gaps would be a guess")]
    Gaps {
        /// Days that were not read.
        unknown: usize,
        /// Days looked at.
        of: usize,
    },
    /// Rates are not forecast.
    #[error("only revenue and orders are forecast")]
    NotForecast,
}

/// The next days of revenue or orders, today first: at most 28, made from at most 180 closed days.
///
/// Intervals hold 80 % of days as far as this series' own past tells; how many they held is measured and part of the
/// answer. Days nobody read stay gaps; days before the first event are no history; holidays are not known.
pub fn forecast(book: &DayBook, today: NaiveDate, kpi: Kpi, days: usize) -> Result<Forecast, NoForecast> {
    if !matches!(kpi, Kpi::Revenue | Kpi::Orders) {
        return Err(NoForecast::NotForecast);
    }
    let (history, values) = closed_days(book, today, kpi).ok_or(NoForecast::NoHistory)?;
    check(&values)?;
    let horizon = days.clamp(1, FARTHEST);
    let weekly = Weekly::of(&values).ok_or(NoForecast::NoHistory)?;
    let misses = Misses::of(&values, horizon.max(14));
    let spreads = misses.newest().ok_or(NoForecast::TooShort { days: values.iter().flatten().count() })?;
    let step = step_of(kpi, weekly.expected(1).max(weekly.expected(2)));
    let day = |(ahead, date): (usize, NaiveDate)| {
        let (expected, scale) = (weekly.expected(ahead), weekly.scale(ahead));
        let shape = rounded(spreads.shape(ahead, expected, scale, weekly.is_slight(ahead)), step);
        ForecastDay { date, expected: shape.point, low: shape.low, high: shape.high }
    };
    let sum = |days: usize| {
        let expected: f64 = (1..=days).map(|ahead| weekly.expected(ahead)).sum();
        let spread = misses.sum_spread(values.len(), days);
        let shape = spread.map(|spread| rounded(Shape::around(expected, expected, spread), step));
        ForecastSum {
            days,
            expected: nearest(expected, step),
            interval: shape.map(|shape| (shape.low, shape.high)),
        }
    };
    let proof = misses.record(&values, |shape| rounded(shape, step)).map(|record| Proof {
        days: record.days,
        folds: record.folds,
        forecasts: record.forecasts,
        coverage: record.coverage,
        miss: record.miss,
        naive_miss: record.naive_miss,
    });
    Ok(Forecast {
        kpi,
        method: METHOD,
        history,
        days: (1..=horizon).zip(today.iter_days()).map(day).collect(),
        sums: [7, 14].into_iter().filter(|days| *days <= horizon).map(sum).collect(),
        proof,
    })
}

/// An estimate for people: `€1,310`, `42`; cents only where there are some.
pub fn estimate_text(kpi: Kpi, value: f64, currency: &Currency) -> String {
    let exact = Decimal::from_f64_retain(value).unwrap_or_default();
    let is_large = value.abs() >= 100.0 || kpi == Kpi::Orders;
    let amount = if is_large { exact.round() } else { exact.round_dp(2) };
    let text = Money::new(amount, currency.clone()).to_string();
    let text = match text.split_once('.').filter(|_| amount.fract().is_zero()) {
        Some((whole, _)) => whole.to_owned(),
        None => text,
    };
    if kpi == Kpi::Orders { text.replacen(&currency.sign(), "", 1) } else { text }
}

/// The closed days since the first event, up to yesterday; none without an event.
fn closed_days(book: &DayBook, today: NaiveDate, kpi: Kpi) -> Option<(DateRange, Vec<Option<f64>>)> {
    let range = DateRange::ending(today.pred_opt()?, HISTORY_DAYS);
    let has_event = |date: &NaiveDate| book.day(*date).is_some_and(|day| day != Counters::default());
    let first = range.dates().find(has_event)?;
    let history = DateRange::new(first, range.to()).ok()?;
    let value = |counters| Kpis::of(&counters).value(kpi).filter(|value| value.is_finite());
    Some((history, history.dates().map(|date| book.day(date).and_then(value)).collect()))
}

/// Says why nothing can be forecast, where nothing can.
fn check(values: &[Option<f64>]) -> Result<(), NoForecast> {
    let days = values.iter().flatten().count();
    if days < LEAST_DAYS {
        return Err(NoForecast::TooShort { days });
    }
    let newest = values.get(values.len().saturating_sub(JUDGED_DAYS)..).unwrap_or(values);
    let unknown = newest.iter().filter(|value| value.is_none()).count();
    let is_lately_unknown = newest.iter().rev().take(14).flatten().count() < 7;
    if unknown * 5 > newest.len() || is_lately_unknown {
        return Err(NoForecast::Gaps { unknown, of: newest.len() });
    }
    let zero = newest.iter().flatten().filter(|value| **value <= 0.0).count();
    let of = newest.len() - unknown;
    if zero * 2 > of {
        return Err(NoForecast::MostlyZero { zero, of });
    }
    Ok(())
}

/// What values are rounded to: whole orders, whole units of money, or hundredths where there are few of them.
fn step_of(kpi: Kpi, size: f64) -> f64 {
    if kpi == Kpi::Orders || size >= 20.0 { 1.0 } else { 0.01 }
}

fn nearest(value: f64, step: f64) -> f64 {
    (value / step).round() * step
}

/// Rounded so that the interval never claims more than it holds: the ends outwards.
fn rounded(shape: Shape, step: f64) -> Shape {
    Shape {
        point: nearest(shape.point, step),
        low: (shape.low / step).floor() * step,
        high: (shape.high / step).ceil() * step,
    }
}

#[cfg(test)]
mod tests;
