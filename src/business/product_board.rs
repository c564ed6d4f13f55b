//! All products of some days, ranked by revenue, beside the days they are compared with: shares, rank changes, what is
//! new and what is gone. Pure arithmetic; sums are exact.

use std::cmp::Reverse;

use chrono::NaiveDate;
use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{
    comparison::Basis, kpi::Change, product::ProductCounts, product_book::ProductBook, range::DateRange,
};

/// A product's row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ProductRow {
    /// Its place in the book.
    pub place: usize,
    /// Its counters over the shown days.
    pub counts: ProductCounts,
    /// By revenue over the shown days, 1 for the most; equal revenue has equal rank. None for a product without a day.
    pub rank: Option<u32>,
    /// Its part of the revenue of all, 0 to 1 as a rule; none where all have none.
    pub share: Option<f64>,
    /// The compared days; none when nothing is compared.
    pub compared: Option<ComparedProduct>,
    /// What became of it.
    pub standing: Standing,
}

/// A product over the days that are compared: of equal number, the open day left out of both.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ComparedProduct {
    /// The compared days of the period.
    pub now: ProductCounts,
    /// The earlier days.
    pub before: ProductCounts,
    /// Rank over [`Self::now`].
    pub rank_now: Option<u32>,
    /// Rank over [`Self::before`].
    pub rank_before: Option<u32>,
}

/// What became of a product since the earlier days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Nothing is compared, or not all the days that would tell it were read.
    Untold,
    /// It was there and is there.
    Kept,
    /// Nothing happened with it in the earlier days.
    New,
    /// Nothing happens with it any more.
    Gone,
}

impl Standing {
    /// `new`, `gone`, `kept`; empty when it cannot be told.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Untold => "",
            Self::Kept => "kept",
            Self::New => "new",
            Self::Gone => "gone",
        }
    }
}

impl ProductRow {
    /// Ranks won (more than 0) or lost; none for new and gone products and where neither period had revenue.
    pub fn rank_change(&self) -> Option<i64> {
        let compared = self.compared.filter(|_| self.standing == Standing::Kept)?;
        let has_revenue = !(compared.now.revenue.is_zero() && compared.before.revenue.is_zero());
        let (now, before) = compared.rank_now.zip(compared.rank_before).filter(|_| has_revenue)?;
        Some(i64::from(before) - i64::from(now))
    }
}

impl ComparedProduct {
    /// How much more revenue there is than before.
    pub fn revenue_difference(&self) -> Decimal {
        self.now.revenue.saturating_sub(self.before.revenue)
    }

    /// How the revenue changed, in percent; none against nothing.
    pub fn revenue_change(&self) -> Option<Change> {
        let before = self.before.revenue.to_f64().filter(|before| *before != 0.0)?;
        let difference = self.revenue_difference().to_f64()?;
        Some(Change::Percent(difference / before.abs() * 100.0))
    }
}

/// Every product of some days.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProductBoard {
    /// By rank; of equal rank the one with more orders, more views, then by key. Those that are gone come last.
    pub rows: Vec<ProductRow>,
    /// The sum of all rows.
    pub total: ProductCounts,
    /// The sum over the compared days, and over the earlier ones.
    pub compared: Option<(ProductCounts, ProductCounts)>,
    /// Which days are compared; none when nothing is.
    pub basis: Option<Basis>,
    /// True when not all days of the comparison were read.
    pub is_partial: bool,
    /// Days that were read.
    pub known_days: i64,
    /// Days asked for.
    pub days: i64,
}

