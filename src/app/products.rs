//! The mind of the Products screen: which product, which order, whether one is opened. Knows no drawing.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    movement::moved,
    product_table::ProductTable,
    screen::{Panel, Screen},
    state::{App, Overlay},
};
use crate::{
    business::{
        BookedProduct, DateRange, Money, ProductColumn, ProductKey, ProductOrder, ProductRow, VendorId,
    },
    pipeline::{Unit, say},
    question::{Estate, Question, Snapshot, index_fails, product_questions},
};

/// Products that are told in sentences.
const MOST_SENTENCES: usize = 10;

/// What is chosen on the screen.
#[derive(Clone, Debug, Default)]
pub struct ProductChoice {
    /// How the list is sorted.
    pub order: ProductOrder,
    /// The selected product.
    pub selected: Option<ProductKey>,
    /// First shown line of the days of the opened product.
    pub top: usize,
    /// The index of this vendor's products failed for good: the lake is asked for its days too.
    pub index_fails: bool,
    /// The table as it was last made.
    pub held: Option<Arc<ProductTable>>,
}

impl App {
    /// What must be asked for products on screen.
    pub(super) fn product_questions(&self, estate: &Estate, now: DateTime<Utc>) -> Vec<Question> {
        let (range, before) = self.product_ranges(estate.business_day(now));
        let (ranges, fails) = ([Some(range), before], self.products.index_fails);
        let questions = product_questions(ranges.into_iter().flatten(), &self.vendor, fails, estate, now);
        questions.into_iter().collect()
    }

    /// The shown days, up to today, and those they are compared with.
    pub(super) fn product_ranges(&self, today: NaiveDate) -> (DateRange, Option<DateRange>) {
        let chosen = self.date_range(today);
        let range = DateRange::new(chosen.from(), chosen.to().min(today)).unwrap_or(chosen);
        (range, self.compared_with(range))
    }

    /// Keeps the table beside what it is made of, so that frames need not make it again.
    pub(super) fn hold_products(&mut self, newest: &Arc<Snapshot>) {
        if self.screen != Screen::Products {
            self.products.held = None;
            return;
        }
        let shown = Arc::clone(self.shown(newest));
        self.products.index_fails = self.vendor.one().is_some_and(|vendor| index_fails(newest, vendor));
        self.products.held = Some(self.product_table(&shown, self.moment()));
    }

