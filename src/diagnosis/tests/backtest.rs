//! The back-test held against the tables of AWS's documentation and against a naive reading of M of N.

use proptest::prelude::*;

use super::*;
use crate::pipeline::{Point, Shape, Unit};

/// A series of one character a minute: `0` is well, `X` breaches, `-` is missing.
fn series(drawn: &str) -> Series {
    let points = drawn.chars().zip(0..).filter_map(|(sign, minute)| {
        let value = match sign {
            'X' => 10.0,
            '0' => 0.0,
            _ => return None,
        };
        Some(Point { at: minute * 60, value })
    });
    Series::new(Unit::Count, Shape::Gauge, 60).with_points(points, drawn.len() as i64 * 60)
}

fn trial(m: u32, n: u32, treat_missing: Treat) -> Trial {
    Trial { threshold: 5.0, comparison: Comparison::Above, m, n, treat_missing }
}

fn tested(drawn: &str, trial: &Trial) -> Backtest {
    backtest(&series(drawn), trial, 0, drawn.len() as i64 * 60)
}

/// What the tables say of the state after five periods, when it was OK before.
fn states(drawn: &str, m: u32) -> [State; 4] {
    let slots: Vec<Option<bool>> = drawn
        .chars()
        .map(|sign| match sign {
            'X' => Some(true),
            '0' => Some(false),
            _ => None,
        })
        .collect();
    Treat::ALL.map(|treat| next(&slots, &trial(m, 3, treat), State::Ok))
}

#[test]
fn the_tables_of_the_documentation_hold() {
    use State::{Alarm, Insufficient, Ok};
    // Columns: missing, ignore, breaching, notBreaching; what is retained is OK here.
    let three_of_three = [
        ("0-X-X", [Ok, Ok, Ok, Ok]),
        ("0----", [Ok, Ok, Ok, Ok]),
        ("-----", [Insufficient, Ok, Alarm, Ok]),
        ("0XX-X", [Alarm, Alarm, Alarm, Alarm]),
        ("--X--", [Alarm, Ok, Alarm, Ok]),
    ];
    let two_of_three = [
        ("0-X-X", [Alarm; 4]),
        ("00X0X", [Alarm; 4]),
        ("0-X--", [Ok, Ok, Alarm, Ok]),
        ("----0", [Ok, Ok, Alarm, Ok]),
        ("---X-", [Alarm, Ok, Alarm, Ok]),
    ];
    for (m, rows) in [(3, three_of_three), (2, two_of_three)] {
        for (drawn, expected) in rows {
            assert_eq!(states(drawn, m), expected, "{drawn} {m} of 3");
        }
    }
}

#[test]
fn ignoring_keeps_the_alarm_that_is() {
    let ignored = tested("XXX-----------", &trial(3, 3, Treat::Ignore));
    assert_eq!(ignored.firings, [Firing { from: 180, to: 840, is_open: true }]);
    assert_eq!((ignored.evaluated, ignored.missing), (12, 11));
    let good = tested("XXX-----------", &trial(3, 3, Treat::NotBreaching));
    assert!(good.firings.iter().all(|firing| !firing.is_open), "{good:?}");
}

#[test]
fn a_firing_begins_with_the_period_that_completes_m_of_n() {
    let one = tested("000X0X0000000", &trial(2, 3, Treat::NotBreaching));
    assert_eq!(one.firings, [Firing { from: 360, to: 420, is_open: false }]);
    assert_eq!(one.fired_secs(), 60);
}

#[test]
fn a_verdict_is_told_how_much_later_the_alarm_comes() {
    let fired = tested("0000000XXXXX0000000000XXX000", &trial(3, 3, Treat::Missing));
    assert_eq!(fired.firings.len(), 2);
    let against = fired.against(&[(420, 720), (-9_000, -8_000)]);
    assert_eq!(against.matches[0].later_secs, Some(180));
    assert_eq!(against.matches[1], Match { verdict: (-9_000, -8_000), fired_at: None, later_secs: None });
    assert_eq!(against.alone, fired.firings[1..]);
    let early = fired.against(&[(660, 9_999)]);
    assert_eq!(early.matches[0].later_secs, Some(-60), "it fired a minute before");
}

#[test]
fn unripe_periods_are_not_judged() {
    let points = (0..10).map(|minute| Point { at: minute * 60, value: 10.0 });
    let unripe = Series::new(Unit::Count, Shape::Gauge, 60).with_points(points, 120);
    assert_eq!(backtest(&unripe, &trial(1, 1, Treat::Missing), 0, 600).evaluated, 2);
    let never = Series::new(Unit::Count, Shape::Gauge, 60);
    assert_eq!(backtest(&never, &trial(1, 1, Treat::Breaching), 0, 600).firings, []);
}

proptest! {
    #[test]
    fn without_gaps_it_is_m_of_n_and_nothing_else(
        bad in prop::collection::vec(any::<bool>(), 0..60), m in 1u32..8, n in 1u32..8, treat in 0usize..4,
    ) {
        prop_assume!(m <= n);
        let drawn: String = bad.iter().map(|bad| if *bad { 'X' } else { '0' }).collect();
        let found = tested(&drawn, &trial(m, n, Treat::ALL[treat]));
        for last in n as usize..=bad.len() {
            let at = last as i64 * 60;
            let naive = bad[last - n as usize..last].iter().filter(|bad| **bad).count() >= m as usize;
            // An open firing ends with the time that is looked at, and lasts there still.
            let rings = found.firings.iter().any(|f| f.from <= at && (at < f.to || f.is_open));
            prop_assert_eq!(rings, naive, "{} at {}", drawn, at);
        }
    }

    #[test]
    fn it_never_panics_and_its_firings_stand_apart(
        points in prop::collection::vec((-1_000_000i64..1_000_000, prop::num::f64::ANY), 0..40),
        threshold in prop::num::f64::ANY, m: u32, n: u32, period: u32, ripe: i64, from: i64, to: i64, treat in 0usize..4, above: bool,
    ) {
        let points = points.into_iter().map(|(at, value)| Point { at, value });
        let series = Series::new(Unit::Count, Shape::Counter, period % 100_000).with_points(points, ripe);
        let comparison = if above { Comparison::Above } else { Comparison::Below };
        let trial = Trial { threshold, comparison, m, n: n % 2_000, treat_missing: Treat::ALL[treat] };
        let found = backtest(&series, &trial, from % 10_000_000, to % 10_000_000);
        prop_assert!(found.firings.windows(2).all(|pair| pair[0].to < pair[1].from || pair[0].to <= pair[1].from));
        prop_assert!(found.firings.iter().all(|f| f.from <= f.to && f.to <= found.range.1));
        prop_assert!(found.missing <= found.evaluated);
        let _ = found.against(&[(from, to), (to, from), (i64::MIN, i64::MAX)]);
    }
}
