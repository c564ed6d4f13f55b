//! What a forecast must find, must not claim, and must survive.

use chrono::{Datelike, TimeDelta};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::business::DayCounters;

fn today() -> NaiveDate {
    "2026-11-22".parse().unwrap()
}

/// A book whose days end yesterday.
fn book(values: &[Option<f64>]) -> DayBook {
    let range = DateRange::ending(today().pred_opt().unwrap(), values.len() as u32);
    let mut book = DayBook::default();
    for (date, value) in range.dates().zip(values) {
        let Some(value) = value else { continue };
        let counters = Counters {
            product_views: 100,
            orders: value.round() as i64,
            revenue: Decimal::from_f64_retain(*value).unwrap().round_dp(2),
            ..Counters::default()
        };
        book.take(DateRange::ending(date, 1), &[DayCounters { date, counters }]);
    }
    book
}

fn known(days: usize, value: impl Fn(usize) -> f64) -> Vec<Option<f64>> {
    (0..days).map(|day| Some(value(day))).collect()
}

fn orders(values: &[Option<f64>]) -> Result<Forecast, NoForecast> {
    forecast(&book(values), today(), Kpi::Orders, 14)
}

/// A number from 0 to 1 that is the same for the same place.
fn luck(place: usize, salt: u64) -> f64 {
    let mut mixed =
        (place as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ salt.wrapping_mul(0xd1b5_4a32_d192_ed03);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

#[test]
fn a_constant_series_stays_as_it_is() {
    let told = orders(&known(60, |_| 40.0)).unwrap();
    assert_eq!(told.days.len(), 14);
    assert_eq!(told.days[0].date, today());
    assert!(told.days.iter().all(|day| (day.low, day.expected, day.high) == (40.0, 40.0, 40.0)));
    let sums: Vec<_> = told.sums.iter().map(|sum| (sum.days, sum.expected, sum.interval)).collect();
    assert_eq!(sums, [(7, 280.0, Some((280.0, 280.0))), (14, 560.0, Some((560.0, 560.0)))]);
    let proof = told.proof.unwrap();
    assert_eq!((proof.days, proof.coverage, proof.miss), (28, 1.0, 0.0));
}

#[test]
fn the_week_is_recovered_whatever_the_weekday_of_today() {
    let week = [30.0, 32.0, 34.0, 36.0, 50.0, 80.0, 0.0];
    for days in 60..67 {
        let first = today() - TimeDelta::days(days);
        let weekday = |date: NaiveDate| week[date.weekday().num_days_from_monday() as usize];
        let values = known(days as usize, |day| weekday(first + TimeDelta::days(day as i64)));
        for day in orders(&values).unwrap().days {
            assert!((day.expected - weekday(day.date)).abs() < 1e-9, "{day:?} of {days} days");
            assert!(day.low <= day.expected && day.expected <= day.high);
        }
    }
}

#[test]
fn one_sale_does_not_bend_the_days_to_come() {
    let mut values = known(80, |_| 50.0);
    values[76] = Some(400.0);
    assert!(orders(&values).unwrap().days.iter().all(|day| (day.expected - 50.0).abs() < 1.0));
}

#[test]
fn what_cannot_be_said_is_not_said() {
    assert_eq!(orders(&known(27, |_| 9.0)), Err(NoForecast::TooShort { days: 27 }));
    assert!(orders(&known(28, |_| 9.0)).is_ok());
    assert_eq!(orders(&[]), Err(NoForecast::NoHistory));
    assert_eq!(
        orders(&known(60, |day| f64::from(u8::from(day % 5 == 0)))),
        Err(NoForecast::MostlyZero { zero: 45, of: 56 })
    );
    let mut gappy = known(60, |_| 40.0);
    gappy.iter_mut().step_by(3).for_each(|day| *day = None);
    assert!(matches!(orders(&gappy), Err(NoForecast::Gaps { of: 56, .. })));
    let mut lately = known(60, |_| 40.0);
    lately[50..].fill(None);
    assert!(matches!(orders(&lately), Err(NoForecast::Gaps { .. })));
    assert_eq!(
        forecast(&book(&known(60, |_| 9.0)), today(), Kpi::Conversion, 14),
        Err(NoForecast::NotForecast)
    );
}

#[test]
fn days_before_the_shop_began_are_no_history() {
    let mut whole = DayBook::default();
    let range = DateRange::ending(today(), 180);
    let began = today() - TimeDelta::days(40);
    let day = |date| DayCounters { date, counters: Counters { orders: 20, ..Counters::default() } };
    let days: Vec<_> = range.dates().filter(|date| *date >= began).map(day).collect();
    whole.take(range, &days);
    let told = forecast(&whole, today(), Kpi::Orders, 14).unwrap();
    assert_eq!((told.history.from(), told.history.to()), (began, today().pred_opt().unwrap()));
    assert!((told.days[3].expected - 20.0).abs() < f64::EPSILON);
}

#[test]
fn the_open_day_does_not_count() {
    let mut with_today = book(&known(60, |_| 40.0));
    let counters = Counters { orders: 3, ..Counters::default() };
    with_today.take(DateRange::ending(today(), 1), &[DayCounters { date: today(), counters }]);
    assert_eq!(forecast(&with_today, today(), Kpi::Orders, 14), orders(&known(60, |_| 40.0)));
}

#[test]
fn intervals_hold_four_of_five_days_that_come() {
    let (mut held, mut all, mut said, mut sums_held) = (0, 0, 0.0, 0);
    for seed in 0..40 {
        let value = |day: usize| {
            let week = [0.9, 0.9, 1.0, 1.0, 1.1, 1.3, 0.8][day % 7];
            100.0 * week * (0.8 + 0.4 * luck(day, seed))
        };
        let told = orders(&known(120, value)).unwrap();
        said += told.proof.unwrap().coverage / 40.0;
        let came: Vec<f64> = (120..134).map(|day| value(day).round()).collect();
        for (day, came) in told.days.iter().zip(&came) {
            all += 1;
            held += usize::from(day.low <= *came && *came <= day.high);
        }
        let (low, high) = told.sums[1].interval.unwrap();
        sums_held += usize::from((low..=high).contains(&came.iter().sum()));
    }
    let coverage = f64::from(held as u32) / f64::from(all);
    assert!((0.74..0.88).contains(&coverage), "{coverage}");
    assert!((said - coverage).abs() < 0.06, "said {said}, held {coverage}");
    assert!(sums_held >= 26, "{sums_held} of 40");
}

proptest! {
    #[test]
    fn any_history_gives_an_ordered_interval_or_a_reason(
        values in prop::collection::vec(prop::option::weighted(0.95, -500.0f64..1e9), 0..200),
        days in 0usize..60,
        kpi in 0usize..5,
    ) {
        if let Ok(told) = forecast(&book(&values), today(), Kpi::ALL[kpi], days) {
            prop_assert!(told.days.len() == days.clamp(1, 28));
            for day in told.days {
                prop_assert!(day.low >= 0.0 && day.low <= day.expected && day.expected <= day.high, "{day:?}");
                prop_assert!(day.high.is_finite());
            }
            for sum in told.sums {
                let (low, high) = sum.interval.unwrap_or((sum.expected, sum.expected));
                prop_assert!(low >= 0.0 && low <= sum.expected + 1.0 && sum.expected <= high + 1.0);
            }
        }
    }
}
