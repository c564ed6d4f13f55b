//! The conversion funnel: from looking to a completed order.
//! Steps count different things (events or people), so a step can be larger than the one before: that is flagged.

use serde::Serialize;

use super::counters::Counters;

/// One step of a funnel.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct FunnelStep {
    /// `views`, `favourites`, `cart`, `orders`, `completed`.
    pub name: &'static str,
    /// How many.
    pub count: i64,
    /// Share of the step before; none for the first step and after an empty one.
    pub step_rate: Option<f64>,
    /// Share of the first step.
    pub overall_rate: Option<f64>,
    /// True when the count is larger than the step before or negative: the numbers cannot be a funnel.
    pub is_impossible: bool,
}

/// A funnel, widest step first.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Funnel {
    /// The steps.
    pub steps: Vec<FunnelStep>,
}

impl Funnel {
    /// Names of the steps.
    pub const STEPS: [&'static str; 5] = ["views", "favourites", "cart", "orders", "completed"];

    /// A funnel of five counts in the order of [`Self::STEPS`].
    ///
    /// Favourites are a side road: nobody must favour before buying. So the cart is compared with the
    /// views, and favourites alone never make the cart impossible.
    pub fn of_counts(counts: [i64; 5]) -> Self {
        let first = counts[0];
        let base = [None, Some(counts[0]), Some(counts[0]), Some(counts[2]), Some(counts[3])];
        let share = |part: i64, whole: i64| (whole > 0).then(|| part as f64 / whole as f64);
        let steps = Self::STEPS.into_iter().zip(counts).zip(base).map(|((name, count), before)| FunnelStep {
            name,
            count,
            step_rate: before.and_then(|before| share(count, before)),
            overall_rate: share(count, first),
            is_impossible: count < 0 || before.is_some_and(|before| count > before),
        });
        Self { steps: steps.collect() }
    }

    /// The funnel of events counted by the stream processor.
    pub fn of_events(counters: &Counters) -> Self {
        Self::of_counts([
            counters.product_views,
            counters.product_favorites,
            counters.cart_adds,
            counters.orders,
            counters.completed_orders,
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_of_the_step_before_and_of_the_first() {
        let funnel = Funnel::of_counts([1000, 100, 200, 50, 40]);
        let rates: Vec<_> = funnel.steps.iter().map(|s| (s.step_rate, s.overall_rate)).collect();
        assert_eq!(rates[3], (Some(0.25), Some(0.05)));
        assert_eq!(rates[4].0, Some(0.8));
    }

    #[test]
    fn a_step_larger_than_the_one_before_is_flagged() {
        let funnel = Funnel::of_counts([10, 2, 5, 7, 3]);
        assert_eq!(
            funnel.steps.iter().map(|s| s.is_impossible).collect::<Vec<_>>(),
            [false, false, false, true, false]
        );
    }

    #[test]
    fn an_empty_funnel_has_no_rates() {
        assert!(Funnel::of_counts([0; 5]).steps.iter().all(|s| s.overall_rate.is_none() && !s.is_impossible));
    }
}
