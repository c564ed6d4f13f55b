//! The table of products as the viewer has chosen it: summed, ranked, filtered, sorted. It costs more than a frame may, so
//! the mind holds the last one and what it was made of; whoever asks gets it while that is still the same, and else a
//! new one. So what is shown never depends on whether one is held.

use std::{fmt, sync::Arc};

use chrono::{DateTime, Utc};

use super::{
    screen::Screen,
    state::{App, Filter},
};
use crate::{
    business::{BookedProduct, DateRange, ProductBoard, ProductKey, ProductOrder, ProductRow, VendorScope},
    question::{ProductAnswers, ProductHistory, Snapshot},
};

/// What a table was made for.
#[derive(Clone, Debug, PartialEq)]
struct Wanted {
    vendor: VendorScope,
    range: DateRange,
    before: Option<DateRange>,
    today: chrono::NaiveDate,
}

/// The products of the shown days.
#[derive(Clone)]
pub struct ProductTable {
    wanted: Wanted,
    order: ProductOrder,
    filter: String,
    answers: ProductAnswers,
    /// Every day that was read.
    pub history: Arc<ProductHistory>,
    /// Every product, ranked.
    pub board: Arc<ProductBoard>,
    /// Which rows of the board are shown, in which order.
    pub shown: Arc<[u32]>,
}

impl fmt::Debug for ProductTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProductTable").field("wanted", &self.wanted).finish_non_exhaustive()
    }
}

impl ProductTable {
    /// The shown days, up to today.
    pub const fn range(&self) -> DateRange {
        self.wanted.range
    }

    /// The days they are compared with.
    pub const fn before(&self) -> Option<DateRange> {
        self.wanted.before
    }

    /// The answers it is made of.
    pub const fn answers(&self) -> &ProductAnswers {
        &self.answers
    }

    /// The row at a place of the list.
    pub fn row(&self, at: usize) -> Option<&ProductRow> {
        self.board.rows.get(*self.shown.get(at)? as usize)
    }

    /// The product of a row.
    pub fn product(&self, row: &ProductRow) -> Option<&BookedProduct> {
        self.history.book.products().get(row.place)
    }

    /// Where a product stands in the list; none when it is not shown.
    pub fn position(&self, key: &ProductKey) -> Option<usize> {
        let place = self.history.book.find(key)?;
        let is_it = |at: &u32| self.board.rows.get(*at as usize).is_some_and(|row| row.place == place);
        self.shown.iter().position(is_it)
    }

    /// The row of a product, also where the filter hides it.
    pub fn row_of(&self, key: &ProductKey) -> Option<&ProductRow> {
        let place = self.history.book.find(key)?;
        self.board.rows.iter().find(|row| row.place == place)
    }
}

impl App {
    /// The table of products as it is chosen: the held one where nothing has changed, else a new one.
    pub fn product_table(&self, snapshot: &Snapshot, now: DateTime<Utc>) -> Arc<ProductTable> {
        let estate = &snapshot.estate;
        let today = estate.business_day(now);
        let (range, before) = self.product_ranges(today);
        let wanted = Wanted { vendor: self.vendor.clone(), range, before, today };
        let filter = self.filter.as_ref().filter(|_| self.screen == Screen::Products);
        let text = filter.map_or("", |filter| &filter.text);
        let order = self.products.order;
        let answers = ProductAnswers::of(snapshot, &self.vendor);
        let held = self.products.held.as_ref();
        let same =
            held.filter(|held| held.wanted.vendor == wanted.vendor && held.answers.are_those_of(&answers));
        let history = same.map_or_else(
            || Arc::new(answers.history(&self.vendor, estate)),
            |held| Arc::clone(&held.history),
        );
        let same = same.filter(|held| held.wanted == wanted);
        let board = same.map_or_else(
            || Arc::new(ProductBoard::of(&history.book, range, before, today)),
            |held| Arc::clone(&held.board),
        );
        if let Some(held) = same.filter(|held| held.order == order && held.filter == text) {
            return Arc::clone(held);
        }
        let shown = shown(&history, &board, order, filter).into();
        Arc::new(ProductTable { wanted, order, filter: text.to_owned(), answers, history, board, shown })
    }
}

fn shown(
    history: &ProductHistory,
    board: &ProductBoard,
    order: ProductOrder,
    filter: Option<&Filter>,
) -> Vec<u32> {
    let Some(sieve) = filter.map(Filter::sieve) else {
        return order.sorted(board, &history.book, |_| true);
    };
    order.sorted(board, &history.book, |row| {
        let Some(product) = history.book.products().get(row.place) else { return false };
        let vendor = product.key.vendor.as_deref().unwrap_or_default();
        let category = product.category.as_deref().unwrap_or_default();
        let texts = [product.key.product.as_str(), vendor, category, row.standing.as_str()];
        let texts: Vec<&str> = texts.into_iter().filter(|text| !text.is_empty()).collect();
        sieve.passes(&texts)
    })
}
