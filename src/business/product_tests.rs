//! What holds of products however their rows come: sums are exact, a day is counted once, ranks and orders are the same.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{
    Basis, Cell, ColumnType, DateRange, Movers, ProductBoard, ProductBook, ProductBookWriter, ProductColumn,
    ProductCounts, ProductDay, ProductId, ProductKey, ProductOrder, ProductRow, Standing, SummaryTable,
};

fn date(day: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 9, 1).unwrap() + Days::new(day)
}

fn range(from: u64, to: u64) -> DateRange {
    DateRange::new(date(from), date(to)).unwrap()
}

fn sold(product: &str, day: u64, orders: i64, revenue: &str) -> ProductDay {
    ProductDay {
        product: ProductId::new(product),
        date: date(day),
        views: orders * 20,
        favorites: orders * 2,
        cart_adds: orders * 3,
        orders,
        revenue: revenue.parse().unwrap(),
    }
}

fn book(known: DateRange, days: &[ProductDay]) -> ProductBook {
    let mut writer = ProductBookWriter::default();
    writer.take_days(known, days);
    writer.finish()
}

fn table(rows: &[(&str, Cell, u64, i64, Cell)]) -> SummaryTable {
    let names = [
        "vendorid",
        "productid",
        "category",
        "event_date",
        "views",
        "favorites",
        "cart_adds",
        "orders",
        "units",
        "revenue",
    ];
    let rows = rows.iter().map(|(vendor, product, day, orders, revenue)| {
        vec![
            Cell::Text((*vendor).into()),
            product.clone(),
            Cell::Text("Food".into()),
            Cell::Date(date(*day)),
            Cell::Integer(orders * 20),
            Cell::Null,
            Cell::Integer(1),
            Cell::Integer(*orders),
            Cell::Integer(orders * 2),
            revenue.clone(),
        ]
    });
    SummaryTable {
        columns: names.map(|name| (Arc::from(name), ColumnType::Other)).into(),
        rows: rows.collect(),
    }
}

fn text(text: &str) -> Cell {
    Cell::Text(text.into())
}

fn names(board: &ProductBoard, book: &ProductBook) -> Vec<String> {
    board.rows.iter().map(|row| book.products()[row.place].key.product.to_string()).collect()
}

#[test]
fn equal_revenue_has_equal_rank_and_the_next_one_counts_on() {
    let days = [sold("c", 1, 1, "5"), sold("a", 1, 1, "9"), sold("b", 1, 2, "5"), sold("d", 1, 1, "0")];
    let book = book(range(0, 1), &days);
    let board = ProductBoard::of(&book, range(0, 1), None, date(9));
    let ranks: Vec<_> = board.rows.iter().map(|row| row.rank).collect();
    assert_eq!(names(&board, &book), ["a", "b", "c", "d"], "of equal revenue more orders stand first");
    assert_eq!(ranks, [Some(1), Some(2), Some(2), Some(4)]);
    assert_eq!(board.rows[0].share, Some(9.0 / 19.0));
    assert_eq!(board.rows[0].standing, Standing::Untold);
}

#[test]
fn new_and_gone_are_told_only_when_every_day_was_read() {
    let days =
        [sold("old", 0, 3, "30"), sold("kept", 0, 1, "1"), sold("kept", 1, 4, "40"), sold("new", 1, 2, "9")];
    let standings = |known| {
        let book = book(known, &days);
        let board = ProductBoard::of(&book, range(1, 1), Some(range(0, 0)), date(9));
        let told: Vec<_> = board.rows.iter().map(|row| (row.standing, row.rank, row.rank_change())).collect();
        (names(&board, &book), told, board.basis)
    };
    let (names, told, basis) = standings(range(0, 1));
    assert_eq!(names, ["kept", "new", "old"]);
    assert_eq!(basis, Some(Basis::Whole));
    assert_eq!(
        told,
        [(Standing::Kept, Some(1), Some(1)), (Standing::New, Some(2), None), (Standing::Gone, None, None)]
    );
    let (names, told, basis) = standings(range(1, 1));
    assert_eq!((names.len(), basis), (2, None), "nothing is compared with days that nobody read");
    assert!(told.iter().all(|row| row.0 == Standing::Untold && row.2.is_none()));
}

