//! Rows of any number, a batch at a time: what can be asked for, the columns it has, and the stream it comes in. A source
//! that fails on the way says so in the stream; one that nobody reads any more stops what it runs.

use std::sync::Arc;

use rust_decimal::Decimal;
use tokio::{sync::mpsc, task::JoinHandle};

use crate::{
    business::{
        Cell,
        ColumnType::{self, Boolean, Date, Decimal as Exact, Integer, Text, Timestamp},
        DateRange, SummaryTable, VendorScope,
    },
    question::Trouble,
};

/// Parts on their way to a slow reader.
const MOST_PARTS: usize = 4;

/// What rows are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// A row a vendor and business day.
    Days,
    /// A row a vendor, day and product.
    Products,
    /// A row a vendor, day and hour.
    Hours,
    /// A row an order.
    Orders,
    /// A row an event.
    Events,
}

/// Which rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowsWanted {
    /// What they are about.
    pub kind: RowKind,
    /// Whose.
    pub vendor: VendorScope,
    /// Of which business days.
    pub range: DateRange,
    /// Digits of money behind the point, at least.
    pub minor_digits: u32,
}

/// Some rows, cell after cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    width: usize,
    cells: Vec<Cell>,
}

/// What comes in a stream.
#[derive(Debug)]
pub enum Part {
    /// Nothing yet, and why.
    Waiting(Arc<str>),
    /// Rows, and how far it is where that is known: 0 to 1.
    Rows(Batch, Option<f64>),
    /// Every row has come; what it took, in a clause.
    Done(Arc<str>),
    /// It has broken off.
    Failed(Box<Trouble>),
}

/// Rows on their way. Dropping it stops them; [`Self::close`] waits until nothing runs for them any more.
pub struct RowStream {
    parts: mpsc::Receiver<Part>,
    task: JoinHandle<()>,
}

impl RowKind {
    /// The word for it: `events`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Days => "days",
            Self::Products => "products",
            Self::Hours => "hours",
            Self::Orders => "orders",
            Self::Events => "events",
        }
    }

    /// Column names and types. Whether a day is open is not known to a source: that column is filled in later.
    pub const fn columns(self) -> &'static [(&'static str, ColumnType)] {
        match self {
            Self::Days => &[
                ("vendorid", Text),
                ("event_date", Date),
                ("product_views", Integer),
                ("profile_views", Integer),
                ("product_favorites", Integer),
                ("cart_adds", Integer),
                ("orders", Integer),
                ("completed_orders", Integer),
                ("revenue", Exact),
                ("is_open", Boolean),
            ],
            Self::Products => &[
                ("vendorid", Text),
                ("event_date", Date),
                ("productid", Text),
                ("category", Text),
                ("views", Integer),
                ("favorites", Integer),
                ("cart_adds", Integer),
                ("orders", Integer),
                ("units", Integer),
                ("revenue", Exact),
            ],
            Self::Hours => &[
                ("vendorid", Text),
                ("event_date", Date),
                ("day_of_week", Integer),
                ("hour_of_day", Integer),
                ("events", Integer),
                ("unique_customers", Integer),
                ("views", Integer),
                ("cart_adds", Integer),
                ("orders", Integer),
            ],
            Self::Orders => &[
                ("vendorid", Text),
                ("orderid", Text),
                ("customerid", Text),
                ("ordered_at", Timestamp),
                ("completed_at", Timestamp),
                ("lines", Integer),
                ("units", Integer),
                ("total", Exact),
            ],
            Self::Events => &[
                ("vendorid", Text),
                ("event_time", Timestamp),
                ("eventtype", Text),
                ("eventid", Text),
                ("customerid", Text),
                ("productid", Text),
                ("orderid", Text),
                ("category", Text),
                ("total", Exact),
                ("items", Text),
            ],
        }
    }
}

impl Batch {
    /// An empty batch of rows so wide.
    pub fn new(width: usize) -> Self {
        Self { width, cells: Vec::new() }
    }

