//! Counters of every vendor over some days, put together from parts: the table's and the lake's.
//! Knows only column names, not where the rows come from.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{
    counters::Counters,
    history::{amount_of, whole_of},
    summary::{Cell, SummaryTable},
    vendor::VendorId,
};

/// Counters by vendor. A vendor that is absent had nothing happen.
pub type Totals = BTreeMap<VendorId, Counters>;

/// Counters by vendor of a `vendor_totals` table; rows of one vendor are summed.
///
/// None when a column is missing: its numbers are unknown then, not zero. A NULL is an empty sum and counts as 0; a row
/// whose `vendorid` is no vendor id is left out.
pub fn totals_of_summary(table: &SummaryTable) -> Option<Totals> {
    let vendor = table.column("vendorid")?;
    let whole = |name| table.column(name).map(|at| move |row: &[Cell]| row.get(at).and_then(whole_of));
    let (product_views, profile_views) = (whole("product_views")?, whole("profile_views")?);
    let (favorites, cart_adds) = (whole("product_favorites")?, whole("cart_adds")?);
    let (orders, completed) = (whole("orders")?, whole("completed_orders")?);
    let revenue = table.column("revenue")?;
    let mut totals = Totals::new();
    for row in &table.rows {
        let id = row.get(vendor).and_then(Cell::as_text).and_then(|id| VendorId::parse(id).ok());
        let Some(id) = id else { continue };
        *totals.entry(id).or_default() += Counters {
            product_views: product_views(row).unwrap_or(0),
            profile_views: profile_views(row).unwrap_or(0),
            product_favorites: favorites(row).unwrap_or(0),
            cart_adds: cart_adds(row).unwrap_or(0),
            orders: orders(row).unwrap_or(0),
            completed_orders: completed(row).unwrap_or(0),
            revenue: row.get(revenue).and_then(amount_of).unwrap_or(Decimal::ZERO),
        };
    }
    Some(totals)
}

/// Adds one part's counters to another's, vendor by vendor.
pub fn add_totals<'a>(to: &mut Totals, part: impl IntoIterator<Item = (&'a VendorId, &'a Counters)>) {
    if to.is_empty() {
        to.extend(part.into_iter().map(|(vendor, counters)| (vendor.clone(), *counters)));
        return;
    }
    for (vendor, counters) in part {
        match to.get_mut(vendor) {
            Some(sum) => *sum += *counters,
            None => _ = to.insert(vendor.clone(), *counters),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::business::ColumnType;

    fn table(names: &[&str], rows: Vec<Vec<Cell>>) -> SummaryTable {
        SummaryTable { columns: names.iter().map(|name| ((*name).into(), ColumnType::Other)).collect(), rows }
    }

    const COLUMNS: [&str; 8] = [
        "vendorid",
        "product_views",
        "profile_views",
        "product_favorites",
        "cart_adds",
        "orders",
        "completed_orders",
        "revenue",
    ];

    fn row(id: &str, orders: i64, revenue: Cell) -> Vec<Cell> {
        let count = Cell::Integer;
        vec![
            Cell::Text(id.into()),
            count(9),
            Cell::Null,
            count(1),
            count(2),
            count(orders),
            count(1),
            revenue,
        ]
    }

    #[test]
    fn rows_become_counters_and_what_is_no_vendor_is_left_out() {
        let rows =
            vec![row("v1", 3, Cell::Double(0.1 + 0.2)), row("v1", 1, Cell::Null), row("v'1", 7, Cell::Null)];
        let totals = totals_of_summary(&table(&COLUMNS, rows)).unwrap();
        let v1 = totals[&VendorId::parse("v1").unwrap()];
        assert_eq!(
            (totals.len(), v1.orders, v1.profile_views, v1.revenue.to_string().as_str()),
            (1, 4, 0, "0.3")
        );
    }

    #[test]
    fn a_missing_column_leaves_the_numbers_unknown() {
        assert_eq!(totals_of_summary(&table(&COLUMNS[..7], Vec::new())), None);
    }
}
