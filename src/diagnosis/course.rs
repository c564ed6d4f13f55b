//! How a breach begins, lasts and ends: M of N slots to enter, clear slots to leave, so that a value that hovers
//! around its threshold does not flap. Knows neither metrics nor stages.

use crate::pipeline::Comparison;

/// This many slots without knowledge in a row end a breach: nobody can say any more that it lasts.
const BLIND: usize = 15;

/// What a slot says to a rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Level {
    /// A value to hold against the threshold.
    At(f64),
    /// Known, and nothing to hold against it: too few calls for a rate, or silence that is a good sign.
    Clear,
    /// Not known.
    Blank,
}

/// What it takes to enter and to leave a breach.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gate {
    /// The threshold.
    pub(super) threshold: f64,
    /// The bad side of it.
    pub(super) comparison: Comparison,
    /// M: breaching slots of the last N it takes to enter.
    pub(super) breaching: usize,
    /// N.
    pub(super) of: usize,
    /// This many clear slots in a row leave.
    pub(super) clear: usize,
    /// As do this many well clear ones: below 90 % of the threshold, or above 105 % where low is bad.
    pub(super) well_clear: usize,
}

impl Gate {
    /// M of the last N slots enter; N clear ones (3 at least) leave, or half of N (M and 2 at least) well clear.
    pub(super) fn points(threshold: f64, comparison: Comparison, m: u8, n: u8) -> Self {
        let of = usize::from(n.max(1));
        let breaching = usize::from(m).clamp(1, of);
        let well_clear = breaching.max(of.div_ceil(2)).max(2);
        Self { threshold, comparison, breaching, of, clear: of.max(3), well_clear }
    }

    /// For a value that was computed over the last N slots: the newest one enters; leaving as for points.
    pub(super) fn window(threshold: f64, comparison: Comparison, n: u8) -> Self {
        Self { breaching: 1, of: 1, ..Self::points(threshold, comparison, 1, n) }
    }

    /// True when the value is on the bad side.
    pub(super) fn breaches(&self, value: f64) -> bool {
        self.comparison.breaches(value, self.threshold)
    }

    fn is_well_clear(&self, value: f64) -> bool {
        let size = self.threshold.abs();
        match self.comparison {
            Comparison::Above => value <= self.threshold - 0.1 * size,
            Comparison::Below => value >= self.threshold + 0.05 * size,
        }
    }
}

/// Where a breach that lasts to the newest slot began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Begin {
    /// In this slot.
    Slot(usize),
    /// Before the first slot, as was known before.
    Earlier,
}

/// Follows the levels from the oldest on: is there a breach at the end, and since when? `is_on` says that one
/// was on when the first slot began.
pub(super) fn follow(levels: &[Level], gate: &Gate, is_on: bool) -> Option<Begin> {
    let mut breach = is_on.then_some(Begin::Earlier);
    let (mut clear, mut well_clear, mut blind) = (0, 0, 0);
    for (index, level) in levels.iter().enumerate() {
        match *level {
            Level::At(value) if gate.breaches(value) => {
                (clear, well_clear, blind) = (0, 0, 0);
                breach = breach.or_else(|| entry(levels, index, gate));
            }
            Level::At(value) => {
                clear += 1;
                well_clear = if gate.is_well_clear(value) { well_clear + 1 } else { 0 };
                blind = 0;
            }
            Level::Clear => (clear, well_clear, blind) = (clear + 1, 0, 0),
            Level::Blank => blind += 1,
        }
        if clear >= gate.clear || well_clear >= gate.well_clear || blind >= gate.of.max(BLIND) {
            breach = None;
        }
    }
    breach
}