    /// Adds a row, filled up with unknown cells to the width.
    pub fn push(&mut self, row: impl IntoIterator<Item = Cell>) {
        let before = self.cells.len();
        self.cells.extend(row.into_iter().take(self.width));
        self.cells.resize(before + self.width, Cell::Null);
    }

    /// The rows.
    pub fn rows(&mut self) -> impl Iterator<Item = &mut [Cell]> {
        self.cells.chunks_exact_mut(self.width.max(1))
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.cells.len() / self.width.max(1)
    }

    /// True without rows.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }
}

impl RowStream {
    /// The stream of rows that are there already.
    pub fn of_batch(batch: Batch) -> Self {
        Self::of_task(move |parts| async move {
            // A reader that has gone needs neither.
            let _ = parts.send(Part::Rows(batch, None)).await;
            let _ = parts.send(Part::Done("".into())).await;
        })
    }

    /// The stream of a task that is handed where to send to.
    pub(super) fn of_task<F>(begin: impl FnOnce(mpsc::Sender<Part>) -> F) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (sender, parts) = mpsc::channel(MOST_PARTS);
        Self { parts, task: tokio::spawn(begin(sender)) }
    }

    /// The stream of work that blocks.
    pub(super) fn of_thread(work: impl FnOnce(mpsc::Sender<Part>) + Send + 'static) -> Self {
        let (sender, parts) = mpsc::channel(MOST_PARTS);
        Self { parts, task: tokio::task::spawn_blocking(move || work(sender)) }
    }

    /// The next part; none at the end.
    pub async fn next(&mut self) -> Option<Part> {
        self.parts.recv().await
    }

    /// Stops it, and waits until what ran for it has ended.
    pub async fn close(self) {
        let Self { parts, task } = self;
        drop(parts);
        // A task that has failed has ended too.
        let _ = task.await;
    }
}

/// The cells of these columns of a table's row, by name; a column that is not there is unknown.
pub fn chosen<'a>(
    table: &SummaryTable,
    columns: &[(&str, ColumnType)],
    row: &'a [Cell],
) -> impl Iterator<Item = Cell> + use<'a> {
    let places: Vec<Option<usize>> = columns.iter().map(|(name, _)| table.column(name)).collect();
    places.into_iter().map(move |place| place.and_then(|at| row.get(at)).cloned().unwrap_or(Cell::Null))
}

/// Money as an exact decimal with at least the digits of its currency. A float's noise stands far behind the last digit
/// of any currency and is rounded away; what is no number stays as it is.
pub fn exact(cell: Cell, minor_digits: u32) -> Cell {
    let amount: Option<Decimal> = cell.as_decimal();
    let Some(mut amount) = amount else { return cell };
    if matches!(cell, Cell::Double(_)) {
        amount = amount.round_dp(6);
    }
    amount = amount.normalize();
    if amount.scale() < minor_digits {
        amount.rescale(minor_digits);
    }
    Cell::Decimal(amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_as_wide_as_their_columns() {
        let mut batch = Batch::new(3);
        batch.push([Cell::Integer(1)]);
        batch.push((0..9).map(Cell::Integer));
        let rows: Vec<Vec<Cell>> = batch.rows().map(|row| row.to_vec()).collect();
        assert_eq!(rows[0], [Cell::Integer(1), Cell::Null, Cell::Null]);
        assert_eq!(rows[1], [Cell::Integer(0), Cell::Integer(1), Cell::Integer(2)]);
        assert_eq!(batch.len(), 2);
    }

    #[test]
    fn money_has_its_digits_and_no_noise() {
        let told = |cell| match exact(cell, 2) {
            Cell::Decimal(amount) => amount.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(told(Cell::Double(12.3)), "12.30");
        assert_eq!(told(Cell::Double(0.1 + 0.2)), "0.30");
        assert_eq!(told(Cell::Integer(-5)), "-5.00");
        assert_eq!(told(Cell::Decimal("1.23456789".parse().unwrap())), "1.23456789");
        assert_eq!(told(Cell::Null), "Null");
    }
}
