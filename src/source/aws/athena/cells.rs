//! Athena's text as typed cells. Every value comes as text, NULL as nothing; the type stands in the metadata.
//! A value that is not what its column says is kept as text and counted, never dropped.

use aws_sdk_athena::types::{ColumnInfo, Row};
use chrono::NaiveDateTime;
use rust_decimal::Decimal;

use crate::{
    business::{Cell, ColumnType},
    pipeline::clean,
};

/// What an Athena type becomes. Types it may be asked to show but that are not parsed are [`ColumnType::Other`].
pub(super) fn column_type(athena: &str) -> ColumnType {
    let name = athena.split('(').next().unwrap_or(athena).trim().to_ascii_lowercase();
    match name.as_str() {
        "varchar" | "char" | "string" => ColumnType::Text,
        "tinyint" | "smallint" | "integer" | "int" | "bigint" => ColumnType::Integer,
        "double" | "float" | "real" => ColumnType::Double,
        "decimal" => ColumnType::Decimal,
        "boolean" => ColumnType::Boolean,
        "date" => ColumnType::Date,
        // With a zone the type is called "timestamp with time zone", whose text has a zone's name behind it.
        "timestamp" if !athena.to_ascii_lowercase().contains("zone") => ColumnType::Timestamp,
        _ => ColumnType::Other,
    }
}

/// One value; none where the text is not of its type.
pub(super) fn cell(text: Option<&str>, kind: ColumnType) -> Option<Cell> {
    let Some(text) = text else { return Some(Cell::Null) };
    match kind {
        ColumnType::Text | ColumnType::Other => Some(Cell::Text(clean(text).into())),
        ColumnType::Integer => text.parse().ok().map(Cell::Integer),
        ColumnType::Double => text.parse().ok().map(Cell::Double),
        ColumnType::Decimal => Decimal::from_str_exact(text).ok().map(Cell::Decimal),
        ColumnType::Boolean => text.parse().ok().map(Cell::Boolean),
        ColumnType::Date => text.parse().ok().map(Cell::Date),
        ColumnType::Timestamp => {
            NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f").ok().map(Cell::Timestamp)
        }
    }
}

/// The cells of a row, one for each column, and how many of them were not of their column's type.
pub(super) fn cells(row: &Row, kinds: impl IntoIterator<Item = ColumnType>) -> (Vec<Cell>, usize) {
    let mut odd = 0;
    let cells = kinds.into_iter().enumerate().map(|(at, kind)| {
        let text = row.data().get(at).and_then(|datum| datum.var_char_value());
        cell(text, kind).unwrap_or_else(|| {
            odd += 1;
            Cell::Text(clean(text.unwrap_or_default()).into())
        })
    });
    (cells.collect(), odd)
}

/// True for the row of column names that a SELECT's first page begins with and that others lack.
pub(super) fn is_header(row: &Row, columns: &[ColumnInfo]) -> bool {
    row.data().len() == columns.len()
        && row.data().iter().zip(columns).all(|(datum, column)| datum.var_char_value() == Some(column.name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_athena_names_is_read_from_its_text() {
        let read = |text: &str, athena: &str| cell(Some(text), column_type(athena));
        assert_eq!(read("12", "bigint"), Some(Cell::Integer(12)));
        assert_eq!(read("1.0E10", "double"), Some(Cell::Double(1.0e10)));
        assert_eq!(read("Infinity", "double"), Some(Cell::Double(f64::INFINITY)));
        assert_eq!(read("12.30", "decimal"), Some(Cell::Decimal("12.30".parse().unwrap())));
        assert_eq!(read("12.30", "decimal(10,2)"), Some(Cell::Decimal("12.30".parse().unwrap())));
        assert_eq!(read("true", "boolean"), Some(Cell::Boolean(true)));
        assert_eq!(read("2025-11-08", "date"), Some(Cell::Date("2025-11-08".parse().unwrap())));
        assert_eq!(
            read("2025-11-08 10:15:30.123", "timestamp"),
            Some(Cell::Timestamp("2025-11-08T10:15:30.123".parse().unwrap()))
        );
        assert_eq!(
            read("2025-11-08 10:15:30.123 UTC", "timestamp with time zone"),
            Some(Cell::Text("2025-11-08 10:15:30.123 UTC".into()))
        );
        assert_eq!(read("[a, b]", "array"), Some(Cell::Text("[a, b]".into())));
    }

    #[test]
    fn text_of_the_data_cannot_steer_a_terminal() {
        assert_eq!(cell(Some("a\u{1b}[2Jb"), ColumnType::Text), Some(Cell::Text("a[2Jb".into())));
    }

    #[test]
    fn a_number_that_is_none_or_too_long_is_odd() {
        assert_eq!(cell(Some("twelve"), ColumnType::Integer), None);
        assert_eq!(cell(Some("99999999999999999999999999999999999999"), ColumnType::Decimal), None);
    }
}