/// The first breaching slot of the last N up to `index`, when enough of them breach.
fn entry(levels: &[Level], index: usize, gate: &Gate) -> Option<Begin> {
    let from = (index + 1).saturating_sub(gate.of);
    let is_breach = |i: &usize| matches!(levels.get(*i), Some(Level::At(value)) if gate.breaches(*value));
    let mut breaches = (from..=index).filter(is_breach);
    let first = breaches.next()?;
    (breaches.count() + 1 >= gate.breaching).then_some(Begin::Slot(first))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn gate() -> Gate {
        Gate::points(100.0, Comparison::Above, 3, 5)
    }

    fn at(values: &[f64]) -> Vec<Level> {
        values.iter().map(|value| Level::At(*value)).collect()
    }

    /// How often the state changes when the slots come in one by one.
    fn flips(levels: &[Level], gate: &Gate) -> usize {
        let states: Vec<bool> =
            (0..=levels.len()).map(|n| follow(&levels[..n], gate, false).is_some()).collect();
        states.windows(2).filter(|pair| pair[0] != pair[1]).count()
    }

    #[test]
    fn two_of_five_do_not_enter_and_three_do() {
        assert_eq!(follow(&at(&[200.0, 1.0, 200.0, 1.0, 1.0]), &gate(), false), None);
        assert_eq!(follow(&at(&[1.0, 200.0, 1.0, 200.0, 200.0]), &gate(), false), Some(Begin::Slot(1)));
    }

    #[test]
    fn missing_slots_are_not_breaches_and_take_up_time() {
        let mut levels = at(&[200.0, 200.0]);
        levels.extend([Level::Blank; 4]);
        levels.push(Level::At(200.0));
        assert_eq!(follow(&levels, &gate(), false), None);
    }

    #[test]
    fn just_under_the_threshold_takes_five_slots_to_leave_and_well_under_takes_three() {
        let high = [200.0; 5];
        let after = |low: f64, count: usize| {
            let mut values = high.to_vec();
            values.extend(vec![low; count]);
            follow(&at(&values), &gate(), false).is_some()
        };
        assert!(after(95.0, 4) && !after(95.0, 5));
        assert!(after(50.0, 2) && !after(50.0, 3));
    }

    #[test]
    fn low_is_bad_where_the_rule_says_so() {
        let gate = Gate::points(0.95, Comparison::Below, 3, 5);
        assert!(follow(&at(&[0.5, 0.5, 0.5]), &gate, false).is_some());
        assert!(follow(&at(&[0.5, 0.5, 0.5, 1.0, 1.0, 1.0]), &gate, false).is_none());
    }

    #[test]
    fn a_breach_that_was_on_before_stays_on_until_it_is_clear() {
        assert_eq!(follow(&at(&[200.0, 95.0]), &gate(), true), Some(Begin::Earlier));
        assert_eq!(follow(&at(&[1.0, 1.0, 1.0, 1.0]), &gate(), true), None);
    }

    #[test]
    fn a_breach_nobody_can_see_any_more_ends() {
        let mut levels = at(&[200.0; 5]);
        levels.extend([Level::Blank; 14]);
        assert!(follow(&levels, &gate(), false).is_some());
        levels.push(Level::Blank);
        assert!(follow(&levels, &gate(), false).is_none());
    }

    #[test]
    fn an_alternating_series_does_not_flip_each_minute() {
        let values: Vec<f64> = (0..120).map(|i| if i % 2 == 0 { 500.0 } else { 0.0 }).collect();
        for gate in
            [gate(), Gate::points(100.0, Comparison::Above, 1, 1), Gate::window(100.0, Comparison::Above, 5)]
        {
            assert_eq!(flips(&at(&values), &gate), 1, "{gate:?}");
        }
    }

    proptest! {
        /// Between two changes there are at least two slots, and entering and leaving together take M + 2.
        #[test]
        fn states_last(values in prop::collection::vec(0.0f64..200.0, 0..180), m in 1u8..5, more in 0u8..4) {
            let gate = Gate::points(100.0, Comparison::Above, m, m + more);
            let most = 2 * values.len() / (gate.breaching + gate.well_clear.min(gate.clear)) + 1;
            prop_assert!(flips(&at(&values), &gate) <= most);
        }

        /// Within a tenth of the threshold, leaving takes N clear slots.
        #[test]
        fn hovering_flips_at_most_once_in_n_slots(values in prop::collection::vec(91.0f64..110.0, 0..180)) {
            prop_assert!(flips(&at(&values), &gate()) <= 2 * values.len() / 8 + 1);
        }

        /// What is far on one side for N slots is judged so, whatever came before.
        #[test]
        fn a_steady_series_is_judged_as_it_is(
            before in prop::collection::vec(0.0f64..200.0, 0..60), is_high in any::<bool>(), is_on in any::<bool>(),
        ) {
            let mut values = before;
            values.extend([if is_high { 150.0 } else { 20.0 }; 5]);
            prop_assert_eq!(follow(&at(&values), &gate(), is_on).is_some(), is_high);
        }
    }
}