    /// The selected product's place in the list, its row and itself; the first while none was chosen. An opened product
    /// stays the same when the filter hides it.
    pub fn selected_product<'a>(
        &self,
        table: &'a ProductTable,
    ) -> Option<(usize, &'a ProductRow, &'a BookedProduct)> {
        let chosen = self.products.selected.as_ref();
        let at = chosen.and_then(|key| table.position(key));
        let hidden = || chosen.filter(|_| at.is_none()).and_then(|key| table.row_of(key));
        let row = if self.is_product_open() { hidden() } else { None };
        let row = row.or_else(|| table.row(at.unwrap_or(0)))?;
        Some((at.unwrap_or(0), row, table.product(row)?))
    }

    /// True when one product is shown and not the list.
    pub fn is_product_open(&self) -> bool {
        self.screen == Screen::Products && self.focus == Panel::Product
    }

    pub(super) fn look_at_product(&mut self, key: ProductKey) {
        if self.products.selected.as_ref() != Some(&key) {
            self.products.selected = Some(key);
            self.products.top = 0;
        }
    }

    /// Enter: from the list to the product, from the product to where its numbers come from.
    pub(super) fn open_product(&mut self, shown: &Snapshot) {
        if self.is_product_open() {
            self.overlay = Some(Overlay::Provenance);
            return;
        }
        let table = self.product_table(shown, self.moment());
        match self.selected_product(&table).map(|(_, _, product)| product.key.clone()) {
            Some(key) => {
                self.look_at_product(key);
                self.products.top = 0;
                self.focus_on(Panel::Product);
            }
            None => self.say("there is no product to open"),
        }
    }

    /// Back to the list; false when it is shown.
    pub(super) fn leave_product(&mut self) -> bool {
        let is_open = self.is_product_open();
        if is_open {
            self.focus = Panel::Products;
        }
        is_open
    }

    /// Moves through the list. While a product is open, single steps go to the next one, and longer ones through its
    /// days.
    pub(super) fn step_product(&mut self, rows: i32, shown: &Snapshot) {
        let table = self.product_table(shown, self.moment());
        if self.is_product_open() && rows.unsigned_abs() != 1 {
            let buckets = table.range().buckets(self.granularity).len();
            self.products.top = moved(self.products.top, rows, buckets);
            return;
        }
        let at = self.selected_product(&table).map_or(0, |(at, _, _)| at);
        let next = table.row(moved(at, rows, table.shown.len())).and_then(|row| table.product(row));
        if let Some(key) = next.map(|product| product.key.clone()) {
            self.look_at_product(key);
        }
    }

    /// Sorts by the next column, or by the named one; the one that is sorted by already is turned round.
    pub(super) fn sort_products(&mut self, argument: Option<&str>) {
        let order = self.products.order;
        let at = ProductColumn::ALL.iter().position(|column| *column == order.column).unwrap_or(0);
        let next = match argument {
            Some(name) => ProductColumn::named(name),
            None => ProductColumn::ALL.into_iter().cycle().nth(at + 1),
        };
        match next {
            Some(column) if column == order.column => self.reverse_products(),
            Some(column) => self.order_products(ProductOrder { column, is_reversed: false }),
            None => self.say_unknown("column", argument.unwrap_or_default()),
        }
    }

    pub(super) fn reverse_products(&mut self) {
        let order = self.products.order;
        self.order_products(ProductOrder { is_reversed: !order.is_reversed, ..order });
    }

    fn order_products(&mut self, order: ProductOrder) {
        self.products.order = order;
        let first = match (order.column, order.is_rising()) {
            (ProductColumn::Product, true) => "from A",
            (ProductColumn::Product, false) => "from Z",
            (_, true) => "least first",
            (_, false) => "most first",
        };
        self.say(format!("sorted by {}, {first}", order.column.as_str()));
    }

    /// The products that sell most over the shown days, a sentence each.
    pub fn product_sentences(&self, shown: &Snapshot) -> Vec<String> {
        let table = self.product_table(shown, self.moment());
        if table.board.known_days == 0 {
            return vec!["The products of these days are not known yet.".to_owned()];
        }
        let (count, range) = (table.board.shown(), table.range());
        let mut said = vec![format!("{count} products from {} to {}.", range.from(), range.to())];
        for row in table.board.rows.iter().filter(|row| row.rank.is_some()).take(MOST_SENTENCES) {
            let Some(product) = table.product(row) else { continue };
            let money = Money::new(row.counts.revenue, shown.estate.currency.clone());
            let (rank, orders) = (row.rank.unwrap_or_default(), row.counts.orders);
            let moved = match (row.standing.as_str(), row.rank_change()) {
                ("new", _) => ", new".to_owned(),
                (_, Some(won)) if won > 0 => format!(", up {won}"),
                (_, Some(lost)) if lost < 0 => format!(", down {}", -lost),
                _ => String::new(),
            };
            said.push(format!(
                "Rank {rank}{moved}: {}, revenue {money}, {orders} orders.",
                product.key.product
            ));
        }
        said
    }

    /// What is known of the selected product over the shown days, to be pasted elsewhere.
    pub(super) fn product_text(&self, shown: &Snapshot) -> Option<String> {
        let table = self.product_table(shown, self.moment());
        let (_, row, product) = self.selected_product(&table)?;
        let counts = &row.counts;
        let money = Money::new(counts.revenue, shown.estate.currency.clone());
        let share = |ratio: Option<f64>| ratio.map_or("unknown".to_owned(), |ratio| say(ratio, Unit::Ratio));
        let vendor = product.key.vendor.as_deref().or(self.vendor.one().map(VendorId::as_str));
        Some(format!(
            "{} of {}, {} to {}\nrank {}\nrevenue {money}\nshare {}\norders {}\nunits {}\nviews {}\nfavourites {}\n\
             cart adds {}\nconversion {}",
            product.key.product,
            vendor.unwrap_or("unknown"),
            table.range().from(),
            table.range().to(),
            row.rank.map_or("none".to_owned(), |rank| rank.to_string()),
            share(row.share),
            counts.orders,
            counts.units.map_or("unknown".to_owned(), |units| units.to_string()),
            counts.views,
            counts.favorites,
            counts.cart_adds,
            share(counts.conversion()),
        ))
    }
}
