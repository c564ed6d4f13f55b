//! Daily counters and a funnel out of the rows of a summary: what the lake knows about days the vendor table
//! no longer keeps. Knows only column names, not where the rows come from.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{
    counters::{Counters, DayCounters},
    funnel::Funnel,
    summary::{Cell, SummaryTable},
};

/// Daily counters of a `daily_vendor_performance` table, in date order; rows of several vendors are summed by day.
///
/// None when a counter's column is missing: its numbers are unknown then, not zero. A NULL is an empty sum and
/// counts as 0; a row without a readable `event_date` is left out.
pub fn days_of_summary(table: &SummaryTable) -> Option<Vec<DayCounters>> {
    let date = table.column("event_date")?;
    let whole = |name| table.column(name).map(|at| move |row: &[Cell]| row.get(at).and_then(whole_of));
    let (product_views, profile_views) = (whole("product_views")?, whole("profile_views")?);
    let (favorites, cart_adds) = (whole("product_favorites")?, whole("cart_adds")?);
    let (orders, completed) = (whole("orders")?, whole("completed_orders")?);
    let revenue = table.column("revenue")?;
    let mut days: BTreeMap<NaiveDate, Counters> = BTreeMap::new();
    for row in &table.rows {
        let Some(date) = row.get(date).and_then(date_of) else { continue };
        *days.entry(date).or_default() += Counters {
            product_views: product_views(row).unwrap_or(0),
            profile_views: profile_views(row).unwrap_or(0),
            product_favorites: favorites(row).unwrap_or(0),
            cart_adds: cart_adds(row).unwrap_or(0),
            orders: orders(row).unwrap_or(0),
            completed_orders: completed(row).unwrap_or(0),
            revenue: row.get(revenue).and_then(amount_of).unwrap_or(Decimal::ZERO),
        };
    }
    Some(days.into_iter().map(|(date, counters)| DayCounters { date, counters }).collect())
}

/// The funnel of people in a `conversion_funnel` table, its days summed: a customer who comes back on another
/// day counts again. None when a step's column is missing.
pub fn funnel_of_summary(table: &SummaryTable) -> Option<Funnel> {
    let sum = |name| {
        let at = table.column(name)?;
        let counts = table.rows.iter().filter_map(|row| row.get(at).and_then(whole_of));
        Some(counts.fold(0_i64, i64::saturating_add))
    };
    Some(Funnel::of_counts([
        sum("viewed")?,
        sum("favorited")?,
        sum("carted")?,
        sum("ordered")?,
        sum("completed")?,
    ]))
}

/// The days of a `conversion_funnel` table on which anybody did anything.
pub fn busy_days(table: &SummaryTable) -> Vec<NaiveDate> {
    let Some(date) = table.column("event_date") else { return Vec::new() };
    let counts: Vec<usize> = ["viewed", "favorited", "carted", "ordered", "completed"]
        .into_iter()
        .filter_map(|name| table.column(name))
        .collect();
    let is_busy = |row: &Vec<Cell>| {
        counts.iter().filter_map(|at| row.get(*at).and_then(whole_of)).any(|count| count > 0)
    };
    let busy = table.rows.iter().filter(|row| is_busy(row));
    busy.filter_map(|row| row.get(date).and_then(date_of)).collect()
}

/// A count, also where the engine summed it into a decimal without a fraction.
pub(super) fn whole_of(cell: &Cell) -> Option<i64> {
    match cell {
        Cell::Integer(value) => Some(*value),
        Cell::Decimal(value) if value.fract().is_zero() => value.to_i64(),
        _ => None,
    }
}

/// An amount of money. The lake sums it in floating point, whose noise stands far behind the last digit of any
/// currency: it is rounded away, so that days add up to the cent.
pub(super) fn amount_of(cell: &Cell) -> Option<Decimal> {
    let amount = cell.as_decimal()?;
    Some(if matches!(cell, Cell::Double(_)) { amount.round_dp(6).normalize() } else { amount })
}

/// A day, also where the view gives it as text.
pub(super) fn date_of(cell: &Cell) -> Option<NaiveDate> {
    cell.as_date().or_else(|| cell.as_text()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::business::ColumnType;

    fn table(columns: &[&str], rows: Vec<Vec<Cell>>) -> SummaryTable {
        let columns = columns.iter().map(|name| (Arc::from(*name), ColumnType::Other)).collect();
        SummaryTable { columns, rows }
    }

    fn day(text: &str) -> Cell {
        Cell::Date(text.parse().unwrap())
    }

    const DAILY: [&str; 8] = [
        "event_date",
        "product_views",
        "profile_views",
        "product_favorites",
        "cart_adds",
        "orders",
        "completed_orders",
        "revenue",
    ];

    fn row(date: Cell, revenue: Cell) -> Vec<Cell> {
        std::iter::once(date).chain((1..=6).map(Cell::Integer)).chain([revenue]).collect()
    }

    #[test]
    fn rows_of_a_day_are_summed_exactly_and_days_come_in_order() {
        let rows = vec![
            row(day("2026-09-02"), Cell::Double(0.1)),
            row(Cell::Text("2026-09-01".into()), Cell::Null),
            row(day("2026-09-02"), Cell::Double(0.199_999_999_999_999_9)),
            row(Cell::Null, Cell::Double(99.0)),
        ];
        let days = days_of_summary(&table(&DAILY, rows)).unwrap();
        let told: Vec<_> = days
            .iter()
            .map(|d| (d.date.to_string(), d.counters.completed_orders, d.counters.revenue.to_string()))
            .collect();
        assert_eq!(
            told,
            [("2026-09-01".to_owned(), 6, "0".to_owned()), ("2026-09-02".to_owned(), 12, "0.3".to_owned())]
        );
    }

    #[test]
    fn a_table_without_a_counter_has_no_days_rather_than_zeros() {
        let rows = vec![vec![day("2026-09-02"), Cell::Integer(1)]];
        assert_eq!(days_of_summary(&table(&["event_date", "product_views"], rows)), None);
    }

    #[test]
    fn a_funnel_is_the_sum_of_its_days() {
        let columns = ["event_date", "viewed", "favorited", "carted", "ordered", "completed"];
        let one = |date: &str| {
            std::iter::once(day(date)).chain([100, 5, 20, 10, 8].map(Cell::Integer)).collect::<Vec<_>>()
        };
        let funnel = funnel_of_summary(&table(&columns, vec![one("2026-09-01"), one("2026-09-02")])).unwrap();
        assert_eq!(funnel.steps.iter().map(|s| s.count).collect::<Vec<_>>(), [200, 10, 40, 20, 16]);
        assert_eq!(funnel_of_summary(&table(&columns[..3], Vec::new())), None);
    }
}
