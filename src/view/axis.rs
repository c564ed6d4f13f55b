//! Axes: round ticks for values. Plain arithmetic; knows no buffer.

/// Round marks over a range of values.
#[derive(Clone, Debug, PartialEq)]
pub struct Ticks {
    /// Lower end of the axis, a multiple of `step`.
    pub low: f64,
    /// Upper end of the axis, a multiple of `step`.
    pub high: f64,
    /// Distance of two marks: 1, 2 or 5 times a power of ten; for three marks or fewer also steps between.
    pub step: f64,
}

impl Ticks {
    /// Marks that enclose `low` to `high` with at most about `most` steps. An empty range is widened; what is not a
    /// number counts as 0.
    pub fn enclosing(low: f64, high: f64, most: usize) -> Self {
        let limit = |value: f64| if value.is_finite() { value.clamp(-1e300, 1e300) } else { 0.0 };
        let (mut low, mut high) = (limit(low.min(high)), limit(high.max(low)));
        if high - low <= high.abs().max(low.abs()) * 1e-12 {
            let room = if high == 0.0 { 1.0 } else { high.abs() * 0.1 };
            high += room;
            if low != 0.0 {
                low -= room;
            }
        }
        // Few marks on the coarse steps would leave half of a low chart empty.
        let factors: &[f64] =
            if most <= 3 { &[1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0] } else { &[1.0, 2.0, 5.0, 10.0] };
        let nice_step = |least| nice_step(least, factors);
        let mut step = nice_step((high - low) / most.max(1) as f64);
        let steps = |step: f64| (high / step).ceil() - (low / step).floor();
        while steps(step) > most.max(1) as f64 + 1e-9 && step < 1e300 {
            step = nice_step(step * 1.1);
            // Two marks must be allowed, or a range around 0 would never be enclosed.
            if most <= 2 && low < 0.0 && high > 0.0 && steps(step) <= 2.0 {
                break;
            }
        }
        // A somewhat wider step may enclose the range more closely: 0 to 100 in two steps, not 0 to 120 in three.
        let next = nice_step(step * 1.1);
        if most <= 3 && steps(next) * next < steps(step) * step * (1.0 - 1e-9) {
            step = next;
        }
        Self { low: (low / step).floor() * step, high: (high / step).ceil() * step, step }
    }

    /// The marks, low to high.
    pub fn values(&self) -> impl Iterator<Item = f64> + '_ {
        let count = ((self.high - self.low) / self.step).round().clamp(0.0, 1_000.0) as u32;
        (0..=count).map(|place| {
            let value = self.low + f64::from(place) * self.step;
            // 0.1 * 3 - 0.3 is not 0, and "-0" is no label.
            if value.abs() < self.step * 1e-6 { 0.0 } else { value }
        })
    }
}

/// The least of the factors times a power of ten that is not below `least`.
fn nice_step(least: f64, factors: &[f64]) -> f64 {
    if !(least.is_finite() && least > 1e-300) {
        return 1e-300_f64.max(if least.is_finite() { least } else { 1.0 });
    }
    let power = 10f64.powf(least.log10().floor());
    let mut nice = factors.iter().map(|factor| factor * power);
    nice.find(|step| *step >= least * (1.0 - 1e-9)).unwrap_or(least)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn marks_are_round_and_enclose_the_values() {
        let ticks = Ticks::enclosing(812.0, 13_650.0, 4);
        assert_eq!((ticks.low, ticks.high, ticks.step), (0.0, 15_000.0, 5_000.0));
        assert_eq!(ticks.values().collect::<Vec<_>>(), [0.0, 5_000.0, 10_000.0, 15_000.0]);
        assert_eq!(Ticks::enclosing(0.0, 0.0, 4).values().next(), Some(0.0));
    }

    proptest! {
        #[test]
        fn any_range_is_enclosed(low: f64, high: f64, most in 0usize..12) {
            let ticks = Ticks::enclosing(low, high, most);
            prop_assert!(ticks.high > ticks.low && ticks.step > 0.0);
            prop_assert!(ticks.values().count() <= 1_001);
        }

        #[test]
        fn everyday_ranges_have_no_more_marks_than_asked(low in 0.0..1e6f64, size in 0.01..1e6f64, most in 3usize..9) {
            let ticks = Ticks::enclosing(low, low + size, most);
            prop_assert!(ticks.low <= low && ticks.high >= (low + size) * (1.0 - 1e-9));
            prop_assert!(ticks.values().count() <= most + 1);
        }
    }
}