#[test]
fn the_open_day_is_left_out_of_what_is_compared() {
    let days = [sold("a", 0, 9, "90"), sold("a", 1, 9, "100"), sold("a", 2, 9, "50"), sold("a", 3, 1, "7")];
    let book = book(range(0, 3), &days);
    let board = ProductBoard::of(&book, range(2, 3), Some(range(0, 1)), date(3));
    let row = board.rows[0];
    let compared = row.compared.unwrap();
    assert_eq!(row.counts.revenue, Decimal::from(57));
    assert_eq!((compared.now.revenue, compared.before.revenue), (Decimal::from(50), Decimal::from(90)));
    assert_eq!(board.basis, Some(Basis::ClosedDays));
    let today = ProductBoard::of(&book, range(3, 3), Some(range(2, 2)), date(3));
    assert_eq!(today.basis, Some(Basis::OpenDay));
    assert_eq!(Movers::of(&today, 3), None, "a part of a day has lost nothing against a whole one");
}

#[test]
fn a_day_that_two_answers_tell_is_counted_once_and_the_first_holds() {
    let mut writer = ProductBookWriter::default();
    writer.take_days(range(5, 6), &[sold("p", 5, 1, "10")]);
    let lake = table(&[
        ("v", text("p"), 4, 2, Cell::Double(0.1)),
        ("v", text("p"), 4, 1, Cell::Double(0.2)),
        ("v", text("p"), 5, 100, Cell::Double(1_000.0)),
        ("v", text("q"), 6, 100, Cell::Double(1_000.0)),
        ("v", text("p"), 9, 100, Cell::Double(1_000.0)),
    ]);
    assert!(writer.take_summary(range(0, 6), &lake, false));
    // The same days asked again beside another range.
    assert!(writer.take_summary(range(3, 6), &lake, false));
    let book = writer.finish();
    let board = ProductBoard::of(&book, range(0, 6), None, date(30));
    assert_eq!(names(&board, &book), ["p"]);
    assert_eq!(board.total.revenue.to_string(), "10.3", "the noise of floats is no money");
    assert_eq!((board.total.orders, board.total.units), (4, None), "the index does not count pieces");
    assert_eq!(book.days_of(0, range(0, 6)).len(), 2, "rows of a day are one day");
    assert_eq!(book.products()[0].category.as_deref(), Some("Food"));
    assert_eq!((board.known_days, board.days), (7, 7));
}

#[test]
fn a_view_without_its_columns_says_nothing_rather_than_zero() {
    let mut writer = ProductBookWriter::default();
    let odd =
        SummaryTable { columns: vec![("productid".into(), ColumnType::Text)], rows: vec![vec![text("p")]] };
    assert!(!writer.take_summary(range(0, 6), &odd, false));
    let mut without_vendors = table(&[]);
    without_vendors.columns.remove(0);
    assert!(!writer.take_summary(range(0, 6), &without_vendors, true));
    assert!(writer.finish().is_empty());
}

#[test]
fn the_same_id_at_two_vendors_is_two_products_and_none_is_one() {
    let mut writer = ProductBookWriter::default();
    let rows = table(&[
        ("v1", text("p"), 1, 1, Cell::Double(1.0)),
        ("v2", text("p"), 1, 1, Cell::Double(2.0)),
        ("v2", Cell::Null, 1, 1, Cell::Double(-4.5)),
    ]);
    assert!(writer.take_summary(range(0, 1), &rows, true));
    let book = writer.finish();
    let keys: Vec<_> = book.products().iter().map(|product| product.key.clone()).collect();
    let key = |vendor: &str, product: &str| ProductKey {
        vendor: Some(vendor.into()),
        product: ProductId::new(product),
    };
    assert_eq!(keys, [key("v1", "p"), key("v2", ""), key("v2", "p")]);
    assert_eq!(book.find(&key("v2", "p")), Some(2));
    let board = ProductBoard::of(&book, range(0, 1), None, date(9));
    assert_eq!(board.total.revenue.to_string(), "-1.5");
    assert!(board.rows.iter().all(|row| row.share.is_none()), "no part of less than nothing");
}

#[test]
fn movers_need_volume_and_are_told_in_money_and_in_percent() {
    let mut days = vec![sold("tiny", 0, 1, "1"), sold("tiny", 1, 2, "50")];
    for (product, before, now) in [("big", "1000", "1100"), ("small", "10", "30"), ("down", "500", "100")] {
        days.push(sold(product, 0, 9, before));
        days.push(sold(product, 1, 9, now));
    }
    days.sort_by_key(|day| day.date);
    let book = book(range(0, 1), &days);
    let board = ProductBoard::of(&book, range(1, 1), Some(range(0, 0)), date(9));
    let movers = Movers::of(&board, 5).unwrap();
    let named = |movers: &[super::Mover]| -> Vec<String> {
        movers.iter().map(|mover| book.products()[mover.place].key.product.to_string()).collect()
    };
    assert_eq!(named(&movers.risers), ["big", "small"]);
    assert_eq!(named(&movers.growing), ["small", "big"]);
    assert_eq!(named(&movers.fallers), ["down"]);
    assert_eq!(movers.fallers[0].difference, Decimal::from(-400));
}

