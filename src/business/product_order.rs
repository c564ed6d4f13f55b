//! In which order products stand: by any column of their table, either way round. What is unknown stands last both ways,
//! and equal values keep the order of the board, so that an order is always the same.

use std::cmp::{Ordering, Reverse};

use super::{
    kpi::Change,
    product_board::{ProductBoard, ProductRow},
    product_book::ProductBook,
};

/// A column of the table of products.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProductColumn {
    /// Rank by revenue.
    Rank,
    /// Ranks won and lost.
    Move,
    /// The product, by vendor and id.
    Product,
    /// Revenue.
    #[default]
    Revenue,
    /// How revenue changed.
    Change,
    /// Share of all revenue.
    Share,
    /// Orders.
    Orders,
    /// Pieces sold.
    Units,
    /// Pages viewed.
    Views,
    /// Marked as favourite.
    Favorites,
    /// Put into a cart.
    CartAdds,
    /// Orders per view.
    Conversion,
}

impl ProductColumn {
    /// Every column, in the order of the table.
    pub const ALL: [Self; 12] = [
        Self::Rank,
        Self::Move,
        Self::Product,
        Self::Revenue,
        Self::Change,
        Self::Share,
        Self::Orders,
        Self::Units,
        Self::Views,
        Self::Favorites,
        Self::CartAdds,
        Self::Conversion,
    ];

    /// The column as it is typed: `cart-adds`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rank => "rank",
            Self::Move => "move",
            Self::Product => "product",
            Self::Revenue => "revenue",
            Self::Change => "change",
            Self::Share => "share",
            Self::Orders => "orders",
            Self::Units => "units",
            Self::Views => "views",
            Self::Favorites => "favourites",
            Self::CartAdds => "cart-adds",
            Self::Conversion => "conversion",
        }
    }

    /// The column with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.as_str() == name)
    }

    /// True where the least stands first unless it is reversed: names and ranks.
    pub const fn begins_low(self) -> bool {
        matches!(self, Self::Rank | Self::Product)
    }
}

/// A column to sort by, and which way round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ProductOrder {
    /// The column.
    pub column: ProductColumn,
    /// The other way round than the column begins.
    pub is_reversed: bool,
}

impl ProductOrder {
    /// True when the values grow downwards.
    pub const fn is_rising(self) -> bool {
        self.column.begins_low() != self.is_reversed
    }

    /// The places of the board's rows that pass, in this order.
    pub fn sorted(
        self,
        board: &ProductBoard,
        book: &ProductBook,
        passes: impl Fn(&ProductRow) -> bool,
    ) -> Vec<u32> {
        let mut places: Vec<u32> = Vec::with_capacity(board.rows.len());
        places.extend(board.rows.iter().enumerate().filter(|(_, row)| passes(row)).map(|(at, _)| at as u32));
        let row = |at: &u32| board.rows.get(*at as usize);
        let percent = |change: Option<Change>| change.map(Change::amount);
        match self.column {
            ProductColumn::Rank => self.by(&mut places, |at| row(at)?.rank),
            ProductColumn::Move => self.by(&mut places, |at| row(at)?.rank_change()),
            ProductColumn::Product => {
                self.by(&mut places, |at| Some(&book.products().get(row(at)?.place)?.key));
            }
            ProductColumn::Revenue => self.by(&mut places, |at| Some(row(at)?.counts.revenue)),
            ProductColumn::Change => {
                self.by(&mut places, |at| percent(row(at)?.compared?.revenue_change()).map(Sized64));
            }
            ProductColumn::Share => self.by(&mut places, |at| row(at)?.share.map(Sized64)),
            ProductColumn::Orders => self.by(&mut places, |at| Some(row(at)?.counts.orders)),
            ProductColumn::Units => self.by(&mut places, |at| row(at)?.counts.units),
            ProductColumn::Views => self.by(&mut places, |at| Some(row(at)?.counts.views)),
            ProductColumn::Favorites => self.by(&mut places, |at| Some(row(at)?.counts.favorites)),
            ProductColumn::CartAdds => self.by(&mut places, |at| Some(row(at)?.counts.cart_adds)),
            ProductColumn::Conversion => {
                self.by(&mut places, |at| row(at)?.counts.conversion().map(Sized64));
            }
        }
        places
    }

    fn by<K: Ord>(self, places: &mut [u32], key: impl Fn(&u32) -> Option<K>) {
        // False sorts before true: what has no value comes last, either way round.
        if self.is_rising() {
            places.sort_by_cached_key(|at| {
                let key = key(at);
                (key.is_none(), key, *at)
            });
        } else {
            places.sort_by_cached_key(|at| {
                let key = key(at);
                (key.is_none(), Reverse(key), *at)
            });
        }
    }
}

/// A float that is sorted by its size.
#[derive(Clone, Copy, PartialEq)]
struct Sized64(f64);

impl Eq for Sized64 {}

impl Ord for Sized64 {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Sized64 {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
