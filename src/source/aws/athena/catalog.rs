//! How far the catalog of the lake goes: what its table says of partitions, and the newest day among them. Pure.
//! Days are read from partition values alone; nothing is scanned.
//! Partitions are listed by `SHOW PARTITIONS`: a DDL statement is free of charge, where a SELECT over the `$partitions`
//! table is charged for 10 MB at least, each time. Of a computed (projected) table it would list nothing.

use std::{collections::HashMap, sync::Arc};

use chrono::NaiveDate;

use crate::{
    business::{Cell, SummaryTable},
    pipeline::LakeFacts,
};

/// What the catalog says of the table itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Catalogued {
    /// Partitions are computed, or there are none to catalogue: no day can be missing.
    pub(super) is_projected: bool,
}

impl Catalogued {
    /// By the table's parameters and the number of its partition columns.
    pub(super) fn of(parameters: Option<&HashMap<String, String>>, keys: usize) -> Self {
        let projection = parameters.and_then(|parameters| parameters.get("projection.enabled"));
        let is_on = projection.is_some_and(|value| value.trim().eq_ignore_ascii_case("true"));
        Self { is_projected: is_on || keys == 0 }
    }
}

/// The statement that lists the partitions. DDL wants backticks; names of the config have letters, digits and `_` only.
pub(super) fn statement(table: &str) -> String {
    format!("SHOW PARTITIONS `{table}`")
}

/// The facts of a table whose partitions are not listed.
pub(super) fn projected(table: &Arc<str>) -> LakeFacts {
    LakeFacts { table: table.clone(), newest: None, partitions: 0, is_projected: true }
}

/// The facts in a list of partitions; none when there are partitions and no day can be told from any of them.
pub(super) fn facts(table: &Arc<str>, listed: &SummaryTable) -> Option<LakeFacts> {
    let names = || listed.rows.iter().filter_map(|row| row.first()).filter_map(Cell::as_text);
    let newest = names().filter_map(day_of).max();
    let partitions = u32::try_from(names().filter(|name| name.contains('=')).count()).unwrap_or(u32::MAX);
    if newest.is_none() && partitions > 0 {
        return None;
    }
    Some(LakeFacts { table: table.clone(), newest, partitions, is_projected: false })
}

/// The day of `year=2025/month=11/day=08/hour=04`, or of `dt=2025-11-08` whatever its column is called.
fn day_of(partition: &str) -> Option<NaiveDate> {
    let pairs: Vec<(&str, &str)> =
        partition.trim().split('/').filter_map(|part| part.split_once('=')).collect();
    let number = |names: [&str; 2]| -> Option<u32> {
        let (_, value) =
            pairs.iter().find(|(key, _)| names.iter().any(|name| key.eq_ignore_ascii_case(name)))?;
        value.parse().ok()
    };
    let by_parts = || {
        let year = i32::try_from(number(["year", "yyyy"])?).ok()?;
        NaiveDate::from_ymd_opt(year, number(["month", "mm"])?, number(["day", "dd"])?)
    };
    let by_value = || {
        pairs.iter().find_map(|(_, value)| {
            // Slashes and colons in a value are written as %2F and %3A.
            let plain = value.replace("%2F", "-").replace("%2f", "-");
            let day = plain.get(..10).and_then(|day| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok());
            let is_bare = plain.len() == 8 && plain.bytes().all(|byte| byte.is_ascii_digit());
            day.or_else(|| NaiveDate::parse_from_str(&plain, "%Y%m%d").ok().filter(|_| is_bare))
        })
    };
    by_parts().or_else(by_value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn listed(names: &[&str]) -> SummaryTable {
        let rows = names.iter().map(|name| vec![Cell::Text((*name).into())]).collect();
        SummaryTable { rows, ..SummaryTable::default() }
    }

    fn newest(names: &[&str]) -> Option<String> {
        facts(&"events".into(), &listed(names)).and_then(|facts| facts.newest).map(|day| day.to_string())
    }

    #[test]
    fn the_newest_day_is_found_in_any_order_and_shape() {
        let hive = ["year=2025/month=11/day=08", "year=2025/month=12/day=01", "year=2025/month=9/day=30"];
        assert_eq!(newest(&hive).as_deref(), Some("2025-12-01"));
        assert_eq!(newest(&["year=2025/month=11/day=08/hour=23"]).as_deref(), Some("2025-11-08"));
        assert_eq!(
            newest(&["region=eu/dt=2025-11-08", "region=us/dt=2025-11-07"]).as_deref(),
            Some("2025-11-08")
        );
        assert_eq!(newest(&["day=20251108"]).as_deref(), Some("2025-11-08"));
        assert_eq!(newest(&["day=2025%2F11%2F08"]).as_deref(), Some("2025-11-08"));
    }

    #[test]
    fn no_partition_is_told_and_partitions_without_days_are_not_guessed_at() {
        let none = facts(&"events".into(), &listed(&[])).unwrap();
        assert_eq!((none.newest, none.partitions, none.is_projected), (None, 0, false));
        assert_eq!(facts(&"events".into(), &listed(&["region=eu", "region=us"])), None);
        assert_eq!(newest(&["year=2025/month=13/day=99", "day=hello"]), None);
    }

    #[test]
    fn a_projected_table_and_one_without_partitions_miss_no_day() {
        let parameters = |value: &str| HashMap::from([("projection.enabled".to_owned(), value.to_owned())]);
        assert!(Catalogued::of(Some(&parameters("TRUE")), 3).is_projected);
        assert!(!Catalogued::of(Some(&parameters("false")), 3).is_projected);
        assert!(Catalogued::of(None, 0).is_projected);
        assert!(!Catalogued::of(None, 1).is_projected);
    }

    proptest! {
        #[test]
        fn any_name_is_a_day_or_none(name in "[a-z=/%0-9é-]{0,40}") {
            let _ = day_of(&name);
        }
    }
}
