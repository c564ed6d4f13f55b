//! Rows written: a million rows of events from memory as CSV and NDJSON, rows per second, beside the bytes they make.
//! Aim: faster than Python's csv on the same rows (scripts/export-compare measures both, and `DuckDB`).

#![expect(clippy::print_stdout, reason = "a bench prints what it weighed beside what it timed")]

use std::{io, sync::Arc, time::Instant};

use chrono::{DateTime, TimeDelta};
use rust_decimal::Decimal;
use tidewatch::{
    business::{Cell, ColumnType},
    export::{Format, Header, RowWriter},
    source::RowKind,
};

const ROWS: i64 = 1_000_000;
/// Rows that are held; they are written over and over.
const HELD: i64 = 10_000;
const ROUNDS: usize = 5;

fn row(place: i64) -> Vec<Cell> {
    let at = DateTime::UNIX_EPOCH + TimeDelta::seconds(1_795_000_000 + place);
    let is_order = place % 40 == 0;
    let text = |text: String| Cell::Text(text.into());
    vec![
        text(format!("vendor_{}", 101 + place % 24)),
        Cell::Timestamp(at.naive_utc()),
        text(if is_order { "OrderCreated" } else { "ProductView" }.to_owned()),
        text(format!("evt_{place:016x}")),
        if place % 8 == 0 { Cell::Null } else { text(format!("customer_{}", 300_000 + place % 2_048)) },
        text(format!("product_{}", 10_101 + place % 12)),
        if is_order { text(format!("order_101-20261122-{place:06}-k3f")) } else { Cell::Null },
        text("Bakeries".to_owned()),
        if is_order { Cell::Decimal(Decimal::new(1_250 + place % 900, 2)) } else { Cell::Null },
        if is_order {
            text("[{\"productid\":\"product_10101\",\"quantity\":2,\"price\":6.25}]".to_owned())
        } else {
            Cell::Null
        },
    ]
}

#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
fn main() -> io::Result<()> {
    let columns: Vec<(Arc<str>, ColumnType)> =
        RowKind::Events.columns().iter().map(|(name, kind)| (Arc::from(*name), *kind)).collect();
    let held: Vec<Vec<Cell>> = (0..HELD).map(row).collect();
    for (name, format) in [("csv", Format::Csv), ("ndjson", Format::Ndjson)] {
        let mut speeds = Vec::new();
        let mut size = 0;
        for _ in 0..ROUNDS {
            let begun = Instant::now();
            let mut writer = RowWriter::begin(Count(0), format, &columns, &Header::default(), false)?;
            for _ in 0..ROWS / HELD {
                for row in &held {
                    writer.row(row)?;
                }
            }
            size = writer.finish()?.0;
            speeds.push(ROWS as f64 / begun.elapsed().as_secs_f64());
        }
        speeds.sort_by(f64::total_cmp);
        let median = speeds.get(ROUNDS / 2).copied().unwrap_or_default();
        println!(
            "{name}: {:.2} million rows/s (median of {ROUNDS}), {:.1} MB",
            median / 1e6,
            size as f64 / 1e6
        );
    }
    Ok(())
}

/// Counts bytes and keeps none.
struct Count(usize);

impl io::Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
