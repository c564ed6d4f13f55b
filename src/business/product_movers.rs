//! Which products won and lost most since the earlier days: in money, and in percent of what they had. Products with
//! few orders are left out, since a second order doubles the first. Pure arithmetic.

use std::cmp::Reverse;

use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{
    comparison::Basis,
    kpi::Change,
    product_board::{ComparedProduct, ProductBoard, ProductRow},
};

/// Orders in both periods together below which a product is no mover.
pub const LEAST_ORDERS: i64 = 10;

/// A product that moved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mover {
    /// Its place in the book.
    pub place: usize,
    /// Its revenue over the compared days.
    pub now: Decimal,
    /// Its revenue over the earlier days.
    pub before: Decimal,
    /// How much more it is; below zero for a loss.
    pub difference: Decimal,
    /// The same in percent; none against nothing.
    pub change: Option<Change>,
}

/// Those that moved most, the greatest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Movers {
    /// Won most revenue.
    pub risers: Vec<Mover>,
    /// Lost most revenue.
    pub fallers: Vec<Mover>,
    /// Grew most in percent.
    pub growing: Vec<Mover>,
    /// Shrank most in percent.
    pub shrinking: Vec<Mover>,
}

impl Movers {
    /// At most `most` of each kind. None while nothing is compared, the day is still open, or the days of either side
    /// are not all read: what looks lost may only not be read.
    pub fn of(board: &ProductBoard, most: usize) -> Option<Self> {
        let is_fair = matches!(board.basis, Some(Basis::Whole | Basis::ClosedDays)) && !board.is_partial;
        if !is_fair {
            return None;
        }
        let movers: Vec<Mover> = board.rows.iter().filter_map(mover).collect();
        let top = |key: &dyn Fn(&Mover) -> Option<Decimal>| {
            let mut told: Vec<(Decimal, Mover)> = movers
                .iter()
                .filter_map(|one| Some((key(one)?, *one)))
                .filter(|(key, _)| *key > Decimal::ZERO)
                .collect();
            told.sort_by_key(|(key, one)| (Reverse(*key), one.place));
            told.into_iter().take(most).map(|(_, one)| one).collect()
        };
        let part = |one: &Mover| one.difference.checked_div(one.before.abs());
        Some(Self {
            risers: top(&|one| Some(one.difference)),
            fallers: top(&|one| Some(-one.difference)),
            growing: top(&part),
            shrinking: top(&|one| part(one).map(|part| -part)),
        })
    }

    /// True when nothing moved enough.
    pub const fn is_empty(&self) -> bool {
        self.risers.is_empty() && self.fallers.is_empty()
    }
}

fn mover(row: &ProductRow) -> Option<Mover> {
    let compared: ComparedProduct = row.compared?;
    let orders = compared.now.orders.saturating_add(compared.before.orders);
    let difference = compared.revenue_difference();
    // Money that no float tells is no figure for a change.
    difference.to_f64()?;
    (orders >= LEAST_ORDERS).then(|| Mover {
        place: row.place,
        now: compared.now.revenue,
        before: compared.before.revenue,
        difference,
        change: compared.revenue_change(),
    })
}
