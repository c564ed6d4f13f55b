//! The exact values behind the panels of products, as a table to be taken away: every row, not only those that are seen.

use crate::{
    app::ProductTable,
    business::{Cell, ColumnType, ProductCounts, ProductRow, SummaryTable, VendorId},
    view::look::Look,
};

/// Columns of the counters, with their types.
const COUNTS: [(&str, ColumnType); 7] = [
    ("revenue", ColumnType::Decimal),
    ("orders", ColumnType::Integer),
    ("units", ColumnType::Integer),
    ("views", ColumnType::Integer),
    ("favorites", ColumnType::Integer),
    ("cart_adds", ColumnType::Integer),
    ("conversion", ColumnType::Double),
];

fn counts(counts: &ProductCounts) -> Vec<Cell> {
    vec![
        Cell::Decimal(counts.revenue),
        Cell::Integer(counts.orders),
        counts.units.map_or(Cell::Null, Cell::Integer),
        Cell::Integer(counts.views),
        Cell::Integer(counts.favorites),
        Cell::Integer(counts.cart_adds),
        counts.conversion().map_or(Cell::Null, Cell::Double),
    ]
}

fn named(columns: &[(&str, ColumnType)]) -> Vec<(std::sync::Arc<str>, ColumnType)> {
    columns.iter().map(|(name, kind)| ((*name).into(), *kind)).collect()
}

/// Every product that passes the filter, in the order of the screen.
pub(super) fn products(look: &Look<'_>, table: &ProductTable) -> SummaryTable {
    let mut columns = vec![
        ("rank", ColumnType::Integer),
        ("rank_change", ColumnType::Integer),
        ("standing", ColumnType::Text),
        ("vendor", ColumnType::Text),
        ("product", ColumnType::Text),
        ("category", ColumnType::Text),
        ("share", ColumnType::Double),
    ];
    columns.extend(COUNTS);
    columns.extend([("compared_revenue", ColumnType::Decimal), ("revenue_before", ColumnType::Decimal)]);
    let text = |text: Option<&str>| text.map_or(Cell::Null, |text| Cell::Text(text.into()));
    let one = look.app.vendor.one().map(VendorId::as_str);
    let cells = |row: &ProductRow| {
        let product = table.product(row)?;
        let standing = Some(row.standing.as_str()).filter(|word| !word.is_empty());
        let mut cells = vec![
            row.rank.map_or(Cell::Null, |rank| Cell::Integer(rank.into())),
            row.rank_change().map_or(Cell::Null, Cell::Integer),
            text(standing),
            text(product.key.vendor.as_deref().or(one)),
            text(Some(product.key.product.as_str())),
            text(product.category.as_deref()),
            row.share.map_or(Cell::Null, Cell::Double),
        ];
        cells.extend(counts(&row.counts));
        let compared = row.compared;
        cells.push(compared.map_or(Cell::Null, |compared| Cell::Decimal(compared.now.revenue)));
        cells.push(compared.map_or(Cell::Null, |compared| Cell::Decimal(compared.before.revenue)));
        Some(cells)
    };
    let rows = (0..table.shown.len()).filter_map(|at| cells(table.row(at)?));
    SummaryTable { columns: named(&columns), rows: rows.collect() }
}

/// The days, weeks or months of the opened product.
pub(super) fn days(look: &Look<'_>, table: &ProductTable) -> Option<SummaryTable> {
    let (_, row, _) = look.app.selected_product(table)?;
    let mut columns =
        vec![("from", ColumnType::Date), ("to", ColumnType::Date), ("is_partial", ColumnType::Boolean)];
    columns.extend(COUNTS);
    let today = look.today();
    let buckets = table.history.book.buckets(row.place, table.range(), look.app.granularity);
    let rows = buckets.into_iter().map(|(bucket, counted)| {
        let is_partial = bucket.is_partial() || bucket.part.contains(today);
        let (from, to) = (Cell::Date(bucket.part.from()), Cell::Date(bucket.part.to()));
        let mut cells = vec![from, to, Cell::Boolean(is_partial)];
        cells.extend(counted.map_or_else(|| vec![Cell::Null; COUNTS.len()], |counted| counts(&counted)));
        cells
    });
    Some(SummaryTable { columns: named(&columns), rows: rows.collect() })
}