impl ProductBoard {
    /// Sums a book over `range` and compares it with `before`; `today` is still open.
    pub fn of(book: &ProductBook, range: DateRange, before: Option<DateRange>, today: NaiveDate) -> Self {
        let compared = before.map(|before| compared_days(range, before, today));
        // Nothing is compared with days that nobody read.
        let compared =
            compared.filter(|(now, then, _)| book.known_days(*now) > 0 && book.known_days(*then) > 0);
        let is_whole = |range: DateRange| book.known_days(range) == range.days();
        let mut board = Self {
            known_days: book.known_days(range),
            days: range.days(),
            basis: compared.map(|(_, _, basis)| basis),
            is_partial: compared.is_some_and(|(now, then, _)| !is_whole(now) || !is_whole(then)),
            compared: compared.map(|_| Default::default()),
            ..Self::default()
        };
        for place in 0..book.products().len() {
            let counts = book.total_of(place, range);
            let compared = compared.map(|(now, then, _)| ComparedProduct {
                now: if now == range { counts } else { book.total_of(place, now) },
                before: book.total_of(place, then),
                ..ComparedProduct::default()
            });
            if counts.is_nothing() && compared.is_none_or(|compared| compared.before.is_nothing()) {
                continue;
            }
            board.total += counts;
            if let (Some((now, before)), Some(compared)) = (&mut board.compared, &compared) {
                *now += compared.now;
                *before += compared.before;
            }
            let (rank, share, standing) = (None, None, Standing::Untold);
            board.rows.push(ProductRow { place, counts, rank, share, compared, standing });
        }
        board.rank();
        board
    }

    fn rank(&mut self) {
        let whole = self.total.revenue.to_f64().filter(|whole| *whole > 0.0);
        let is_told = self.basis.is_some() && !self.is_partial && self.known_days == self.days;
        let rows = &mut self.rows;
        ranked(
            rows,
            |row| row.compared.map(|c| c.before),
            |row, rank| {
                row.compared.iter_mut().for_each(|c| c.rank_before = rank);
            },
        );
        ranked(
            rows,
            |row| row.compared.map(|c| c.now),
            |row, rank| {
                row.compared.iter_mut().for_each(|c| c.rank_now = rank);
            },
        );
        ranked(rows, |row| Some(row.counts), |row, rank| row.rank = rank);
        for row in rows {
            row.share = whole.and_then(|whole| Some(row.counts.revenue.to_f64()? / whole));
            row.standing = match row.compared {
                Some(compared) if is_told => match (row.counts.is_nothing(), compared.before.is_nothing()) {
                    (true, _) => Standing::Gone,
                    (false, true) => Standing::New,
                    (false, false) => Standing::Kept,
                },
                _ => Standing::Untold,
            };
        }
    }

    /// How many products have this standing.
    pub fn count(&self, standing: Standing) -> usize {
        self.rows.iter().filter(|row| row.standing == standing).count()
    }

    /// How many products had anything happen in the shown days.
    pub fn shown(&self) -> usize {
        self.rows.iter().filter(|row| !row.counts.is_nothing()).count()
    }
}

/// The days of a period and of an earlier one that can be compared: when the period ends on the open day `today`, that
/// day and its counterpart are left out, so that equal lengths of time are compared.
fn compared_days(range: DateRange, before: DateRange, today: NaiveDate) -> (DateRange, DateRange, Basis) {
    if range.to() < today {
        return (range, before, Basis::Whole);
    }
    if range.days() == 1 {
        return (range, before, Basis::OpenDay);
    }
    let closed_to = today.pred_opt().unwrap_or(today);
    let now = DateRange::new(range.from(), closed_to).unwrap_or(range);
    let cut = chrono::TimeDelta::days(now.days() - 1);
    let until = before.from().checked_add_signed(cut).unwrap_or(before.to());
    (now, DateRange::new(before.from(), until).unwrap_or(before), Basis::ClosedDays)
}

/// Sorts rows by the revenue of some of their counters and tells each its rank: equal revenue, equal rank.
fn ranked(
    rows: &mut [ProductRow],
    of: impl Fn(&ProductRow) -> Option<ProductCounts>,
    tell: impl Fn(&mut ProductRow, Option<u32>),
) {
    let counts = |row: &ProductRow| of(row).filter(|counts| !counts.is_nothing());
    rows.sort_by_cached_key(|row| {
        let key = counts(row).map(|c| (c.revenue, c.orders, c.views));
        (Reverse(key), row.place)
    });
    let mut last: Option<(Decimal, u32)> = None;
    for (at, row) in rows.iter_mut().enumerate() {
        let rank = counts(row).map(|counts| match last {
            Some((revenue, rank)) if revenue == counts.revenue => rank,
            _ => at as u32 + 1,
        });
        last = rank.and_then(|rank| Some((counts(row)?.revenue, rank)));
        tell(row, rank);
    }
}