#[test]
fn what_is_unknown_stands_last_either_way_round() {
    let mut days = vec![sold("a", 1, 3, "3"), sold("b", 1, 1, "1"), sold("c", 1, 2, "2")];
    days[2].views = 0;
    let book = book(range(0, 1), &days);
    let board = ProductBoard::of(&book, range(0, 1), None, date(9));
    let last = |is_reversed| {
        let order = ProductOrder { column: ProductColumn::Conversion, is_reversed };
        let places = order.sorted(&board, &book, |_| true);
        book.products()[board.rows[places[2] as usize].place].key.product.to_string()
    };
    assert_eq!((last(false), last(true)), ("c".to_owned(), "c".to_owned()));
    for column in ProductColumn::ALL {
        assert_eq!(ProductColumn::named(column.as_str()), Some(column));
        let order = ProductOrder { column, is_reversed: false };
        assert_eq!(order.sorted(&board, &book, |_| true).len(), 3, "{column:?}");
    }
    let only = ProductOrder::default().sorted(&board, &book, |row: &ProductRow| row.counts.orders == 2);
    assert_eq!(only.len(), 1);
}

fn any_days() -> impl Strategy<Value = Vec<ProductDay>> {
    let one = (0u8..12, 0u64..40, 0i64..50, -10_000i64..1_000_000, 0u32..4);
    prop::collection::vec(one, 0..120).prop_map(|days| {
        let day = |(product, day, orders, amount, scale): (u8, u64, i64, i64, u32)| ProductDay {
            product: ProductId::new(format!("p{product}")),
            date: date(day),
            views: orders * 7,
            favorites: orders / 2,
            cart_adds: orders / 3,
            orders,
            revenue: Decimal::new(amount, scale),
        };
        days.into_iter().map(day).collect()
    })
}

fn summed<'a>(days: impl Iterator<Item = &'a ProductDay>) -> ProductCounts {
    let mut sum = ProductCounts::default();
    days.for_each(|day| sum += ProductCounts::of_day(day));
    sum
}

proptest! {
    #[test]
    fn products_and_their_days_add_up_to_the_rows(days in any_days(), from in 0u64..40, length in 0u64..40) {
        let book = book(range(0, 60), &days);
        let shown = range(from, from + length);
        let board = ProductBoard::of(&book, shown, Some(shown.previous()), date(70));
        let expected = summed(days.iter().filter(|day| shown.contains(day.date)));
        prop_assert_eq!(board.total, expected);
        let mut rows = ProductCounts::default();
        board.rows.iter().for_each(|row| rows += row.counts);
        prop_assert_eq!(rows, expected);
        for row in &board.rows {
            let mut by_week = ProductCounts::default();
            for (_, counts) in book.buckets(row.place, shown, super::Granularity::Week) {
                by_week += counts.unwrap_or_default();
            }
            prop_assert_eq!(by_week, row.counts);
        }
    }

    #[test]
    fn the_order_of_rows_does_not_matter(days in any_days(), seed in any::<u64>()) {
        let mut other = days.clone();
        // A shuffle that proptest can repeat.
        other.sort_by_key(|day| (day.date.to_string().len() as u64 ^ seed).wrapping_mul(day.orders as u64 | 1));
        other.rotate_left((seed % 7) as usize % days.len().max(1));
        let board = |days: &[ProductDay]| {
            let book = book(range(0, 60), days);
            ProductBoard::of(&book, range(20, 45), Some(range(0, 19)), date(70))
        };
        prop_assert_eq!(board(&days), board(&other));
    }

    #[test]
    fn ranks_follow_revenue(days in any_days()) {
        let book = book(range(0, 60), &days);
        let board = ProductBoard::of(&book, range(0, 40), None, date(70));
        for pair in board.rows.windows(2) {
            let (one, two) = (&pair[0], &pair[1]);
            prop_assert!(one.counts.revenue >= two.counts.revenue);
            prop_assert_eq!(one.rank == two.rank, one.counts.revenue == two.counts.revenue);
        }
    }
}
