//! The five KPIs and how they changed. A rate without a base is unknown, not zero.

use rust_decimal::{Decimal, prelude::ToPrimitive};
use serde::{Deserialize, Serialize};

use super::counters::Counters;

/// One of the five KPIs, in the order they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kpi {
    /// Sum of the orders' totals.
    Revenue,
    /// Orders created.
    Orders,
    /// Revenue per order.
    AverageOrder,
    /// Orders per product view.
    Conversion,
    /// Completed orders per order.
    Completion,
}

impl Kpi {
    /// All five.
    pub const ALL: [Self; 5] =
        [Self::Revenue, Self::Orders, Self::AverageOrder, Self::Conversion, Self::Completion];

    /// The KPI for people: `average order`.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Revenue => "revenue",
            Self::Orders => "orders",
            Self::AverageOrder => "average order",
            Self::Conversion => "conversion",
            Self::Completion => "completion",
        }
    }

    /// True for rates, whose change is told in points and not in percent.
    pub const fn is_rate(self) -> bool {
        matches!(self, Self::Conversion | Self::Completion)
    }
}

/// The KPIs of some counters.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Kpis {
    /// Sum of the orders' totals.
    pub revenue: Decimal,
    /// Orders created.
    pub orders: i64,
    /// Revenue per order; none without orders.
    pub average_order: Option<Decimal>,
    /// Orders per product view, 0 to 1 as a rule; none without views.
    pub conversion: Option<f64>,
    /// Completed orders per order; passes 1 on days that complete yesterday's orders. None without orders.
    pub completion: Option<f64>,
}

impl Kpis {
    /// Computes the KPIs. A divisor of zero or less gives none.
    pub fn of(counters: &Counters) -> Self {
        let ratio = |part: i64, whole: i64| (whole > 0).then(|| part as f64 / whole as f64);
        let average = (counters.orders > 0)
            .then(|| counters.revenue.checked_div(Decimal::from(counters.orders)))
            .flatten();
        Self {
            revenue: counters.revenue,
            orders: counters.orders,
            average_order: average,
            conversion: ratio(counters.orders, counters.product_views),
            completion: ratio(counters.completed_orders, counters.orders),
        }
    }

    /// A KPI as a float, for charts and changes; never for showing money.
    pub fn value(&self, kpi: Kpi) -> Option<f64> {
        match kpi {
            Kpi::Revenue => self.revenue.to_f64(),
            Kpi::Orders => Some(self.orders as f64),
            Kpi::AverageOrder => self.average_order.and_then(|amount| amount.to_f64()),
            Kpi::Conversion => self.conversion,
            Kpi::Completion => self.completion,
        }
    }

    /// How a KPI changed against an earlier period of equal length.
    pub fn change(&self, before: &Self, kpi: Kpi) -> Option<Change> {
        let (now, then) = (self.value(kpi)?, before.value(kpi)?);
        if kpi.is_rate() {
            return Some(Change::Points((now - then) * 100.0));
        }
        (then != 0.0).then(|| Change::Percent((now - then) / then.abs() * 100.0))
    }
}

/// A change against an earlier period.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Relative, in percent.
    Percent(f64),
    /// Of a rate, in percentage points.
    Points(f64),
}

impl Change {
    /// The signed number, without its unit.
    pub const fn amount(self) -> f64 {
        match self {
            Self::Percent(amount) | Self::Points(amount) => amount,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counters(views: i64, orders: i64, completed: i64, revenue: i64) -> Counters {
        Counters {
            product_views: views,
            orders,
            completed_orders: completed,
            revenue: Decimal::from(revenue),
            ..Counters::default()
        }
    }

    #[test]
    fn rates_without_a_base_are_unknown() {
        let kpis = Kpis::of(&counters(0, 0, 0, 100));
        assert_eq!((kpis.average_order, kpis.conversion, kpis.completion), (None, None, None));
    }

    #[test]
    fn rates_change_in_points_and_amounts_in_percent() {
        let (now, then) = (Kpis::of(&counters(100, 5, 5, 110)), Kpis::of(&counters(100, 4, 4, 100)));
        assert_eq!(now.change(&then, Kpi::Revenue), Some(Change::Percent(10.0)));
        let Some(Change::Points(points)) = now.change(&then, Kpi::Conversion) else { panic!("no points") };
        assert!((points - 1.0).abs() < 1e-9);
    }

    #[test]
    fn no_change_is_told_against_nothing() {
        let (now, then) = (Kpis::of(&counters(100, 5, 5, 110)), Kpis::of(&counters(0, 0, 0, 0)));
        assert_eq!(now.change(&then, Kpi::Revenue), None);
        assert_eq!(now.change(&then, Kpi::Conversion), None);
    }
}
