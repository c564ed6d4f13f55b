//! Cohorts: customers by the month of their first order, and how many of each order again in the months after. A month
//! that is not over is open: its share can only grow.

use std::collections::BTreeMap;

use chrono::{Datelike, Months, NaiveDate};

use super::summary::{Cell, SummaryTable};

/// A cohort smaller than this tells chance more than loyalty.
pub const LEAST_SIZE: i64 = 20;

/// One month's customers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cohort {
    /// First day of the month.
    pub month: NaiveDate,
    /// Customers whose first order was in it.
    pub size: i64,
    /// How many ordered in that month, in the next, and so on, up to the present month.
    pub customers: Vec<i64>,
}

impl Cohort {
    /// The share who ordered so many months later; none for months that are still to come.
    pub fn share(&self, later: usize) -> Option<f64> {
        let customers = *self.customers.get(later)?;
        (self.size > 0).then(|| customers as f64 / self.size as f64)
    }

    /// True when it is too small for its shares to mean much.
    pub const fn is_small(&self) -> bool {
        self.size < LEAST_SIZE
    }
}

/// Cohorts of consecutive months, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cohorts {
    /// One a month that has any.
    pub rows: Vec<Cohort>,
    /// The month that is not over.
    pub open: NaiveDate,
}

impl Cohorts {
    /// Reads `retention_cohort` as it is known on `today`; none when a column is missing. A month in which nobody of a
    /// cohort ordered has no row: it is zero, up to the present month.
    pub fn of(table: &SummaryTable, today: NaiveDate) -> Option<Self> {
        let (month, later) = (table.column("cohort_month")?, table.column("months_later")?);
        let (customers, size) = (table.column("customers")?, table.column("cohort_size")?);
        let open = today.with_day(1).unwrap_or(today);
        let mut found: BTreeMap<NaiveDate, Cohort> = BTreeMap::new();
        for row in &table.rows {
            let integer = |place: usize| row.get(place).and_then(Cell::as_integer);
            let Some(month) = row.get(month).and_then(Cell::as_date).and_then(|day| day.with_day(1)) else {
                continue;
            };
            let (Some(later), Some(count), Some(size)) = (integer(later), integer(customers), integer(size))
            else {
                continue;
            };
            let months = months_between(month, open).min(1_200);
            let cohort =
                found.entry(month).or_insert_with(|| Cohort { month, size, customers: vec![0; months + 1] });
            if let Some(slot) = usize::try_from(later).ok().and_then(|later| cohort.customers.get_mut(later))
            {
                *slot = count;
            }
        }
        Some(Self { rows: found.into_values().filter(|cohort| cohort.month <= open).collect(), open })
    }

    /// True when the month `later` of a cohort is not over yet.
    pub fn is_open(&self, cohort: &Cohort, later: usize) -> bool {
        cohort.month.checked_add_months(Months::new(later as u32)) == Some(self.open)
    }

    /// The share of all customers who ordered so many months after their first order, over the cohorts for which that
    /// month is over, and how many cohorts these are. The oldest is left out: whoever ordered before the months that
    /// are looked at stands in it, too.
    pub fn average(&self, later: usize) -> Option<(f64, usize)> {
        let over = || self.rows.iter().skip(1).filter(|cohort| cohort.customers.len() > later + 1);
        let size: i64 = over().map(|cohort| cohort.size).sum();
        let back: i64 = over().filter_map(|cohort| cohort.customers.get(later)).sum();
        (size > 0).then(|| (back as f64 / size as f64, over().count()))
    }
}

fn months_between(from: NaiveDate, to: NaiveDate) -> usize {
    let months = (to.year() - from.year()) * 12 + to.month0() as i32 - from.month0() as i32;
    usize::try_from(months).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::business::ColumnType;

    fn table(rows: &[(&str, i64, i64, i64)]) -> SummaryTable {
        let names = ["cohort_month", "months_later", "customers", "cohort_size", "retention"];
        let row = |(month, later, customers, size): &(&str, i64, i64, i64)| {
            vec![
                Cell::Date(month.parse().unwrap()),
                Cell::Integer(*later),
                Cell::Integer(*customers),
                Cell::Integer(*size),
                Cell::Double(*customers as f64 / *size as f64),
            ]
        };
        SummaryTable {
            columns: names.map(|name| (Arc::from(name), ColumnType::Integer)).to_vec(),
            rows: rows.iter().map(row).collect(),
        }
    }

    fn today() -> NaiveDate {
        "2026-11-22".parse().unwrap()
    }

    #[test]
    fn a_month_without_orders_is_zero_and_one_to_come_is_nothing() {
        let rows = [
            ("2026-07-01", 0, 90, 90),
            ("2026-07-01", 2, 90, 90),
            ("2026-08-01", 0, 50, 50),
            ("2026-08-01", 2, 10, 50),
            ("2026-11-01", 0, 8, 8),
        ];
        let cohorts = Cohorts::of(&table(&rows), today()).unwrap();
        let (august, november) = (&cohorts.rows[1], &cohorts.rows[2]);
        assert_eq!(
            [0, 1, 2, 3, 4].map(|later| august.share(later)),
            [Some(1.0), Some(0.0), Some(0.2), Some(0.0), None]
        );
        assert!(cohorts.is_open(august, 3) && !cohorts.is_open(august, 2) && cohorts.is_open(november, 0));
        assert!(november.is_small() && !august.is_small());
        assert_eq!(cohorts.average(2), Some((0.2, 1)));
        assert_eq!(cohorts.average(3), None, "the open month is not averaged");
    }

    #[test]
    fn other_columns_are_no_cohorts() {
        assert!(Cohorts::of(&SummaryTable::default(), today()).is_none());
        assert!(Cohorts::of(&table(&[]), today()).unwrap().rows.is_empty());
        let future = table(&[("2027-01-01", 0, 5, 5)]);
        assert!(Cohorts::of(&future, today()).unwrap().rows.is_empty());
    }

    proptest! {
        #[test]
        fn shares_are_shares_of_their_cohort(rows in prop::collection::vec((1_u32..=12, 0_i64..20, 0_i64..90, 1_i64..90), 0..40)) {
            let rows: Vec<(String, i64, i64, i64)> = rows
                .into_iter()
                .map(|(month, later, customers, size)| (format!("2026-{month:02}-01"), later, customers.min(size), size))
                .collect();
            let rows: Vec<(&str, i64, i64, i64)> =
                rows.iter().map(|(month, later, customers, size)| (month.as_str(), *later, *customers, *size)).collect();
            let cohorts = Cohorts::of(&table(&rows), today()).unwrap();
            for cohort in &cohorts.rows {
                prop_assert!(cohort.month <= cohorts.open);
                prop_assert_eq!(cohort.share(cohort.customers.len()), None);
                prop_assert!(cohorts.is_open(cohort, cohort.customers.len() - 1));
            }
        }
    }
}
